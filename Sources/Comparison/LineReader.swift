/// Reads an output line by line, without ever holding more of it than a line and a piece.
struct LineReader {
    /// Longer lines are cut: an output without line ends must not fill the memory.
    private static let longest = 1 << 20

    private let read: Output.Reader
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    /// Whether the line at hand has no line end.
    private var isUnended = false
    /// The line at hand, when it is none of the buffer's own.
    private var made: [UInt8] = []
    private var isMade = false
    private var range = 0..<0
    private var pushed: ArraySlice<[UInt8]> = []
    private var rules: LineRules
    /// A number for the line at hand as it was printed, before rules made another of it.
    private(set) var printed: UInt64 = 0
    /// A number for the lines that rules left out.
    private(set) var leftOut: UInt64 = 0
    /// The number of the line at hand, from 1.
    private(set) var number = 0

    init(_ output: Output, rules: LineRules) {
        read = output.read()
        self.rules = rules
    }

    /// Goes to the next line; false at the end.
    mutating func next() throws -> Bool {
        if let line = pushed.popFirst() {
            (made, isMade) = (line, true)
            number += 1
            return true
        }
        repeat {
            guard try nextRaw() else { return false }
            number += 1
        } while isDropped()
        // A shell may set a title or a colour behind the last line: nobody sees a line there.
        if isUnended, isMade, made.isEmpty {
            number -= 1
            return false
        }
        return true
    }

    /// Lends the line at hand.
    @inline(__always) func withLine<Result>(_ body: (Bytes) -> Result) -> Result {
        if isMade { return made.withUnsafeBufferPointer(body) }
        return buffer.withUnsafeBufferPointer { body($0.part(range)) }
    }

    /// Gives lines back, the line at hand not among them.
    mutating func push(_ lines: ArraySlice<[UInt8]>) {
        pushed = lines + pushed
        number -= lines.count
    }

    /// Whether nothing was read in advance.
    var isDirect: Bool { pushed.isEmpty }

    /// The whole lines that are read but not yet given out.
    @inline(__always) func withRest<Result>(_ body: (Bytes) -> Result) -> Result {
        buffer.withUnsafeBufferPointer { body($0.part(start..<$0.count)) }
    }

    /// Leaves out what is known to be the same on the other side.
    mutating func skip(bytes: Int, lines: Int) {
        start += bytes
        number += lines
    }

    /// Reads the next piece, so that there is something to skip.
    mutating func fill() throws {
        if start == buffer.count, !isAtEnd { try more() }
    }

    private mutating func nextRaw() throws -> Bool {
        var searched = start
        while true {
            let end = buffer.withUnsafeBufferPointer { $0.end(from: searched) { $0 != .lineFeed } }
            // Always at the same place, however the output was cut into pieces.
            if end - start > Self.longest {
                range = start..<start + Self.longest
                isUnended = false
                start = range.upperBound
                return true
            }
            if end < buffer.count || (isAtEnd && end > start) {
                range = start..<withoutReturns(end)
                isUnended = end == buffer.count
                start = min(end + 1, buffer.count)
                return true
            }
            if isAtEnd { return false }
            searched = end - start
            try more()
        }
    }

    /// A terminal's lines end in a carriage return, which is not worth to be carried out.
    private func withoutReturns(_ end: Int) -> Int {
        buffer.withUnsafeBufferPointer { bytes in
            var end = end
            while end > start, bytes[end - 1] == 13 { end -= 1 }
            return end
        }
    }

    /// Reads a piece; what was given out leaves the buffer.
    private mutating func more() throws {
        buffer.removeSubrange(0..<start)
        start = 0
        guard let piece = try read() else {
            isAtEnd = true
            return
        }
        if buffer.isEmpty { buffer = piece } else { buffer += piece }
    }

    private mutating func isDropped() -> Bool {
        isMade = false
        if !withLine(TerminalLine.isPlain) {
            made = withLine(TerminalLine.text(of:))
            isMade = true
        }
        guard !rules.isEmpty else { return false }
        printed = withLine { $0.hash64(1) }
        guard let line = rules.apply(to: withLine { Array($0) }) else {
            leftOut = mixed(leftOut &+ printed)
            return true
        }
        (made, isMade) = (line, true)
        return false
    }
}
