import Testing

/// The table "Modules, and who may import whom" of the design.
private let allowed: [String: Set<String>] = [
    "LabModel": [],
    "JournalMigrations": [],
    "Journal": ["LabModel", "JournalMigrations", "CLZ4"],
    "LabFile": ["LabModel", "CMarkGFM"],
    "Terminal": ["CVTerm"],
    "Capture": ["LabModel", "CPTY"],
    "Clusters": ["LabModel", "CLibPQ"],
    "Comparison": ["LabModel"],
    "Runner": ["LabModel", "Journal", "Capture", "Clusters", "Comparison", "Terminal"],
    "Report": ["LabModel", "Terminal"],
    "Casts": ["LabModel", "Terminal"],
    "labjournal": [
        "LabModel", "Journal", "LabFile", "Terminal", "Capture", "Clusters", "Comparison", "Runner", "Report",
        "Casts",
    ],
]

/// Modules of others, and the only ones of ours that may import each.
private let owners: [String: Set<String>] = [
    "GRDB": ["Journal"],
    "Crypto": ["Journal"],
    "CLZ4": ["Journal"],
    "CLibPQ": ["Clusters"],
    "ArgumentParser": ["labjournal"],
    "Yams": ["LabFile"],
    "CMarkGFM": ["LabFile"],
    "CVTerm": ["Terminal"],
    "CPTY": ["Capture"],
]

private let systemModules: Set<String> = ["Foundation", "FoundationXML", "Glibc", "Darwin", "Musl", "Synchronization"]

@Suite struct ImportTests {
    @Test func `the parser of imports sees every way to write one`() {
        let file = SourceFile(
            module: "M", path: "M.swift",
            text: """
                import A
                public import B
                @preconcurrency internal import C
                @testable import D
                internal import struct E.Part
                // import F
                let text = "import G"
                """)
        #expect(file.imports == ["A", "B", "C", "D", "E"])
    }

    @Test func `every module of Sources stands in the table`() throws {
        let unknown = try Project.sources().filter { allowed[$0.module] == nil }.map(\.path)
        #expect(unknown == [])
        let modules = try Set(Project.sources().map(\.module))
        #expect(modules.isSuperset(of: ["LabModel", "Journal", "Clusters", "labjournal"]))
    }

    @Test func `modules import of ours only what the table allows`() throws {
        let ours = Set(allowed.keys).union(["CLZ4", "CLibPQ", "CVTerm", "CMarkGFM", "CPTY"])
        for file in try Project.sources() {
            let forbidden = file.imports.intersection(ours).subtracting(allowed[file.module] ?? [])
            #expect(forbidden == [], "\(file.path)")
        }
    }

    @Test func `a library of others has one owner`() throws {
        for file in try Project.sources() {
            let forbidden = file.imports.filter { name in owners[name].map { !$0.contains(file.module) } ?? false }
            #expect(forbidden == [], "\(file.path)")
        }
    }

    @Test func `nothing else is imported`() throws {
        let known = Set(allowed.keys).union(owners.keys).union(systemModules)
        for file in try Project.sources() {
            #expect(file.imports.subtracting(known) == [], "\(file.path)")
        }
    }

    @Test func `the vocabulary imports nothing at all`() throws {
        let model = try Project.sources().filter { $0.module == "LabModel" }
        #expect(!model.isEmpty)
        for file in model { #expect(file.imports == [], "\(file.path)") }
    }
}
