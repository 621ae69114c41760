internal import Foundation

/// Who records a run, so that a reader can tell a run that goes on from one whose recorder was killed.
struct RecordingProcess: Equatable {
    let boot: String
    let pid: Int64
    /// The process's start in clock ticks since boot: a later process may get the same pid.
    let startedTicks: Int64

    /// This process.
    static let current = RecordingProcess(
        boot: bootID, pid: Int64(getpid()), startedTicks: startTicks(of: Int64(getpid())) ?? 0)

    /// Whether the process still runs on this machine. Of another machine's processes nothing is known.
    var isAlive: Bool {
        guard boot == Self.bootID else { return false }
        return Self.startTicks(of: pid) == startedTicks
    }

    private static let bootID: String = {
        let text = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? "unknown"
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }()

    /// Field 22 of `/proc/PID/stat`, nil for a process that is dead and only not yet reaped (field 3); the command's name before it may hold spaces and parentheses.
    private static func startTicks(of pid: Int64) -> Int64? {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return Int64(fields[19])
    }
}
