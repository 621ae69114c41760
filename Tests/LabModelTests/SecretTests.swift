import Foundation
import LabModel
import SecretFixture
import Testing

extension [UInt8] {
    fileprivate func holds(_ other: [UInt8]) -> Bool { Data(self).range(of: Data(other)) != nil }
}

/// A redactor that names what it finds as a recorder does.
private func makeRedactor(secrets: [Variable] = [], publicValues: [String] = []) -> Redactor {
    let redactor = Redactor(secrets: secrets, publicValues: publicValues)
    var count = 0
    redactor.naming = { found in
        found.map { secret in
            if let name = secret.name { return name }
            count += 1
            return "secret_\(count)"
        }
    }
    return redactor
}

private func redact(_ text: String, publicValues: [String] = []) -> String {
    makeRedactor(publicValues: publicValues).redact(text)
}

@Suite struct SecretTests {
    @Test func `the fixture is large`() { #expect(SecretCase.all.count >= 60) }

    @Test(arguments: SecretCase.all)
    func `a whole text has its secrets replaced and nothing else`(_ fixture: SecretCase) {
        let result = makeRedactor().redact(fixture.text)
        for trace in fixture.traces { #expect(!result.holds(trace)) }
        if !fixture.secrets.joined().contains(0x1B) { #expect(result == fixture.redacted) }
    }

    @Test(arguments: SecretCase.all)
    func `a stream split at any border gives what the whole gives`(_ fixture: SecretCase) {
        let whole = makeRedactor().redact(fixture.text)
        for border in 0...fixture.text.count {
            var stream = makeRedactor().stream()
            let output =
                stream.next(Array(fixture.text[..<border])) + stream.next(Array(fixture.text[border...]))
                + stream.finish()
            #expect(output == whole, "split at \(border)")
        }
    }

    @Test(arguments: SecretCase.all)
    func `a stream of single bytes gives what the whole gives`(_ fixture: SecretCase) {
        var stream = makeRedactor().stream()
        var output: [UInt8] = []
        for byte in fixture.text { output += stream.next([byte]) }
        #expect(output + stream.finish() == makeRedactor().redact(fixture.text))
    }

    @Test func `a stream cut off anywhere holds no secret`() {
        for fixture in SecretCase.all {
            for border in 0...fixture.text.count {
                var stream = makeRedactor().stream()
                let output = stream.next(Array(fixture.text[..<border]))
                for secret in fixture.secrets { #expect(!output.holds(secret), "\(fixture.name)") }
            }
        }
    }

    @Test func `random borders through everything at once give one result`() {
        let text = SecretCase.all.map(\.text).joined(separator: Array("$ ls -l\r\n".utf8)).map(\.self)
        let whole = makeRedactor().redact(text)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20 {
            var stream = makeRedactor().stream()
            var output: [UInt8] = []
            var index = 0
            while index < text.count {
                let end = min(text.count, index + Int.random(in: 1...97, using: &generator))
                output += stream.next(Array(text[index..<end]))
                index = end
            }
            output += stream.finish()
            for fixture in SecretCase.all {
                for secret in fixture.secrets { #expect(!output.holds(secret), "\(fixture.name)") }
            }
            #expect(output.count == whole.count)
        }
    }

    @Test func `what was found once is replaced wherever it stands later`() {
        let redactor = makeRedactor()
        #expect(redactor.redact("psql postgres://bob:hunter2x@h/db") == "psql postgres://bob:{{secret_1}}@h/db")
        #expect(redactor.redact("he said hunter2x, twice: hunter2x") == "he said {{secret_1}}, twice: {{secret_1}}")
        #expect(redactor.redact("PGPASSWORD='hunter2x'") == "PGPASSWORD='{{secret_1}}'")
        #expect(redactor.redact("ALTER ROLE a PASSWORD 'it''s me'") == "ALTER ROLE a PASSWORD '{{secret_2}}'")
        #expect(redactor.redact("it's me") == "{{secret_2}}")
        #expect(redactor.redact("postgres://a:it%27s%20me@h") == "postgres://a:{{secret_2}}@h")
    }

    @Test func `a key that is cut off is hidden, whatever follows`() {
        let line = String(repeating: "MIIEvQIBADANBgkq", count: 4)
        for rest in [
            " id | name \n----+------\n", "-----BEGIN CERTIFICATE-----\n", "a table:\n-----\n", "MIIE-----BEGIN X\n",
            "$ ls, what!\n", "",
        ] {
            let result = redact("-----BEGIN PRIVATE KEY-----\n\(line)\n\(line)\n\(rest)")
            #expect(
                result.hasPrefix("-----BEGIN PRIVATE KEY-----\n{{secret_1}}") && !result.contains("MII"), "\(result)")
        }
    }

    @Test func `a short line of a declared secret is hidden as it is indented`() {
        let redactor = makeRedactor(secrets: [
            Variable(name: "key", value: "first-line-key\n    hunter2\nlast-line-key")
        ])
        #expect(redactor.redact("first-line-key\r\n    hunter2\r\n") == "{{key}}\r\n{{key}}\r\n")
    }

    @Test(.timeLimit(.minutes(1))) func `blanks inserted into a line without an end take no time`() {
        let text = Array(String(repeating: "\u{1B}[G\u{1B}[200@", count: 100_000).utf8)
        var stream = makeRedactor().stream()
        var output: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: 65_536) {
            output += stream.next(Array(text[start..<min(text.count, start + 65_536)]))
        }
        #expect(output + stream.finish() == text)
    }

    @Test func `what is known is found at every place of a text, and at several at once`() {
        let redactor = makeRedactor(secrets: [Variable(name: "a", value: "abcd"), Variable(name: "b", value: "é!")])
        for before in 0..<20 {
            for after in 0..<20 {
                let (head, tail) = (String(repeating: "-", count: before), String(repeating: "-", count: after))
                #expect(redactor.redact(head + "abcd" + tail) == head + "{{a}}" + tail)
                #expect(redactor.redact(head + "é!abcd" + tail + "é!") == head + "{{b}}{{a}}" + tail + "{{b}}")
                #expect(redactor.redact(head + "abc" + tail) == head + "abc" + tail)
            }
        }
    }

    @Test func `of many secrets that begin alike each is found, at any border`() {
        let values = (0..<200).map { "vault-entry-" + String($0 * 7919, radix: 3) }
        let secrets = values.enumerated().map { Variable(name: "s\($0)", value: $1) }
        let wanted = (0..<200).map { "a {{s\($0)}} b\n" }.joined()
        for size in [1, 5, 19, 4096] {
            var stream = makeRedactor(secrets: secrets).stream()
            let bytes = Array(values.map { "a \($0) b\n" }.joined().utf8)
            var result = stride(from: 0, to: bytes.count, by: size).flatMap { start in
                stream.next(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            result += stream.finish()
            #expect(String(decoding: result, as: UTF8.self) == wanted)
        }
        #expect(makeRedactor(secrets: secrets).redact("Vault-entry-0 vault-entry-9") == "Vault-entry-0 vault-entry-9")
    }

    @Test func `a line of an indented key is found wherever it stands later`() {
        let redactor = makeRedactor()
        let line = String(repeating: "MIIEvQIBADANBgkq", count: 4)
        let key = "   -----BEGIN PRIVATE KEY-----\n   \(line)\n   c0ffee+/==\n   -----END PRIVATE KEY-----\n"
        #expect(!redactor.redact(key).contains(line))
        #expect(redactor.redact("grep: \(line)") == "grep: {{secret_1}}")
        #expect(redactor.redact("      indented code") == "      indented code")
    }

    @Test func `a common word is hidden only where it is a secret`() {
        let redactor = makeRedactor()
        #expect(
            redactor.redact("-e POSTGRES_PASSWORD=postgres postgres:16")
                == "-e POSTGRES_PASSWORD={{secret_1}} postgres:16")
        #expect(redactor.redact("psql -U postgres postgres") == "psql -U postgres postgres")
        #expect(
            redactor.redact("CREATE ROLE bobby PASSWORD 'bobby'; SET ROLE bobby")
                == "CREATE ROLE bobby PASSWORD '{{secret_2}}'; SET ROLE bobby")
        #expect(redactor.redact("PGPASSWORD=1234 psql -p 1234") == "PGPASSWORD={{secret_3}} psql -p 1234")
        #expect(
            redactor.redact("PASSWORD 'willow'; willows, willow") == "PASSWORD '{{secret_4}}'; willows, {{secret_4}}")
    }

    @Test func `what is learnt is known from then on`() {
        let redactor = makeRedactor()
        redactor.learn("typed-unseen", kind: .typed)
        redactor.learn(environment: ["DEPLOY_TOKEN": "abc123def", "HOME": "/home/bob"])
        #expect(redactor.redact("typed-unseen in /home/bob, abc123def") == "{{secret_1}} in /home/bob, {{secret_2}}")
    }

    @Test func `a public value stays as it is`() {
        let text = "docker run -e POSTGRES_PASSWORD=docker -d postgres:15"
        #expect(redact(text, publicValues: ["docker"]) == text)
        let address = "psql postgres://bob:known@h/db"
        #expect(redact(address, publicValues: ["postgres://bob:known@h/db"]) == address)
    }

    @Test func `a declared secret keeps its name, and what the lab says around it`() {
        let redactor = makeRedactor(secrets: [Variable(name: "admin", value: "hush")])
        #expect(redactor.redact("PASSWORD 'hush'") == "PASSWORD '{{admin}}'")
        #expect(redactor.redact("PASSWORD 'x-hush'") == "PASSWORD 'x-{{admin}}'")
    }

    @Test func `without names there are asterisks`() {
        #expect(Redactor().redact("PGPASSWORD=hunter2x psql") == "PGPASSWORD=**** psql")
    }

    @Test func `a token of each form is found`() {
        for token in Redactor.exampleTokens {
            #expect(redact("a \(token) b") == "a {{secret_1}} b", "\(token)")
            #expect(redact("X=\(token)\n") == "X={{secret_1}}\n", "\(token)")
        }
    }

    @Test func `a prompt is not held back`() {
        for prompt in ["postgres=# ", "bob@vm:~$ ", "Password for user postgres: ", "\u{1B}[1m~\u{1B}[0m$ "] {
            var stream = makeRedactor().stream()
            #expect(stream.next(Array(prompt.utf8)) == Array(prompt.utf8))
        }
    }

    /// Thousands of words that give secrets away, on one line: each rule would read the whole line again.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "echo ", "://a:b", "password=x;y ", "curl -x y ", "-----BEGIN RSA PRIVATE KEY-----AAAA", "PASSWORD 'x",
            "password='", "$6$", "\u{1B}[31ma\u{1B}[0m\u{8} ", ":5432:a:b:c",
        ])
    func `a line full of triggers takes no longer for its length`(_ word: String) {
        let text = Array(String(repeating: word, count: 40_000 / word.utf8.count).utf8)
        var stream = makeRedactor().stream()
        var output: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: 4096) {
            output += stream.next(Array(text[start..<min(text.count, start + 4096)]))
        }
        #expect(!(output + stream.finish()).isEmpty)
    }

    @Test func `no more is held back than a key needs`() {
        var stream = makeRedactor().stream()
        let text = Array("password=".utf8) + [UInt8](repeating: 0x61, count: 200_000)
        #expect(stream.next(text).count == text.count)
        let key = Array("-----BEGIN RSA PRIVATE KEY-----\n".utf8) + [UInt8](repeating: 0x41, count: 60)
        #expect(stream.next(key + [0x0A]).count < 60)
    }
}

