/// The text a terminal shows after it has got the bytes, as a person would copy it: overwritten characters gone,
/// colours gone, spaces at line ends gone, no line breaks where a line merely ran into the right edge. Every line
/// ends with "\n"; blank lines at the end are dropped.
///
/// Bytes with nothing but characters, line ends and colours, which is what most programs print, are read without an
/// emulator.
/// - Parameters:
///   - bytes: What the program wrote. Invalid UTF-8 becomes U+FFFD.
///   - columns: The width the program was told, in cells.
///   - rows: The height the program was told, in cells.
///   - lineFeed: What "\n" does; by default it starts a line, so that text never becomes a staircase.
public func plainText(
    of bytes: some Collection<UInt8>, columns: Int = 120, rows: Int = 40, lineFeed: LineFeed = .startsLine
) -> String {
    let size = TerminalSize(columns: columns, rows: rows)
    let text = bytes.withContiguousStorageIfAvailable { plainText(of: $0, size: size, lineFeed: lineFeed) }
    return text ?? Array(bytes).withUnsafeBufferPointer { plainText(of: $0, size: size, lineFeed: lineFeed) }
}

private func plainText(of bytes: UnsafeBufferPointer<UInt8>, size: TerminalSize, lineFeed: LineFeed) -> String {
    SimpleText(bytes: bytes, columns: size.columns, lineFeed: lineFeed).text()
        ?? emulatedText(of: bytes, size: size, lineFeed: lineFeed)
}

/// The slow way, which is right for all bytes.
func emulatedText(of bytes: UnsafeBufferPointer<UInt8>, size: TerminalSize, lineFeed: LineFeed) -> String {
    let emulator = TerminalEmulator(size: size, historyLimit: .unbounded, lineFeed: lineFeed)
    emulator.feed(UnsafeRawBufferPointer(bytes))
    emulator.finish()
    return emulator.screen().text
}
