import Casts
import Foundation
import LabModel

/// Recordings that asciinema 2.2 and 2.4 and script 2.38 made of the same session in bash and psql.
func fixture(_ name: String) throws -> [UInt8] {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/\(name)")
    return [UInt8](try Data(contentsOf: url))
}

extension Cast {
    /// Everything that the terminal got.
    var output: [UInt8] {
        events.flatMap { event -> [UInt8] in
            if case .output(let bytes) = event.event { return bytes }
            return []
        }
    }

    /// The cast as a file.
    func written(_ version: Asciicast.Version) -> [UInt8] {
        var writer = AsciicastWriter(version: version)
        var text = writer.header(of: self)
        for (time, event) in events { text += writer.line(event, at: time) }
        return Array((text + writer.rest(at: events.last?.time ?? .zero)).utf8)
    }
}

/// The same numbers each time.
struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
