/// Collects shapes of the same paint into one SVG path each.
struct ShapeLayer {
    private struct Paint: Equatable {
        let color: String?
        let opacity: Double
    }

    private var paths: [(paint: Paint, data: String)] = []

    /// Adds a rectangle; nil is the picture's foreground colour.
    mutating func add(_ rectangle: Rectangle, color: String?, opacity: Double = 1) {
        let (width, height) = (rectangle.width, rectangle.height)
        add("M\(rectangle.x) \(rectangle.y)h\(width)v\(height)h-\(width)z", color: color, opacity: opacity)
    }

    /// Adds the shapes of line and block characters.
    mutating func add(_ segment: TextSegment, x: Int, y: Int, color: String?) {
        let scalars = Array(segment.text.unicodeScalars)
        let dimming = segment.style.faint ? 0.6 : 1
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            let count = BoxDrawing.isUniform(scalar) ? scalars[index...].prefix { $0 == scalar }.count : 1
            let opacity = BoxDrawing.opacity(of: scalar) * dimming
            add(scalar, count: count, x: x + index * Grid.cellWidth, y: y, color: color, opacity: opacity)
            index += count
        }
    }

    private mutating func add(
        _ scalar: Unicode.Scalar, count: Int, x: Int, y: Int, color: String?, opacity: Double
    ) {
        if scalar.value < 0x2580, LineArms(of: scalar).isRounded {
            return add(Self.roundedCorner(LineArms(of: scalar), x: x, y: y), color: color, opacity: opacity)
        }
        for part in BoxDrawing.rectangles(of: scalar) {
            let isWide = count > 1
            let width = isWide ? count * Grid.cellWidth : part.width
            let rectangle = Rectangle(x: x + (isWide ? 0 : part.x), y: y + part.y, width: width, height: part.height)
            add(rectangle, color: color, opacity: opacity)
            // Of a wide line one half is the whole.
            if isWide && scalar.value < 0x2502 { break }
        }
    }

    /// A light line bent by a quarter of a circle.
    private static func roundedCorner(_ arms: LineArms, x: Int, y: Int) -> String {
        let isRight = arms.right != .none
        let isDown = arms.down != .none
        let (left, top) = (x + 4, y + 8)
        let edgeX = isRight ? x + Grid.cellWidth : x
        let edgeY = isDown ? y + Grid.cellHeight : y
        let (outerX, innerX) = isRight ? (left, left + 1) : (left + 1, left)
        let (outerY, innerY) = isDown ? (top, top + 1) : (top + 1, top)
        return "M\(edgeX) \(outerY)Q\(outerX) \(outerY) \(outerX) \(edgeY)H\(innerX)"
            + "Q\(innerX) \(innerY) \(edgeX) \(innerY)z"
    }

    private mutating func add(_ data: String, color: String?, opacity: Double) {
        let paint = Paint(color: color, opacity: opacity)
        if let index = paths.firstIndex(where: { $0.paint == paint }) {
            paths[index].data += data
        } else {
            paths.append((paint, data))
        }
    }

    /// The layer as SVG elements.
    func write(to output: inout String) {
        for (paint, data) in paths {
            output += "<path"
            if let color = paint.color { output += " fill=\"\(color)\"" }
            if paint.opacity < 1 { output += " fill-opacity=\"\(paint.opacity)\"" }
            output += " d=\"\(data)\"/>\n"
        }
    }
}
