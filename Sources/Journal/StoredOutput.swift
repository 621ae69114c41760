internal import CLZ4
internal import Foundation
internal import GRDB

/// A piece of output as the journal has it: a large one as one block of LZ4
/// (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md), a small one as it came.
struct StoredOutput {
    /// What is stored.
    let bytes: Data
    /// How many bytes a compressed piece was made from; nil for one that is stored as it came.
    let length: Int?

    /// What fits into few pages gains nothing, and can be read in the file.
    private static let leastCompressed = 64 * 1024
    /// No piece is that large; a journal that says so is damaged, or wants memory to be made.
    private static let greatestLength = 1 << 28

    init(_ output: Data) {
        let compressed = Self.compressed(output)
        bytes = compressed ?? output
        length = compressed == nil ? nil : output.count
    }

    /// The compressed bytes; nil where they are not half as many at most. Then compressing takes longer than writing what
    /// it saves, and its beginning tells.
    private static func compressed(_ output: Data) -> Data? {
        guard (leastCompressed...greatestLength).contains(output.count), block(of: output.prefix(sample)) != nil
        else { return nil }
        return block(of: output)
    }

    private static let sample = 8 * 1024

    private static func block(of output: Data) -> Data? {
        let greatest = output.count / 2
        let block = [UInt8](unsafeUninitializedCapacity: greatest) { target, count in
            count = output.withUnsafeBytes { source in
                target.withMemoryRebound(to: CChar.self) { target in
                    Int(
                        LZ4_compress_default(
                            source.bindMemory(to: CChar.self).baseAddress, target.baseAddress, Int32(source.count),
                            Int32(greatest)))
                }
            }
        }
        return block.isEmpty ? nil : Data(block)
    }

    /// The piece as it came.
    ///
    /// - Throws: `DatabaseError` for one that is damaged.
    static func output(_ bytes: UnsafeRawBufferPointer, length: Int?) throws -> [UInt8] {
        guard let length else { return Array(bytes) }
        guard (0...greatestLength).contains(length), bytes.count <= greatestLength else { throw damage }
        let output = [UInt8](unsafeUninitializedCapacity: length) { target, count in
            let made = target.withMemoryRebound(to: CChar.self) { target in
                LZ4_decompress_safe(
                    bytes.bindMemory(to: CChar.self).baseAddress, target.baseAddress, Int32(bytes.count), Int32(length))
            }
            count = max(0, Int(made))
        }
        guard output.count == length else { throw damage }
        return output
    }

    /// How many bytes a piece has as it came, as an expression of SQL over its row. An older journal compresses none.
    static func lengthExpression(_ db: Database) throws -> String {
        guard try db.columns(in: "chunk").contains(where: { $0.name == "length" }) else { return "length(bytes)" }
        return "coalesce(max(0, min(length, \(greatestLength))), length(bytes))"
    }

    private static var damage: DatabaseError {
        DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a piece of output cannot be decompressed")
    }
}
