internal import Foundation

/// A text with secrets of a known kind and place, from `Tests/Fixtures/secrets.txt`.
///
/// There a line `= name` begins a case. `«…»` is around a secret; `␛ ␇ ␈ ␍` are control characters.
public struct SecretCase: Sendable, CustomStringConvertible {
    public let name: String
    public private(set) var text: [UInt8] = []
    private var ranges: [Range<Int>] = []

    public var description: String { name }

    /// The secrets as they stand in the text.
    public var secrets: [[UInt8]] { ranges.map { Array(text[$0]) } }

    /// What must stand nowhere: the secrets, and what of them is long enough between control characters.
    public var traces: [[UInt8]] {
        secrets + secrets.flatMap { $0.split { $0 < 0x20 }.map(Array.init) }.filter { $0.count >= 4 }
    }

    /// The text as it may be stored.
    public var redacted: [UInt8] {
        var result = text
        for (number, range) in ranges.enumerated().reversed() {
            result.replaceSubrange(range, with: "{{secret_\(number + 1)}}".utf8)
        }
        return result
    }

    private init(name: String, body: String) {
        self.name = name
        var start = 0
        for character in body.unicodeScalars {
            switch character {
            case "«": start = text.count
            case "»": ranges.append(start..<text.count)
            case "␛": text.append(0x1B)
            case "␇": text.append(0x07)
            case "␈": text.append(0x08)
            case "␍": text.append(0x0D)
            default: text += Array(String(character).utf8)
            }
        }
    }

    /// Every case, in order.
    public static let all: [SecretCase] = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/secrets.txt").path
        let content = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return ("\n" + content).split(separator: "\n= ").map { part in
            let lines = part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            return SecretCase(name: String(lines[0]), body: String(lines.last ?? "") + "\n")
        }
    }()
}
