import Comparison
import LabModel

/// Repeatable random numbers (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}

/// A text in which volatile values are marked: `‹pid:12345›`.
struct Sample: Sendable {
    enum Part: Sendable {
        case literal(String)
        case value(kind: String, text: String)
    }

    let parts: [Part]

    init(_ marked: String) {
        var parts: [Part] = []
        for (index, piece) in marked.split(separator: "‹", omittingEmptySubsequences: false).enumerated() {
            guard index > 0, let end = piece.firstIndex(of: "›"), let colon = piece.firstIndex(of: ":") else {
                parts.append(.literal(String(piece)))
                continue
            }
            let text = piece[piece.index(after: colon)..<end]
            parts.append(.value(kind: String(piece[..<colon]), text: String(text)))
            parts.append(.literal(String(piece[piece.index(after: end)...])))
        }
        self.parts = parts
        literalOffsets = Self.literalOffsets(parts)
    }

    /// The text as it was printed.
    var text: String { text { $1 } }

    /// The text with other values.
    func text(replacing: (_ kind: String, _ value: String) -> String) -> String {
        parts.map { part in
            switch part {
            case .literal(let text): text
            case .value(let kind, let text): replacing(kind, text)
            }
        }.joined()
    }

    /// Whether a byte stands outside of volatile values.
    func isLiteral(_ offset: Int) -> Bool { literalOffsets.contains(offset) }

    /// The byte offsets outside of volatile values.
    let literalOffsets: [Int]

    private static func literalOffsets(_ parts: [Part]) -> [Int] {
        var offsets: [Int] = []
        var start = 0
        for part in parts {
            switch part {
            case .literal(let text):
                offsets += start..<start + text.utf8.count
                start += text.utf8.count
            case .value(_, let text): start += text.utf8.count
            }
        }
        return offsets
    }
}

extension Sample {
    /// Compares two outputs of a command.
    static func compare(
        _ recorded: String, _ replayed: String, command: String = "cat", kind: Block.Kind = .shell,
        in comparison: RunComparison? = nil
    ) throws -> EntryComparison {
        let facts = RunFacts(host: "", variables: [], clusters: [])
        var comparison = comparison ?? RunComparison(recorded: facts, replayed: facts)
        return try comparison.compare(
            .printing(recorded, command: command, kind: kind), .printing(replayed, command: command, kind: kind))
    }
}

extension EntryFacts {
    /// An entry with one command.
    static func printing(
        _ text: String, command: String = "cat", kind: Block.Kind = .shell, cluster: String? = nil,
        mode: BlockTask.ComparisonMode = .volatile
    ) -> EntryFacts {
        let command = CommandFacts(text: command, output: Output(Array(text.utf8)), exitStatus: 0)
        return EntryFacts(kind: kind, cluster: cluster, mode: mode, commands: [command])
    }
}

extension RunFacts {
    /// Of a run that had no clusters.
    static let nowhere = RunFacts(host: "", variables: [], clusters: [])
}
