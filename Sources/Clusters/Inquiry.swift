import Glibc

/// What a program answered that was run to its end only to ask it something; nothing of it is recorded.
struct Inquiry {
    /// The exit status; 128 + N when signal N, or the time limit, ended it.
    let status: Int32
    let output: [UInt8]
    /// What it wrote to standard error, in one line.
    let complaint: String

    var text: String { String(decoding: output, as: UTF8.self) }

    /// Runs a program. Files without a name take its output, so that no pipe fills up.
    static func ask(
        _ program: String, _ arguments: [String], input: [UInt8] = [], limit: Duration = .seconds(30)
    ) throws(FileFailure) -> Inquiry {
        let source = try nameless()
        let output = try nameless()
        let errors = try nameless()
        if !input.isEmpty { try Files.write(input, to: source, program) }
        lseek(source.number, 0, SEEK_SET)
        let pid = try start(program, arguments, source.number, output.number, errors.number)
        let status = wait(for: pid, until: .now + limit)
        let words = String(decoding: try content(of: errors, program), as: UTF8.self)
        return Inquiry(
            status: status, output: try content(of: output, program),
            complaint: words.split(whereSeparator: \.isNewline).joined(separator: " "))
    }

    /// Starts a program that goes on by itself, its output in a file.
    static func begin(_ program: String, _ arguments: [String], output path: String) throws(FileFailure) -> pid_t {
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC
        let output = try Descriptor(open(path, flags, 0o600), path)
        let input = try Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC), "/dev/null")
        return try start(program, arguments, input.number, output.number, output.number)
    }

    private static func nameless() throws(FileFailure) -> Descriptor {
        // In memory, see shm_overview(7): what is answered may hold a password, which is to go to no disk.
        let directory = access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : "/tmp"
        var path = Array("\(directory)/labjournal-XXXXXX".utf8CString)
        let file = try Descriptor(mkstemp(&path), directory)
        unlink(path)
        _ = fcntl(file.number, F_SETFD, FD_CLOEXEC)
        return file
    }

    private static func content(of file: borrowing Descriptor, _ path: String) throws(FileFailure) -> [UInt8] {
        lseek(file.number, 0, SEEK_SET)
        return try Files.contents(of: file, path)
    }

    /// In a process group of its own, so that Ctrl-C does not reach it, and with signals as usual.
    private static func start(
        _ program: String, _ arguments: [String], _ input: Int32, _ output: Int32, _ errors: Int32
    ) throws(FileFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        var signals = sigset_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (number, descriptor) in [input, output, errors].enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var pid: pid_t = 0
        let error = posix_spawn(&pid, program, &actions, &attributes, words, environ)
        guard error == 0 else { throw FileFailure(program, errno: error) }
        return pid
    }

    private static func wait(for pid: pid_t, until deadline: ContinuousClock.Instant) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG) == 0 {
            if ContinuousClock.now > deadline { kill(pid, SIGKILL) }
            usleep(1000)
        }
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }
}
