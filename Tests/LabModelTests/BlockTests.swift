import LabModel
import Testing

/// Attributes written `key=value` or `flag`; each begins ten columns after the one before.
private func block(_ kind: Block.Kind, _ attributes: [String], _ body: String = "") -> Block {
    let parsed = attributes.enumerated().map { index, text in
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return Block.Attribute(name: parts[0], value: parts.dropFirst().first, column: 10 * (index + 1))
    }
    return Block(kind: kind, attributes: parsed, body: body, line: 7)
}

private func task(_ kind: Block.Kind, _ attributes: [String], _ body: String = "") throws(LabError) -> BlockTask {
    try BlockTask(block(kind, attributes, body), names: ["delay"]) { $0 == "delay" ? "5min" : nil }
}

@Suite struct BlockTaskTests {
    @Test func everyCommonAttributeIsUnderstood() throws {
        let task = try task(
            .shell,
            [
                "picture=p", "append", "alt=Two words", "timeout={{delay}}", "fails=2", "hidden", "always",
                "compare=exact", "lines=10-25", "rows=12", "session=s",
            ], "a\n\nb\n")
        #expect(task.action == .shell(session: "s", lines: ["a", "", "b"]))
        #expect(task.picture == "p" && task.appendsToPicture && task.alternative == "Two words")
        #expect(task.limit == .seconds(300) && task.expectation == .failure(code: "2"))
        #expect(task.isHidden && task.isAlways && task.comparison == .exact)
        #expect(task.shownLines == 10...25 && task.rows == 12)
    }

    @Test func whatIsLeftOutHasADefault() throws {
        let bare = try task(.shell, [])
        #expect(bare.limit == .seconds(120) && bare.expectation == .success && bare.comparison == .volatile)
        #expect(bare.picture == nil && bare.rows == 40 && bare.shownLines == nil)
        #expect(try task(.shell, ["fails"]).expectation == .failure(code: nil))
    }

