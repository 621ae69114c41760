import Foundation
import Testing

/// A server that asks for a password, and a lab that answers.
@Suite(.needsPostgreSQL)
struct AnswerTests {
    private static let secret = "zehn kleine"

    private static let lab = #"""
        ---
        lab: 1
        secrets: [app]
        clusters:
          server: {}
        ---
        # Lab

        ```cluster
        start server
        ```

        ```sql {cluster=server}
        CREATE ROLE app LOGIN PASSWORD '{{app}}';
        ```

        ```conf {cluster=server file=pg_hba.conf}
        host all app 127.0.0.1/32 scram-sha-256
        ```

        ```cluster
        reload server
        ```

        ```sh {answer="Password=app"}
        psql -h {{server.host}} -p {{server.port}} -U app -Atc "SELECT 'as ' || current_user" postgres
        ```

        ```sql {cluster=server user=app answer="for user app=app"}
        SELECT current_user;
        \c postgres app 127.0.0.1 {{server.port}}
        ```

        """#

    private func play(_ lab: String, _ program: Program) throws -> Program.Answer {
        try program.write(lab, to: "x.lab.md")
        let environment = ["LABJOURNAL_SECRET_APP": Self.secret]
        return try program.answer(of: program.start(["play", "x.lab.md"], environment: environment))
    }

    @Test func psqlIsAnsweredAndTheSecretIsNowhere() throws {
        let program = try Program()
        let answer = try play(Self.lab, program)
        try #require(answer.status == 0, "\(answer.errors)")
        let outputs = try program.run("log", "--json").objects().map { $0["output"] as? String ?? "" }
        #expect(outputs[4].contains("Password for user app:\nas app\n"), "\(outputs[4])")
        #expect(outputs[5].contains("Password for user app:\n") && outputs[5].contains(" app\n"), "\(outputs[5])")
        for file in try FileManager.default.contentsOfDirectory(atPath: program.directory.path) {
            let bytes = try Data(contentsOf: program.directory.appendingPathComponent(file))
            #expect(bytes.range(of: Data(Self.secret.utf8)) == nil, "\(file)")
        }
    }

    @Test func withoutAnAnswerTheTimeLimitEndsTheQuestion() throws {
        let program = try Program()
        let lab = Self.lab.replacingOccurrences(of: "{answer=\"Password=app\"}", with: "{timeout=2s}")
        let answer = try play(lab, program)
        #expect(answer.status == 4)
        #expect(answer.errors.contains("had not ended after 2.00 s"))
    }

    @Test func lintNamesThePlaceOfABadAnswer() throws {
        let program = try Program()
        let lab = Self.lab.replacingOccurrences(
            of: "sh {answer=\"Password=app\"}", with: "sh {hidden answer=\"Password=ap\"}")
        try program.write(lab, to: "x.lab.md")
        let answer = try program.run("lint", "x.lab.md")
        #expect(answer.status == 65)
        #expect(answer.errors.contains("x.lab.md:25:15: unknown name ap in an answer"), "\(answer.errors)")
    }

    /// The recorder calls a secret that was typed secret_1, and an answer says the name behind the word "Password".
    @Test func `a name that a secret was given is no secret in the lab that says it`() throws {
        let program = try Program()
        try program.write(
            "---\nlab: 1\nsecrets: [secret_1]\n---\n\n```sh {answer=Password=secret_1}\n"
                + "read -s -p 'Password: ' word; echo\n```\n", to: "x.lab.md")
        let environment = ["LABJOURNAL_SECRET_SECRET_1": Self.secret]
        func run(_ arguments: [String]) throws -> Program.Answer {
            try program.answer(of: program.start(arguments, environment: environment))
        }
        #expect(try run(["play", "x.lab.md"]).status == 0)
        #expect(try run(["replay", "--yes"]).status == 0)
        for isReplay in [false, true] {
            let runs = try run(["runs", "--json"]).objects().compactMap { $0["id"] as? String }
            let name = try #require(isReplay ? runs.last : runs.first)
            let exported = try run(["export", "--run", name])
            #expect(exported.output.contains("secrets: [secret_1]\n"), "\(exported)")
            #expect(exported.output.contains("{answer=Password=secret_1}\n"))
        }
    }
}
