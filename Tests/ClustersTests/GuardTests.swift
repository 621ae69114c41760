import Clusters
import Foundation
import Glibc
import LabModel
import Testing

extension Servers {
    @Suite struct Guards {
        /// Lends a directory that the server's user can reach.
        private func withDirectory(_ body: (String) throws -> Void) throws {
            let path = "/tmp/labjournal-test-\(UUID().uuidString)"
            #expect(mkdir(path, 0o755) == 0)
            defer { try? FileManager.default.removeItem(atPath: path) }
            try body(path)
        }

        private func specification(_ data: String) -> [ClusterSpecification] {
            [ClusterSpecification(name: "master", dataDirectory: data)]
        }

        @Test func aForeignDirectoryIsNotTouched() throws {
            try withDirectory { parent in
                let data = "\(parent)/data"
                #expect(mkdir(data, 0o755) == 0)
                try "precious".write(toFile: "\(data)/letter", atomically: false, encoding: .utf8)
                try Bench.with(specification(data)) { bench in
                    #expect(bench.failure("start master")?.code == .refused)
                    #expect(bench.failure("wipe master")?.code == .refused)
                    let master = try bench["master"]
                    #expect(error { try master.write(file: "letter", content: []) }?.code == .refused)
                    #expect(error { try master.remove() }?.code == .refused)
                }
                #expect(try String(contentsOfFile: "\(data)/letter", encoding: .utf8) == "precious")
                #expect(!FileManager.default.fileExists(atPath: "\(data).labjournal"))
            }
        }

        @Test func aLinkIsNotADataDirectory() throws {
            try withDirectory { parent in
                #expect(mkdir("\(parent)/real", 0o755) == 0)
                #expect(symlink("\(parent)/real", "\(parent)/data") == 0)
                try Bench.with(specification("\(parent)/data")) { bench in
                    let refusal = try #require(bench.failure("start master"))
                    #expect(refusal.code == .refused)
                    #expect(refusal.problem.contains("symbolic link"))
                }
            }
        }

        @Test func aDirectoryPutInPlaceOfOursIsForeign() throws {
            try withDirectory { parent in
                let data = "\(parent)/data"
                try Bench.with(specification(data)) { bench in
                    try bench.perform("start master")
                    try bench.perform("stop master")
                    #expect(rename(data, "\(parent)/ours") == 0)
                    #expect(mkdir(data, 0o700) == 0)
                    try "precious".write(toFile: "\(data)/letter", atomically: false, encoding: .utf8)
                    #expect(bench.failure("wipe master")?.code == .refused)
                    #expect(error { try bench["master"].remove() }?.code == .refused)
                    #expect(FileManager.default.fileExists(atPath: "\(data)/letter"))
                }
            }
        }

        @Test func ownDataIsRemovedWithItsMark() throws {
            try withDirectory { parent in
                try Bench.with(specification("\(parent)/data")) { bench in
                    try bench.perform("start master")
                    #expect(FileManager.default.fileExists(atPath: "\(parent)/data.labjournal"))
                    #expect(error { try bench["master"].remove() }?.code == .refused, "the server runs")
                    #expect(try bench["master"].isRunning)
                }
                #expect(try FileManager.default.contentsOfDirectory(atPath: parent).isEmpty)
            }
        }

        @Test func keptDataIsUsedByTheNextRun() throws {
            try withDirectory { parent in
                try Bench.with(specification("\(parent)/data")) { first in
                    try first.perform("start master")
                    try Bench.with(specification("\(parent)/data")) { second in
                        let (kept, again) = (try first["master"], try second["master"])
                        #expect(again.port == kept.port)
                        #expect(again.observe().state == .running)
                        #expect(second.failure("start master")?.code == .alreadyRunning)
                    }
                }
            }
        }

        @Test func initdbMayNotPutDataElsewhere() throws {
            for argument in ["--waldir=/nowhere/x", "-X/nowhere/x", "-D", "--pgdata=/nowhere/x"] {
                let specification = ClusterSpecification(name: "master", initdbArguments: [argument])
                try Bench.with([specification]) { bench in
                    #expect(bench.failure("start master")?.code == .specification)
                }
            }
        }

        @Test func aRunDirectoryWithAServerStays() throws {
            try Bench.with("master") { bench in
                try bench.perform("start master")
                #expect(error { try bench.directory.remove() }?.code == .refused)
                #expect(try bench["master"].observe().state == .running)
            }
        }

        /// What lies outside is a directory of the test's own: a guard that fails must cost nothing but the test.
        @Test func pathsStayInsideTheDataDirectory() throws {
            try withDirectory { outside in
                let letter = "\(outside)/letter"
                try "precious".write(toFile: letter, atomically: false, encoding: .utf8)
                try Bench.with("master") { bench in
                    let master = try bench["master"]
                    let early = error { _ = try master.read(file: "postgresql.conf") }
                    #expect(early?.remedy.contains("start master") == true)
                    try bench.perform("start master")
                    #expect(symlink(outside, "\(master.dataDirectory)/away") == 0)
                    #expect(symlink(letter, "\(master.dataDirectory)/link") == 0)
                    #expect(mkfifo("\(master.dataDirectory)/pipe", 0o600) == 0)
                    let escapes = [
                        "../master.log", letter, "away/letter", "link", "base/../../x", "", ".", "pipe", "base",
                        "missing",
                    ]
                    for path in escapes { refuses(path, of: master) }
                }
                #expect(try String(contentsOfFile: letter, encoding: .utf8) == "precious")
            }
        }

        private func refuses(_ path: String, of master: LocalCluster) {
            #expect(error { _ = try master.read(file: path) }?.code == .file, "\(path)")
            #expect(error { try master.write(file: path, content: []) }?.code == .file, "\(path)")
        }

        @Test func aFileTooLargeIsNotRead() throws {
            try Bench.with("master") { bench in
                let master = try bench["master"]
                try bench.perform("start master")
                #expect(truncate("\(master.dataDirectory)/postgresql.auto.conf", (16 << 20) + 1) == 0)
                #expect(error { _ = try master.read(file: "postgresql.auto.conf") }?.problem.contains("16 MiB") == true)
            }
        }

        @Test func writingKeepsOwnerAndMode() throws {
            try Bench.with("master") { bench in
                let master = try bench["master"]
                try bench.perform("start master")
                let path = "\(master.dataDirectory)/pg_hba.conf"
                func attributes() throws -> [String] {
                    let all = try FileManager.default.attributesOfItem(atPath: path)
                    let keys: [FileAttributeKey] = [.ownerAccountID, .groupOwnerAccountID, .posixPermissions]
                    return keys.map { key in all[key].map { "\($0)" } ?? "" }
                }
                let before = try attributes()
                try master.write(file: "pg_hba.conf", content: Array("# none\n".utf8))
                #expect(try attributes() == before)
                #expect(try master.read(file: "pg_hba.conf") == Array("# none\n".utf8))
                let names = try FileManager.default.contentsOfDirectory(atPath: master.dataDirectory)
                #expect(!names.contains { $0.hasSuffix(".tmp") })
            }
        }
    }
}
