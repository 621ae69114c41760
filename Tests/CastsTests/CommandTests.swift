import Casts
import LabModel
import Testing

@Suite struct CommandTests {
    private static let typed = [
        "echo hello; ls -d /etc/host*", "echo wrong", "for i in 1 2\ndo echo $i\ndone", "printf 'Привет\\n'; false",
        "SELECT 1 AS one,\n  'zwei' AS two;", "SELECT nonsense;", "\\q", "tput cols",
    ]

    private func commands(in cast: Cast) -> [RecordedCommand] {
        RecordedCommands(in: cast.output, columns: cast.columns).commands
    }

    private func text(_ range: Range<Int>, of cast: Cast) -> String {
        String(decoding: cast.output[range], as: UTF8.self)
    }

    @Test func `the same session is found in every format`() throws {
        let casts = [
            try Asciicast.read(fixture("bash.cast")), try Asciicast.read(fixture("marks.cast")),
            try Typescript.read(fixture("classic.typescript"), timing: fixture("classic.timing")),
            try Typescript.read(fixture("advanced.log"), timing: fixture("advanced.timing")),
            try Typescript.read(fixture("classic.typescript"), timing: nil),
        ]
        for cast in casts {
            let found = commands(in: cast)
            #expect(found.map(\.text) == Self.typed)
            #expect(cast.columns == 100)
            try #require(found.count == 8)
            #expect(text(found[2].output, of: cast).contains("1\r\n2\r\n"))
            #expect(text(found[4].output, of: cast).contains("(1 row)"))
            #expect(text(found[4].bytes, of: cast).contains("psql (15"))
            guard case .psql(let line?) = found[4].place else { throw Missing() }
            #expect(Psql.server(of: line).port == 29074 && Psql.server(of: line).host == "127.0.0.1")
            for (first, second) in zip(found, found.dropFirst()) {
                #expect(first.bytes.upperBound <= second.bytes.lowerBound)
            }
        }
        #expect(commands(in: casts[1]).map(\.exitStatus) == [0, 0, 0, 1, nil, nil, nil, 0])
        #expect(casts[3].events.contains { $0.event == .resize(columns: 80, rows: 24) })
        #expect(casts[2].startedAt?.description.hasPrefix("2026-11-25T10:32:4") == true)
    }

    private struct Missing: Error {}

    private func found(_ text: String, psql: String? = nil) -> [String] {
        let bytes = Array(text.replacingLineFeeds.utf8)
        return RecordedCommands(in: bytes, columns: 200, psql: psql).commands.map { command in
            if case .psql = command.place { return "sql:" + command.text }
            return "sh:" + command.text
        }
    }

    @Test func `prompts are known by their look`() {
        #expect(found("$ ls\na\n$ id\nuid=0\n") == ["sh:ls", "sh:id"])
        #expect(found("root@7f3a:/# id\nuid=0\n") == ["sh:id"])
        #expect(
            found("[me@box lab]$ a\n(venv) me@box:~/x y$ b\nbash-5.2# c\n/ # d\n") == ["sh:a", "sh:b", "sh:c", "sh:d"])
        #expect(found("postgres=# SELECT 1;\n 1\n(1 row)\n\nshop=> \\dt\n") == ["sql:SELECT 1;", "sql:\\dt"])
        #expect(
            found("db=*# INSERT INTO t\ndb-*# VALUES (\ndb(*# 1);\nINSERT 0 1\n") == [
                "sql:INSERT INTO t\nVALUES (\n1);"
            ])
        #expect(
            found("me@box:~$ psql -p 5433\npsql (15)\n\npostgres=# SELECT 1;\n1\nme@box:~$ ls\n") == [
                "sql:SELECT 1;", "sh:ls",
            ])
        #expect(
            found("me@box:~$ cat x\n# comment\n$ no prompt\nkey=> value\na-> b\nme@box:~$ ls\n") == [
                "sh:cat x", "sh:ls",
            ])
        #expect(found("host all all 127.0.0.1/32 trust\n# a comment\n") == ["sh:a comment"])
        #expect(found("me@box:~$ echo 'a\n> b'\na\nb\n") == ["sh:echo 'a\nb'"])
        #expect(found("nothing at all\n") == [] && found("") == [])
        #expect(found("$ psql -Atc 'SELECT 1'\n1\n") == ["sh:psql -Atc 'SELECT 1'"])
        #expect(found("$ psql nowhere\npsql: error: no\n$ ls\n") == ["sh:psql nowhere", "sh:ls"])
    }

    @Test func `a server is known by how psql was started`() {
        #expect(Psql.server(of: "docker exec -it master psql -U postgres").container == "master")
        #expect(Psql.server(of: "sudo docker exec -u postgres replica psql").container == "replica")
        #expect(Psql.server(of: "psql 'host=db port=5433 user=me'").port == 5433)
        #expect(Psql.server(of: "psql -p 99999999").port == nil)
    }
}

extension String {
    fileprivate var replacingLineFeeds: String {
        split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    }
}
