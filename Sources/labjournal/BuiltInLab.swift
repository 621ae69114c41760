internal import ArgumentParser
internal import LabFile
internal import LabModel

/// The labs that come with the program. `Labs/NAME.LANGUAGE.lab.md` holds each; a test compares the folder with this list.
struct BuiltInLab {
    let name: String
    /// The oldest major version of PostgreSQL that it plays on.
    let oldestVersion: Int
    /// About how long it takes with the variables as the lab has them.
    let seconds: Int
    /// The lab file by language.
    let files: [String: [UInt8]]

    static let languages = ["en", "ru"]

    static let all = [
        BuiltInLab(
            "physical-replication", seconds: 610, english: PackageResources.physical_replication_en_lab_md,
            russian: PackageResources.physical_replication_ru_lab_md),
        BuiltInLab(
            "logical-replication", seconds: 10, english: PackageResources.logical_replication_en_lab_md,
            russian: PackageResources.logical_replication_ru_lab_md),
        BuiltInLab(
            "cascade", seconds: 10, english: PackageResources.cascade_en_lab_md,
            russian: PackageResources.cascade_ru_lab_md),
        BuiltInLab(
            "failover", seconds: 10, english: PackageResources.failover_en_lab_md,
            russian: PackageResources.failover_ru_lab_md),
        BuiltInLab(
            "slot-retention", seconds: 10, english: PackageResources.slot_retention_en_lab_md,
            russian: PackageResources.slot_retention_ru_lab_md),
    ]

    private init(_ name: String, from version: Int = 14, seconds: Int, english: [UInt8], russian: [UInt8]) {
        self.name = name
        self.seconds = seconds
        oldestVersion = version
        files = ["en": english, "ru": russian]
    }

    static func named(_ name: String) throws -> BuiltInLab {
        if let lab = all.first(where: { $0.name == name }) { return lab }
        let remedy = LabError.remedy(for: name, among: all.map(\.name), what: "lab")
        throw ValidationError("There is no built-in lab \"\(name)\". \(remedy)")
    }

    /// The lab file in a language.
    func file(in language: String) throws -> [UInt8] {
        if let file = files[language] { return file }
        throw ValidationError("--language \(language): use \(Self.languages.joined(separator: " or ")).")
    }

    /// What the lab file says.
    func lab(in language: String) throws -> Lab { try LabFile.read(file(in: language)) }
}
