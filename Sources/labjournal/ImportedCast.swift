internal import Casts
internal import Journal
internal import LabModel

/// A terminal's recording as a run: an entry for each command that can be recognised, a step for each marker.
struct ImportedCast {
    private let cast: Cast
    private let startedAt: Timestamp
    private var bytes: [UInt8] = []
    /// Where each piece of output begins, and when it came.
    private var pieces: [(start: Int, time: Duration)] = []
    private var sizes: [(start: Int, columns: Int)] = []
    private var markers: [(start: Int, name: String)] = []
    private var clusters = ImportedClusters()

    init(_ cast: Cast, startedAt: Timestamp) {
        self.cast = cast
        self.startedAt = startedAt
        sizes = [(0, cast.columns)]
        for (time, event) in cast.events {
            switch event {
            case .output(let output):
                pieces.append((bytes.count, time))
                bytes += output
            case .resize(let columns, _): sizes.append((bytes.count, columns))
            case .marker(let name): markers.append((bytes.count, name))
            case .exit: break
            }
        }
    }

    /// The run that the recording amounts to.
    mutating func run(title: String?, name: String) -> ImportedRun {
        var run = ImportedRun(
            title: title ?? cast.title, name: name, startedAt: startedAt, columns: cast.columns, rows: cast.rows)
        var commands = RecordedCommands(in: bytes, columns: cast.columns).commands
        if commands.isEmpty, !bytes.isEmpty {
            let text = cast.command ?? "# \(name)"
            commands = [RecordedCommand(place: .shell, text: text, bytes: 0..<bytes.count, output: 0..<bytes.count)]
        }
        var rest = markers[...]
        for command in commands {
            while let marker = rest.first,
                marker.start <= command.bytes.lowerBound || marker.start < command.output.lowerBound
            {
                run.append(prose: Self.prose(marker.name))
                rest = rest.dropFirst()
            }
            run.append(entry(command))
        }
        for marker in rest { run.append(prose: Self.prose(marker.name)) }
        run.clusters = clusters.records
        return run
    }

    /// A marker's name is text, not Markdown of a lab.
    private static func prose(_ name: String) -> String {
        let line = name.split(whereSeparator: \.isNewline).joined(separator: " ")
        let text = line + "\n\n"
        return line.isEmpty ? "" : Paragraph.isOnlyProse(text) ? text : "`" + line.filter { $0 != "`" } + "`\n\n"
    }

    private mutating func entry(_ command: RecordedCommand) -> ImportedRun.Entry {
        let columns = sizes.last { $0.start <= command.bytes.lowerBound }?.columns ?? cast.columns
        let start = command.bytes.lowerBound
        let printed = command.output.lowerBound - start..<command.output.upperBound - start
        return ImportedRun.Entry(
            block: clusters.block(of: command), output: output(in: command.bytes),
            commands: [.init(text: command.text, output: printed, exitStatus: command.exitStatus)], columns: columns,
            startedAt: moment(of: start), endedAt: moment(of: max(start, command.bytes.upperBound - 1)),
            error: command.problem(in: bytes))
    }

    private func moment(of byte: Int) -> Timestamp { moment(pieces[pieceIndex(of: byte)].time) }

    private func moment(_ time: Duration) -> Timestamp {
        Timestamp(microseconds: startedAt.microseconds + time.inMicroseconds)
    }

    private func pieceIndex(of byte: Int) -> Int {
        var (low, high) = (0, pieces.count)
        while low + 1 < high {
            let middle = (low + high) / 2
            if pieces[middle].start <= byte { low = middle } else { high = middle }
        }
        return low
    }

    private func output(in range: Range<Int>) -> [(moment: Timestamp, bytes: [UInt8])] {
        guard !range.isEmpty else { return [] }
        return (pieceIndex(of: range.lowerBound)...pieceIndex(of: range.upperBound - 1)).compactMap { index in
            let end = index + 1 < pieces.count ? pieces[index + 1].start : bytes.count
            let inside = (pieces[index].start..<end).clamped(to: range)
            return inside.isEmpty ? nil : (moment(pieces[index].time), Array(bytes[inside]))
        }
    }
}

extension RecordedCommand {
    /// Why it failed, as far as what it printed or its exit status says it.
    func problem(in bytes: [UInt8]) -> String? {
        if let status = exitStatus, status != 0 { return "exit status \(status) of: \(text)" }
        guard case .psql = place else { return nil }
        let printed = String(decoding: bytes[output.clamped(to: bytes.indices)].prefix(4096), as: UTF8.self)
        let error = printed.split(whereSeparator: \.isNewline).first {
            $0.hasPrefix("ERROR:") || $0.hasPrefix("FATAL:") || $0.contains(": error: ")
        }
        return error.map { "\($0) (\(text.split(separator: "\n").first ?? ""))" }
    }
}
