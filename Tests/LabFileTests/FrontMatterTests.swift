import LabFile
import LabModel
import Testing

private func readFront(_ yaml: String) throws(LabFileError) -> Lab { try read("---\n\(yaml)\n---\n") }

private func frontFinding(_ yaml: String) -> String? { finding(in: "---\n\(yaml)\n---\n") }

@Suite struct FrontMatterTests {
    @Test func everyKeyIsRead() throws {
        let lab = try readFront(
            """
            lab: 1
            title: "Replication: a slot"
            language: ru   # of the prose
            variables: {delay: 5min, octal: 010, yes: true, one: 1.0, none: , text: "a\\nb"}
            secrets: [admin, other-one]
            clusters:
              master: {port: 5432}
              auto: {port: auto, driver: local, local: {bin: /b, data: /d}, initdb: [-k, --locale=C]}
              replica:
                driver: docker
                docker: {image: "postgres:15", name: n, volume: v, network: w, env: {A.B: 1}}
              far: {driver: remote, remote: {conninfo: host=h port=1}}
              bare:
              empty: {port: master}
            """)
        #expect(lab.title == "Replication: a slot" && lab.language == "ru")
        #expect(lab.variables.map(\.name) == ["delay", "octal", "yes", "one", "none", "text"])
        #expect(lab.variables.map(\.value) == ["5min", "010", "true", "1.0", "", "a\nb"])
        #expect(lab.secrets == ["admin", "other-one"])
        let environment = [Variable(name: "A.B", value: "1")]
        #expect(
            lab.clusters == [
                ClusterSpecification(name: "master", port: .fixed(5432)),
                ClusterSpecification(
                    name: "auto", driver: .local, binaries: "/b", dataDirectory: "/d",
                    initdbArguments: ["-k", "--locale=C"]),
                ClusterSpecification(
                    name: "replica", driver: .docker,
                    docker: .init(
                        image: "postgres:15", name: "n", volume: "v", network: "w", environment: environment)),
                ClusterSpecification(name: "far", driver: .remote, conninfo: "host=h port=1"),
                ClusterSpecification(name: "bare"), ClusterSpecification(name: "empty", port: .of("master")),
            ])
    }

    @Test(arguments: ["", "# nothing", "variables:\nsecrets:\nclusters:\ntitle:"])
    func whatIsLeftOutIsEmpty(yaml: String) throws {
        let lab = try readFront(yaml)
        #expect(lab == Lab(frontMatter: "---\n\(yaml)\n---\n"))
    }

    @Test func onlyTheTopOfTheFileIsFrontMatter() throws {
        #expect(try read("\n---\na: b\n---\n").frontMatter == nil)
        #expect(try read("----\ntext\n").frontMatter == nil)
        #expect(try read("--- \r\ntitle: T\r\n---\t\r\nx").frontMatter == "--- \r\ntitle: T\r\n---\t\r\n")
        #expect(finding(in: "---\ntitle: T\n") == "1:1: the front matter has no end")
    }

    @Test(arguments: [
        ("titel: x", "2:1: unknown key \"titel\" of the front matter"),
        ("title: x\n\nclusters:\n  m: {prot: 1}", "5:7: unknown key \"prot\" of cluster \"m\""),
        ("clusters: {ж: {}}", "2:12: \"ж\" cannot be a name"),
        ("clusters: {m: {docker: {imag: x}}}", "2:25: unknown key \"imag\" of \"docker\""),
        ("clusters: {m: {local: {dir: x}}}", "2:24: unknown key \"dir\" of \"local\""),
        ("clusters: {m: {remote: x}}", "2:24: \"remote\" is a text, not keys with values"),
        ("clusters: [m]", "2:11: \"clusters\" is a list, not keys with values"),
        ("clusters: {m: {port: 0}}", "2:22: \"0\" is not a port"),
        ("clusters: {m: {port: 65536}}", "2:22: \"65536\" is not a port"),
        ("clusters: {m: {port: +5}}", "2:22: \"+5\" is not a port"),
        ("clusters: {m: {port: n}, n: {}}", "2:22: \"n\" is not a port"),
        ("clusters: {m: {driver: dokcer}}", "2:24: unknown driver \"dokcer\""),
        ("clusters: {m: {initdb: -k}}", "2:24: \"initdb\" is a text, not a list"),
        ("title: [a]", "2:8: \"title\" is a list, not a text"),
        ("title: {a: b}", "2:8: \"title\" is keys with values, not a text"),
        ("secrets: admin", "2:10: \"secrets\" is a text, not a list"),
        ("secrets: [[a]]", "2:11: an item of \"secrets\" is a list, not a text"),
        ("secrets: [a, b, a]", "2:17: secret \"a\" is given twice"),
        ("secrets: [a b]", "2:11: \"a b\" cannot be a name"),
        ("variables: {1a: x}", "2:13: \"1a\" cannot be a name"),
        ("variables: {a: [x]}", "2:16: \"a\" is a list, not a text"),
        ("variables: {a: x}\nsecrets: [b, a]", "3:14: \"a\" is a variable and a secret"),
        ("variables: {[a]: x}", "2:13: a key of \"variables\" is a list"),
        ("title: a\ntitle: b", "2:1: key \"title\" is given twice"),
        ("variables:\n  ж: 1", "3:3: \"ж\" cannot be a name"),
        ("title: жжж: x", "2:11: the front matter is not valid YAML: mapping values are not allowed in this context"),
        ("lab: 2", "2:6: the lab is written for a newer format, version 2"),
        ("lab: one", "2:6: \"lab\" is not a format version"),
        ("just text", "2:1: the front matter is a text, not keys with values"),
        ("a: 1\n...\nb: 2", "4:1: the front matter is not valid YAML: did not find expected <document start>"),
        ("title: *nobody", "2:8: the front matter is not valid YAML: found undefined alias"),
        ("title: ж\u{1}", "2:9: the front matter is not valid YAML: control characters are not allowed"),
        ("<<: {title: x}", "2:1: unknown key \"<<\" of the front matter"),
    ])
    func aMistakeHasItsPlace(yaml: String, expected: String) {
        #expect(frontFinding(yaml) == expected)
    }

    @Test func aRemedyNamesTheNearestKey() {
        let error = #expect(throws: LabFileError.self) { try readFront("titel: x") }
        #expect(error?.remedy == "Did you mean title?")
    }

    @Test func linesAreCountedWithCRLF() {
        #expect(finding(in: "---\r\nlab: 1\r\nfoo: 1\r\n---\r\n") == "3:1: unknown key \"foo\" of the front matter")
    }

    @Test func anchorsStandForTheirValue() throws {
        #expect(try readFront("title: &t A\nlanguage: *t").language == "A")
    }
}

@Suite struct HostileFrontMatterTests {
    @Test func aliasesOfAliasesDoNotGrow() {
        var yaml = "a: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            yaml += "b\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(frontFinding(yaml + "? *a9\n: x") == "1:1: the front matter has more than 16 aliases")
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "[{", "- ? "])
    func deepNestingDoesNotExhaustTheStack(opening: String) {
        #expect(frontFinding(String(repeating: opening, count: 15_000)) != nil)
    }

    @Test func nestingByIndentationDoesNotExhaustTheStack() {
        let lines = (0..<350).map { String(repeating: " ", count: $0) + "a:" }
        #expect(frontFinding(lines.joined(separator: "\n")) == "2:1: unknown key \"a\" of the front matter")
        #expect(frontFinding("a: " + String(repeating: "[", count: 512) + String(repeating: "]", count: 512)) != nil)
    }

    @Test func theSizeIsBounded() {
        let yaml = "title: " + String(repeating: "a", count: 65 * 1024)
        #expect(frontFinding(yaml) == "1:1: the front matter is larger than 64 KiB")
    }
}
