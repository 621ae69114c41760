internal import LabModel

extension Findings {
    /// Compares the configuration's snapshots: the settings in force, then what was changed or shown of the file.
    mutating func addConfiguration(
        _ recorded: EntryFacts, _ replayed: EntryFacts, _ symbols: inout SymbolTable
    ) throws {
        // A recording by hand knows how a file was before a command changed it that a replay carries out earlier.
        let isLook = [recorded, replayed].contains { !$0.snapshots.contains { $0.moment == .after } }
        let isExact = recorded.mode == .exact
        guard let first = ConfigurationState(recorded.snapshots, isShown: isLook, isExact: isExact),
            let second = ConfigurationState(replayed.snapshots, isShown: isLook, isExact: isExact)
        else {
            let comparison = CommandComparison(recorded, versions)
            add(try comparison.lines(recorded.transcript, replayed.transcript, LineRules(), &symbols), command: nil)
            return
        }
        addSettings(first.settings, second.settings, recorded, &symbols)
        addLines(first, second, "added", \.added, recorded, &symbols)
        addLines(first, second, "removed", \.removed, recorded, &symbols)
    }

    private mutating func addSettings(
        _ recorded: [Variable], _ replayed: [Variable], _ entry: EntryFacts, _ symbols: inout SymbolTable
    ) {
        // A stopped server has no settings in force; that it is stopped is one difference, not fifty.
        guard recorded.isEmpty == replayed.isEmpty else {
            // Where nobody asked for the clusters' state, nobody asked for the settings either.
            if recorded.isEmpty, entry.observations.isEmpty { return }
            let (first, second) = (recorded.count, replayed.count)
            return add("number of settings in force", String(first), String(second))
        }
        for setting in recorded {
            let place = "setting \(setting.name)"
            if versions.driversDiffer, DriverWords.settings.contains(setting.name) { continue }
            guard let other = replayed.first(where: { $0.name == setting.name }) else {
                add(place, setting.value, nil, matters: !versions.differ)
                continue
            }
            if entry.mode == .exact {
                add(place, setting.value, other.value)
            } else if setting.name == ConninfoComparison.setting {
                add(
                    ConninfoComparison(cluster: entry.cluster, versions)
                        .compare(setting.value, other.value, place: place, &symbols), command: nil)
            } else {
                let kind = Self.kind(of: setting.name)
                add(place, text: setting.value, other.value, as: kind, in: entry.cluster, &symbols)
            }
        }
        for setting in replayed where !recorded.contains(where: { $0.name == setting.name }) {
            if versions.driversDiffer, DriverWords.settings.contains(setting.name) { continue }
            add("setting \(setting.name)", nil, setting.value, matters: !versions.differ)
        }
    }

    private static func kind(of setting: String) -> SymbolKind? {
        switch setting {
        case "port": .port
        case "recovery_target_xid": .xid
        case "recovery_target_lsn": .lsn
        default: nil
        }
    }

    private mutating func addLines(
        _ recorded: ConfigurationState, _ replayed: ConfigurationState, _ word: String,
        _ lines: (ConfigurationState) -> [String], _ entry: EntryFacts, _ symbols: inout SymbolTable
    ) {
        let (first, second) = (lines(recorded), lines(replayed))
        var diff = LineDiff(
            first.map { Array($0.utf8) }, second.map { Array($0.utf8) }, isExact: entry.mode == .exact,
            cluster: entry.cluster)
        guard diff.find(&symbols) else { return add("\(recorded.file), lines", "\(first.count)", "\(second.count)") }
        let found = diff.differences(&symbols, toEnd: true, lines: (0, 0))
        for var difference in found.differences {
            let index = Int(difference.place.split(separator: " ").last ?? "") ?? 0
            let source = difference.recorded == nil ? second : first
            if versions.driversDiffer, source.indices.contains(index) {
                let (isNew, line) = (difference.recorded == nil, source[index])
                let isThere = (isNew ? recorded : replayed).holds(line, in: entry.cluster, symbols, isRecorded: isNew)
                let isOneSided = isNew || difference.replayed == nil
                let isOwn = recorded.isShown && DriverWords.isOwn(line)
                difference.matters = !isOwn && (!isOneSided || isThere != (word == "added"))
            }
            let name = source.indices.contains(index) ? ConfigurationState.name(of: source[index]) : ""
            // A run gives a server its port in the file or on the command line.
            let isOneSided = difference.recorded == nil || difference.replayed == nil
            if recorded.isShown, isOneSided, name == "port" { difference.matters = false }
            difference.place = "\(recorded.file), \(recorded.isShown ? "" : word + " ")line \(name)"
            if name == ConninfoComparison.setting, difference.recorded != nil, difference.replayed != nil,
                let other = ConfigurationState.line(of: second, likeThatAt: index, of: first)
            {
                add(
                    ConninfoComparison(cluster: entry.cluster, versions)
                        .compare(source[index], other, place: difference.place, &symbols), command: nil)
                continue
            }
            add(difference)
        }
        if found.differences.isEmpty, first != second {
            add(TextVerdict(match: .equivalent, differences: []), command: nil)
        }
    }
}

