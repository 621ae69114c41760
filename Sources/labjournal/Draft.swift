internal import Foundation
internal import Journal

/// A text in a temporary file that only its owner can read, for an editor.
struct Draft {
    let path: String
    private let directory: String

    /// A directory of its own takes the editor's backup files as well.
    init(_ bytes: [UInt8]) throws {
        let parent = Environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
        var template = Array("\(parent)/labjournal-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Failure(.error, "no file can be made in \(parent)", remedy: "Make room there, or set TMPDIR.")
        }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = directory + "/record.lab.md"
        let isMade = FileManager.default.createFile(
            atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
        guard isMade else { throw Failure(.error, "\(path) cannot be written", remedy: "Make room there.") }
    }

    func remove() { try? FileManager.default.removeItem(atPath: directory) }

    func read() throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.error, "the editor removed \(path)", remedy: "Nothing was changed.")
        }
        return [UInt8](data)
    }

    /// Has the user's editor open the file; returns what stands in it afterwards.
    ///
    /// The editor is a command line, as it is for other programs that ask for one; it gets the terminal with all its
    /// signals, which must not end the one that waits for it.
    func edit() throws -> [UInt8] {
        let editor = Environment["VISUAL"] ?? Environment["EDITOR"] ?? "vi"
        let status = try Self.run(["/bin/sh", "-c", editor + " \"$1\"", "sh", path])
        guard status == 0 else {
            throw Failure(
                .error, "the editor \(editor) ended with status \(status)",
                remedy: "Set $VISUAL or $EDITOR to a program that edits the file that it is given.")
        }
        return try read()
    }

    private static func run(_ arguments: [String]) throws -> Int32 {
        let handlers = [SIGINT, SIGQUIT].map { ($0, signal($0, SIG_IGN)) }
        defer { for (number, handler) in handlers { signal(number, handler) } }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        for (number, _) in handlers { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        guard posix_spawn(&child, arguments[0], nil, &attributes, &words, environ) == 0 else {
            throw Failure(.error, "no editor can be started", remedy: "Check that /bin/sh is there.")
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}
