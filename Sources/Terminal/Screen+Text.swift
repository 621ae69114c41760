extension Screen {
    /// The text as a person would copy it: rows which continue one another joined, spaces at line ends dropped, every
    /// line ended by "\n". Empty if nothing is shown. Forgotten lines are not marked.
    public var text: String {
        var bytes: [UInt8] = []
        for (index, line) in lines.enumerated() {
            let continues = line.continuesPrevious && index != omitted?.position
            if index > 0 && !continues { bytes.endLine() }
            for run in line.runs { bytes.append(contentsOf: run.text.utf8) }
        }
        bytes.endLine()
        bytes.endText()
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Ends a line of text; spaces before its end go, as nobody sees them.
    mutating func endLine() {
        while last == .space { removeLast() }
        append(.lineFeed)
    }

    /// Drops blank lines at the end.
    mutating func endText() {
        while last == .lineFeed { removeLast() }
        if !isEmpty { append(.lineFeed) }
    }
}

extension UInt8 {
    static let backspace: UInt8 = 0x08
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let escape: UInt8 = 0x1B
    static let space: UInt8 = 0x20

    /// Whether the byte is a visible ASCII character or a space.
    var isPrintableASCII: Bool { self >= 0x20 && self < 0x7F }
}
