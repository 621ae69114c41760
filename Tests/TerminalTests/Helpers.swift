import Foundation
import FoundationXML
import Terminal
import Testing

func screen(
    _ text: String, columns: Int = 40, rows: Int = 10, history: HistoryLimit = .unbounded,
    lineFeed: LineFeed = .movesDown
) -> Screen {
    screen(Array(text.utf8), columns: columns, rows: rows, history: history, lineFeed: lineFeed)
}

func screen(
    _ bytes: [UInt8], columns: Int = 40, rows: Int = 10, history: HistoryLimit = .unbounded,
    lineFeed: LineFeed = .movesDown
) -> Screen {
    let size = TerminalSize(columns: columns, rows: rows)
    let emulator = TerminalEmulator(size: size, historyLimit: history, lineFeed: lineFeed)
    emulator.feed(bytes)
    emulator.finish()
    return emulator.screen()
}

func text(of bytes: [UInt8], columns: Int = 40) -> String {
    screen(bytes, columns: columns, lineFeed: .startsLine).text
}

/// SplitMix64, so that every run sees the same bytes.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}

/// The texts of an SVG, read by an XML parser.
final class SVGReader: NSObject, XMLParserDelegate {
    private(set) var isWellFormed = false
    private(set) var elements: [String] = []
    private(set) var attributes: [[String: String]] = []
    private(set) var rows: [String] = []
    private var current = ""

    init(_ svg: String) {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        isWellFormed = parser.parse()
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements.append(name)
        self.attributes.append(attributes)
        if name == "text" { current = "" }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        current += string
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        if name == "text" { rows.append(current) }
    }
}
