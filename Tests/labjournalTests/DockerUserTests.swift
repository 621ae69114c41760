import Foundation
import Testing

/// Somebody who is not root.
private enum OtherUser {
    static let words = ["setpriv", "--reuid=65534", "--regid=65534"]

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
    }
}
