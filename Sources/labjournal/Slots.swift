internal import ArgumentParser
internal import Journal
internal import LabModel

/// `labjournal slots`.
struct Slots: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slots",
        abstract: "List the recorded states of replication slots, or ask a cluster for them now.",
        discussion: """
            In order of time, one row for each cluster, entry and slot, with the columns of pg_replication_slots by \
            their own names. With a cluster's name, the cluster of the present recording is asked now, which is \
            recorded.

            Examples:
              labjournal slots
              labjournal slots master --picture slot_after_backup
              labjournal slots --json | jq '.[] | {active, restart_lsn}'

            Exit codes: 0 done, 1 error, 4 the cluster does not answer, 6 the journal is damaged or newer, 64 usage, \
            66 no journal.
            """)

    @Argument(
        help: ArgumentHelp("The cluster to ask now; without, what was recorded is listed.", valueName: "cluster"),
        completion: .recordedClusters)
    var cluster: String?
    @OptionGroup var carryingOut: CarryingOut
    @OptionGroup var output: JSONOption

    /// The columns that every version since 14 has.
    private static let question = """
        SELECT slot_name, slot_type, active, active_pid, restart_lsn, wal_status FROM pg_replication_slots ORDER BY 1;

        """

    func validate() throws {
        if cluster != nil, output.json {
            throw ValidationError("--json lists what was recorded: leave the cluster out.")
        }
    }

    func run() throws {
        if let cluster {
            return try carryingOut.carryOut(.sql, BlockOptions.attribute("cluster", cluster), Self.question)
        }
        let store = try carryingOut.current.journal.open()
        let slots = try store.slots(of: store.run(named: carryingOut.current.run ?? "last"))
        if output.json { return try StandardOutput.write(json: slots.map(SlotJSON.init)) }
        var table = TextTable(
            "##", "taken_at", "cluster", "slot_name", "slot_type", "active", "active_pid#", "restart_lsn", "wal_status")
        for row in slots {
            let slot = row.slot
            table.add(
                "\(row.position)", String(row.takenAt.description.dropFirst(11).prefix(12)), row.cluster, slot.slotName,
                slot.slotType, slot.active ? "t" : "f", slot.activePID.map(String.init) ?? "",
                slot.restartLSN?.description ?? "", slot.walStatus ?? "")
        }
        StandardOutput.write(table.text { slots[$0].slot.active ? Paint.green($1) : $1 })
    }
}

/// A slot's state as JSON: null where the server said NULL or has no such column.
struct SlotJSON: Encodable {
    let row: SlotRecord

    init(_ row: SlotRecord) {
        self.row = row
    }

    private enum Key: String, CodingKey {
        case entry, position, cluster, taken_at, slot_name, plugin, slot_type, datoid, database, temporary, active,
            active_pid, xmin, catalog_xmin, restart_lsn, confirmed_flush_lsn, wal_status, safe_wal_size, two_phase,
            two_phase_at, inactive_since, conflicting, invalidation_reason, failover, synced
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        let slot = row.slot
        try container.encode(row.entry, forKey: .entry)
        try container.encode(row.position, forKey: .position)
        try container.encode(row.cluster, forKey: .cluster)
        try container.encode(row.takenAt.description, forKey: .taken_at)
        try container.encode(slot.slotName, forKey: .slot_name)
        try container.encode(slot.plugin, forKey: .plugin)
        try container.encode(slot.slotType, forKey: .slot_type)
        try container.encode(slot.datoid, forKey: .datoid)
        try container.encode(slot.database, forKey: .database)
        try container.encode(slot.temporary, forKey: .temporary)
        try container.encode(slot.active, forKey: .active)
        try container.encode(slot.activePID, forKey: .active_pid)
        try container.encode(slot.xmin, forKey: .xmin)
        try container.encode(slot.catalogXmin, forKey: .catalog_xmin)
        try container.encode(slot.restartLSN?.description, forKey: .restart_lsn)
        try container.encode(slot.confirmedFlushLSN?.description, forKey: .confirmed_flush_lsn)
        try container.encode(slot.walStatus, forKey: .wal_status)
        try container.encode(slot.safeWALSize, forKey: .safe_wal_size)
        try container.encode(slot.twoPhase, forKey: .two_phase)
        try container.encode(slot.twoPhaseAt?.description, forKey: .two_phase_at)
        try container.encode(slot.inactiveSince?.description, forKey: .inactive_since)
        try container.encode(slot.conflicting, forKey: .conflicting)
        try container.encode(slot.invalidationReason, forKey: .invalidation_reason)
        try container.encode(slot.failover, forKey: .failover)
        try container.encode(slot.synced, forKey: .synced)
    }
}
