internal import GRDB
internal import LabModel

// What a correction must not do.

extension Correction {
    /// - Throws: `JournalError` of the code `refused`.
    func refuse(_ db: Database) throws {
        let known = Set((before.entries + before.removed).map(\.number))
        let numbers = (after.entries + after.removed).map(\.number)
        guard known.isSuperset(of: numbers), Set(numbers).count == numbers.count else {
            throw JournalError(
                .refused, "an entry would be in the record twice, or was never recorded", remedy: "Read it again.")
        }
        try refuseOpenEntries()
        if order(before) != order(after) || before.removed != after.removed { try refuseAnotherOrder(db) }
        try refusePictures()
    }

    /// Which entries make up each step.
    private func order(_ record: Record) -> [[Int64]] { record.steps.map { $0.entries.map(\.number) } }

    private func refuseOpenEntries() throws {
        let attributes = Dictionary(after.entries.map { ($0.number, $0.attributes) }) { $1 }
        for entry in before.entries where entry.isOpen && attributes[entry.number] != entry.attributes {
            throw JournalError(
                .refused, "the entry \(entry.id.prefix(18)) still goes on", remedy: "Wait until it has ended.")
        }
    }

    private func refuseAnotherOrder(_ db: Database) throws {
        guard before.kind == .recording else {
            throw JournalError(
                .refused, "run \(run.prefix(13)) was not recorded by hand: its blocks are those of its lab file",
                remedy: "Its prose and pictures can be corrected; for another order change the lab and play it.")
        }
        let accepted = try String.fetchOne(
            db, sql: "SELECT run FROM acceptance WHERE origin = ? ORDER BY id DESC LIMIT 1", arguments: [run])
        guard let accepted else { return }
        throw JournalError(
            .refused, "the outputs of run \(accepted.prefix(13)) were accepted in place of those of \(run.prefix(13))",
            remedy: "They would no longer fit. Record the lab anew, or correct prose and pictures only.")
    }

    /// A picture's file shows one transcript, unless another goes on in it.
    private func refusePictures() throws {
        var names: Set<String> = []
        for entry in after.entries {
            guard let name = entry.attributes.first(where: { $0.name == "picture" })?.value else { continue }
            let isNew = names.insert(name).inserted
            if isNew || entry.attributes.contains(where: { $0.name == "append" }) { continue }
            // What is wrong already does not keep anything else from being corrected.
            let wasSo = before.entries.first { $0.number == entry.number }?.attributes == entry.attributes
            if wasSo, before.entries.filter({ $0.has(picture: name) }).count > 1 { continue }
            throw JournalError(
                .refused, "the picture \"\(name)\" is used twice",
                remedy: "Give one of them another name, or add append to go on in the same picture.")
        }
    }
}

extension Record.Entry {
    fileprivate func has(picture name: String) -> Bool {
        attributes.contains { $0.name == "picture" && $0.value == name }
    }
}
