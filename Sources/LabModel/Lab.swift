/// A plan: what a lab file says, or what was exported from a run.
///
/// The concatenation of the front matter's source and, step by step, of the prose and the blocks' sources is the lab
/// file, byte for byte; see `lab-format.md` for the format.
public struct Lab: Sendable, Equatable {
    /// The title from the front matter.
    public let title: String?
    /// The language of the prose as a BCP 47 tag (`ru`, `en`); it picks the words of the report.
    public let language: String?
    /// The public variables in their order, with the values that hold when nothing else is said.
    public let variables: [Variable]
    /// The names of the secrets; their values never enter a lab.
    public let secrets: [String]
    /// The clusters in their order.
    public let clusters: [ClusterSpecification]
    /// The front matter as it stands in the file, both `---` lines and the line's end included; nil when there is none.
    public let frontMatter: String?
    /// The steps in their order.
    public let steps: [Step]

    /// Makes a lab of its parts.
    public init(
        title: String? = nil, language: String? = nil, variables: [Variable] = [], secrets: [String] = [],
        clusters: [ClusterSpecification] = [], frontMatter: String? = nil, steps: [Step] = []
    ) {
        self.title = title
        self.language = language
        self.variables = variables
        self.secrets = secrets
        self.clusters = clusters
        self.frontMatter = frontMatter
        self.steps = steps
    }

    /// Every block, in order.
    public var blocks: [Block] { steps.flatMap(\.blocks) }

    /// The cluster of that name.
    public func cluster(named name: String) -> ClusterSpecification? {
        clusters.first { $0.name == name }
    }
}

/// A public name with a value, written `{{name}}` in a block.
public struct Variable: Sendable, Equatable {
    /// The name.
    public let name: String
    /// The value that replaces `{{name}}`.
    public let value: String

    /// Makes a variable.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A piece of prose and the blocks that belong to it.
public struct Step: Sendable, Equatable {
    /// Markdown as it stands in the file; may be empty when a lab begins with a block.
    public let prose: String
    /// What is to be done, in order; empty for prose that ends a lab.
    public let blocks: [Block]

    /// Makes a step.
    public init(prose: String, blocks: [Block]) {
        self.prose = prose
        self.blocks = blocks
    }
}
