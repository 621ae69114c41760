import CMarkGFM

/// Write-ups: Markdown made elsewhere, whose pictures a run has made anew.
public enum WriteUp {
    /// What `relink` made of a write-up.
    public typealias Relinked = (markdown: [UInt8], missing: [String], used: Set<String>)

    /// Points the images of a Markdown text to a run's pictures.
    ///
    /// An image is what GitHub shows as one: `![text](url)`, `![text][id]` with its `[id]: url`, and `<img src="url">`;
    /// not what stands in code. All other bytes stay as they are, whatever they are.
    ///
    /// - Parameters:
    ///   - markdown: the text; need not be valid UTF-8.
    ///   - link: the new URL for a picture's name; nil when there is no such picture. The name is the last part of the
    ///     image's URL without its ending, query and fragment, percent-decoded.
    /// - Returns: the text with the new URLs; `missing`, the URLs of the images that are no picture, each once, in the
    ///   order of the text; and `used`, the names of the pictures that took a place.
    public static func relink(markdown: [UInt8], link: (String) -> String?) -> Relinked {
        let candidates = ImageDestination.candidates(in: markdown)
        let marks = Marks(in: markdown)
        let images = marks.images(in: Markdown(marks.insert(at: candidates, into: markdown), isGitHub: true))
        var result: Relinked = ([], [], [])
        var copied = 0
        for image in images where !image.url.isEmpty {
            let name = pictureName(ofURL: image.url)
            guard let index = image.candidate, let url = link(name) else {
                if !result.missing.contains(image.url) { result.missing.append(image.url) }
                continue
            }
            result.used.insert(name)
            let range = candidates[index].range
            guard range.lowerBound >= copied else { continue }
            result.markdown += markdown[copied..<range.lowerBound] + escaped(url)
            copied = range.upperBound
        }
        result.markdown += markdown[copied...]
        return result
    }

    /// The URL without what would end it in Markdown or HTML.
    private static func escaped(_ url: String) -> [UInt8] {
        url.utf8.flatMap { byte -> [UInt8] in
            guard byte <= 0x20 || byte == 0x7F || "<>()\"'`\\".utf8.contains(byte) else { return [byte] }
            let digits = String(byte, radix: 16, uppercase: true)
            return Array("%\(digits.count < 2 ? "0" : "")\(digits)".utf8)
        }
    }

    private static func pictureName(ofURL url: String) -> String {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        let file = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        let stem = file.lastIndex(of: ".").map { file[..<$0] } ?? file
        return percentDecoded(stem)
    }

    private static func percentDecoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, digits.allSatisfy(\.isHexDigit),
                let decoded = UInt8(String(digits) ?? "", radix: 16)
            {
                bytes.append(decoded)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool { Character(Unicode.Scalar(self)).isHexDigit }
}
