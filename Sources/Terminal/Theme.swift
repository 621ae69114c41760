/// The colours of a picture, as "#rrggbb".
public struct Theme: Hashable, Sendable {
    /// The colour of text without one of its own.
    public var foreground: String
    /// The colour of the whole picture.
    public var background: String
    /// The sixteen colours programs name by number: black, red, green, yellow, blue, magenta, cyan, white, and the
    /// bright ones in the same order.
    public var ansi: [String]

    /// Makes a theme. Missing colours are shown in the foreground colour.
    public init(foreground: String, background: String, ansi: [String]) {
        self.foreground = foreground
        self.background = background
        self.ansi = ansi
    }

    /// Light grey on near black; all but black is easy to read on it.
    public static let dark = Theme(
        foreground: "#cccccc", background: "#0c0c0c",
        ansi: [
            "#2e3436", "#e05561", "#4fbf4f", "#d5b057", "#5c9cf5", "#c678dd", "#42b3c2", "#cccccc",
            "#848484", "#ff7b86", "#7ee07e", "#f0d57a", "#8ab8ff", "#de9bf0", "#6fdce8", "#ffffff",
        ])

    /// The colour a program asked for.
    func hex(_ color: Color) -> String {
        switch color {
        case .rgb(let red, let green, let blue): Self.hex(red, green, blue)
        case .palette(let index) where index < 16: ansi.indices.contains(Int(index)) ? ansi[Int(index)] : foreground
        case .palette(let index) where index < 232: Self.cube(index - 16)
        case .palette(let index): Self.hex(8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10)
        }
    }

    /// xterm's cube of 6 × 6 × 6 colours.
    private static func cube(_ index: UInt8) -> String {
        func level(_ step: UInt8) -> UInt8 { step == 0 ? 0 : 55 + step * 40 }
        return hex(level(index / 36), level(index / 6 % 6), level(index % 6))
    }

    private static func hex(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let bytes = [red, green, blue].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return "#" + String(decoding: bytes, as: UTF8.self)
    }
}

extension Style {
    /// The colour of characters in the theme, nil if it is the theme's own foreground.
    func foregroundHex(in theme: Theme) -> String? {
        inverse ? background.map(theme.hex) ?? theme.background : foreground.map(theme.hex)
    }

    /// The colour behind characters, nil if it is the theme's own background.
    func backgroundHex(in theme: Theme) -> String? {
        inverse ? foreground.map(theme.hex) ?? theme.foreground : background.map(theme.hex)
    }
}
