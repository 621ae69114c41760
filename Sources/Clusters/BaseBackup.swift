import LabModel

/// What a base backup asks of `pg_basebackup`: https://www.postgresql.org/docs/current/app-pgbasebackup.html
enum BaseBackup {
    /// Options that leave data where the guards look for it; `--waldir` or `--pgdata` would not.
    private static let known = [
        "checkpoint", "compress", "label", "manifest-checksums", "manifest-force-encode", "max-rate",
        "status-interval", "sync-method", "wal-method",
    ]

    static func options(_ backup: ClusterOperation.BaseBackup) throws(ClusterError) -> [String] {
        for option in backup.options where !known.contains(option.name) {
            throw ClusterError(
                .specification, cluster: backup.target, problem: "basebackup does not take \(option.name)=",
                remedy: LabError.remedy(for: option.name, among: known, what: "option"))
        }
        // A checkpoint spread over time would hold the lab up for minutes.
        let isSpread = backup.options.contains { $0.name == "checkpoint" }
        return (isSpread ? [] : ["--checkpoint=fast"])
            + (backup.slot.map { ["--slot=\($0)"] } ?? [])
            + (backup.createsSlot ? ["-C"] : [])
            + backup.options.map { "--\($0.name)=\($0.value)" }
    }

    static func source(
        _ backup: ClusterOperation.BaseBackup, among clusters: [any Cluster]
    ) throws(ClusterError) -> any Cluster {
        try clusters.source(backup.source, of: backup.target, for: "basebackup")
    }
}
