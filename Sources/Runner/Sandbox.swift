internal import Capture
internal import Foundation
internal import Journal

/// Keeps the programs of sessions from writing outside the run's directory, by bubblewrap.
///
/// Inside, the file system is read-only but for the run's directory and what else is said to be writable. `/tmp` is a
/// directory of the run, which its sessions share; `/run`, with the sockets of Docker and of the system's services,
/// is empty. The network is the machine's, so that the clusters are reachable, and everything else that listens.
/// Processes outside cannot be seen or signalled: `kill` of a cluster's server does not work there.
public struct Sandbox: Sendable {
    private let prefix: [String]

    /// Finds `bwrap` and tries it out.
    ///
    /// - Parameters:
    ///   - directory: the run's directory.
    ///   - writable: further paths that sessions may write to; those that do not exist when a session starts are
    ///     left out.
    /// - Throws: `refused` when there is no `bwrap`, or when it cannot make a namespace here.
    public init(directory: String, writable: [String]) throws(RunnerError) {
        let paths = (Environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map { "\($0)/bwrap" }
        guard let program = paths.first(where: { access($0, X_OK) == 0 }) else {
            throw RunnerError(.refused, "bwrap was not found, which the sandbox needs", remedy: "Install bubblewrap.")
        }
        let temporary = directory + "/.tmp"
        // Beside the clusters' directories, whose names do not begin with a dot; open to the servers' user as well.
        guard mkdir(temporary, 0o700) == 0 || errno == EEXIST, chmod(temporary, 0o1777) == 0 else {
            throw RunnerError(
                .other, "\(temporary): \(String(cString: strerror(errno)))", remedy: "Check the directory's rights.")
        }
        prefix = [program] + Self.options(directory: directory, temporary: temporary, writable: writable)
        try tryOut(in: directory, ProcessInfo.processInfo.environment)
    }

    /// The arguments that start a program inside.
    func wrap(_ arguments: [String]) -> [String] { prefix + arguments }

    private static func options(directory: String, temporary: String, writable: [String]) -> [String] {
        // No `--new-session`: the session's pseudo-terminal must stay the controlling terminal.
        let namespaces = ["--die-with-parent", "--unshare-pid", "--unshare-ipc"]
        // bwrap covers /proc/sys by itself only on some systems.
        let system = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys"]
        let own = ["--bind", temporary, "/tmp", "--bind", directory, directory]
        let others = writable.flatMap { ["--bind-try", $0, $0] }
        return namespaces + system + services + own + others + capabilities + leavings + ["--"]
    }

    /// Who talks to Docker or systemd has root's rights outside. What names are resolved with stays.
    private static var services: [String] {
        let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/var/run")) != nil
        let hidden = isLink ? ["--tmpfs", "/run"] : ["--tmpfs", "/run", "--tmpfs", "/var/run"]
        let kept = ["/run/systemd/resolve/stub-resolv.conf", "/run/systemd/resolve/resolv.conf", "/run/current-system"]
        return hidden + kept.flatMap { ["--ro-bind-try", $0, $0] }
    }

    /// Root keeps what it needs for files and for changing to another user, but cannot mount anything.
    private static var capabilities: [String] {
        let kept = geteuid() == 0 ? ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID"] : []
        return ["--cap-drop", "ALL"] + kept.flatMap { ["--cap-add", "CAP_" + $0] }
    }

    /// Variables that lead to services outside, and the directory for temporary files, which is another one here.
    private static var leavings: [String] {
        let names = ["DOCKER_HOST", "CONTAINER_HOST", "SSH_AUTH_SOCK", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"]
        return names.flatMap { ["--unsetenv", $0] } + ["--setenv", "TMPDIR", "/tmp"]
    }

    private func tryOut(in directory: String, _ environment: [String: String]) throws(RunnerError) {
        let launch = Launch(arguments: wrap(["true"]), environment: environment, directory: directory)
        var output: [UInt8] = []
        let end = try? OneCommand.run(launch, limit: .seconds(20), interrupt: nil) { event in
            if case .output(let bytes) = event { output += bytes }
        }
        if case .sessionEnded(0) = end { return }
        let words = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline).first ?? "bwrap failed"
        throw RunnerError(
            .refused, "bubblewrap cannot make a sandbox here: \(words)",
            remedy: "Install bubblewrap, and allow user namespaces (kernel.unprivileged_userns_clone), or run as root.")
    }
}
