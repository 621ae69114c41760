import Clusters
import LabModel
import Testing

@Suite struct ConfigurationFileTests {
    private func set(_ name: String, _ value: String, in text: String) -> (text: String, changes: [String]) {
        edit(text) { $0.set(name, to: value) }
    }

    private func edit(
        _ text: String, _ body: (inout ConfigurationFile) -> Void
    ) -> (text: String, changes: [String]) {
        var file = ConfigurationFile(Array(text.utf8))
        body(&file)
        return (String(decoding: file.content, as: UTF8.self), file.changes.map { "\($0.line) \($0.change)" })
    }

    @Test(arguments: ["", "a", "a\n", "a\r\nb", "\n\n", "\r", "a\r\r\n"])
    func unchangedBytesStay(_ text: String) {
        #expect(edit(text) { _ in }.text == text)
    }

    @Test func bytesThatAreNoUTF8Stay() {
        let content: [UInt8] = [0x23, 0xFF, 0x0A, 0x61, 0x3D, 0x31, 0x0A]
        var file = ConfigurationFile(content)
        file.set("a", to: "2")
        #expect(file.content == [0x23, 0xFF, 0x0A] + Array("a = 2\n".utf8))
    }

    @Test(arguments: [
        ("#port = 5432", "port = 1"),
        ("# port = 5432", "port = 1"),
        ("port 5432", "port = 1"),
        ("PORT=5432", "port = 1"),
        ("  port = 5432", "  port = 1"),
        ("#port = 5432\t\t\t\t# (change requires restart)", "port = 1\t\t\t\t# (change requires restart)"),
        ("#port = 543210000\t# c", "port = 1\t\t# c"),
        ("port = 5432  # c", "port = 1     # c"),
        ("port = 5# c", "port = 1 # c"),
        ("port = 'a#b' # c", "port = 1     # c"),
        ("port = 'it''s # \\' x'#c", "port = 1             #c"),
    ])
    func aLineIsReplacedInPlace(_ before: String, _ after: String) {
        let (text, changes) = set("port", "1", in: "x = 1\n\(before)\ny = 2\n")
        #expect(text == "x = 1\n\(after)\ny = 2\n")
        #expect(changes == ["2 replaced"])
    }

    @Test func aLongValuePushesTheComment() {
        #expect(set("a", "'0123456789'", in: "#a = 1\t# c").text == "a = '0123456789'\t# c")
        #expect(set("a", "'0123456789'", in: "#a = 1 # c").text == "a = '0123456789' # c")
    }

    @Test func theLastActiveLineCounts() {
        let (text, changes) = set("a", "9", in: "#a = 0\na = 1\na = 2\n#a = 3\n")
        #expect(text == "#a = 0\na = 1\na = 9\n#a = 3\n")
        #expect(changes == ["3 replaced"])
    }

    @Test func proseIsNoSetting() {
        let prose = "# port is what clients use\n# port = 5432 by default\n#support = 1\n#port.x = 2\n"
        let (text, changes) = set("port", "1", in: prose)
        #expect(text == prose + "port = 1\n")
        #expect(changes == ["5 inserted"])
    }

    @Test func theFirstCommentedLineIsTaken() {
        #expect(set("a", "9", in: "#a = 1\n#a = 2\n").text == "a = 9\n#a = 2\n")
    }

    @Test func lineEndsAreKept() {
        #expect(set("a", "2", in: "#a = 1\r\nb = 1\r\n").text == "a = 2\r\nb = 1\r\n")
        #expect(set("c", "2", in: "a = 1\r\nb = 1").text == "a = 1\r\nb = 1\r\nc = 2\r\n")
        #expect(set("c", "2", in: "").text == "c = 2\n")
        #expect(set("a", "2", in: "a = 1").text == "a = 2")
    }

    @Test func aSettingThatIsThereIsKept() {
        let (text, changes) = set("a", "1", in: "a = 1 # c\n")
        #expect(text == "a = 1 # c\n")
        #expect(changes == ["1 kept"])
    }

    @Test func brokenLinesAreLeftAlone() {
        for line in ["a = 'open", "a =", "= 1", "a = 1 2", "a = 'x\\"] {
            #expect(set("a", "1", in: line + "\n").text == line + "\na = 1\n")
        }
    }

    private let hba = "# TYPE DATABASE\n\nlocal   all   all   trust\nhost all all ::1/128 trust # v6\n"

    @Test func rulesGoBeforeTheFirst() {
        let (text, changes) = edit(hba) { $0.insert(rules: ["host a a all md5", "host b b all md5"], atEnd: false) }
        #expect(text == hba.replacing("local ", with: "host a a all md5\nhost b b all md5\nlocal "))
        #expect(changes == ["3 inserted", "4 inserted"])
    }

    @Test func aRuleThatIsThereStays() {
        let rules = ["local all all trust", "host  all\tall ::1/128 trust"]
        let (text, changes) = edit(hba) { $0.insert(rules: rules, atEnd: false) }
        #expect(text == hba)
        #expect(changes == ["3 kept", "4 kept"])
    }

    @Test func rulesGoToTheEnd() {
        let (text, changes) = edit(hba) { $0.apply(.rules(["host a a all md5"], atEnd: true)) }
        #expect(text == hba + "host a a all md5\n")
        #expect(changes == ["5 inserted"])
        #expect(edit("# none") { $0.insert(rules: ["local a a md5"], atEnd: false) }.text == "# none\nlocal a a md5\n")
    }

    @Test func quotesInRulesHideCommentSigns() {
        let rule = "local \"a#b\" all md5"
        #expect(edit("\(rule) # c\n") { $0.insert(rules: [rule], atEnd: false) }.changes == ["1 kept"])
        #expect(edit("\(rule)\n") { $0.insert(rules: ["local \"a"], atEnd: false) }.changes == ["1 inserted"])
    }
}

@Suite struct CommandLineTests {
    @Test(arguments: [
        ("a", "a"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("--x=/y.z", "--x=/y.z"),
        ("$HOME", "'$HOME'"),
        ("ключ", "'ключ'"), ("*", "'*'"), ("'", "''\\'''"),
    ])
    func quoting(_ word: String, _ quoted: String) {
        #expect(CommandLine.quote(word) == quoted)
    }
}
