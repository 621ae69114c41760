internal import LabModel

/// What differs by itself between clusters in containers and clusters of this machine.
enum DriverWords {
    /// Settings that the driver or its image gives a cluster, not the lab.
    static let settings: Set<String> = [
        "listen_addresses", "port", "unix_socket_directories", "TimeZone", "log_timezone", "lc_messages",
        "lc_monetary", "lc_numeric", "lc_time", "default_text_search_config", "external_pid_file", "log_line_prefix",
        "ssl", "ssl_cert_file", "ssl_key_file", "cluster_name", "stats_temp_directory",
    ]

    /// Whether a line of a configuration file is the driver's: such a setting, or an image's rule for everybody.
    static func isOwn(_ line: String) -> Bool {
        let words = line.split(whereSeparator: \.isWhitespace)
        if words.starts(with: ["host", "all", "all", "all"]) { return true }
        return settings.contains(ConfigurationState.name(of: line))
    }

    /// Another driver says `docker network inspect` for `ip route`: their words cannot be compared. But the
    /// address that the one names first stands for that of the other.
    static func learn(_ recorded: EntryFacts, _ replayed: EntryFacts, _ symbols: inout SymbolTable) {
        guard recorded.commands.count == 1, replayed.commands.count == 1,
            let first = try? recorded.commands.first?.output.text(),
            let second = try? replayed.commands.first?.output.text(),
            let one = address(in: first), let two = address(in: second)
        else { return }
        symbols.follow(address: one, two)
    }

    /// The first IPv4 address of a text.
    private static func address(in text: String) -> Substring? {
        text.split { !$0.isNumber && $0 != "." }.first { word in
            let parts = word.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
        }
    }

    /// Connection strings without the password that servers in containers ask for.
    static func withoutPasswords(_ text: String) -> String {
        let key = " password="
        guard text.contains("user="), text.contains(key) else { return text }
        var result = ""
        var rest = text[...]
        while let found = rest.firstRange(of: key) {
            result += rest[..<found.lowerBound]
            rest = rest[found.upperBound...].drop { !$0.isWhitespace && $0 != "'" && $0 != "\"" }
        }
        return result + rest
    }
}

extension ClusterFacts {
    /// The port as the server itself has it.
    var serverPort: String { driver == .docker ? "5432" : String(port) }

    /// The data directory as the server itself has it; images have it elsewhere from PostgreSQL 18 on.
    var serverData: String? {
        guard driver == .docker else { return data }
        let major = Int((serverVersion ?? "").prefix { $0.isNumber }) ?? 0
        return major >= 18 ? "/var/lib/postgresql/\(major)/docker" : "/var/lib/postgresql/data"
    }

    /// The directory of the server's sockets.
    var sockets: String? { driver == .docker ? "/var/run/postgresql" : data.flatMap(Bindings.parent) }
}

extension SymbolTable {
    /// Makes one address stand for another wherever they are met.
    mutating func follow(address recorded: Substring, _ replayed: Substring) {
        recorded.withBytes { first in replayed.withBytes { bind(first, $0, as: .address) } }
    }
}

extension ConfigurationState {
    /// Whether the file, as the block left it, has a line: on one driver it may have had it before.
    func holds(_ line: String, in cluster: String?, _ symbols: SymbolTable, isRecorded: Bool) -> Bool {
        let wanted = Self.words(of: line)
        return active.contains { other in
            var symbols = symbols
            let (first, second) = isRecorded ? (Self.words(of: other), wanted) : (wanted, Self.words(of: other))
            return symbols.match(text: first[...], second[...], in: cluster) != .different
        }
    }

    /// A line without the comment behind it, its words one blank apart.
    private static func words(of line: String) -> String {
        line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
