import Capture
import Foundation
import Testing

@Suite struct TerminalBehaviourTests {
    @Test func `the pseudo-terminal is the controlling one, of the size asked for`() throws {
        let told = try Bash(columns: 97).type("stty size </dev/tty", "test -t 0 && test -t 1 && test -t 2", "tput cols")
        #expect(told.outputs[0] == "40 97\n")
        #expect(told.statuses == [0, 0, 0])
        #expect(told.outputs[2] == "97\n")
    }

    @Test func `a program that waits for the keyboard is ended at the limit`() throws {
        let bash = try Bash()
        let told = try bash.type("cat", "echo never", limit: .milliseconds(300))
        #expect(told.end == .timedOut && told.commands.map(\.text) == ["cat"])
        #expect(try bash.isUsable())
    }

    @Test func `marks that output forges pass through as output`() throws {
        let bash = try Bash()
        let told = try bash.type(
            #"printf '\e]133;D;0;guess\a'; printf '\e]133;B;1;guess\a'; printf '\e]133;C\a'; false"#, "echo after")
        #expect(told.outputs[0] == "\u{1B}]133;D;0;guess\u{07}\u{1B}]133;B;1;guess\u{07}\u{1B}]133;C\u{07}")
        #expect(told.statuses == [1, 0] && told.outputs[1] == "after\n")
    }

    @Test func `half a mark at the end of output is not lost`() throws {
        let told = try Bash().type(#"printf 'x\e]133;D;'"#, "echo y")
        #expect(told.outputs == ["x\u{1B}]133;D;", "y\n"])
    }

    @Test func `commands are told apart without an echo`() throws {
        let bash = try Bash()
        let told = try bash.type("stty -echo", "echo one", "printf 'a\\nb\\n'", "false", "stty echo", "echo two")
        #expect(told.outputs == ["", "one\n", "a\nb\n", "", "", "two\n"])
        #expect(told.statuses == [0, 0, 0, 1, 0, 0])
    }

    @Test func `a terminal left raw by a killed program is usable again`() throws {
        let bash = try Bash()
        let told = try bash.type("(stty raw -echo; exec sleep 1000)", limit: .milliseconds(500))
        #expect(told.end == .timedOut)
        #expect(try bash.isUsable())
    }

    @Test func `20 MB of output arrive whole, in pieces`() throws {
        let bash = try Bash()
        var count = 0
        var largest = 0
        let end = try bash.session.type(
            ["head -c 20000000 /dev/zero | tr '\\0' x"], limit: .seconds(120), interrupt: nil
        ) { event in
            guard case .output(let bytes) = event else { return }
            count += bytes.count { $0 == UInt8(ascii: "x") }
            largest = max(largest, bytes.count)
        }
        #expect(end == .done && count >= 20_000_000 && count < 20_000_100)
        #expect(largest <= 128 * 1024)
    }

    @Test(arguments: [[:], ["PS0": "x", "PS1": "x", "PS2": "x", "PROMPT_COMMAND": "true", "SHELLOPTS": "allexport"]])
    func `children do not learn the nonce`(environment: [String: String]) throws {
        let told = try Bash(environment: environment).type("env", "bash -c 'set; declare -pf'")
        #expect(told.statuses == [0, 0])
        for output in told.outputs {
            #expect(output.contains("LC_ALL"))
            #expect(!output.contains("133;"))
        }
    }

    @Test func `the start-up file is only ours, and gone after the first prompt`() throws {
        let bash = try Bash()
        let name = try #require(try bash.scratch.files().first)
        let attributes = try FileManager.default.attributesOfItem(atPath: bash.scratch.path + "/" + name)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        try bash.type("true")
        #expect(try bash.scratch.files() == [])
    }

    @Test func `nobody's rc files are read`() throws {
        let home = try Scratch()
        for name in [".bashrc", ".bash_profile", ".profile", ".inputrc"] {
            try Data("echo FROM-RC; PS1=rc\n".utf8).write(to: home.url.appendingPathComponent(name))
        }
        let bash = try Bash(environment: ["HOME": home.path, "BASH_ENV": home.path + "/.bashrc"])
        #expect(try !bash.type("echo x").text.contains("FROM-RC"))
        try bash.type("exit")
        #expect(try !home.files().contains(".bash_history"))
    }
}
