/// Programs that take a password by an option which has another meaning elsewhere.
enum SecretCommands {
    /// A program and its option.
    struct Command: Sendable {
        /// How the command line begins.
        let name: String
        /// The options whose value is a password.
        let options: [String]
        /// Whether the value may stand right behind the option.
        var isAttached = false
        /// What stands before the password in the value: `user:`.
        var separator: UInt8?
    }

    static let all: [Command] = [
        Command(
            name: "curl", options: ["-u", "--user", "-U", "--proxy-user"], isAttached: true,
            separator: UInt8(ascii: ":")),
        Command(name: "mysql", options: ["-p"], isAttached: true),
        Command(name: "mariadb", options: ["-p"], isAttached: true),
        Command(name: "sshpass", options: ["-p"], isAttached: true),
        Command(name: "redis-cli", options: ["-a", "--pass"]),
        Command(name: "docker login", options: ["-p"]), Command(name: "podman login", options: ["-p"]),
        Command(name: "az login", options: ["-p"]), Command(name: "registry login", options: ["-p"]),
        Command(name: "mongo", options: ["-p"]),
        Command(name: "ldap", options: ["-w"]), Command(name: "sqlcmd", options: ["-P"]),
        Command(name: "zip", options: ["-P"]),
        Command(name: "openssl", options: ["-pass", "-passin", "-passout"], separator: UInt8(ascii: ":")),
        Command(name: "smbclient", options: ["-U"], separator: UInt8(ascii: "%")),
    ]
}

extension SecretRules {
    /// How far behind a program's name its options are looked for.
    private static let longestCommand = 4096
    private static let endsCommand = ByteSet("|;&")

    /// The value of an option of a program that begins at a place.
    func option(of command: SecretCommands.Command, at place: Int, _ literal: Int) -> SecretMatch? {
        guard !text[place - 1].isWord || command.name == "zip" else { return nil }
        var index = text.skip(from: place + literal) { $0.isName }
        guard text[index].isBlank else { return nil }
        let end = min(text.lineEnd(of: index), index + Self.longestCommand)
        while index < end {
            index = text.skipBlanks(from: index)
            guard index < end, !Self.endsCommand.contains(text[index]) else { return nil }
            let word = SecretValue.word(text, at: index, endsAt: SecretRules.endsWord)
            if let value = value(of: command, in: word) { return value }
            index = max(word.end, index + 1)
        }
        return nil
    }

    private func value(of command: SecretCommands.Command, in word: SecretValue) -> SecretMatch? {
        let decoded = word.decoded
        guard decoded.first == UInt8(ascii: "-"), decoded.count >= 2 else { return nil }
        for option in command.options where decoded.starts(with: option.utf8) {
            let rest = word.range.lowerBound + option.utf8.count
            if decoded.count > option.utf8.count {
                guard command.isAttached, !option.hasPrefix("--"), !word.isQuoted else { continue }
                return password(of: command, in: SecretValue.word(text, at: rest, endsAt: SecretRules.endsWord))
            }
            return following(word, command)
        }
        let isBundle = command.separator != nil && decoded.count <= 6 && decoded.dropFirst().allSatisfy(\.isLetter)
        return isBundle && decoded.last == UInt8(ascii: "u") ? following(word, command) : nil
    }

    /// `mysql -p name`: there the option has no value, and the name is a database's.
    private func following(_ word: SecretValue, _ command: SecretCommands.Command) -> SecretMatch? {
        if command.name == "mysql" || command.name == "mariadb" { return nil }
        let start = text.skipBlanks(from: word.end)
        guard start > word.end, start < text.count, text[start] != UInt8(ascii: "-") else { return nil }
        return password(of: command, in: SecretValue.word(text, at: start, endsAt: SecretRules.endsWord))
    }

    private func password(of command: SecretCommands.Command, in value: SecretValue) -> SecretMatch? {
        guard let separator = command.separator else { return match(value, .setting) }
        if command.name == "openssl", !text.has("pass:", at: value.range.lowerBound) { return nil }
        return after(separator, in: value)
    }

    private func after(_ separator: UInt8, in value: SecretValue) -> SecretMatch? {
        guard let place = text.bytes[value.range].firstIndex(of: separator) else { return nil }
        var password = value
        password.range = place + 1..<value.range.upperBound
        password.decoded = Array(value.decoded.drop { $0 != separator }.dropFirst())
        return match(password, .setting)
    }

    /// `echo value | program that reads a password`: what is echoed is held back until the line says whether it is one.
    func input(at place: Int, after end: Int) -> SecretMatch? {
        guard !text[place - 1].isName else { return nil }
        let start = text.skip(from: end) { $0.isBlank }
        let stop = text.lineEnd(of: start)
        if text.isOpen(at: stop) {
            return SecretMatch(range: start..<stop, value: [], kind: .setting, isOpen: true, onlyHolds: true)
        }
        var index = start
        while text[index] == UInt8(ascii: "-") { index = text.skipBlanks(from: text.skip(from: index) { !$0.isWhite }) }
        let value = SecretValue.word(text, at: index, endsAt: SecretRules.endsWord)
        let rest = value.end..<stop
        if text.find("chpasswd", in: rest) != nil { return after(UInt8(ascii: ":"), in: value) }
        for reader: StaticString in ["--password-stdin", "--stdin", "sudo -s", "--pwfile", "passwd "]
        where text.find(reader, in: rest) != nil && text.find("|", in: rest) != nil { return match(value, .setting) }
        return nil
    }
}
