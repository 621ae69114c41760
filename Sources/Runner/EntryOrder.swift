internal import Journal
internal import LabModel

extension [EntryRecord] {
    /// The entries as one person could do them one after the other: a statement that waited for what was done in another
    /// terminal, for a lock or a standby, comes behind all that was done while it went on.
    var oneAfterTheOther: [EntryRecord] {
        var result = self
        for index in result.indices.dropLast().reversed() {
            let entry = result[index]
            var end = index + 1
            while end < result.count, result[end].happened(during: entry, behind: end > index + 1) { end += 1 }
            guard end > index + 1 else { continue }
            result.remove(at: index)
            result.insert(entry, at: end - 1)
        }
        return result
    }
}

extension EntryRecord {
    /// - Parameter isBehind: whether the entry before this one happened meanwhile as well; a changed file belongs to it.
    fileprivate func happened(during other: EntryRecord, behind isBehind: Bool) -> Bool {
        guard step == other.step, let end = endedAt, let otherEnd = other.endedAt else { return false }
        let isElsewhere = kind == .configuration ? isBehind : session != other.session
        return isElsewhere && startedAt > other.startedAt && end < otherEnd
    }
}
