import Foundation
import Testing

/// Replaying the built-in lab on real servers: what it says when all is well, and when one thing is not.
@Suite(.needsPostgreSQL)
struct ReplayTests {
    @Test(arguments: ["delay=1s", "delay=2s"])
    func nothingDiffers(setting: String) throws {
        let program = try Recording.demo.get().program()
        let (answer, entries, summary) = try program.replay("--set", setting)
        #expect(answer.status == 0, "\(answer.output)")
        #expect(entries.count == 27)
        #expect((summary["same"] ?? 0) + (summary["equivalent"] ?? 0) == 27)
        let runs = try program.run("runs", "--json").objects()
        #expect(runs.map { $0["kind"] as? String } == ["play", "replay"])
        #expect(runs[1]["origin"] as? String == runs[0]["id"] as? String)
    }

    /// One thing that was recorded otherwise, the entry that it is in, and the place that the diff must name.
    struct Mutation: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let position: Int
        let place: String
        /// Every entry that is then different.
        var entries: Set<Int>?
        let change: @Sendable (JournalChange) throws -> Void
    }

    static let mutations = [
        Mutation(testDescription: "a row", position: 26, place: "row") { change in
            let line = try #require(try change.output(26).split(separator: "\r\n").first { $0.contains("Russia") })
            try change.replace(line + "\r\n", with: "", in: 26)
            try change.replace("(1 row)", with: "(0 rows)", in: 26)
        },
        Mutation(testDescription: "active", position: 27, place: "column active") { change in
            let line = try #require(try change.output(27).firstMatch(of: /active +\| t/)?.output)
            try change.replace(String(line), with: line.dropLast() + "f", in: 27)
        },
        Mutation(testDescription: "NULL for an LSN", position: 15, place: "column restart_lsn") { change in
            let line = try #require(
                try change.output(15).firstMatch(of: /restart_lsn +\| [0-9A-F]+\/[0-9A-F]+/)?.output)
            let cut = line.lastIndex(of: " ") ?? line.endIndex
            try change.replace(String(line), with: String(line[...cut]), in: 15)
        },
        Mutation(testDescription: "two LSNs swapped", position: 27, place: "column restart_lsn", entries: [15, 27]) {
            change in
            let early = try #require(try change.output(15).firstMatch(of: /restart_lsn +\| ([0-9A-F]+\/[0-9A-F]+)/)).1
            let late = try #require(try change.output(27).firstMatch(of: /restart_lsn +\| ([0-9A-F]+\/[0-9A-F]+)/)).1
            try change.replace(String(early), with: String(late), in: 15)
            try change.replace(String(late), with: String(early), in: 27)
        },
        Mutation(testDescription: "two LSNs of one output", position: 14, place: "line") { change in
            let output = try change.output(14)
            let start = try #require(output.firstMatch(of: /start point: ([0-9A-F]+\/[0-9A-F]+)/)).1
            let end = try #require(output.firstMatch(of: /end point: ([0-9A-F]+\/[0-9A-F]+)/)).1
            try change.replace("start point: \(start)", with: "start point: \(end)", in: 14)
            try change.replace("end point: \(end)", with: "end point: \(start)", in: 14)
        },
        Mutation(testDescription: "a setting", position: 8, place: "setting max_connections") { change in
            try change.execute(
                """
                UPDATE snapshot_setting SET value = '90' WHERE name = 'max_connections'
                AND snapshot IN (SELECT id FROM snapshot WHERE entry = ? AND moment = 'after')
                """, [change.entry(8)])
        },
        Mutation(testDescription: "an exit status", position: 14, place: "exit status") { change in
            try change.execute("UPDATE command SET exit_status = 1 WHERE entry = ?", [change.entry(14)])
        },
        Mutation(
            testDescription: "a slot's state", position: 24, place: "master: slot eshop, active",
            entries: [24, 25, 26, 27]
        ) { change in
            try change.execute(
                """
                UPDATE slot SET active = 0 WHERE observation IN (SELECT id FROM observation WHERE entry >= ?)
                """, [change.entry(24)])
        },
    ]

    @Test(arguments: mutations)
    func oneThingThatDiffersIsNamed(mutation: Mutation) throws {
        let program = try Recording.demo.get().program(changing: mutation.change)
        let (answer, entries, _) = try program.replay("--settle", "2s")
        #expect(answer.status == 3, "\(answer.errors)")
        let different = entries.filter { $0.value["verdict"] as? String == "different" }
        #expect(Set(different.keys) == mutation.entries ?? [mutation.position])
        #expect(places(entries[mutation.position]).contains { $0.contains(mutation.place) })
    }

    @Test func theMessageOfAnErrorCounts() throws {
        let recording = try Recording { program in
            let lab = "---\nclusters:\n  m: {port: auto}\n---\n\n```cluster\nstart m\n```\n\n"
            try program.write(lab + "```sql {cluster=m fails=22012}\nSELECT 1/0;\n```\n", to: "x.lab.md")
            return try program.run("play", "x.lab.md")
        }
        #expect(try recording.program().replay().answer.status == 0)
        let changed = try recording.program { try $0.replace("division by zero", with: "division by none", in: 2) }
        let (answer, entries, _) = try changed.replay("--settle", "2s")
        #expect(answer.status == 3)
        #expect(entries.filter { $0.value["verdict"] as? String == "different" }.map(\.key) == [2])
    }
}
