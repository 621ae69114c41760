import Foundation
import Testing

@Suite struct ShellAliasTests {
    @Test(arguments: ["/bin/bash", "/usr/bin/zsh", "/usr/bin/fish"])
    func `another name of the program is left out like the program`(shell: String) throws {
        guard FileManager.default.isExecutableFile(atPath: shell) || ProcessInfo.processInfo.environment["CI"] != nil
        else { return }
        let program = try Program()
        try program.write("", to: ".zshrc")
        let directory = URL(fileURLWithPath: Program.path).deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let typist = try Typist(
            program, shell: shell, environment: ["PATH": "\(directory):\(path)", "HISTCONTROL": "ignorespace"])
        let isFish = shell.hasSuffix("fish")
        try typist.enter("alias lj='labjournal'; alias prose='labjournal step'")
        try typist.enter(isFish ? "function both; labjournal $argv; end" : "both() { labjournal \"$@\"; }")
        try typist.enter(
            isFish ? "function longer; labjournal $argv; echo x; end" : "longer() { labjournal \"$@\"; echo x; }")
        try typist.enter("lj step 'First'")
        try typist.enter("echo one")
        try typist.enter("prose 'Second'")
        try typist.enter(" echo two")
        try typist.enter("both note 'Third'")
        try typist.enter("longer note 'Fourth'")
        try typist.exit()
        let entries = try program.entries()
        #expect(
            entries.texts("body").dropFirst(3).map { $0.trimmingCharacters(in: .whitespaces) } == [
                "echo one\n", "echo two\n", "longer note 'Fourth'\n",
            ])
        #expect(entries.compactMap { $0["step"] as? Int }.dropFirst(3) == [2, 3, 4])
    }
}
