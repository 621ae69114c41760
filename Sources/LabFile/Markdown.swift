import CMarkGFM

/// A parsed Markdown text; owns the parser's nodes.
final class Markdown {
    private let document: OpaquePointer?
    private let parser: OpaquePointer?

    /// Parses a text.
    ///
    /// - Parameters:
    ///   - bytes: the text; need not be valid UTF-8.
    ///   - isGitHub: whether tables and footnotes count as well.
    init(_ bytes: [UInt8], isGitHub: Bool = false) {
        let parser = cmark_parser_new(isGitHub ? CMARK_OPT_FOOTNOTES : CMARK_OPT_DEFAULT)
        if isGitHub {
            _ = Self.registration
            cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("table"))
        }
        bytes.withUnsafeBytes { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
        document = cmark_parser_finish(parser)
        self.parser = parser
    }

    /// The library's list of extensions is shared, and filled without a lock: so it is filled once.
    private static let registration: Void = cmark_gfm_core_extensions_ensure_registered()

    deinit {
        // The tree refers to the parser's extensions, so it goes first.
        cmark_node_free(document)
        cmark_parser_free(parser)
    }

    /// Calls a closure when the walk enters and when it leaves each node; a node without children is only entered.
    func visit(_ body: (_ node: OpaquePointer, _ isEntering: Bool) -> Void) {
        // The iterator holds no reference to the nodes' owner.
        defer { withExtendedLifetime(self) {} }
        let iterator = cmark_iter_new(document)
        defer { cmark_iter_free(iterator) }
        while true {
            let event = cmark_iter_next(iterator)
            guard event != CMARK_EVENT_DONE, let node = cmark_iter_get_node(iterator) else { return }
            body(node, event == CMARK_EVENT_ENTER)
        }
    }

    /// A string that the parser owns, with invalid UTF-8 replaced.
    static func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
}
