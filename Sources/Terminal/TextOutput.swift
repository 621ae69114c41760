/// Text being written, with the place in the current line.
struct TextOutput {
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private var count = 0
    /// Columns since the line began, if all its characters are one column wide.
    var columns = 0
    /// Whether the line has characters of a width not known here.
    var hasOddWidth = false

    init(buffer: UnsafeMutableBufferPointer<UInt8>) {
        self.buffer = buffer
    }

    mutating func append(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        _ = buffer[count...].update(fromContentsOf: bytes)
        count += bytes.count
        columns += bytes.count
    }

    /// Tabs stop at every eighth column, but do not wrap; near the right edge the emulator knows better.
    mutating func appendTab(columns width: Int) -> Bool {
        let stop = (columns / 8 + 1) * 8
        guard !hasOddWidth, stop < width else { return false }
        while columns < stop {
            buffer[count] = .space
            count += 1
            columns += 1
        }
        return true
    }

    mutating func endLine() {
        while count > 0, buffer[count - 1] == .space { count -= 1 }
        buffer[count] = .lineFeed
        count += 1
        columns = 0
        hasOddWidth = false
    }

    /// Ends the text and says how long it is.
    mutating func finish() -> Int {
        endLine()
        while count > 0, buffer[count - 1] == .lineFeed { count -= 1 }
        guard count > 0 else { return 0 }
        buffer[count] = .lineFeed
        return count + 1
    }
}
