import Foundation
import Testing

/// Runs written as lab files, which are then played, and compared with what they were made of.
@Suite(.needsPostgreSQL)
struct ExportTests {
    @Test func outputsOfAPlayAreWhatAReplayOfTheFileExpects() throws {
        let program = try Recording.demo.get().program()
        #expect(try program.run("export", "--outputs", "-o", "x.lab.md").status == 0)
        #expect(try program.run("lint", "x.lab.md").status == 0)
        let text = try program.read("x.lab.md")
        #expect(text.contains("  delay: 1s") && text.contains("{{master.port}}") && !text.contains("\u{1B}"))
        let (answer, _, summary) = try program.replay("x.lab.md")
        #expect(answer.status == 0, "\(answer.output)")
        #expect((summary["same"] ?? 0) + (summary["equivalent"] ?? 0) == 27)
        try program.write(text.replacingOccurrences(of: "| Russia", with: "| Prussia"), to: "y.lab.md")
        let (other, entries, _) = try program.replay("y.lab.md", "--journal", "y.sqlite")
        #expect(other.status == 3)
        #expect(
            entries.values.filter { $0["verdict"] as? String == "different" }.compactMap { $0["position"] as? Int }
                .sorted() == [20, 26])
    }

    @Test func aFileThatIsThereIsNotOverwritten() throws {
        let program = try Recording.demo.get().program()
        try program.write("mine", to: "mine.md")
        #expect(try program.run("export", "-o", "mine.md").status == 7)
        #expect(try program.read("mine.md") == "mine")
        #expect(try program.run("export", "-o", "mine.md", "--force").status == 0)
        #expect(try program.run("export", "-o", "mine.md").status == 0)
    }

    @Test func aRecordingByHandPlaysOnOtherPortsAndInOtherDirectories() throws {
        let program = try Program()
        for words in [
            ["step", "--", "---\n\nA cluster, by hand:"], ["cluster", "start", "main"],
            ["psql", "main", "-c", "CREATE TABLE t AS SELECT 1 AS a, '{{x}}' AS b"], ["step", "The shell:"],
        ] {
            #expect(try program.answer(of: program.start(words)).status == 0)
        }
        let cluster = try #require(
            (try program.run("runs", "--json").objects()[0]["clusters"] as? [[String: Any]])?.first)
        let (port, data) = (cluster["port"] as? Int ?? 0, cluster["data"] as? String ?? "")
        let shared = program.directory.path + "/shared"
        for words in [
            ["psql", "-h", "127.0.0.1", "-p", "\(port)", "-U", "postgres", "-Atc", "SELECT count(*) FROM t"],
            ["sh", "-c", "cat \(data)/PG_VERSION; echo '{{x}}' > \(shared)"], ["cat", shared],
        ] {
            #expect(try program.answer(of: program.start(["run", "--"] + words)).status == 0)
        }
        #expect(try program.run("finish").status == 0)
        let id = try #require(try program.run("runs", "--json").objects().first?["id"] as? String)
        #expect(try program.run("export", "--outputs", "-o", "hand.lab.md").status == 0)
        let text = try program.read("hand.lab.md")
        #expect(text.contains("-p {{main.port}}") && text.contains("{{main.data}}/PG_VERSION"))
        #expect(text.contains("shared_path: \(shared)") && text.contains("cat {{shared_path}}"))
        #expect(text.contains("\\{{x}}"))
        let played = try program.run("play", "hand.lab.md")
        #expect(played.status == 0, "\(played.errors)")
        let diff = try program.run("diff", id, "last")
        #expect(diff.status == 0, "\(diff.output)")
        #expect(try program.run("replay", "hand.lab.md", "--yes").status == 0)
        let replay = try program.replay(id)
        #expect(replay.answer.status == 0, "\(replay.answer.output)")
        #expect(replay.summary["skipped"] == 0)
    }
}
