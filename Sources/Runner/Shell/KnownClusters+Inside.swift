internal import Clusters
internal import LabModel

// An ordinary user may not read what the user inside of a container owns; the engine does it for them.

extension KnownClusters {
    /// What a command has changed in files that only the engine can read, of the clusters whose container or data it
    /// names; a standby that has just been made shows what it was given.
    mutating func lookInside(_ command: String, in directory: String) -> [ConfigurationChange] {
        guard all.contains(where: { $0.container != nil }), let engine else { return [] }
        return all.indices.flatMap { index -> [ConfigurationChange] in
            guard all[index].data == nil, let container = all[index].container, let data = container.data,
                ([container.name] + DataPath.forms(of: data, in: directory)).contains(where: command.contains)
            else { return [] }
            // What they hold before the server has ever answered, nobody has changed.
            if all[index].record.serverVersion == nil { all[index].inside = [:] }
            return all[index].take(engine.files(FoundData.configurationFiles + ["standby.signal"], of: container))
        }
    }
}

extension KnownClusters.Known {
    /// Takes what the files hold; returns what has changed.
    fileprivate mutating func take(_ found: [String: [UInt8]]) -> [ConfigurationChange] {
        defer { inside = found }
        let isNew = inside.isEmpty && found["standby.signal"] != nil
        return FoundData.configurationFiles.compactMap { file in
            guard let after = found[file] else { return nil }
            let isGiven = isNew && file == "postgresql.auto.conf"
            guard let before = isGiven ? [] : inside[file], before != after else { return nil }
            return ConfigurationChange(cluster: record.name, file: file, before: before, after: after)
        }
    }
}
