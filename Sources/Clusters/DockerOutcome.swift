public import LabModel

/// What happens when a container's command lines have ended.
extension DockerCluster {
    public func hasSettled(_ operation: ClusterOperation) throws(ClusterError) -> Bool {
        switch operation {
        case .start:
            try container.attach()
            guard container.isUp else { throw container.absence() }
            guard client.server.accepts else { return false }
            container.settle()
            return true
        case .stop, .restart:
            // The name is free a moment after the server has stopped.
            return try container.state() == .missing
        default: return true
        }
    }

    public func failure(of operation: ClusterOperation, exitStatus: Int32) -> ClusterError {
        let ended = "exit status \(exitStatus)"
        do {
            if case .start = operation {
                container.release()
                try requireFreeName()
                try Port.requireFree(port, for: name)
            } else {
                // The engine may be gone, and then its own words say too little.
                _ = try container.state()
            }
        } catch { return error.of(name) }
        let said = container.logTail(lines: 20).flatMap { $0.isEmpty ? nil : "Meanwhile its server logged:\n\($0)" }
        return ClusterError(
            .command(exitStatus: exitStatus), cluster: name, problem: "the operation failed with \(ended)",
            remedy: said ?? "Its output above says why.")
    }

    public var replicationArguments: (arguments: [String], environment: [Variable]) {
        (
            ["-h", container.place.host, "-p", "\(container.place.port)", "-U", superuser],
            [Variable(name: "PGPASSWORD", value: password)]
        )
    }

    public func psql(database: String?, user: String?) -> CommandLine {
        let role = ["-U", user ?? superuser, "-d", database ?? "postgres"]
        var search = search
        search.path = environment.first { $0.name == "PATH" }?.value ?? search.path
        guard let program = search.program("psql") else {
            return command(["docker", "exec", "-it", container.name, "psql"] + role)
        }
        // A password that was typed in the lab's own docker run stands in no file.
        let isAsked = container.typed != nil && (user ?? superuser) == superuser
        let password = isAsked ? [Variable(name: "PGPASSWORD", value: password)] : []
        return CommandLine(
            ["psql", "-h", container.place.host, "-p", "\(container.place.port)"] + role, executable: program,
            directory: runDirectory.home,
            environment: environment + password)
    }

    public func shutdownCommands() -> [CommandLine] {
        ((try? leftovers) ?? []).map { command(["docker", "stop", $0.id], limit: .seconds(30)) }
    }
}
