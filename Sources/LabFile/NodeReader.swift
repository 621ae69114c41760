import LabModel
import Yams

/// Takes values of the expected type from YAML nodes, and collects what is wrong with the others.
final class NodeReader {
    /// A key with its value.
    struct Entry {
        let name: String
        let key: Node
        let value: Node
    }

    private let text: FrontMatterText
    private(set) var errors: [LabError] = []

    init(text: FrontMatterText) { self.text = text }

    func report(_ node: Node, _ problem: String, _ remedy: String) {
        errors.append(text.error(at: node.mark, problem, remedy))
    }

    /// The keys of a mapping; none of a value that is left out.
    func entries(_ node: Node, _ what: String, known: [String]? = nil) -> [Entry] {
        if node.isLeftOut { return [] }
        guard let mapping = node.mapping else {
            report(node, "\(what) is \(node.typeName), not keys with values", "Write key: value, one a line.")
            return []
        }
        var names: Set<String> = []
        return mapping.compactMap { key, value in
            guard let name = key.scalar?.string else {
                report(key, "a key of \(what) is \(key.typeName)", "Write a name for a key.")
                return nil
            }
            guard names.insert(name).inserted else {
                report(key, "key \"\(name)\" is given twice", "Leave one of them.")
                return nil
            }
            guard known?.contains(name) ?? true else {
                let remedy = LabError.remedy(for: name, among: known ?? [], what: "key")
                report(key, "unknown key \"\(name)\" of \(what)", remedy)
                return nil
            }
            return Entry(name: name, key: key, value: value)
        }
    }

    /// A text as it is written, or nil; numbers are text as well.
    func text(_ entry: Entry) -> String? {
        entry.value.isLeftOut ? nil : text(entry.value, "\"\(entry.name)\"")
    }

    private func text(_ node: Node, _ what: String) -> String? {
        guard let scalar = node.scalar else {
            report(node, "\(what) is \(node.typeName), not a text", "Write one value.")
            return nil
        }
        return scalar.string
    }

    func texts(_ entry: Entry) -> [(node: Node, text: String)] {
        if entry.value.isLeftOut { return [] }
        guard let sequence = entry.value.sequence else {
            report(
                entry.value, "\"\(entry.name)\" is \(entry.value.typeName), not a list", "Write \(entry.name): [a, b].")
            return []
        }
        return sequence.compactMap { node in text(node, "an item of \"\(entry.name)\"").map { (node, $0) } }
    }

    func variables(_ node: Node, _ what: String, mayNameAnything: Bool) -> [Variable] {
        entries(node, "\"\(what)\"").compactMap { entry in
            guard mayNameAnything || isName(entry.name, entry.key) else { return nil }
            return text(entry.value, "\"\(entry.name)\"").map { Variable(name: entry.name, value: $0) }
        }
    }

    /// Whether a text can be a name in `{{name}}`.
    func isName(_ name: String, _ node: Node) -> Bool {
        let characters = name.unicodeScalars
        let isPlain = characters.allSatisfy { $0.isASCIILetter || "0123456789_-".unicodeScalars.contains($0) }
        if isPlain, let first = characters.first, first == "_" || first.isASCIILetter { return true }
        report(node, "\"\(name)\" cannot be a name", "Begin with a letter or _, go on with letters, digits, _ and -.")
        return false
    }
}

extension NodeReader {
    func version(_ entry: Entry) {
        guard let written = text(entry), let number = Int(written), number > 0 else {
            return report(entry.value, "\"lab\" is not a format version", "Write lab: \(LabFile.version)")
        }
        if number > LabFile.version {
            report(
                entry.value, "the lab is written for a newer format, version \(number)",
                "Use a newer labjournal; this one knows version \(LabFile.version).")
        }
    }

    func names(_ entry: Entry) -> [String] {
        var names: [String] = []
        for (node, name) in texts(entry) where isName(name, node) {
            if names.contains(name) { report(node, "secret \"\(name)\" is given twice", "Leave one of them.") }
            names.append(name)
        }
        return names
    }

    func requireUnique(secrets: [String], variables: [Variable], in root: Node) {
        for node in root["secrets"]?.sequence ?? Node.Sequence() {
            guard let name = node.scalar?.string, variables.contains(where: { $0.name == name }) else { continue }
            report(node, "\"\(name)\" is a variable and a secret", "Rename one of them.")
        }
    }
}

extension Node {
    /// What a value is, for a sentence.
    var typeName: String {
        if isLeftOut { return "empty" }
        if scalar != nil { return "a text" }
        return sequence != nil ? "a list" : "keys with values"
    }

    /// Whether nothing stands behind the key.
    var isLeftOut: Bool {
        guard let scalar, scalar.style != .doubleQuoted, scalar.style != .singleQuoted else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }
}

extension Unicode.Scalar {
    fileprivate var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }
}
