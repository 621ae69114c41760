internal import GRDB

/// The name of a picture, which is that of its file in the report.
enum PictureName {
    /// A picture's file shows one transcript, unless another goes on in it.
    ///
    /// - Throws: `JournalError` of the code `refused` when an entry in the run's record has the name.
    static func refuse(_ name: String, takenIn run: String, _ db: Database) throws {
        let taken = try String.fetchOne(
            db, sql: "SELECT id FROM entry WHERE run = ? AND picture = ? AND position > 0", arguments: [run, name])
        guard let taken else { return }
        throw JournalError(
            .refused, "the picture \"\(name)\" is that of the entry \(taken.prefix(18)) already",
            remedy: "Take another name, or give that one another: labjournal amend \(taken.prefix(18)) --picture NAME.")
    }
}
