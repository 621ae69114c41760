import Foundation
import GRDB
import Journal
import LabModel
import SecretFixture
import Testing

extension Scratch {
    /// In which of its files a value stands; the key's is none of the journal's.
    fileprivate func files(holding value: [UInt8]) throws -> [String] {
        try content().filter { !$0.key.hasSuffix(".key") && $0.value.range(of: Data(value)) != nil }.keys.sorted()
    }

    fileprivate func text(of entry: String = "last") throws -> String {
        let store = try JournalStore(path: journal)
        return try String(decoding: store.output(of: store.entry(named: entry)), as: UTF8.self)
    }

    fileprivate func names() throws -> [String] {
        let store = try JournalStore(path: journal)
        return try store.secrets(of: store.run(named: "last")).map(\.name)
    }
}

@Suite struct FoundSecretTests {
    /// Everything that a recorder takes, in pieces of every length that a border may have.
    @Test(arguments: [1, 2, 3, 5, 8, 13, 21, 34, 4096])
    func `no secret of the fixture reaches the files`(_ piece: Int) throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        for fixture in SecretCase.all {
            let text = String(decoding: fixture.text, as: UTF8.self)
            try recorder.begin(entryDescription())
            for start in stride(from: 0, to: fixture.text.count, by: piece) {
                try recorder.append(Array(fixture.text[start..<min(fixture.text.count, start + piece)]))
            }
            try recorder.commit()
            try recorder.end(.failed, error: text)
        }
        try check(scratch)
        try recorder.finish(.ok)
        try check(scratch)
    }

    @Test(.timeLimit(.minutes(1))) func `a name with the greatest number does not stop naming`() throws {
        let scratch = try Scratch()
        var description = runDescription()
        description.kind = .recording
        let first = try makeRecorder(scratch.journal, description)
        try first.begin(entryDescription())
        try first.append(Array("PGPASSWORD=hunter2x\n".utf8))
        try first.commit()
        try tamper(scratch.journal) { try $0.execute(sql: "UPDATE secret SET name = 'secret_2147483646'") }
        let second = try Recorder(path: scratch.journal, joining: first.run, redactor: Redactor())
        try second.begin(entryDescription())
        try second.append(Array("PGPASSWORD=hunter3x\nPGPASSWORD=hunter4x\nPGPASSWORD=hunter5x\n".utf8))
        try second.end(.ok)
        #expect(try Set(scratch.names()).count == 4)
        #expect(try scratch.files(holding: Array("hunter".utf8)) == [])
    }

    /// As many as a dump of users has, in one piece and with names that were given before in between.
    @Test(.timeLimit(.minutes(1)))
    func `thousands of secrets at once have a name each`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        let passwords = (0..<3000).map { "pw-\($0)-\($0 &* 7919)" }
        try recorder.begin(entryDescription())
        try recorder.append(Array("PGPASSWORD=\(passwords[1500])\n".utf8))
        try recorder.append(Array((passwords + passwords).map { "PGPASSWORD=\($0)\n" }.joined().utf8))
        try recorder.end(.ok)
        let lines = try scratch.text().split(separator: "\n")
        #expect(lines.count == 6001 && Set(lines).count == 3000)
        #expect(lines[0] == "PGPASSWORD={{secret_1}}" && lines[0] == lines[1501])
        #expect(lines[1..<3001] == lines[3001...])
        #expect(try scratch.names().count == 3000)
        for password in [0, 1500, 2999].map({ passwords[$0] }) {
            #expect(try scratch.files(holding: Array(password.utf8)) == [])
        }
    }

    @Test func `no secret of the fixture reaches the files by other ways`() throws {
        let scratch = try Scratch()
        let whole = SecretCase.all.map { String(decoding: $0.text, as: UTF8.self) }
        let recorder = try makeRecorder(scratch.journal, runDescription(lab: whole[0], source: whole.joined()))
        try recorder.step(2, prose: whole.joined())
        for (number, text) in whole.enumerated() {
            try recorder.begin(entryDescription(.shell, [attribute("alt", text)], body: text, prose: text))
            try recorder.beginCommand(text)
            let seen = Observation(cluster: "m\(number)", takenAt: .now, state: .running)
            try recorder.observe([seen])
            try recorder.snapshot(
                Snapshot(
                    cluster: "m", file: "postgresql.auto.conf", moment: .after, takenAt: .now,
                    content: Array(text.utf8), settings: [Variable(name: "primary_conninfo", value: text)]))
            try recorder.end(.failed, error: text)
        }
        try recorder.finish(.failed, error: whole.joined())
        try check(scratch)
    }

    private func check(_ scratch: Scratch) throws {
        let files = try scratch.content().filter { !$0.key.hasSuffix(".key") }
        for fixture in SecretCase.all {
            for secret in fixture.secrets {
                for (name, content) in files {
                    #expect(content.range(of: Data(secret)) == nil, "\(fixture.name) in \(name)")
                }
            }
        }
    }

    @Test func `the same secret has the same name, and is listed`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        try recorder.begin(entryDescription())
        try recorder.append(Array("a postgres://bob:hunter2x@h b hunter2x c password=other3y\n".utf8))
        try recorder.end(.ok)
        #expect(try scratch.text() == "a postgres://bob:{{secret_1}}@h b {{secret_1}} c password={{secret_2}}\n")
        #expect(try scratch.names() == ["secret_1", "secret_2"])
        let store = try JournalStore(path: scratch.journal)
        let listed = try store.secrets(of: store.run(named: "last"))
        #expect(listed.map(\.kind) == [.address, .setting])
        #expect(listed.map(\.places) == [2, 1])
        #expect(try listed.first?.entry == store.entry(named: "last").id)
        try recorder.finish(.ok)
    }

    @Test func `a learnt value is a secret`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        _ = try recorder.secretName(ofTyped: "typed-at-a-prompt")
        recorder.learnSecrets(inEnvironment: ["CI_TOKEN": "0123abcd4567"])
        try recorder.begin(entryDescription())
        try recorder.append(Array("typed-at-".utf8))
        try recorder.append(Array("a-prompt 0123abcd4567\n".utf8))
        try recorder.end(.ok)
        #expect(try scratch.text() == "{{secret_1}} {{secret_2}}\n")
        #expect(try recorder.redact("x typed-at-a-prompt") == "x {{secret_1}}")
        try recorder.finish(.ok)
        #expect(try scratch.files(holding: Array("typed-at-a-prompt".utf8)) == [])
    }

    @Test func `a lab's source stays a lab`() throws {
        let scratch = try Scratch()
        let source = """
            ---
            clusters:
              main: {docker: {env: {POSTGRES_PASSWORD: hunter2x}}}
            variables:
              password: docker
            ---
            ```sh
            PGPASSWORD=hunter2x psql
            ```

            """
        let variables = [Variable(name: "password", value: "docker")]
        let recorder = try makeRecorder(scratch.journal, runDescription(source: source, variables: variables))
        try recorder.finish(.ok)
        let store = try JournalStore(path: scratch.journal)
        let run = try store.run(named: "last")
        let expected = source.replacing("POSTGRES_PASSWORD: hunter2x", with: "POSTGRES_PASSWORD: \"{{secret_1}}\"")
            .replacing("hunter2x", with: "{{secret_1}}")
        #expect(String(decoding: run.source, as: UTF8.self) == expected)
        #expect(run.variables == variables)
    }

    @Test func `a prompt reaches the file within the time, what may be a secret when it is decided`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        try recorder.begin(entryDescription())
        try recorder.append(Array("bob@vm:~$ PGPASSWORD=hun".utf8))
        #expect(
            try eventually {
                try recorder.flushIfDue(); return try scratch.text() == "bob@vm:~$ PGPASSWORD="
            })
        try recorder.append(Array("ter2x psql".utf8))
        #expect(
            try eventually {
                try recorder.flushIfDue(); return try scratch.text().hasSuffix("{{secret_1}} psql")
            })
        try recorder.finish(.ok)
    }
}

