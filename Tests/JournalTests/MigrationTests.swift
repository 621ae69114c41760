import Crypto
import Foundation
import GRDB
import JournalMigrations
import Testing

/// A migration that has landed is frozen: journals that hold it exist. Add a file and its line; change none.
private let landed = [
    "0001_journal": "247177ea52a86b33b8cc2610f286bf0e8eddf94dab7499e5e4ea1ed22b262059",
    "0002_replay": "005d878683f8bd2ad36d15a4c57a933bd31978d3308ef0a9d5481b2097e62f3f",
    "0003_secrets": "f5cf70b169dcd83ccbf2426ce5d4539075091d98e9b4e2b40cea752135e507e5",
    "0004_recording": "a215d85595a5b20ea365aef293e82c99f25b21df3d18701690fc920290d38fd4",
    "0005_clusters": "abe1859d09c64fb772c5003a0876cd04f6c1237f3f14f7b042a68899f233a8cc",
    "0006_compression": "0321a6ec020d110f6e92627b15581c4fdd60f75c31e00d3e3f0363bbc0254004",
]

@Suite struct MigrationTests {
    private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("migrations")

    private func files() throws -> [(name: String, bytes: Data)] {
        try FileManager.default.contentsOfDirectory(atPath: Self.directory.path).filter { $0.hasSuffix(".sql") }
            .sorted()
            .map { (String($0.dropLast(4)), try Data(contentsOf: Self.directory.appendingPathComponent($0))) }
    }

    @Test func `landed migrations are as they landed`() throws {
        let sums = try files().map { file in
            (file.name, SHA256.hash(data: file.bytes).map { String(format: "%02x", $0) }.joined())
        }
        #expect(Dictionary(uniqueKeysWithValues: sums) == landed)
    }

    @Test func `the embedded list equals the folder in names, order and bytes`() throws {
        let files = try files()
        #expect(JournalMigrations.migrations.map(\.name) == files.map(\.name))
        for (migration, file) in zip(JournalMigrations.migrations, files) {
            #expect(Data(migration.sql.utf8) == file.bytes, "\(file.name)")
        }
    }

    @Test func `names are numbered without a gap`() throws {
        for (index, file) in try files().enumerated() {
            #expect(file.name.hasPrefix(String(format: "%04d_", index + 1)))
        }
    }

    @Test func `a new journal has every migration`() throws {
        let scratch = try Scratch()
        try recordEntry(scratch.journal)
        let names = try DatabaseQueue(path: scratch.journal).read { db in
            try String.fetchAll(db, sql: "SELECT name FROM migration ORDER BY name")
        }
        #expect(names == JournalMigrations.migrations.map(\.name))
    }
}
