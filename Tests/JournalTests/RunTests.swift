import Journal
import LabModel
import Testing

@Suite struct RunTests {
    @Test func `a run is read back as it was described`() throws {
        let scratch = try Scratch()
        let variables = [Variable(name: "delay", value: "5s"), Variable(name: "база", value: "eshop")]
        let recorder = try makeRecorder(scratch.journal, runDescription(source: "---\nЯ\u{0}\n", variables: variables))
        try recorder.psqlVersion("psql (PostgreSQL) 15.18")
        try recorder.finish(.failed, error: "step 1 failed")

        let run = try JournalStore(path: scratch.journal).run(named: "last")
        #expect(run.id == recorder.run)
        #expect(run.kind == .play && run.status == .failed && run.error == "step 1 failed")
        #expect(run.lab == "physical-replication" && run.title == "Физическая репликация" && run.language == "ru")
        #expect(run.source == Array("---\nЯ\u{0}\n".utf8))
        #expect(Set(run.variables.map { $0.name + "=" + $0.value }) == ["delay=5s", "база=eshop"])
        #expect(run.driver == "local" && run.host == "box" && run.os == "Debian 12")
        #expect(run.columns == 120 && run.rows == 40)
        #expect(run.programVersion == "0.1.0" && run.psqlVersion == "psql (PostgreSQL) 15.18")
        let ended = try #require(run.endedAt)
        #expect(run.startedAt <= ended && run.startedAt.microseconds > 1_700_000_000_000_000)
    }

    @Test func `a run goes on while its recorder does`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        try recorder.begin(entryDescription())
        let store = try JournalStore(path: scratch.journal)
        let run = try store.run(named: "last")
        #expect(run.status == .running && run.endedAt == nil)
        #expect(try store.entries(of: run).map(\.status) == [.running])
        #expect(try store.entry(named: "last").status == .running)
    }

    @Test func `finishing a run ends its entry as interrupted, with all that was printed`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        try recorder.begin(entryDescription())
        try recorder.beginCommand("sleep 1000")
        try recorder.beginOutput()
        try recorder.append(Array("so far".utf8))
        try recorder.finish(.interrupted)

        let store = try JournalStore(path: scratch.journal)
        let run = try store.run(named: "last")
        let entry = try store.entry(named: "last")
        #expect(run.status == .interrupted)
        #expect(entry.status == .interrupted && entry.endedAt != nil)
        #expect(try store.output(of: entry) == Array("so far".utf8))
        let command = try #require(try store.commands(of: entry).first)
        #expect(command.endedAt == nil && command.exitStatus == nil && command.output == 0..<6)
    }

    @Test func `clusters keep their order and what becomes known later`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        let replica = ClusterRecord(
            name: "replica", driver: "remote", host: "db.example", port: 5433, address: "10.0.0.2", data: nil)
        var master = ClusterRecord(
            name: "master", driver: "local", host: "/run/s", port: 5432, address: "127.0.0.1", data: "/data/master")
        try recorder.cluster(master, position: 1)
        try recorder.cluster(replica, position: 2)
        master.serverVersion = "15.18"
        master.systemIdentifier = "7300000000000000001"
        try recorder.cluster(master, position: 1)

        let store = try JournalStore(path: scratch.journal)
        #expect(try store.clusters(of: store.run(named: "last")) == [master, replica])
    }

    @Test func `steps are kept by their position`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal, steps: 3)
        try recorder.step(2, prose: "said twice")
        let store = try JournalStore(path: scratch.journal)
        let steps = try store.steps(of: store.run(named: "last"))
        #expect(steps.map(\.position) == [1, 2, 3])
        #expect(steps.map(\.prose) == ["Step 1.\n", "Step 2.\n", "Step 3.\n"])
    }

    @Test func `several runs stand in one journal, the oldest first`() throws {
        let scratch = try Scratch()
        let names = ["one", "two", "three"]
        for name in names {
            let recorder = try makeRecorder(scratch.journal, runDescription(lab: name))
            try recorder.finish(.ok)
            let begun = Timestamp.now.microseconds / 1000
            #expect(
                eventually { Timestamp.now.microseconds / 1000 > begun })
        }
        #expect(try JournalStore(path: scratch.journal).runs().map(\.lab) == names)
    }
}