@Suite struct NoSecretTests {
    @Test(arguments: [
        "PGPASSWORD=$PW psql", "PGPASSWORD=${PW} psql", "password=<password>", "password: ****", "PASSWORD '{{admin}}'",
        "PASSWORD :'pw'", "PGPASSWORD= psql", "password=''", "PASSWORD NULL", "password_encryption = scram-sha-256",
        "host all all 127.0.0.1/32 scram-sha-256", "Password for user postgres: ", "--password  force password prompt",
        "FATAL:  password authentication failed for user \"bob\"", "POSTGRES_PASSWORD_FILE=/run/secrets/pg",
        "pg_basebackup -h 10.0.0.1 -U rep --password -D data", "PWD=/home/bob", "OLDPWD=/tmp", "user's password",
        "0/3000148 16/B374D848", "7312879842345678901", "550e8400-e29b-41d4-a716-446655440000",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "d41d8cd98f00b204e9800998ecf8427e  file", "3f4e9c1b2a7d docker ps", "02:42:ac:11:00:02", "12:30:45.123",
        "2026-11-23 20:15:09", "fe80::1:2:3:4", "registry:5000/img:tag", "https://host:8080/a@b",
        "ssh git@github.com:a/b",
        "postgres:x:999:999:PostgreSQL:/var/lib/postgresql:/bin/bash", "https://bob@host/path", "PRIMARY KEY (id)",
        "\"key\": \"value\"", "  \"token_type\": \"bearer\"", "syntax error at or near \"token\"", "max_tokens=100",
        "password = get_password()", "password=password", "password: str", "{{secret_1}}", "echo hello | grep h",
        "curl -u bob http://h", "docker run -u 999:999 pg", "mysql -p shop", "psql -p 5432", "Basic realm=\"x\"",
        "primary_conninfo = 'user=rep passfile=''/var/lib/postgresql/.pgpass'' host=10.0.0.1'",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "git grep -n token src:1234:a",
        "src/a.c:12:b:c:d",
    ])
    func `what is no secret stays`(_ text: String) { #expect(redact(text) == text) }

    @Test func `real outputs stay as they are`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let files = try #require(
            FileManager.default.enumerator(
                at: root.appendingPathComponent("ComparisonTests/Fixtures"), includingPropertiesForKeys: nil))
        var count = 0
        for case let file as URL in files where !file.hasDirectoryPath {
            let bytes = [UInt8](try Data(contentsOf: file))
            #expect(makeRedactor().redact(bytes) == bytes, "\(file.lastPathComponent)")
            count += 1
        }
        #expect(count > 100)
    }

    @Test func `random bytes come out as they went in`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let bytes = (0..<512).map { _ in UInt8.random(in: 0...255, using: &generator) }
            var stream = Redactor(findsOthers: true).stream()
            let output = stream.next(Array(bytes[..<200])) + stream.next(Array(bytes[200...])) + stream.finish()
            #expect(output == bytes)
        }
    }
}
