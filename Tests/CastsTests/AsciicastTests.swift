import Casts
import LabModel
import Testing

@Suite struct AsciicastTests {
    @Test func `asciinema's own recordings are read`() throws {
        let cast = try Asciicast.read(fixture("marks.cast"))
        #expect(cast.columns == 100 && cast.rows == 30 && cast.title == "With marks")
        #expect(cast.startedAt?.description == "2026-11-25T10:32:44.000000Z")
        #expect(cast.events.count == 34 || cast.events.count > 20)
        #expect(String(decoding: cast.output, as: UTF8.self).contains("Привет"))
    }

    @Test(arguments: Asciicast.Version.allCases)
    func `what is written is read again`(version: Asciicast.Version) throws {
        var cast = Cast(
            columns: 80, rows: 24, startedAt: Timestamp(microseconds: 5_000_000), title: "A \"b\"\n\u{2028}")
        cast.events = [
            (.milliseconds(1), .marker("Шаг 1")), (.milliseconds(2), .output(Array("a\u{1B}[1m\u{7F}\u{85}\\\t".utf8))),
            (.seconds(61), .resize(columns: 100, rows: 30)), (.seconds(61), .output(Array("🦆".utf8))),
        ]
        #expect(try Asciicast.read(cast.written(version)) == cast)
    }

    @Test func `a character that is cut between two pieces is whole in the file`() throws {
        for text in ["я", "€", "🦆"] {
            let bytes = Array(text.utf8)
            for cut in 1..<bytes.count {
                var cast = Cast(columns: 80, rows: 24)
                cast.events = [
                    (.zero, .output([0x61] + bytes[..<cut])), (.seconds(1), .output(bytes[cut...] + [0x62])),
                ]
                let read = try Asciicast.read(cast.written(.v2))
                #expect(String(decoding: read.output, as: UTF8.self) == "a\(text)b")
            }
        }
        var cast = Cast(columns: 80, rows: 24)
        cast.events = [(.zero, .output([0xFF, 0x61, 0xE2, 0x82]))]
        #expect(String(decoding: try Asciicast.read(cast.written(.v3)).output, as: UTF8.self) == "\u{FFFD}a\u{FFFD}")
    }

    @Test func `a terminal without a size has the usual one`() throws {
        let cast = try Asciicast.read(
            Array("{\"version\": 2, \"width\": 0, \"height\": 0}\n[0.01, \"o\", \"one\"]".utf8))
        #expect(cast.columns == 80 && cast.rows == 24)
    }

    @Test func `comments and unknown events of version 3 are passed over`() throws {
        let text = """
            {"version":3,"term":{"cols":80,"rows":24},"command":"htop"}
            # a comment
            [0.5,"i","typed"]
            [0.5,"o","x"]
            [1.0,"z","?"]
            [1.0,"x","0"]
            """
        let cast = try Asciicast.read(Array(text.utf8))
        #expect(cast.command == "htop" && cast.output == [0x78])
        #expect(cast.events.map(\.time) == [.seconds(1), .seconds(3)])
    }

    @Test(arguments: [
        ("", 1), ("{}", 1), ("[1,2]", 1), ("{\"version\":1,\"width\":80,\"height\":24}", 1),
        ("{\"version\":2,\"width\":0,\"height\":24}", 1), ("{\"version\":2,\"width\":1e9,\"height\":24}", 1),
        ("{\"version\":2}", 1), ("{\"version\":3,\"term\":\"x\"}", 1), ("not json", 1), ("\u{0}\u{0}", 1),
        ("{\"version\":2,\"width\":80,\"height\":24}\n[1,\"o\"]", 2),
        ("{\"version\":2,\"width\":80,\"height\":24}\n[1,\"o\",\"x\"]\n[2,\"o\",\"cut", 3),
        ("{\"version\":2,\"width\":80,\"height\":24}\n[-1,\"o\",\"x\"]", 2),
        ("{\"version\":2,\"width\":80,\"height\":24}\n[1e300,\"o\",\"x\"]", 2),
        ("{\"version\":2,\"width\":80,\"height\":24}\n[1,\"r\",\"99999999999x1\"]", 2),
        ("{\"version\":2,\"width\":80,\"height\":24}\n" + String(repeating: "[", count: 100_000), 2),
    ])
    func `what is no recording is refused with its line`(text: String, line: Int) {
        let error = #expect(throws: LabError.self) { try Asciicast.read(Array(text.utf8)) }
        #expect(error?.line == line)
    }

    @Test func `no damage crashes the readers`() throws {
        let files = try ["marks.cast", "classic.typescript", "classic.timing", "advanced.timing", "advanced.log"]
            .map(fixture)
        var dice = Dice(state: 7)
        for _ in 0..<400 {
            let damaged = files.map { file in
                var bytes = file
                for _ in 0..<Int.random(in: 1...8, using: &dice) {
                    let place = Int.random(in: 0..<bytes.count, using: &dice)
                    switch Int.random(in: 0..<3, using: &dice) {
                    case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
                    case 1: bytes.removeSubrange(place..<min(bytes.count, place + 9))
                    default: bytes.insert(contentsOf: bytes.prefix(place).suffix(7), at: place)
                    }
                }
                return bytes
            }
            for cast in [
                try? Asciicast.read(damaged[0]), try? Typescript.read(damaged[1], timing: files[2]),
                try? Typescript.read(files[1], timing: damaged[2]), try? Typescript.read(files[4], timing: damaged[3]),
                try? Typescript.read(damaged[4], timing: nil),
            ] {
                guard let cast else { continue }
                let found = RecordedCommands(in: cast.output, columns: cast.columns).commands
                #expect(found.allSatisfy { $0.bytes.upperBound <= cast.output.count && !$0.text.isEmpty })
            }
        }
    }
}
