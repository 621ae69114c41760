import Journal
import LabModel
import Testing

@Suite struct CommandTests {
    @Test func `commands keep text, status, SQLSTATE and the range of their output`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        try recorder.begin(entryDescription())
        try recorder.append(Array("$ ".utf8))
        try recorder.beginCommand("printf 'é'")
        try recorder.append(Array("printf 'é'\r\n".utf8))
        try recorder.beginOutput()
        try recorder.append(Array("é".utf8))
        try recorder.endCommand(exitStatus: 0)
        try recorder.append(Array("eshop=# ".utf8))
        try recorder.beginCommand("SELECT")
        try recorder.append(Array("SELECT\r\n1/0;\r\n".utf8))
        try recorder.continueCommand("SELECT\n1/0;")
        try recorder.beginOutput()
        try recorder.append([0x00, 0xFF, 0xFE, 0x80])
        try recorder.endCommand(exitStatus: 1, sqlState: "22012")
        try recorder.append(Array("eshop=# ".utf8))
        try recorder.end(.ok)

        let store = try JournalStore(path: scratch.journal)
        let entry = try store.entry(named: "last")
        let output = try store.output(of: entry)
        let commands = try store.commands(of: entry)
        #expect(commands.map(\.text) == ["printf 'é'", "SELECT\n1/0;"])
        #expect(commands.map(\.exitStatus) == [0, 1])
        #expect(commands.map(\.sqlState) == [nil, "22012"])
        let ranges = try commands.map { try #require($0.output) }
        #expect(Array(output[ranges[0]]) == Array("é".utf8))
        #expect(Array(output[ranges[1]]) == [0x00, 0xFF, 0xFE, 0x80])
        for command in commands { #expect(try #require(command.endedAt) >= command.startedAt) }
        #expect(try store.commands(of: store.run(named: "last")) == [entry.number: commands])
    }

    @Test func `ranges count redacted bytes, held back ones included`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal, secrets: [Variable(name: "password", value: "geheim")])
        try recorder.begin(entryDescription())
        for text in ["echo geheim", "echo gehei"] {
            try recorder.append(Array("$ ".utf8))
            try recorder.beginCommand(text)
            try recorder.append(Array((text + "\r\n").utf8))
            try recorder.beginOutput()
            try recorder.append(Array(text.dropFirst(5).utf8))
            try recorder.endCommand(exitStatus: 0)
        }
        try recorder.end(.ok)
        let store = try JournalStore(path: scratch.journal)
        let entry = try store.entry(named: "last")
        let output = try store.output(of: entry)
        let shown = try store.commands(of: entry).map {
            String(decoding: output[try #require($0.output)], as: UTF8.self)
        }
        #expect(shown == ["{{password}}", "gehei"])
    }

    @Test func `an end without a command, and a second end, change nothing`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        try recorder.begin(entryDescription())
        try recorder.endCommand(exitStatus: 9)
        try recorder.continueCommand("nothing")
        try recorder.beginOutput()
        try recorder.beginCommand("true")
        try recorder.beginOutput()
        try recorder.endCommand(exitStatus: 0)
        try recorder.endCommand(exitStatus: 7)
        try recorder.end(.ok)
        let store = try JournalStore(path: scratch.journal)
        let commands = try store.commands(of: store.entry(named: "last"))
        #expect(commands.map(\.text) == ["true"])
        #expect(commands.map(\.exitStatus) == [0])
        #expect(commands.first?.output == 0..<0)
    }
}
