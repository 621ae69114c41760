/// Tokens that are known by their form.
enum SecretTokens {
    /// One service's tokens.
    struct Form: Sendable {
        /// What they begin with.
        let prefix: String
        /// How many bytes follow it at least.
        let length: Int
        /// What these bytes may be.
        var isPart: @Sendable (UInt8) -> Bool = { $0.isBase64URL }
        /// A token to test with.
        let example: String
    }

    private static let tail = "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3"

    private static func form(_ prefix: String, _ length: Int) -> Form {
        Form(prefix: prefix, length: length, example: prefix + String((tail + tail).prefix(max(length, 24))))
    }

    private static func capital(_ prefix: String) -> Form {
        Form(prefix: prefix, length: 16, isPart: { $0.isUpper || $0.isDigit }, example: prefix + "Q3EXAMPLE7TESTKE")
    }

    private static func hexadecimal(_ prefix: String, _ length: Int) -> Form {
        Form(
            prefix: prefix, length: length, isPart: \.isHex,
            example: prefix + String(repeating: "0f1e2d3c", count: length / 8 + 1).prefix(length))
    }

    private static let dotted: @Sendable (UInt8) -> Bool = { $0.isBase64URL || $0 == UInt8(ascii: ".") }

    /// Amazon; GitHub; GitLab; Slack; npm, PyPI; JSON Web Tokens; Google; payment and mail services; others.
    static let forms: [Form] =
        ["AKIA", "ASIA", "ABIA", "ACCA"].map(capital)
        + ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map { form($0, 30) } + [form("github_pat_", 22)]
        + ["glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glsoat-", "glft-", "gloas-"].map { form($0, 20) }
        + ["xoxb-", "xoxp-", "xoxa-", "xoxo-", "xoxr-", "xoxs-", "xoxe-", "xapp-"].map { form($0, 12) }
        + [
            Form(
                prefix: "hooks.slack.com/services/", length: 20, isPart: { $0.isBase64 },
                example: "hooks.slack.com/services/T0000TEST/B0000TEST/abcdefghijklmnop01234567"),
            form("npm_", 36), form("pypi-AgEI", 50),
            Form(
                prefix: "eyJ", length: 24, isPart: dotted,
                example: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ0ZXN0ZXIifQ.c2lnbmF0dXJlLW9mLWEtdGVzdA"),
            form("AIza", 35), Form(prefix: "ya29.", length: 20, isPart: dotted, example: "ya29." + tail),
            form("GOCSPX-", 20), form("sk_live_", 16), form("sk_test_", 16), form("rk_live_", 16),
            form("rk_test_", 16), form("whsec_", 24),
            Form(prefix: "SG.", length: 60, isPart: dotted, example: "SG.0aB1cD2eF3gH4iJ5kL6mN7." + tail + "4a5"),
            form("hf_", 30), hexadecimal("dop_v1_", 64), hexadecimal("doo_v1_", 64), hexadecimal("dapi", 32),
            form("dckr_pat_", 20), form("hvs.", 24), form("hvb.", 24), form("shpat_", 32), form("glsa_", 32),
            form("lin_api_", 32), form("sk-", 32), form("xkeysib-", 60),
            Form(
                prefix: "AGE-SECRET-KEY-1", length: 40, isPart: { $0.isUpper || $0.isDigit },
                example: "AGE-SECRET-KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE"),
        ]
}

extension SecretRules {
    func token(_ form: SecretTokens.Form, at place: Int) -> SecretMatch? {
        let start = place + form.prefix.utf8.count
        guard text.hasExactly(form.prefix, at: place), !text[place - 1].isName || form.prefix.first == "h" else {
            return nil
        }
        let end = text.skip(from: start, upTo: SecretText.longestValue, while: form.isPart)
        let range = place..<end
        if text.isOpen(at: end) { return SecretMatch(range: range, value: [], kind: .token, isOpen: true) }
        guard end - start >= form.length, text.bytes[start..<end].contains(where: \.isDigit) else { return nil }
        if form.prefix == "eyJ" { return webToken(range) }
        return match(range, .token)
    }

    /// Header, payload and signature (RFC 7519); a dot that ends a sentence is none of its own.
    private func webToken(_ range: Range<Int>) -> SecretMatch? {
        let end = text.skipBack(from: range.upperBound) { $0 == UInt8(ascii: ".") }
        let parts = text.bytes[range.lowerBound..<end].split(separator: UInt8(ascii: "."))
        guard parts.count >= 3, parts[1].starts(with: "eyJ".utf8) else { return nil }
        return match(range.lowerBound..<end, .token)
    }
}

extension Redactor {
    /// A token of each form that is known, to test with; none of them opens anything.
    public static var exampleTokens: [String] { SecretTokens.forms.map(\.example) }
}
