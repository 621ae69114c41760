/// A terminal's bytes as they are read on the screen: escape sequences left out, what was drawn over replaced.
///
/// A line that a shell draws anew while it is edited is followed within the line; that is enough to read a command that
/// was typed, corrected, coloured and wrapped.
struct VisibleText {
    /// Bytes that can be read together, and for each the places of the first and the last byte that were drawn there.
    struct Page {
        fileprivate(set) var bytes: [UInt8] = []
        fileprivate(set) var first: [Int] = []
        fileprivate(set) var last: [Int] = []
    }

    /// What can be read in the end.
    private(set) var page = Page()
    /// The texts inside of sequences that carry one, such as a window's title.
    private(set) var strings: [Range<Int>] = []
    /// What could be read before a part of it was erased or drawn over.
    private(set) var earlier: [Page] = []
    /// Where an escape sequence begins that is not finished.
    private(set) var unfinished: Int?
    private var cursor = 0
    private var lineStart = 0
    private var erased = 0

    /// How long an escape sequence without an end may be.
    private static let longestSequence = 4096
    /// A shell wraps a line by a space and a return; a line that is shorter was not wrapped.
    private static let narrowestTerminal = 20

    /// How long a line may be into which blanks are inserted: what a terminal pushes over its edge is gone.
    private static let longestLine = 4096

    /// How much of what was erased is looked at.
    private static let mostErased = 32 * 1024

    /// Whether the bytes read otherwise than they stand: an escape sequence, a step back, a wrapped line.
    static func isNeeded(for bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { text in
            var index = 0
            while index &+ 8 <= text.count {
                let word = text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                if (zeros(word ^ 0x1B1B_1B1B_1B1B_1B1B) | zeros(word ^ 0x0808_0808_0808_0808)) != 0 { return true }
                if zeros(word ^ 0x0D0D_0D0D_0D0D_0D0D) != 0, wraps(in: text, index..<index &+ 8) { return true }
                index &+= 8
            }
            return text[index...].contains { $0 == 0x1B || $0 == 0x08 } || wraps(in: text, index..<text.count)
        }
    }

    /// Not 0 where a byte of the word is 0: eight bytes are looked at in one step.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }

    private static func wraps(in text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        range.contains { text[$0] == 0x0D && $0 > 0 && text[$0 - 1] == 0x20 }
    }

    /// Reads bytes as a terminal would; of those that go on only what stands before the cursor is sure to stay.
    init(_ raw: [UInt8], goesOn: Bool) {
        page.reserve(raw.count)
        var index = 0
        while index < raw.count {
            switch raw[index] {
            case 0x1B: index = sequence(at: index, in: raw)
            case 0x08:
                if cursor > lineStart { cursor -= 1 }
                index += 1
            case 0x0D: index = carriageReturn(at: index, in: raw)
            case 0x0A:
                newLine(0x0A, at: index)
                index += 1
            case 0x00...0x07, 0x0E...0x1A, 0x7F: index += 1
            default: index = draw(raw, from: index)
            }
        }
        if goesOn { leaveWhatMayChange() }
    }

    /// Leaves out what stands behind the cursor, and blanks before it that have erased something.
    private mutating func leaveWhatMayChange() {
        if cursor < page.bytes.count { erase(page.bytes.count) }
        while let byte = page.bytes.last, byte == 0x20, page.first.last != page.last.last {
            page.remove(page.bytes.count - 1..<page.bytes.count)
        }
    }

    /// Draws what can be seen up to the next control character.
    private mutating func draw(_ raw: [UInt8], from start: Int) -> Int {
        guard cursor == page.bytes.count else {
            put(raw[start], at: start)
            return start + 1
        }
        var end = start + 1
        while end < raw.count, raw[end] >= 0x20, raw[end] != 0x7F { end += 1 }
        page.append(raw, start..<end)
        cursor = page.bytes.count
        return end
    }

    private mutating func put(_ byte: UInt8, at index: Int) {
        if cursor < page.bytes.count {
            if page.bytes[cursor] != byte { keepErased() }
            page.bytes[cursor] = byte
            page.last[cursor] = index
        } else {
            page.bytes.append(byte)
            page.first.append(index)
            page.last.append(index)
        }
        cursor += 1
    }

    /// Keeps the line as it reads before a part of it goes; a blank says nothing.
    private mutating func keepErased() {
        let line = lineStart..<page.bytes.count
        guard page.bytes[cursor] != 0x20, erased + line.count <= Self.mostErased else { return }
        erased += line.count
        earlier.append(
            Page(bytes: Array(page.bytes[line]), first: Array(page.first[line]), last: Array(page.last[line])))
    }

    private mutating func newLine(_ byte: UInt8, at index: Int) {
        cursor = page.bytes.count
        put(byte, at: index)
        lineStart = cursor
    }

    private mutating func carriageReturn(at index: Int, in raw: [UInt8]) -> Int {
        let next = index + 1
        guard next < raw.count, raw[next] != 0x0A, raw[next] != 0x0D else { return next }
        let isWrap =
            index > 0 && raw[index - 1] == 0x20 && cursor == page.bytes.count
            && cursor - lineStart > Self.narrowestTerminal
        if isWrap {
            cursor -= 1
            page.remove(cursor..<page.bytes.count)
        } else {
            newLine(0x0A, at: index)
        }
        return next
    }

    private mutating func erase(_ count: Int) {
        let end = min(page.bytes.count, cursor + count)
        guard cursor < end else { return }
        keepErased()
        page.remove(cursor..<end)
    }

