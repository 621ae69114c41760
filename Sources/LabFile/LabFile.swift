public import LabModel

/// The lab file's format, version 1: Markdown with an optional YAML front matter and fenced blocks to carry out.
///
/// Reading keeps every byte: `write(read(bytes))` equals `bytes`.
public enum LabFile {
    /// The version that `lab:` names in a front matter.
    public static let version = 1
    /// The greatest size of a lab file in bytes: 16 MiB.
    public static let maximumSize = 16 * 1024 * 1024

    /// Reads a lab file.
    ///
    /// Fences are what CommonMark takes for them, also inside of list items; inside of a block quote a fence is prose.
    /// Words between a fence's kind and its braces are a title for people, without meaning. In a quoted value `\"` is
    /// a quote; other backslashes stand for themselves, but for those right before a quote, which are then doubled.
    ///
    /// - Parameter bytes: the file's content: UTF-8, lines ended by LF or CRLF, a byte order mark allowed.
    /// - Throws: `LabFileError` with every finding in the front matter and in the fences' first lines. What the blocks
    ///   say is not looked at; `check(_:variables:)` does that.
    public static func read(_ bytes: [UInt8]) throws(LabFileError) -> Lab {
        let source = try SourceText(checking: bytes)
        let frontMatter = try FrontMatter(in: source)
        var errors = frontMatter.errors
        let steps = StepReader.read(source, from: frontMatter.lineCount, errors: &errors)
        try LabFileError.throwIfAny(errors)
        return Lab(
            title: frontMatter.title, language: frontMatter.language, variables: frontMatter.variables,
            secrets: frontMatter.secrets, clusters: frontMatter.clusters, frontMatter: frontMatter.source,
            steps: steps)
    }
}
