/// Finds the marks that a session's prompts carry in its output, and takes them out.
///
/// A mark is an OSC 133 sequence (https://gitlab.freedesktop.org/Per_Bothner/specifications/-/blob/master/proposals/semantic-prompts.md)
/// that ends with the session's nonce, so that printed output cannot forge one: `ESC ] 133 ; letter ; … ; nonce BEL`.
struct MarkReader {
    /// A piece of a session's output.
    enum Piece: Equatable {
        case output([UInt8])
        /// A command is about to run.
        case commandStarts
        /// A command has ended, with the fields that its session knows.
        case commandEnded([String])
        /// A prompt has been printed and waits for a line; a continuation asks for more of the same command.
        case prompt(isContinuation: Bool)
    }

    private let suffix: [UInt8]
    private static let prefix = Array("\u{1B}]133;".utf8)
    private static let longestMark = 160
    private var held: [UInt8] = []

    init(nonce: String) {
        suffix = Array(";\(nonce)\u{07}".utf8)
    }

    /// Takes the next bytes; a sequence that may yet become a mark is held back.
    mutating func next(_ bytes: [UInt8]) -> [Piece] {
        let input = held.isEmpty ? bytes : held + bytes
        held = []
        var pieces: [Piece] = []
        var outputStart = 0
        var from = 0
        while let escape = input[from...].firstIndex(of: 0x1B) {
            switch mark(in: input[escape...]) {
            case .mark(let piece, let length):
                if escape > outputStart { pieces.append(.output(Array(input[outputStart..<escape]))) }
                pieces.append(piece)
                from = escape + length
                outputStart = from
            case .other:
                from = escape + 1
            case .unfinished:
                held = Array(input[escape...])
                if escape > outputStart { pieces.append(.output(Array(input[outputStart..<escape]))) }
                return pieces
            }
        }
        if outputStart < input.count { pieces.append(.output(Array(input[outputStart...]))) }
        return pieces
    }

    /// What was held back, when nothing follows it.
    mutating func finish() -> [UInt8] {
        defer { held = [] }
        return held
    }

    private enum Match {
        case mark(Piece, length: Int)
        case other
        case unfinished
    }

    private func mark(in bytes: ArraySlice<UInt8>) -> Match {
        let head = bytes.prefix(Self.prefix.count)
        guard Self.prefix.starts(with: head) else { return .other }
        guard head.count == Self.prefix.count else { return .unfinished }
        let window = bytes.prefix(Self.longestMark)
        guard let bell = window.dropFirst().firstIndex(where: { $0 == 0x07 || $0 == 0x1B }) else {
            return window.count < Self.longestMark ? .unfinished : .other
        }
        let body = bytes[(bytes.startIndex + Self.prefix.count)...bell]
        guard body.reversed().starts(with: suffix.reversed()) else { return .other }
        let fields = String(decoding: body.dropLast(suffix.count), as: UTF8.self).split(
            separator: ";", omittingEmptySubsequences: false
        ).map(String.init)
        return piece(fields).map { .mark($0, length: bell + 1 - bytes.startIndex) } ?? .other
    }

    private func piece(_ fields: [String]) -> Piece? {
        switch fields.first {
        case "C": .commandStarts
        case "D": .commandEnded(Array(fields.dropFirst()))
        case "B": .prompt(isContinuation: fields.last == "2")
        default: nil
        }
    }
}
