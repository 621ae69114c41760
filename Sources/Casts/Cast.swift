public import LabModel

/// A recording of a terminal that another program made, or is to play.
public struct Cast: Sendable, Equatable {
    /// What happens in a recording.
    public enum Event: Sendable, Equatable {
        /// The terminal got these bytes.
        case output([UInt8])
        /// The terminal got another size.
        case resize(columns: Int, rows: Int)
        /// A place with a name.
        case marker(String)
        /// The recorded program ended.
        case exit(Int)
    }

    /// The terminal's size in cells, when the recording begins.
    public var columns: Int
    public var rows: Int
    /// When it was recorded; nil when the recording does not say.
    public var startedAt: Timestamp?
    public var title: String?
    /// The recorded program's command line, where the recording says it.
    public var command: String?
    /// What happens, each with its time since the beginning; in order.
    public var events: [(time: Duration, event: Event)]

    /// Makes a recording.
    public init(
        columns: Int, rows: Int, startedAt: Timestamp? = nil, title: String? = nil, command: String? = nil,
        events: [(time: Duration, event: Event)] = []
    ) {
        self.columns = columns
        self.rows = rows
        self.startedAt = startedAt
        self.title = title
        self.command = command
        self.events = events
    }

    public static func == (first: Cast, second: Cast) -> Bool {
        (first.columns, first.rows, first.startedAt, first.title, first.command)
            == (second.columns, second.rows, second.startedAt, second.title, second.command)
            && first.events.elementsEqual(second.events) { $0.time == $1.time && $0.event == $1.event }
    }

    /// The greatest size of a recording's file in bytes: 256 MiB.
    public static let maximumSize = 256 * 1024 * 1024
    /// The longest recording: a year.
    static let longest: Duration = .seconds(366 * 86400)

    /// Adds an event; a clock that jumped back stands still until it has caught up.
    mutating func add(_ event: Event, at time: Duration) {
        events.append((max(time, events.last?.time ?? .zero), event))
    }

    /// A size of a terminal that can be drawn.
    static func isSize(_ columns: Int, _ rows: Int) -> Bool {
        (1...4096).contains(columns) && (1...4096).contains(rows)
    }
}
