/// What the bytes sent to a terminal ask for.
protocol InputHandler {
    func print(ascii bytes: UnsafeBufferPointer<UInt8>)
    func print(_ scalar: Unicode.Scalar)
    func control(_ byte: UInt8)
    func escape(intermediate: UInt8, final: UInt8)
    func controlSequence(_ sequence: ControlSequence)
}

/// Splits terminal output into characters and control functions (ECMA-48, with the states of the DEC VT500 parser).
///
/// libvterm has a parser of its own, but that of version 0.1 writes past its buffers on hostile input. So nothing but
/// whole characters and well-formed, short sequences is handed on. Titles, clipboard and other strings are dropped.
struct InputParser {
    private enum State {
        case text, escape, controlSequence, ignoredSequence, string, escapeInString
    }

    private var state = State.text
    private var decoder = UTF8Decoder()
    private var intermediate: UInt8 = 0
    private var sequence: [UInt8] = []
    /// Longer sequences have no meaning to a screen.
    private static let longestSequence = 256

    mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>, for handler: some InputHandler) {
        var index = 0
        while index < bytes.count {
            if state == .text, !decoder.isInsideCharacter, bytes[index].isPrintableASCII {
                let start = index
                while index < bytes.count, bytes[index].isPrintableASCII { index += 1 }
                handler.print(ascii: UnsafeBufferPointer(rebasing: bytes[start..<index]))
            } else {
                parse(bytes[index], for: handler)
                index += 1
            }
        }
    }

    /// The bytes are at an end: a character cut short is shown as invalid.
    mutating func finish(for handler: some InputHandler) {
        if decoder.isInsideCharacter { handler.print("\u{FFFD}") }
        decoder.reset()
    }

    private mutating func parse(_ byte: UInt8, for handler: some InputHandler) {
        switch state {
        case .text: parseText(byte, for: handler)
        case .escape: parseEscape(byte, for: handler)
        case .controlSequence, .ignoredSequence: parseSequence(byte, for: handler)
        case .string, .escapeInString: parseString(byte, for: handler)
        }
    }

    private mutating func parseText(_ byte: UInt8, for handler: some InputHandler) {
        switch decoder.decode(byte) {
        case .incomplete: break
        case .scalar(let scalar) where scalar.value >= 0xA0: handler.print(scalar)
        case .scalar(let scalar) where scalar.value >= 0x7F: break  // DEL and C1 controls; terminals ignore them
        case .scalar where byte == .escape: beginEscape()
        case .scalar(let scalar) where byte >= .space: handler.print(scalar)
        case .scalar: handler.control(byte)
        case .invalid: handler.print("\u{FFFD}")
        case .invalidBefore:
            handler.print("\u{FFFD}")
            parseText(byte, for: handler)
        }
    }

    private mutating func beginEscape() {
        state = .escape
        intermediate = 0
    }

    private mutating func parseEscape(_ byte: UInt8, for handler: some InputHandler) {
        switch byte {
        case .escape: beginEscape()
        case 0x18, 0x1A: state = .text  // CAN and SUB cancel
        case 0..<0x20: handler.control(byte)
        case 0x20...0x2F: intermediate = byte
        case UInt8(ascii: "[") where intermediate == 0:
            sequence.removeAll(keepingCapacity: true)
            state = .controlSequence
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            state = intermediate == 0 ? .string : .text
        default:
            state = .text
            if byte < 0x7F {
                handler.escape(intermediate: intermediate, final: byte)
            } else if byte > 0x7F {
                parseText(byte, for: handler)
            }
        }
    }

    private mutating func parseSequence(_ byte: UInt8, for handler: some InputHandler) {
        switch byte {
        case .escape: beginEscape()
        case 0x18, 0x1A: state = .text
        case 0..<0x20: handler.control(byte)
        case 0x20...0x3F:
            if sequence.count == Self.longestSequence { state = .ignoredSequence } else { sequence.append(byte) }
        case 0x40...0x7E:
            if state == .controlSequence { handler.controlSequence(ControlSequence(bytes: sequence[...], final: byte)) }
            state = .text
        case 0x7F: break
        default:
            state = .text
            parseText(byte, for: handler)
        }
    }

    /// Strings end with BEL or `ESC \`; any other escape sequence ends them too.
    private mutating func parseString(_ byte: UInt8, for handler: some InputHandler) {
        switch byte {
        case 0x07, 0x18, 0x1A: state = .text
        case .escape: state = .escapeInString
        case UInt8(ascii: "\\") where state == .escapeInString: state = .text
        case _ where state == .escapeInString:
            beginEscape()
            parseEscape(byte, for: handler)
        default: break
        }
    }
}
