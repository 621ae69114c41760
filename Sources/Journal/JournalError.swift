internal import GRDB

/// Why a journal cannot be read or written.
public struct JournalError: Error, Sendable, Equatable {
    /// What kind of trouble it is.
    public enum Code: Sendable, Equatable {
        /// There is no such file.
        case missing
        /// The file is no journal, or its content is damaged.
        case damaged
        /// A newer version of the program wrote it.
        case newer
        /// The file or its directory cannot be written.
        case readOnly
        /// The disk is full.
        case full
        /// Another process kept the journal locked for too long.
        case busy
        /// No run or entry, or more than one, has that name.
        case notFound
        /// The journal could, but must not be changed in this way.
        case refused
        /// Anything else that SQLite reports.
        case other
    }

    /// What kind of trouble it is.
    public let code: Code
    /// What is wrong, as a sentence without its full stop; it names the file.
    public let problem: String
    /// What to do about it, as a sentence.
    public let remedy: String

    init(_ code: Code, _ problem: String, remedy: String) {
        self.code = code
        self.problem = problem
        self.remedy = remedy
    }

    /// No run or entry has that name.
    init(unknown name: String, in table: String, path: String) {
        self.init(
            .notFound, "\(path) has no \(table) \"\(name)\"",
            remedy: "List them with labjournal \(table == "run" ? "runs" : "log --run RUN").")
    }

    /// What an error of SQLite means for the journal at a path.
    init(_ error: any Error, path: String) {
        if let known = error as? JournalError {
            self = known
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.other, "\(path): \(error)", remedy: "Check the path, or name another journal with --journal.")
            return
        }
        switch error.resultCode {
        case .SQLITE_NOTADB:
            self.init(
                .damaged, "\(path) is not a journal: it is no SQLite file, or its beginning is damaged",
                remedy: "Name another file with --journal; this one was not touched.")
        case .SQLITE_CORRUPT:
            self.init(.damaged, "\(path) is damaged", remedy: "Run labjournal verify, and restore a copy.")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(
                .readOnly, "\(path) cannot be opened or written",
                remedy: "Check the rights of the file and its directory, or name another journal with --journal.")
        case .SQLITE_FULL, .SQLITE_IOERR:
            self.init(
                .full, "\(path) cannot grow: \(error.message ?? "the disk is full")",
                remedy: "Free some space; what was recorded until then is kept.")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.busy, "\(path) is locked by another process", remedy: "Try again when it has ended.")
        default:
            self.init(.other, "\(path): \(error.message ?? "\(error.resultCode)")", remedy: "Run labjournal verify.")
        }
    }
}
