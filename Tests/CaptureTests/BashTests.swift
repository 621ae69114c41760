import Capture
import Testing

@Suite struct BashTests {
    @Test func `several lines are one stream of commands`() throws {
        let bash = try Bash()
        let told = try bash.type("echo one", "false", "(exit 7)", "printf 'no end'", "echo три")
        #expect(told.end == .done)
        #expect(told.commands.map(\.text) == ["echo one", "false", "(exit 7)", "printf 'no end'", "echo три"])
        #expect(told.statuses == [0, 1, 7, 0, 0])
        #expect(told.outputs == ["one\n", "", "", "no end", "три\n"])
    }

    @Test func `the transcript is what a terminal would show`() throws {
        let bash = try Bash()
        let told = try bash.type("echo one")
        let lines = told.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 3 && lines[0].hasSuffix("echo one") && lines[0].contains("\u{1B}[1;32m"))
        #expect(lines[1] == "one" && lines[2] == "")
        #expect(!told.text.contains("]133;"))
        #expect(try bash.type("true").text.hasPrefix("\u{1B}[1;32m"), "the prompt belongs to the block typed at it")
    }

    @Test func `directory, variables and functions last from block to block`() throws {
        let bash = try Bash()
        try bash.type("mkdir sub && cd sub", "x='a b'", "greet() { echo \"hi $1\"; }")
        let told = try bash.type("basename \"$PWD\"", "echo \"$x\"", "greet you")
        #expect(told.outputs == ["sub\n", "a b\n", "hi you\n"])
    }

    @Test func `a construct over several lines is one command`() throws {
        let bash = try Bash()
        let loop = ["for i in 1 2 3", "do", "  echo \"n $i\"", "done"]
        let document = ["cat <<'END'", "first $HOME", "", "  # last", "END"]
        let function = ["f() {", "  echo in f", "}"]
        let quote = ["echo 'one", "two'"]
        let backslash = ["echo a \\", "b"]
        let told = try bash.type(loop + document + function + ["f"] + quote + backslash)
        #expect(told.end == .done)
        let expected = [loop, document, function, ["f"], quote, backslash].map { $0.joined(separator: "\n") }
        #expect(told.commands.map(\.text) == expected)
        #expect(
            told.outputs == [
                "n 1\nn 2\nn 3\n", "first $HOME\n\n  # last\n", "", "in f\n", "one\ntwo\n", "a b\n",
            ])
    }

    @Test(arguments: [
        "echo 'a\tb\t\tc'", "echo 'wow!' \"!!\" !x '!'", "echo 'Кириллица: ёжик 漢字 🐘'", "echo '$(x) `y` \"z\" \\n'",
        "echo '   spaces   '", "echo '%s %d %%'", "echo '{{name}}' [a-z] ~", "printf '\\033[31mred\\033[0m\\n'",
    ])
    func `a line reaches bash as it stands`(line: String) throws {
        let told = try Bash().type(line)
        #expect(told.commands.map(\.text) == [line] && told.statuses == [0])
        let expected = line.hasPrefix("printf") ? "\u{1B}[31mred\u{1B}[0m\n" : nil
        #expect(told.shown(expected: expected, of: line))
    }

    @Test(arguments: [3990, 4095, 4096, 5000, 20_000, 100_001, 300_000])
    func `a very long line reaches bash whole`(length: Int) throws {
        let bash = try Bash()
        let word = String((0..<length).map { "abcdefghij"[$0 % 10] })
        let told = try bash.type("x=\(word)", "echo ${#x} ${x: -3}")
        #expect(told.end == .done)
        #expect(told.outputs.last == "\(length) \(word.suffix(3))\n")
        #expect(try bash.isUsable())
    }

    @Test func `a failure before a blank line or comment is not theirs`() throws {
        let bash = try Bash()
        let told = try bash.type("false", "# a comment", "", "   ", ")", "true")
        #expect(told.statuses == [1, 0, 0, 0, 2, 0])
    }

    @Test func `a background job and its end are part of the stream`() throws {
        let bash = try Bash()
        let told = try bash.type("sleep 0.1 &", "wait", "echo done")
        #expect(told.end == .done && told.statuses == [0, 0, 0])
        #expect(told.outputs[2].hasSuffix("done\n"))
    }

    @Test func `lines after exit are not typed`() throws {
        let bash = try Bash()
        let told = try bash.type("echo one", "exit 3", "echo two")
        #expect(told.end == .sessionEnded(3))
        #expect(told.commands.map(\.text) == ["echo one", "exit 3"])
        #expect(told.statuses == [0, 3])
        #expect(!bash.session.isOpen)
        let after = try bash.type("echo three")
        #expect(after.end == .sessionEnded(3) && after.commands == [])
    }

    @Test(arguments: [
        ["echo 'open"], ["if true; then", "echo x"], ["cat <<END", "text"], ["echo \\"], ["(", "echo"],
    ])
    func `lines that are no whole command are unfinished; the session goes on`(lines: [String]) throws {
        let bash = try Bash()
        let told = try bash.type(["echo first"] + lines)
        #expect(told.end == .unfinished)
        #expect(told.commands.map(\.text) == ["echo first", lines.joined(separator: "\n")])
        #expect(told.commands.last?.status == 130)
        #expect(try bash.isUsable())
    }
}

extension Transcript {
    /// What `echo` in bash makes of the line, by the rules of its quotes.
    fileprivate func shown(expected: String?, of line: String) -> Bool {
        if let expected { return outputs == [expected] }
        let words = line.dropFirst(5).filter { $0 != "'" }
        let known = ["wow! \"!!\" !x !": "wow! !! !x !\n", "{{name}} [a-z] ~": "{{name}} [a-z] /\n"]
        return outputs == [known[String(words)] ?? words + "\n"]
    }
}

extension String {
    fileprivate subscript(index: Int) -> Character { self[self.index(startIndex, offsetBy: index)] }
}
