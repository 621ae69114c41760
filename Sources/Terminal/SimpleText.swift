/// Reads bytes which only append to the screen: characters, line ends, tabs, colours, and what line editors set.
struct SimpleText {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let columns: Int
    private let lineFeed: LineFeed

    init(bytes: UnsafeBufferPointer<UInt8>, columns: Int, lineFeed: LineFeed) {
        self.bytes = bytes
        self.columns = columns
        self.lineFeed = lineFeed
    }

    /// The text, or nil if it takes an emulator to tell.
    func text() -> String? {
        // A tab is the only thing that gets longer, so there is room for all but tabs.
        let tabs = bytes.reduce(into: 0) { $0 += $1 == .tab ? 1 : 0 }
        let capacity = bytes.count + tabs * 7 + 1
        var isSimple = true
        let text = String(unsafeUninitializedCapacity: capacity) { buffer in
            var output = TextOutput(buffer: buffer)
            isSimple = read(into: &output)
            return isSimple ? output.finish() : 0
        }
        return isSimple ? text : nil
    }

    private func read(into output: inout TextOutput) -> Bool {
        var index = 0
        while index < bytes.count {
            index += readCommonCharacters(at: index, into: &output)
            guard index < bytes.count else { break }
            guard let length = readSpecial(at: index, into: &output) else { return false }
            index += length
        }
        return true
    }

    /// Reads printable ASCII, Cyrillic and line drawing, which is nearly everything, without decoding.
    private func readCommonCharacters(at start: Int, into output: inout TextOutput) -> Int {
        var index = start
        var extraBytes = 0
        while index < bytes.count {
            if bytes[index].isPrintableASCII {
                index += 1
            } else if isContinued(at: index, from: 0xD0, to: 0xD1) {  // U+0400–U+047F
                index += 2
                extraBytes += 1
            } else if bytes[index] == 0xE2, isContinued(at: index + 1, from: 0x94, to: 0x95) {  // U+2500–U+257F
                index += 3
                extraBytes += 2
            } else {
                break
            }
        }
        output.append(bytes[start..<index])
        output.columns -= extraBytes
        return index - start
    }

    /// Whether there is a byte in a range and a continuation byte of UTF-8 after it.
    private func isContinued(at index: Int, from first: UInt8, to last: UInt8) -> Bool {
        index + 1 < bytes.count && bytes[index] >= first && bytes[index] <= last && bytes[index + 1] & 0xC0 == 0x80
    }

    /// Reads what is less common; nil if it is not simple.
    private func readSpecial(at index: Int, into output: inout TextOutput) -> Int? {
        switch bytes[index] {
        case .lineFeed where lineFeed == .startsLine:
            output.endLine()
            return 1
        case .carriageReturn: return readLineEnd(at: index, into: &output)
        case .tab: return output.appendTab(columns: columns) ? 1 : nil
        case .escape: return modeLength(at: index) ?? colorLength(at: index)
        case 0x80...: return readCharacter(at: index, into: &output)
        default: return nil
        }
    }

    /// Drivers and programs both add CR, so there may be more than one. At the beginning of a line it does nothing.
    private func readLineEnd(at index: Int, into output: inout TextOutput) -> Int? {
        var end = index
        while end < bytes.count, bytes[end] == .carriageReturn { end += 1 }
        if output.columns == 0, !output.hasOddWidth, end < bytes.count, bytes[end] != .lineFeed { return end - index }
        guard end < bytes.count, bytes[end] == .lineFeed else { return nil }
        output.endLine()
        return end + 1 - index
    }

    /// Bracketed paste, and line feeds that start a line: nobody sees them, and they stand in nearly every recording.
    private static let modes = ["\u{1B}[?2004h", "\u{1B}[?2004l", "\u{1B}[20h"].map { Array($0.utf8) }

    private func modeLength(at index: Int) -> Int? {
        Self.modes.first { bytes[index...].starts(with: $0) }?.count
    }

    /// The length of an SGR sequence.
    private func colorLength(at index: Int) -> Int? {
        guard index + 2 < bytes.count, bytes[index + 1] == UInt8(ascii: "[") else { return nil }
        var end = index + 2
        while end < bytes.count, (0x30...0x3B).contains(bytes[end]) { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "m"), end - index < 64 else { return nil }
        return end + 1 - index
    }

    private func readCharacter(at index: Int, into output: inout TextOutput) -> Int? {
        let first = bytes[index]
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard index + length <= bytes.count else { return nil }
        var decoder = UTF8Decoder()
        for position in index..<index + length {
            if case .scalar(let scalar) = decoder.decode(bytes[position]) {
                guard position == index + length - 1, scalar.isSimple else { return nil }
                output.append(bytes[index...position])
                output.hasOddWidth = output.hasOddWidth || !scalar.isSurelyNarrow
                output.columns -= length - 1
                return length
            }
        }
        return nil
    }
}

extension Unicode.Scalar {
    /// Whether the scalar certainly takes cells of its own.
    fileprivate var isSimple: Bool { value >= 0xA0 && (isSurelyNarrow || !isCombining) && value & 0xFFFE != 0xFFFE }

    /// Latin, Greek, Cyrillic, punctuation and box drawing.
    fileprivate var isSurelyNarrow: Bool {
        switch value {
        case 0x20...0x7E, 0xA0...0xAC, 0xAE...0x2FF, 0x370...0x482, 0x48A...0x52F, 0x2010...0x2027, 0x2500...0x259F:
            true
        default: false
        }
    }
}
