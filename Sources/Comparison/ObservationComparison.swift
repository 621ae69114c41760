internal import LabModel

extension Findings {
    /// Compares the clusters' states by name, as they were last. Their LSNs are of the moment of asking, and are left
    /// alone.
    mutating func addObservations(_ recorded: EntryFacts, _ replayed: EntryFacts) {
        // Somebody who types fast leaves no time to ask: nothing is known then.
        if recorded.observations.isEmpty { return }
        let clusters = (recorded.observations + replayed.observations).map(\.cluster)
        for (index, cluster) in clusters.enumerated() where !clusters[..<index].contains(cluster) {
            let first = recorded.observations.last { $0.cluster == cluster }
            let second = replayed.observations.last { $0.cluster == cluster }
            guard let first, let second else {
                // A recording names its clusters as it goes on; a replay knows them from the start.
                if first == nil || first?.state == .stopped { continue }
                add(cluster, first?.state.rawValue, second?.state.rawValue)
                continue
            }
            let found = differences(first, second)
            if found.contains(where: \.matters), isOfAnotherMoment(first, second, recorded.soon, replayed.soon) {
                add("\(cluster): moment", "as recorded a moment later", "as it was", matters: false)
            } else {
                found.forEach { add($0) }
            }
        }
    }

    private func differences(_ first: Observation, _ second: Observation) -> [Difference] {
        var findings = Findings(versions: versions)
        findings.addState(first, second)
        return findings.differences
    }

    /// Whether one of the two came a moment earlier to a state that the other came to as well, by itself.
    private func isOfAnotherMoment(
        _ first: Observation, _ second: Observation, _ recorded: [Observation], _ replayed: [Observation]
    ) -> Bool {
        let pairs =
            recorded.filter { $0.cluster == first.cluster }.map { ($0, second) }
            + replayed.filter { $0.cluster == first.cluster }.map { (first, $0) }
        return pairs.contains { !differences($0, $1).contains(where: \.matters) }
    }

    private mutating func addState(_ first: Observation, _ second: Observation) {
        let name = first.cluster
        // A server that is known by its connection only is unreachable where another is known to be stopped.
        if Set([first.state, second.state]) == [.unreachable, .stopped] { return }
        // The recorder could not ask: it had no password, for instance.
        let wasUnknown = first.state == .unreachable && second.state == .running
        add("\(name): state", first.state.rawValue, second.state.rawValue, matters: !wasUnknown)
        guard first.state == .running, second.state == .running else { return }
        add("\(name): role", first.role?.rawValue, second.role?.rawValue)
        add("\(name): timeline", first.timeline.map(String.init), second.timeline.map(String.init))
        addSlots(name, first.slots, second.slots)
        addSenders(name, first.senders, second.senders)
    }

    /// The temporary slot of a base backup has another name each time, and is gone when the backup is. So it is with
    /// the slot by which a subscription first copies a table.
    private mutating func addSlots(_ cluster: String, _ recorded: [SlotState], _ replayed: [SlotState]) {
        let isLasting = { (slot: SlotState) in
            !(slot.temporary && slot.slotName.hasPrefix("pg_basebackup_")) && !Self.isOfTableCopy(slot.slotName)
        }
        let (first, second) = (recorded.filter(isLasting), replayed.filter(isLasting))
        for slot in first {
            guard let other = second.first(where: { $0.slotName == slot.slotName }) else {
                add("\(cluster): slot \(slot.slotName)", slot.slotType, nil)
                continue
            }
            addSlot("\(cluster): slot \(slot.slotName), ", slot, other)
        }
        for slot in second where !first.contains(where: { $0.slotName == slot.slotName }) {
            add("\(cluster): slot \(slot.slotName)", nil, slot.slotType)
        }
    }

    private mutating func addSlot(_ place: String, _ first: SlotState, _ second: SlotState) {
        add(place + "slot_type", first.slotType, second.slotType)
        add(place + "plugin", first.plugin, second.plugin)
        add(place + "database", first.database, second.database)
        add(place + "temporary", Self.word(first.temporary), Self.word(second.temporary))
        add(place + "active", Self.word(first.active), Self.word(second.active))
        // A standby that asks a lost slot for WAL leaves its position there, in some versions and now and then.
        let areLost = first.walStatus == "lost" && second.walStatus == "lost"
        add(
            place + "restart_lsn", Self.presence(first.restartLSN), Self.presence(second.restartLSN),
            matters: !areLost)
        if first.walStatus != nil, second.walStatus != nil {
            add(place + "wal_status", first.walStatus, second.walStatus)
        }
        // The column came with PostgreSQL 16 or 17: elsewhere it is nil.
        let matters = !versions.differ
        add(place + "invalidation_reason", first.invalidationReason, second.invalidationReason, matters: matters)
    }

    /// `pg_16393_sync_16385_7711565012218663498`, as slots and senders of a table's first copy are named.
    private static func isOfTableCopy(_ name: String) -> Bool {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false)
        return parts.count == 5 && parts[0] == "pg" && parts[2] == "sync"
            && [parts[1], parts[3], parts[4]].allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isNumber) }
    }

    private static func word(_ value: Bool) -> String { value ? "t" : "f" }

    private static func presence(_ position: LSN?) -> String { position == nil ? "NULL" : "set" }

    /// Senders by what they are, not by their process.
    private mutating func addSenders(_ cluster: String, _ recorded: [SenderState], _ replayed: [SenderState]) {
        var rest = replayed
        var missing: [SenderState] = []
        for sender in recorded {
            guard let index = rest.firstIndex(where: { Self.isSame($0, sender) }) else {
                missing.append(sender)
                continue
            }
            rest.remove(at: index)
        }
        for sender in missing {
            let index = rest.firstIndex { $0.applicationName == sender.applicationName }
            addSender(cluster, sender, index.map { rest.remove(at: $0) })
        }
        for sender in rest { addSender(cluster, nil, sender) }
    }

    private static func isSame(_ first: SenderState, _ second: SenderState) -> Bool {
        first.applicationName == second.applicationName && first.state == second.state
            && first.syncState == second.syncState
    }

    private mutating func addSender(_ cluster: String, _ first: SenderState?, _ second: SenderState?) {
        let name = first?.applicationName ?? second?.applicationName ?? ""
        let place = "\(cluster): sender \(name)"
        guard let first, let second else {
            // A base backup's sender may linger for a moment after the tool has ended; so may one that was not let in,
            // or was asked for one thing only.
            let isStarting = (first ?? second)?.state == "startup"
            let matters = !name.hasPrefix("pg_basebackup") && !isStarting && !Self.isOfTableCopy(name)
            return add(place, first.map(Self.describe), second.map(Self.describe), matters: matters)
        }
        add(place + ", state", first.state, second.state, matters: !Self.comesAndGoes(first, second))
        add(place + ", sync_state", first.syncState, second.syncState)
    }

    private static func describe(_ sender: SenderState) -> String { sender.state ?? "NULL" }

    /// States that a sender goes through by itself.
    private static func comesAndGoes(_ first: SenderState, _ second: SenderState) -> Bool {
        let states: Set<String> = ["startup", "catchup", "backup", "streaming"]
        return [first, second].allSatisfy { $0.state.map(states.contains) ?? false }
    }
}
