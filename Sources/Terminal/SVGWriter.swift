/// Writes the rows of a picture as SVG 1.1: colours behind the text, then lines and blocks, then the text itself.
struct SVGWriter {
    private let picture: Picture
    private let rows: [PictureRow]
    private var backgrounds = ShapeLayer()
    private var shapes = ShapeLayer()
    private var texts = ""

    init(picture: Picture, rows: [PictureRow]) {
        self.picture = picture
        self.rows = rows
    }

    func document() -> String {
        var writer = self
        return writer.write()
    }

    private mutating func write() -> String {
        for (index, row) in rows.enumerated() { write(row, y: Grid.padding + index * Grid.cellHeight) }
        var body = "<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"\(escaped(picture.theme.background))\"/>\n"
        body += "<g shape-rendering=\"crispEdges\">\n"
        backgrounds.write(to: &body)
        body += "</g>\n"
        shapes.write(to: &body)
        body += texts
        return head(bodyHash: body.utf8.fnv1a) + body + "</svg>\n"
    }

    private func head(bodyHash: UInt64) -> String {
        let width = max(rows.map(\.columns).max() ?? 0, picture.minimumColumns, 1) * Grid.cellWidth + Grid.padding * 2
        let height = max(rows.count, 1) * Grid.cellHeight + Grid.padding * 2
        let titles = titles(bodyHash: bodyHash)
        // Without white-space or xml:space spaces would be merged: browsers want the one, librsvg the other.
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\""
            + " viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-labelledby=\"\(titles.ids)\""
            + " font-family=\"\(Self.fonts)\" font-size=\"\(Grid.fontSize)\""
            + " fill=\"\(escaped(picture.theme.foreground))\" xml:space=\"preserve\" style=\"white-space:pre\">\n"
            + titles.elements
    }

    private static let fonts =
        "ui-monospace, 'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, 'Courier New', monospace"

    /// Ids must differ between the pictures of one page, so they come from a hash of the content.
    private func titles(bodyHash: UInt64) -> (ids: String, elements: String) {
        let hash = (picture.title + "\u{0}" + picture.description).utf8.fnv1a ^ bodyHash
        let id = String(hash, radix: 36)
        let title = "<title id=\"t-\(id)\">\(escaped(picture.title))</title>\n"
        if picture.description.isEmpty { return ("t-\(id)", title) }
        return ("t-\(id) d-\(id)", title + "<desc id=\"d-\(id)\">\(escaped(picture.description))</desc>\n")
    }

    private func escaped(_ text: String) -> String {
        var result = ""
        result.append(escaped: text)
        return result
    }
}

extension SVGWriter {
    private mutating func write(_ row: PictureRow, y: Int) {
        switch row {
        case .line(let line): write(line, y: y)
        case .note(let text):
            beginText(y: y)
            texts += " x=\"\(Grid.padding)\" fill-opacity=\"0.55\">"
            texts.append(escaped: text)
            texts += "</text>\n"
        }
    }

    private mutating func write(_ line: Line, y: Int) {
        let segments = TextSegment.segments(of: line)
        drawBackgrounds(of: line, y: y)
        for segment in segments where segment.kind == .shape {
            let x = Grid.padding + segment.column * Grid.cellWidth
            shapes.add(segment, x: x, y: y, color: segment.style.foregroundHex(in: picture.theme))
        }
        beginText(y: y)
        if segments.count == 1 {
            writeAttributes(of: segments[0])
            texts.append(escaped: segments[0].text)
        } else {
            // A blank line has text too, so that it is not lost when copying.
            texts += segments.isEmpty ? " x=\"\(Grid.padding)\"> " : ">"
            for segment in segments { write(segment) }
        }
        texts += "</text>\n"
    }

    /// Neighbours of one colour become one rectangle, between the parts of which no gap can show.
    private mutating func drawBackgrounds(of line: Line, y: Int) {
        var pending: (rectangle: Rectangle, color: String)?
        for run in line.runs {
            let x = Grid.padding + run.column * Grid.cellWidth
            let width = run.columns * Grid.cellWidth
            let color = run.style.backgroundHex(in: picture.theme)
            if let color, pending?.color == color {
                pending?.rectangle.width += width
                continue
            }
            if let pending { backgrounds.add(pending.rectangle, color: pending.color) }
            pending = color.map { (Rectangle(x: x, y: y, width: width, height: Grid.cellHeight), $0) }
        }
        if let pending { backgrounds.add(pending.rectangle, color: pending.color) }
    }

    private mutating func beginText(y: Int) {
        texts += "<text y=\"\(y + Grid.baseline)\""
    }

    private mutating func write(_ segment: TextSegment) {
        texts += "<tspan"
        writeAttributes(of: segment)
        texts.append(escaped: segment.text)
        texts += "</tspan>"
    }

    private mutating func writeAttributes(of segment: TextSegment) {
        let width = segment.columns * Grid.cellWidth
        let isWideCharacter = segment.kind == .single && segment.columns > 1
        // Wide characters are about 1 em wide, which is less than two cells: put them in the middle.
        let x = Grid.padding + segment.column * Grid.cellWidth
        texts += isWideCharacter ? " x=\"\(x + 1).5\"" : " x=\"\(x)\""
        if !isWideCharacter && segment.kind != .shape {
            texts += " textLength=\"\(width)\" lengthAdjust=\"spacingAndGlyphs\""
        }
        write(segment.style, isHidden: segment.kind == .shape)
        texts += ">"
    }

    private mutating func write(_ style: Style, isHidden: Bool) {
        // Drawn as a shape already, but still there to be copied.
        if isHidden {
            texts += " fill-opacity=\"0\""
            return
        }
        if let color = style.foregroundHex(in: picture.theme) { texts += " fill=\"\(escaped(color))\"" }
        if style.faint { texts += " fill-opacity=\"0.6\"" }
        if style.bold { texts += " font-weight=\"bold\"" }
        if style.italic { texts += " font-style=\"italic\"" }
        let lines = (style.underline ? ["underline"] : []) + (style.strikethrough ? ["line-through"] : [])
        if !lines.isEmpty { texts += " text-decoration=\"\(lines.joined(separator: " "))\"" }
    }
}

extension Sequence<UInt8> {
    /// The FNV-1a hash, 64 bits: short, and the same on every machine.
    fileprivate var fnv1a: UInt64 {
        reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
