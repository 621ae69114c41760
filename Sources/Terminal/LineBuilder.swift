internal import CVTerm

/// Turns a row of libvterm's cells into runs.
struct LineBuilder {
    /// Whether spaces at the end belong to a line which goes on in the next row.
    let keepsTrailingSpaces: Bool
    private var runs: [Run] = []
    private var text: [UInt8] = []
    private var start = 0
    private var style = Style()
    private var look = CellLook()

    init(keepsTrailingSpaces: Bool) {
        self.keepsTrailingSpaces = keepsTrailingSpaces
    }

    mutating func runs(of cells: UnsafeBufferPointer<VTermScreenCell>) -> [Run] {
        let end = (cells.lastIndex(where: isShown) ?? -1) + 1
        var column = 0
        while column < end {
            let cell = cells[column]
            let width = cell.isWide && column + 1 < cells.count ? 2 : 1
            append(cell, column: column, width: width)
            column += width
        }
        endRun(at: column)
        return runs
    }

    private func isShown(_ cell: VTermScreenCell) -> Bool {
        // Before a wide character which did not fit in the row, the last cell was never written.
        if keepsTrailingSpaces { return cell.chars.0 != 0 }
        return !cell.isBlank || Style(of: cell).showsOnBlanks
    }

    private mutating func append(_ cell: VTermScreenCell, column: Int, width: Int) {
        updateStyle(for: cell, column: column)
        let isSimple = width == 1 && (cell.chars.1 == 0 || cell.isBlank)
        if !isSimple { endRun(at: column) }
        text.append(characterOf: cell)
        if !isSimple { endRun(at: column + width, isSingleCell: true) }
    }

    private mutating func updateStyle(for cell: VTermScreenCell, column: Int) {
        let newLook = CellLook(of: cell)
        guard newLook != look else { return }
        let newStyle = Style(of: cell)
        // A space looks the same in most styles; going on with the run keeps words together.
        let goesOn = cell.isBlank && !newStyle.showsOnBlanks && !style.showsOnBlanks
        if goesOn { return }
        look = newLook
        if newStyle != style { endRun(at: column) }
        style = newStyle
    }

    private mutating func endRun(at column: Int, isSingleCell: Bool = false) {
        if column > start && !text.isEmpty {
            let string = String(decoding: text, as: UTF8.self)
            let columns = column - start
            runs.append(Run(text: string, column: start, columns: columns, style: style, isSingleCell: isSingleCell))
        }
        text.removeAll(keepingCapacity: true)
        start = column
    }
}

/// What of a cell decides on its style, in a form quick to compare.
private struct CellLook: Equatable {
    var attributes: UInt32 = 0
    var foreground: UInt32 = .max
    var background: UInt32 = .max

    init() {}

    init(of cell: VTermScreenCell) {
        attributes = unsafeBitCast(cell.attrs, to: UInt32.self)
        foreground = unsafeBitCast(cell.fg, to: UInt32.self)
        background = unsafeBitCast(cell.bg, to: UInt32.self)
    }
}

extension VTermScreenCell {
    /// The right half of a wide character.
    fileprivate var isSpacer: Bool { chars.0 == .max }
    /// libvterm goes by the cell to the right, which stays a spacer when a narrow character overwrites a wide one.
    fileprivate var isWide: Bool { width == 2 && chars.0 >= 0x1100 && !isSpacer }
    fileprivate var isBlank: Bool { chars.0 == 0 || chars.0 == UInt8.space || isSpacer }
}

extension Style {
    fileprivate init(of cell: VTermScreenCell) {
        foreground = Color(cell.fg, defaultFlag: VTERM_COLOR_DEFAULT_FG)
        background = Color(cell.bg, defaultFlag: VTERM_COLOR_DEFAULT_BG)
        bold = cell.attrs.bold != 0
        faint = cell.attrs.font == GraphicRendition.faintFont
        italic = cell.attrs.italic != 0
        underline = cell.attrs.underline != 0
        inverse = cell.attrs.reverse != 0
        strikethrough = cell.attrs.strike != 0
    }
}

extension Color {
    fileprivate init?(_ color: VTermColor, defaultFlag: VTermColorType) {
        let type = UInt32(color.type)
        if type & UInt32(defaultFlag.rawValue) != 0 { return nil }
        if type & UInt32(VTERM_COLOR_TYPE_MASK.rawValue) == UInt32(VTERM_COLOR_INDEXED.rawValue) {
            self = .palette(color.indexed.idx)
        } else {
            self = .rgb(color.rgb.red, color.rgb.green, color.rgb.blue)
        }
    }
}

extension [UInt8] {
    /// Appends the cell's character in UTF-8; a space for an empty cell.
    fileprivate mutating func append(characterOf cell: VTermScreenCell) {
        if cell.isBlank { return append(.space) }
        if cell.chars.0 < 0x80 && cell.chars.1 == 0 { return append(UInt8(cell.chars.0)) }
        let values = [cell.chars.0, cell.chars.1, cell.chars.2, cell.chars.3, cell.chars.4, cell.chars.5]
        for value in values.prefix(while: { $0 != 0 }) {
            append(contentsOf: UTF8.encode(Unicode.Scalar(value) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
        }
    }
}
