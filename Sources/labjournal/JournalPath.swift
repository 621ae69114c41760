internal import Foundation
internal import Journal

/// Where the journal is.
enum JournalPath {
    /// A new one stands in the present directory.
    static let new = "journal.sqlite"

    /// The journal that is named, else `$LABJOURNAL_FILE`, else the nearest upward; nil when there is none.
    static func find(_ named: String?) -> String? {
        if let named { return named }
        if let file = Environment["LABJOURNAL_FILE"] { return file }
        var directory = FileManager.default.currentDirectoryPath[...]
        if directory == "/" { directory = "" }
        while true {
            let candidate = "\(directory)/\(new)"
            if FileManager.default.fileExists(atPath: candidate) { return candidate }
            guard let slash = directory.lastIndex(of: "/") else { return nil }
            directory = directory[..<slash]
        }
    }
}
