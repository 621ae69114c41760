/// The LSNs of one cluster, recorded and replayed: what grew must grow.
///
/// Kept sorted in pieces of bounded length: what an output prints mostly grows, and is appended; what does not moves
/// only one piece.
struct LSNOrder: Sendable {
    /// A recorded position with the replayed ones that have stood in its place.
    struct Entry: Sendable {
        let recorded: UInt64
        var lowest: UInt64
        var highest: UInt64
        let number: UInt32
    }

    /// What a server writes by itself between two looks: records of running transactions and of checkpoints.
    static let backgroundWAL: UInt64 = 8192
    private static let pieceLength = 512

    private var pieces: [[Entry]] = []

    /// Takes a pair in; nil when it breaks the order.
    ///
    /// - Returns: what stood there before, for `undo`: `.some(nil)` when the position is new.
    mutating func insert(_ recorded: UInt64, _ replayed: UInt64, number: UInt32) -> Entry?? {
        let place = lowerBound { $0.recorded < recorded }
        if let found = entry(at: place), found.recorded == recorded { return widen(found, at: place, to: replayed) }
        guard holds(recorded, replayed, before: place), follows(recorded, replayed, place) else { return nil }
        put(Entry(recorded: recorded, lowest: replayed, highest: replayed, number: number), at: place)
        return .some(nil)
    }

    /// Takes back what `insert` did.
    mutating func undo(_ recorded: UInt64, _ previous: Entry?) {
        let place = lowerBound { $0.recorded < recorded }
        guard let found = entry(at: place), found.recorded == recorded else { return }
        if let previous {
            pieces[place.piece][place.index] = previous
        } else {
            pieces[place.piece].remove(at: place.index)
            if pieces[place.piece].isEmpty { pieces.remove(at: place.piece) }
        }
    }

    /// The number of a recorded position.
    func number(recorded: UInt64) -> UInt32? {
        let found = entry(at: lowerBound { $0.recorded < recorded })
        return found?.recorded == recorded ? found?.number : nil
    }

    /// The number of the recorded position in whose place this one stands.
    func number(replayed: UInt64) -> UInt32? {
        let found = entry(at: lowerBound { $0.highest < replayed })
        return found.flatMap { $0.lowest <= replayed ? $0.number : nil }
    }

    private struct Place {
        var piece: Int
        var index: Int
    }

    private func lowerBound(_ isBefore: (Entry) -> Bool) -> Place {
        if let last = pieces.last?.last, isBefore(last) { return Place(piece: pieces.count, index: 0) }
        let piece = Self.search(pieces.count) { pieces[$0].last.map(isBefore) ?? false }
        guard piece < pieces.count else { return Place(piece: piece, index: 0) }
        return Place(piece: piece, index: Self.search(pieces[piece].count) { isBefore(pieces[piece][$0]) })
    }

    private static func search(_ count: Int, _ isBefore: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func entry(at place: Place) -> Entry? {
        guard place.piece < pieces.count, place.index < pieces[place.piece].count else { return nil }
        return pieces[place.piece][place.index]
    }

    private func place(before place: Place) -> Place? {
        if place.index > 0 { return Place(piece: place.piece, index: place.index - 1) }
        return place.piece > 0 ? Place(piece: place.piece - 1, index: pieces[place.piece - 1].count - 1) : nil
    }

    private func place(after place: Place) -> Place {
        let isLast = place.index + 1 >= pieces[place.piece].count
        return isLast ? Place(piece: place.piece + 1, index: 0) : Place(piece: place.piece, index: place.index + 1)
    }

    /// The same recorded position again: the replay may have gone on by what a server writes by itself.
    private mutating func widen(_ found: Entry, at place: Place, to replayed: UInt64) -> Entry?? {
        var entry = found
        entry.lowest = min(entry.lowest, replayed)
        entry.highest = max(entry.highest, replayed)
        guard entry.highest - entry.lowest <= Self.backgroundWAL else { return nil }
        guard holds(found.recorded, replayed, before: place),
            follows(found.recorded, replayed, self.place(after: place))
        else { return nil }
        pieces[place.piece][place.index] = entry
        return .some(found)
    }

    /// Whether a pair stands above all before it. Those that share its replayed position are asked one by one.
    private func holds(_ recorded: UInt64, _ replayed: UInt64, before place: Place) -> Bool {
        var before = self.place(before: place)
        while let place = before, let entry = entry(at: place), entry.highest >= replayed {
            guard entry.highest == replayed, recorded - entry.recorded <= Self.backgroundWAL else { return false }
            before = self.place(before: place)
        }
        return true
    }

    /// Whether a pair stands below all that follow.
    private func follows(_ recorded: UInt64, _ replayed: UInt64, _ place: Place) -> Bool {
        var after = place
        while let entry = entry(at: after), entry.lowest <= replayed {
            guard entry.lowest == replayed, entry.recorded - recorded <= Self.backgroundWAL else { return false }
            after = self.place(after: after)
        }
        return true
    }

    private mutating func put(_ entry: Entry, at place: Place) {
        guard place.piece < pieces.count else { return append(entry) }
        pieces[place.piece].insert(entry, at: place.index)
        guard pieces[place.piece].count > Self.pieceLength else { return }
        let upper = Array(pieces[place.piece][(Self.pieceLength / 2)...])
        pieces[place.piece].removeLast(upper.count)
        pieces.insert(upper, at: place.piece + 1)
    }

    private mutating func append(_ entry: Entry) {
        if let last = pieces.indices.last, pieces[last].count < Self.pieceLength {
            pieces[last].append(entry)
        } else {
            pieces.append([entry])
            pieces[pieces.count - 1].reserveCapacity(Self.pieceLength + 1)
        }
    }
}
