import Comparison
import Testing

/// Pairs of outputs of real servers and tools, with what is to be said of them.
@Suite struct PairTests {
    /// So many there are at least: a folder that is not found must not pass for one that has no mistakes.
    private static let fewest = 340

    @Test func `the pairs are there`() {
        #expect(OutputPair.all.count >= Self.fewest)
    }

    @Test(arguments: OutputPair.all) func `a pair of outputs gets the verdict that people gave it`(pair: OutputPair)
        throws
    {
        let found = try pair.compare()
        #expect(found.verdict.rawValue == pair.field("verdict"), "\(pair.path): \(found.differences)")
        for place in pair.differs {
            #expect(found.differences.contains { $0.place.contains(place) }, "\(pair.path): \(place)")
        }
    }
}
