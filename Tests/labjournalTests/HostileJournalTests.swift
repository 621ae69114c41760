import Foundation
import Testing

/// Journals that somebody made to do harm.
struct HostileJournalTests {
    private func recorded() throws -> Program {
        let program = try Program()
        try program.write("```sh\necho one\n```\n", to: "x.lab.md")
        for _ in 1...2 { try #require(try program.run("play", "x.lab.md").status == 0) }
        return program
    }

    /// What somebody is asked to confirm must not be hidden by what the terminal obeys.
    @Test func noEscapeSequenceReachesTheTerminal() throws {
        let program = try recorded()
        let first = try #require(try program.run("runs", "--json").objects().first?["id"] as? String)
        try Recording.change(program) { change in
            let lab = "# Steps \u{1B}[8m\n\n```sh\nrm -rf x #\u{1B}[1A\u{1B}[2K\necho \u{9B}2J \u{202E}fine\n```\n"
            try change.execute("UPDATE run SET source = ?, lab = ?", [Data(lab.utf8), "lab\u{1B}[31m"])
            try change.execute("UPDATE entry SET picture = ?, body = ?", ["p\u{1B}]0;title\u{7}", "\u{1B}cecho"])
            try change.execute("UPDATE entry SET error = ?", ["\u{1B}[2J"])
            try change.execute("UPDATE command SET text = text || ? || entry", ["\u{1B}[2J"])
        }
        let verbs = [
            ["replay"], ["runs"], ["log"], ["log", "--run", first], ["show", "last"], ["search", "one"],
            ["diff", first, "last"], ["verify"],
        ]
        for verb in verbs {
            let answer = try program.answer(of: program.start(verb))
            let text = answer.output + answer.errors
            #expect(!text.isEmpty)
            for scalar in ["\u{1B}", "\u{9B}", "\u{7}", "\u{202E}"] as [Unicode.Scalar] {
                #expect(!text.unicodeScalars.contains(scalar), "\(verb): \(text)")
            }
        }
        let refused = try program.run("replay")
        #expect(refused.status == 7 && refused.errors.contains("rm -rf x #␛[1A␛[2K"))
    }

    @Test(arguments: [
        "UPDATE entry SET started_at = 9223372036854775807, ended_at = -9223372036854775807",
        "UPDATE run SET started_at = -9223372036854775808, ended_at = 9223372036854775807",
        "UPDATE verdict SET settled_us = -9223372036854775808, asked = -1, first_command = 9, answer_start = -1",
        "UPDATE command SET output_start = -5, output_end = 9223372036854775807",
        "UPDATE command SET text = CAST(x'ff41fe' AS TEXT)",
        "UPDATE run SET source = x'fffe0001ff'",
        "UPDATE chunk SET sequence = sequence * 7 + 3000000000",
        "UPDATE chunk SET length = 9223372036854775807", "UPDATE chunk SET length = -1", "UPDATE chunk SET length = 3",
        "UPDATE chunk SET length = 200000000, bytes = zeroblob(200000)",
        "UPDATE entry SET columns = 0, shown_rows = 0",
    ])
    func noNumberEndsTheProgram(change: String) throws {
        let program = try recorded()
        let first = try #require(try program.run("runs", "--json").objects().first?["id"] as? String)
        try #require(try program.run("replay", "--yes").status == 0)
        try Recording.change(program) { try $0.execute(change, []) }
        let verbs = [
            ["runs"], ["log"], ["show", "last"], ["diff", first, "last"], ["replay", first], ["verify"], ["report"],
        ]
        for verb in verbs {
            let answer = try program.answer(of: program.start(verb))
            #expect(answer.status < 128, "\(verb): \(answer.errors)")
        }
    }

    /// Pieces of an output are found by their order, whatever their numbers are.
    @Test func aGapInAnOutputHidesNothing() throws {
        let program = try recorded()
        let first = try #require(try program.run("runs", "--json").objects().first?["id"] as? String)
        try Recording.change(program) { change in
            try change.replace("\none", with: "\ntwo", in: 1)
            try change.execute("UPDATE chunk SET sequence = sequence + 5", [])
        }
        let answer = try program.run("diff", first, "last")
        #expect(answer.status == 3 && answer.output.contains("recorded two, came out one"), "\(answer.output)")
    }
}
