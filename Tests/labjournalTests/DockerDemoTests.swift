import Foundation
import Testing

extension InContainers {
    /// The main job in real containers.
    @Suite struct DockerDemo {
        @Test func playsTheLabInContainers() throws {
            let program = try Program()
            let demo = try program.run("demo", "--driver", "docker", "--set", "delay=1s", "--directory", "lab")
            try #require(demo.status == 0, "\(demo.errors)")
            let run = try #require(try program.run("runs", "--json", "--journal", "lab/journal.sqlite").objects().first)
            #expect(try DockerEngine.containers(of: #require(run["id"] as? String)) == [])
            let entries = try program.run("log", "--json", "--journal", "lab/journal.sqlite").objects()
            #expect(entries.allSatisfy { $0["status"] as? String == "ok" })
            let operations = entries.filter { $0["kind"] as? String == "cluster" }
            let commands = operations.flatMap { $0["commands"] as? [[String: Any]] ?? [] }
            let texts = commands.compactMap { $0["text"] as? String }
            #expect(texts.filter { !$0.hasPrefix("docker ") && !$0.hasPrefix("find ") } == [])
            func output(_ picture: String) throws -> String {
                let entry = try #require(entries.first { $0["picture"] as? String == picture })
                return try #require(entry["output"] as? String)
            }
            #expect(try output("ip_bridge").contains(/\n\d+\.\d+\.\d+\.\d+\/\d+\n/))
            let addresses = try ["ip_address_gateway", "ip_address_master", "ip_address_container_replica"].map {
                try #require(try output($0).firstMatch(of: /\n(\d+\.\d+\.\d+\.\d+)\n/)).1
            }
            #expect(Set(addresses).count == 3)
            let shown = try output("replica_auto_conf").replacingOccurrences(of: "\n", with: "")
            // A restart may have given the master another address, if somebody else's container took its own.
            #expect(shown.contains(/host=(?!127\.)\d+\.\d+\.\d+\.\d+ port=5432/))
            #expect(try output("pg_hba_on_master").contains("\(addresses[2])/32"))
            try checkTemplate(program)
        }

        private func checkTemplate(_ program: Program) throws {
            try program.write("![x](https://example.org/master_ps_run.png)\n", to: "homework.md")
            let answer = try program.run(
                "report", "--journal", "lab/journal.sqlite", "--template", "homework.md", "--output", "fresh.md")
            #expect(answer.status == 0)
            #expect(try program.read("fresh.md") == "![x](images/master_ps_run.svg)\n")
            #expect(try program.read("images/master_ps_run.svg").contains("docker run --rm --name master"))
        }
    }
}
