internal import ArgumentParser
internal import Journal
internal import LabFile
internal import LabModel

/// `labjournal amend`.
struct Amend: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Change how the report shows an entry, or the prose of its step.",
        discussion: """
            What was typed and what it printed stay as they are. An empty value takes an attribute away. Of a run that \
            was played, the plan inside the journal is corrected as well, so that a replay and an export agree.

            Examples:
              labjournal amend --picture replica_select
              labjournal amend 019ab3f2-7c11 --alt "The slot is active" --lines 3-9
              labjournal amend last --prose "The slot is active now:"
              labjournal amend last --hidden

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 7 the entry still goes on, 64 usage, \
            65 a value means nothing, 66 no journal.
            """)

    @Argument(help: ArgumentHelp("The entry: any unique prefix of its id, or last.", valueName: "entry"))
    var entry = "last"
    @OptionGroup var selected: RecordOption
    @Option(name: .long, help: ArgumentHelp("The picture's name.", valueName: "name"))
    var picture: String?
    @Option(name: .long, help: ArgumentHelp("The picture's alternative text.", valueName: "text"))
    var alt: String?
    @Option(name: .long, help: ArgumentHelp("The lines of the screen that the picture shows.", valueName: "10-25"))
    var lines: String?
    @Option(name: .long, help: ArgumentHelp("The picture's greatest height in rows.", valueName: "number"))
    var rows: String?
    @Option(name: .long, help: "How a replay compares it: exact, volatile or none.")
    var compare: String?
    @Flag(name: .long, help: "Go on in the earlier picture of the same name.")
    var append = false
    @Flag(name: .long, help: "Leave it out of the report.")
    var hidden = false
    @Flag(name: .long, help: "Show it in the report.")
    var shown = false
    @Option(name: .long, help: ArgumentHelp("The prose of its step, as Markdown.", valueName: "text"))
    var prose: String?

    private var values: [(name: String, value: String?)] {
        [("picture", picture), ("alt", alt), ("lines", lines), ("rows", rows), ("compare", compare)]
            .filter { $0.1 != nil }
    }

    func validate() throws {
        if hidden && shown { throw ValidationError("Either --hidden or --shown.") }
        if values.isEmpty && !append && !hidden && !shown && prose == nil {
            throw ValidationError("Say what to change: --picture, --alt, --prose … (labjournal help amend).")
        }
    }

    func run() throws {
        let store = try selected.journal.open()
        let run = try selected.run(with: entry, in: store)
        let prose = try prose.map(Paragraph.of)
        var amended = ""
        try selected.correct(run, in: store) { record in
            let entry = try record.entry(named: self.entry)
            let place = try record.place(of: entry)
            change(&record.steps[place.step].entries[place.index].attributes)
            if let prose { record.setProse(prose, ofStep: place.step) }
            try record.carryIntoSource()
            amended = entry.summary
        }
        StandardError.write("Amended \(amended)\n")
    }

    private func change(_ attributes: inout [Block.Attribute]) {
        for (name, value) in values { attributes.set(name, value.flatMap { $0.isEmpty ? nil : .some($0) }) }
        if append { attributes.set("append", .some(nil)) }
        if hidden { attributes.set("hidden", .some(nil)) }
        if shown { attributes.removeAll { $0.name == "hidden" } }
    }
}

extension [Block.Attribute] {
    /// Gives an attribute another value, or a flag none; nil takes it away.
    fileprivate mutating func set(_ name: String, _ value: String??) {
        let index = firstIndex { $0.name == name }
        guard let value else { return removeAll { $0.name == name } }
        let attribute = Block.Attribute(name: name, value: value)
        if let index { self[index] = attribute } else { append(attribute) }
    }
}
