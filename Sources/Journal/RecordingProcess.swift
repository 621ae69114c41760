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

    /// The processes that this one was started from.
    static var ancestors: Set<Int64> {
        var pids: Set<Int64> = []
        var next = Int64(getppid())
        while next > 1, pids.insert(next).inserted {
            next = fields(of: next).flatMap { $0.count > 1 ? Int64($0[1]) : nil } ?? 0
        }
        return pids
    }

    /// Field 22 of `/proc/PID/stat`, nil for a process that is dead and only not yet reaped (field 3).
    private static func startTicks(of pid: Int64) -> Int64? {
        guard let fields = fields(of: pid), fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return Int64(fields[19])
    }

    /// The fields of `/proc/PID/stat` from the third on; the command's name before them may hold spaces and parentheses.
    private static func fields(of pid: Int64) -> [Substring]? {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        return stat[stat.index(after: end)...].split(separator: " ")
    }
}
