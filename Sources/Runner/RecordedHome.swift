internal import Foundation
internal import Journal
internal import LabModel

/// The directory where a recording began, which a replay has one of its own for: what a lab writes below it, by its
/// absolute path too, must not be overwritten by a replay.
struct RecordedHome {
    private let directory: String
    private let began: Date
    private let isNamed: Bool

    /// - Parameter directory: where the first entry was entered; nil when that is not known.
    init(of run: RunRecord, began directory: String?) {
        self.directory = directory ?? ""
        began = Date(timeIntervalSince1970: TimeInterval(run.startedAt.microseconds) / 1e6)
        isNamed = self.directory.utf8.count > 1 && !run.variables.contains { $0.name == Lab.home }
    }

    /// By itself, `/tmp` is where servers have their sockets.
    private var isOwn: Bool { directory.split(separator: "/").count > 1 }

    private static let ends: Set<Character> = [
        " ", "\t", "\n", "'", "\"", ";", "|", "&", "<", ">", "(", ")", "{", "}", "`", ":", ",", "%", "*", "?", "$",
    ]

    /// Puts `{{home}}` in place of the directory at the beginning of paths, but for files that were there before and
    /// that a replay would not find in its own.
    func apply(to text: String) -> String {
        guard isNamed, text.contains(directory) else { return text }
        var result = ""
        var rest = text[...]
        while let found = rest.range(of: directory) {
            let path =
                found.lowerBound..<(rest[found.upperBound...].firstIndex(where: Self.ends.contains) ?? rest.endIndex)
            let next = rest[found.upperBound...].first
            let isWhole = next == "/" || isOwn && next.map(Self.ends.contains) ?? true
            let before = (result + rest[..<found.lowerBound]).last
            let begins = before.map { !$0.isLetter && !$0.isNumber && !"/._-".contains($0) } ?? true
            let isHome = isWhole && begins && !wasThere(String(rest[path]))
            result += rest[..<found.lowerBound] + (isHome ? "{{\(Lab.home)}}" : directory)
            rest = rest[found.upperBound...]
        }
        return result + rest
    }

    /// Whether a file has not been written since before the recording.
    private func wasThere(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue,
            let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let modified = attributes[.modificationDate] as? Date
        else { return false }
        return modified < began
    }
}
