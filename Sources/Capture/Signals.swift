internal import Foundation

/// Signals to processes of our own sessions.
enum Signals {
    /// Asks a process group to end.
    static func interrupt(group: pid_t) { kill(-group, SIGINT) }

    /// Kills a process group.
    static func end(group: pid_t) { kill(-group, SIGKILL) }
}
