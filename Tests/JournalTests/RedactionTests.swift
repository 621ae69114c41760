import Foundation
import Journal
import LabModel
import Testing

private let secret = "s3cr€t-пароль"
private let secrets = [Variable(name: "password", value: secret), Variable(name: "short", value: "hunter2")]

/// Whether the value stands in any of the journal's files, in full.
private func stands(_ value: String, in scratch: Scratch) throws -> [String] {
    try scratch.content().filter { $0.value.range(of: Data(value.utf8)) != nil }.keys.sorted()
}

@Suite struct RedactionTests {
    @Test func `a secret in output is found wherever it is split`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal, secrets: secrets)
        let bytes = Array(secret.utf8)
        for border in 1..<bytes.count {
            try recorder.begin(entryDescription())
            try recorder.append(Array("<".utf8) + bytes[..<border])
            try recorder.flushIfDue()
            try recorder.append(bytes[border...] + Array(">".utf8))
            try recorder.end(.ok)
            #expect(try stands(secret, in: scratch) == [])
        }
        try recorder.begin(entryDescription())
        for byte in bytes + Array("-hunter2".utf8) { try recorder.append([byte]) }
        try recorder.finish(.ok)
        #expect(try stands(secret, in: scratch) == [] && stands("hunter2", in: scratch) == [])

        let store = try JournalStore(path: scratch.journal)
        for entry in try store.entries(of: store.run(named: "last")).dropLast() {
            #expect(try String(decoding: store.output(of: entry), as: UTF8.self) == "<{{password}}>")
        }
        #expect(
            try String(decoding: store.output(of: store.entry(named: "last")), as: UTF8.self)
                == "{{password}}-{{short}}")
    }

    @Test func `a secret at the border of two chunks is found`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal, secrets: secrets)
        try recorder.begin(entryDescription())
        let filler = [UInt8](repeating: 0x2E, count: 65_536 - 5)
        try recorder.append(filler + Array("hunter2".utf8.prefix(5)))
        try recorder.append(Array("hunter2".utf8.suffix(2)))
        try recorder.append(filler)
        try recorder.end(.ok)
        let store = try JournalStore(path: scratch.journal)
        let output = try store.output(of: store.entry(named: "last"))
        #expect(output == filler + Array("{{short}}".utf8) + filler)
        #expect(try stands("hunter2", in: scratch) == [])
    }

    @Test func `a beginning of a secret that is none is kept`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal, secrets: secrets)
        try recorder.begin(entryDescription())
        try recorder.append(Array("hunt hunter".utf8))
        try recorder.append(Array("s hunter".utf8))
        try recorder.end(.ok)
        let store = try JournalStore(path: scratch.journal)
        #expect(try store.output(of: store.entry(named: "last")) == Array("hunt hunters hunter".utf8))
    }

    @Test func `a secret reaches the file by no other way`() throws {
        let scratch = try Scratch()
        let text = "a \(secret) b"
        let variables = [Variable(name: "conninfo", value: text)]
        let recorder = try makeRecorder(
            scratch.journal, runDescription(lab: text, source: text, variables: variables), secrets: secrets)
        var cluster = ClusterRecord(name: "m", driver: "remote", host: text, port: 1, address: text, data: text)
        cluster.serverVersion = text
        try recorder.cluster(cluster, position: 1)
        try recorder.psqlVersion(text)
        try recorder.step(2, prose: text)
        let attributes = [attribute("alt", text), attribute("timeout", "5s")]
        try recorder.begin(entryDescription(.shell, attributes, body: text + "\n", prose: text))
        try recorder.beginCommand(text)
        try recorder.continueCommand(text + "\n" + text)
        try recorder.snapshot(
            Snapshot(
                cluster: "m", file: "postgresql.auto.conf", moment: .after, takenAt: .now, content: Array(text.utf8),
                settings: [Variable(name: "primary_conninfo", value: text)]))
        var slot = SlotState(slotName: text, slotType: "physical", temporary: false, active: false)
        slot.database = text
        var seen = Observation(cluster: "m", takenAt: .now, state: .running)
        var sender = SenderState(pid: 1)
        sender.applicationName = text
        (seen.slots, seen.senders) = ([slot], [sender])
        try recorder.observe([seen])
        try recorder.end(.failed, error: text)
        #expect(try stands(secret, in: scratch) == [])
        try recorder.finish(.failed, error: text)
        #expect(try stands(secret, in: scratch) == [])

        let store = try JournalStore(path: scratch.journal)
        let entry = try store.entry(named: "last")
        #expect(entry.error == "a {{password}} b")
        #expect(try store.commands(of: entry).map(\.text) == ["a {{password}} b\na {{password}} b"])
        #expect(try store.snapshots(of: entry).first?.settings.first?.value == "a {{password}} b")
        #expect(try store.run(named: "last").error == "a {{password}} b")
        #expect(try store.search("password").count == 1)
    }
}
