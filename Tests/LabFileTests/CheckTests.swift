import LabFile
import LabModel
import Testing

private let front = """
    ---
    variables: {delay: 5min}
    secrets: [admin]
    clusters: {master: , replica: }
    ---

    """

/// What is wrong with blocks that follow a front matter of five lines.
private func findings(_ text: String, _ variables: [String: String] = [:]) throws -> [String] {
    LabFile.check(try read(front + text), variables: variables).map { "\($0.line):\($0.column): \($0.problem)" }
}

@Suite struct CheckTests {
    @Test func aGoodLabHasNoFindings() throws {
        let text = """
            ```sql {cluster=master picture=a timeout={{delay}}}
            \\c host={{master.host}} port={{master.port}} {{master.address}} {{replica.data}} \\{{ {{range .IPAM.Config}}
            ```
            ```output
            {{admin}} {{replica.conninfo}}
            ```
            ```cluster {picture=a append}
            basebackup master replica slot=s
            ```
            ```python {cluster}
            ```
            ```sql {cluster=replica picture=b}
            ```
            """
        #expect(try findings(text) == [])
    }

    @Test(arguments: [
        ("```sh\nж {{dely}}\n```\n", ["7:3: unknown name {{dely}}"]),
        ("- ```sh\n  ж {{dely}}\n  ```\n", ["7:5: unknown name {{dely}}"]),
        ("```sh {alt={{x.port}}}\n```\n", ["6:12: unknown name {{x.port}}"]),
        ("```sh {colour=red}\n```\n", ["6:8: unknown attribute \"colour\" of a sh block"]),
        ("```sql\nSELECT 1;\n```\n", ["6:1: the block does not say on which cluster"]),
        ("```sql {cluster=mastr}\n```\n", ["6:9: the lab has no cluster \"mastr\""]),
        ("```cluster\nstart master\n  stop ж\n```\n", ["8:8: the lab has no cluster \"ж\""]),
        ("```cluster\nstop {{delay}}\n```\n", ["7:1: the lab has no cluster \"5min\""]),
        (
            "```wait {cluster=a catch-up=b}\n```\n",
            ["6:10: the lab has no cluster \"a\"", "6:20: the lab has no cluster \"b\""]
        ),
        ("a\n```output\n```\n", ["7:1: the output follows no block"]),
        ("```sh\n```\n```output\n```\n```output\n```\n", ["10:1: the block before has an output already"]),
        ("```sh {picture=a}\n```\n```sh {picture=a}\n```\n", ["8:8: the picture \"a\" is used twice"]),
        ("```sh {picture=a append}\n```\n", ["6:18: no block before has the picture \"a\""]),
        ("```sqll {cluster=master}\n```\n", ["6:4: unknown kind of block \"sqll\""]),
        ("- a\n\n  ~~~ Ж {picture=x}\n  ~~~\n", ["8:7: unknown kind of block \"Ж\""]),
        (
            "```cluster\n```\n```sh {x}\n```\n```sqll {picture=a}\n```\n",
            [
                "6:1: the block has no operation", "8:8: unknown attribute \"x\" of a sh block",
                "10:4: unknown kind of block \"sqll\"",
            ]
        ),
    ])
    func everyMistakeHasItsPlace(text: String, expected: [String]) throws {
        #expect(try findings(text) == expected)
    }

    @Test func aKindIsCorrected() throws {
        let errors = LabFile.check(try read("```sqll {cluster=master}\n```\n"))
        #expect(errors.map(\.remedy) == ["Did you mean sql?"])
    }

    @Test func withoutFrontMatterThereAreNoClusters() throws {
        let errors = LabFile.check(try read("```sql {cluster=m}\n```\n"))
        #expect(errors.map(\.remedy) == ["Name it in the front matter, under clusters:."])
    }

    @Test func variablesCanBeReplaced() throws {
        let text = "```wait {for={{delay}}}\n```\n"
        #expect(try findings(text) == [])
        #expect(try findings(text, ["delay": "soon"]) == ["6:10: for=soon is not a duration"])
    }
}
