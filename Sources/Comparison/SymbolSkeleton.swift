extension SymbolTable {
    /// A number for what a line says apart from its volatile values.
    func skeleton(_ bytes: Bytes, _ side: Side) -> UInt64 {
        let scanner = Scanner(bytes: bytes)
        var (hash, index): (UInt64, Int) = (0, 0)
        while index < bytes.count {
            if let (pair, end) = bindings.value(bytes, index, side) {
                hash = mixed(hash &+ pair.recorded.withUnsafeBufferPointer { $0.hash64(5) })
                index = end
                continue
            }
            let token = scanner.token(at: index)
            let part = bytes.part(index..<token.end)
            if bytes[index] != .space { hash = mixed(hash &+ (token.kind.map { UInt64($0.index) } ?? part.hash64(3))) }
            index = token.end
        }
        return hash
    }
}
