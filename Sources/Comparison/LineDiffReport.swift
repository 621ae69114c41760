internal import LabModel

extension LineDiff {
    /// What a window of lines has to say, and how far it was read.
    struct Found {
        var differences: [Difference] = []
        var recorded = 0
        var replayed = 0
    }

    /// Says every change; to the last lines that agree, or to the end.
    func differences(_ symbols: inout SymbolTable, toEnd: Bool, lines: (Int, Int)) -> Found {
        var found = Found()
        for (one, two) in pairs + (toEnd ? [(recorded.count, replayed.count)] : []) {
            sayChange(upTo: one, two, &found, &symbols, lines)
            if one < recorded.count, two < replayed.count { say(one, two, &found, &symbols, lines) }
            (found.recorded, found.replayed) = (min(one + 1, recorded.count), min(two + 1, replayed.count))
        }
        return found
    }

    /// Lines between two that agree: set against each other one by one, the rest removed or added.
    private func sayChange(
        upTo one: Int, _ two: Int, _ found: inout Found, _ symbols: inout SymbolTable, _ lines: (Int, Int)
    ) {
        let shared = min(one - found.recorded, two - found.replayed)
        for offset in 0..<shared { say(found.recorded + offset, found.replayed + offset, &found, &symbols, lines) }
        for index in found.recorded + shared..<one {
            found.differences.append(Self.difference(recorded[index], nil, line: lines.0 + index, &symbols, cluster))
        }
        for index in found.replayed + shared..<two {
            found.differences.append(Self.difference(nil, replayed[index], line: lines.1 + index, &symbols, cluster))
        }
    }

    private func say(
        _ one: Int, _ two: Int, _ found: inout Found, _ symbols: inout SymbolTable, _ lines: (Int, Int)
    ) {
        let match = recorded[one].withUnsafeBufferPointer { first in
            replayed[two].withUnsafeBufferPointer { second -> Match in
                if isExact { return first.isEqual(to: second) ? .same : .different }
                return symbols.match(line: first, second, in: cluster)
            }
        }
        guard match == .different else { return }
        let difference = Self.difference(recorded[one], replayed[two], line: lines.0 + one, &symbols, cluster)
        found.differences.append(difference)
    }

    /// A line that differs, was added or was removed.
    static func difference(
        _ recorded: [UInt8]?, _ replayed: [UInt8]?, line: Int, _ symbols: inout SymbolTable, _ cluster: String?
    ) -> Difference {
        let place = "line \(line)"
        guard let recorded, let replayed else {
            let first = recorded?.withUnsafeBufferPointer { symbols.named($0, .recorded, in: cluster) }
            let second = replayed?.withUnsafeBufferPointer { symbols.named($0, .replayed, in: cluster) }
            return Difference(place: place, recorded: first, replayed: second).abridged()
        }
        let (first, second) = recorded.withUnsafeBufferPointer { one in
            replayed.withUnsafeBufferPointer { symbols.names(one, $0, in: cluster) }
        }
        return Difference(place: place, recorded: first, replayed: second).abridged()
    }
}
