internal import LabModel

/// What two texts' comparison found.
struct TextVerdict: Sendable {
    var match: Match
    var differences: [Difference]

    init(match: Match, differences: [Difference]) {
        self.match = match
        self.differences = differences
    }
}
