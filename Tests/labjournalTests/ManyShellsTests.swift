import Foundation
import GRDB
import Testing

@Suite struct ManyShellsTests {
    /// What one of many types, and what must come of it.
    private struct Work {
        private(set) var lines: [String] = []
        private(set) var outputs: [String] = []
        private(set) var statuses: [Int] = []

        init(_ number: Int) {
            for round in 1...5 {
                add("echo \(number) in round \(round)", "\(number) in round \(round)\n")
                let first = number * 1000 + round
                add("seq \(first) \(first + 300)", (first...first + 300).map { "\($0)\n" }.joined())
                let word = "<\(number).\(round)>"
                add(
                    "printf '\(word)%.0s' {1..20000}; echo",
                    String(repeating: word, count: 20_000) + "\n")
                add("(exit \(number)) # \(round)", "", status: number)
            }
        }

        private mutating func add(_ line: String, _ output: String, status: Int = 0) {
            lines.append(line)
            outputs.append(output)
            statuses.append(status)
        }
    }

    @Test func `sixteen shells record at once: every command once, whole, and in its shell's order`() throws {
        let program = try Program()
        let works = (1...16).map(Work.init)
        let typists = try works.indices.map { try $0 == 0 ? Typist(program) : Typist(program, "--join") }
        try Typist.enter(works.map(\.lines), at: typists)
        for (index, typist) in typists.enumerated().reversed() {
            try typist.press("exit\r")
            #expect(try typist.end() == index + 1)
        }

        let entries = try program.entries()
        let commands = entries.compactMap { ($0["commands"] as? [[String: Any]])?.first }
        #expect(entries.count == works.count * works[0].lines.count && commands.count == entries.count)
        for work in works {
            let own = commands.filter { work.lines.contains($0["text"] as? String ?? "") }
            #expect(own.texts("text") == work.lines)
            let isWhole = own.texts("output") == work.outputs
            #expect(isWhole)
            #expect(own.map { $0["exitStatus"] as? Int } == work.statuses)
        }
        #expect(try program.run("verify").status == 0)
        #expect(try program.run("runs", "--json").objects().texts("status") == ["ok"])
        #expect(try sessions(of: program) == Set(works.map(\.lines)))
    }

    /// The lines of each session in the exported lab.
    private func sessions(of program: Program) throws -> Set<[String]> {
        #expect(try program.run("export", "-o", "many.lab.md").status == 0)
        var lines: [Substring: [String]] = [:]
        for block in try program.read("many.lab.md").components(separatedBy: "```sh").dropFirst() {
            let parts = block.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
            lines[parts[0].firstMatch(of: /session=[-\w]+/)?.0 ?? "first", default: []].append(String(parts[1]))
        }
        return Set(lines.values)
    }

    @Test func `no prompt waits while another program has the journal locked, and nothing is lost`() throws {
        let program = try Program()
        let typist = try Typist(program)
        try typist.enter("echo before")
        let journal = try DatabaseQueue(path: program.directory.appendingPathComponent("journal.sqlite").path)
        var longest: Duration = .zero
        try journal.writeWithoutTransaction { db in
            try waitUntil("the lock") { (try? db.beginTransaction(.immediate)) != nil }
            for number in 1...20 {
                longest = try max(longest, ContinuousClock().measure { try typist.enter("echo number \(number)") })
                Thread.sleep(forTimeInterval: 0.1)
            }
            try typist.press("step Locked\r")
            Thread.sleep(forTimeInterval: 3)
            try db.rollback()
        }
        try journal.close()
        try typist.expect(Typist.prompt)
        try typist.enter("echo after")
        try typist.press("exit\r")
        #expect(try typist.end() == 0)
        #expect(longest < .seconds(1))
        let entries = try program.entries()
        let expected = ["echo before\n"] + (1...20).map { "echo number \($0)\n" } + ["echo after\n"]
        #expect(entries.texts("body") == expected)
        #expect(entries.map { $0["step"] as? Int } == Array(repeating: 1, count: 21) + [2])
    }
}
