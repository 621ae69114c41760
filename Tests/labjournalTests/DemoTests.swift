import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The main job, end to end: the built-in lab on real servers.
@Suite(.needsPostgreSQL)
struct DemoTests {
    private static let pictures = [
        "master_ps_run", "replica_run", "ip_bridge", "ip_address_gateway", "ip_address_master",
        "ip_address_container_replica", "set_master_physical_slot", "listen_address", "pg_hba_on_master",
        "reload_container", "master_recovery", "check_replication_slot", "rm_replica_data", "basebackup",
        "check_replication_slot_after_backup", "min_recovery_5min", "replica_auto_conf", "replica_recovery",
        "create_table_master", "replica_show_db", "replica_select", "change_replica_slot",
    ]

    @Test(arguments: ["en", "ru"])
    func playsTheLabAndWritesItUp(language: String) throws {
        let program = try Program()
        let demo = try program.run("demo", "--set", "delay=2s", "--language", language, "--directory", "lab")
        try #require(demo.status == 0, "\(demo.errors)")
        try checkReport(program)
        try checkSlots(program)
        try checkLog(program, delay: 2)
        try checkTemplate(program)
        #expect(try program.run("verify", "--journal", "lab/journal.sqlite").status == 0)
        #expect(
            Set(try FileManager.default.contentsOfDirectory(atPath: program.directory.path + "/lab")) == [
                "README.md", "images", "journal.sqlite", "physical-replication.lab.md",
            ])
    }

    private func checkReport(_ program: Program) throws {
        let report = try program.read("lab/README.md")
        let links = report.matches(of: /!\[[^\]]+\]\(images\/([a-z0-9_]+)\.svg\)/).map { String($0.1) }
        #expect(links == Self.pictures)
        for picture in Self.pictures {
            let svg = Data(try program.read("lab/images/\(picture).svg").utf8)
            #expect(XMLParser(data: svg).parse(), "\(picture).svg is not well-formed")
        }
        #expect(try program.read("lab/images/basebackup.svg").contains("base backup completed"))
        #expect(try program.read("lab/images/replica_recovery.svg").contains(" t</"))
        #expect(try program.run("report", "--journal", "lab/journal.sqlite", "--output", "again/README.md").status == 0)
        #expect(try program.read("again/README.md") == report)
        for picture in Self.pictures {
            #expect(try program.read("again/images/\(picture).svg") == program.read("lab/images/\(picture).svg"))
        }
    }

    private func checkSlots(_ program: Program) throws {
        let slots = try program.run("slots", "--json", "--journal", "lab/journal.sqlite").objects()
        let states = slots.filter { $0["cluster"] as? String == "master" }
        let first = try #require(states.first)
        #expect(first["slot_name"] as? String == "eshop")
        #expect(first["active"] as? Bool == false)
        #expect(first["restart_lsn"] is NSNull)
        #expect(states.contains { $0["active"] as? Bool == false && $0["restart_lsn"] is String })
        let last = try #require(states.last)
        #expect(last["active"] as? Bool == true)
        #expect(last["active_pid"] is Int)
    }

    private func checkLog(_ program: Program, delay: Double) throws {
        let entries = try program.run("log", "--json", "--journal", "lab/journal.sqlite").objects()
        #expect(entries.allSatisfy { $0["status"] as? String == "ok" })
        let waits = entries.filter { $0["kind"] as? String == "wait" }
        #expect(waits.count == 2)
        #expect(waits.allSatisfy { $0["durationSeconds"] as? Double ?? 0 >= delay })
        let table = try #require(entries.first { $0["picture"] as? String == "create_table_master" })
        let commands = try #require(table["commands"] as? [[String: Any]])
        #expect(commands.count == 7)
        #expect((commands[2]["text"] as? String)?.hasPrefix("CREATE TABLE IF NOT EXISTS countrys(\n") == true)
        #expect(commands[2]["output"] as? String == "CREATE TABLE\n")
        let selects = entries.filter { $0["picture"] as? String == "replica_select" }
        #expect((selects.first?["output"] as? String)?.contains("(0 rows)") == true)
        #expect((selects.last?["output"] as? String)?.contains("Russia") == true)
    }

    private func checkTemplate(_ program: Program) throws {
        let before = "# Homework\r\n\r\nA picture: ![x](https://example.org/a/basebackup.png) \r\n![y](other.png)\r\n"
        try program.write(before, to: "homework.md")
        let answer = try program.run(
            "report", "--journal", "lab/journal.sqlite", "--template", "homework.md", "--output", "fresh.md")
        #expect(answer.status == 0)
        let expected = before.replacingOccurrences(
            of: "https://example.org/a/basebackup.png", with: "images/basebackup.svg")
        #expect(try program.read("fresh.md") == expected)
        #expect(answer.errors.contains("link without a picture: other.png"))
        #expect(answer.errors.contains("picture without a link: replica_run"))
    }

    @Test func neverOverwritesAChangedLab() throws {
        let program = try Program()
        try FileManager.default.createDirectory(
            at: program.directory.appendingPathComponent("lab"), withIntermediateDirectories: true)
        try program.write("mine", to: "lab/physical-replication.lab.md")
        let answer = try program.run("demo", "--directory", "lab", "--set", "delay=1s")
        #expect(answer.status == 7)
        #expect(try program.read("lab/physical-replication.lab.md") == "mine")
        #expect(!program.exists("lab/journal.sqlite"))
    }
}
