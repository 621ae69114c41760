/// What happens in a session while lines are typed into it.
public enum CaptureEvent: Sendable, Equatable {
    /// The terminal printed something: prompts, what is typed, and what the commands say.
    case output([UInt8])
    /// The first line of a command was typed.
    case commandBegan(String)
    /// Another line of the command was typed; the text is the whole command so far.
    case commandContinued(String)
    /// What is printed from here on comes from the command.
    case outputBegan
    /// The command ended.
    case commandEnded(exitStatus: Int, sqlState: String?)
    /// Nothing happened for a moment.
    case idle
}

/// How the typing of some lines ended.
public enum CaptureEnd: Sendable, Equatable {
    /// The session waits at its prompt.
    case done
    /// The time limit passed; what ran was ended.
    case timedOut
    /// Ctrl-C; what ran was ended.
    case interrupted
    /// The lines are not a whole command: the session asked for more.
    case unfinished
    /// The session's program ended by itself, with that exit status.
    case sessionEnded(Int)
}
