import LabModel
import Yams

/// What the YAML between two `---` lines at the top of a lab file says.
struct FrontMatter {
    private(set) var title: String?
    private(set) var language: String?
    private(set) var variables: [Variable] = []
    private(set) var secrets: [String] = []
    private(set) var clusters: [ClusterSpecification] = []
    /// The front matter as it stands in the file; nil when there is none.
    private(set) var source: String?
    /// How many lines it takes.
    private(set) var lineCount = 0
    /// What is wrong with its keys and values.
    private(set) var errors: [LabError] = []

    /// Reads the front matter of a file.
    ///
    /// - Throws: what is wrong when the text between the lines is no YAML, or has no end.
    init(in source: SourceText) throws(LabFileError) {
        guard source.lineCount > 0, Self.isRule(0, source) else { return }
        guard let end = (1..<max(1, source.lineCount)).first(where: { Self.isRule($0, source) }) else {
            throw LabFileError(
                LabError(
                    line: 1, column: 1, problem: "the front matter has no end",
                    remedy: "End it with a line ---, or begin the file with other text than ---."))
        }
        lineCount = end + 1
        self.source = source.text(0..<source.start(ofLine: lineCount))
        let yaml = source.text(source.start(ofLine: 1)..<source.start(ofLine: end))
        if let root = try FrontMatterText(yaml).root() { read(root, FrontMatterText(yaml)) }
    }

    private static func isRule(_ line: Int, _ source: SourceText) -> Bool {
        let text = source.bytes[source.line(line)]
        return text.starts(with: "---".utf8) && text.dropFirst(3).allSatisfy(\.isIndentation)
    }

    static let keys = ["lab", "title", "language", "variables", "secrets", "clusters"]

    private mutating func read(_ root: Node, _ text: FrontMatterText) {
        let reader = NodeReader(text: text)
        for entry in reader.entries(root, "the front matter", known: Self.keys) {
            switch entry.name {
            case "lab": reader.version(entry)
            case "title": title = reader.text(entry)
            case "language": language = reader.text(entry)
            case "variables": variables = reader.variables(entry.value, "variables", mayNameAnything: false)
            case "secrets": secrets = reader.names(entry)
            default: clusters = ClusterReader(reader).clusters(entry.value)
            }
        }
        reader.requireUnique(secrets: secrets, variables: variables, in: root)
        errors = reader.errors
    }
}
