import Foundation
import Testing

/// Somebody who is not root.
private enum OtherUser {
    static let words = ["setpriv", "--reuid=65534", "--regid=65534"]

    /// Who may talk to the engine as well.
    static var inEngine: [String] {
        let host = ProcessInfo.processInfo.environment["DOCKER_HOST"] ?? "unix:///var/run/docker.sock"
        var status = stat()
        stat(String(host.dropFirst("unix://".count)), &status)
        return words + ["--groups=\(status.st_gid)"]
    }

    static var isPossible: Bool {
        guard geteuid() == 0 else { return false }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words + ["--clear-groups", Program.executable.path, "--version"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}

extension InContainers {
    /// As an ordinary user, whose volumes' files are the container's user's. Elsewhere than under root every test is.
    @Suite(.enabled(if: OtherUser.isPossible, "root alone can become another user, who must reach the program"))
    struct DockerUser {
        @Test func filesOfTheContainersUserAreEditedAndRemoved() throws {
            let program = try Program()
            let name = "test-\(UUID().uuidString.prefix(8).lowercased())"
            let front = "---\nlab: 1\ntitle: T\nclusters:\n  main: {port: auto, docker: {name: \(name)}}\n---\n\n"
            let conf = "```conf {cluster=main file=postgresql.conf}\nwork_mem = 8MB\n```\n\n"
            let question = "```wait {cluster=main timeout=5s}\nSELECT current_setting('work_mem') = '8MB'\n```\n"
            let (start, restart) = ("```cluster\nstart main\n```\n\n", "```cluster\nrestart main\n```\n\n")
            try program.write(front + start + conf + restart + question, to: "x.lab.md")
            let host = ProcessInfo.processInfo.environment["DOCKER_HOST"] ?? "unix:///var/run/docker.sock"
            let answer = try program.script(
                """
                mkdir -m 777 user
                cd user
                group="$(stat -L -c %g "\(host.dropFirst("unix://".count))")"
                \(OtherUser.words.joined(separator: " ")) --groups="$group" \\
                    env HOME="$PWD" TMPDIR="$PWD" labjournal play --driver docker ../x.lab.md
                ls -d labjournal-* 2>/dev/null || echo nothing
                """)
            #expect(answer.status == 0, "\(answer.errors)")
            #expect(answer.output.hasSuffix("nothing\n"), "\(answer.errors)")
        }

        /// The recorder is the same user, who may not read the files: the engine does.
        @Test func changesOfFilesInVolumesAreRecorded() throws {
            let program = try Program()
            chmod(program.directory.path, 0o777)
            let name = "user-\(UUID().uuidString.prefix(8).lowercased())"
            defer { _ = try? DockerEngine.ask("rm", "--force", name) }
            let port = Int.random(in: 10_000..<19_000)
            let typist = try Typist(program, by: OtherUser.inEngine, verb: ["shell", "--shell", "/bin/bash"])
            let volume = "-v $HOME/volume:/var/lib/postgresql/data"
            try typist.expect(Typist.prompt)
            try typist.enter(
                "docker run --rm --name \(name) -e POSTGRES_PASSWORD=docker -d -p \(port):5432 \(volume) \(DockerEngine.image)"
            )
            try waitUntil("the server") {
                try DockerEngine.ask("exec", name, "pg_isready", "-h", "127.0.0.1").status == 0
            }
            // Nobody goes on before seeing that it has started.
            Thread.sleep(forTimeInterval: 1)
            let file = "/var/lib/postgresql/data/postgresql.conf"
            try typist.enter("docker exec \(name) sed -i 's/^#*wal_keep_size.*/wal_keep_size = 64MB/' \(file)")
            // The engine takes a moment to read what somebody has just changed.
            Thread.sleep(forTimeInterval: 1)
            try typist.enter("docker stop \(name)")
            Thread.sleep(forTimeInterval: 2)
            try typist.enter(
                "docker run --rm -v $HOME/volume:/v --entrypoint sh \(DockerEngine.image) -c 'echo work_mem = 8MB >> /v/postgresql.conf'"
            )
            try typist.exit()
            let entries = try program.entries()
            #expect(entries.texts("kind") == ["sh", "sh", "conf", "sh", "sh", "conf"])
            #expect((entries[2]["output"] as? String)?.contains("wal_keep_size = 64MB") == true)
            #expect((entries[5]["output"] as? String)?.contains("work_mem = 8MB") == true)
            let secret = ["LABJOURNAL_SECRET_SECRET_1": "docker"]
            let replay = try program.replay(environment: secret)
            #expect(replay.answer.status == 0, "\(replay.answer.output)")
        }
    }
}
