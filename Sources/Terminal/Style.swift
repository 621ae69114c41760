/// The look of a cell, as set by SGR control sequences (ECMA-48 8.3.117).
public struct Style: Hashable, Sendable {
    /// The colour of characters; nil for the theme's own.
    public var foreground: Color?
    /// The colour behind characters; nil for the theme's own.
    public var background: Color?
    /// Bold (SGR 1).
    public var bold = false
    /// Faint (SGR 2).
    public var faint = false
    /// Italic (SGR 3).
    public var italic = false
    /// Underlined, singly or doubly (SGR 4, 21).
    public var underline = false
    /// Foreground and background swapped (SGR 7).
    public var inverse = false
    /// Crossed out (SGR 9).
    public var strikethrough = false

    /// A plain style with given colours.
    public init(foreground: Color? = nil, background: Color? = nil) {
        self.foreground = foreground
        self.background = background
    }

    /// Whether a space in this style can be seen.
    var showsOnBlanks: Bool { background != nil || inverse || underline || strikethrough }
}

/// A colour as programs name it.
public enum Color: Hashable, Sendable {
    /// An entry of the xterm palette: 0–15 from the theme, 16–231 a colour cube, 232–255 greys.
    case palette(UInt8)
    /// Red, green and blue.
    case rgb(UInt8, UInt8, UInt8)
}
