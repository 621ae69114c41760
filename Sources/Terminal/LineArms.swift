/// The four arms of a line drawing character, which go from the middle of the cell to its edges.
struct LineArms {
    enum Weight: UInt8 {
        case none, light, heavy, double
    }

    let left, right, up, down: Weight
    let isRounded: Bool

    init(of scalar: Unicode.Scalar) {
        let index = Int(scalar.value) - 0x2500
        let arms = Self.table.indices.contains(index) ? Self.table[index] : 0
        func weight(_ shift: UInt8) -> Weight { Weight(rawValue: arms >> shift & 3) ?? .none }
        (left, right, up, down) = (weight(0), weight(2), weight(4), weight(6))
        isRounded = (0x256D...0x2570).contains(scalar.value)
    }

    var isEmpty: Bool { left == .none && right == .none && up == .none && down == .none }

    var rectangles: [Rectangle] {
        let horizontal = Axis(near: left, far: right, across: (up, down), middle: 4, end: Grid.cellWidth)
        let vertical = Axis(near: up, far: down, across: (left, right), middle: 8, end: Grid.cellHeight)
        let rows = horizontal.strokes.map { stroke in
            Rectangle(x: stroke.start, y: 8 + stroke.offset, width: stroke.length, height: stroke.thickness)
        }
        return rows
            + vertical.strokes.map { stroke in
                Rectangle(x: 4 + stroke.offset, y: stroke.start, width: stroke.thickness, height: stroke.length)
            }
    }

    /// For each character from U+2500 two bits for the weight of each arm: left, right, up, down from the lowest. It
    /// follows from the characters' names; dashed and diagonal lines have no arms.
    private static let table: [UInt8] = [
        0x05, 0x0A, 0x50, 0xA0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x44, 0x48, 0x84, 0x88,
        0x41, 0x42, 0x81, 0x82, 0x14, 0x18, 0x24, 0x28, 0x11, 0x12, 0x21, 0x22, 0x54, 0x58, 0x64, 0x94,
        0xA4, 0x68, 0x98, 0xA8, 0x51, 0x52, 0x61, 0x91, 0xA1, 0x62, 0x92, 0xA2, 0x45, 0x46, 0x49, 0x4A,
        0x85, 0x86, 0x89, 0x8A, 0x15, 0x16, 0x19, 0x1A, 0x25, 0x26, 0x29, 0x2A, 0x55, 0x56, 0x59, 0x5A,
        0x65, 0x95, 0xA5, 0x66, 0x69, 0x96, 0x99, 0x6A, 0x9A, 0xA6, 0xA9, 0xAA, 0x00, 0x00, 0x00, 0x00,
        0x0F, 0xF0, 0x4C, 0xC4, 0xCC, 0x43, 0xC1, 0xC3, 0x1C, 0x34, 0x3C, 0x13, 0x31, 0x33, 0x5C, 0xF4,
        0xFC, 0x53, 0xF1, 0xF3, 0x4F, 0xC5, 0xCF, 0x1F, 0x35, 0x3F, 0x5F, 0xF5, 0xFF, 0x44, 0x41, 0x11,
        0x14, 0x00, 0x00, 0x00, 0x01, 0x10, 0x04, 0x40, 0x02, 0x20, 0x08, 0x80, 0x09, 0x90, 0x06, 0x60,
    ]
}

/// One direction of a line drawing character.
private struct Axis {
    let near, far: LineArms.Weight
    /// The arms of the other direction.
    let across: (near: LineArms.Weight, far: LineArms.Weight)
    /// Where the middle line is, and the edge of the cell.
    let middle, end: Int

    struct Stroke {
        let start, length, offset, thickness: Int
    }

    var strokes: [Stroke] {
        let nearStrokes = lines(of: near).map { line in
            let length = middle + 1 - reach(weight: near, offset: line.offset, goesThrough: far != .none)
            return Stroke(start: 0, length: length, offset: line.offset, thickness: line.thickness)
        }
        let farStrokes = lines(of: far).map { line in
            let start = middle + reach(weight: far, offset: line.offset, goesThrough: near != .none)
            return Stroke(start: start, length: end - start, offset: line.offset, thickness: line.thickness)
        }
        return nearStrokes + farStrokes
    }

    private func lines(of weight: LineArms.Weight) -> [(offset: Int, thickness: Int)] {
        switch weight {
        case .none: []
        case .light: [(0, 1)]
        case .heavy: [(-1, 3)]
        case .double: [(-2, 1), (2, 1)]
        }
    }

    /// How far from the middle an arm begins: negative if it reaches over the middle to meet the outer line of a
    /// corner, positive if it stops at the inner one.
    private func reach(weight: LineArms.Weight, offset: Int, goesThrough: Bool) -> Int {
        if across.near == .heavy || across.far == .heavy { return -1 }
        guard across.near == .double || across.far == .double else { return 0 }
        if weight == .double {
            return (offset < 0 ? across.near : across.far) == .double ? 2 : -2
        }
        return across.near == .double && across.far == .double && !goesThrough ? 2 : -2
    }
}
