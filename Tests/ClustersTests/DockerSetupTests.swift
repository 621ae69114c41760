import Clusters
import Foundation
import Glibc
import LabModel
import Testing

extension Containers {
    /// What is found out before anything is started, each with its own error.
    @Suite struct Refusals {
        private func failure(_ specifications: [ClusterSpecification]) -> ClusterError? {
            error { try Bench.with(specifications) { _ in } }
        }

        @Test func aTakenNameSaysWhose() throws {
            let specifications = Docker.specifications("master")
            let name = specifications[0].docker?.name ?? ""
            try Docker.ask("create", "--name", name, "postgres:15")
            defer { _ = try? Docker.ask("rm", "--force", "--volumes", name) }
            let failure = failure(specifications)
            #expect(failure?.code == .nameTaken)
            #expect(failure?.problem.contains("container \(name) already, not of labjournal") == true)
            #expect(failure?.remedy.contains("docker rm -f \(name)") == true)
            #expect(try Docker.ask("inspect", name).status == 0, "only what carries the run's label is removed")
        }

        @Test func aTakenPortNamesItsHolder() throws {
            try Bench.with(Docker.specifications("master")) { bench in
                try bench.perform("start master")
                var other = Docker.specifications("other")
                other[0].port = .fixed(try bench.docker("master").port)
                let failure = failure(other)
                #expect(failure?.code == .portTaken)
                #expect(failure?.problem.contains("docker") == true)
            }
        }

        @Test func aMissingImageSaysHowToGetIt() throws {
            var specifications = Docker.specifications("master")
            specifications[0].docker?.image = "postgres:9.1"
            #expect(failure(specifications)?.code == .noImage)
            #expect(failure(specifications)?.remedy.contains("labjournal image 9.1") == true)
        }

        @Test func whatCannotBe() throws {
            var specifications = Docker.specifications("master")
            specifications[0].docker?.environment = [Variable(name: "PGDATA", value: "/x")]
            #expect(failure(specifications)?.code == .specification)
            specifications = Docker.specifications("master")
            specifications[0].initdbArguments = ["--waldir=/x"]
            #expect(failure(specifications)?.code == .specification)
            specifications = Docker.specifications("one", "two")
            let name = specifications[0].docker?.name
            specifications[1].docker?.name = name
            #expect(failure(specifications)?.code == .specification)
        }

        @Test func noDocker() throws {
            try Bench.with { bench in
                let nowhere = PostgresInstallation.Search(path: "", versions: "/nowhere")
                let failure = error {
                    _ = try ClusterSet(Docker.specifications("a"), runDirectory: bench.directory, search: nowhere)
                }
                #expect(failure?.code == .notInstalled)
                #expect(failure?.remedy.contains("docker.io") == true)
            }
        }
    }
}
