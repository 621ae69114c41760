internal import Crypto
internal import Foundation
internal import LabModel

/// The key under which digests of secrets are kept: it lies beside the user's other state, never in a journal, so that
/// whoever gets a journal cannot try values against its digests.
public struct SecretKey: Sendable {
    private let path: String?

    /// A key in a file, which is made when it is first needed.
    public init(file: String) { path = file }

    private init(path: String?) { self.path = path }

    /// The user's key: `$LABJOURNAL_KEY_FILE`, else `labjournal/key` below `$XDG_STATE_HOME` or `~/.local/state`.
    ///
    /// See the XDG Base Directory Specification.
    public static var ofUser: SecretKey {
        if let file = Environment["LABJOURNAL_KEY_FILE"] { return SecretKey(file: file) }
        let state = Environment["XDG_STATE_HOME"] ?? Environment["HOME"].map { $0 + "/.local/state" }
        return SecretKey(path: state.map { $0 + "/labjournal/key" })
    }

    private static let length = 32

    /// The key's bytes. Where no file can be read or made, a key that ends with the process: names hold in it, and the
    /// next process may give the same secret a second name.
    func bytes() -> Data {
        guard let path else { return Self.ofProcess }
        if let known = Self.read(path) { return known }
        try? Self.keep(Self.fresh(), at: path)
        return Self.read(path) ?? Self.ofProcess
    }

    private static let ofProcess = fresh()

    private static func fresh() -> Data { SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) } }

    private static func read(_ path: String) -> Data? {
        FileManager.default.contents(atPath: path).flatMap { $0.count >= length ? $0 : nil }
    }

    /// The file appears under its name with all of its bytes, and never in place of another: the first of two wins.
    private static func keep(_ bytes: Data, at path: String) throws {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let draft = path + "." + Identifier.make(at: Timestamp.now.microseconds / 1000)
        defer { unlink(draft) }
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        fsync(descriptor)
        close(descriptor)
        if written == bytes.count { link(draft, path) }
    }
}

/// Digests of a run's secrets: the same value has another one in another run.
struct SecretDigest {
    /// The key's file is not made before there is a secret.
    let key: SecretKey
    let run: String

    func of(_ value: [UInt8]) -> Data { of([value])[0] }

    /// A digest for each of some values.
    func of(_ values: [[UInt8]]) -> [Data] {
        let key = SymmetricKey(data: key.bytes())
        return values.map { Data(HMAC<SHA256>.authenticationCode(for: Data(run.utf8) + [0] + $0, using: key)) }
    }
}
