internal import LabModel

/// What a lab would do, for people.
enum PlanText {
    static func text(of lab: Lab, steps: ClosedRange<Int>, variables: [Variable]) -> String {
        var text = Paint.bold((lab.title ?? "Untitled lab").harmlessLine) + "\n"
        for cluster in lab.clusters { text += "cluster  \(cluster.name.harmlessLine) (\(describe(cluster)))\n" }
        for variable in variables { text += "variable \(variable.name) = \(variable.value)".harmlessLine + "\n" }
        for secret in lab.secrets { text += "secret   \(secret)".harmlessLine + "\n" }
        for (index, step) in lab.steps.enumerated() where steps.contains(index + 1) && !step.blocks.isEmpty {
            text += "\n" + Paint.bold("\(index + 1). \(headline(of: step))") + "\n"
            for block in step.blocks where block.kind != .output { text += describe(block) }
        }
        return text
    }

    private static func headline(of step: Step) -> String {
        let lines = step.prose.split(whereSeparator: \.isNewline).map(String.init)
        return String((lines.last { !$0.allSatisfy(\.isWhitespace) } ?? "").prefix(100)).harmlessLine
    }

    private static func describe(_ cluster: ClusterSpecification) -> String {
        let port: String
        switch cluster.port {
        case .automatic: port = "any free port"
        case .fixed(let number): port = "port \(number)"
        case .of(let other): port = "the port of \(other)"
        }
        return [cluster.driver?.rawValue, port].compactMap(\.self).joined(separator: ", ")
    }

    private static func describe(_ block: Block) -> String {
        let attributes = block.attributes.map { [$0.name, $0.value].compactMap(\.self).joined(separator: "=") }
        let head = "   " + Paint.faint(([block.kind.rawValue] + attributes).joined(separator: " ").harmlessLine) + "\n"
        return head
            + block.body.split(whereSeparator: \.isNewline).map { "      \(String($0).harmlessLine)\n" }.joined()
    }
}
