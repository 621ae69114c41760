/// Which rules a command line's output needs, by the programs that it calls.
enum ToolRules {
    static func rules(for command: String) -> LineRules {
        var rules = LineRules()
        for (index, words) in calls(in: command).enumerated() {
            let arguments = words.dropFirst()
            switch words.first.map({ $0.split(separator: "/").last ?? $0 }) ?? "" {
            case "pg_ctl", "pg_ctlcluster", "service", "systemctl": rules.joinsDots = true
            case "pg_basebackup": rules.leavesOutProgress = true
            case "ps":
                rules.columns.append(.ps)
                rules.describesProcesses = true
                rules.layout = headerless(arguments) ?? filtered(arguments, index, of: command)
            case "cat", "head": rules.isLockFile = index == 0 && command.range(of: "postmaster.pid") != nil
            case "pg_lsclusters": rules.columns.append(.lsclusters)
            case "docker", "podman": add(arguments, to: &rules)
            case "psql": rules.leavesOutPositions = true
            case "vacuumdb", "reindexdb", "clusterdb": rules.leavesOutWork = true
            case "pgbench": rules.leavesOutRates = true
            case "pg_dump", "pg_dumpall": rules.leavesOutRestrictions = true
            default: break
            }
        }
        return rules
    }

    /// The statement that a call of psql carries out, as far as the command line says it; nil when none calls psql.
    static func statement(for command: String) -> String? {
        let calls = calls(in: command).filter { $0.contains { $0 == "psql" || $0.hasSuffix("/psql") } }
        guard let call = calls.first else { return nil }
        let option = call.first { $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.hasSuffix("c") }
        guard calls.count == 1, let option, let place = command.range(of: " \(option) ") else { return "" }
        let rest = command[place.upperBound...].drop { $0 == " " }
        guard let quote = rest.first, quote == "'" || quote == "\"" else { return "" }
        return String(rest.dropFirst().prefix { $0 != quote })
    }

    /// The columns of `ps --no-headers -o pid,ppid,args`.
    private static func headerless(_ arguments: ArraySlice<Substring>) -> ColumnRule.Layout? {
        guard arguments.contains("--no-headers"), let option = arguments.firstIndex(of: "-o"),
            arguments.indices.contains(option + 1)
        else { return nil }
        return ColumnRule.ps.layout(of: arguments[option + 1].uppercased().split(separator: ",").joined(separator: " "))
    }

    /// The columns of a list of processes whose header a filter has taken away: `ps -ef | grep postgres`.
    private static func filtered(
        _ arguments: ArraySlice<Substring>, _ index: Int, of command: String
    ) -> ColumnRule.Layout? {
        guard index == 0, command.contains("|"), !command.contains(where: { ";&\n()".contains($0) }) else { return nil }
        return headers[arguments.first?.drop { $0 == "-" } ?? ""].map(ColumnRule.ps.layout(of:))
    }

    private static let headers: [Substring: String] = [
        "ef": "UID PID PPID C STIME TTY TIME CMD", "e": "PID TTY TIME CMD", "A": "PID TTY TIME CMD",
        "aux": "USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND", "ax": "PID TTY STAT TIME COMMAND",
    ]

    /// `docker ps`, and what runs inside of a container.
    private static func add(_ arguments: ArraySlice<Substring>, to rules: inout LineRules) {
        if arguments.contains("ps") || arguments.contains("ls") { rules.columns.append(.docker) }
        guard arguments.first == "exec" else { return }
        if arguments.contains("ps") {
            rules.columns.append(.ps)
            rules.describesProcesses = true
        }
        if arguments.contains("psql") { rules.leavesOutPositions = true }
        if arguments.contains(where: { $0.hasSuffix("pg_ctl") }) { rules.joinsDots = true }
        if arguments.contains(where: { $0.hasSuffix("pg_basebackup") }) { rules.leavesOutProgress = true }
    }

    /// The words of each call in a command line, without `sudo` and what sets the environment.
    private static func calls(in command: String) -> [[Substring]] {
        command.split(whereSeparator: { "|;&\n()".contains($0) }).map { call in
            let words = call.split(whereSeparator: { $0 == " " || $0 == "\t" })
            return Array(words.drop { isPrefix($0) })
        }
    }

    private static func isPrefix(_ word: Substring) -> Bool {
        let prefixes = ["sudo", "env", "exec", "time", "nohup", "command", "!", "-u", "postgres", "runuser", "--"]
        return prefixes.contains(String(word)) || (word.contains("=") && !word.hasPrefix("-"))
    }
}
