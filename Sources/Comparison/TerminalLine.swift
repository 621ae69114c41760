/// A line of what was printed to a terminal, as it looked in the end: escape sequences carried out or left out, and
/// what was printed over replaced.
struct TerminalLine {
    private static let escape: UInt8 = 0x1B
    private static let bell: UInt8 = 0x07
    private static let backspace: UInt8 = 0x08
    private static let carriageReturn: UInt8 = 0x0D

    private var cells: [Unicode.Scalar] = []
    private var cursor = 0

    /// Whether a line has to be carried out at all.
    @inline(__always) static func isPlain(_ bytes: Bytes) -> Bool {
        !bytes.contains { $0 < 0x20 && $0 != 9 || $0 == 0x7F }
    }

    /// The line's last look.
    static func text(of bytes: Bytes) -> [UInt8] {
        var end = bytes.count
        while end > 0, bytes[end - 1] == carriageReturn { end -= 1 }
        let line = bytes.part(0..<end)
        let printed = line.contains { $0 == carriageReturn || $0 == backspace }
        if !printed { return withoutControls(line) }
        var terminal = TerminalLine()
        terminal.print(line)
        while terminal.cells.last == " " { terminal.cells.removeLast() }
        return terminal.cells.flatMap { Array(String(Character($0)).utf8) }
    }

    private static func withoutControls(_ line: Bytes) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(line.count)
        var index = 0
        while index < line.count {
            if line[index] == escape {
                index = sequenceEnd(line, index)
                continue
            }
            if line[index] >= 0x20 && line[index] != 0x7F || line[index] == 9 { result.append(line[index]) }
            index += 1
        }
        return result
    }

    /// Where the escape sequence ends that begins at a place (ECMA-48, and what xterm adds).
    private static func sequenceEnd(_ line: Bytes, _ start: Int) -> Int {
        switch line.at(start + 1) {
        case UInt8(ascii: "["):
            let final = line.end(from: start + 2) { !(0x40...0x7E).contains($0) }
            return min(final + 1, line.count)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"):
            let end = line.end(from: start + 2) { $0 != bell && $0 != escape }
            return min(line.at(end) == escape ? end + 2 : end + 1, line.count)
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "#"), UInt8(ascii: "%"):
            return min(start + 3, line.count)
        default: return min(start + 2, line.count)
        }
    }

    private mutating func print(_ line: Bytes) {
        var index = 0
        while index < line.count {
            let end: Int
            if line[index] == Self.escape {
                end = Self.sequenceEnd(line, index)
                if line[end - 1] == UInt8(ascii: "K") { erase(line.part(index..<end)) }
            } else if line[index] < 0x20, line[index] != 9 {
                end = index + 1
                move(line[index])
            } else {
                end = max(index + 1, line.end(from: index) { $0 >= 0x20 || $0 == 9 })
                for scalar in line.part(index..<end).text.unicodeScalars { put(scalar) }
            }
            index = end
        }
    }

    private mutating func move(_ control: UInt8) {
        if control == Self.carriageReturn { cursor = 0 }
        if control == Self.backspace { cursor = max(0, cursor - 1) }
    }

    /// `EL`: to the end of the line, or, with an argument, the whole of it.
    private mutating func erase(_ sequence: Bytes) {
        cells.removeSubrange(min(cursor, cells.count)...)
        if sequence.count > 3, sequence[2] == UInt8(ascii: "2") { cells = Array(repeating: " ", count: cursor) }
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        if cursor < cells.count { cells[cursor] = scalar } else { cells.append(scalar) }
        cursor += 1
    }
}
