import Clusters
import Foundation
import Glibc
import LabModel
import Testing

extension Servers {
    @Suite struct Setup {
        @Test func noPostgreSQL() throws {
            let nowhere = PostgresInstallation.Search(path: "", versions: "/nowhere")
            let failure = try #require(error { _ = try PostgresInstallation.find(search: nowhere) })
            #expect(failure.code == .notInstalled)
            #expect(failure.remedy.contains("apt-get install postgresql"))
            let named = error { _ = try PostgresInstallation.find(binaries: "/tmp") }
            #expect(named?.code == .notInstalled)
            #expect(named?.problem.contains("/tmp") == true)
            try Bench.with { bench in
                let specification = ClusterSpecification(name: "master")
                let failure = error {
                    _ = try ClusterSet([specification], runDirectory: bench.directory, search: nowhere)
                }
                #expect(failure?.code == .notInstalled)
            }
        }

        @Test func theVersionIsThatOfTheServersProgram() throws {
            let installation = try PostgresInstallation.find()
            let asked = try Bench.run(CommandLine(["\(installation.directory)/postgres", "--version"], directory: "/"))
            #expect(asked.output.hasPrefix("postgres (PostgreSQL) \(installation.version)"))
            #expect(installation.major >= 14)
            let inPath = PostgresInstallation.Search(path: installation.directory, versions: "/nowhere")
            #expect(try PostgresInstallation.find(search: inPath) == installation)
            #expect(try PostgresInstallation.find(binaries: installation.directory) == installation)
        }

        @Test func aTakenPortNamesItsHolder() throws {
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(listener) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    #expect(bind(listener, $0, length) == 0 && listen(listener, 1) == 0)
                    #expect(getsockname(listener, $0, &length) == 0)
                }
            }
            let port = UInt16(bigEndian: address.sin_port)
            let failure = error {
                try Bench.with([ClusterSpecification(name: "master", port: .fixed(port))]) { _ in }
            }
            #expect(failure?.code == .portTaken)
            #expect(failure?.problem.contains("port \(port) is taken by pid \(getpid()) (") == true)
            #expect(failure?.remedy.contains("port: auto") == true)
        }

        @Test func aPortTakenByAnotherClusterNamesPostgres() throws {
            try Bench.with("master") { bench in
                try bench.perform("start master")
                let port = ClusterSpecification.Port.fixed(try bench["master"].port)
                let failure = error { try Bench.with([ClusterSpecification(name: "other", port: port)]) { _ in } }
                #expect(failure?.code == .portTaken)
                #expect(failure?.problem.contains("postgres") == true)
            }
        }

        @Test func whatCannotBe() throws {
            try Bench.with { bench in
                func code(_ specifications: ClusterSpecification...) -> ClusterError.Code? {
                    error { _ = try ClusterSet(specifications, runDirectory: bench.directory) }?.code
                }
                #expect(code(.init(name: "a"), .init(name: "a")) == .specification)
                #expect(code(.init(name: "a", port: .fixed(4)), .init(name: "b", port: .fixed(4))) == .specification)
                #expect(
                    code(.init(name: "a", dataDirectory: "/tmp/x"), .init(name: "b", dataDirectory: "/tmp/x/"))
                        == .specification)
                #expect(code(.init(name: "../a")) == .specification)
                #expect(code(.init(name: "home")) == .specification)
                #expect(code(.init(name: "a", dataDirectory: "/nowhere/data")) == .specification)
                #expect(code(.init(name: "a", driver: .remote)) == .specification)
            }
        }

        @Test func automaticPortsDiffer() throws {
            try Bench.with("a", "b", "c") { bench in
                let ports = try ["a", "b", "c"].map { try bench[$0].port }
                #expect(Set(ports).count == 3)
                #expect(ports.allSatisfy { (20000...29999).contains($0) })
            }
        }
    }
}

@Suite struct RunDirectoryTests {
    @Test func removalFollowsNoLink() throws {
        let outside = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: outside) }
        let letter = outside.appendingPathComponent("letter").path
        try "precious".write(toFile: letter, atomically: false, encoding: .utf8)
        let directory = try RunDirectory(runID: "test")
        #expect(symlink(outside.path, "\(directory.home)/away") == 0)
        try FileManager.default.createDirectory(
            atPath: "\(directory.home)/a/b/c", withIntermediateDirectories: true)
        try directory.remove()
        #expect(!FileManager.default.fileExists(atPath: directory.path))
        #expect(FileManager.default.fileExists(atPath: letter))
    }

    @Test func onlyAMarkedDirectoryIsRemoved() throws {
        let directory = try RunDirectory(runID: "test")
        let marker = "\(directory.path)/.labjournal"
        let text = try String(contentsOfFile: marker, encoding: .utf8)
        try "run other".write(toFile: marker, atomically: false, encoding: .utf8)
        #expect(error { try directory.remove() }?.code == .refused)
        try text.write(toFile: marker, atomically: false, encoding: .utf8)
        try directory.remove()
        #expect(error { try directory.remove() }?.code == .refused)
    }

    @Test func aTemporaryDirectoryTooLongForSocketsIsNotUsed() throws {
        let long = "/tmp/" + String(repeating: "x", count: 100)
        #expect(mkdir(long, 0o755) == 0)
        defer { rmdir(long) }
        let directory = try RunDirectory(runID: "test", temporary: long)
        #expect(directory.path.utf8.count < 90)
        #expect(directory.path.hasPrefix("/tmp/labjournal-"))
        try directory.remove()
    }
}
