import LabFile
import LabModel
import Runner
import Testing

/// A line of a block, and a part of the reason that must be given for it.
struct Danger: Sendable, CustomTestStringConvertible {
    let text: String
    let reason: String
    var testDescription: String { "\(text) \(reason)" }

    init(_ text: String, _ reason: String) {
        self.text = text
        self.reason = reason
    }
}

func hazards(_ kind: String, _ body: String, front: String = "clusters: {a: {}}") throws -> [Hazard] {
    let attributes = kind == "sql" ? " {cluster=a}" : kind == "conf" ? " {cluster=a file=postgresql.conf}" : ""
    let text = "---\nlab: 1\n\(front)\n---\nText.\n\n````\(kind)\(attributes)\n\(body)\n````\n"
    let lab = try LabFile.read(Array(text.utf8))
    return Plan(lab: lab, file: "x.lab.md", variables: lab.variables).hazards
}

@Suite struct ShellHazardTests {
    @Test(arguments: [
        Danger("rm x", "removes"), Danger("/bin/rm -rf x", "removes"), Danger("\\rm x", "removes"),
        Danger("'rm' x", "removes"), Danger("r\"\"m x", "removes"), Danger("r\\m x", "removes"),
        Danger("echo a; rm x", "removes"), Danger("true && rm x", "removes"), Danger("false || rm x", "removes"),
        Danger("ls | xargs -n 1 rm", "removes"), Danger("sleep 1 & rm x", "removes"), Danger("(rm x)", "removes"),
        Danger("{ rm x; }", "removes"), Danger("if true; then rm x; fi", "removes"),
        Danger("while rm x; do :; done", "removes"), Danger("for i in 1 2; do rm $i; done", "removes"),
        Danger("case x in a) rm x;; esac", "removes"), Danger("f() { rm x; }", "removes"),
        Danger("function f { rm x; }", "removes"), Danger("echo $(rm x)", "removes"), Danger("echo `rm x`", "removes"),
        Danger("echo \"a $(rm \"x\") b\"", "removes"), Danger("echo \"`rm x`\"", "removes"),
        Danger("echo ${A:-$(rm x)}", "removes"), Danger("A=1 B='2 3' rm x", "removes"), Danger("! rm x", "removes"),
        Danger("env -u HOME A=1 rm x", "removes"), Danger("nice -n 5 rm x", "removes"),
        Danger("time rm x", "removes"), Danger("timeout -k 5 10 rm x", "removes"), Danger("exec rm x", "removes"),
        Danger("command rm x", "removes"), Danger("bash -c 'rm x'", "removes"), Danger("sh -ec \"rm x\"", "removes"),
        Danger("eval 'rm x'", "removes"), Danger("eval rm x", "removes"), Danger("trap 'rm x' EXIT", "removes"),
        Danger("alias l='rm x'", "removes"), Danger("find . -name a -delete", "removes"),
        Danger("find . -exec rm {} +", "removes"), Danger("bash <<END\nrm x\nEND", "removes"),
        Danger("cat <<END\n$(rm x)\nEND", "removes"), Danger("cat <<'END'\nrm no\nEND\nrm x", "removes"),
        Danger("diff <(rm x) y", "removes"), Danger("echo a \\\n  b; rm x", "removes"),
        Danger("rm {{a.data}}", "removes"),
        Danger("echo 'rm x' | bash", "removes"), Danger("echo $((1 + $(rm x)))", "removes"),
        Danger("[[ a > b ]] && rm x", "removes"), Danger("((1 > 2)) || rm x", "removes"),
        Danger("unlink x", "removes"), Danger("shred x", "removes"), Danger("truncate -s 0 x", "removes"),
        Danger("git reset --hard", "removes"), Danger("dd if=a of=b", "devices"), Danger("mkfs.ext4 x", "devices"),
        Danger("sudo ls", "another user"), Danger("sudo -u postgres rm x", "removes"),
        Danger("runuser -u postgres -- rm x", "removes"), Danger("su -c 'rm x' postgres", "removes"),
        Danger("su - postgres", "another user"), Danger("kill 1", "ends processes"),
        Danger("pkill x", "ends processes"),
        Danger("systemctl stop x", "services"), Danger("curl http://x", "network"), Danger("ssh x", "network"),
        Danger("git clone x", "network"), Danger("echo a > /dev/tcp/h/1", "network"),
        Danger("pip3 install x", "software"),
        Danger("apt-get -y install x", "software"), Danger("echo a > x", "overwrites"), Danger(":>x", "overwrites"),
        Danger("echo a >| x", "overwrites"), Danger("echo a &> x", "overwrites"), Danger("ls 2>x", "overwrites"),
        Danger("ls | tee /etc/x", "overwrites"), Danger("mv a b", "moves"), Danger("docker rm -f x", "containers"),
        Danger("docker system prune", "containers"), Danger("docker volume rm x", "containers"),
        Danger("docker compose down", "containers"), Danger("podman rmi x", "containers"),
        Danger("chmod -R 777 x", "rights"), Danger("chown -R a x", "rights"), Danger("crontab x", "schedules"),
        Danger("iptables -F", "changes the network"), Danger("ip link set x down", "changes the network"),
        Danger("dropdb x", "drops"), Danger("pg_resetwal x", "drops"), Danger("$CMD x", "not known"),
        Danger("\"${CMD}\" x", "not known"), Danger("$(which rm) x", "not known"), Danger("/bin/r? x", "not known"),
        Danger("{rm,x}", "not known"), Danger("eval \"$X\"", "not known"), Danger("bash x.sh", "not known"),
        Danger(". x.sh", "not known"), Danger("curl x | sh", "not known"), Danger("$'\\x72m' x", "not known"),
        Danger("psql -c 'DROP TABLE t'", "drops"), Danger("psql -Atc \"DROP TABLE t\"", "drops"),
        Danger("psql --command='TRUNCATE t'", "empties"), Danger("psql <<END\nDROP TABLE t;\nEND", "drops"),
        Danger("psql <<< 'DROP TABLE t'", "drops"), Danger("echo 'DROP TABLE t' | psql", "drops"),
        Danger("psql -h db.example.org", "network"), Danger("psql postgresql://u@h/d", "network"),
        Danger("psql -f x.sql", "not known"),
    ])
    func `a danger is found`(danger: Danger) throws {
        let found = try hazards("sh", danger.text)
        #expect(found.contains { $0.reason.contains(danger.reason) }, "\(found)")
    }

