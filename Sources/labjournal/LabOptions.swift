internal import ArgumentParser
internal import LabModel

/// What `play`, `replay` and `demo` may be told about a lab's variables.
struct LabOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Give a variable of the lab another value; local.bin=DIR names the programs of local clusters, docker.image=NAME the image of those in containers.",
            valueName: "name=value"))
    var set: [String] = []
    @Flag(name: .long, help: "Leave the clusters running at the end.")
    var keep = false

    private static let binariesKey = "local.bin="
    private static let imageKey = "docker.image="

    /// The directory of PostgreSQL's programs for local clusters, in place of what the lab says; nil when it holds.
    var binaries: String? { value(Self.binariesKey) }

    /// The image of clusters in containers, in place of what the lab says; nil when it holds.
    var image: String? { value(Self.imageKey) }

    private func value(_ key: String) -> String? {
        self.set.last { $0.hasPrefix(key) }.map { String($0.dropFirst(key.count)) }
    }

    /// The lab's variables with the values that a recorded run had, if it is one, and over them those that were set.
    func variables(of lab: Lab, recorded: [Variable] = []) throws -> [Variable] {
        var values = Dictionary((lab.variables + recorded).map { ($0.name, $0.value) }) { $1 }
        for setting in set where ![Self.binariesKey, Self.imageKey].contains(where: setting.hasPrefix) {
            let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw ValidationError("--set \(setting): write --set NAME=VALUE.") }
            guard values[parts[0]] != nil else {
                let remedy = LabError.remedy(for: parts[0], among: lab.variables.map(\.name), what: "variable")
                throw ValidationError("--set \(setting): the lab has no variable \"\(parts[0])\". \(remedy)")
            }
            values[parts[0]] = parts[1]
        }
        return lab.variables.map { Variable(name: $0.name, value: values[$0.name] ?? $0.value) }
    }
}
