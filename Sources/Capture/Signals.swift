internal import Foundation

/// Signals to processes of our own sessions.
enum Signals {
    /// Asks a process group to end.
    static func interrupt(group: pid_t) { kill(-group, SIGINT) }

    /// Kills a process group.
    static func end(group: pid_t) { kill(-group, SIGKILL) }

    /// Tells a process group that its terminal is gone, and lets it act on that.
    static func hangUp(group: pid_t) {
        kill(-group, SIGHUP)
        kill(-group, SIGCONT)
    }
}
