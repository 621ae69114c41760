import Foundation
import Testing

/// Bad input: a sentence that names the place, the right exit code, and nothing left behind.
struct BadInputTests {
    private func lint(_ text: String) throws -> Program.Answer {
        let program = try Program()
        try program.write(text, to: "x.lab.md")
        let answer = try program.run("lint", "x.lab.md")
        let played = try program.run("play", "x.lab.md")
        #expect(played.status == answer.status)
        #expect(!program.exists("journal.sqlite"))
        return answer
    }

    private static let front = "---\nlab: 1\nclusters:\n  m: {port: auto}\n---\n"

    @Test(arguments: [
        ("```cluster\nstart nn\n```\n", "x.lab.md:7:7: ", "nn"),
        ("```sh\necho {{nope}}\n```\n", "x.lab.md:7:6: ", "{{nope}}"),
        ("```sh {pictur=x}\ntrue\n```\n", "x.lab.md:6:8: ", "pictur"),
        ("```sqll {cluster=m}\nx\n```\n", "x.lab.md:6:4: ", "sqll"),
        ("```sql\nSELECT 1;\n```\n", "x.lab.md:6:1: ", "on which cluster"),
    ])
    func namesThePlace(block: String, place: String, word: String) throws {
        let answer = try lint(Self.front + block)
        #expect(answer.status == 65)
        #expect(answer.errors.contains(place), "\(answer.errors)")
        #expect(answer.errors.contains(word))
    }

    @Test(arguments: ["---\nlab: [1\n---\n", "", "a\0b", "---\nlab: 2\n---\n", "---\nnope: 2\n---\n"])
    func refusesFilesThatAreNoLab(text: String) throws {
        #expect(try lint(text).status == 65)
    }

    @Test func boundsTheSize() throws {
        let program = try Program()
        let line = String(repeating: "a", count: 1023) + "\n"
        try program.write(String(repeating: line, count: 16 * 1024), to: "fits.lab.md")
        try program.write(String(repeating: line, count: 16 * 1024) + "a", to: "big.lab.md")
        #expect(try program.run("lint", "fits.lab.md").status == 0)
        let answer = try program.run("lint", "big.lab.md")
        #expect(answer.status == 65)
        #expect(answer.errors.contains("16 MiB"))
    }

    @Test func missingFilesAndUsage() throws {
        let program = try Program()
        #expect(try program.run("play", "none.lab.md").status == 66)
        #expect(try program.run("log").status == 66)
        #expect(try program.run("frobnicate").status == 64)
        try program.write("# x\n\n```sh\ntrue\n```\n", to: "x.lab.md")
        #expect(try program.run("play", "x.lab.md", "--set", "a=b").status == 64)
        #expect(try program.run("play", "x.lab.md", "--from", "9").status == 64)
        #expect(try program.run("play", "x.lab.md", "--driver", "moon").status == 64)
        #expect(!program.exists("journal.sqlite"))
    }

    @Test func journalsThatAreNone() throws {
        let program = try Program()
        try program.write("# x\n\n```sh\ntrue\n```\n", to: "x.lab.md")
        try program.write("not a database", to: "journal.sqlite")
        for arguments in [["play", "x.lab.md"], ["log"], ["verify"]] {
            let answer = try program.answer(of: program.start(arguments))
            #expect(answer.status == 6)
            #expect(answer.errors.contains("journal.sqlite"))
        }
        #expect(try program.read("journal.sqlite") == "not a database")
    }

    @Test func aDirectoryThatCannotBeWritten() throws {
        let program = try Program()
        try program.write("# x\n\n```sh\ntrue\n```\n", to: "x.lab.md")
        let answer = try program.run("play", "x.lab.md", "--journal", "/proc/journal.sqlite")
        #expect(answer.status == 1)
        #expect(answer.errors.contains("/proc/journal.sqlite cannot be opened or written"))
    }
}
