internal import Clusters
internal import LabModel

/// A configuration file of a known cluster that has another content than before.
struct ConfigurationChange {
    let cluster: String
    let file: String
    let before: [UInt8]
    let after: [UInt8]

    /// The block that does by itself what was done by hand; nil for a change of comments alone.
    ///
    /// Settings or rules where they say it all, else the whole file.
    var block: Block? {
        let (old, new) = (ConfigurationFile(before), ConfigurationFile(after))
        if old.meaning == new.meaning { return nil }
        let place = [Block.Attribute(name: "cluster", value: cluster), Block.Attribute(name: "file", value: file)]
        if let lines = lines(old, new) {
            return Block(kind: .configuration, attributes: place, body: Template.escape(lines))
        }
        let text = String(decoding: after, as: UTF8.self)
        return Block(
            kind: .configuration, attributes: place + [Block.Attribute(name: "whole", value: nil)],
            body: Template.escape(text.hasSuffix("\n") ? text : text + "\n"))
    }

    /// The lines of a block that lead from the one content to the other in meaning; nil when there are none.
    private func lines(_ old: ConfigurationFile, _ new: ConfigurationFile) -> String? {
        let lines: [String]
        let change: BlockTask.ConfigurationChange
        switch file {
        case "postgresql.conf":
            let settings = new.settings.filter { !old.settings.contains($0) }
            lines = settings.map { "\($0.name) = \($0.value)" }
            change = .settings(settings)
        case "pg_hba.conf":
            let rules = new.rules.filter { !old.rules.contains($0) }
            lines = rules
            change = .rules(rules, atEnd: false)
        default: return nil
        }
        var tried = old
        tried.apply(change)
        let isSame = file == "pg_hba.conf" ? tried.meaning == new.meaning : tried.settings.isSame(as: new.settings)
        return isSame && !lines.isEmpty ? lines.joined(separator: "\n") + "\n" : nil
    }

    /// The block that looks at the file after a command has changed it that a replay carries out itself.
    var look: Block {
        Block(
            kind: .configuration,
            attributes: [
                Block.Attribute(name: "cluster", value: cluster), Block.Attribute(name: "file", value: file),
                Block.Attribute(name: "show", value: nil), Block.Attribute(name: "grep", value: "^[a-zA-Z]"),
            ], body: "")
    }

    /// The new content with the lines that are new marked.
    var transcript: String {
        var file = ConfigurationFile(before)
        file.apply(.content(String(decoding: after, as: UTF8.self)))
        return TranscriptStyle.bold("\(cluster): \(self.file)") + "\n\n" + FileView(after).changes(file.changes)
    }
}

extension [Variable] {
    fileprivate func isSame(as others: [Variable]) -> Bool {
        sorted { $0.name < $1.name } == others.sorted { $0.name < $1.name }
    }
}
