/// Replaces secrets by their names, in streams as well as in whole texts: those that were declared, those that were
/// learnt, and those that their form or their place gives away. What was found once is known from then on.
///
/// Redacting is for one thread.
public final class Redactor {
    private var secrets: [KnownSecret] = []
    private var numbers: [[UInt8]: Int] = [:]
    private var publicValues: Set<[UInt8]> = []
    private let findsOthers: Bool
    private var index: SecretIndex

    /// Gives secrets that are met for the first time the names under which they are recorded, in their order.
    ///
    /// Without it, a declared secret has its own name, and any other is replaced by `****`.
    public var naming: (([FoundSecret]) -> [String])?

    /// What stands in place of a secret without a name; a placeholder that is itself no secret.
    public static let anonymous = "****"

    /// Makes a redactor.
    ///
    /// - Parameters:
    ///   - secrets: names and values; an empty value is no secret, and no name is one.
    ///   - publicValues: values that are shown wherever they stand, such as those of a lab's variables.
    ///   - findsOthers: whether secrets are looked for that nobody has declared.
    public init(secrets: [Variable] = [], publicValues: [String] = [], findsOthers: Bool = true) {
        self.findsOthers = findsOthers
        index = SecretIndex([], findsOthers: findsOthers)
        for value in publicValues { publish(value) }
        // A lab says them where a value could stand: `answer=Password=NAME`.
        for secret in secrets { self.publicValues.insert(Array(secret.name.utf8)) }
        for secret in secrets.sorted(by: { $0.value.utf8.count > $1.value.utf8.count }) where !secret.value.isEmpty {
            add(KnownSecret(Array(secret.value.utf8), kind: .declared, declared: secret.name))
        }
    }

    /// Takes a value for a secret from now on.
    public func learn(_ value: String, kind: SecretKind) {
        let bytes = Array(value.utf8)
        guard !publicValues.contains(bytes), !SecretWords.isPlaceholder(bytes[...]) else { return }
        if numbers[bytes] == nil { add(KnownSecret(bytes, kind: kind)) }
    }

    /// The name of a value that is taken for a secret from now on; nil when it is none, or secrets have no names here.
    public func name(of value: String, kind: SecretKind) -> String? {
        learn(value, kind: kind)
        let name = numbers[Array(value.utf8)].map { self.name(of: $0) } ?? ""
        return name.isEmpty || name == Self.anonymous ? nil : name
    }

    /// Takes the secrets among the variables of an environment for known, by the variables' names and values.
    public func learn(environment: [String: String]) {
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            for found in findings(in: Array("\(name)=\(value)".utf8)) { learn(found, kind: .environment) }
        }
    }

    private func learn(_ value: [UInt8], kind: SecretKind) {
        learn(String(decoding: value, as: UTF8.self), kind: kind)
    }

    private func findings(in bytes: [UInt8]) -> [[UInt8]] {
        index.findings(in: SecretText(bytes: bytes, goesOn: false)).matches
            .filter { !$0.onlyHolds }.map(\.value)
    }

    /// Shows a value wherever it stands, and what looks like a secret within it: a lab's variables are public.
    public func publish(_ value: String) {
        let bytes = Array(value.utf8)
        publicValues.insert(bytes)
        for found in findings(in: bytes) { publicValues.insert(found) }
    }

    private func add(_ secret: KnownSecret) {
        guard numbers[secret.value] == nil else { return }
        let number = secrets.count
        secrets.append(secret)
        numbers[secret.value] = number
        for spelling in secret.spellings where numbers[spelling] == nil { numbers[spelling] = number }
        index.add(secret, number)
    }

    /// Replaces secrets in a whole text.
    public func redact(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let analysis = analyse(bytes, goesOn: false)
        guard !analysis.edits.isEmpty else { return text }
        return String(decoding: apply(analysis.edits[...], to: bytes, in: 0..<bytes.count), as: UTF8.self)
    }

    /// Replaces secrets in a whole content.
    public func redact(_ bytes: [UInt8]) -> [UInt8] {
        let analysis = analyse(bytes, goesOn: false)
        guard !analysis.edits.isEmpty else { return bytes }
        return apply(analysis.edits[...], to: bytes, in: 0..<bytes.count)
    }

    /// Replaces secrets in a setting's value, which may be one because of the setting's name.
    public func redact(_ value: String, of name: String) -> String {
        let prefix = name + "="
        let setting = redact(prefix + value)
        return setting.hasPrefix(prefix) && setting != prefix + value
            ? String(setting.dropFirst(prefix.count)) : redact(value)
    }

    /// The names that are taken: those under which secrets were declared.
    public var declaredNames: [String] { secrets.compactMap(\.declared) }

    /// How a value is written where quotes and addresses change it; each of these is looked for.
    public static func spellings(of value: String) -> [[UInt8]] {
        KnownSecret(Array(value.utf8), kind: .declared, declared: "").spellings
    }

    /// A stream whose secrets are replaced as it comes.
    ///
    /// - Parameter isLogged: whether the stream keeps what it has replaced, and where.
    public func stream(isLogged: Bool = false) -> RedactionStream { RedactionStream(self, isLogged: isLogged) }
}

// How a text is looked through.

extension Redactor {
    /// What is to be replaced, and by what.
    struct Edit {
        var range: Range<Int>
        var secret: Int
    }

    struct Analysis {
        /// In order, none overlapping another.
        var edits: [Edit] = []
        /// From where on what follows decides.
        var hold: Int
        /// Whether it may be a private key.
        var holdsKey = false
        /// From where on a token may begin, of which there are a few bytes so far.
        var mayHold: Int
    }

