import LabFile
import LabModel
import Testing

func read(_ text: String) throws(LabFileError) -> Lab { try LabFile.read(Array(text.utf8)) }

/// The first finding as `line:column: problem`.
func finding(in text: String) -> String? {
    do {
        _ = try read(text)
        return nil
    } catch {
        return "\(error.line):\(error.column): \(error.problem)"
    }
}

@Suite struct ReadTests {
    @Test func aFileIsStepsOfProseAndBlocks() throws {
        let text = "# Title\n\n```sh\na\n```\n\n \n~~~~sql {cluster=m}\nb\n~~~~\nmore\n```cluster\n```\nend"
        let lab = try read(text)
        #expect(lab.steps.map(\.prose) == ["# Title\n\n", "more\n", "end"])
        #expect(lab.blocks.map(\.kind) == [.shell, .sql, .cluster])
        #expect(lab.blocks.map(\.line) == [3, 8, 12])
        #expect(lab.blocks.map(\.body) == ["a\n", "b\n", ""])
        #expect(lab.blocks.map(\.gap) == ["", "\n \n", ""])
        #expect(lab.blocks[1].source == "~~~~sql {cluster=m}\nb\n~~~~\n")
    }

    @Test(
        arguments: [
            ("sh", .shell), ("shell", .shell), ("bash", .shell), ("sql", .sql), ("conf", .configuration),
            ("cluster", .cluster), ("wait", .wait), ("output", .output),
        ] as [(String, Block.Kind)])
    func everyKindIsKnown(word: String, kind: Block.Kind) throws {
        #expect(try read("```\(word)\n```\n").blocks.map(\.kind) == [kind])
        #expect(try read("``` \(word){hidden}\n```\n").blocks.first?.attributes.map(\.name) == ["hidden"])
    }

    @Test(arguments: [
        "```\nsh\n```\n", "```python\n```\n", "```sqll {cluster=m}\n```\n", "    ```sh\n    ```\n",
        "> ```sh\n> a\n> ```\n", "<!--\n```sh\n```\n-->\n", "````md\n```sh\n```\n````\n", "```sh`\n", "`` ```sh ``\n",
        "~~~text\n```sh\n~~~\n", "- > ```sh\n  > ```\n", "```SH\n```\n", "```{.sql}\n```\n",
    ])
    func otherFencesAreProse(text: String) throws {
        #expect(try read(text).steps == [Step(prose: text, blocks: [])])
    }

    @Test(arguments: ["```\n```\n", "~~~\n~~~\n", "text\ntext\n===\n===\n", "<pre>\n\n\n</pre>\n", "- a\n- a\n\n\n"])
    func linesThatRepeatHideNoBlock(before: String) throws {
        let lab = try read(before + "```sh\na\n```\n")
        #expect(lab.blocks.map(\.body) == ["a\n"])
        #expect(lab.steps.map(\.prose) == [before])
    }

    @Test func aFenceInAListLosesItsIndentation() throws {
        let lab = try read("1. one\n\n   ```sh\n   a\n     b\n\n   c\n   ```\n2. ~~~sh\n\td\n   ~~~\n")
        #expect(lab.steps.map(\.prose) == ["1. one\n\n", "2. "])
        #expect(lab.blocks.map(\.body) == ["a\n  b\n\nc\n", " d\n"])
        #expect(lab.blocks.map(\.bodyColumn) == [4, 4])
    }

    @Test func anIndentedFenceTakesAsMuchFromItsLines() throws {
        #expect(try read("  ```sh\n a\n   b\n\tc\n  ```\n").blocks.first?.body == "a\n b\n  c\n")
    }

    @Test func lineEndsAreKeptInTheSourceOnly() throws {
        let block = try #require(try read("a\r\n\r\n```sh {hidden}\r\nb\r\nc\r\n```\r\n").blocks.first)
        #expect(block.body == "b\nc\n")
        #expect(block.source == "```sh {hidden}\r\nb\r\nc\r\n```\r\n")
        #expect(block.attributes.map(\.name) == ["hidden"])
        #expect(block.line == 3)
    }