    /// Takes an escape sequence (ECMA-48, 5.4 and 5.6); returns where it ends.
    private mutating func sequence(at start: Int, in raw: [UInt8]) -> Int {
        guard start + 1 < raw.count else { return leaveOff(start, raw) }
        switch raw[start + 1] {
        case UInt8(ascii: "["): return control(at: start, in: raw)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"):
            return string(at: start, in: raw)
        default:
            var index = start + 1
            while index < raw.count, (0x20...0x2F).contains(raw[index]) { index += 1 }
            return index < raw.count ? index + 1 : leaveOff(start, raw)
        }
    }

    private mutating func leaveOff(_ start: Int, _ raw: [UInt8]) -> Int {
        if raw.count - start < Self.longestSequence { unfinished = start }
        return raw.count
    }

    private mutating func string(at start: Int, in raw: [UInt8]) -> Int {
        var index = start + 2
        while index < raw.count, raw[index] >= 0x20 || raw[index] == 0x09, index - start < Self.longestSequence {
            index += 1
        }
        strings.append(start + 2..<index)
        guard index < raw.count else { return leaveOff(start, raw) }
        if raw[index] == 0x07 { return index + 1 }
        guard raw[index] == 0x1B else { return index }
        guard index + 1 < raw.count else { return leaveOff(start, raw) }
        return raw[index + 1] == UInt8(ascii: "\\") ? index + 2 : index
    }

    /// A control sequence; of its parameters the first digits are the number.
    private mutating func control(at start: Int, in raw: [UInt8]) -> Int {
        var index = start + 2
        while index < raw.count, (0x20...0x3F).contains(raw[index]) { index += 1 }
        guard index < raw.count else { return leaveOff(start, raw) }
        let number = raw[start + 2..<index].prefix(4).reduce(0) { $1.isDigit ? $0 * 10 + Int($1) - 0x30 : $0 }
        obey(raw[index], number, at: index)
        return index + 1
    }

    /// What moves within a line or erases a part of it (ECMA-48, 8.3); what leaves the line begins another.
    private mutating func obey(_ final: UInt8, _ number: Int, at index: Int) {
        switch final {
        case UInt8(ascii: "D"): cursor = max(lineStart, cursor - max(1, number))
        case UInt8(ascii: "C"): advance(to: cursor + max(1, number), at: index)
        case UInt8(ascii: "G"): advance(to: lineStart + max(0, number - 1), at: index)
        case UInt8(ascii: "K") where number == 0, UInt8(ascii: "J") where number == 0: erase(page.bytes.count)
        case UInt8(ascii: "K"):
            cursor = lineStart
            erase(page.bytes.count)
        case UInt8(ascii: "P"): erase(max(1, number))
        case UInt8(ascii: "@") where page.bytes.count - lineStart < Self.longestLine:
            page.insertBlanks(max(1, min(number, 200)), at: cursor, drawnAt: index)
        case UInt8(ascii: "@"): break
        case UInt8(ascii: "m"), UInt8(ascii: "h"), UInt8(ascii: "l"), UInt8(ascii: "n"), UInt8(ascii: "c"): break
        case UInt8(ascii: "q"), UInt8(ascii: "t"), UInt8(ascii: "u"), UInt8(ascii: "s"): break
        default: newLine(0x0A, at: index)
        }
    }

    /// Goes to the right; where nothing has been drawn yet, there are blanks.
    private mutating func advance(to place: Int, at index: Int) {
        let blanks = min(200, place - page.bytes.count)
        if blanks > 0 { page.insertBlanks(blanks, at: page.bytes.count, drawnAt: index) }
        cursor = min(place, page.bytes.count)
    }
}

extension VisibleText {
    /// The sequences of some bytes that change colours (ECMA-48, 8.3.117).
    static func colours(in bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var index = bytes.startIndex
        while let start = bytes[index...].firstIndex(of: 0x1B) {
            var end = start + 1
            if end < bytes.endIndex, bytes[end] == UInt8(ascii: "[") { end += 1 }
            while end < bytes.endIndex, (0x30...0x3F).contains(bytes[end]) { end += 1 }
            if end < bytes.endIndex, end > start + 1, bytes[end] == UInt8(ascii: "m") { result += bytes[start...end] }
            index = min(end, bytes.endIndex)
        }
        return result
    }
}

extension VisibleText.Page {
    fileprivate mutating func reserve(_ count: Int) {
        bytes.reserveCapacity(count)
        first.reserveCapacity(count)
        last.reserveCapacity(count)
    }

    fileprivate mutating func append(_ raw: [UInt8], _ range: Range<Int>) {
        bytes.append(contentsOf: raw[range])
        first.append(contentsOf: range)
        last.append(contentsOf: range)
    }

    fileprivate mutating func remove(_ range: Range<Int>) {
        bytes.removeSubrange(range)
        first.removeSubrange(range)
        last.removeSubrange(range)
    }

    fileprivate mutating func insertBlanks(_ count: Int, at cursor: Int, drawnAt place: Int) {
        bytes.insert(contentsOf: repeatElement(0x20, count: count), at: cursor)
        first.insert(contentsOf: repeatElement(place, count: count), at: cursor)
        last.insert(contentsOf: repeatElement(place, count: count), at: cursor)
    }

    /// The bytes as they came that drew a part of the page.
    func raw(_ range: Range<Int>) -> Range<Int> {
        let start = first[range].min() ?? 0
        let end = last[range].max() ?? start
        return start..<max(start, end) + 1
    }
}
