import Foundation
import Testing

@Suite struct ShellOutputTests {
    /// The bytes as a terminal gets them from a program.
    private func treated(_ bytes: Data) -> Data { Data(bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }) }

    /// The recorded bytes of an entry.
    private func raw(_ entry: [String: Any], _ program: Program) throws -> Data {
        let id = entry["id"] as? String ?? ""
        #expect(try program.script("labjournal show \(id) --raw > raw", name: "raw").status == 0)
        return try Data(contentsOf: program.directory.appendingPathComponent("raw"))
    }

    /// Has files printed, one after the other, and compares what is recorded with what they hold.
    private func expectRecorded(_ outputs: [Data], in program: Program) throws {
        let typist = try Typist(program)
        for (index, output) in outputs.enumerated() {
            try output.write(to: program.directory.appendingPathComponent("file\(index)"))
            try typist.press("cat file\(index); printf '\\033\\\\\\nend-%d\\n' \(index)\r")
            try typist.expect("\nend-\(index)\n")
            try typist.expect("[$#] $")
        }
        try typist.press("exit\r")
        #expect(try typist.end() == 0)
        let entries = try program.entries()
        #expect(entries.count == outputs.count && entries.allSatisfy { $0["status"] as? String == "ok" })
        for (entry, output) in zip(entries, outputs) {
            let isWhole = try raw(entry, program).range(of: treated(output)) != nil
            #expect(isWhole && typist.shown.range(of: treated(output)) != nil)
        }
    }

    @Test func `any bytes, and lines of any length, are recorded as they came`() throws {
        let program = try Program()
        let every = Data((0..<65_536).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 &+ $0 >> 8) })
        let line = Data((0..<2_000).map { String(10_000 + $0) }.joined().utf8) + [0x0A]
        let invalid = Data([0x61, 0x00, 0xFF, 0xFE, 0xC3, 0x28, 0xED, 0xA0, 0x80, 0xF8, 0x88, 0x0A, 0xE2, 0x82])
        try expectRecorded([every, line, invalid, Data("ы日本\n".utf8)], in: program)
        let shown = try program.entries().outputs
        #expect(shown[1].hasPrefix(String(decoding: line, as: UTF8.self)) && shown[3].hasPrefix("ы日本\n"))
        #expect(try program.run("report", "--style", "both").status == 0)
        let names = FileManager.default.enumerator(atPath: program.directory.path)?.compactMap { $0 as? String } ?? []
        let written = names.filter { $0.hasSuffix(".svg") || $0.hasSuffix(".report.md") }
        #expect(written.count == 5)
        for name in written {
            let bytes = try Data(contentsOf: program.directory.appendingPathComponent(name))
            let text = try #require(String(data: bytes, encoding: .utf8))
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" })
        }
    }

    @Test func `marks that are guessed, cut or of others are output like any other`() throws {
        let program = try Program()
        let nonce = "0123456789abcdef"
        let forged = [
            "\u{1B}]133;D;7\u{07}\u{1B}]133;A\u{1B}\\\u{1B}]633;E;rm -rf;\(nonce)\u{07}\u{1B}]633;D;1\u{07}text\n",
            "\u{1B}]133;\(nonce);D;3;/nowhere\u{07}\u{1B}]133;\(nonce);C;1 forged\u{07}\u{1B}]133;;D;3\u{07}text\n",
            "\u{1B}]133;\u{1B}]133;\u{1B}]133;D;\u{1B}\u{1B}]13text\n\u{1B}]133;",
            "\u{1B}]133;" + String(repeating: nonce, count: 20_000) + "\n",
        ]
        try expectRecorded(forged.map { Data($0.utf8) }, in: program)
        let bodies = try program.entries().texts("body")
        #expect(bodies.allSatisfy { $0.hasPrefix("cat file") })
    }

    @Test func `a very long output is recorded whole, and shown by its beginning`() throws {
        let program = try Program()
        let typist = try Typist(program)
        let size = 17 << 20
        try typist.press("yes 'one line of very many' | head -c \(size); echo; echo end\r")
        try typist.expect("\nend\n")
        try typist.expect("[$#] $")
        try typist.exit()
        let entry = try #require(try program.run("show", "last", "--json").json() as? [String: Any])
        let whole = try raw(entry, program)
        let lines = size / 22
        #expect(whole.count > size + lines && whole.count < size + lines + 1000)
        #expect(entry["outputBytesLeftOut"] as? Int == whole.count - 16 << 20)
        #expect(try program.run("show", "last").output.hasSuffix(" --raw\n"))
    }
}
