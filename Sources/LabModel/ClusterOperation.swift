/// One line of a `cluster` block: an operation that the cluster's driver carries out.
public enum ClusterOperation: Sendable, Equatable {
    case start(String)
    case stop(String)
    case restart(String)
    case reload(String)
    case promote(String)
    /// Empties the data directory of a stopped cluster.
    case wipe(String)
    case baseBackup(BaseBackup)
    /// Brings a stopped cluster, which has gone a way of its own, to the data of a running one, as its standby.
    case rewind(String, source: String)
    /// Makes a stopped standby a logical subscriber of its primary, for one database.
    case createSubscriber(String, source: String, database: String)
    /// The range of addresses that clusters get.
    case subnet
    case gateway
    case address(String)
    /// The last lines of the server's log.
    case logs(String, lines: Int)
    /// What clusters say of themselves; without names, all.
    case observe([String])

    /// What `basebackup SOURCE NAME …` asks for.
    public struct BaseBackup: Sendable, Equatable {
        /// The cluster that is copied.
        public let source: String
        /// The cluster whose empty data directory gets the copy.
        public let target: String
        /// The replication slot that holds the WAL.
        public let slot: String?
        /// Whether the slot is created by the backup.
        public let createsSlot: Bool
        /// Further long options of `pg_basebackup`, `checkpoint=spread` for instance.
        public let options: [Variable]

        /// Makes a base backup's parameters.
        public init(
            source: String, target: String, slot: String? = nil, createsSlot: Bool = false, options: [Variable] = []
        ) {
            self.source = source
            self.target = target
            self.slot = slot
            self.createsSlot = createsSlot
            self.options = options
        }
    }

    /// The clusters that the operation names; the last one carries it out.
    public var clusters: [String] {
        switch self {
        case .start(let name), .stop(let name), .restart(let name), .reload(let name), .promote(let name),
            .wipe(let name), .address(let name), .logs(let name, _):
            [name]
        case .baseBackup(let backup): [backup.source, backup.target]
        case .rewind(let name, let source), .createSubscriber(let name, let source, _): [source, name]
        case .observe(let names): names
        case .subnet, .gateway: []
        }
    }

    /// Reads a line of a `cluster` block.
    ///
    /// - Throws: `ParseError` with a sentence and its remedy.
    public init(line: String) throws(ParseError) {
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        let arguments = Array(words.dropFirst())
        switch words.first ?? "" {
        case "start": self = .start(try Self.only(arguments, of: "start"))
        case "stop": self = .stop(try Self.only(arguments, of: "stop"))
        case "restart": self = .restart(try Self.only(arguments, of: "restart"))
        case "reload": self = .reload(try Self.only(arguments, of: "reload"))
        case "promote": self = .promote(try Self.only(arguments, of: "promote"))
        case "wipe": self = .wipe(try Self.only(arguments, of: "wipe"))
        case "address": self = .address(try Self.only(arguments, of: "address"))
        case "subnet": self = try Self.bare(.subnet, arguments)
        case "gateway": self = try Self.bare(.gateway, arguments)
        case "logs": self = try Self.logs(arguments)
        case "observe": self = .observe(arguments)
        case "basebackup": self = .baseBackup(try Self.baseBackup(arguments))
        case "rewind":
            let values = try Self.values(arguments, of: "rewind", keys: ["source"])
            self = .rewind(values[0], source: values[1])
        case "createsubscriber":
            let values = try Self.values(arguments, of: "createsubscriber", keys: ["source", "database"])
            self = .createSubscriber(values[0], source: values[1], database: values[2])
        case let other: throw ParseError(unknown: other)
        }
    }

    /// A line that is not an operation.
    public struct ParseError: Error, Sendable, Equatable {
        /// What is wrong.
        public let problem: String
        /// What to do about it.
        public let remedy: String

        init(_ problem: String, remedy: String) {
            self.problem = problem
            self.remedy = remedy
        }

        init(unknown word: String) {
            problem = "unknown operation \"\(word)\""
            remedy = LabError.remedy(for: word, among: ClusterOperation.words, what: "operation")
        }
    }

    private static let words = [
        "start", "stop", "restart", "reload", "promote", "wipe", "basebackup", "rewind", "createsubscriber", "subnet",
        "gateway", "address", "logs", "observe",
    ]

    /// A cluster's name and a value for each key, in the keys' order.
    private static func values(
        _ arguments: [String], of word: String, keys: [String]
    ) throws(ParseError) -> [String] {
        let found = keys.map { key in
            arguments.dropFirst().filter { $0.hasPrefix("\(key)=") }.map { String($0.dropFirst(key.count + 1)) }
        }
        guard let name = arguments.first, !name.contains("="), arguments.count == keys.count + 1,
            found.allSatisfy({ $0.count == 1 && $0 != [""] })
        else {
            let usage = (["\(word) NAME"] + keys.map { "\($0)=…" }).joined(separator: " ")
            throw ParseError(
                "\(word) takes a cluster and \(keys.joined(separator: "=, "))=", remedy: "Write: \(usage)")
        }
        return [name] + found.flatMap(\.self)
    }

    private static func only(_ arguments: [String], of word: String) throws(ParseError) -> String {
        guard arguments.count == 1, let name = arguments.first else {
            throw ParseError("\(word) takes one cluster", remedy: "Write: \(word) NAME")
        }
        return name
    }

    private static func bare(_ operation: Self, _ arguments: [String]) throws(ParseError) -> Self {
        guard arguments.isEmpty else {
            throw ParseError("\(operation) takes no argument", remedy: "Write: \(operation)")
        }
        return operation
    }

    private static func logs(_ arguments: [String]) throws(ParseError) -> Self {
        let usage = ParseError("logs takes a cluster and a number of lines", remedy: "Write: logs NAME [lines=20]")
        guard let name = arguments.first, arguments.count <= 2 else { throw usage }
        guard let option = arguments.dropFirst().first else { return .logs(name, lines: 20) }
        guard option.hasPrefix("lines="), let lines = Int(option.dropFirst(6)), (1...100_000).contains(lines) else {
            throw usage
        }
        return .logs(name, lines: lines)
    }

    private static func baseBackup(_ arguments: [String]) throws(ParseError) -> BaseBackup {
        let names = arguments.prefix { !$0.contains("=") && $0 != "create-slot" }
        guard names.count == 2 else {
            throw ParseError(
                "basebackup takes the cluster to copy and the cluster that gets the copy",
                remedy: "Write: basebackup SOURCE NAME [slot=S] [create-slot] [key=value…]")
        }
        var slot: String?
        var createsSlot = false
        var options: [Variable] = []
        for argument in arguments.dropFirst(2) {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            switch (parts[0], parts.contains("") ? 0 : parts.count) {
            case ("create-slot", 1): createsSlot = true
            case ("slot", 2): slot = parts[1]
            case (_, 2): options.append(Variable(name: parts[0], value: parts[1]))
            default:
                throw ParseError(
                    "basebackup does not know \"\(argument)\"", remedy: "Options are slot=S, create-slot and key=value."
                )
            }
        }
        if createsSlot, slot == nil {
            throw ParseError("create-slot needs a slot's name", remedy: "Add slot=NAME.")
        }
        return BaseBackup(
            source: names[0], target: names[1], slot: slot, createsSlot: createsSlot, options: options)
    }
}
