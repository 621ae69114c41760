/// The labs that come with the program.
struct BuiltInLab {
    let name: String
    /// The lab file in Russian and in English.
    let files: [String: [UInt8]]

    static let physicalReplication = BuiltInLab(
        name: "physical-replication",
        files: [
            "en": PackageResources.physical_replication_en_lab_md,
            "ru": PackageResources.physical_replication_ru_lab_md,
        ])
}
