import Testing

extension InContainers {
    /// The labs of more nodes, in containers.
    @Suite struct DockerLabs {
        @Test(arguments: LabsTests.names.dropFirst())
        func itPlaysInContainersAndReplaysOnLocalServers(name: String) throws {
            let program = try Program()
            let demo = try program.run("demo", name, "--driver", "docker", "--directory", ".")
            try #require(demo.status == 0, "\(demo.errors)")
            let run = try #require(try program.run("runs", "--json").objects().first?["id"] as? String)
            #expect(try DockerEngine.containers(of: run) == [])
            let (answer, entries, summary) = try program.replay("--driver", "local")
            let bad = entries.filter { ["different", "failed"].contains($0.value["verdict"] as? String) }
            #expect(answer.status == 0 && (summary["skipped"] ?? 0) == 0, "\(bad)")
        }
    }
}
