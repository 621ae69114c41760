extension BlockTask {
    /// What is typed when a program that the block runs asks for something.
    public struct Answer: Sendable, Equatable {
        /// A part of the prompt, in any case.
        public let prompt: String
        /// What is typed behind it, without the line's end.
        public let text: String

        /// Makes an answer.
        public init(prompt: String, text: String) {
            self.prompt = prompt
            self.text = text
        }
    }
}

extension BlockTask.Answer {
    /// Reads `PROMPT=NAME`. A prompt may hold `=`, a name cannot: the last one parts them.
    ///
    /// The name is looked up as it stands: through a template an error could show a secret's value.
    init(
        _ attribute: Block.Attribute, line: Int, names: [String], value: (String) -> String?
    ) throws(LabError) {
        func error(_ problem: String, _ remedy: String) -> LabError {
            LabError(line: line, column: attribute.column, problem: problem, remedy: remedy)
        }
        let words = attribute.value ?? ""
        let usage = "Write answer=\"PROMPT=NAME\": a part of the prompt, and the name of a variable or secret."
        guard let equals = words.lastIndex(of: "="), !words[..<equals].allSatisfy(\.isWhitespace) else {
            throw error("answer=\"\(words)\" does not say what is asked and what is answered", usage)
        }
        let name = String(words[words.index(after: equals)...])
        if name.isEmpty || name.hasPrefix("{{") { throw error("the answer's \"\(name)\" is no name", usage) }
        guard let text = value(name) else {
            throw error("unknown name \(name) in an answer", LabError.remedy(for: name, among: names, what: "name"))
        }
        do throws(Template.UnknownName) {
            self.init(prompt: try Template.expand(String(words[..<equals]), value: value), text: text)
        } catch {
            throw LabError(
                line: line, column: attribute.column, problem: "unknown name {{\(error.name)}}",
                remedy: LabError.remedy(for: error.name, among: names, what: "name"))
        }
    }
}
