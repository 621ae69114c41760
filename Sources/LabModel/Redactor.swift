/// Replaces the values of secrets by their names, in streams as well as in whole texts.
///
/// A stream's bytes that may be the beginning of a secret are held back until the bytes that follow decide, so that a
/// secret is found wherever a read happened to end.
public struct Redactor: Sendable {
    private let secrets: [(value: [UInt8], replacement: [UInt8])]
    private var held: [UInt8] = []

    /// Makes a redactor of names and values; an empty value is no secret.
    public init(secrets: [Variable] = []) {
        self.secrets =
            secrets
            .filter { !$0.value.isEmpty }
            .map { (Array($0.value.utf8), Array("{{\($0.name)}}".utf8)) }
            .sorted { $0.value.count > $1.value.count }
    }

    /// Replaces secrets in a whole text.
    public func redact(_ text: String) -> String {
        guard !secrets.isEmpty else { return text }
        return String(decoding: redact(Array(text.utf8)), as: UTF8.self)
    }

    /// Replaces secrets in a whole content.
    public func redact(_ bytes: [UInt8]) -> [UInt8] {
        guard !secrets.isEmpty else { return bytes }
        var whole = self
        whole.held = []
        return whole.next(bytes) + whole.finish()
    }

    /// Takes a stream's next bytes; returns those that are decided.
    public mutating func next(_ bytes: [UInt8]) -> [UInt8] {
        guard !secrets.isEmpty else { return bytes }
        return take(held + bytes, isLast: false)
    }

    /// The bytes held back, when nothing follows them.
    public mutating func finish() -> [UInt8] {
        guard !held.isEmpty else { return [] }
        return take(held, isLast: true)
    }

    private mutating func take(_ input: [UInt8], isLast: Bool) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(input.count)
        var index = 0
        held = []
        while index < input.count {
            let rest = input[index...]
            if !isLast, secrets.contains(where: { rest.count < $0.value.count && $0.value.starts(with: rest) }) {
                held = Array(rest)
                break
            }
            if let secret = secrets.first(where: { rest.starts(with: $0.value) }) {
                output += secret.replacement
                index += secret.value.count
            } else {
                output.append(input[index])
                index += 1
            }
        }
        return output
    }
}
