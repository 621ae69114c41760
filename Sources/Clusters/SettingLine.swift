/// One line of `postgresql.conf` that is a setting, or would be without the `#` before it, taken apart.
struct SettingLine {
    /// The name in lower case.
    let name: [UInt8]
    /// Whether a `#` stands before it.
    let isComment: Bool

    private let line: [UInt8]
    private let indentation: Int
    private let valueStart: Int
    private let valueEnd: Int
    /// Where the comment behind the value begins.
    private let comment: Int?

    private static let hash = UInt8(ascii: "#")
    private static let equals = UInt8(ascii: "=")
    private static let quote = UInt8(ascii: "'")

    /// nil when the line is none.
    init?(_ line: [UInt8]) {
        var scanner = Scanner(bytes: line)
        scanner.skip(Self.isBlank)
        let indentation = scanner.position
        scanner.skip { $0 == Self.hash }
        let isComment = scanner.position > indentation
        scanner.skip(Self.isBlank)
        let name = scanner.take(Self.isNameByte)
        let nameEnd = scanner.position
        scanner.skip(Self.isBlank)
        let hasEquals = scanner.next == Self.equals
        if hasEquals { scanner.position += 1 }
        // In prose behind a # many a word begins like a setting; only an equals sign tells them apart.
        guard !name.isEmpty, hasEquals || (!isComment && scanner.position > nameEnd) else { return nil }
        scanner.skip(Self.isBlank)
        valueStart = scanner.position
        guard Self.skipValue(&scanner) else { return nil }
        valueEnd = scanner.position
        scanner.skip(Self.isBlank)
        guard scanner.next == nil || scanner.next == Self.hash else { return nil }
        comment = scanner.next == nil ? nil : scanner.position
        self.name = name.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 32 : $0 }
        self.isComment = isComment
        self.line = line
        self.indentation = indentation
    }

    /// Steps over a quoted string, in which `''` and `\'` are quotes and `#` is no comment, or over a bare word.
    private static func skipValue(_ scanner: inout Scanner) -> Bool {
        guard scanner.next == quote else {
            return !scanner.take { !isBlank($0) && $0 != hash && $0 != quote }.isEmpty
        }
        scanner.position += 1
        while let byte = scanner.next {
            scanner.position += 1
            if byte == UInt8(ascii: "\\") {
                scanner.position += 1
            } else if byte == quote {
                if scanner.next != quote { return true }
                scanner.position += 1
            }
        }
        return false
    }

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: byte >= 0x80
        }
    }

    /// The value as it is written, with its quotes.
    var value: String { String(decoding: line[valueStart..<valueEnd], as: UTF8.self) }

    /// The line with another setting in its place, the comment behind it kept.
    func replaced(by setting: [UInt8]) -> [UInt8] {
        let start = Array(line[..<indentation]) + setting
        guard let comment else { return start }
        return start + gap(from: Self.column(after: start), before: comment) + line[comment...]
    }

    /// Blanks of the kind that stood before the comment, as many as bring it back to its column.
    private func gap(from column: Int, before comment: Int) -> [UInt8] {
        let target = Self.column(after: line[..<comment])
        if line[valueEnd..<comment].contains(UInt8(ascii: "\t")) {
            let tabs = (target + 7) / 8 - column / 8
            return Array(repeating: UInt8(ascii: "\t"), count: max(1, tabs))
        }
        return Array(repeating: UInt8(ascii: " "), count: max(1, target - column))
    }

    /// The column behind some bytes, from 0, with a tab stop every 8; a character of UTF-8 takes one.
    private static func column(after bytes: some Sequence<UInt8>) -> Int {
        bytes.reduce(0) { column, byte in
            if byte == UInt8(ascii: "\t") { return (column / 8 + 1) * 8 }
            return byte & 0xC0 == 0x80 ? column : column + 1
        }
    }
}

/// A position that moves over bytes.
private struct Scanner {
    let bytes: [UInt8]
    var position = 0

    /// The byte at the position; nil at the end.
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skip(_ isSkipped: (UInt8) -> Bool) {
        while let byte = next, isSkipped(byte) { position += 1 }
    }

    mutating func take(_ isTaken: (UInt8) -> Bool) -> [UInt8] {
        let start = position
        skip(isTaken)
        return Array(bytes[start..<position])
    }
}
