internal import Capture
internal import Foundation
internal import LabModel
internal import Runner
internal import Terminal

extension CurrentRun {
    /// Carries a block out on the recording's clusters and shows its transcript.
    func carryOut(_ block: Block) throws {
        let transcript = TranscriptOutput(isOnTerminal: StandardOutput.isTerminal)
        defer { transcript.finish() }
        try carryOut(block, listener: transcript.listen)
    }

    /// Carries a block out on the recording's clusters.
    func carryOut(_ block: Block, listener: @escaping (CaptureEvent) throws -> Void) throws {
        let display = ProgressDisplay()
        defer { display.finish() }
        let recording = try recording(interrupt: Interrupt()) { progress in
            // The others show what they print.
            if block.kind == .wait, case .goesOn = progress { display.show(progress) }
        }
        defer { try? recording.recorder.leave() }
        recording.listener = listener
        try recording.carryOut(block, enteredIn: FileManager.default.currentDirectoryPath)
    }
}

/// A block's transcript on standard output: as it comes on a terminal, else as plain text at the end.
final class TranscriptOutput {
    private let isOnTerminal: Bool
    private var bytes: [UInt8] = []

    init(isOnTerminal: Bool) {
        self.isOnTerminal = isOnTerminal
    }

    func listen(_ event: CaptureEvent) {
        guard case .output(let output) = event else { return }
        if isOnTerminal { StandardOutput.write(Data(output)) } else { bytes += output }
    }

    func finish() {
        if !bytes.isEmpty { StandardOutput.write(plainText(of: bytes)) }
        bytes = []
    }
}
