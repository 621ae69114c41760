import Testing

@Suite struct ForbiddenWordTests {
    @Test(arguments: ["try!", "as!", "fatalError("])
    func `no file traps on purpose`(word: String) throws {
        for file in try Project.sources() {
            let places = file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
                .filter { $0.element.contains(word) }.map { "\(file.path):\($0.offset + 1)" }
            #expect(places == [])
        }
    }

    @Test func `an unchecked Sendable says why it is one`() throws {
        for file in try Project.sources() {
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() where line.contains("@unchecked Sendable") {
                let near = lines[max(0, index - 6)...index].filter { $0.contains("//") }
                #expect(near.contains { $0.contains("because") }, "\(file.path):\(index + 1)")
            }
        }
    }
}
