internal import Foundation
internal import Journal

/// Standard error, for everything that is not a result.
enum StandardError {
    /// Nobody may be left to read it: a closed terminal must not end a run half-way.
    static func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }

    static let isTerminal = isatty(2) == 1
}

/// Standard output, for results.
enum StandardOutput {
    static let isTerminal = isatty(1) == 1

    /// The terminal's width in cells; nil where there is none to tell.
    static let columns: Int? = {
        var window = winsize()
        guard isTerminal, ioctl(1, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 1 else { return nil }
        return Int(window.ws_col)
    }()

    static func write(_ text: String) { write(Data(text.utf8)) }

    static func write(_ data: Data) {
        try? FileHandle.standardOutput.write(contentsOf: data)
    }

    /// Writes a value as JSON, keys in order, a line feed at the end.
    static func write(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        write(try encoder.encode(value) + Data("\n".utf8))
    }
}

/// Colour where there is a terminal and `NO_COLOR` is unset (https://no-color.org).
enum Paint {
    static let isOn = StandardOutput.isTerminal && Environment["NO_COLOR"] == nil

    static func bold(_ text: String) -> String { paint("1", text) }
    static func faint(_ text: String) -> String { paint("2", text) }
    static func red(_ text: String) -> String { paint("31", text) }
    static func green(_ text: String) -> String { paint("32", text) }
    static func yellow(_ text: String) -> String { paint("33", text) }

    private static func paint(_ code: String, _ text: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

/// Lines of cells under headings, aligned in columns.
struct TextTable {
    private var lines: [[String]]
    private var isRight: [Bool]

    /// A heading that ends with `#` is of a column of numbers.
    init(_ headings: String...) {
        isRight = headings.map { $0.hasSuffix("#") }
        lines = [headings.map { $0.hasSuffix("#") ? String($0.dropLast()) : $0 }]
    }

    /// The table without a column in which nothing stands.
    func withoutEmpty(column heading: String) -> TextTable {
        guard let index = lines.first?.firstIndex(of: heading), lines.dropFirst().allSatisfy({ $0[index].isEmpty })
        else { return self }
        var table = self
        table.isRight.remove(at: index)
        for line in table.lines.indices { table.lines[line].remove(at: index) }
        return table
    }

    mutating func add(_ cells: String...) { lines.append(cells.map(\.harmlessLine)) }

    /// The table, on a terminal as wide as that if it can be; `paint` colours whole lines by their number, from 0.
    func text(paint: (Int, String) -> String = { _, line in line }) -> String {
        let widths = isRight.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        var text = ""
        for (number, cells) in lines.enumerated() {
            var line = ""
            for (column, cell) in cells.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                line += (column > 0 ? "  " : "") + (isRight[column] ? padding + cell : cell + padding)
            }
            while line.last == " " { line.removeLast() }
            if let columns = StandardOutput.columns, line.count > columns { line = line.prefix(columns - 1) + "…" }
            text += (number == 0 ? Paint.bold(line) : paint(number - 1, line)) + "\n"
        }
        return text
    }
}