    @Test func answersArePromptsAndNames() throws {
        let task = try task(.shell, ["answer=Really (y=yes, {{delay}})?=delay", "answer=Password=delay"])
        #expect(
            task.answers == [
                BlockTask.Answer(prompt: "Really (y=yes, 5min)?", text: "5min"),
                BlockTask.Answer(prompt: "Password", text: "5min"),
            ])
    }

    @Test(arguments: [
        ("answer=Password", "does not say what is asked"), ("answer==delay", "does not say what is asked"),
        ("answer=Password=", "is no name"), ("answer=Password={{delay}}", "is no name"),
        ("answer=Password=dely", "unknown name dely"), ("answer={{x}}=delay", "unknown name {{x}}"),
    ])
    func aMalformedAnswerIsNamed(attribute: String, problem: String) throws {
        let error = try #require(throws: LabError.self) { try task(.sql, ["cluster=m", attribute], "x\n") }
        #expect(error.problem.contains(problem) && error.line == 7 && error.column == 20)
    }

    @Test func everyKindHasItsAction() throws {
        let target = BlockTask.SQLTarget(cluster: "m", session: "s", database: "d", user: "u")
        #expect(
            try task(.sql, ["cluster=m", "session=s", "database=d", "user=u"], "SELECT 1;\n").action
                == .sql(target, lines: ["SELECT 1;"]))
        #expect(
            try task(.configuration, ["cluster=m", "file=postgresql.conf"], "a = 'x=y'\n\n").action
                == .configuration(
                    cluster: "m", file: "postgresql.conf", .settings([Variable(name: "a", value: "'x=y'")])))
        #expect(
            try task(.configuration, ["cluster=m", "file=pg_hba.conf", "at=end"], "host all\n").action
                == .configuration(cluster: "m", file: "pg_hba.conf", .rules(["host all"], atEnd: true)))
        #expect(
            try task(.configuration, ["cluster=m", "file=postgresql.auto.conf", "show", "grep=^a"]).action
                == .configuration(cluster: "m", file: "postgresql.auto.conf", .show(grep: "^a")))
        #expect(try task(.cluster, [], "start m\n\nsubnet\n").action == .operations([.start("m"), .subnet]))
        #expect(try task(.output, [], "x\n").action == .output("x\n"))
    }

    @Test func aWaitHasThreeConditions() throws {
        let query = try task(.wait, ["cluster=m", "not-before=5min", "since=n"], "SELECT true\n")
        #expect(query.clusters == ["m", "n"] && query.limit == .seconds(900))
        let pause = try task(.wait, ["for=2s"])
        #expect(pause.clusters.isEmpty && pause.limit == .seconds(602))
        #expect(try task(.wait, ["cluster=m", "catch-up=r"]).clusters == ["m", "r"])
    }

    @Test(
        arguments: [
            (.shell, ["colour=red"], "", 7, 10, "unknown attribute \"colour\" of a sh block"),
            (.shell, ["alt=a", "alt=b"], "", 7, 20, "attribute \"alt\" is given twice"),
            (.shell, ["hidden=1"], "", 7, 10, "\"hidden\" takes no value"),
            (.shell, ["alt"], "", 7, 10, "\"alt\" needs a value"),
            (.shell, ["timeout=soon"], "", 7, 10, "timeout=soon is not a duration"),
            (.shell, ["append"], "", 7, 10, "append does not say to which picture"),
            (.shell, ["picture=a/b"], "", 7, 10, "\"a/b\" cannot name a picture"),
            (.shell, ["compare=maybe"], "", 7, 10, "compare=maybe is not a way to compare"),
            (.shell, ["rows=0"], "", 7, 10, "rows=0 is not a height"),
            (.shell, ["lines=9-3"], "", 7, 10, "lines=9-3 is not a range of lines"),
            (.shell, ["lines=10-"], "", 7, 10, "lines=10- is not a range of lines"),
            (.shell, ["alt={{nobody}}"], "", 7, 14, "unknown name {{nobody}}"),
            (.shell, [], "a\nж {{nobody}}\n", 9, 3, "unknown name {{nobody}}"),
            (.sql, [], "", 7, 1, "the block does not say on which cluster"),
            (.configuration, ["cluster=m"], "", 7, 1, "the block does not say which file"),
            (.configuration, ["cluster=m", "file=../x"], "", 7, 20, "\"../x\" leaves the data directory"),
            (.configuration, ["cluster=m", "file=a.conf"], "", 7, 1, "the block has no line"),
            (.configuration, ["cluster=m", "file=a.conf"], "a = 1\nb\n", 9, 1, "\"b\" is not a setting"),
            (.configuration, ["cluster=m", "file=a.conf", "show"], "\na\n", 9, 1, "a block with show changes nothing"),
            (.configuration, ["cluster=m", "file=a.conf", "grep=a"], "a = 1\n", 7, 30, "grep goes with show"),
            (
                .configuration, ["cluster=m", "file=a.conf", "at=end"], "a = 1\n", 7, 30,
                "at goes with file=pg_hba.conf"
            ),
            (.configuration, ["cluster=m", "file=pg_hba.conf", "at=top"], "a\n", 7, 30, "at=top is no place"),
            (
                .configuration, ["cluster=m", "file=postgresql.auto.conf"], "a = 1\n", 7, 20,
                "postgresql.auto.conf is not edited line by line"
            ),
            (.cluster, [], "\n", 7, 1, "the block has no operation"),
            (.cluster, [], "start m\nstrat m\n", 9, 1, "unknown operation \"strat\""),
            (.wait, ["cluster=m"], "", 7, 1, "the wait has nothing to wait for"),
            (.wait, ["for=2s"], "SELECT 1\n", 7, 10, "the wait has more than one thing to wait for"),
            (.wait, ["cluster=m", "since=n"], "SELECT 1\n", 7, 20, "since goes with not-before"),
        ] as [(Block.Kind, [String], String, Int, Int, String)])
    func aMistakeHasItsPlace(
        kind: Block.Kind, attributes: [String], body: String, line: Int, column: Int, problem: String
    ) {
        let error = #expect(throws: LabError.self) { try task(kind, attributes, body) }
        #expect(error?.problem == problem)
        #expect(error.map { [$0.line, $0.column] } == [line, column])
        #expect(error?.remedy.isEmpty == false)
    }

    @Test func whatANamesRemedySaysDependsOnItsNeighbours() {
        #expect(LabError.remedy(for: "titel", among: ["title", "lab"], what: "key") == "Did you mean title?")
        #expect(LabError.remedy(for: "x", among: ["title", "lang"], what: "key") == "Known keys: title, lang.")
        #expect(LabError.remedy(for: "x", among: [], what: "cluster") == "The lab has no clusters.")
    }

    @Test func theNamesOfTemplatesAreThoseOfTheLab() {
        let lab = Lab(
            variables: [Variable(name: "a", value: "1")], secrets: ["b"], clusters: [ClusterSpecification(name: "m")])
        #expect(
            lab.templateNames == ["a", "b", "m.port", "m.host", "m.address", "m.data", "m.conninfo", "home"])
    }
}