@Suite struct KeyTests {
    @Test func `the key is made once, for its user alone, and does not lie in the journal`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        #expect(try recorder.redact("PASSWORD 'hunter2x'") == "PASSWORD '{{secret_1}}'")
        try recorder.finish(.ok)
        let path = scratch.journal + ".key"
        let key = try #require(FileManager.default.contents(atPath: path))
        #expect(key.count == 32)
        let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(rights == 0o600)
        #expect(try scratch.files(holding: Array(key)) == [])
        try makeRecorder(scratch.journal).finish(.ok)
        #expect(FileManager.default.contents(atPath: path) == key)
    }

    @Test func `without a place for a key secrets are hidden all the same`() throws {
        let scratch = try Scratch()
        let recorder = try Recorder(
            path: scratch.journal, id: Recorder.newRunID(), run: runDescription(), redactor: Redactor(),
            key: SecretKey(file: "/proc/none/key"))
        #expect(try recorder.redact("PASSWORD 'hunter2x'") == "PASSWORD '{{secret_1}}'")
        try recorder.finish(.ok)
    }
}

@Suite struct ScrubTests {
    private let value = "got-through-77"

    private func record(_ scratch: Scratch) throws {
        let recorder = try makeRecorder(scratch.journal)
        try recorder.begin(entryDescription(body: "echo \(value)\n", prose: "Of \(value)."))
        for border in [4, 9] {
            try recorder.beginCommand("echo \(value)")
            try recorder.append(Array("$ echo \(value)\r\n".utf8))
            try recorder.beginOutput()
            try recorder.append(Array(("<" + value.prefix(border)).utf8))
            try recorder.commit()
            try recorder.append(Array((value.dropFirst(border) + ">\r\n").utf8))
            try recorder.endCommand(exitStatus: 0)
            try recorder.commit()
        }
        try recorder.snapshot(
            Snapshot(
                cluster: "m", file: "a.conf", moment: .after, takenAt: .now, content: Array("x = '\(value)'\n".utf8),
                settings: [Variable(name: "x", value: value)]))
        try recorder.end(.failed, error: "It said \(value).")
        try recorder.finish(.failed, error: value)
    }

