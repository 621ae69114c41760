extension Unicode.Scalar {
    /// Whether the scalar joins the character before it instead of taking a cell.
    var isCombining: Bool {
        if value < 0x300 || value == 0xFFFD { return false }
        // Box drawing, CJK and the like, which is what there is most of.
        if (0x2500...0x3029).contains(value) || (0x30A0...0xA66E).contains(value) { return false }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return true
        default: return (0x1160...0x11FF).contains(value)
        }
    }

    /// Marks which libvterm gives two cells.
    var isMisjudgedMark: Bool { (0x302A...0x302F).contains(value) || (0x3099...0x309A).contains(value) }
}
