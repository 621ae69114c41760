@testable import Runner
import Testing

/// Which blocks may be asked again: carrying one out twice that changes something would be a mistake.
@Suite struct ReadOnlySQLTests {
    @Test(arguments: [
        "SELECT 1;", "SELECT * FROM pg_replication_slots \\gx", "\\dt", "\\c shop\n\\dt+\nSELECT * FROM t;", "\\l",
        "TABLE t;", "SHOW port;", "VALUES (1), (2);", "SELECT count(*) FROM t WHERE a IN (1, 2);",
        "SELECT pg_is_in_recovery();", "SELECT pg_current_wal_lsn();", "SELECT 'DELETE FROM t';",
        "WITH a AS (SELECT 1) SELECT * FROM a;", "EXPLAIN SELECT 1;", "select lower(name) from t order by 1;",
        "SELECT EXISTS (SELECT FROM t);", "-- DROP TABLE t\nSELECT 1;",
        "SELECT now() - pg_last_xact_replay_timestamp();",
        "\\x\nSELECT 1;", "SELECT numeric(10,2) '1';", "",
    ])
    func onlyLooks(body: String) { #expect(ReadOnlySQL.isReadOnly(body)) }

    @Test(arguments: [
        "INSERT INTO t VALUES (1);", "SELECT * INTO u FROM t;", "SELECT * FROM t FOR UPDATE;", "BEGIN;", "COMMIT;",
        "WITH a AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM a;", "EXPLAIN ANALYZE SELECT 1;",
        "EXPLAIN (ANALYZE, BUFFERS) DELETE FROM t;", "SELECT pg_create_physical_replication_slot('a');",
        "SELECT pg_drop_replication_slot('a');", "SELECT pg_switch_wal();", "SELECT pg_promote();",
        "SELECT nextval('s');", "SELECT setval('s', 1);", "SELECT lo_import('/x');", "SELECT pg_reload_conf();",
        "COPY t FROM STDIN;", "\\copy t from x", "\\! rm x", "\\i x.sql", "\\o x", "SELECT 1 \\gexec",
        "SELECT 1 \\watch 1",
        "SELECT 1 \\g x", "SELECT 1 \\g | cat", "DO $$BEGIN END$$;", "CALL p();", "SET x = 1;", "LISTEN a;", "VACUUM;",
        "SELECT add_order(5);", "SELECT shop.add_order (5);", "SELECT \"addOrder\"(5);", "SELECT 1; DROP TABLE t;",
        "SELECT pg_terminate_backend(1);", "SELECT pg_logical_slot_get_changes('a', NULL, NULL);", "\\password",
        "SELECT txid_current();", "SELECT pg_sleep(1);", "SELECT dblink('a', 'b');", "\\lo_import x",
    ])
    func mayChangeSomething(body: String) { #expect(!ReadOnlySQL.isReadOnly(body)) }
}
