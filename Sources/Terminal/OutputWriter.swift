/// Writes what the parser found to libvterm, rewriting what version 0.1 does wrong.
final class OutputWriter {
    let buffer: VTermScreenBuffer
    /// Characters not written yet, and how many columns they may take at most.
    private var text: [UInt8] = []
    private var textColumns = 0
    /// Half a row: then a write wraps at most once, which shows in the cursor being left of where it was.
    private let longestText: Int
    private(set) var lastScalar: Unicode.Scalar?
    private var marks = 0
    /// A cell of libvterm has room for six scalars.
    private static let mostMarks = 5

    init(buffer: VTermScreenBuffer) {
        self.buffer = buffer
        longestText = buffer.size.columns / 2
    }

    func screen() -> Screen {
        flush()
        return buffer.history.screen(with: buffer.visibleLines())
    }

    var cursor: (row: Int, column: Int) {
        flush()
        let position = buffer.cursor
        return (buffer.history.screen(with: []).lines.count + Int(position.row), Int(position.col))
    }

    func print(ascii bytes: UnsafeBufferPointer<UInt8>) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if textColumns >= longestText { flush() }
            let part = rest.prefix(longestText - textColumns)
            text.append(contentsOf: part)
            textColumns += part.count
            rest = rest.dropFirst(part.count)
        }
        lastScalar = bytes.last.map { Unicode.Scalar($0) }
        marks = 0
    }

    func print(_ scalar: Unicode.Scalar) {
        let isMark = scalar.isCombining
        if isMark {
            // libvterm takes marks with nothing before them for characters of no width, and some for wide ones.
            guard lastScalar != nil, marks < Self.mostMarks, !scalar.isMisjudgedMark else { return }
            marks += 1
        } else {
            if textColumns + 2 > longestText { flush() }
            textColumns += 2
            marks = 0
            lastScalar = scalar
        }
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    func flush() {
        guard !text.isEmpty else { return }
        let before = buffer.cursor
        buffer.write(text)
        let after = buffer.cursor
        if after.col < before.col { buffer.changeWraps { $0[Int(after.row)] = true } }
        text.removeAll(keepingCapacity: true)
        textColumns = 0
    }

    /// Sends a control function, after the characters before it.
    func send(_ sequence: String) {
        flush()
        lastScalar = nil
        buffer.write(sequence)
    }
}
