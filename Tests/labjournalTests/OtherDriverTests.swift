import Foundation
import Testing

extension InContainers {
    /// What was recorded in containers replays on local servers, and the other way round.
    @Suite struct OtherDriver {
        private static let shell = [
            "local": "pg_ctl --version", "docker": "docker version --format '{{.Client.Os}}'",
        ]

        /// Logical replication, with everything in it that the two drivers give other values.
        private static func lab(recordedOn driver: String) -> String {
            let word = UUID().uuidString.prefix(8).lowercased()
            return """
                ---
                lab: 1
                clusters:
                  north: {port: auto, docker: {name: test-\(word)-north}}
                  south: {port: auto, docker: {name: test-\(word)-south}}
                ---

                ```cluster
                start north
                start south
                subnet
                gateway
                ```

                ```conf {cluster=north file=postgresql.conf}
                wal_level = logical
                listen_addresses = '*'
                ```

                ```conf {cluster=north file=pg_hba.conf}
                host replication all {{south.address}}/32 trust
                ```

                ```conf {cluster=north file=pg_hba.conf show}
                ```

                ```cluster
                restart north
                ```

                ```sql {cluster=north}
                CREATE TABLE goods (id int PRIMARY KEY, name text);
                INSERT INTO goods VALUES (1, 'pen');
                CREATE PUBLICATION goods FOR TABLE goods;
                ```

                ```sql {cluster=south}
                CREATE TABLE goods (id int PRIMARY KEY, name text);
                CREATE SUBSCRIPTION goods CONNECTION '{{north.conninfo}} dbname=postgres' PUBLICATION goods;
                SELECT subname, subconninfo FROM pg_subscription;
                ```

                ```wait {cluster=south}
                SELECT count(*) = 1 FROM goods
                ```

                ```wait {cluster=north}
                SELECT count(*) = 1 AND bool_and(state = 'streaming') FROM pg_stat_replication
                ```

                ```sql {cluster=north}
                SELECT application_name, client_addr, state FROM pg_stat_replication;
                SELECT inet_server_addr(), inet_server_port(), inet_client_addr();
                SHOW port;
                SHOW data_directory;
                ```

                ```sh
                psql -h {{north.host}} -p {{north.port}} -U postgres -Atc 'SELECT name FROM goods'
                ```

                ```sh
                \(shell[driver] ?? "")
                ```

                ```cluster
                logs south lines=5
                stop south
                ```

                """
        }

        @Test(arguments: [("docker", "local"), ("local", "docker")])
        func nothingDiffers(recorded: String, replayed: String) throws {
            let program = try Program()
            try program.write(Self.lab(recordedOn: recorded), to: "x.lab.md")
            let play = try program.run("play", "x.lab.md", "--driver", recorded)
            try #require(play.status == 0, "\(play.errors)")
            let (answer, entries, summary) = try program.replay("--driver", replayed)
            let bad = entries.filter { ["different", "failed"].contains($0.value["verdict"] as? String) }
            #expect(answer.status == 0, "\(answer.errors)\n\(bad)")
            #expect(summary["skipped"] == 1)
            let skipped = try #require(entries.values.first { $0["verdict"] as? String == "skipped" })
            #expect((skipped["body"] as? String)?.contains(Self.shell[recorded] ?? "?") == true)
            let word = recorded == "docker" ? "docker works on containers" : "pg_ctl works on a server of this machine"
            #expect((skipped["reason"] as? String)?.contains(word) == true)
            // The driver's own words are never called the same.
            let operations = entries.values.filter { $0["kind"] as? String == "cluster" }
            #expect(operations.allSatisfy { $0["verdict"] as? String == "equivalent" })
        }

        /// What really differs is seen all the same.
        @Test func aSettingThatDiffersIsNamed() throws {
            let program = try Recording.demo.get().program { change in
                try change.execute(
                    """
                    UPDATE snapshot_setting SET value = '90' WHERE name = 'max_connections'
                    AND snapshot IN (SELECT id FROM snapshot WHERE entry = ? AND moment = 'after')
                    """, [change.entry(8)])
            }
            let (answer, entries, _) = try program.replay("--driver", "docker", "--settle", "0s")
            #expect(answer.status == 3)
            let different = entries.filter { ["different", "failed"].contains($0.value["verdict"] as? String) }
            #expect(different.map(\.key) == [8], "\(different)")
        }
    }
}
