/// A part of a row which is drawn in one go.
struct TextSegment {
    enum Kind {
        /// Characters every monospaced font has, drawn as one text.
        case text
        /// Lines and blocks, drawn as shapes: fonts differ in whether these meet.
        case shape
        /// One character which may come from another font, and so has to be placed by itself.
        case single
    }

    let kind: Kind
    let column: Int
    let columns: Int
    let text: String
    let style: Style

    static func segments(of line: Line) -> [TextSegment] {
        line.runs.flatMap(segments)
    }

    private static func segments(of run: Run) -> [TextSegment] {
        let scalars = run.text.unicodeScalars
        let isPlain = run.text.utf8.count == run.columns
        // Runs made by others than the emulator may not be one scalar a column; then nothing is known of their inside.
        if !isPlain && !run.isSingleCell && scalars.count == run.columns { return split(Array(scalars), of: run) }
        let kind = isPlain ? Kind.text : .single
        return [TextSegment(kind: kind, column: run.column, columns: run.columns, text: run.text, style: run.style)]
    }

    private static func split(_ scalars: [Unicode.Scalar], of run: Run) -> [TextSegment] {
        var segments: [TextSegment] = []
        var start = 0
        for index in scalars.indices {
            let kind = kind(of: scalars[index])
            let next = index + 1 < scalars.count ? self.kind(of: scalars[index + 1]) : nil
            if kind == next && kind != .single { continue }
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars[start...index])
            let segment = TextSegment(
                kind: kind, column: run.column + start, columns: index + 1 - start, text: text, style: run.style)
            segments.append(segment)
            start = index + 1
        }
        return segments
    }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        switch scalar.value {
        case 0...0x24F, 0x370...0x52F, 0x2010...0x2027, 0x2030...0x203A, 0x20AC, 0x2190...0x2193: .text
        case 0x2500...0x259F: BoxDrawing.draws(scalar) ? .shape : .single
        default: .single
        }
    }
}
