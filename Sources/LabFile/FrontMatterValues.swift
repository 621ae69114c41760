public import LabModel

extension Lab {
    /// The lab with other values of its variables.
    ///
    /// Each value is replaced in the front matter's line where it stands, comments stay; only where that is not
    /// possible is the front matter written anew.
    public func with(values: [Variable]) -> Lab {
        let known = Dictionary(values.map { ($0.name, $0.value) }) { $1 }
        let wanted = variables.map { Variable(name: $0.name, value: known[$0.name] ?? $0.value) }
        if wanted == variables { return self }
        let changed = frontMatter.map { replaceValues(in: $0, by: wanted) }
        let kept = changed.flatMap { try? FrontMatter(in: SourceText(Array($0.utf8))) }
        let isRight =
            kept.map { $0.errors.isEmpty && $0.variables == wanted && $0.clusters == clusters && $0.secrets == secrets }
        return Lab(
            title: title, language: language, variables: wanted, secrets: secrets, clusters: clusters,
            frontMatter: isRight == true ? changed : nil, steps: steps)
    }

    private func replaceValues(in text: String, by wanted: [Variable]) -> String {
        var result = text
        for (old, new) in zip(variables, wanted) where old != new {
            let forms = [old.value, YAMLText.scalar(old.value), "'\(old.value)'", "\"\(old.value)\""]
            for form in forms {
                let place = "\(old.name): \(form)"
                guard let range = result.ranges(of: place).first, result.ranges(of: place).count == 1 else { continue }
                result.replaceSubrange(range, with: "\(old.name): \(YAMLText.scalar(new.value))")
                break
            }
        }
        return result
    }
}
