/// A change of the journal's schema: frozen once it has landed.
public struct Migration: Sendable {
    /// The file's name without its ending, `0001_journal` for instance.
    public let name: String
    /// The statements.
    public let sql: String
}

/// Every migration, in the order in which they apply.
///
/// The names of the embedded files' constants lack the first digit: an identifier cannot begin with one.
public let migrations: [Migration] = [
    Migration(name: "0001_journal", sql: text(PackageResources._001_journal_sql)),
    Migration(name: "0002_replay", sql: text(PackageResources._002_replay_sql)),
    Migration(name: "0003_secrets", sql: text(PackageResources._003_secrets_sql)),
    Migration(name: "0004_recording", sql: text(PackageResources._004_recording_sql)),
    Migration(name: "0005_clusters", sql: text(PackageResources._005_clusters_sql)),
    Migration(name: "0006_compression", sql: text(PackageResources._006_compression_sql)),
]

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
