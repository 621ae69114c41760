import Foundation
import Testing

@Suite(.needsPostgreSQL, .serialized) struct ByHandTests {
    private static let lab = #"""
        labjournal step "# By hand"
        labjournal note "A note before anything."
        labjournal step "A master:"
        labjournal cluster start master --picture master_run
        labjournal set master wal_level=replica "listen_addresses=*" --picture settings
        labjournal hba master host replication all 10.0.0.0/8 trust
        labjournal cluster restart master
        labjournal step "A table, and a slot:"
        labjournal psql master <<'SQL'
        CREATE TABLE orders (id int PRIMARY KEY, what text);
        INSERT INTO orders VALUES (1, 'a {{thing}}'), (2, 'b');
        SELECT * FROM orders
        SQL
        labjournal psql master -c "SELECT pg_create_physical_replication_slot('eshop')"
        labjournal slots master --picture slot_before
        labjournal note "restart_lsn is empty."
        labjournal basebackup master replica --slot eshop
        labjournal set replica recovery_min_apply_delay=1s
        labjournal snapshot replica postgresql.auto.conf --grep primary
        labjournal cluster start replica
        labjournal wait master "SELECT active FROM pg_replication_slots"
        labjournal step "The delay:"
        labjournal psql master -c "INSERT INTO orders VALUES (3, 'late')"
        labjournal wait replica "SELECT count(*) = 3 FROM orders" --not-before 1s --since master
        labjournal wait master --catch-up replica
        labjournal psql replica -c "INSERT INTO orders VALUES (4, 'no')" --fails 2> refused
        test "$(labjournal psql replica -Atc 'SELECT count(*) FROM orders')" = 3
        labjournal observe
        labjournal run --picture ports -- sh -c 'echo seen on {{master.port}}'
        """#

    @Test func `a whole lab by hand is recorded, reported and replayed`() throws {
        let program = try Program()
        let answer = try program.script(Self.lab)
        #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
        #expect(try program.read("refused").contains("ERROR:  cannot execute INSERT in a read-only transaction"))
        let data = try program.run("cluster", "list", "--json").objects().compactMap { $0["data"] as? String }
        let finish = try program.run("finish")
        #expect(finish.errors.contains("Stopped and removed: master, replica."))
        #expect(data.count == 2 && !data.contains { FileManager.default.fileExists(atPath: $0) })
        #expect(Program.processes(holding: URL(fileURLWithPath: data[0]).deletingLastPathComponent().path) == [])

        let entries = try program.run("log", "--json").objects()
        #expect(entries.count == 19 && entries.allSatisfy { $0["status"] as? String == "ok" })
        #expect(try program.run("slots", "--json").objects().contains { $0["slot_name"] as? String == "eshop" })
        #expect(try program.run("report").status == 0)
        let report = try program.read("recording.report.md")
        #expect(report.hasPrefix("# By hand\n\nA note before anything.\n\nA master:\n\n!["))
        #expect(report.contains("images/master_run.svg") && report.contains("restart_lsn is empty.\n\n!["))

        let replay = try program.replay()
        #expect(replay.answer.status == 0, "\(replay.answer.errors)")
        #expect(
            Set(replay.summary.filter { $0.value > 0 }.keys).isSubset(of: ["same", "equivalent"]),
            "\(replay.answer.output)")
    }

    @Test func `one cluster is made once, whoever starts it`() throws {
        let program = try Program()
        try program.run("step", "Two at once:")
        let both = try ["one", "two"].map { try program.startScript("labjournal cluster start master", name: $0) }
        let answers = try zip(["one", "two"], both).map { try program.answer(of: $1, name: $0) }
        #expect(answers.map(\.status).sorted() == [0, 4], "\(answers)")
        #expect(answers.contains { $0.errors.contains("already runs") })
        #expect(try program.run("cluster", "list", "--json").objects().count == 1)
        let psql = try program.run("psql", "mastr", "-c", "SELECT 1")
        #expect(psql.status == 1 && psql.errors.contains("Did you mean master?"))
        #expect(try program.run("cluster", "add", "master", "--port", "5").status == 7)
        #expect(try program.run("finish").status == 0)
        let run = try #require(program.run("runs", "--json").objects().first?["id"] as? String)
        #expect(try program.run("cluster", "start", "master", "--run", run).status == 0)
        #expect(try program.run("psql", "master", "-Atc", "SELECT 1").output == "1\n")
        #expect(try program.run("finish").status == 0)
    }

    /// A server that labjournal made loses its mark, so that it is somebody's.
    @Test func `somebody's server is asked, and never touched`() throws {
        let owner = try Program()
        #expect(try owner.run("cluster", "start", "shop").status == 0)
        let shop = try #require(owner.run("cluster", "list", "--json").objects().first)
        let data = try #require(shop["data"] as? String)
        let port = try #require(shop["port"] as? Int)
        let mark = try String(contentsOfFile: data + ".labjournal", encoding: .utf8)
        try FileManager.default.removeItem(atPath: data + ".labjournal")
        defer {
            try? mark.write(toFile: data + ".labjournal", atomically: true, encoding: .utf8)
            _ = try? owner.run("finish")
        }
        let guest = try Program()
        #expect(try guest.run("cluster", "add", "near", "--data", data).status == 0)
        #expect(try guest.run("cluster", "add", "far", "--port", "\(port)").status == 0)
        for name in ["near", "far"] {
            #expect(try guest.run("psql", name, "-Atc", "SELECT 'here'").output == "here\n")
        }
        #expect(try guest.run("observe").output.contains("near: running, primary"))
        #expect(try guest.run("snapshot", "near", "postgresql.conf", "--grep", "^port|max_wal_senders").status == 0)
        for verb in [["stop"], ["restart"], ["wipe"], ["start"]] {
            #expect(try guest.answer(of: guest.start(["cluster"] + verb + ["near"])).status == 7, "\(verb)")
            #expect(try guest.answer(of: guest.start(["cluster"] + verb + ["far"])).status == 4, "\(verb)")
        }
        #expect(try guest.run("set", "near", "work_mem=1MB").status == 7)
        #expect(try guest.run("finish").status == 0)
        #expect(try owner.run("psql", "shop", "-Atc", "SELECT 'still'").output == "still\n")
    }

    @Test func `a password is not kept`() throws {
        let program = try Program()
        let answer = try program.run("cluster", "add", "far", "--conninfo", "host=h.invalid password=verysecret")
        #expect(answer.status == 7 && !answer.errors.contains("verysecret"))
        let bytes = try Data(contentsOf: program.directory.appendingPathComponent("journal.sqlite"))
        #expect(bytes.range(of: Data("verysecret".utf8)) == nil)
    }

    @Test func `a picture has a name of its own, and an entry to show`() throws {
        let program = try Program()
        let none = try program.run("picture", "early")
        #expect(none.status == 1 && none.errors.contains("no recording is open"), "\(none.errors)")
        #expect(!program.exists("journal.sqlite"))
        try program.run("note", "Nothing is done yet.")
        let empty = try program.run("replay", "--yes")
        #expect(empty.status == 1 && empty.errors.contains("nothing was recorded in run"), "\(empty.errors)")
        #expect(try program.run("runs", "--json").objects().count == 1)

        #expect(try program.run("run", "--picture", "one", "--", "echo", "1").status == 0)
        let taken = try program.run("run", "--picture", "one", "--", "touch", "made")
        #expect(taken.status == 7 && taken.errors.contains("the picture \"one\" is that of the entry"))
        #expect(!program.exists("made"))
        try program.run("run", "--", "echo", "2")
        #expect(try program.run("picture", "one").status == 7)
        #expect(try program.run("picture", "two").status == 0)
        #expect(try program.entries().map { $0["picture"] as? String } == ["one", "two"])
        let removed = try #require(program.entries().first?["id"] as? String)
        try program.run("undo", removed)
        #expect(try program.run("run", "--picture", "one", "--", "echo", "3").status == 0)
        #expect(try program.run("undo", "--restore", removed).status == 7)
        #expect(try program.run("replay", "--yes").status == 0)
    }
}
