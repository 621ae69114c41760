import GRDB
import Journal
import LabModel
import Testing

private func lsn(_ text: String) throws -> LSN { try #require(LSN(text)) }

private func fullSlot() throws -> SlotState {
    var slot = SlotState(slotName: "eshop", slotType: "logical", temporary: true, active: true)
    slot.plugin = "pgoutput"
    slot.datoid = 16_384
    slot.database = "eshop"
    slot.activePID = 4_194_304
    slot.xmin = 4_294_967_295
    slot.catalogXmin = 731
    slot.restartLSN = try lsn("16/B374D848")
    slot.confirmedFlushLSN = try lsn("FFFFFFFF/FFFFFFFF")
    slot.walStatus = "reserved"
    slot.safeWALSize = -1
    slot.twoPhase = true
    slot.twoPhaseAt = try lsn("0/0")
    slot.inactiveSince = Timestamp(microseconds: 1_763_929_000_000_001)
    slot.conflicting = false
    slot.invalidationReason = "wal_removed"
    slot.failover = true
    slot.synced = false
    return slot
}

private func observation(_ cluster: String, at microseconds: Int64, slots: [SlotState]) throws -> Observation {
    var result = Observation(cluster: cluster, takenAt: Timestamp(microseconds: microseconds), state: .running)
    result.role = .standby
    result.timeline = 2
    result.lsn = try lsn("0/3000060")
    result.receivedLSN = try lsn("0/3000148")
    result.replayedAt = Timestamp(microseconds: 5)
    result.slots = slots
    var sender = SenderState(pid: 99)
    sender.applicationName = "walreceiver"
    sender.clientAddress = "10.0.0.3"
    sender.state = "streaming"
    sender.sentLSN = try lsn("0/1")
    sender.writeLSN = try lsn("0/2")
    sender.flushLSN = try lsn("0/3")
    sender.replayLSN = try lsn("0/4")
    sender.syncState = "async"
    result.senders = [sender, SenderState(pid: 100)]
    var receiver = ReceiverState(pid: 77)
    receiver.status = "streaming"
    receiver.slotName = "eshop"
    receiver.senderHost = "master"
    receiver.senderPort = 5432
    receiver.flushedLSN = try lsn("0/5")
    result.receiver = receiver
    return result
}

@Suite struct ObservationTests {
    @Test func `slots come back in order of time with every column`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        let bare = SlotState(slotName: "alone", slotType: "physical", temporary: false, active: false)
        let slots = try [bare, fullSlot()]
        var ids: [String] = []
        for round in 1...2 {
            ids.append(try recorder.begin(entryDescription()))
            try recorder.observe([
                observation("master", at: Int64(round), slots: slots), observation("replica", at: 9, slots: []),
            ])
            try recorder.end(.ok)
        }
        let store = try JournalStore(path: scratch.journal)
        let records = try store.slots(of: store.run(named: "last"))
        #expect(records.map(\.slot) == slots + slots)
        #expect(records.map(\.entry) == [ids[0], ids[0], ids[1], ids[1]])
        #expect(records.map(\.position) == [1, 1, 2, 2])
        #expect(records.map(\.takenAt.microseconds) == [1, 1, 2, 2])
        #expect(Set(records.map(\.cluster)) == ["master"])
        #expect(try store.problems() == [])
    }

    @Test func `observations come back in order, also of clusters that did not answer`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        let running = try observation("master", at: 1, slots: [])
        let stopped = Observation(cluster: "replica", takenAt: Timestamp(microseconds: 2), state: .stopped)
        let lost = Observation(cluster: "other", takenAt: Timestamp(microseconds: 3), state: .unreachable)
        try recorder.begin(entryDescription())
        try recorder.observe([running, stopped, lost])
        try recorder.observe([])
        try recorder.end(.ok)
        let store = try JournalStore(path: scratch.journal)
        #expect(try store.observations(of: store.entry(named: "last")) == [running, stopped, lost])
    }

    @Test func `senders and receivers are typed columns`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        try recorder.begin(entryDescription())
        try recorder.observe([observation("master", at: 1, slots: [])])
        try recorder.end(.ok)
        try DatabaseQueue(path: scratch.journal).read { db in
            let sender = try Row.fetchAll(db, sql: "SELECT * FROM sender ORDER BY pid").map { Array($0.databaseValues) }
            let values: [any DatabaseValueConvertible] = [
                1, 99, "walreceiver", "10.0.0.3", "streaming", "0/1", "0/2", "0/3", "0/4", "async",
            ]
            #expect(sender.first == values.map(\.databaseValue))
            #expect(sender.last?.dropFirst(2).allSatisfy(\.isNull) == true)
            let receiver = try Row.fetchOne(db, sql: "SELECT * FROM receiver").map { Array($0.databaseValues) }
            let received: [any DatabaseValueConvertible] = [1, 77, "streaming", "eshop", "master", 5432, "0/5"]
            #expect(receiver == received.map(\.databaseValue))
        }
    }
}
