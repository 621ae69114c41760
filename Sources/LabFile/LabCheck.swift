public import LabModel

extension LabFile {
    /// Finds what would keep a lab from being carried out, without carrying it out.
    ///
    /// Secrets and what drivers give (`{{master.port}}`) are not known yet; placeholders take their places.
    ///
    /// - Parameters:
    ///   - lab: the lab.
    ///   - variables: values that replace those of the lab's variables.
    /// - Returns: what is wrong, in the order of the file; of each block the first thing that cannot be understood.
    public static func check(_ lab: Lab, variables: [String: String] = [:]) -> [LabError] {
        var check = LabCheck(lab, variables)
        for step in lab.steps {
            for index in step.blocks.indices { check.add(step.blocks[index], after: step.blocks[..<index].last) }
        }
        return (check.errors + misspelledFences(in: lab)).sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    /// Fences that are prose for their first word, although their braces are those of a block.
    private static func misspelledFences(in lab: Lab) -> [LabError] {
        let source = SourceText(write(lab))
        let frontMatter = lab.frontMatter ?? FrontMatterWriter.text(of: lab)
        let firstLine = SourceText(Array(frontMatter.utf8)).lineCount
        return Fence.all(in: source, from: firstLine).compactMap { fence in
            let info = fence.info(in: source)
            guard Block.Kind(word: info.word) == nil, let attributes = try? info.attributes(),
                attributes.contains(where: { ["cluster", "picture"].contains($0.name) && $0.value != nil })
            else { return nil }
            return LabError(
                line: fence.openingLine + 1, column: fence.wordColumn(in: source),
                problem: "unknown kind of block \"\(info.word)\"",
                remedy: LabError.remedy(for: info.word, among: kindWords, what: "kind"))
        }
    }

    private static let kindWords = ["sh", "shell", "bash", "sql", "conf", "cluster", "wait", "output"]
}

/// Looks at a lab's blocks one after the other.
private struct LabCheck {
    private let lab: Lab
    private let values: [String: String]
    private var pictures: Set<String> = []
    private(set) var errors: [LabError] = []

    init(_ lab: Lab, _ variables: [String: String]) {
        self.lab = lab
        var values = Dictionary(lab.templateNames.map { ($0, Self.placeholder(for: $0)) }) { first, _ in first }
        for variable in lab.variables { values[variable.name] = variables[variable.name] ?? variable.value }
        self.values = values
    }

    private static func placeholder(for name: String) -> String { name.hasSuffix(".port") ? "5432" : name }

    mutating func add(_ block: Block, after previous: Block?) {
        checkPlace(of: block, after: previous)
        do {
            let task = try BlockTask(block, names: lab.templateNames) { values[$0] }
            checkClusters(of: block)
            checkPicture(of: block, task)
        } catch {
            errors.append(error)
        }
    }

    private mutating func report(_ block: Block, line: Int = 0, column: Int = 1, _ problem: String, _ remedy: String) {
        errors.append(LabError(line: block.line + line, column: column, problem: problem, remedy: remedy))
    }

    private mutating func checkPlace(of block: Block, after previous: Block?) {
        guard block.kind == .output else { return }
        if previous == nil {
            report(block, "the output follows no block", "Put it right after the block that printed it.")
        } else if previous?.kind == .output {
            report(block, "the block before has an output already", "Leave one of them.")
        }
    }

    private mutating func checkPicture(of block: Block, _ task: BlockTask) {
        guard let picture = task.picture else { return }
        let isNew = pictures.insert(picture).inserted
        if task.appendsToPicture, isNew {
            report(
                block, column: block.column(of: "append"), "no block before has the picture \"\(picture)\"",
                "Remove append, or name an earlier picture.")
        } else if !task.appendsToPicture, !isNew {
            report(
                block, column: block.column(of: "picture"), "the picture \"\(picture)\" is used twice",
                "Give this one another name, or add append to go on in the same picture.")
        }
    }
}

extension LabCheck {
    private func expand(_ text: String) -> String { (try? Template.expand(text) { values[$0] }) ?? text }

    private mutating func checkClusters(of block: Block) {
        for attribute in block.attributes where ["cluster", "catch-up", "since"].contains(attribute.name) {
            checkCluster(expand(attribute.value ?? ""), of: block, line: 0, column: attribute.column)
        }
        guard block.kind == .cluster else { return }
        for (index, line) in block.body.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let operation = try? ClusterOperation(line: expand(String(line))) else { continue }
            for name in operation.clusters {
                let column = block.bodyColumn + (line.characterOffset(ofWord: name) ?? 0)
                checkCluster(name, of: block, line: index + 1, column: column)
            }
        }
    }

    private mutating func checkCluster(_ name: String, of block: Block, line: Int, column: Int) {
        guard lab.cluster(named: name) == nil else { return }
        let known = lab.clusters.map(\.name)
        report(
            block, line: line, column: column, "the lab has no cluster \"\(name)\"",
            known.isEmpty
                ? "Name it in the front matter, under clusters:."
                : LabError.remedy(for: name, among: known, what: "cluster"))
    }
}

extension Block {
    fileprivate func column(of name: String) -> Int { attributes.first { $0.name == name }?.column ?? 1 }
}

extension Substring {
    fileprivate func characterOffset(ofWord word: String) -> Int? {
        split(whereSeparator: \.isWhitespace).last { $0 == word }.map { distance(from: startIndex, to: $0.startIndex) }
    }
}

extension Fence {
    fileprivate func wordColumn(in source: SourceText) -> Int {
        let line = source.line(openingLine)
        let isMark: (UInt8) -> Bool = { $0 == source.bytes[offset] || $0.isIndentation }
        return source.column(
            of: source.bytes[offset..<line.upperBound].prefix(while: isMark).endIndex, inLine: openingLine)
    }
}
