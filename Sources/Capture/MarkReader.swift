internal import Foundation

/// What a program's prompts or hooks tell by an escape sequence: a letter, and fields whose meaning is its own.
public struct Mark: Sendable, Equatable {
    /// What it tells.
    public let letter: String
    /// The fields, escapes undone.
    public let fields: [String]

    /// Makes a mark.
    public init(_ letter: String, _ fields: [String] = []) {
        self.letter = letter
        self.fields = fields
    }

    /// Lets a shell go on that waits until everything before this mark is recorded, by the file that it looks for.
    public func acknowledge() {
        guard letter == "S", let path = fields.first else { return }
        _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
}

/// Finds the marks that a session's prompts carry in its output, and takes them out.
///
/// A mark is an OSC 133 sequence (https://gitlab.freedesktop.org/Per_Bothner/specifications/-/blob/master/proposals/semantic-prompts.md)
/// that begins with the session's nonce, so that printed output cannot forge one: `ESC ] 133 ; nonce ; letter ; … BEL`.
/// In a field `\n` is a line feed, and so on: see `unescape`.
struct MarkReader {
    /// A piece of a session's output.
    enum Piece: Equatable {
        case output(ArraySlice<UInt8>)
        case mark(Mark)
    }

    private let prefix: [UInt8]
    /// A command line, or what an editor left, may be long.
    static let longestMark = 1 << 20
    private var held: [UInt8] = []

    init(nonce: String) {
        prefix = Array("\u{1B}]133;\(nonce);".utf8)
    }

    /// Whether bytes are held back that may yet become a mark.
    var isHolding: Bool { !held.isEmpty }

    /// Takes the next bytes; a sequence that may yet become a mark is held back.
    mutating func next(_ bytes: ArraySlice<UInt8>) -> [Piece] {
        let input = held.isEmpty ? bytes : held[...] + bytes
        held = []
        if !input.hasEscape { return input.isEmpty ? [] : [.output(input)] }
        var pieces: [Piece] = []
        var outputStart = input.startIndex
        var from = input.startIndex
        while let escape = input[from...].firstIndex(of: 0x1B) {
            switch mark(in: input[escape...]) {
            case .mark(let mark, let length):
                if escape > outputStart { pieces.append(.output(input[outputStart..<escape])) }
                pieces.append(.mark(mark))
                from = escape + length
                outputStart = from
            case .other:
                from = escape + 1
            case .unfinished:
                held = Array(input[escape...])
                if escape > outputStart { pieces.append(.output(input[outputStart..<escape])) }
                return pieces
            }
        }
        if outputStart < input.endIndex { pieces.append(.output(input[outputStart...])) }
        return pieces
    }

    /// What was held back, when nothing follows it.
    mutating func finish() -> ArraySlice<UInt8> {
        defer { held = [] }
        return held[...]
    }

    private enum Match {
        case mark(Mark, length: Int)
        case other
        case unfinished
    }

    private func mark(in bytes: ArraySlice<UInt8>) -> Match {
        let head = bytes.prefix(prefix.count)
        guard prefix.starts(with: head) else { return .other }
        guard head.count == prefix.count else { return .unfinished }
        let window = bytes.prefix(Self.longestMark)
        guard let bell = window.dropFirst().firstIndex(where: { $0 == 0x07 || $0 == 0x1B }) else {
            return window.count < Self.longestMark ? .unfinished : .other
        }
        guard bytes[bell] == 0x07 else { return .other }
        let fields = String(decoding: bytes[(bytes.startIndex + prefix.count)..<bell], as: UTF8.self).split(
            separator: ";", omittingEmptySubsequences: false
        ).map(Self.unescape)
        guard let letter = fields.first, letter.utf8.count == 1 else { return .other }
        return .mark(Mark(letter, Array(fields.dropFirst())), length: bell + 1 - bytes.startIndex)
    }

    /// Undoes `\\`, `\n`, `\r`, `\e`, `\a` and `\:`, which is a semicolon.
    private static func unescape(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return String(text) }
        var result = ""
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let escaped = rest.popFirst() else {
                result.unicodeScalars.append(scalar)
                continue
            }
            result.unicodeScalars.append(Self.escapes[escaped] ?? escaped)
        }
        return result
    }

    private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
        "n": "\n", "r": "\r", "e": "\u{1B}", "a": "\u{07}", ":": ";",
    ]
}

extension ArraySlice<UInt8> {
    /// Whether there is an escape character: most output has none, and there may be a lot of it.
    fileprivate var hasEscape: Bool {
        withUnsafeBytes { bytes in bytes.baseAddress.map { memchr($0, 0x1B, bytes.count) != nil } ?? false }
    }
}
