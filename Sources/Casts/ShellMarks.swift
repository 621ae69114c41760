internal import Terminal

/// The marks that a shell with integration writes: where its prompt, its command line and its output begin, and how
/// the command ended. https://gitlab.freedesktop.org/Per_Bothner/specifications (OSC 133), VS Code's OSC 633.
struct ShellMarks {
    private enum Kind: UInt8 {
        case prompt = 0x41
        case line = 0x42
        case output = 0x43
        case end = 0x44
    }

    private var marks: [(kind: Kind, range: Range<Int>, value: String)] = []

    var isEmpty: Bool { !marks.contains { $0.kind == .output } }

    init(in bytes: [UInt8]) {
        let (first, second) = (Array("\u{1B}]133;".utf8), Array("\u{1B}]633;".utf8))
        var index = 0
        while let start = bytes[index...].firstIndex(of: 0x1B) {
            index = start + 1
            let rest = bytes[start...]
            guard rest.starts(with: first) || rest.starts(with: second), start + 6 < bytes.count,
                let kind = Kind(rawValue: bytes[start + 6])
            else { continue }
            // A sequence that is not ended soon is none.
            let tail = bytes[(start + 6)...].prefix(300)
            guard let end = tail.firstIndex(where: { $0 == 0x07 || $0 == 0x1B }) else { continue }
            let last = bytes[end] == 0x07 ? end + 1 : min(end + 2, bytes.count)
            marks.append((kind, start..<last, String(decoding: bytes[(start + 7)..<end], as: UTF8.self)))
            index = last
        }
    }

    /// The commands that were carried out; an empty line is none.
    func commands(in bytes: [UInt8], columns: Int) -> [RecordedCommand] {
        var commands: [RecordedCommand] = []
        var (begin, line, output): (Int?, Int?, Int?) = (nil, nil, nil)
        var text = ""
        func close(at end: Int, status: Int?) {
            if let output, !text.isEmpty {
                let start = commands.isEmpty ? 0 : begin ?? output
                commands.append(
                    RecordedCommand(
                        place: .shell, text: text, bytes: start..<end, output: min(output, end)..<end,
                        exitStatus: status))
            }
            (begin, line, output, text) = (nil, nil, nil, "")
        }
        for mark in marks {
            switch mark.kind {
            case .prompt:
                if output != nil { close(at: mark.range.lowerBound, status: nil) }
                if begin == nil { begin = mark.range.lowerBound }
            // A shell that draws its line again writes the mark again.
            case .line: line = output == nil ? mark.range.upperBound : line
            case .output where output == nil:
                output = mark.range.upperBound
                let typed = bytes[(line ?? mark.range.lowerBound)..<mark.range.lowerBound]
                text = Self.trimmed(plainText(of: typed, columns: columns))
            case .end where output != nil:
                close(at: mark.range.lowerBound, status: mark.value.split(separator: ";").first.flatMap { Int($0) })
            case .output, .end: break
            }
        }
        close(at: bytes.count, status: nil)
        return commands
    }

    private static func trimmed(_ text: String) -> String {
        let lines = text.split(separator: "\n").map { line in
            line.hasPrefix("> ") ? String(line.dropFirst(2)) : String(line)
        }
        return lines.joined(separator: "\n")
    }
}
