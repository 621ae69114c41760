internal import LabModel

/// Something in a plan that destroys, or reaches outside the lab.
public struct Hazard: Sendable, Equatable {
    /// The step, from 1.
    public let step: Int
    /// The lab file's line, 0 when it is unknown.
    public let line: Int
    /// The line of the block; a secret stands in it as `{{name}}`.
    public let text: String
    /// What it does: `removes files`.
    public let reason: String

    /// Makes a hazard.
    public init(step: Int, line: Int, text: String, reason: String) {
        self.step = step
        self.line = line
        self.text = text
        self.reason = reason
    }
}

extension Plan {
    /// What in the plan destroys or reaches outside the lab, in order.
    ///
    /// A warning for whoever is about to run a lab of somebody else's, not a barrier: programs, scripts and functions
    /// are known by their names only, and a lab that wants to hide what it does can. What the lab does to clusters
    /// that the program itself makes is none.
    public var hazards: [Hazard] {
        var known: Set<String> = []
        return blocks.flatMap { address, block in
            remoteClusters(of: block, known: &known).map {
                Hazard(step: address.step, line: block.line, text: $0, reason: "is somebody else's server")
            } + BlockText(block, variables: variables).hazards(step: address.step)
        }
    }

    /// The remote clusters that a block is the first to use.
    private func remoteClusters(of block: Block, known: inout Set<String>) -> [String] {
        let remote = lab.clusters.filter { ($0.driver ?? driver) == .remote }.map(\.name)
        let attributes = block.attributes.filter { ["cluster", "catch-up", "since"].contains($0.name) }
        let values = attributes.map { BlockText.expand($0.value ?? "", variables) }
        let words = block.kind == .cluster ? block.body.split(whereSeparator: \.isWhitespace).map(String.init) : []
        return remote.filter { name in
            let isUsed = (values + words).contains(name) || block.body.contains("{{\(name).")
            return isUsed && known.insert(name).inserted
        }
    }
}

/// A danger found in text, with the text's line, from 0.
struct Finding: Hashable {
    let line: Int
    let reason: String
}

/// A block's lines with the variables put in; what is not known yet, and secrets, stay as `{{name}}`.
private struct BlockText {
    let block: Block
    private var lines: [String] = []
    /// The block's line that each line comes from: a variable's value may have several.
    private var origins: [Int] = []

    init(_ block: Block, variables: [Variable]) {
        self.block = block
        for (index, line) in block.body.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let parts = Self.expand(String(line), variables).split(separator: "\n", omittingEmptySubsequences: false)
            lines += parts.map(String.init)
            origins += parts.map { _ in index }
        }
    }

    static func expand(_ text: String, _ variables: [Variable]) -> String {
        let expanded = try? Template.expand(text) { name in
            variables.first { $0.name == name }?.value ?? "{{\(name)}}"
        }
        return expanded ?? text
    }

    func hazards(step: Int) -> [Hazard] {
        var seen: Set<Finding> = []
        return findings.filter { seen.insert($0).inserted }.sorted { $0.line < $1.line }.map { finding in
            let index = min(finding.line, lines.count - 1)
            let line = block.line == 0 ? 0 : block.line + 1 + origins[index]
            let text = lines[index].split(separator: "\r").joined().drop { $0.isWhitespace }
            return Hazard(step: step, line: line, text: String(text), reason: finding.reason)
        }
    }

    private var findings: [Finding] {
        let text = lines.joined(separator: "\n")
        switch block.kind {
        case .shell: return ShellHazards.find(in: text)
        case .sql, .wait: return SQLHazards.find(in: text)
        case .configuration: return lines.enumerated().flatMap { settingFindings($1, at: $0) }
        case .cluster, .output: return []
        }
    }

    /// `archive_command` and its kin are run by the server's shell.
    private func settingFindings(_ line: String, at index: Int) -> [Finding] {
        let parts = line.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, parts[0].contains("_command") else { return [] }
        var value = parts[1].drop { $0.isWhitespace }
        if value.first == "'" { value = value.dropFirst().prefix { $0 != "'" } }
        return ShellHazards.find(in: String(value), line: index)
    }
}