    @Test func `a value goes out of every table, the index and the free pages`() throws {
        let scratch = try Scratch()
        try record(scratch)
        #expect(try !scratch.files(holding: Array(value.utf8)).isEmpty)
        let outcome = try #require(
            try Scrub(value, in: scratch.journal, key: SecretKey(file: scratch.path("k.key"))).run())
        #expect(outcome.name == "secret_1" && outcome.runs.count == 1)
        for part in [value, "got-thr", "77"] where part.count > 2 {
            #expect(try scratch.files(holding: Array(part.utf8)) == [], "\(part)")
        }
        let store = try JournalStore(path: scratch.journal)
        #expect(try store.problems() == [])
        let entry = try store.entry(named: "last")
        let output = try store.output(of: entry)
        let outputs = try store.commands(of: entry).map {
            String(decoding: output[try #require($0.output)], as: UTF8.self)
        }
        #expect(outputs == ["<{{secret_1}}>\r\n", "<{{secret_1}}>\r\n"])
        #expect(try store.search("secret_1").count == 1 && store.search("through").isEmpty)
        #expect(try store.snapshots(of: entry).first?.content == Array("x = '{{secret_1}}'\n".utf8))
        let listed = try store.secrets(of: store.run(named: "last"))
        #expect(listed.map(\.kind) == [.scrubbed])
    }

    @Test func `nothing is scrubbed while a run is recorded`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        let error = try journalError { _ = try Scrub(value, in: scratch.journal).run() }
        #expect(error.code == .refused)
        try recorder.finish(.ok)
        #expect(try Scrub(value, in: scratch.journal).run() == nil)
    }
}
