/// A terminal without a window: takes the bytes a program wrote and knows what the screen then shows.
///
/// It understands what xterm understands of UTF-8, colours, cursor movement, scrolling and the alternate screen.
/// Any bytes are allowed, in pieces of any size; what makes no sense is ignored or shown as U+FFFD.
public final class TerminalEmulator {
    private let output: OutputWriter?
    private var parser = InputParser()

    /// Makes a terminal with an empty screen.
    /// - Parameters:
    ///   - size: The size the program was told, or lines break in wrong places.
    ///   - historyLimit: How many of the lines scrolled off the top to keep.
    ///   - lineFeed: What "\n" does; by default what it does in bytes from a pseudo terminal.
    public init(
        size: TerminalSize, historyLimit: HistoryLimit = .ends(first: 1_000, last: 1_000),
        lineFeed: LineFeed = .movesDown
    ) {
        output = VTermScreenBuffer(size: size, historyLimit: historyLimit).map(OutputWriter.init)
        if lineFeed == .startsLine { output?.send("\u{1B}[20h") }
    }

    /// Takes the next bytes of the program's output.
    public func feed(_ bytes: UnsafeRawBufferPointer) {
        guard let output else { return }
        parser.parse(bytes.assumingMemoryBound(to: UInt8.self), for: output)
    }

    /// Takes the next bytes of the program's output.
    public func feed(_ bytes: some Sequence<UInt8>) {
        let done: Void? = bytes.withContiguousStorageIfAvailable { feed(UnsafeRawBufferPointer($0)) }
        if done == nil { Array(bytes).withUnsafeBytes(feed) }
    }

    /// What the terminal shows now, with the lines that scrolled off the top. More bytes can be fed afterwards.
    public func screen() -> Screen {
        guard let output else { return Screen(lines: []) }
        return output.screen()
    }

    /// Where the next character goes, its row counted in the lines of `screen()`.
    public var cursor: (row: Int, column: Int) { output?.cursor ?? (0, 0) }

    /// Says that no more bytes come, so that a character cut short is shown too.
    public func finish() {
        guard let output else { return }
        parser.finish(for: output)
    }
}
