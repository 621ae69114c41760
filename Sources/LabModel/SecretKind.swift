/// How a secret gave itself away.
public enum SecretKind: String, Sendable, Equatable, CaseIterable {
    /// A lab declares it, or the user named it.
    case declared
    /// It was typed where nothing is shown.
    case typed
    /// A variable of the environment holds it.
    case environment
    /// It stands behind a name such as `PGPASSWORD` or `"password"`, or behind an option.
    case setting
    /// The password in an address: `postgres://user:password@host`.
    case address
    /// `PASSWORD '…'` and its like in SQL.
    case sql
    /// A line of a `.pgpass` file.
    case passwordFile = "password-file"
    /// What a server keeps in place of a password: SCRAM, md5, crypt.
    case verifier
    /// A private key.
    case privateKey = "private-key"
    /// A token that is known by its form.
    case token
    /// The credentials of an HTTP header.
    case header
    /// It was in the journal and was scrubbed.
    case scrubbed
}

/// A secret that a text holds.
public struct FoundSecret: Sendable, Equatable {
    /// The value itself, without the quotes and escapes of the place where it was found.
    public let value: [UInt8]
    /// How it gave itself away.
    public let kind: SecretKind
    /// The name under which it was declared; nil when it was found.
    public let name: String?

    /// How the names begin that secrets get which were not declared; a number follows.
    public static let givenPrefix = "secret_"

    /// Makes a found secret.
    public init(value: [UInt8], kind: SecretKind, name: String? = nil) {
        self.value = value
        self.kind = kind
        self.name = name
    }
}

/// Where a text holds a secret.
struct SecretMatch {
    /// What is to be replaced.
    var range: Range<Int>
    /// The value without the quotes and escapes of its place.
    var value: [UInt8]
    var kind: SecretKind
    /// Whether what follows may still change it: of a text that goes on.
    var isOpen = false
    /// Only holds a text that goes on back; what it is, its end will say.
    var onlyHolds = false
}

extension SecretMatch {
    /// Whether the value is also the name of the role or the database beside it: then it cannot be hidden elsewhere.
    func isName(in text: SecretText) -> Bool {
        let start = text.lineStart(of: range.lowerBound)
        let end = min(text.lineEnd(of: start), start + 1024)
        guard let first = value.first?.lowered, start + value.count <= end else { return false }
        return (start...end - value.count).contains { place in
            text[place].lowered == first && Self.beforeNames.contains { text.has($0, endingAt: place) }
                && text.bytes[place...].starts(with: value) { $0.lowered == $1.lowered }
        }
    }

    private static let beforeNames: [StaticString] = [
        "role ", "user ", "user=", "dbname=", "//", "user \"", "role \"",
    ]
}
