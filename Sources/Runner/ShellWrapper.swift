/// A program that runs another one, named among its arguments.
struct Wrapper {
    /// The short options that take the next word.
    let valued: String
    /// How many words stand before the program.
    let positional: Int
    /// Whether `-c TEXT` or `-S TEXT` is shell text.
    let textOptions: Bool

    private init(_ valued: String = "", positional: Int = 0, textOptions: Bool = false) {
        self.valued = valued
        self.positional = positional
        self.textOptions = textOptions
    }

    static let known: [String: Wrapper] = [
        "sudo": Wrapper("ugpCDRTrth"), "doas": Wrapper("uC"), "pkexec": Wrapper("u"),
        "runuser": Wrapper("ugGsw", textOptions: true), "env": Wrapper("uC", textOptions: true), "nice": Wrapper("n"),
        "ionice": Wrapper("cnp"), "time": Wrapper("of"), "timeout": Wrapper("ks", positional: 1), "nohup": Wrapper(),
        "setsid": Wrapper(), "stdbuf": Wrapper("ioe"), "exec": Wrapper("a"), "command": Wrapper(),
        "builtin": Wrapper(), "xargs": Wrapper("ILnPsEda"), "chroot": Wrapper(positional: 1), "watch": Wrapper("n"),
        "flock": Wrapper("wE", positional: 1, textOptions: true), "strace": Wrapper("eopsuP"), "unshare": Wrapper(),
        "nsenter": Wrapper("tSG"), "busybox": Wrapper(), "parallel": Wrapper("jIN"), "chrt": Wrapper(positional: 1),
        "taskset": Wrapper(positional: 1), "setpriv": Wrapper(), "gosu": Wrapper(positional: 1), "then": Wrapper(),
        "do": Wrapper(), "else": Wrapper(), "if": Wrapper(), "while": Wrapper(), "until": Wrapper(), "!": Wrapper(),
        "{": Wrapper(), "coproc": Wrapper(), "faketime": Wrapper(positional: 1), "ltrace": Wrapper("eopsu"),
    ]

    /// The words of the program that is run.
    func inner(_ words: ArraySlice<ShellWord>) -> ArraySlice<ShellWord> {
        var rest = words
        var left = positional
        while let word = rest.first {
            if word.text == "--" {
                rest = rest.dropFirst()
                break
            }
            if word.text.hasPrefix("-"), word.text.count > 1 {
                rest = rest.dropFirst(takesNext(word.text) ? 2 : 1)
            } else if word.isAssignment {
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        while left > 0, !rest.isEmpty {
            rest = rest.dropFirst()
            left -= 1
        }
        return rest.drop { $0.text == "--" }
    }

    private func takesNext(_ option: String) -> Bool {
        if option.hasPrefix("--") { return !option.contains("=") && Self.longValued.contains(option) }
        guard let last = option.last, let index = option.dropFirst().firstIndex(where: valued.contains) else {
            return false
        }
        return option[index] == last && option.index(after: index) == option.endIndex
    }

    private static let longValued: Set<String> = [
        "--user", "--group", "--chdir", "--unset", "--adjustment", "--signal", "--kill-after", "--max-args",
        "--max-procs", "--replace", "--shell", "--host", "--prompt",
    ]
}
