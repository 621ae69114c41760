import LabModel

/// A file's bytes with its lines, as Markdown counts them: ended by LF, CRLF or a lone CR.
struct SourceText {
    let bytes: [UInt8]
    /// Where each line begins.
    private let starts: [Int]
    /// The length of the byte order mark.
    let markLength: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        starts = Self.lineStarts(bytes)
        markLength = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// Takes only what a lab file may be: text of a bounded size.
    init(checking bytes: [UInt8]) throws(LabFileError) {
        guard bytes.count <= LabFile.maximumSize else {
            throw Self.error("the lab file is larger than 16 MiB", "Keep large data in a file that a block reads.")
        }
        self.init(bytes)
        guard bytes.count > markLength else {
            throw Self.error("the lab file is empty", "Write what to do in fenced blocks: ```sh")
        }
        if let offset = Self.offsetOfNonText(bytes) { throw notText(at: offset) }
    }

    private static func error(_ problem: String, _ remedy: String) -> LabFileError {
        LabFileError(LabError(line: 1, column: 1, problem: problem, remedy: remedy))
    }

    private static func lineStarts(_ bytes: [UInt8]) -> [Int] {
        bytes.withUnsafeBufferPointer { bytes in
            var starts = bytes.isEmpty ? [] : [0]
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                guard byte == .lineFeed || byte == .carriageReturn else { continue }
                if byte == .carriageReturn, index < bytes.count, bytes[index] == .lineFeed { index += 1 }
                if index < bytes.count { starts.append(index) }
            }
            return starts
        }
    }

    private static func offsetOfNonText(_ bytes: [UInt8]) -> Int? {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return bytes.firstIndex(of: 0)
        } catch {
            let offset = error.byteOffsets.lowerBound
            return bytes[..<offset].firstIndex(of: 0) ?? offset
        }
    }

    private func notText(at offset: Int) -> LabFileError {
        let line = (starts.firstIndex { $0 > offset } ?? starts.count) - 1
        let what = bytes[offset] == 0 ? "a NUL byte" : "no UTF-8"
        return LabFileError(
            LabError(
                line: line + 1, column: column(of: offset, inLine: line),
                problem: "not a text file: byte \(offset) is \(what)", remedy: "Save the file as UTF-8."))
    }
}

extension SourceText {
    var lineCount: Int { starts.count }

    /// Where a line begins; the end of the text for the line after the last.
    func start(ofLine line: Int) -> Int {
        line < starts.count ? starts[line] : bytes.count
    }

    /// A line's bytes without its end, and without the byte order mark.
    func line(_ line: Int) -> Range<Int> {
        let start = start(ofLine: line) + (line == 0 ? markLength : 0)
        var end = self.start(ofLine: line + 1)
        if end > start, bytes[end - 1] == .lineFeed { end -= 1 }
        if end > start, bytes[end - 1] == .carriageReturn { end -= 1 }
        return start..<end
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The column of a byte in characters, from 1.
    func column(of offset: Int, inLine line: Int) -> Int {
        let start = self.line(line).lowerBound
        return text(start..<max(start, offset)).count + 1
    }

    func isBlank(_ range: Range<Int>) -> Bool {
        bytes[range].allSatisfy { $0.isIndentation || $0 == .lineFeed || $0 == .carriageReturn }
    }
}

extension UInt8 {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let backslash = UInt8(ascii: "\\")

    var isIndentation: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
    var isSpace: Bool { isIndentation || self == .lineFeed || self == .carriageReturn }
}
