import LabModel

/// All that an observation asks, in one round trip, and how its results become typed values.
enum ObservationQuery {
    /// On a primary the timeline is that of the WAL being written; the control file may still hold the one before a
    /// promotion. A standby has no such function: the latest that it received or has noted down is the one.
    static let sql = """
        SET LOCAL statement_timeout = 2000;
        SELECT standby,
          CASE WHEN standby THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn,
          CASE WHEN standby THEN pg_last_wal_receive_lsn() END AS received_lsn,
          CASE WHEN standby THEN (extract(epoch FROM pg_last_xact_replay_timestamp()) * 1000000)::bigint END
            AS replayed_at,
          CASE WHEN standby THEN greatest(
              (SELECT received_tli FROM pg_stat_wal_receiver),
              (SELECT min_recovery_end_timeline FROM pg_control_recovery()),
              (SELECT timeline_id FROM pg_control_checkpoint()))
            ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint END AS timeline
          FROM pg_is_in_recovery() AS standby;
        SELECT *, (extract(epoch FROM (to_jsonb(slot) ->> 'inactive_since')::timestamptz) * 1000000)::bigint
          AS inactive_since_us FROM pg_replication_slots AS slot ORDER BY slot_name;
        SELECT * FROM pg_stat_replication ORDER BY pid;
        SELECT * FROM pg_stat_wal_receiver WHERE pid IS NOT NULL
        """

    /// The observation that the results of `sql` make.
    static func observation(of cluster: String, at time: Timestamp, _ results: [QueryResult]) -> Observation {
        guard results.count == 5, let state = results[1].rows.first else {
            return Observation(cluster: cluster, takenAt: time, state: .unreachable)
        }
        var observation = Observation(cluster: cluster, takenAt: time, state: .running)
        observation.role = state.boolean("standby") == true ? .standby : .primary
        observation.timeline = state.integer("timeline")
        observation.lsn = state.lsn("lsn")
        observation.receivedLSN = state.lsn("received_lsn")
        observation.replayedAt = state.timestamp("replayed_at")
        observation.slots = results[2].rows.compactMap(slot)
        observation.senders = results[3].rows.compactMap(sender)
        observation.receiver = results[4].rows.first.flatMap(receiver)
        return observation
    }

    private static func slot(_ row: Row) -> SlotState? {
        guard let name = row.text("slot_name"), let type = row.text("slot_type") else { return nil }
        var slot = SlotState(
            slotName: name, slotType: type, temporary: row.boolean("temporary") ?? false,
            active: row.boolean("active") ?? false)
        slot.plugin = row.text("plugin")
        slot.datoid = row.integer("datoid")
        slot.database = row.text("database")
        slot.activePID = row.integer("active_pid")
        slot.xmin = row.integer("xmin")
        slot.catalogXmin = row.integer("catalog_xmin")
        slot.restartLSN = row.lsn("restart_lsn")
        slot.confirmedFlushLSN = row.lsn("confirmed_flush_lsn")
        slot.walStatus = row.text("wal_status")
        slot.safeWALSize = row.integer("safe_wal_size")
        slot.twoPhase = row.boolean("two_phase")
        slot.twoPhaseAt = row.lsn("two_phase_at")
        slot.inactiveSince = row.timestamp("inactive_since_us")
        slot.conflicting = row.boolean("conflicting")
        slot.invalidationReason = row.text("invalidation_reason")
        slot.failover = row.boolean("failover")
        slot.synced = row.boolean("synced")
        return slot
    }

    private static func sender(_ row: Row) -> SenderState? {
        guard let pid = row.integer("pid") else { return nil }
        var sender = SenderState(pid: pid)
        sender.applicationName = row.text("application_name")
        sender.clientAddress = row.text("client_addr")
        sender.state = row.text("state")
        sender.sentLSN = row.lsn("sent_lsn")
        sender.writeLSN = row.lsn("write_lsn")
        sender.flushLSN = row.lsn("flush_lsn")
        sender.replayLSN = row.lsn("replay_lsn")
        sender.syncState = row.text("sync_state")
        return sender
    }

    private static func receiver(_ row: Row) -> ReceiverState? {
        guard let pid = row.integer("pid") else { return nil }
        var receiver = ReceiverState(pid: pid)
        receiver.status = row.text("status")
        receiver.slotName = row.text("slot_name")
        receiver.senderHost = row.text("sender_host")
        receiver.senderPort = row.integer("sender_port")
        receiver.flushedLSN = row.lsn("flushed_lsn")
        return receiver
    }
}
