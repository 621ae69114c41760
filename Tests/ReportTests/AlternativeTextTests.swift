import Report
import Testing

/// A reader of `![…](…)` by CommonMark's rules for backslashes and brackets: the text and the destination.
private func link(_ markdown: String) -> (text: String, destination: String)? {
    var scalars = Array(markdown.unicodeScalars)[...]
    guard scalars.starts(with: "![".unicodeScalars) else { return nil }
    scalars = scalars.dropFirst(2)
    var text = ""
    while let scalar = scalars.popFirst() {
        switch scalar {
        case "\\":
            guard let next = scalars.popFirst() else { return nil }
            text.unicodeScalars.append(next)
        case "]":
            guard scalars.popFirst() == "(", let end = scalars.firstIndex(of: ")") else { return nil }
            return (text, String(String.UnicodeScalarView(scalars[..<end])))
        case "[", "\n", "`", "<", "&", "*", "_": return nil
        default: text.unicodeScalars.append(scalar)
        }
    }
    return nil
}

@Suite struct AlternativeTextTests {
    @Test(arguments: [
        "plain", "Роли и `pg_hba.conf`", "a ] b [ c", "](http://example.org)", "\\", "back\\slash]", "*bold* _it_",
        "<b>&amp;</b>", "!", "![nested](x)", "]\u{301}(x)", "[\u{20D0}", "`\u{301}",
    ])
    func `an alternative text stays what it is`(text: String) throws {
        let found = try #require(link(try report(transcript("x", alternative: text)).markdown))
        #expect(Array(found.text.utf8) == Array(text.utf8))
        #expect(found.destination == "images/pic.svg")
    }

    @Test func `line ends in an alternative text become spaces`() throws {
        let found = try #require(link(try report(transcript("x", alternative: "one\ntwo\r\n\r\nthree")).markdown))
        #expect(found.text == "one two three")
    }
}
