import Comparison
import LabModel
import Testing

/// Configuration and the clusters' states.
@Suite struct StateTests {
    private func compare(
        _ recorded: EntryFacts, _ replayed: EntryFacts, versions: (String, String) = ("15.18", "15.18")
    ) throws -> EntryComparison {
        let facts = [(versions.0, 5433), (versions.1, 61234)].map { version, port in
            let cluster = ClusterFacts(
                name: "master", host: "127.0.0.1", port: port, address: "127.0.0.1", data: nil, serverVersion: version,
                systemIdentifier: nil)
            return RunFacts(host: "a", variables: [], clusters: [cluster])
        }
        var comparison = RunComparison(recorded: facts[0], replayed: facts[1])
        return try comparison.compare(recorded, replayed)
    }

    private func entry(_ moments: [(Snapshot.Moment, String)], _ settings: [String: String] = [:]) -> EntryFacts {
        let settings = settings.sorted { $0.key < $1.key }.map { Variable(name: $0.key, value: $0.value) }
        let snapshots = moments.map { moment, text in
            Snapshot(
                cluster: "master", file: "postgresql.conf", moment: moment, takenAt: Timestamp(microseconds: 0),
                content: Array(text.utf8), settings: settings)
        }
        return EntryFacts(kind: .configuration, cluster: "master", snapshots: snapshots)
    }

    @Test func `settings in force are compared by name`() throws {
        let first = entry([(.after, "")], ["port": "5433", "wal_level": "replica", "a": "1"])
        let found = try compare(first, entry([(.after, "")], ["port": "61234", "wal_level": "logical", "b": "1"]))
        #expect(found.differences.map(\.place) == ["setting a", "setting wal_level", "setting b"])
        let same = entry([(.after, "")], ["port": "61234", "wal_level": "replica"])
        let newer = try compare(first, same, versions: ("15.18", "17.2"))
        #expect(newer.verdict == .equivalent && newer.differences.map(\.matters) == [false])
    }

