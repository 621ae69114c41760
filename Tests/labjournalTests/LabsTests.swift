import Foundation
import Testing

/// The labs that come with the program.
struct LabsTests {
    static let names = ["physical-replication", "logical-replication", "cascade", "failover", "slot-retention"]

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Sources/labjournal/Labs")

    private func source(_ name: String, _ language: String) throws -> String {
        try String(contentsOf: Self.folder.appendingPathComponent("\(name).\(language).lab.md"), encoding: .utf8)
    }

    @Test func theListIsThatOfTheFolder() throws {
        let labs = try Program().run("labs", "--json").objects()
        #expect(labs.map { $0["name"] as? String } == Self.names)
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(files) == Set(Self.names.flatMap { ["\($0).en.lab.md", "\($0).ru.lab.md"] }))
        let cascade = try #require(labs.first { $0["name"] as? String == "cascade" })
        #expect(cascade["clusters"] as? [String] == ["alpha", "beta", "gamma", "delta"])
        #expect(cascade["title"] as? String == "Cascading and synchronous standbys")
        #expect(labs.allSatisfy { ($0["seconds"] as? Int ?? 0) > 0 && $0["oldestVersion"] as? Int == 14 })
    }

    @Test func theTitlesComeInBothLanguages() throws {
        let program = try Program()
        #expect(try program.run("labs").output.contains("Failover, rewind and rejoin"))
        #expect(try program.run("labs", "--language", "ru").output.contains("Отказ, перемотка и возвращение"))
        #expect(try program.run("labs", "--language", "fr").status == 64)
    }

    @Test(arguments: names) func bothLanguagesDoTheSame(name: String) throws {
        let blocks = try ["en", "ru"].map { language in
            try source(name, language).matches(of: /(?ms)^```[a-z]+ ?(\{[^\n]*\})?\n.*?^```$/).map { String($0.0) }
        }
        #expect(blocks[0] == blocks[1] && !blocks[0].isEmpty)
    }

    @Test(arguments: names, ["en", "ru"]) func theProgramHoldsTheFolder(name: String, language: String) throws {
        let program = try Program()
        let answer = try program.run("demo", name, "--language", language, "--set", "local.bin=/nowhere")
        #expect(answer.status == 1 && answer.errors.contains("/nowhere"))
        #expect(try program.read("\(name)/\(name).lab.md") == source(name, language))
    }

    @Test func anUnknownLabIsNamedWithItsNeighbour() throws {
        let answer = try Program().run("demo", "casade")
        #expect(answer.status == 64)
        #expect(answer.errors.contains("There is no built-in lab \"casade\". Did you mean cascade?"))
    }

    @Test(.needsPostgreSQL, arguments: names.dropFirst()) func itPlaysAndReplays(name: String) throws {
        let program = try Program()
        let demo = try program.run("demo", name, "--directory", ".")
        try #require(demo.status == 0, "\(demo.errors)")
        let report = try program.read("README.md")
        let links = report.matches(of: /!\[[^\]]+\]\(images\/([a-z0-9_]+)\.svg\)/).map { String($0.1) }
        #expect(links.count > 15 && !links.contains { $0.hasPrefix("block-") }, "every picture has a name")
        let (answer, entries, summary) = try program.replay()
        let bad = entries.filter { ["different", "failed"].contains($0.value["verdict"] as? String) }
        #expect(answer.status == 0 && (summary["skipped"] ?? 0) == 0, "\(bad)")
    }
}
