import Foundation
import Testing

extension InContainers {
    /// A homework as it is typed by hand: `docker`, `psql` that asks for its password, `sudo`, and no cluster of the lab's.
    @Suite struct TypedDocker {
        private static func lab(_ word: String, _ ports: [Int]) -> String {
            """
            ---
            lab: 1
            title: By hand
            variables:
              password: docker
              image: "postgres:15"
            clusters:
              master: {driver: remote, remote: {conninfo: host=localhost port=\(ports[0]) user=postgres password=docker}}
              replica: {driver: remote, remote: {conninfo: host=localhost port=\(ports[1]) user=postgres password=docker}}
              asking: {driver: remote, remote: {conninfo: host=localhost port=\(ports[1]) user=postgres}}
            ---
            # By hand

            ```sh {picture=master_ps_run}
            docker run  --rm --name \(word)-master -e POSTGRES_PASSWORD={{password}} -d -p \(ports[0]):5432 -v $HOME/docker/volume/postgres:/var/lib/postgresql/data  {{image}}
            ```

            ```sh {picture=replica_run}
            docker run  --rm --name \(word)-replica -e POSTGRES_PASSWORD={{password}} -d -p \(ports[1]):5432 -v $HOME/docker/volume/replica:/var/lib/postgresql/data  {{image}}
            ```

            ```wait {cluster=master hidden}
            SELECT true
            ```

            ```sh {picture=ip_bridge}
            docker network inspect -f '{{range .IPAM.Config}}{{.Subnet}}{{end}}'  bridge
            docker network inspect -f '{{range .IPAM.Config}}{{.Gateway}}{{end}}'  bridge
            ```

            ```sh {picture=ip_address_master}
            docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' \\\(word)-master
            docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' \\\(word)-replica
            ```

            ```sh {picture=set_master_physical_slot answer="Password=password"}
            psql -h localhost -p \(ports[0]) -U postgres -c "SELECT pg_create_physical_replication_slot('eshop');"
            ```

            ```sh {hidden}
            master=$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' \(word)-master)
            ```

            ```sh {picture=pg_hba_on_master}
            echo "host replication all samenet trust" | sudo tee -a $HOME/docker/volume/postgres/pg_hba.conf
            ```

            ```sh {picture=reload_container answer="Password=password"}
            psql -h localhost -p \(ports[0]) -U postgres -c "SELECT pg_reload_conf();"
            ```

            ```sql {cluster=master picture=master_recovery}
            SELECT pg_is_in_recovery();
            SELECT * FROM pg_replication_slots \\gx
            ```

            ```sh {picture=rm_replica_data}
            docker stop \(word)-replica
            sudo rm -rf docker/volume/replica/*
            while docker inspect \(word)-replica >/dev/null 2>&1; do sleep 0.1; done
            ```

            ```sh {picture=basebackup answer="Password=password"}
            sudo pg_basebackup -h localhost -p \(ports[0]) -U postgres --pgdata docker/volume/replica -R --slot=eshop -v
            ```

            ```sh {picture=replica_auto_conf}
            sudo sed -i "s/host=localhost/host=$master/; s/port=\(ports[0])/port=5432/" docker/volume/replica/postgresql.auto.conf
            sudo cat docker/volume/replica/postgresql.auto.conf
            ```

            ```sh {hidden}
            docker run  --rm --name \(word)-replica -e POSTGRES_PASSWORD={{password}} -d -p \(ports[1]):5432 -v $HOME/docker/volume/replica:/var/lib/postgresql/data  {{image}}
            ```

            ```wait {cluster=replica hidden}
            SELECT status = 'streaming' FROM pg_stat_wal_receiver
            ```

            ```sql {cluster=asking picture=replica_recovery answer="Password=password"}
            SELECT pg_is_in_recovery();
            ```

            ```sh {hidden always}
            docker stop \(word)-master \(word)-replica
            ```

            """
        }

        @Test func playsAsItIsTyped() throws {
            let program = try Program()
            let word = "typed-\(UUID().uuidString.prefix(8).lowercased())"
            defer { _ = try? DockerEngine.ask("rm", "--force", "\(word)-master", "\(word)-replica") }
            let port = Int.random(in: 10_000..<19_000)
            try program.write(Self.lab(word, [port, port + 1]), to: "x.lab.md")
            let play = try program.run("play", "x.lab.md")
            try #require(play.status == 0, "\(play.errors)")
            let entries = try program.run("log", "--json").objects()
            func output(_ picture: String) throws -> String {
                let entry = try #require(entries.first { $0["picture"] as? String == picture })
                return try #require(entry["output"] as? String)
            }
            #expect(try output("set_master_physical_slot").contains("(eshop,)"))
            #expect(try output("set_master_physical_slot").contains("Password for user postgres:"))
            #expect(try output("basebackup").contains("base backup completed"))
            #expect(try output("replica_recovery").contains(" t\n"))
            #expect(try DockerEngine.ask("inspect", "\(word)-master").status != 0)
        }
    }
}
