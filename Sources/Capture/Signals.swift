internal import Foundation

/// Signals to processes of our own sessions.
enum Signals {
    /// Kills a process group.
    static func end(group: pid_t) { kill(-group, SIGKILL) }
}
