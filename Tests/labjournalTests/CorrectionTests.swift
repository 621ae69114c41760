import Foundation
import Testing

/// Correcting the record through the program: the built-in lab, as if it had been recorded by hand.
@Suite(.needsPostgreSQL)
struct CorrectionTests {
    private func recording() throws -> Program {
        try Recording.demo.get().program { try $0.execute("UPDATE run SET kind = 'recording', source = x''", []) }
    }

    private func log(_ program: Program) throws -> [[String: Any]] {
        try program.run("log", "--json").objects()
    }

    /// An editor that runs `sed` with these arguments.
    private func edit(_ program: Program, _ sed: String..., options: [String] = []) throws -> Program.Answer {
        let script = sed.map { "-e '\($0)'" }.joined(separator: " ")
        return try program.answer(
            of: program.start(
                ["edit"] + options, environment: ["VISUAL": "sed -i \(script)", "TMPDIR": program.directory.path]))
    }

    private func drafts(_ program: Program) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: program.directory.path)
            .filter { $0.hasPrefix("labjournal-") }
    }

    @Test func undoesMovesAmends() throws {
        let program = try recording()
        let ids = try log(program).compactMap { $0["id"] as? String }
        #expect(try program.run("undo").status == 0)
        #expect(try program.run("undo", ids[2], ids[3]).status == 0)
        #expect(try log(program).compactMap { $0["id"] as? String } == Array(ids[..<2] + ids[4..<26]))
        #expect(try program.run("search", "change_replica_slot", "gateway", "--json").objects().isEmpty)
        #expect(try program.run("log", "--all").output.contains("removed"))
        #expect(try program.run("undo", "--restore", "--removed").status == 0)
        #expect(try log(program).compactMap { $0["id"] as? String } == ids)
        #expect(try program.run("move", "last", "--before", ids[0]).status == 0)
        #expect(try log(program).first?["id"] as? String == ids[26])
        let amended = try program.run("amend", ids[0], "--picture", "p", "--alt", "A \"b\" [c]", "--prose", "Now:")
        #expect(amended.status == 0, "\(amended.errors)")
        #expect(try program.run("amend", ids[1], "--picture", "p").status == 7)
        #expect(try program.run("amend", ids[1], "--lines", "9-3").status == 65)
        #expect(try program.run("report", "--output", "r.md").status == 0)
        let report = try program.read("r.md")
        #expect(report.contains("Now:\n\n![") && report.contains("![A \"b\" \\[c\\]](images/p.svg)"))
        #expect(try program.run("verify").status == 0)
    }

    @Test func takesBackWhatAnEditorMayChange() throws {
        let program = try recording()
        let before = try log(program)
        let same = try edit(program, "s/zzz/z/")
        #expect(same.status == 0 && same.errors.contains("Nothing was changed"))
        let answer = try edit(
            program, "s/picture=replica_run/picture=second hidden/", "s/^The gateway is/The way is/",
            "/picture=ip_bridge/,/^```$/d", "s/^title: .*/title: Mine/")
        #expect(answer.status == 0, "\(answer.errors)")
        let after = try log(program)
        #expect(after.count == 26 && after[1]["picture"] as? String == "second" && after[1]["hidden"] as? Bool == true)
        #expect(after[0]["output"] as? String == before[0]["output"] as? String)
        #expect(try program.run("runs", "--json").objects()[0]["title"] as? String == "Mine")
        #expect(try drafts(program) == [])
        #expect(try edit(program, "s/zzz/z/", options: ["--purge"]).status == 0)
        #expect(try !program.run("log", "--all").output.contains("removed"))
        #expect(try program.run("verify").status == 0)
    }

    @Test func whatIsWrittenAnewHidesSecretsToo() throws {
        let program = try recording()
        let prose = "Connect with `PGPASSWORD=Geheim-7431 psql`:"
        #expect(try program.run("amend", "--prose", prose, "--alt", "postgres://me:Geheim-7431@db/x").status == 0)
        let answer = try edit(program, "s|^The gateway is.*|postgres://me:Geheim-7431@db/shop|")
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(try program.run("report", "--output", "r.md").status == 0)
        #expect(try program.read("r.md").contains("PGPASSWORD={{secret_1}} psql"))
        for name in ["journal.sqlite", "r.md"] {
            let bytes = try Data(contentsOf: program.directory.appendingPathComponent(name))
            #expect(bytes.range(of: Data("Geheim-7431".utf8)) == nil, "\(name)")
        }
    }

    @Test func refusesWhatHappened() throws {
        let program = try recording()
        let before = try log(program).map { $0["body"] as? String }
        let answer = try edit(program, "s/^subnet$/subnets/", "s/cluster=master picture/cluster=replica picture/")
        #expect(answer.status == 65)
        #expect(answer.errors.contains("record.lab.md:33:1: what was done"))
        #expect(answer.errors.contains("\"cluster\" of the entry"))
        #expect(try log(program).map { $0["body"] as? String } == before)
        let draft = try #require(try drafts(program).first)
        let path = "\(draft)/record.lab.md"
        let attributes = try FileManager.default.attributesOfItem(atPath: program.directory.path + "/" + path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let mended = try program.read(path).replacingOccurrences(of: "subnets\n", with: "subnet\n")
            .replacingOccurrences(of: "cluster=replica picture=set", with: "cluster=master picture=set")
        try program.write(mended, to: path)
        #expect(try program.run("edit", "--file", path).status == 65)
        try program.run("undo")
        let late = try program.run("edit", "--file", path)
        #expect(late.status == 7 && late.errors.contains("the record has changed"))
    }

    @Test func keepsReportAndPlanOfAPlayTogether() throws {
        let program = try Recording.demo.get().program()
        let id = try #require(try log(program)[1]["id"] as? String)
        #expect(try program.run("undo", id).status == 7)
        #expect(try program.run("amend", id, "--picture", "other", "--prose", "Both:").status == 0)
        #expect(
            try edit(program, "s/^A physical replication slot/The physical slot/", "s/picture=ip_bridge/& rows=9/")
                .status == 0)
        #expect(try edit(program, "/picture=ip_bridge/,/^```$/d").status == 65)
        let plan = try program.run("export").output
        #expect(plan.contains("Both:\n\n```cluster {picture=other}\nstart replica"))
        #expect(plan.contains("\nThe physical slot makes") && plan.contains("{picture=ip_bridge rows=9}"))
        #expect(!plan.contains("entry="))
        #expect(try program.run("report", "--output", "r.md").status == 0)
        #expect(try program.read("r.md").contains("\nBoth:\n\n![Both:](images/other.svg)"))
    }
}
