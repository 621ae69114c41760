internal import ArgumentParser
internal import LabModel

/// `--from` and `--to`, for verbs that carry a lab out.
struct StepOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Begin with this step, from 1.", valueName: "step"))
    var from: Int?
    @Option(name: .long, help: ArgumentHelp("End with this step.", valueName: "step"))
    var to: Int?

    /// The steps to carry out, among those that there are.
    func steps(among steps: ClosedRange<Int>) throws -> ClosedRange<Int> {
        let first = from ?? steps.lowerBound
        let last = to ?? steps.upperBound
        guard first >= steps.lowerBound, last <= steps.upperBound, first <= last else {
            throw ValidationError(
                "--from \(first) --to \(last): there are the steps \(steps.lowerBound) to \(steps.upperBound).")
        }
        return first...last
    }
}

/// `--driver`, for verbs that carry a lab out.
struct DriverOption: ParsableArguments {
    @Option(name: .long, help: "The driver of clusters that name none: local, docker or remote.")
    var driver: String?

    /// The driver that was named.
    func value() throws -> ClusterSpecification.Driver? {
        guard let driver else { return nil }
        guard let value = ClusterSpecification.Driver(rawValue: driver) else {
            throw ValidationError("--driver \(driver): use local, docker or remote.")
        }
        return value
    }
}
