internal import Crypto
internal import Foundation

/// The address of a content: its SHA-256.
enum Digest {
    static func of(_ bytes: [UInt8]) -> Data { Data(SHA256.hash(data: bytes)) }

    static func matches(_ digest: Data, bytes: Data) -> Bool { Data(SHA256.hash(data: bytes)) == digest }
}
