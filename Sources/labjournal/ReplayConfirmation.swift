internal import Capture
internal import Foundation
internal import LabModel
internal import Runner

/// Shows what a replay is about to do, and asks.
struct ReplayConfirmation {
    let plan: Plan
    /// Whether the answer was given on the command line.
    let isConfirmed: Bool
    let interrupt: Interrupt

    /// - Throws: `Failure` of the code `refused` when the answer is not yes, or nobody can be asked.
    func ask() throws {
        StandardError.write(PlanText.text(of: plan.lab, steps: plan.steps, variables: plan.variables) + "\n")
        let hazards = plan.hazards
        if hazards.isEmpty {
            StandardError.write("Nothing in it is known to destroy anything or to reach outside the lab.\n")
        } else {
            StandardError.write("This destroys something, or reaches outside the lab:\n")
            for hazard in hazards { StandardError.write(Self.line(hazard)) }
        }
        if isConfirmed { return }
        guard isatty(0) == 1, StandardError.isTerminal else {
            throw Failure(
                .refused, "there is no terminal to ask on whether this may run",
                remedy: "Read the plan above, then say --yes.")
        }
        StandardError.write("Run it? [y/N] ")
        guard try answer().lowercased().hasPrefix("y") else {
            throw Failure(.refused, "it was not confirmed", remedy: "Nothing was run.")
        }
    }

    /// Signals are read from a descriptor, so that waiting for the answer has to look at both.
    private func answer() throws -> String {
        var typed: [UInt8] = []
        while true {
            if interrupt.isRaised {
                throw Failure(.interrupted, "it was interrupted", remedy: "Nothing was run.")
            }
            var terminal = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
            guard poll(&terminal, 1, 50) > 0 else { continue }
            var byte: UInt8 = 0
            guard read(0, &byte, 1) == 1, byte != 0x0A else { return String(decoding: typed, as: UTF8.self) }
            typed.append(byte)
        }
    }

    private static func line(_ hazard: Hazard) -> String {
        let place = hazard.line > 0 ? ", line \(hazard.line)" : ""
        return "  step \(hazard.step)\(place): \(hazard.reason): \(hazard.text)".harmlessLine + "\n"
    }
}
