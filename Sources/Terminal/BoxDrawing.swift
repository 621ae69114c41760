/// Draws line and block characters (U+2500–U+259F) as shapes, because in fonts they rarely meet their neighbours.
enum BoxDrawing {
    /// Whether there is a shape for the character. Dashed and diagonal lines are left to the font.
    static func draws(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2500...0x257F: !LineArms(of: scalar).isEmpty
        case 0x2580...0x259F: true
        default: false
        }
    }

    /// How much of the background a shape covers; less than 1 for shades.
    static func opacity(of scalar: Unicode.Scalar) -> Double {
        switch scalar.value {
        case 0x2591: 0.25
        case 0x2592: 0.5
        case 0x2593: 0.75
        default: 1
        }
    }

    /// Whether neighbours of this character make one wider shape.
    static func isUniform(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2500, 0x2501, 0x2550, 0x2580...0x2588, 0x2591...0x2594: true
        default: false
        }
    }

    /// The rectangles of a character in a cell whose top left corner is at 0, 0.
    static func rectangles(of scalar: Unicode.Scalar) -> [Rectangle] {
        scalar.value < 0x2580 ? LineArms(of: scalar).rectangles : blocks(of: scalar)
    }

    private static func blocks(of scalar: Unicode.Scalar) -> [Rectangle] {
        let (width, height) = (Grid.cellWidth, Grid.cellHeight)
        let value = Int(scalar.value)
        switch value {
        case 0x2580: return [Rectangle(x: 0, y: 0, width: width, height: height / 2)]
        case 0x2581...0x2588:  // lower eighths
            let part = (height * (value - 0x2580) + 4) / 8
            return [Rectangle(x: 0, y: height - part, width: width, height: part)]
        case 0x2589...0x258F:  // left eighths
            return [Rectangle(x: 0, y: 0, width: (width * (0x2590 - value) + 4) / 8, height: height)]
        case 0x2590: return [Rectangle(x: width / 2, y: 0, width: width - width / 2, height: height)]
        case 0x2591...0x2593: return [Rectangle(x: 0, y: 0, width: width, height: height)]
        case 0x2594: return [Rectangle(x: 0, y: 0, width: width, height: height / 8)]
        case 0x2595: return [Rectangle(x: width - 1, y: 0, width: 1, height: height)]
        default: return quadrants(value - 0x2596)
        }
    }

    private static func quadrants(_ index: Int) -> [Rectangle] {
        // Bits: upper left, upper right, lower left, lower right; in the order of U+2596–U+259F.
        let masks = [0b0010, 0b0001, 0b1000, 0b1011, 0b1001, 0b1110, 0b1101, 0b0100, 0b0110, 0b0111]
        guard masks.indices.contains(index) else { return [] }
        let (middle, half) = (Grid.cellWidth / 2, Grid.cellHeight / 2)
        return (0..<4).filter { masks[index] & (8 >> $0) != 0 }.map { corner in
            let isRight = corner % 2 == 1
            let width = isRight ? Grid.cellWidth - middle : middle
            return Rectangle(x: isRight ? middle : 0, y: corner / 2 * half, width: width, height: half)
        }
    }
}

/// The measures of a picture, in pixels. Whole numbers keep shapes sharp and without gaps.
enum Grid {
    static let cellWidth = 9
    static let cellHeight = 18
    /// From the top of a cell.
    static let baseline = 14
    static let padding = 14
    /// Makes the 0.602 em wide characters of DejaVu Sans Mono and Menlo exactly one cell wide.
    static let fontSize = "14.95"
}

/// A rectangle in pixels.
struct Rectangle: Equatable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int
}
