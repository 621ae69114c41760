/// One thing to do, as a fenced block of a lab file says it: templates (`{{name}}`) are not yet replaced.
///
/// `BlockTask(_:values:)` turns a block into what is to be carried out.
public struct Block: Sendable, Equatable {
    /// What a block does.
    public enum Kind: String, Sendable, CaseIterable {
        /// Lines typed into bash.
        case shell = "sh"
        /// Lines typed into psql.
        case sql
        /// A change of a configuration file, or a look at it.
        case configuration = "conf"
        /// Operations of clusters.
        case cluster
        /// Waiting for a condition, or for a time to pass.
        case wait
        /// What the block before it printed when the lab was exported; never run.
        case output

        /// The kind that a fence's first word means (`shell` and `bash` are other words for `sh`).
        public init?(word: String) {
            switch word {
            case "shell", "bash": self = .shell
            default: self.init(rawValue: word)
            }
        }
    }

    /// One attribute in a fence's braces: `key=value`, `key="a b"`, or a flag.
    public struct Attribute: Sendable, Equatable {
        /// The key.
        public let name: String
        /// The value without its quotes; nil for a flag.
        public let value: String?
        /// Where the attribute begins in the fence's line, counted in characters from 1.
        public let column: Int

        /// Makes an attribute.
        public init(name: String, value: String?, column: Int = 1) {
            self.name = name
            self.value = value
            self.column = column
        }
    }

    /// What the block does.
    public let kind: Kind
    /// The attributes in their order.
    public let attributes: [Attribute]
    /// The lines between the fences, each ended by a line feed.
    public let body: String
    /// The file's line of the opening fence, from 1; 0 when the block stands in no file.
    public let line: Int
    /// The column in which the body's lines begin, from 1: more than 1 in an indented fence.
    public let bodyColumn: Int
    /// The fence with its body as it stands in the file, the last line's end included; nil when it stands in no file.
    public let source: String?
    /// The blank lines between the block before and this one; empty after prose.
    public let gap: String

    /// Makes a block; a program that writes a lab leaves `line`, `bodyColumn`, `source` and `gap` out.
    public init(
        kind: Kind, attributes: [Attribute] = [], body: String, line: Int = 0, bodyColumn: Int = 1,
        source: String? = nil, gap: String = ""
    ) {
        self.kind = kind
        self.attributes = attributes
        self.body = body
        self.line = line
        self.bodyColumn = bodyColumn
        self.source = source
        self.gap = gap
    }
}
