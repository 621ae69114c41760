/// A prompt at the front of a line, and what was typed behind it.
struct Prompt: Equatable {
    enum Kind: Equatable {
        /// A shell's.
        case shell
        /// psql's, for a new statement.
        case sql
        /// psql's, within a statement.
        case continued
    }

    let kind: Kind
    let typed: String
    /// Whether it is no more than a sign, which other lines may begin with as well.
    var isBare = false
}

/// Recognises prompts; made once, since its patterns are compiled when they are first used.
struct PromptReader {
    /// `user@host:~$ `, `[user@host dir]# `, `bash-5.2$ `, `/ # `, `~ $ `.
    private let named =
        #/^(?:\([^)]{1,40}\) )?(?:\[?[\w.-]{1,64}@[\w.-]{1,64}(?:[: ][^$#%❯]{0,200}?)?\]? ?[$#%❯]|(?:ba|z|da|k)?sh-[0-9.]+[$#]|(?:~|\/)[\w.\/-]{0,200} ?[$#%❯])(?: (.*))?$/#
    /// `postgres=# `, `shop-> `, `db=*# `: %/%R%x%#.
    private let psql = #/^[A-Za-z_][\w$-]{0,62}?([=^!@*'"$(\-])[*!?]?[#>](?: (.*))?$/#
    private let bare = #/^[$#%❯➜](?: (.*))?$/#

    /// The prompt that a line begins with; nil when it is another line.
    func prompt(_ line: String) -> Prompt? {
        if let match = line.firstMatch(of: named)?.output {
            return Prompt(kind: .shell, typed: Self.trimmed(match.1))
        }
        if let match = line.firstMatch(of: psql)?.output {
            return Prompt(kind: "=^!@".contains(match.1) ? .sql : .continued, typed: Self.trimmed(match.2))
        }
        if let match = line.firstMatch(of: bare)?.output {
            return Prompt(kind: .shell, typed: Self.trimmed(match.1), isBare: true)
        }
        return nil
    }

    private static func trimmed(_ text: Substring?) -> String {
        var text = (text ?? "")[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