    /// Finds what is to be replaced. What is found for the first time is looked for in the whole text again.
    func analyse(_ bytes: [UInt8], goesOn: Bool) -> Analysis {
        let visible = VisibleText.isNeeded(for: bytes) ? VisibleText(bytes, goesOn: goesOn) : nil
        let known = secrets.count
        let first = look(through: bytes, visible, goesOn)
        return secrets.count == known ? first : look(through: bytes, visible, goesOn)
    }

    private func look(through bytes: [UInt8], _ visible: VisibleText?, _ goesOn: Bool) -> Analysis {
        var analysis = Analysis(hold: bytes.count, mayHold: bytes.count)
        guard let visible else {
            take(SecretText(bytes: bytes, goesOn: goesOn), into: &analysis) { $0 }
            return analysis.merged()
        }
        let page = visible.page
        take(SecretText(bytes: page.bytes, goesOn: goesOn), into: &analysis, raw: page.raw)
        for page in visible.earlier {
            take(SecretText(bytes: page.bytes, goesOn: false), into: &analysis, raw: page.raw)
        }
        for string in visible.strings {
            let isCutOff = goesOn && string.upperBound == bytes.count
            take(SecretText(bytes: Array(bytes[string]), goesOn: isCutOff), into: &analysis) {
                $0.lowerBound + string.lowerBound..<$0.upperBound + string.lowerBound
            }
        }
        take(SecretText(bytes: bytes, goesOn: goesOn), onlyKnown: true, into: &analysis) { $0 }
        if goesOn, let unfinished = visible.unfinished { analysis.hold = min(analysis.hold, unfinished) }
        return analysis.merged()
    }

    private func take(
        _ text: SecretText, onlyKnown: Bool = false, into analysis: inout Analysis,
        raw: (Range<Int>) -> Range<Int>
    ) {
        let findings = index.findings(in: text, onlyKnown: onlyKnown)
        if findings.hold < text.count {
            analysis.hold = min(analysis.hold, raw(findings.hold..<text.count).lowerBound)
        }
        if !onlyKnown, findings.mayHold < text.count {
            analysis.mayHold = min(analysis.mayHold, raw(findings.mayHold..<text.count).lowerBound)
        }
        for (secret, range) in findings.known { analysis.edits.append(Edit(range: raw(range), secret: secret)) }
        for match in findings.matches where !match.range.isEmpty {
            if match.isOpen {
                if match.kind == .privateKey { analysis.holdsKey = true }
                analysis.hold = min(analysis.hold, raw(match.range).lowerBound)
            } else if let secret = number(of: match, in: text, findings) {
                analysis.edits.append(Edit(range: raw(match.range), secret: secret))
            }
        }
    }

    /// The number of what a rule has found; nil when it is public, or when a declared secret is a part of it: the rest
    /// then stands in the lab.
    private func number(of match: SecretMatch, in text: SecretText, _ findings: SecretIndex.Findings) -> Int? {
        let raw = Array(text.bytes[match.range])
        if publicValues.contains(match.value) || publicValues.contains(raw) { return nil }
        if let number = numbers[match.value] ?? numbers[raw] { return number }
        let holdsDeclared = findings.known.contains {
            secrets[$0.secret].declared != nil && match.range.contains($0.range.lowerBound)
        }
        if holdsDeclared { return nil }
        add(KnownSecret(match, as: raw, isName: match.isName(in: text)))
        return numbers[match.value]
    }

    /// The name of a secret, which it gets when it is met for the first time.
    private func name(of number: Int) -> String {
        nameSecrets([number])
        return secrets[number].name ?? secrets[number].declared ?? ""
    }

    /// Names those that have no name yet: at once, because naming writes.
    private func nameSecrets(_ numbers: [Int]) {
        var seen: Set<Int> = []
        let unnamed = numbers.filter { secrets[$0].name == nil && seen.insert($0).inserted }
        guard let naming, !unnamed.isEmpty else { return }
        let found = unnamed.map { number in
            FoundSecret(
                value: secrets[number].value, kind: secrets[number].kind, name: secrets[number].declared)
        }
        for (number, name) in zip(unnamed, naming(found)) { secrets[number].name = name }
    }

    /// What stands in place of a secret; colours that change within it change behind its name.
    func replacement(of edit: Edit, in bytes: [UInt8]) -> [UInt8] {
        let name = name(of: edit.secret)
        let text = name.isEmpty || name == Self.anonymous ? Self.anonymous : "{{\(name)}}"
        return Array(text.utf8) + VisibleText.colours(in: bytes[edit.range])
    }

    /// The bytes of a range, secrets replaced.
    func apply(_ edits: ArraySlice<Edit>, to bytes: [UInt8], in range: Range<Int>) -> [UInt8] {
        nameSecrets(edits.map(\.secret))
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var index = range.lowerBound
        for edit in edits where edit.range.upperBound > index {
            if edit.range.lowerBound > index { result += bytes[index..<edit.range.lowerBound] }
            result += replacement(of: edit, in: bytes)
            index = edit.range.upperBound
        }
        return result + bytes[index..<max(index, range.upperBound)]
    }
}

extension Redactor.Analysis {
    /// Puts edits in order; of those that overlap the first and longest counts, and of the next what goes beyond it.
    fileprivate func merged() -> Self {
        guard edits.count > 1 else { return self }
        var result = self
        result.edits = []
        var end = 0
        for edit in edits.sorted(by: { ($0.range.lowerBound, -$0.range.count) < ($1.range.lowerBound, -$1.range.count) }
        )
        where edit.range.upperBound > end {
            result.edits.append(
                .init(range: max(end, edit.range.lowerBound)..<edit.range.upperBound, secret: edit.secret))
            end = edit.range.upperBound
        }
        return result
    }
}
