internal import ArgumentParser
internal import Journal

/// `labjournal move`.
struct Move: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put an entry of a recording at another place of the record.",
        discussion: """
            A replay carries the steps out in the record's order.

            Examples:
              labjournal move last --to 2                  to the end of step 2
              labjournal move 019ab3f2-7c11 --before 019ab3f2-8d02

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 7 the run was not recorded by hand, \
            64 usage, 66 no journal.
            """)

    @Argument(help: ArgumentHelp("The entry: any unique prefix of its id, or last.", valueName: "entry"))
    var entry: String
    @OptionGroup var selected: RecordOption
    @Option(name: .long, help: ArgumentHelp("To the end of this step, from 1.", valueName: "step"))
    var to: Int?
    @Option(name: .long, help: ArgumentHelp("In front of this entry.", valueName: "entry"))
    var before: String?
    @Option(name: .long, help: ArgumentHelp("Behind this entry.", valueName: "entry"))
    var after: String?

    func validate() throws {
        let places = [to != nil, before != nil, after != nil].filter { $0 }
        if places.count != 1 { throw ValidationError("Say where to: --to STEP, --before ENTRY or --after ENTRY.") }
    }

    func run() throws {
        let store = try selected.journal.open()
        let run = try selected.run(with: entry, in: store)
        var moved = ""
        try selected.correct(run, in: store) { record in
            let entry = try record.entry(named: self.entry)
            let neighbour = try (before ?? after).map { try record.entry(named: $0) }
            if neighbour == entry { throw ValidationError("That is the entry itself.") }
            let taken = try record.take(entry)
            if let neighbour {
                let place = try record.place(of: neighbour)
                record.steps[place.step].entries.insert(taken, at: place.index + (after == nil ? 0 : 1))
            } else {
                try record.append(taken, toStep: to ?? 0)
            }
            moved = entry.summary
        }
        StandardError.write("Moved \(moved)\n")
    }
}

extension Record {
    fileprivate mutating func append(_ entry: Entry, toStep step: Int) throws {
        guard steps.indices.contains(step - 1) else {
            throw ValidationError("--to \(step): there are the steps 1 to \(steps.count).")
        }
        steps[step - 1].entries.append(entry)
    }
}
