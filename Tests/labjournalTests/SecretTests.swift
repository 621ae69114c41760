import Foundation
import SecretFixture
import Testing

extension Program {
    /// Which files below its directory hold a text; the inputs that the test has written do not count.
    fileprivate func files(holding bytes: [UInt8], besides inputs: [String]) throws -> [String] {
        let root = directory.resolvingSymlinksInPath().path
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            guard !inputs.contains(name), let data = FileManager.default.contents(atPath: "\(root)/\(name)") else {
                return false
            }
            return data.range(of: Data(bytes)) != nil
        }
    }

    fileprivate func secrets() throws -> [[String: Any]] { try run("secrets", "--json").objects() }
}

@Suite struct SecretTests {
    /// What blocks print that nobody has told the program of: the fixture lies in a file, and is printed in pieces.
    @Test func `nothing of the fixture that a block prints is kept`() throws {
        let program = try Program()
        var printed: [UInt8] = []
        for fixture in SecretCase.all { printed += fixture.text + Array("--\n".utf8) }
        try Data(printed).write(to: program.directory.appendingPathComponent("fixture.bin"))
        let path = program.directory.appendingPathComponent("fixture.bin").path
        try program.write(
            """
            ```sh {picture=whole rows=400}
            cat \(path)
            ```

            ```sh {picture=pieces}
            dd if=\(path) bs=7 2>/dev/null
            while IFS= read -r -n 3 -d '' part; do printf '%s' "$part"; done < <(head -c 3000 \(path)); echo
            ```

            """, to: "print.lab.md")
        let temporary = program.directory.appendingPathComponent("tmp")
        try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
        let answer = try program.run("play", "print.lab.md", environment: ["TMPDIR": temporary.path])
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(try program.run("report", "--style", "both").status == 0)
        #expect(program.exists("journal.sqlite") && program.exists("print.report.md"))
        for fixture in SecretCase.all {
            for secret in fixture.traces where secret.count >= 6 {
                #expect(try program.files(holding: secret, besides: ["fixture.bin"]) == [], "\(fixture.name)")
            }
        }
        #expect(try program.secrets().count >= 60)
    }

    @Test func `a lab's own secrets are asked for by a replay`() throws {
        let program = try Program()
        try program.write(
            "```sh\nPGPASSWORD=hunter2x sh -c 'echo \"it is $PGPASSWORD\"'\necho hunter2x\n```\n", to: "x.lab.md")
        #expect(try program.run("play", "x.lab.md").status == 0)
        #expect(try program.files(holding: Array("hunter2x".utf8), besides: ["x.lab.md"]) == [])
        let listed = try #require(try program.secrets().first)
        #expect(listed["name"] as? String == "secret_1" && listed["kind"] as? String == "setting")
        #expect(listed["entry"] == nil && (listed["places"] as? Int ?? 0) > 5)
        let without = try program.run("replay", "--yes")
        #expect(without.status == 1 && without.errors.contains("LABJOURNAL_SECRET_SECRET_1"))
        let other = try program.run("replay", "--yes", environment: ["LABJOURNAL_SECRET_SECRET_1": "other-3y"])
        #expect(other.status == 0 && (other.output + other.errors).contains("1 same"))
        #expect(try program.files(holding: Array("other-3y".utf8), besides: []) == [])
    }

    @Test func `a lab's variables are public`() throws {
        let program = try Program()
        let block = "echo docker run -e POSTGRES_PASSWORD={{password}} postgres:15"
        try program.write("---\nvariables: {password: docker}\n---\n\n```sh\n\(block)\n```\n", to: "x.lab.md")
        #expect(try program.run("play", "x.lab.md").status == 0)
        #expect(try program.run("show", "last").output.contains("-e POSTGRES_PASSWORD=docker postgres:15"))
        #expect(try program.run("secrets").errors.contains("no secret"))
        #expect(try program.run("replay", "--yes").status == 0)
    }

    @Test func `what the user names is a secret although the lab does not`() throws {
        let program = try Program()
        try program.write("```sh\nprintf 'dee'; sleep 0.1; echo 'p-blue and sky-high'\n```\n", to: "x.lab.md")
        try program.write("vault=sky-high\n", to: "secrets")
        let answer = try program.run(
            "play", "x.lab.md", "--secret-file", "secrets", environment: ["LABJOURNAL_SECRET_SEA": "deep-blue"])
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(try program.run("show", "last").output.contains("{{sea}} and {{vault}}"))
    }

    @Test func `a value is scrubbed from the argument and from standard input`() throws {
        let program = try Program()
        try program.write("```sh {picture=p}\necho got-thr; echo got-through-77\n```\n", to: "x.lab.md")
        #expect(try program.run("play", "x.lab.md").status == 0)
        #expect(try program.files(holding: Array("got-through-77".utf8), besides: ["x.lab.md"]) == ["journal.sqlite"])
        #expect(try program.run("secrets", "scrub", "abc").status == 64)
        #expect(try program.run("secrets", "scrub", "nowhere-to-be-seen").errors.contains("does not hold"))
        let scrubbed = try program.run("secrets", "scrub", "got-through-77")
        #expect(scrubbed.status == 0 && scrubbed.errors.contains("{{secret_1}}"), "\(scrubbed.errors)")
        #expect(try program.files(holding: Array("got-through-77".utf8), besides: ["x.lab.md"]) == [])
        #expect(try program.run("show", "last").output.contains("{{secret_1}}"))
        #expect(try program.run("verify").status == 0)
        #expect(try program.secrets().first?["kind"] as? String == "scrubbed")
    }

    @Test(.needsPostgreSQL) func `passwords of roles and of a standby are hidden, verifiers as well`() throws {
        let program = try Program()
        let lab = """
            ---
            clusters:
              main: {port: auto}
            ---

            ```cluster
            start main
            ```

            ```sql {cluster=main picture=roles}
            CREATE ROLE bob LOGIN PASSWORD 'hunter2-role';
            ALTER ROLE bob
              PASSWORD 'second-role-9';
            SELECT rolname, rolpassword FROM pg_authid WHERE rolname = 'bob';
            SET password_encryption = 'md5';
            ALTER ROLE bob PASSWORD 'third-role-9';
            SELECT rolpassword FROM pg_authid WHERE rolname = 'bob' \\gx
            ALTER SYSTEM SET primary_conninfo = 'host=10.0.0.1 user=rep password=''conn info-7''';
            SELECT pg_reload_conf();
            \\c
            SHOW primary_conninfo;
            ```

            ```conf {cluster=main file=postgresql.auto.conf show}
            ```

            ```conf {cluster=main file=postgresql.conf}
            primary_conninfo = 'host=10.0.0.2 user=rep password=plain-8-conf'
            ```

            """
        try program.write(lab, to: "roles.lab.md")
        let answer = try program.run("play", "roles.lab.md")
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(try program.run("report", "--style", "both").status == 0)
        let values = [
            "hunter2-role", "second-role-9", "third-role-9", "conn info-7", "plain-8-conf", "SCRAM-SHA-256$4",
        ]
        for value in values {
            #expect(try program.files(holding: Array(value.utf8), besides: ["roles.lab.md"]) == [], "\(value)")
        }
        #expect(try program.secrets().filter { $0["kind"] as? String == "verifier" }.count == 2)
        #expect(try program.read("roles.report.md").contains("password=''{{secret_"))
    }
}
