internal import LabModel

/// What two texts' comparison found.
struct TextVerdict: Sendable, Equatable {
    var match: Match
    var differences: [Difference]

    /// What PostgreSQL's own programs say while a cluster is started or copied is another in each major version; that
    /// they did what they were asked to, their exit status and the clusters' states tell.
    mutating func forgiveWords() {
        if match == .different { match = .equivalent }
        for index in differences.indices { differences[index].matters = false }
    }
}
