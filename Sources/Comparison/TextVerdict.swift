internal import LabModel

/// What two texts' comparison found.
struct TextVerdict: Sendable, Equatable {
    var match: Match
    var differences: [Difference]
}
