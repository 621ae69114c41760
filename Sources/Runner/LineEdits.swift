/// Which lines of a text are new, and which of an earlier one are gone, and from where.
struct LineEdits {
    /// The new lines, by their index.
    private(set) var inserted: Set<Int> = []
    /// The lines that are gone, by the index of the line that they stood before.
    private(set) var removed: [Int: [Substring]] = [:]

    /// The shortest way takes time and memory with the square of what has changed; beyond so many lines, lines count as
    /// new that stood nowhere before.
    private static let most = 2000

    init(from old: [Substring], to new: [Substring]) {
        let first = zip(old, new).prefix { $0 == $1 }.count
        let last = zip(old[first...].reversed(), new[first...].reversed()).prefix { $0 == $1 }.count
        let (before, after) = (old[first..<old.count - last], new[first..<new.count - last])
        guard before.count + after.count <= Self.most else {
            let known = Set(before)
            inserted = Set(after.indices.filter { !known.contains(after[$0]) })
            return
        }
        var gone: Set<Int> = []
        for change in Array(after).difference(from: Array(before)) {
            switch change {
            case .insert(let offset, _, _): inserted.insert(first + offset)
            case .remove(let offset, _, _): gone.insert(first + offset)
            }
        }
        var place = first
        for index in before.indices {
            while inserted.contains(place), !gone.contains(index) { place += 1 }
            if gone.contains(index) { removed[place, default: []].append(old[index]) } else { place += 1 }
        }
    }
}
