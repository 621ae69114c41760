/// The literals that give secrets away, with their rules, and the secrets that are known: found in one pass.
struct SecretIndex {
    private enum Meaning {
        case rule(SecretRule, length: Int)
        case known(Int, length: Int, asWord: Bool)
    }

    private static let rules: [(String, SecretRule)] =
        ["pass", "secret", "token", "key", "pwd"].map { ($0, .name) }
        + ["$1$", "$5$", "$6$", "$y$", "$2a", "$2b", "$2y", "$gy"].map { ($0, .crypt) }
        + [
            ("://", .address), ("scram-sha-256$", .serverVerifier), ("md5", .md5), ("private key", .privateKey),
            ("authorization", .authorization), ("bearer ", .bearer), ("identified by", .identifiedBy),
            ("crypt(", .cryptCall), ("sig=", .signature), ("echo ", .input), (":*:", .passwordFile),
        ]
        + SecretTokens.forms.enumerated().map { (lowered($1.prefix), .token($0)) }
        + SecretCommands.all.enumerated().map { ($1.name, .command($0)) }
        + (0...99).map { (":\($0 / 10)\($0 % 10)", .passwordFile) }

    private static func lowered(_ text: String) -> String { String(decoding: text.utf8.map(\.lowered), as: UTF8.self) }

    private static let ofRules: SecretIndex = {
        var index = SecretIndex(empty: ())
        for (text, rule) in rules {
            index.literals.add(Array(text.utf8), ignoresCase: true)
            index.meanings.append(.rule(rule, length: text.utf8.count))
        }
        return index
    }()

    private var literals = LiteralIndex()
    /// What each of the literals says, by its number.
    private var meanings: [Meaning] = []
    /// Spellings that are too short for the index.
    private var tiny: [(secret: Int, spelling: [UInt8])] = []
    private var beginnings = KnownBeginnings()
    private var knowsSecrets = false

    private var findsOthers = false

    private init(empty: Void) {}

    /// An index of known secrets, and of what gives others away if that is wanted.
    init(_ secrets: [KnownSecret], findsOthers: Bool) {
        self = findsOthers ? Self.ofRules : SecretIndex(empty: ())
        self.findsOthers = findsOthers
        for (number, secret) in secrets.enumerated() { add(secret, number) }
    }

    mutating func add(_ secret: KnownSecret, _ number: Int) {
        let asWord = secret.occurrence == .asWord
        for spelling in secret.spellings {
            knowsSecrets = true
            beginnings.add(spelling, isWord: asWord)
            if spelling.count < 3 {
                tiny.append((number, spelling))
            } else {
                literals.add(spelling, ignoresCase: false)
                meanings.append(.known(number, length: spelling.count, asWord: asWord))
            }
        }
    }

    /// What was found in a text: secrets by their rules, and occurrences of known ones.
    struct Findings {
        var matches: [SecretMatch] = []
        var known: [(secret: Int, range: Range<Int>)] = []
        /// From where on a text that goes on may hold the beginning of a known secret.
        var hold: Int
        /// From where on it may hold the beginning of a token: too few bytes to say, and rarely one.
        var mayHold: Int
    }

    /// Looks a text through; with `onlyKnown` for what is known alone.
    func findings(in text: SecretText, onlyKnown: Bool = false) -> Findings {
        var findings = Findings(hold: text.count, mayHold: text.count)
        if onlyKnown, !knowsSecrets { return findings }
        let rules = SecretRules(text: text)
        literals.eachMatch(in: text.bytes, upTo: text.count) { literal, place in
            switch meanings[literal] {
            case .rule(let rule, let length):
                if !onlyKnown, let match = rules.match(rule, at: place, length) { findings.matches.append(match) }
            case .known(let secret, let length, let asWord):
                let range = place..<place + length
                if !asWord || text.isWord(range) { findings.known.append((secret, range)) }
            }
        }
        for (secret, spelling) in tiny { take(secret, spelling, everywhereIn: text, &findings) }
        if text.goesOn {
            findings.hold = beginnings.firstPlace(in: text.bytes, upTo: text.count)
            findings.mayHold = findsOthers ? firstBeginningOfToken(in: text) : text.count
        }
        return findings
    }

    private func take(
        _ secret: Int, _ spelling: [UInt8], everywhereIn text: SecretText, _ findings: inout Findings
    ) {
        for place in text.bytes.indices where text.bytes[place...].starts(with: spelling) {
            findings.known.append((secret, place..<place + spelling.count))
        }
    }

    private func firstBeginningOfToken(in text: SecretText) -> Int {
        let places = max(0, text.count - Self.longestBeginning)..<max(0, text.count)
        return places.first { isBeginningOfToken(text.bytes[$0..<text.count], in: text) } ?? text.count
    }

    private func isBeginningOfToken(_ rest: ArraySlice<UInt8>, in text: SecretText) -> Bool {
        // A dollar before a blank is a prompt's.
        let isPrompt = rest.count == 1 && rest.first?.isLetter == false && text.count < text.bytes.count
        guard !text[rest.startIndex - 1].isName, !isPrompt else { return false }
        return Self.tokens.contains { rest.count < $0.count && $0.starts(with: rest) }
    }

    /// What those secrets begin with that are secret as a whole.
    private static let tokens: [[UInt8]] =
        (SecretTokens.forms.map(\.prefix) + ["SCRAM-SHA-256$", "md5", "$2a$", "$2b$", "$6$", "$y$"]).map {
            Array($0.utf8)
        }
    private static let longestBeginning = tokens.map(\.count).max() ?? 0
}