    @Test func aByteOrderMarkIsKept() throws {
        let lab = try read("\u{FEFF}---\ntitle: T\n---\n```sh\n```\n")
        #expect(lab.title == "T")
        #expect(lab.frontMatter == "\u{FEFF}---\ntitle: T\n---\n")
        #expect(try read("\u{FEFF}```sh {alt}\n```\n").blocks.first?.attributes.first?.column == 8)
    }

    @Test func attributesAreFlagsAndValues() throws {
        let info = #"{hidden  a=b alt="Ж \"x\" \d {}" timeout={{delay}} grep="\\" session=a"b x={y}"#
        let attributes = try #require(try read("```sh a title \(info)\n```\n").blocks.first?.attributes)
        #expect(attributes.map(\.name) == ["hidden", "a", "alt", "timeout", "grep", "session", "x"])
        #expect(attributes.map(\.value) == [nil, "b", #"Ж "x" \d {}"#, "{{delay}}", #"\"#, "a\"b", "{y"])
        #expect(attributes.map(\.column) == [16, 24, 28, 48, 66, 76, 88])
    }

    @Test(arguments: [
        ("", "1:1: the lab file is empty"), ("\u{FEFF}", "1:1: the lab file is empty"),
        ("```sh {a\n```\n", "1:7: the brace is not closed"),
        ("жж\n\n```sh {alt=\"x}\n```\n", "3:12: the quote is not closed"),
        ("```sh ж {alt=\"x\"y}\n```\n", "1:17: the value goes on after its quote"),
        ("```sh {a} b\n```\n", "1:11: \"b\" follows the braces"),
        ("```sh {=b}\n```\n", "1:8: a value stands without its key"),
        ("```sh {a= b}\n```\n", "1:10: \"a\" has no value after its ="),
        ("```sh  timeout=5s\n```\n", "1:8: the attributes of the sh block stand in no braces"),
        ("- x\n\n  ```sh {a\n  ```\n", "3:9: the brace is not closed"),
        ("a\n```sh\nb\n", "2:1: the fence is never closed"), ("a\n```text\nb\n", "2:1: the fence is never closed"),
        ("- ```sh\n  a\n```\nb\n```\n", "1:3: the fence is never closed"),
    ])
    func aMistakeHasItsPlace(text: String, expected: String) {
        #expect(finding(in: text) == expected)
    }

    @Test func everyMistakeIsReported() {
        let text = "---\nlab: x\nfoo: 1\n---\n```sh {a\n```\n```sql {b\n```\n"
        let error = #expect(throws: LabFileError.self) { try read(text) }
        #expect(error?.errors.map(\.line) == [2, 3, 5, 7])
    }

    @Test(
        arguments: [
            ([0x61, 0x0A, 0xD0, 0xB6, 0xFF], "2:2: not a text file: byte 4 is no UTF-8"),
            ([0x61, 0x00, 0xFF], "1:2: not a text file: byte 1 is a NUL byte"),
            ([0xFF, 0xFE, 0x61, 0x00], "1:1: not a text file: byte 0 is no UTF-8"),
        ] as [([UInt8], String)])
    func bytesThatAreNoTextAreRefused(bytes: [UInt8], expected: String) {
        let error = #expect(throws: LabFileError.self) { try LabFile.read(bytes) }
        #expect(error.map { "\($0.line):\($0.column): \($0.problem)" } == expected)
    }

    @Test func theSizeIsBounded() throws {
        var bytes = Array("```sh\necho 1\n```\n".utf8)
        bytes += Array(repeating: UInt8(ascii: "a"), count: LabFile.maximumSize - bytes.count)
        #expect(try LabFile.read(bytes).blocks.count == 1)
        let error = #expect(throws: LabFileError.self) { try LabFile.read(bytes + [0x61]) }
        #expect(error?.problem == "the lab file is larger than 16 MiB")
    }

    @Test(arguments: ["x <? ", "> ", "[", "![a](", "`a``", "a_b*", "```sh {a=b}\n", "<!--", "- x\n"])
    func aTextMadeToBeSlowIsReadSoon(pattern: String) {
        let text = String(repeating: pattern, count: 400_000 / pattern.utf8.count) + "\n"
        let clock = ContinuousClock()
        #expect(clock.measure { _ = try? read(text) } < .seconds(10))
    }
}
