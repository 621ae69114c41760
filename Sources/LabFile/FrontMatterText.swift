import LabModel
import Yams

/// The YAML text of a front matter: what may be shown to the YAML parser, and where its marks are in the file.
struct FrontMatterText {
    let text: String

    init(_ text: String) { self.text = text }

    /// The root of the text; nil when it says nothing.
    func root() throws(LabFileError) -> Node? {
        try refuseHostile()
        do {
            return try Parser(yaml: text, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw LabFileError(finding(error))
        } catch {
            throw LabFileError(unreadable("\(error)", line: 1, column: 1))
        }
    }

    /// An error at a place of the YAML text; the file has one line before it.
    func error(at mark: Mark?, _ problem: String, _ remedy: String) -> LabError {
        self.error(line: mark?.line ?? 1, column: mark?.column ?? 1, problem, remedy)
    }

    private func error(line: Int, column: Int, _ problem: String, _ remedy: String) -> LabError {
        LabError(
            line: line + 1, column: characterColumn(ofScalar: column, inLine: line), problem: problem, remedy: remedy)
    }

    /// The parser counts Unicode scalars; people count characters.
    private func characterColumn(ofScalar column: Int, inLine line: Int) -> Int {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard line <= lines.count else { return column }
        return String(lines[line - 1].unicodeScalars.prefix(column - 1)).count + 1
    }

    private func finding(_ error: YamlError) -> LabError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return unreadable(problem, line: mark.line, column: mark.column)
        case .duplicatedKeysInMapping(let names, let context):
            return self.error(
                at: context.mark, "key \"\(names.first ?? "")\" is given twice", "Leave one of them.")
        case .reader(let problem, let offset, _, _):
            let before = text.prefix(offset ?? 0).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            let column = (before.last?.unicodeScalars.count ?? 0) + 1
            return unreadable(problem, line: before.count, column: column)
        default: return unreadable("\(error)", line: 1, column: 1)
        }
    }

    private func unreadable(_ problem: String, line: Int, column: Int) -> LabError {
        error(
            line: line, column: column, "the front matter is not valid YAML: \(problem)",
            "Write key: value, one a line.")
    }
}

extension FrontMatterText {
    private static let maximumSize = 64 * 1024
    private static let maximumBrackets = 512
    private static let maximumAliases = 16
    private static let maximumDashes = 16

    /// The YAML parser goes one call deeper with each nested value, and compares keys by all that their aliases hold:
    /// a text made for it could exhaust the stack, or take forever.
    private func refuseHostile() throws(LabFileError) {
        let bytes = Array(text.utf8)
        if bytes.count > Self.maximumSize { throw tooMuch("is larger than 64 KiB", "Keep large values in a file.") }
        if bytes.count(where: { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }) > Self.maximumBrackets {
            throw tooMuch(
                "has more than \(Self.maximumBrackets) brackets", "Write nested values on lines of their own.")
        }
        if aliasCount(bytes) > Self.maximumAliases {
            throw tooMuch("has more than \(Self.maximumAliases) aliases", "Write the values out.")
        }
        if text.split(whereSeparator: \.isNewline).contains(where: isNestedInOneLine) {
            throw tooMuch("nests too many values in one line", "Write nested values on lines of their own.")
        }
    }

    private func tooMuch(_ problem: String, _ remedy: String) -> LabFileError {
        LabFileError(LabError(line: 1, column: 1, problem: "the front matter \(problem)", remedy: remedy))
    }

    /// Stars that may begin an alias.
    private func aliasCount(_ bytes: [UInt8]) -> Int {
        var count = 0
        for index in bytes.indices where bytes[index] == UInt8(ascii: "*") {
            let isAtStart = index == 0 || bytes[index - 1].isSpace || "[{,:?-".utf8.contains(bytes[index - 1])
            let isNamed = index + 1 < bytes.count && !bytes[index + 1].isSpace
            if isAtStart, isNamed { count += 1 }
        }
        return count
    }

    private func isNestedInOneLine(_ line: Substring) -> Bool {
        line.prefix { " \t-?:".contains($0) }.count { $0 != " " && $0 != "\t" } > Self.maximumDashes
    }
}
