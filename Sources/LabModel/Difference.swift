/// One thing that came out differently.
public struct Difference: Sendable, Equatable {
    /// The prompt's command that it is about; nil when it is about the entry as a whole.
    public var command: String?
    /// What differs, in a few words: `exit status`, `row slot_name=eshop, column active`, `setting port`, `line 3`.
    public var place: String
    /// What was recorded, volatile values by the names of their symbols; nil when nothing stood there.
    public var recorded: String?
    /// What came out; nil when nothing stands there.
    public var replayed: String?
    /// Whether it makes the entry different. What does not is only said: another order, another version's column.
    public var matters: Bool

    /// Makes a difference.
    public init(command: String? = nil, place: String, recorded: String?, replayed: String?, matters: Bool = true) {
        self.command = command
        self.place = place
        self.recorded = recorded
        self.replayed = replayed
        self.matters = matters
    }
}
