import Journal
import LabModel
import Testing

@Suite struct SearchTests {
    private func hits(_ words: String, prose: String = "", command: String = "true", output: String = "") throws -> Int
    {
        let scratch = try Scratch()
        try recordEntry(scratch.journal, prose: prose, command: command, output: Array(output.utf8))
        return try JournalStore(path: scratch.journal).search(words).count
    }

    @Test func `words are found in prose, command and output`() throws {
        #expect(try hits("реплика", prose: "Это РЕПЛИКА мастера.") == 1)
        #expect(try hits("pg_basebackup", command: "pg_basebackup -R --slot=eshop") == 1)
        #expect(try hits("restart_lsn", output: " slot_name | restart_lsn\r\n") == 1)
        #expect(try hits("absent", prose: "present") == 0)
    }

    @Test func `all words must be there, wherever`() throws {
        #expect(try hits("alpha beta gamma", prose: "alpha", command: "beta", output: "gamma") == 1)
        #expect(try hits("alpha delta", prose: "alpha", command: "beta") == 0)
        #expect(try hits("", prose: "alpha") == 0)
        #expect(try hits(" \n\t", prose: "alpha") == 0)
    }

    @Test(arguments: [
        "\"", "a\"b", "\"\"\"", "*", "needle*", "NEAR(a b)", "AND", "NOT x", "prose:x", "^needle", "(", ")", "-x", "{",
        "'",
        "';--", "a+b", "\\", "%", "_", "ё\"", ":", "\u{0}", "needle \u{0}",
    ])
    func `the syntax of the index means nothing`(words: String) throws {
        #expect(try hits(words, prose: "haystack") == 0)
    }

    @Test(arguments: ["SELECT * FROM", "count (*)", "\"needle\"", "needle -", "needle ;", "- needle"])
    func `signs beside words do not hide what is there`(words: String) throws {
        #expect(try hits(words, command: "SELECT count(*) FROM needle;") == 1)
    }

    @Test(arguments: [
        "\u{1B}[1mneedle\u{1B}[0m", "\u{1B}]0;title\u{07}needle", "\u{1B}]0;t\u{1B}\\needle", "\u{1B}(B\u{1B}[mneedle",
        "50%\rneedle\r", "\u{1B}7needle", "nee\u{1B}[32mdle",
    ])
    func `escape sequences do not hide words`(output: String) throws {
        #expect(try hits("needle", output: output) == 1)
    }

    @Test func `an excerpt marks the word`() throws {
        let scratch = try Scratch()
        let id = try recordEntry(scratch.journal, prose: "The slot eshop is unused.")
        let hit = try #require(try JournalStore(path: scratch.journal).search("ESHOP").first)
        #expect(hit.entry.id == id)
        #expect(hit.excerpt.contains("slot \u{2}eshop\u{3} is"))
    }

    @Test func `a limit limits`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        for _ in 1...5 {
            try recorder.begin(entryDescription(prose: "same"))
            try recorder.end(.ok)
        }
        let store = try JournalStore(path: scratch.journal)
        #expect(try store.search("same").count == 5)
        #expect(try store.search("same", limit: 2).count == 2)
    }
}