    @Test(arguments: [
        "echo rm", "echo 'a; rm x'", "echo \"rm x\"", "# rm x", "echo a # ; rm x", "echo a \\; rm x", "ls -l rm",
        "grep -c sudo x", "cat <<'END'\nrm x\n$(rm y)\nEND", "cat <<-END\n\trm x\n\tEND", "echo a >> x",
        "ls > /dev/null", "ls 2>&1", "ls >&2", "ls 2>/dev/null | cat", "A=rm", "A=$(date)", "command -v rm",
        "echo '$(rm x)'", "echo $((2 > 1))", "[[ a > b ]]", "((a > 1))", "for rm in a; do echo $rm; done",
        "psql -c 'SELECT 1'", "psql -c \"SELECT 'DROP TABLE t'\"", "psql -h localhost -p {{a.port}}",
        "psql '{{a.conninfo}}' -c 'SELECT 1'", "docker ps", "docker inspect --format '{{range .X}}' x",
        "git status", "chmod 600 x", "find . -name rm", "ip addr show", "echo a | tee -a x", "nice echo rm",
        "sort < x", "pg_lsclusters", "df -h; ps ax | head -n 3", "[ -e x ] && echo yes", "echo *", "test -f rm",
        "pg_ctl status -D {{a.data}}", "if true; then echo rm; fi", "echo ${x#rm}", "systemd-analyze time",
    ])
    func `what is harmless is not reported`(text: String) throws {
        #expect(try hazards("sh", text) == [])
    }

    @Test func `a hazard tells its step, line and text`() throws {
        let found = try hazards("sh", "echo a\n  rm {{d}}/x {{pw}}", front: "variables: {d: /srv}\nsecrets: [pw]")
        #expect(found == [Hazard(step: 1, line: 10, text: "rm /srv/x {{pw}}", reason: "removes files")])
    }

    @Test func `a variable's value is looked into`() throws {
        #expect(try hazards("sh", "{{c}} x", front: "variables: {c: rm}").map(\.reason) == ["removes files"])
    }
}

