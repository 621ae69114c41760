public import LabModel

/// A lab file that cannot be read, with everything that was found wrong in it.
public struct LabFileError: Error, Sendable, Equatable {
    /// What is wrong, in the order of the file.
    public let errors: [LabError]

    /// Makes an error of one or more findings.
    public init(_ first: LabError, _ others: [LabError] = []) {
        errors = ([first] + others).sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    /// Throws what has been collected, if anything has.
    static func throwIfAny(_ errors: [LabError]) throws(LabFileError) {
        guard let first = errors.first else { return }
        throw LabFileError(first, Array(errors.dropFirst()))
    }

    /// The file's line of the first finding, from 1.
    public var line: Int { errors.first?.line ?? 1 }
    /// The column of the first finding in characters, from 1.
    public var column: Int { errors.first?.column ?? 1 }
    /// What the first finding is, as a sentence without its full stop.
    public var problem: String { errors.first?.problem ?? "" }
    /// What to do about the first finding, as a sentence.
    public var remedy: String { errors.first?.remedy ?? "" }
}
