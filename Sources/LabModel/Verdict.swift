/// What a comparison says of an entry.
public enum Verdict: String, Sendable, CaseIterable {
    /// All is as it was recorded.
    case same
    /// Only volatile values, the order of rows, or what another server version adds are others.
    case equivalent
    case different
    /// The block failed, and had not failed when it was recorded.
    case failed
    /// The block was not carried out, or there is nothing to compare it with.
    case skipped
}