/// A configuration file as a block left it, and what the block changed in it.
struct ConfigurationState {
    let file: String
    let settings: [Variable]
    /// Whether the block only looked; then all active lines count as added.
    let isShown: Bool
    let added: [String]
    let removed: [String]
    /// The lines that count, in the end.
    let active: [String]

    /// Nil when there is no snapshot to go by.
    init?(_ snapshots: [Snapshot], isShown isLook: Bool, isExact: Bool) {
        guard let last = snapshots.last(where: { $0.moment != .before }) else { return nil }
        file = last.file
        settings = last.settings
        let before = isLook ? nil : snapshots.last { $0.moment == .before && $0.file == last.file }
        isShown = before == nil
        active = Self.lines(last.content).filter(Self.isActive)
        let form = { (line: String) in isExact ? line : Self.meaning(of: line, in: last.file) }
        let old = Self.lines(before?.content ?? []).compactMap(form)
        let all = Self.lines(last.content).compactMap(form)
        // Of two lines for one setting the last counts, wherever it stands.
        let isSettings = !isExact && last.file.hasSuffix(".conf") && !Self.isRules(last.file)
        let new = isSettings ? Self.lastOfEachName(all) : all
        guard before != nil else {
            added = new.filter(Self.isActive)
            removed = []
            return
        }
        added = Self.lines(new, without: old)
        removed = Self.lines(old, without: new)
    }

    /// What a line means to a server, however it is written and commented; nil when that is nothing.
    private static func meaning(of line: String, in file: String) -> String? {
        guard isActive(line) else { return nil }
        guard !isRules(file) else { return line }
        let name = name(of: line)
        let rest = line.trimmed.dropFirst(name.count).drop { $0 == " " || $0 == "\t" || $0 == "=" }
        var isQuoted = false
        let value = rest.prefix { character in
            if character == "'" { isQuoted.toggle() }
            return isQuoted || character != "#"
        }
        return "\(name.lowercased()) = \(String(value).trimmed)"
    }

    private static func isRules(_ file: String) -> Bool {
        file.hasSuffix("pg_hba.conf") || file.hasSuffix("pg_ident.conf")
    }

    private static func lastOfEachName(_ lines: [String]) -> [String] {
        lines.indices.filter { index in
            !lines[(index + 1)...].contains { name(of: $0) == name(of: lines[index]) }
        }.map { lines[$0] }.sorted()
    }

    /// What a line is about: the setting's name, or a rule's first word.
    static func name(of line: String) -> String {
        String(line.trimmed.drop { $0 == "#" || $0 == " " }.prefix { $0 != " " && $0 != "=" && $0 != "\t" })
    }

    /// The line that stands for one of other lines: of several with its name, the one with its number.
    static func line(of lines: [String], likeThatAt index: Int, of others: [String]) -> String? {
        let name = name(of: others[index])
        let number = others[..<index].filter { Self.name(of: $0) == name }.count
        return lines.filter { Self.name(of: $0) == name }.dropFirst(number).first
    }

    private static func isActive(_ line: String) -> Bool {
        let first = line.first { $0 != " " && $0 != "\t" }
        return first != nil && first != "#"
    }

    private static func lines(_ content: [UInt8]) -> [String] {
        String(readable: content).split(separator: "\n", omittingEmptySubsequences: true).map(
            String.init)
    }

    /// The lines that others do not have, each as many times as it is more.
    private static func lines(_ lines: [String], without others: [String]) -> [String] {
        var counts: [String: Int] = [:]
        for line in others { counts[line, default: 0] += 1 }
        return lines.filter { line in
            guard let count = counts[line], count > 0 else { return true }
            counts[line] = count - 1
            return false
        }
    }
}
