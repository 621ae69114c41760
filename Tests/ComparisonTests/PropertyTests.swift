import Comparison
import LabModel
import Testing

/// What must hold of any output.
@Suite struct PropertyTests {
    @Test(arguments: Samples.all.indices) func `other volatile values make an output equivalent`(index: Int) throws {
        let sample = Samples.all[index]
        for seed in 1...20 {
            var renaming = Renaming(seed: UInt64(seed))
            let other = sample.text { renaming.value($0, $1) }
            let found = try Sample.compare(sample.text, other)
            #expect(found.verdict == .equivalent && found.differences.isEmpty, "\(found.differences)\n\(other)")
        }
    }

    @Test(arguments: Samples.all.indices) func `any other character makes an output different`(index: Int) throws {
        let sample = Samples.all[index]
        var random = Seeded(state: 7)
        var renaming = Renaming(seed: 3)
        let renamed = Sample(renaming: sample) { renaming.value($0, $1) }
        for sampleText in [sample, renamed] {
            let bytes = Array(sampleText.text.utf8)
            for offset in sampleText.literalOffsets where bytes[offset] != 10 {
                var changed = bytes
                // A digit beside a value would only make it another value.
                let isBeside = !sampleText.isLiteral(offset - 1) || !sampleText.isLiteral(offset + 1)
                repeat {
                    changed[offset] = UInt8.random(in: isBeside ? 33...47 : 33...126, using: &random)
                } while changed[offset] == bytes[offset]
                let other = String(decoding: changed, as: UTF8.self)
                let found = try Sample.compare(sample.text, other)
                #expect(found.verdict == .different, "offset \(offset) of \(other)")
            }
        }
    }

    @Test(arguments: Samples.all.indices) func `a line more or less makes an output different`(index: Int) throws {
        let text = Samples.all[index].text
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for left in lines.indices.dropLast() {
            let rest = lines.indices.filter { $0 != left }.map { lines[$0] }.joined(separator: "\n")
            let (less, more) = (try Sample.compare(text, rest), try Sample.compare(rest, text))
            #expect(less.verdict == .different && less.differences.count == 1, "\(less.differences)")
            #expect(more.verdict == .different && more.differences.count == 1, "\(more.differences)")
        }
    }

    @Test(arguments: Samples.all.indices) func `an output is the same as itself`(index: Int) throws {
        let text = Samples.all[index].text
        #expect(try Sample.compare(text, text) == EntryComparison(verdict: .same, differences: []))
    }
}

extension Sample {
    /// The sample with other values, still marked.
    init(renaming sample: Sample, _ value: (String, String) -> String) {
        let parts = sample.parts.map { part -> String in
            switch part {
            case .literal(let text): text
            case .value(let kind, let text): "‹\(kind):\(value(kind, text))›"
            }
        }
        self.init(parts.joined())
    }
}

/// Gives volatile values other values of their kind, each always the same one.
struct Renaming {
    private var random: Seeded
    private var given: [String: String] = [:]
    private var lsnOffset: UInt64

    init(seed: UInt64) {
        random = Seeded(state: seed)
        lsnOffset = UInt64.random(in: 1...0xFFFF, using: &random) << 4
    }

    mutating func value(_ kind: String, _ text: String) -> String {
        if let known = given[kind + text] { return known }
        let value = fresh(kind, text)
        if given.values.contains(value), kind != "lsn" { return self.value(kind, text) }
        given[kind + text] = value
        return value
    }

    private mutating func fresh(_ kind: String, _ text: String) -> String {
        switch kind {
        case "lsn": return LSN(text).map { LSN(bytes: $0.bytes * 3 + lsnOffset).description } ?? text
        case "pid", "port": return String(Int.random(in: 10_000...59_999, using: &random))
        case "oid": return String(Int.random(in: 16_384...99_999, using: &random))
        case "xid": return String(Int.random(in: 700...99_999, using: &random))
        case "address": return "10.\(part()).\(part()).\(part())"
        case "systemIdentifier":
            return String(Int64.random(in: 7_000_000_000_000_000_000...7_999_999_999_999_999_999, using: &random))
        case "walFile": return "00000001" + text.dropFirst(8).dropLast(2) + "4F"
        default: return shuffled(text)
        }
    }

    private mutating func part() -> Int { Int.random(in: 1...250, using: &random) }

    /// Another last digit: a valid time stays one.
    private mutating func shuffled(_ text: String) -> String {
        guard let last = text.lastIndex(where: { $0.isNumber }) else { return text }
        var characters = Array(text)
        let index = text.distance(from: text.startIndex, to: last)
        characters[index] = Character(String(Int.random(in: 0...9, using: &random)))
        let result = String(characters)
        return result == text ? shuffled(text) : result
    }
}