    @Test func `of a changed file the changes count`() throws {
        let first = entry([(.before, "#a = 1\nport = 5433\nc = 1\n"), (.after, "a = 2\nport = 5433\nc = 1\n")])
        let second = entry([(.before, "#a = 1\nport = 61234\nd = 9\n"), (.after, "a = 2\nport = 61234\nd = 9\n")])
        #expect(try compare(first, second).verdict == .same)
        let third = entry([(.before, "#a = 1\n"), (.after, "a = 3\n")])
        #expect(
            try compare(first, third).differences
                == [Difference(place: "postgresql.conf, added line a", recorded: "a = 2", replayed: "a = 3")])
    }

    @Test func `of a shown file the active lines count`() throws {
        let first = entry([(.shown, "# one\nport = 5433\n\nlisten_addresses = '*'\n")])
        let second = entry([(.shown, "# two\nport = 61234\nlisten_addresses = 'localhost'\n")])
        let found = try compare(first, second)
        #expect(found.differences.map(\.place) == ["postgresql.conf, line listen_addresses"])
        #expect(found.differences.map(\.replayed) == ["listen_addresses = 'localhost'"])
    }

    /// A standby's copy holds its source's connection string, and its own below.
    @Test func `of two lines of a name the last counts`() throws {
        let lines = { (user: String, other: String, more: String) in
            [user, other].map { "primary_conninfo = 'user=\($0) host=10.0.0.1 port=5432\(more)'\n" }.joined()
        }
        let first = entry([(.shown, lines("old", "rep", ""))])
        let newer = entry([(.shown, lines("older", "rep", " sslcertmode=allow"))])
        #expect(try compare(first, newer, versions: ("15.18", "16.4")).verdict == .equivalent)
        #expect(try compare(first, newer).differences.map(\.matters) == [true])
        let other = entry([(.shown, lines("rep", "old", " sslcertmode=allow"))])
        #expect(try compare(first, other, versions: ("15.18", "16.4")).verdict == .different)
    }

    @Test func `a cluster that was not started yet is of the others' version`() throws {
        let facts = [("15.18", "15.18"), ("16.4", nil)].map { version, other in
            let clusters = [("other", version), ("master", other)].map { name, version in
                ClusterFacts(
                    name: name, host: "127.0.0.1", port: 1, address: "127.0.0.1", data: nil, serverVersion: version,
                    systemIdentifier: nil)
            }
            return RunFacts(host: "a", variables: [], clusters: clusters)
        }
        var comparison = RunComparison(recorded: facts[0], replayed: facts[1])
        let text = "primary_conninfo = 'host=a port=1"
        let found = try comparison.compare(
            entry([(.shown, "\(text)'\n")]), entry([(.shown, "\(text) sslcertmode=allow'\n")]))
        #expect(found.verdict == .equivalent && found.differences.map(\.matters) == [false])
    }

    @Test func `where a lost slot stands does not count`() throws {
        let lost = { (position: LSN?) in
            self.observed { ($0.slots[0].walStatus, $0.slots[0].restartLSN) = ("lost", position) }
        }
        #expect(try compare(lost(nil), lost(LSN(bytes: 1))).verdict == .equivalent)
    }

    @Test func `a server that the recorder could not ask is no fact`() throws {
        let (asked, unasked) = (observed { _ in }, observed { $0.state = .unreachable })
        #expect(try compare(unasked, asked).verdict == .equivalent)
        #expect(try compare(asked, unasked).verdict == .different)
    }

    private func observed(_ change: (inout Observation) -> Void) -> EntryFacts {
        var observation = Observation(cluster: "master", takenAt: Timestamp(microseconds: 0), state: .running)
        observation.role = .primary
        observation.timeline = 1
        var slot = SlotState(slotName: "eshop", slotType: "physical", temporary: false, active: true)
        slot.restartLSN = LSN(bytes: 1)
        observation.slots = [slot]
        var sender = SenderState(pid: 7)
        (sender.applicationName, sender.state, sender.syncState) = ("replica", "streaming", "async")
        observation.senders = [sender]
        change(&observation)
        return EntryFacts(kind: .wait, observations: [observation])
    }

    /// A change of what was observed, and what is said of it.
    struct Change: Sendable {
        let place: String
        let matters: Bool
        let make: @Sendable (inout Observation) -> Void

        init(_ place: String, matters: Bool = true, make: @escaping @Sendable (inout Observation) -> Void) {
            self.place = place
            self.matters = matters
            self.make = make
        }
    }

    @Test(
        arguments: [
            Change("master: timeline") { $0.timeline = 2 }, Change("master: role") { $0.role = .standby },
            Change("master: state") { $0.state = .stopped }, Change("master: slot eshop") { $0.slots = [] },
            Change("master: slot eshop, active") { $0.slots[0].active = false },
            Change("master: slot eshop, restart_lsn") { $0.slots[0].restartLSN = nil },
            Change("master: sender replica") { $0.senders = [] },
            Change("master: sender replica, state", matters: false) { $0.senders[0].state = "catchup" },
            Change("master: sender replica, sync_state") { $0.senders[0].syncState = "sync" },
        ])
    func `a cluster's state counts`(change: Change) throws {
        let found = try compare(observed { _ in }, observed(change.make))
        #expect(found.differences.map(\.place) == [change.place])
        #expect(found.verdict == (change.matters ? .different : .equivalent))
    }

    @Test func `positions and processes are of the moment`() throws {
        let other = observed {
            $0.slots[0].restartLSN = LSN(bytes: 99)
            $0.lsn = LSN(bytes: 5)
            $0.senders[0].pid = 8
        }
        #expect(try compare(observed { _ in }, other) == EntryComparison(verdict: .same, differences: []))
    }

    @Test(arguments: [
        ("pg_basebackup", "streaming", false), ("north", "startup", false), ("north", "streaming", true),
        ("pg_16393_sync_16385_7711565012218663498", "catchup", false), ("pg_16393_sync_mine", "streaming", true),
    ])
    func `a sender that may linger or start does not count`(name: String, state: String, matters: Bool) throws {
        let other = observed {
            var sender = SenderState(pid: 9)
            (sender.applicationName, sender.state) = (name, state)
            $0.senders.append(sender)
        }
        #expect(try compare(observed { _ in }, other).verdict == (matters ? .different : .equivalent))
        #expect(try compare(other, observed { _ in }).verdict == (matters ? .different : .equivalent))
    }

    @Test func `the slot of a table's first copy does not count`() throws {
        let other = observed {
            let name = "pg_16393_sync_16385_7711565012218663498"
            $0.slots.append(SlotState(slotName: name, slotType: "logical", temporary: false, active: true))
        }
        #expect(try compare(observed { _ in }, other).verdict == .same)
    }
}
