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
        if let (lines, attributes) = lines(old, new) {
            return Block(kind: .configuration, attributes: place + attributes, body: Template.escape(lines))
        }
        let text = String(decoding: after, as: UTF8.self)
        return Block(
            kind: .configuration, attributes: place + [Block.Attribute(name: "whole", value: nil)],
            body: Template.escape(text.hasSuffix("\n") ? text : text + "\n"))
    }

    /// The lines of a block that lead from the one content to the other in meaning, and where they go; nil when there
    /// are none.
    private func lines(
        _ old: ConfigurationFile, _ new: ConfigurationFile
    ) -> (lines: String, attributes: [Block.Attribute])? {
        switch file {
        case "postgresql.conf":
            let settings = new.settings.filter { !old.settings.contains($0) }
            var tried = old
            tried.apply(.settings(settings))
            guard !settings.isEmpty, tried.settings.isSame(as: new.settings) else { return nil }
            return (settings.map { "\($0.name) = \($0.value)\n" }.joined(), [])
        case "pg_hba.conf":
            let rules = new.rules.filter { !old.rules.contains($0) }
            for isAtEnd in [false, true] where !rules.isEmpty {
                var tried = old
                tried.apply(.rules(rules, atEnd: isAtEnd))
                guard tried.meaning == new.meaning else { continue }
                return (
                    rules.map { $0 + "\n" }.joined(), isAtEnd ? [Block.Attribute(name: "at", value: "end")] : []
                )
            }
            return nil
        default: return nil
        }
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

    /// The new content where it differs from the one before.
    var transcript: String {
        TranscriptStyle.bold("\(cluster): \(file)") + "\n\n" + FileView(after).changes(from: before)
    }
}

extension [Variable] {
    fileprivate func isSame(as others: [Variable]) -> Bool {
        sorted { $0.name < $1.name } == others.sorted { $0.name < $1.name }
    }
}
