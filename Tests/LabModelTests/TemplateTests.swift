import LabModel
import Testing

@Suite struct TemplateTests {
    private func expand(_ text: String) throws(Template.UnknownName) -> String {
        try Template.expand(text) { ["delay": "5min", "master.port": "5432", "имя": "x"][$0] }
    }

    @Test(arguments: [
        ("{{delay}}", "5min"), ("a {{delay}}{{master.port}} b", "a 5min5432 b"), ("{{имя}}", "x"),
        ("\\{{delay}}", "{{delay}}"), ("{{{delay}}}", "{5min}"), ("{{ delay }}", "{{ delay }}"),
        ("{{range .IPAM.Config}}{{.Subnet}}{{end}}", "{{range .IPAM.Config}}{{.Subnet}}{{end}}"), ("{{}}", "{{}}"),
        ("{{", "{{"),
        ("{{.Id}}", "{{.Id}}"),
        ("{", "{"), ("", ""), ("{{delay}", "{{delay}"),
    ])
    func onlyKnownNamesAreReplaced(text: String, expected: String) throws {
        #expect(try expand(text) == expected)
    }

    @Test func anUnknownNameHasItsPlace() {
        let error = #expect(throws: Template.UnknownName.self) { try expand("{{delay}}\nж {{dely}}") }
        #expect(error?.name == "dely")
        #expect(error?.lineOffset == 1)
        #expect(error?.columnOffset == 2)
    }
}

@Suite struct OperationTests {
    @Test(
        arguments: [
            ("start master", .start("master")), ("  stop\tm ", .stop("m")), ("restart m", .restart("m")),
            ("reload m", .reload("m")), ("promote m", .promote("m")), ("wipe m", .wipe("m")), ("subnet", .subnet),
            ("gateway", .gateway), ("address m", .address("m")), ("logs m", .logs("m", lines: 20)),
            ("logs m lines=5", .logs("m", lines: 5)),
            ("rewind a source=b", .rewind("a", source: "b")),
            (
                "createsubscriber a database=d source=b",
                .createSubscriber("a", source: "b", database: "d")
            ),
            ("basebackup a b", .baseBackup(.init(source: "a", target: "b"))),
            (
                "basebackup a b slot=s create-slot checkpoint=fast",
                .baseBackup(
                    .init(
                        source: "a", target: "b", slot: "s", createsSlot: true,
                        options: [Variable(name: "checkpoint", value: "fast")]))
            ),
        ] as [(String, ClusterOperation)])
    func aLineIsAnOperation(line: String, operation: ClusterOperation) throws {
        #expect(try ClusterOperation(line: line) == operation)
    }

    @Test(arguments: [
        ("start", "start takes one cluster"), ("start a b", "start takes one cluster"),
        ("strat m", "unknown operation \"strat\""), ("gateway m", "gateway takes no argument"),
        ("logs", "logs takes a cluster and a number of lines"),
        ("logs m lines=0", "logs takes a cluster and a number of lines"),
        ("rewind a", "rewind takes a cluster and source="), ("rewind source=a b", "rewind takes a cluster and source="),
        ("rewind a source=", "rewind takes a cluster and source="),
        ("createsubscriber a source=b", "createsubscriber takes a cluster and source=, database="),
        ("createsubscriber a source=b source=c", "createsubscriber takes a cluster and source=, database="),
        ("basebackup a", "basebackup takes the cluster to copy and the cluster that gets the copy"),
        ("basebackup a b c", "basebackup takes the cluster to copy and the cluster that gets the copy"),
        ("basebackup a b slot=s fast", "basebackup does not know \"fast\""),
        ("basebackup a b slot=", "basebackup does not know \"slot=\""),
        ("basebackup a b create-slot", "create-slot needs a slot's name"),
    ])
    func anotherLineIsAnError(line: String, problem: String) {
        let error = #expect(throws: ClusterOperation.ParseError.self) { try ClusterOperation(line: line) }
        #expect(error?.problem == problem)
    }

    @Test func aMisspelledWordIsCorrected() {
        let error = #expect(throws: ClusterOperation.ParseError.self) { try ClusterOperation(line: "promte m") }
        #expect(error?.remedy == "Did you mean promote?")
    }

    @Test(arguments: [
        "plain", "{{name}}", "\\{{name}}", "{{range .Config}}", "a {{b}} \\{{ c", "{{{x}}}", "\\\\{{x}}", "{", "\\{",
    ])
    func `what is escaped is expanded to itself`(text: String) throws {
        #expect(try Template.expand(Template.escape(text)) { _ in "value" } == text)
    }
}
