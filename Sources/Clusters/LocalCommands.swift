public import LabModel

/// How a local cluster's command lines are put together, and what is said when one fails.
extension LocalCluster {
    /// A command line that runs as the server's user, where the run's files are.
    func serverCommand(
        _ arguments: [String], adding variables: [Variable] = [], limit: Duration = .seconds(120)
    ) -> CommandLine {
        let home = data.owner.home.map { [Variable(name: "HOME", value: $0)] } ?? []
        return CommandLine(
            arguments, executable: executable(arguments.first ?? ""), directory: runDirectory.path,
            user: data.owner.name, environment: environment + home + variables, limit: limit)
    }

    /// A command line that runs as the present user.
    func clientCommand(_ arguments: [String], in directory: String? = nil, adding variables: [Variable] = [])
        -> CommandLine
    {
        CommandLine(
            arguments, executable: executable(arguments.first ?? ""), directory: directory ?? runDirectory.path,
            environment: environment + variables)
    }

    private func executable(_ name: String) -> String {
        var search = search
        search.path = installation.path(search)
        return search.program(name) ?? name
    }

    func loopback(_ arguments: [String]) throws(ClusterError) -> CommandLine {
        guard search.program("ip") != nil else {
            throw ClusterError(
                .notInstalled, cluster: name, problem: "the program ip is not installed",
                remedy: "Install it: apt-get install iproute2")
        }
        return clientCommand(["ip", "-4"] + arguments)
    }

    /// The server itself says at which address it was reached.
    func address() throws(ClusterError) -> CommandLine {
        guard isRunning else {
            throw ClusterError(
                .notRunning, cluster: name, problem: "its server does not run, so it has no address",
                remedy: "Start it: start \(name)")
        }
        let arguments = replicationArguments.arguments + ["-Atc", "SELECT inet_server_addr()"]
        return clientCommand(["psql"] + arguments, adding: [Variable(name: "PSQLRC", value: "/dev/null")])
    }

    func logs(_ lines: Int) throws(ClusterError) -> CommandLine {
        guard FileStatus(path: log)?.isRegular == true else {
            throw ClusterError(
                .file, cluster: name, problem: "its server has logged nothing in this run",
                remedy: "Start it: start \(name)")
        }
        return serverCommand(["tail", "-n", "\(lines)", Path.name(of: log)])
    }

    public func logTail(lines: Int) -> String? { LogFile(path: log).tail(lines: lines) }

    public func failure(of operation: ClusterOperation, exitStatus: Int32) -> ClusterError {
        let ended = "exit status \(exitStatus)"
        guard data.isInitialized, let said = LogFile(path: log).tail(lines: 20, from: logStart), !said.isEmpty else {
            return ClusterError(
                .command(exitStatus: exitStatus), cluster: name,
                problem: "the operation failed with \(ended)",
                remedy: "Its output above says why.")
        }
        switch operation {
        case .start, .restart:
            return ClusterError(
                .command(exitStatus: exitStatus), cluster: name, problem: "its server did not start (\(ended))",
                remedy: "Its log ends:\n\(said)")
        default:
            return ClusterError(
                .command(exitStatus: exitStatus), cluster: name, problem: "the operation failed with \(ended)",
                remedy: "Meanwhile its server logged:\n\(said)")
        }
    }
}
