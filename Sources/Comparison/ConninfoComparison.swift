internal import LabModel

/// Compares connection strings key by key: another version's libpq writes further keys into a standby's settings.
struct ConninfoComparison {
    /// The setting that holds a connection string.
    static let setting = "primary_conninfo"

    let cluster: String?
    let versions: Versions

    init(cluster: String?, _ versions: Versions) {
        self.cluster = cluster
        self.versions = versions
    }

    /// Whether it counts that only one of the two has a key.
    private func matters(_ key: String) -> Bool {
        !versions.differ && !(versions.driversDiffer && ["password", "passfile"].contains(key))
    }

    func compare(
        _ recorded: String, _ replayed: String, place: String, _ symbols: inout SymbolTable
    ) -> TextVerdict {
        let (first, second) = (Self.parts(of: recorded), Self.parts(of: replayed))
        var verdict = TextVerdict(match: recorded == replayed ? .same : .equivalent, differences: [])
        for (key, value) in first {
            let other = second.first { $0.key == key }?.value
            if key == "host", let other, isSameMachine(value, other) { continue }
            if let other, symbols.match(text: value[...], other[...], in: cluster) != .different { continue }
            // It lies in the home directory of whoever made the copy.
            let matters = (other != nil || matters(key)) && key != "passfile"
            verdict.differences.append(
                Difference(place: "\(place), \(key)", recorded: value, replayed: other, matters: matters))
        }
        for (key, value) in second where !first.contains(where: { $0.key == key }) {
            verdict.differences.append(
                Difference(place: "\(place), \(key)", recorded: nil, replayed: value, matters: matters(key)))
        }
        if verdict.differences.contains(where: \.matters) { verdict.match = .different }
        return verdict
    }

    /// Whether two hosts are one. Where there are no networks of containers, all that is in them is in one place.
    private func isSameMachine(_ recorded: String, _ replayed: String) -> Bool {
        let isHere = [recorded, replayed].map(Self.isThisMachine)
        return isHere == [true, true] || versions.driversDiffer && isHere.contains(true)
    }

    /// Whether a host is this machine by one of its names, or a socket's directory.
    private static func isThisMachine(_ host: String) -> Bool {
        ["localhost", "::1"].contains(host) || ["127.", "/"].contains { host.hasPrefix($0) }
    }

    /// The string of a line `primary_conninfo = '…'`; a setting in force stands without quotes.
    private static func unquoted(_ line: String) -> Substring {
        guard line.hasPrefix(setting), let open = line.firstIndex(of: "'"), let close = line.lastIndex(of: "'"),
            open < close
        else { return line[...] }
        return line[line.index(after: open)..<close]
    }

    /// `host=a port=1` as its keys and values; a word without `=` goes on with the value before it.
    private static func parts(of conninfo: String) -> [(key: String, value: String)] {
        var parts: [(key: String, value: String)] = []
        for word in unquoted(conninfo).split(separator: " ") {
            let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if halves.count == 2 {
                parts.append((String(halves[0]), String(halves[1])))
            } else if let last = parts.popLast() {
                parts.append((last.key, last.value + " " + word))
            } else {
                parts.append((String(word), ""))
            }
        }
        return parts
    }
}
