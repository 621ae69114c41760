internal import LabModel
internal import Runner

/// Shows on standard error how far a run is: a line a block, and on a terminal what goes on at the moment.
final class ProgressDisplay {
    private var lastDrawn = ContinuousClock.now
    private var isDrawn = false

    func show(_ progress: Progress) {
        switch progress {
        case .began(let position): draw(line(position, "…"))
        case .goesOn(let position, let elapsed, let remaining):
            guard ContinuousClock.now - lastDrawn > .milliseconds(100) else { return }
            let countdown = remaining.map { ", at least \(LabDuration.describe($0)) more" } ?? ""
            draw(line(position, "… \(LabDuration.describe(elapsed))\(countdown)"))
        case .ended(let position, let status, let duration):
            clear()
            let mark = status == .ok ? "" : " \(status.rawValue)"
            StandardError.write(line(position, "\(LabDuration.describe(duration))\(mark)") + "\n")
        case .judged: break
        case .cleaningUp: draw("stopping and removing the clusters …")
        case .left(let what):
            clear()
            StandardError.write("\(what)\n")
        }
    }

    /// Leaves the terminal's line empty.
    func finish() { clear() }

    private func line(_ position: BlockPosition, _ end: String) -> String {
        let number = String(position.number)
        let padding = String(repeating: " ", count: max(0, String(position.count).count - number.count))
        let what = position.block.attributes.first { $0.name == "picture" }?.value ?? ""
        let words = [position.block.kind.rawValue, position.cluster ?? "", what].filter { !$0.isEmpty }
        return
            "[\(padding)\(number)/\(position.count)] step \(position.step) · \(words.joined(separator: " · ")) · \(end)"
    }

    private func draw(_ text: String) {
        guard StandardError.isTerminal else { return }
        StandardError.write("\r\u{1B}[K" + text.prefix(110))
        isDrawn = true
        lastDrawn = .now
    }

    private func clear() {
        if isDrawn { StandardError.write("\r\u{1B}[K") }
        isDrawn = false
    }
}
