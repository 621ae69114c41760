/// Control functions, as far as they change the screen. Others are dropped, and those libvterm gets wrong rewritten.
extension OutputWriter: InputHandler {
    func control(_ byte: UInt8) {
        switch byte {
        case .lineFeed, 0x0B, 0x0C: lineFeed("\n")
        case .backspace, .tab, .carriageReturn, 0x0E, 0x0F: send(String(Unicode.Scalar(byte)))
        default: break
        }
    }

    /// A line feed is the end of a line, whatever stood in the row below.
    private func lineFeed(_ sequence: String) {
        send(sequence)
        let row = Int(buffer.cursor.row)
        buffer.changeWraps { $0[row] = false }
    }

    func escape(intermediate: UInt8, final: UInt8) {
        let bytes = [UInt8.escape] + (intermediate == 0 ? [] : [intermediate]) + [final]
        let sequence = String(decoding: bytes, as: UTF8.self)
        switch (intermediate, Unicode.Scalar(final)) {
        case (0, "D"), (0, "E"): lineFeed(sequence)
        case (0, "7"), (0, "8"), (0, "M"), (0, "H"): send(sequence)
        case (0, "c"): reset()
        case (UInt8(ascii: "("), "0"), (UInt8(ascii: "("), "B"), (UInt8(ascii: ")"), "0"), (UInt8(ascii: ")"), "B"):
            send(sequence)
        default: break
        }
    }

    /// libvterm forgets to leave the alternate screen on a reset.
    private func reset() {
        setAlternateScreen("1047", on: false)
        send("\u{1B}c")
        buffer.changeWraps { $0.clear(0..<buffer.size.rows) }
    }

    func setAlternateScreen(_ mode: String, on: Bool) {
        send("\u{1B}[?\(mode)\(on ? "h" : "l")")
        buffer.changeWraps { $0.switchScreen(alternate: on) }
    }
}

extension OutputWriter {
    func controlSequence(_ sequence: ControlSequence) {
        switch (sequence.leader, sequence.intermediate) {
        case (0, 0): standardSequence(sequence)
        case (UInt8(ascii: "?"), 0): privateSequence(sequence)
        default: break
        }
    }

    private func standardSequence(_ sequence: ControlSequence) {
        let parameters = sequence.parameters
        let first = parameters.first.flatMap { $0 }
        switch Unicode.Scalar(sequence.final) {
        case "m":
            flush()
            for change in GraphicRendition.changes(for: sequence.parameterBytes) { buffer.write("\u{1B}[\(change)m") }
        case "s": send("\u{1B}7")  // libvterm takes it for margins, which nobody sets
        case "u": send("\u{1B}8")
        case "b": repeatLast(first ?? 1)
        case "J": eraseScreen(first ?? 0)
        case "K": eraseLine(first ?? 0)
        case "h", "l":
            let known = parameters.compactMap { $0 }.filter { $0 == 4 || $0 == 20 }
            for mode in known { send("\u{1B}[\(mode)\(Unicode.Scalar(sequence.final))") }
        case "M":
            buffer.keepsScrolledRows = false
            move(parameters, sequence.final)
            buffer.keepsScrolledRows = true
        case "T" where parameters.count > 1: break  // mouse tracking
        case "@", "A"..."I", "L", "P", "S", "T", "X", "Z", "`", "a", "d", "e", "f", "g", "j", "k", "r":
            move(parameters, sequence.final)
        default: break
        }
    }

    private func move(_ parameters: [Int?], _ final: UInt8) {
        let numbers = parameters.prefix(2).map { $0.map { String($0) } ?? "" }
        send("\u{1B}[" + numbers.joined(separator: ";") + String(Unicode.Scalar(final)))
    }

    /// Repeats the last character (REP); libvterm would loop for ever on one of no width.
    private func repeatLast(_ count: Int) {
        guard let scalar = lastScalar else { return }
        for _ in 0..<min(max(count, 1), buffer.size.columns) { print(scalar) }
    }

    private func eraseScreen(_ part: Int) {
        guard part < 3 else { return part == 3 ? buffer.clearHistory() : () }
        send("\u{1B}[\(part)J")
        let row = Int(buffer.cursor.row)
        let rows = part == 0 ? row + 1..<buffer.size.rows : 0..<(part == 1 ? row + 1 : buffer.size.rows)
        buffer.changeWraps { $0.clear(rows) }
    }

    /// Once the end of a row is erased, the row below starts a line of its own.
    private func eraseLine(_ part: Int) {
        guard part < 3 else { return }
        send("\u{1B}[\(part)K")
        let row = Int(buffer.cursor.row)
        buffer.changeWraps { $0.clear((part == 0 ? row + 1 : row)..<(part == 1 ? row + 1 : row + 2)) }
    }

    private func privateSequence(_ sequence: ControlSequence) {
        guard sequence.final == UInt8(ascii: "h") || sequence.final == UInt8(ascii: "l") else { return }
        let isOn = sequence.final == UInt8(ascii: "h")
        for mode in sequence.parameters {
            switch mode {
            case 5, 6, 7, 1048: send("\u{1B}[?\(mode ?? 0)\(isOn ? "h" : "l")")
            case 47, 1047: setAlternateScreen("1047", on: isOn)
            case 1049: setAlternateScreen("1049", on: isOn)
            default: break
            }
        }
    }
}
