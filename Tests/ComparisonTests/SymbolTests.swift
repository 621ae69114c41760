import Comparison
import Testing

@Suite struct SymbolTests {
    @Test func `what is the same is the same`() throws {
        let facts = RunFacts(host: "a", variables: [], clusters: [])
        var comparison = RunComparison(recorded: facts, replayed: facts)
        let entry = EntryFacts(kind: .shell, commands: [CommandFacts(text: "true", output: Output([]), exitStatus: 0)])
        #expect(try comparison.compare(entry, entry).verdict == .same)
    }
}
