extension String {
    /// The text of bytes, with `\xFF` for each that is not UTF-8: two outputs that differ in such bytes must not become
    /// one text.
    init(readable bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        if let text = String(validating: bytes, as: UTF8.self) {
            self = text
            return
        }
        var scalars = UnicodeScalarView()
        var parser = Unicode.UTF8.ForwardParser()
        var rest = bytes.makeIterator()
        var start = 0
        while true {
            switch parser.parseScalar(from: &rest) {
            case .valid(let encoded):
                scalars.append(Unicode.UTF8.decode(encoded))
                start += encoded.count
            case .error(let length):
                for byte in bytes[start..<start + length] { scalars += Self.escaped(byte) }
                start += length
            case .emptyInput:
                self = String(scalars)
                return
            }
        }
    }

    private static func escaped(_ byte: UInt8) -> UnicodeScalarView {
        (#"\x"# + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)).unicodeScalars
    }
}
