import LabModel
import Testing

@Suite struct DurationTests {
    @Test(
        arguments: [
            ("5", 5_000_000), ("250ms", 250_000), ("30s", 30_000_000), ("30 s", 30_000_000), ("5min", 300_000_000),
            ("1.5h", 5_400_000_000), ("1d", 86_400_000_000), ("7us", 7), ("0", 0),
        ] as [(String, Int64)])
    func aNumberAndAUnitAreADuration(text: String, microseconds: Int64) {
        #expect(LabDuration.parse(text)?.inMicroseconds == microseconds)
    }

    @Test(arguments: ["", "s", "-5s", "5 parsecs", "1e5s", ".", "99999999999s", "5min1s"])
    func otherTextIsNone(text: String) {
        #expect(LabDuration.parse(text) == nil)
    }

    @Test(
        arguments: [
            (42_000, "0.042 s"), (5_020_000, "5.02 s"), (301_000_000, "5 min 1 s"), (7_380_000_000, "2 h 3 min"),
            (-500_000, "-0.500 s"),
        ] as [(Int64, String)])
    func isDescribedForPeople(microseconds: Int64, text: String) {
        #expect(LabDuration.describe(.microseconds(microseconds)) == text)
    }
}

@Suite struct LSNTests {
    @Test func isReadAndWrittenAsPostgreSQLDoes() throws {
        let lsn = try #require(LSN("16/B374D848"))
        #expect(lsn.bytes == 0x16_B374_D848)
        #expect(lsn.description == "16/B374D848")
        #expect(LSN(bytes: 0).description == "0/0")
        #expect(try #require(LSN("0/FFFFFFFF")) < lsn)
    }

    @Test(arguments: ["", "/", "16", "16/", "1/2/3", "+1/0", "0/-0", "G/0", "0/123456789"])
    func otherTextIsNone(text: String) {
        #expect(LSN(text) == nil)
    }
}

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (951_868_800_000_000, "2000-03-01T00:00:00.000000Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (-1_000_000, "1969-12-31T23:59:59.000000Z"),
            (4_107_542_399_123_456, "2100-02-28T23:59:59.123456Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
        ] as [(Int64, String)])
    func isWrittenAsRFC3339(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).description == text)
    }

    @Test func theFirstMomentDoesNotOverflow() {
        #expect(Timestamp(microseconds: .min).description.hasSuffix("224192Z"))
    }
}

@Suite struct RedactorTests {
    private let redactor = Redactor(secrets: [
        Variable(name: "short", value: "aab"), Variable(name: "long", value: "aabaac"),
        Variable(name: "word", value: "пароль"), Variable(name: "empty", value: ""),
    ])

    @Test func everySplitGivesWhatTheWholeGives() {
        let text = Array("aaaab aabaabaac aaba пароль парол aabaa".utf8)
        let whole = redactor.redact(text)
        for first in 0...text.count {
            for second in first...text.count {
                var stream = redactor.stream()
                let output =
                    stream.next(Array(text[..<first])) + stream.next(Array(text[first..<second]))
                    + stream.next(Array(text[second...])) + stream.finish()
                #expect(output == whole)
            }
        }
    }

    @Test func theLongestSecretWins() {
        #expect(redactor.redact("xaabaacx") == "x{{long}}x")
        #expect(redactor.redact("aabaad") == "{{short}}aad")
    }

    @Test func withoutSecretsNothingIsHeldBack() {
        var stream = Redactor().stream()
        #expect(stream.next([1, 2]) == [1, 2])
        #expect(stream.finish().isEmpty)
    }
}
