/// How a screen is drawn as an SVG picture.
public struct Picture: Sendable {
    /// The picture's name for readers who cannot see it; becomes the SVG's `<title>`.
    public var title: String
    /// What the picture shows; becomes the SVG's `<desc>`. Left out if empty.
    public var description: String
    /// The lines to show, counted from 1; nil for all.
    public var lines: ClosedRange<Int>?
    /// The greatest height in rows. Of more lines the first and the last are shown.
    public var rows: Int
    /// The least width in columns, so that short lines do not make tiny pictures.
    public var minimumColumns: Int
    /// The colours.
    public var theme: Theme
    /// The words in place of lines which are not shown, for their number.
    public var leftOut: @Sendable (Int) -> String

    /// Makes the settings for a picture.
    public init(
        title: String, description: String = "", lines: ClosedRange<Int>? = nil, rows: Int = 40,
        minimumColumns: Int = 60, theme: Theme = .dark,
        leftOut: @escaping @Sendable (Int) -> String = Picture.englishLeftOut
    ) {
        self.title = title
        self.description = description
        self.lines = lines
        self.rows = rows
        self.minimumColumns = minimumColumns
        self.theme = theme
        self.leftOut = leftOut
    }

    /// The picture as a self-contained SVG 1.1 document in UTF-8, without an XML declaration, so that it can also be
    /// put into an HTML page. The same screen and settings always give the same text.
    public func svg(of screen: Screen) -> String {
        SVGWriter(picture: self, rows: PictureRow.rows(of: screen, in: self)).document()
    }

    /// "… 1,234 lines left out …"
    public static let englishLeftOut: @Sendable (Int) -> String = { count in
        "… \(grouped(count)) \(count == 1 ? "line" : "lines") left out …"
    }

    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.enumerated().reduce(into: "") { text, digit in
            if digit.offset > 0 && (digits.count - digit.offset) % 3 == 0 { text.append(",") }
            text.append(digit.element)
        }
    }
}
