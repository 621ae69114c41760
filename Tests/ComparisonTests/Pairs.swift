import Comparison
import Foundation
import LabModel
import Testing

/// A fixture: two outputs of one command, and what is to be said of them. `Fixtures/README.md` has the format.
struct OutputPair: Sendable, CustomTestStringConvertible {
    let path: String
    let fields: [(key: String, value: String)]
    let recorded: [UInt8]
    let replayed: [UInt8]

    var testDescription: String { path }

    func field(_ key: String) -> String? { fields.first { $0.key == key }?.value }

    /// The parts of places that must be said.
    var differs: [String] { fields.filter { $0.key == "differs" }.map(\.value) }

    /// The two values of a field; one value is both sides'.
    private func both(_ key: String) -> (String?, String?) {
        let values = field(key)?.split(separator: " ").map(String.init) ?? []
        return (values.first, values.last)
    }

    /// What comparing the two outputs says.
    func compare() throws -> EntryComparison {
        let (versions, exits, states) = (both("versions"), both("exit"), both("sqlstate"))
        var comparison = RunComparison(recorded: facts(versions.0, 0), replayed: facts(versions.1, 1))
        return try comparison.compare(
            entry(recorded, exits.0, states.0), entry(replayed, exits.1, states.1))
    }

    /// The n-th values of a field that may stand several times.
    private func pair(_ key: String, _ index: Int) -> [String]? {
        let values = fields.filter { $0.key == key }.map(\.value)
        return values.indices.contains(index) ? values[index].split(separator: " ").map(String.init) : nil
    }

    /// What the clusters of one side were given; 0 is the recorded one.
    private func facts(_ version: String?, _ side: Int) -> RunFacts {
        let clusters = (0..<3).map { index in
            ClusterFacts(
                name: index == 0 ? field("cluster") ?? "master" : "cluster \(index)",
                host: pair("hosts", index)?[side] ?? "", port: pair("ports", index).flatMap { Int($0[side]) } ?? 0,
                address: "", data: pair("data", index)?[side], serverVersion: version, systemIdentifier: nil)
        }
        return RunFacts(host: "", variables: [], clusters: clusters, directory: pair("homes", 0)?[side])
    }

    private func entry(_ bytes: [UInt8], _ exit: String?, _ state: String?) -> EntryFacts {
        let kind = field("kind").flatMap(Block.Kind.init(word:)) ?? .sql
        let command = CommandFacts(
            text: field("command") ?? "", output: Output(bytes), exitStatus: exit.flatMap { Int($0) }, sqlState: state)
        return EntryFacts(kind: kind, cluster: kind == .sql ? field("cluster") ?? "master" : nil, commands: [command])
    }
}

extension OutputPair {
    static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")

    /// Every pair below `Fixtures`, or below the folder that the environment names.
    static let all: [OutputPair] = {
        let folder = ProcessInfo.processInfo.environment["PAIRS"].map { URL(fileURLWithPath: $0) } ?? fixtures
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".pair") }.sorted().compactMap { path in
            (try? Data(contentsOf: folder.appendingPathComponent(path))).map {
                OutputPair(path: path, bytes: Array($0))
            }
        }
    }()

    private init(path: String, bytes: [UInt8]) {
        let first = Self.find("--- recorded\n", in: bytes, from: 0) ?? bytes.count..<bytes.count
        let second = Self.find("--- replayed\n", in: bytes, from: first.upperBound) ?? bytes.count..<bytes.count
        self.path = path
        fields = Self.fields(String(decoding: bytes[..<first.lowerBound], as: UTF8.self))
        recorded = Array(bytes[first.upperBound..<second.lowerBound])
        replayed = Array(bytes[second.upperBound...])
    }

    private static func find(_ line: String, in bytes: [UInt8], from start: Int) -> Range<Int>? {
        let line = Array(line.utf8)
        let place = (start..<max(start, bytes.count - line.count + 1)).first {
            ($0 == 0 || bytes[$0 - 1] == 10) && bytes[$0..<$0 + line.count].elementsEqual(line)
        }
        return place.map { $0..<$0 + line.count }
    }

    private static func fields(_ text: String) -> [(key: String, value: String)] {
        var fields: [(key: String, value: String)] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("  "), !fields.isEmpty {
                fields[fields.count - 1].value += "\n" + line.dropFirst(2)
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                fields.append((String(line[..<colon]), String(value)))
            }
        }
        return fields
    }
}
