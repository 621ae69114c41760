import Capture
import Foundation
import Testing

private let short: Duration = .milliseconds(400)

@Suite struct LimitTests {
    /// A number that no other process has on its command line.
    private func unusual() -> String { "\(Int.random(in: 100_000_000..<999_999_999))" }

    @Test func `a hanging command is gone, and the session goes on`() throws {
        let bash = try Bash()
        let number = unusual()
        let told = try bash.type("echo before", "sleep \(number)", "echo never", limit: short)
        #expect(told.end == .timedOut)
        #expect(told.commands.map(\.text) == ["echo before", "sleep \(number)"])
        #expect(told.statuses == [0, 130])
        #expect(eventually { processes(with: number).isEmpty })
        #expect(try bash.isUsable())
    }

    @Test func `a command that ignores Ctrl-C is gone`() throws {
        let bash = try Bash()
        let number = unusual()
        let told = try bash.type("bash -c 'trap \"\" INT TERM HUP; while :; do sleep 1; done' \(number)", limit: short)
        #expect(told.end == .timedOut && told.commands.count == 1)
        #expect(eventually { processes(with: number).isEmpty })
        #expect(try bash.isUsable())
    }

    @Test func `a whole pipeline is gone`() throws {
        let bash = try Bash()
        let number = unusual()
        let deaf = "bash -c 'trap \"\" INT; sleep \(number)'"
        let told = try bash.type("\(deaf) | \(deaf) | cat | sleep \(number)", limit: short)
        #expect(told.end == .timedOut)
        #expect(eventually { processes(with: number).isEmpty })
        #expect(try bash.isUsable())
    }

    @Test func `a shell that ignores Ctrl-C itself is closed, its children with it`() throws {
        let bash = try Bash()
        let number = unusual()
        let told = try bash.type("trap '' INT", "while :; do sleep \(number); done", limit: short)
        #expect(told.end == .timedOut)
        #expect(!bash.session.isOpen)
        #expect(eventually { processes(with: number).isEmpty })
        #expect(told.commands.last?.status != nil)
        guard case .sessionEnded = try bash.type("echo x").end else {
            Issue.record("a closed session takes no lines")
            return
        }
    }

    @Test func `a loop of the shell itself is interrupted`() throws {
        let bash = try Bash()
        #expect(try bash.type("while :; do :; done", limit: short).end == .timedOut)
        #expect(try bash.isUsable())
    }

    @Test func `closing a session ends what it left in the background`() throws {
        let bash = try Bash()
        let number = unusual()
        try bash.type("sleep \(number) &", "nohup sleep \(number) >/dev/null 2>&1 &")
        #expect(eventually { !processes(with: number).isEmpty }, "a background job starts in its own time")
        bash.session.close()
        #expect(eventually { processes(with: number).isEmpty })
    }

    @Test func `an error of whoever listens ends the typing`() throws {
        struct Full: Error {}
        let bash = try Bash()
        #expect(throws: Full.self) {
            try bash.session.type(["echo x"], limit: .seconds(60), interrupt: nil) { event in
                if case .commandBegan = event { throw Full() }
            }
        }
    }

    @Test func `an interrupt ends what runs`() async throws {
        let number = unusual()
        let told: Result<Transcript, any Error> = await withCheckedContinuation { continuation in
            // Signals are blocked for a thread; this one ends with the test.
            Thread.detachNewThread {
                continuation.resume(
                    returning: Result {
                        let interrupt = Interrupt()
                        let bash = try Bash()
                        try bash.type("true", interrupt: interrupt)
                        pthread_kill(pthread_self(), SIGINT)
                        let told = try bash.type("sleep \(number)", interrupt: interrupt)
                        #expect(interrupt.isRaised)
                        return told
                    })
            }
        }
        #expect(try told.get().end == .interrupted)
        #expect(eventually { processes(with: number).isEmpty })
    }
}
