import Capture
import Foundation
import Testing

@Suite struct PsqlTests {
    private static let hasPsql = FileManager.default.isExecutableFile(atPath: "/usr/bin/psql")

    @Test(.enabled(if: hasPsql, "needs psql")) func `psql against a dead port ends by itself and says why`() throws {
        let scratch = try Scratch()
        let arguments = ["psql", "-X", "-h", scratch.path, "-p", "1", "-U", "postgres"]
        let session = try Session.psql(launch(arguments), shown: "$ psql -p 1", scratch: scratch.path)
        var told = Transcript()
        told.end = try session.type(["SELECT 1;"], limit: .seconds(60), interrupt: nil) { told.take($0) }
        #expect(told.end == .sessionEnded(2))
        #expect(told.text.hasPrefix("$ psql -p 1\n"))
        #expect(told.text.contains("error: connection to server"))
        #expect(told.commands == [] && !session.isOpen)
    }

    @Test func `a psql that is missing is named`() throws {
        let scratch = try Scratch()
        let error = try #require(throws: CaptureError.self) {
            _ = try Session.psql(launch(["no-psql"]), shown: "$ psql", scratch: scratch.path)
        }
        #expect(error.problem.contains("no-psql"))
        #expect(try scratch.files() == [], "the start-up file is gone")
    }

    @Test func `a directory for the start-up file that is missing is an error`() throws {
        let error = try #require(throws: CaptureError.self) {
            _ = try Session.bash(launch([]), scratch: "/no/such/place")
        }
        #expect(error.problem.contains("/no/such/place"))
    }
}
