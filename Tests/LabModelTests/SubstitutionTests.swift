import LabModel
import Testing

@Suite struct SubstitutionTests {
    private let substitution = Substitution([
        Variable(name: "master.data", value: "/tmp/lab/master"), Variable(name: "master.port", value: "5433"),
        Variable(name: "replica.address", value: "172.17.0.3"),
        Variable(name: "master.conninfo", value: "host=127.0.0.1 port=5433 user=postgres"),
    ])

    @Test(arguments: [
        ("psql -p 5433 -h 127.0.0.1", "psql -p {{master.port}} -h 127.0.0.1"),
        ("-p5433", "-p5433"), ("15433 54330 5433.5 5433-1 v5433", "15433 54330 5433.5 5433-1 v5433"),
        ("127.0.0.1:5433/db", "127.0.0.1:{{master.port}}/db"), ("port=5433.", "port={{master.port}}."),
        ("ls /tmp/lab/master/base /tmp/lab/master2", "ls {{master.data}}/base /tmp/lab/master2"),
        ("-D/tmp/lab/master.", "-D{{master.data}}."), ("/srv/tmp/lab/master", "/srv/tmp/lab/master"),
        ("172.17.0.3/32 172.17.0.33", "{{replica.address}}/32 172.17.0.33"),
        ("'host=127.0.0.1 port=5433 user=postgres'", "'{{master.conninfo}}'"), ("", ""),
    ])
    func `a value is replaced where it stands by itself`(text: String, expected: String) {
        #expect(substitution.apply(to: text) == expected)
    }

    @Test func `what is put in is what comes out`() throws {
        for text in ["a {{x}} \\{{x}} {{{y}}}", "{{range .A}}5433", "\\5433 {{", "{{a}}{{b}}"] {
            let template = substitution.apply(to: Template.escape(text))
            #expect(try Template.expand(template) { $0 == "master.port" ? "5433" : nil } == text)
            #expect(Template.names(in: Template.escape(text)) == [])
        }
        #expect(Template.names(in: "{{a}} \\{{b}} {{c.d}} {{ e }}") == ["a", "c.d"])
    }
}
