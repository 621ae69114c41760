/// Where a psql is connected, as its prompt or its start-up file tells.
struct PsqlConnection: Equatable {
    var container = ""
    var host = ""
    var port = 5432
    var user = ""
    var database = ""

    /// Takes the fields of a mark; what psql has no value for stays empty, or is the variable's name.
    init(_ fields: [String]) {
        func field(_ index: Int) -> String {
            guard fields.indices.contains(index), !fields[index].hasPrefix(":") else { return "" }
            return fields[index]
        }
        container = field(0)
        host = field(1)
        port = Int(field(2)) ?? 5432
        user = field(3)
        database = field(4)
    }

    var isConnected: Bool { !database.isEmpty }
    /// No container is reached by a socket of this machine.
    var isBySocket: Bool { host.isEmpty || host.hasPrefix("/") }
}

/// Finds where the echo of a typed line ends: a line editor that has turned bracketed paste on turns it off when the
/// line is taken, and before anything runs. Without that, the Enter key and the next line feed tell.
struct EchoEnd {
    private static let off = Array("\u{1B}[?2004l".utf8)
    static let on = Array("\u{1B}[?2004h".utf8)
    private var matched: [UInt8] = []
    private var isOn = false
    /// Whether the Enter key was pressed since the prompt.
    private(set) var isEntered = false

    /// Bracketed paste has been turned on.
    mutating func turnOn() { isOn = true }

    /// The Enter key was pressed.
    mutating func enter() { isEntered = true }

    /// A prompt is going to ask for a line.
    mutating func begin() { isEntered = false }

    /// Takes output at a prompt; returns how many bytes belong to the echo when it ends in them.
    mutating func take(_ bytes: [UInt8]) -> Int? {
        for (index, byte) in bytes.enumerated() {
            if byte == 0x1B { matched = [] }
            matched.append(byte)
            if matched == Self.on { isOn = true }
            if matched == Self.off {
                (isOn, matched) = (false, [])
                let follows = index + 1 < bytes.count && bytes[index + 1] == 0x0D
                return index + (follows ? 2 : 1)
            }
            if byte == 0x0A, isEntered, !isOn { return index + 1 }
            if matched.count >= Self.on.count { matched = [] }
        }
        return nil
    }
}
