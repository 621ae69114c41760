import Foundation
import Testing

@Suite struct ShellScreenTests {
    /// Programs that take the screen, what tells that they have it, and the keys that leave them.
    private static let programs = [
        ("vim -N -u NONE lines.txt", "\\?1049h", "dd:wq\r"), ("less lines.txt", "\\?1049h", "Gq"), ("top", "PID", "q"),
    ].filter { program, _, _ in
        let name = program.prefix { $0 != " " }
        return FileManager.default.isExecutableFile(atPath: "/usr/bin/\(name)")
    }

    @Test func `programs take the screen and leave it as it was, are resized, and are not compared`() throws {
        let program = try Program()
        try program.write((1...500).map { "line \($0)\n" }.joined(), to: "lines.txt")
        let typist = try Typist(program)
        try typist.enter("stty -g > before")
        for (index, (command, begins, keys)) in Self.programs.enumerated() {
            try typist.press(command + "\r")
            try typist.expect(begins)
            Thread.sleep(forTimeInterval: 0.3)
            try typist.resize(rows: 30, columns: UInt16(90 + index))
            Thread.sleep(forTimeInterval: 0.3)
            try typist.press(keys)
            Thread.sleep(forTimeInterval: 0.5)
            try typist.press("stty size > size\(index); echo left\r")
            try typist.expect("left\n(.|\n)*left\n(.|\n)*[$#] $")
        }
        try typist.enter("printf '\\033[?1049hscreen'; printf '\\033[?1049l'")
        try typist.enter("stty -g > after")
        try typist.press("exit\r")
        #expect(try typist.end() == 0 && typist.isAsFound)

        #expect(try program.read("before") == program.read("after"))
        for index in Self.programs.indices { #expect(try program.read("size\(index)") == "30 \(90 + index)\n") }
        let bodies = try program.entries().texts("body")
        for (command, _, _) in Self.programs { #expect(bodies.contains("# \(command)\n")) }
        let replay = try program.replay()
        #expect(replay.answer.status == 0 && replay.summary["same"] == bodies.count, "\(replay.answer.output)")
    }

    @Test func `lines that are pasted are commands of their own, and the mouse's keys arrive`() throws {
        let program = try Program()
        let typist = try Typist(program)
        try typist.press("\u{1B}[200~cd /tmp\n(exit 3)\npwd\u{1B}[201~")
        try typist.expect("pwd")
        try typist.press("\r")
        try typist.expect("/tmp\n(.|\n)*[$#] $")
        // The line's echo is not what it prints; keys that come before they are read are not to be shown.
        let reading = #"stty -echo; printf '\033[?1000hcl%s' ick; read -rn 10 key; stty echo; "#
        try typist.press(reading + #"printf '%q\033[?1000l\n' "$key""# + "\r")
        try typist.expect("hclick$")
        try typist.press("\u{1B}[<0;10;5M")
        try typist.expect("5M(.|\n)*[$#] $")
        try typist.exit()
        let entries = try program.entries()
        #expect(entries.texts("body").prefix(3) == ["cd /tmp\n", "(exit 3)\n", "pwd\n"] && entries.count == 4)
        #expect(entries.texts("status") == ["ok", "failed", "ok", "ok"])
        #expect(entries.outputs == ["", "", "/tmp\n", #"click$'\E[<0;10;5M'"# + "\n"])
    }
}
