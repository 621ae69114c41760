import LabFile
import LabModel
import Testing

/// A generator whose numbers depend on its seed alone: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct RoundTripTests {
    private static let pieces = [
        "\n", "\n", "\n\n", "\r\n", "\r", " ", "    ", "\t", "```", "```", "````", "~~~", "```sh\n", "```\n",
        "```sql {cluster=m}\n", "```sh\na\n```\n", "~~~wait\r\n~~~\r\n", "- ", "* ", "1. ", "> ", "# ", "word", "Слово",
        "<div>", "<!--", "-->", "`", "[a]: b",
        "---\n", "===", "{", "}", "\u{FEFF}", "&amp;", "\\", "<?", "?>", "<pre>", "</pre>", "e\u{301}",
    ]

    @Test func readingAndWritingKeepsEveryByte() {
        var generator = SeededGenerator(seed: 1)
        var blocks = 0
        for _ in 0..<5000 {
            let count = Int.random(in: 1...25, using: &generator)
            let text = (0..<count).compactMap { _ in Self.pieces.randomElement(using: &generator) }.joined()
            guard let lab = try? read(text) else { continue }
            blocks += lab.blocks.count
            #expect(LabFile.write(lab) == Array(text.utf8), "\(text.debugDescription)")
        }
        #expect(blocks > 200)
    }

    @Test func aLabOfAllThingsSurvives() throws {
        let lab = Lab(
            title: "A: \"b\" # c", language: "ru",
            variables: [
                Variable(name: "delay", value: "5min"), Variable(name: "octal", value: "010"),
                Variable(name: "odd", value: "\u{7F} \\ \u{2028}\n\u{FEFF}'{[ж"), Variable(name: "none", value: ""),
                Variable(name: "null", value: "null"), Variable(name: "space", value: " a "),
                Variable(name: "dash", value: "-"), Variable(name: "bool", value: "true"),
            ],
            secrets: ["admin"], clusters: Self.clusters,
            steps: [
                Step(prose: "no line end", blocks: Self.blocks), Step(prose: "prose", blocks: []),
            ])
        let again = try LabFile.read(LabFile.write(lab))
        #expect(again.title == lab.title && again.language == lab.language)
        #expect(again.variables == lab.variables && again.secrets == lab.secrets)
        #expect(again.clusters == lab.clusters)
        #expect(again.blocks.map(\.kind) == lab.blocks.map(\.kind))
        #expect(again.blocks.map { $0.attributes.map(\.name) } == lab.blocks.map { $0.attributes.map(\.name) })
        #expect(again.blocks.map { $0.attributes.map(\.value) } == lab.blocks.map { $0.attributes.map(\.value) })
        #expect(again.blocks.map(\.body) == ["a\n````\n", "~~~\n", "", "x\n"])
    }

    private static let clusters = [
        ClusterSpecification(name: "empty"), ClusterSpecification(name: "bare", docker: .init()),
        ClusterSpecification(
            name: "all", driver: .docker, port: .fixed(5432), binaries: "/usr/lib/a b", dataDirectory: "~",
            docker: .init(
                image: "postgres:15", name: "n", volume: "v", network: "w",
                environment: [Variable(name: "A.b c", value: "1")]),
            conninfo: "host=h port=5432", initdbArguments: ["--locale=C", "-k", "a, b"]),
    ]

    private static let values = [
        "plain", "two words", #"a"b"#, #"\d+"#, #"end\"#, #"a b\"#, #"a\" b"#, #"\\"#, "{{delay}}", "}", "", "ж=ж",
    ]

    private static let blocks = [
        Block(kind: .shell, attributes: values.map { Block.Attribute(name: "alt", value: $0) }, body: "a\n````\n"),
        Block(kind: .sql, attributes: [Block.Attribute(name: "alt", value: "a ` b")], body: "~~~"),
        Block(kind: .cluster, attributes: [Block.Attribute(name: "hidden", value: nil)], body: ""),
        Block(kind: .output, body: "x\n", source: "```output\nx\n```"),
    ]

    @Test func aMadeLabReadsWell() {
        let block = Block(
            kind: .sql, attributes: [Block.Attribute(name: "cluster", value: "m")], body: "SELECT 1;")
        let lab = Lab(
            title: "T", secrets: ["s"], clusters: [ClusterSpecification(name: "m", port: .fixed(5433))],
            steps: [Step(prose: "Prose\n", blocks: [block, block]), Step(prose: "end\n", blocks: [])])
        let expected = """
            ---
            lab: 1
            title: T
            secrets: [s]
            clusters:
              m:
                port: 5433
            ---
            Prose

            ```sql {cluster=m}
            SELECT 1;
            ```

            ```sql {cluster=m}
            SELECT 1;
            ```

            end

            """
        #expect(String(decoding: LabFile.write(lab), as: UTF8.self) == expected)
    }

    @Test func randomValuesOfTheFrontMatterSurvive() throws {
        var generator = SeededGenerator(seed: 2)
        let pieces = [
            "a", "ж", " ", ":", "#", "-", "\"", "'", "\\", "\n", "\t", "{", "]", ",", "&", "*", "!", "%", "@", "0", "~",
            "?", "\u{85}", "😀", "e\u{301}", "\r\n",
        ]
        for _ in 0..<2000 {
            let count = Int.random(in: 0...6, using: &generator)
            let value = (0..<count).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            let lab = Lab(title: "t", variables: [Variable(name: "v", value: value)])
            #expect(try LabFile.read(LabFile.write(lab)).variables.first?.value == value)
        }
    }
}
