extension String {
    /// The text with pictures of control characters in their place (`␛` for escape), line feeds and tabs apart: what
    /// comes out of a stranger's journal must not move the cursor, or hide what is about to run.
    var harmless: String {
        guard unicodeScalars.contains(where: { Self.isControl($0) && $0 != "\n" && $0 != "\t" }) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\n" || $0 == "\t" ? $0 : Self.shown($0) }))
    }

    /// The same on one line.
    var harmlessLine: String {
        guard unicodeScalars.contains(where: Self.isControl) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\n" || $0 == "\t" ? " " : Self.shown($0) }))
    }

    /// Control characters of both blocks, and those that turn the direction of writing.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard isControl(scalar) else { return scalar }
        if scalar.value < 0x20, let picture = Unicode.Scalar(0x2400 + scalar.value) { return picture }
        return scalar.value == 0x7F ? "\u{2421}" : "\u{FFFD}"
    }
}
