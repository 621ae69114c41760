internal import Foundation
internal import Journal

/// Where the journal is.
enum JournalPath {
    private static let name = "journal.sqlite"

    /// The journal that is named, else `$LABJOURNAL_FILE`, else the nearest upward, else a new one in the present
    /// directory.
    static func find(_ named: String?) -> String {
        if let named { return named }
        if let file = Environment["LABJOURNAL_FILE"] { return file }
        var directory = FileManager.default.currentDirectoryPath[...]
        if directory == "/" { directory = "" }
        while true {
            let candidate = "\(directory)/\(name)"
            if FileManager.default.fileExists(atPath: candidate) { return candidate }
            guard let slash = directory.lastIndex(of: "/") else { return name }
            directory = directory[..<slash]
        }
    }
}
