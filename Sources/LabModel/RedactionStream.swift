/// A stream whose secrets are replaced as it comes.
///
/// Bytes that may belong to a secret are held back until what follows decides, so that a secret is found wherever a
/// read happened to end. What has been given back is kept for a line or two: it says what the next bytes are.
public struct RedactionStream {
    private let redactor: Redactor
    /// What has been given back and still matters, then what is held back.
    private var buffer: [UInt8] = []
    private var given = 0
    /// How many bytes came before the buffer.
    private var before = 0
    private let isLogged: Bool

    /// A secret that was replaced: where it stood in what came, and how long what stands in its place is.
    public struct Replacement: Sendable, Equatable {
        public let range: Range<Int>
        public let length: Int
    }

    /// What was replaced, if that is kept.
    public private(set) var replacements: [Replacement] = []

    /// How much is held back at most, and how much where it is a private key.
    private static let mostHeld = SecretText.longestValue
    private static let mostOfKey = SecretText.longestKey
    private static let mostKept = 4096

    init(_ redactor: Redactor, isLogged: Bool) {
        self.redactor = redactor
        self.isLogged = isLogged
    }

    /// Takes the stream's next bytes; returns those that are decided.
    public mutating func next(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        if buffer.isEmpty { buffer = bytes } else { buffer += bytes }
        return take(goesOn: true)
    }

    /// The bytes held back, when nothing follows them.
    public mutating func finish() -> [UInt8] {
        defer {
            before += buffer.count
            buffer = []
            given = 0
        }
        return given < buffer.count ? take(goesOn: false) : []
    }

    /// Whether bytes are held back.
    public var isHolding: Bool { given < buffer.count }

    /// Gives back, when nothing has followed for a while, what is held back on a mere suspicion: a letter with which a
    /// token could begin. What is behind a name or within an address stays.
    public mutating func release() -> [UInt8] { isHolding ? take(goesOn: true, isPatient: false) : [] }

    private mutating func take(goesOn: Bool, isPatient: Bool = true) -> [UInt8] {
        let analysis = redactor.analyse(buffer, goesOn: goesOn)
        let hold = isPatient ? min(analysis.hold, analysis.mayHold) : analysis.hold
        var limit = goesOn ? max(given, hold) : buffer.count
        if buffer.count - limit > (analysis.holdsKey ? Self.mostOfKey : Self.mostHeld) { return take(goesOn: false) }
        if let cut = analysis.edits.first(where: { $0.range.lowerBound < limit && limit < $0.range.upperBound }) {
            limit = max(given, cut.range.lowerBound)
        }
        let edits = analysis.edits.filter { $0.range.upperBound > given && $0.range.upperBound <= limit }
        let output =
            edits.isEmpty && given == 0 && limit == buffer.count
            ? buffer : redactor.apply(edits[...], to: buffer, in: given..<limit)
        if isLogged { log(edits) }
        given = limit
        forget()
        return output
    }

    private mutating func log(_ edits: [Redactor.Edit]) {
        for edit in edits {
            let start = max(edit.range.lowerBound, given)
            replacements.append(
                Replacement(
                    range: before + start..<before + edit.range.upperBound,
                    length: redactor.replacement(of: edit, in: buffer).count))
        }
    }

    /// Lets go of what is more than a line before what comes next.
    private mutating func forget() {
        let start = buffer.withUnsafeBufferPointer { bytes in
            var index = given
            var lines = 0
            while index > 0, given - index < Self.mostKept {
                if bytes[index - 1] == 0x0A {
                    lines += 1
                    if lines == 2 { break }
                }
                index -= 1
            }
            return index
        }
        guard start > 0 else { return }
        buffer.removeFirst(start)
        before += start
        given -= start
    }
}
