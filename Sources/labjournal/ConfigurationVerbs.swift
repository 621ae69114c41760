internal import ArgumentParser
internal import LabModel

/// `labjournal snapshot`.
struct SnapshotVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Keep a configuration file of a cluster as it stands, and the settings in force.",
        discussion: """
            Examples:
              labjournal snapshot master postgresql.conf --grep '^wal'
              labjournal snapshot replica postgresql.auto.conf --picture replica_auto_conf

            Exit codes: 0 done, 1 error, 4 the file cannot be read, 6 the journal is damaged or newer, 7 refused by a \
            guard, 64 usage, 65 --grep is no regular expression.
            """)

    @Argument(help: ArgumentHelp("The cluster.", valueName: "cluster"), completion: .recordedClusters)
    var cluster: String
    @Argument(help: ArgumentHelp("The file, inside the data directory.", valueName: "file"))
    var file: String
    @Option(name: .long, help: ArgumentHelp("Show only the lines that match.", valueName: "regex"))
    var grep: String?
    @OptionGroup var carryingOut: CarryingOut

    func run() throws {
        let attributes =
            BlockOptions.attribute("cluster", cluster) + BlockOptions.attribute("file", file)
            + BlockOptions.flag("show", true) + BlockOptions.attribute("grep", grep)
        try carryingOut.carryOut(.configuration, attributes, "")
    }
}

/// `labjournal set`.
struct SetVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change settings in a configuration file of a cluster that was made here.",
        discussion: """
            A line of the name is replaced, its comment kept; else a line is appended. The server learns of it by \
            labjournal cluster reload, or restart.

            Examples:
              labjournal set master wal_level=replica max_wal_senders=4
              labjournal set replica recovery_min_apply_delay=5min
              labjournal set master listen_addresses='*' --picture listen_address

            Exit codes: 0 done, 1 error, 4 the file cannot be changed, 6 the journal is damaged or newer, 7 refused by a \
            guard, 64 usage, 65 not a setting.
            """)

    @Argument(help: ArgumentHelp("The cluster.", valueName: "cluster"), completion: .recordedClusters)
    var cluster: String
    @Argument(help: ArgumentHelp("The settings.", valueName: "name=value"))
    var settings: [String]
    @Option(name: .long, help: ArgumentHelp("The file, inside the data directory.", valueName: "file"))
    var file = "postgresql.conf"
    @OptionGroup var carryingOut: CarryingOut

    func run() throws {
        let attributes = BlockOptions.attribute("cluster", cluster) + BlockOptions.attribute("file", file)
        try carryingOut.carryOut(.configuration, attributes, settings.map { Self.line($0) + "\n" }.joined())
    }

    /// The setting as the file has it: what is not a plain word or number stands in quotes
    /// (https://www.postgresql.org/docs/current/config-setting.html).
    private static func line(_ setting: String) -> String {
        let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return setting }
        let value = parts[1]
        let isPlain = !value.isEmpty && value.utf8.allSatisfy { $0 < 0x80 && Character(UnicodeScalar($0)).isPlain }
        let isQuoted = value.count > 1 && value.hasPrefix("'") && value.hasSuffix("'")
        return "\(parts[0]) = " + (isPlain || isQuoted ? value : "'\(value.replacing("'", with: "''"))'")
    }
}

extension Character {
    fileprivate var isPlain: Bool { isLetter || isNumber || self == "_" || self == "." || self == "-" }
}

/// `labjournal hba`.
struct HBAVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hba",
        abstract: "Put rules into pg_hba.conf of a cluster that was made here.",
        discussion: """
            A rule goes before the first one, unless it is there already. The server learns of it by labjournal cluster \
            reload.

            Examples:
              labjournal hba master host replication all 127.0.0.1/32 trust
              labjournal hba master "host all all 10.0.0.0/8 scram-sha-256" "host all all ::1/128 trust" --end

            Exit codes: 0 done, 1 error, 4 the file cannot be changed, 6 the journal is damaged or newer, 7 refused by a \
            guard, 64 usage.
            """)

    @Argument(help: ArgumentHelp("The cluster.", valueName: "cluster"), completion: .recordedClusters)
    var cluster: String
    @Argument(help: ArgumentHelp("The rules, each in quotes; or one rule.", valueName: "rule"))
    var rules: [String]
    @Flag(name: .long, help: "Put them behind the last rule.")
    var end = false
    @OptionGroup var carryingOut: CarryingOut

    func run() throws {
        let isOne = !rules.contains { $0.contains(where: \.isWhitespace) }
        let lines = isOne ? [rules.joined(separator: " ")] : rules
        let attributes =
            BlockOptions.attribute("cluster", cluster) + BlockOptions.attribute("file", "pg_hba.conf")
            + BlockOptions.attribute("at", end ? "end" : nil)
        try carryingOut.carryOut(.configuration, attributes, lines.map { $0 + "\n" }.joined())
    }
}
