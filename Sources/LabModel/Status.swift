/// How an entry stands.
public enum EntryStatus: String, Sendable, CaseIterable {
    /// It goes on, or its recorder died before it could say more.
    case running
    case ok
    case failed
    /// Its time limit passed.
    case timedOut = "timed-out"
    /// The run was ended in the middle of it.
    case interrupted
    /// It was left out, because an earlier block had failed.
    case skipped
}

/// How a run stands.
public enum RunStatus: String, Sendable, CaseIterable {
    case running, ok, failed, interrupted
}

/// Where a run's plan came from.
public enum RunKind: String, Sendable, CaseIterable {
    /// Logged by hand.
    case recording
    /// From a lab file.
    case play
    /// Of an earlier run.
    case replay
}
