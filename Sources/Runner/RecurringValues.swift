internal import LabModel

extension Lab {
    /// The lab with a variable for each path, port and address that is typed in more than one block: who carries it out
    /// elsewhere changes it in one place.
    func namingRecurringValues() -> Lab {
        let typed = blocks.filter { [.shell, .sql, .configuration].contains($0.kind) }.map(\.body)
        let recurring = RecurringValues(in: typed)
        let names = Set(templateNames + clusters.map(\.name))
        let variables = recurring.variables(avoiding: names)
        if variables.isEmpty { return self }
        let substitution = Substitution(variables)
        let steps = self.steps.map { step in
            Step(
                prose: step.prose,
                blocks: step.blocks.map { block in
                    guard [.shell, .sql, .configuration].contains(block.kind) else { return block }
                    return Block(
                        kind: block.kind, attributes: block.attributes, body: substitution.apply(to: block.body))
                })
        }
        return Lab(
            title: title, language: language, variables: self.variables + variables, secrets: secrets,
            clusters: clusters, steps: steps)
    }
}

/// Paths, ports and addresses that occur in more than one of some texts.
private struct RecurringValues {
    private var paths: [String] = []
    private var ports: [String] = []
    private var addresses: [String] = []

    init(in texts: [String]) {
        paths = Self.innermost(Self.recurring(texts.map(Self.paths)))
        ports = Self.recurring(texts.map(Self.ports))
        addresses = Self.recurring(texts.map(Self.addresses))
    }

    /// What at least two have, in the order of the first occurrences.
    private static func recurring(_ found: [[String]]) -> [String] {
        var counts: [String: Int] = [:]
        var order: [String] = []
        for values in found {
            for value in Set(values).sorted() {
                if counts[value] == nil { order.append(value) }
                counts[value, default: 0] += 1
            }
        }
        return order.filter { counts[$0, default: 0] > 1 }
    }

    /// Of directories inside each other the innermost that is shared says most; the others are part of it.
    private static func innermost(_ paths: [String]) -> [String] {
        paths.filter { path in !paths.contains { $0 != path && $0.hasPrefix(path + "/") } }
    }

    private static let ofTheSystem = [
        "/usr/", "/etc/", "/bin/", "/sbin/", "/dev/", "/proc/", "/sys/", "/lib/", "/opt/", "/run/",
        "/var/lib/postgresql",
    ]

    /// The absolute paths in a text, and the directories that they lie in, of at least two parts.
    private static func paths(in text: String) -> [String] {
        text.matches(of: #/(?:^|[\s"'=:@])(/[A-Za-z0-9_.+-]+(?:/[A-Za-z0-9_.+-]+)+)/#.anchorsMatchLineEndings())
            .map { String($0.1) }
            .filter { path in !ofTheSystem.contains { path.hasPrefix($0) } }
            .flatMap(directories)
    }

    private static func directories(of path: String) -> [String] {
        let parts = path.split(separator: "/")
        return (2...max(2, parts.count)).map { "/" + parts.prefix($0).joined(separator: "/") }
    }

    private static func ports(in text: String) -> [String] {
        text.matches(of: #/(?:-p ?|--port[= ]|\bport ?= ?)'?([1-9][0-9]{3,4})\b/#).map { String($0.1) }
    }

    private static func addresses(in text: String) -> [String] {
        text.matches(of: #/\b((?:[0-9]{1,3}\.){3}[0-9]{1,3})\b/#).map { String($0.1) }
            .filter { !$0.hasPrefix("127.") && !$0.hasPrefix("0.") && !$0.hasSuffix(".0") }
    }

    func variables(avoiding taken: Set<String>) -> [Variable] {
        var taken = taken
        func name(_ wanted: String) -> String {
            var name = wanted
            var number = 1
            while !taken.insert(name).inserted {
                number += 1
                name = "\(wanted)_\(number)"
            }
            return name
        }
        return paths.map { Variable(name: name(Self.name(ofPath: $0)), value: $0) }
            + ports.map { Variable(name: name("port"), value: $0) }
            + addresses.map { Variable(name: name("address"), value: $0) }
    }

    private static func name(ofPath path: String) -> String {
        let last = path.split(separator: "/").last ?? ""
        let word = String(last.map { $0.isLetter || $0.isNumber ? $0 : "_" })
        return (word.first?.isLetter == true ? word : "path_" + word) + "_path"
    }
}
