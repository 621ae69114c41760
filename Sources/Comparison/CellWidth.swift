extension Unicode.Scalar {
    /// How many cells of a terminal psql counts for the scalar: `ucs_wcwidth` of PostgreSQL's `wchar.c`.
    var cells: Int {
        if value < 0x300 { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return Self.wide.contains { $0.contains(value) } ? 2 : 1
        }
    }

    /// East Asian wide and full-width blocks, and the pictures of emoji.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x25FD...0x25FE, 0x2E80...0x303E,
        0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
        0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x1B2FB, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
        0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]
}

extension Substring {
    /// Where the given cells begin, in bytes from the line's beginning; the line's end for cells behind it.
    func offsets(ofCells wanted: [Int]) -> [Int] {
        let count = utf8.count
        if isASCII { return wanted.map { Swift.min($0, count) } }
        var found: [Int] = []
        found.reserveCapacity(wanted.count)
        var cell = 0
        var offset = 0
        for scalar in unicodeScalars {
            let width = scalar.cells
            // A mark joins the character before it, so no cell begins with one.
            if width > 0 { while found.count < wanted.count, wanted[found.count] <= cell { found.append(offset) } }
            cell += width
            offset += UTF8.width(scalar)
        }
        while found.count < wanted.count { found.append(count) }
        return found
    }

    /// How many cells the line takes.
    var cellCount: Int { isASCII ? utf8.count : unicodeScalars.reduce(0) { $0 + $1.cells } }

    var isASCII: Bool { utf8.allSatisfy { $0 < 0x80 } }

    /// The part between two offsets in bytes.
    func bytes(_ lower: Int, _ upper: Int) -> Substring {
        let start = utf8.index(startIndex, offsetBy: lower)
        return self[start..<utf8.index(start, offsetBy: Swift.max(0, upper - lower))]
    }

    /// The scalar at an offset in bytes; nil behind the end.
    func scalar(at offset: Int) -> Unicode.Scalar? {
        guard offset < utf8.count else { return nil }
        return unicodeScalars[utf8.index(startIndex, offsetBy: offset)]
    }

    /// Without the spaces at its end.
    var withoutTrailingSpaces: Substring {
        var end = endIndex
        while end > startIndex, utf8[utf8.index(before: end)] == UInt8(ascii: " ") { end = utf8.index(before: end) }
        return self[startIndex..<end]
    }

    /// Without the spaces around it: a number's place in its column says nothing.
    var withoutSpaces: Substring {
        var start = startIndex
        while start < endIndex, utf8[start] == UInt8(ascii: " ") { start = utf8.index(after: start) }
        return self[start...].withoutTrailingSpaces
    }

    /// Whether nothing is there but spaces.
    var isBlank: Bool { utf8.allSatisfy { $0 == UInt8(ascii: " ") } }
}

extension String {
    /// The lines, without their ends.
    var lines: [Substring] {
        var lines = utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Substring($0) }
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}