@Suite struct SQLHazardTests {
    @Test(arguments: [
        Danger("DROP TABLE t;", "drops"), Danger("drop database x;", "drops"), Danger("/* a */ DROP TABLE t;", "drops"),
        Danger("SELECT 1; DROP TABLE t;", "drops"), Danger("DROP\n TABLE t;", "drops"),
        Danger("ALTER TABLE t DROP COLUMN c;", "drops"), Danger("TRUNCATE t;", "empties"),
        Danger("DELETE FROM t;", "every row"), Danger("WITH d AS (DELETE FROM t RETURNING *) SELECT 1;", "every row"),
        Danger("EXPLAIN ANALYZE DELETE FROM t;", "every row"), Danger("DO $$ BEGIN DROP TABLE t; END $$;", "drops"),
        Danger("DO $x$ BEGIN EXECUTE 'a'; END $x$;", "not known"), Danger("COPY t TO PROGRAM 'cat';", "program"),
        Danger("COPY t FROM PROGRAM 'cat';", "program"), Danger("COPY t TO '/srv/x';", "writes a file"),
        Danger("COPY (SELECT 1) TO PROGRAM 'rm x';", "removes"), Danger("\\! rm x", "removes"),
        Danger("\\! ls", "shell command"), Danger("\\o x", "overwrites"), Danger("\\o |rm x", "removes"),
        Danger("SELECT 1 \\g x", "overwrites"), Danger("SELECT 1 \\g |cat", "shell command"),
        Danger("\\w x", "overwrites"), Danger("\\copy t to x", "overwrites"),
        Danger("\\copy t to program 'rm x'", "removes"),
        Danger("\\set a `rm x`", "removes"), Danger("\\i x.sql", "not known"),
        Danger("SELECT 'x' \\gexec", "not known"),
        Danger("SELECT pg_terminate_backend(1);", "ends sessions"), Danger("SELECT \"pg_read_file\"('x');", "files"),
        Danger("SELECT lo_export(1, 'x');", "files"), Danger("SELECT dblink_connect('x');", "another server"),
        Danger("CREATE EXTENSION postgres_fdw;", "another server"),
        Danger("\\c d u db.example.org 5432", "another server"),
        Danger("CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION p;", "another server"),
        Danger("\\c \"host=db.example.org\"", "another server"), Danger("\\c postgresql://h/d", "another server"),
        Danger("ALTER SYSTEM SET archive_command = 'rm %p';", "removes"),
        Danger("SELECT E'\\''; DROP TABLE t;", "drops"),
    ])
    func `a danger is found`(danger: Danger) throws {
        let found = try hazards("sql", danger.text)
        #expect(found.contains { $0.reason.contains(danger.reason) }, "\(found)")
    }

    @Test(arguments: [
        "SELECT 'DROP TABLE t';", "-- DROP TABLE t\nSELECT 1;", "/* DROP /* x */ TABLE t; */ SELECT 1;",
        "SELECT $$DROP TABLE t$$;", "SELECT $a$; DROP TABLE t; $a$;", "SELECT 'it''s; DROP TABLE t';",
        "DELETE FROM t WHERE a = 1;", "COPY t TO STDOUT;", "\\copy t to stdout", "\\dt", "\\o", "SELECT 1 \\gx",
        "\\c postgres", "\\c - - - {{a.port}}", "ALTER TABLE t ALTER c DROP NOT NULL;", "GRANT DELETE ON t TO u;",
        "CREATE TABLE c (a int REFERENCES t ON DELETE CASCADE);", "ALTER SYSTEM SET work_mem = '4MB';",
        "SELECT \"DROP\" FROM t;", "CREATE PUBLICATION p FOR ALL TABLES;", "REVOKE DELETE ON t FROM u;",
        "INSERT INTO t VALUES ('\\! rm x');", "GRANT TRUNCATE ON t TO u;", "EXECUTE p;",
    ])
    func `what is harmless is not reported`(text: String) throws {
        #expect(try hazards("sql", text) == [])
    }

    @Test func `a hazard inside of a body stands on its own line`() throws {
        let found = try hazards("sql", "DO $$\nBEGIN\n  DROP TABLE t;\nEND $$;")
        #expect(found == [Hazard(step: 1, line: 10, text: "DROP TABLE t;", reason: "drops database objects")])
    }
}

@Suite struct OtherHazardTests {
    @Test func `a command that a setting makes the server run is looked into`() throws {
        #expect(try hazards("conf", "archive_command = 'rm %p'").map(\.reason) == ["removes files"])
        #expect(try hazards("conf", "work_mem = 4MB") == [])
    }

    @Test func `what is done to clusters of the program's own is none`() throws {
        #expect(try hazards("cluster", "start a\nstop a\nwipe a") == [])
    }

    @Test func `a remote cluster is named once`() throws {
        let front = "clusters: {a: {driver: remote, remote: {conninfo: host=h}}}"
        let found = try hazards("sql", "SELECT 1;\n````\n\n````sql {cluster=a}\nSELECT 2;", front: front)
        #expect(found == [Hazard(step: 1, line: 7, text: "a", reason: "is somebody else's server")])
    }
}
