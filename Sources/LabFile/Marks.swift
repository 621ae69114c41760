import CMarkGFM

/// Finds out which of a text's possible destinations are those of images.
///
/// The parser's positions of inline text are not dependable. Instead, a mark with a number is put in front of each
/// possible destination; the images that the parser finds then carry the numbers of theirs.
struct Marks {
    /// An image that the parser found.
    struct Image {
        /// Which destination is the image's; nil when it is none of the possible ones.
        let candidate: Int?
        let url: String
    }

    /// Letters and digits only, so that they change nothing of what is around them.
    private let opening: String
    private static let closing: Character = "z"

    /// Chooses a mark that the text does not contain.
    init(in text: [UInt8]) {
        let text = String(decoding: text, as: UTF8.self)
        var number = 0
        while text.contains("labjournal\(number)x") { number += 1 }
        opening = "labjournal\(number)x"
    }

    func insert(at candidates: [ImageDestination], into text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var copied = 0
        for (index, candidate) in candidates.enumerated() {
            result += text[copied..<candidate.range.lowerBound] + "\(opening)\(index)\(Self.closing)".utf8
            copied = candidate.range.lowerBound
        }
        return result + text[copied...]
    }

    /// The images of a text with marks, by their places in the text; those without a place come last.
    func images(in markdown: Markdown) -> [Image] {
        var images: [Image] = []
        markdown.visit { node, isEntering in
            guard isEntering else { return }
            switch cmark_node_get_type(node) {
            case CMARK_NODE_IMAGE: images.append(image(ofURL: Markdown.text(cmark_node_get_url(node))))
            case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE:
                images += self.images(inHTML: Markdown.text(cmark_node_get_literal(node)))
            default: break
            }
        }
        return images.sorted { ($0.candidate ?? .max) < ($1.candidate ?? .max) }
    }

    private func image(ofURL url: String) -> Image {
        guard url.hasPrefix(opening) else { return Image(candidate: nil, url: url) }
        let digits = url.dropFirst(opening.count).prefix { $0.isNumber }
        return Image(candidate: Int(digits), url: String(url[digits.endIndex...].dropFirst()))
    }

    /// The images of a piece of HTML; comments are skipped.
    private func images(inHTML html: String) -> [Image] {
        let shown = Array(Self.withoutComments(html).utf8)
        return ImageDestination.htmlSources(in: shown).map { source in
            image(ofURL: String(decoding: shown[source], as: UTF8.self))
        }
    }

    private static func withoutComments(_ html: String) -> String {
        var result = ""
        var rest = html[...]
        while let start = rest.firstRange(of: "<!--") {
            result += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            rest = rest.firstRange(of: "-->").map { rest[$0.upperBound...] } ?? ""
        }
        return result + rest
    }
}
