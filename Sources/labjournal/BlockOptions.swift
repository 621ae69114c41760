internal import ArgumentParser
internal import LabModel

/// What the verbs that record a block may be told of its place in the report.
struct BlockOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The name of its picture in the report.", valueName: "name"))
    var picture: String?
    @Option(name: .long, help: ArgumentHelp("The picture's alternative text.", valueName: "text"))
    var alt: String?
    @Flag(name: .long, help: "Leave it out of the report.")
    var hidden = false

    /// The block's attributes that these are.
    var attributes: [Block.Attribute] {
        Self.attribute("picture", picture) + Self.attribute("alt", alt) + Self.flag("hidden", hidden)
    }

    /// An attribute, if it has a value.
    static func attribute(_ name: String, _ value: String?) -> [Block.Attribute] {
        value.map { [Block.Attribute(name: name, value: Template.escape($0))] } ?? []
    }

    /// A flag, if it is set.
    static func flag(_ name: String, _ isSet: Bool) -> [Block.Attribute] {
        isSet ? [Block.Attribute(name: name, value: nil)] : []
    }
}

/// What the verbs that carry a block out may be told of it: its place in the report, and how it is to end.
struct CarryingOut: ParsableArguments {
    @OptionGroup var options: BlockOptions
    @Option(name: .long, help: ArgumentHelp("End it after this time: 30s, 5min.", valueName: "time"))
    var timeout: String?
    @Flag(name: .long, help: "It is expected to fail: not failing is the failure then.")
    var fails = false
    @OptionGroup var current: CurrentRun

    /// Whether nothing was said of the block.
    var isBare: Bool { timeout == nil && !fails && options.attributes.isEmpty }

    /// Carries a block out on the recording's clusters and shows its transcript; the text is taken as it is.
    func carryOut(_ kind: Block.Kind, _ attributes: [Block.Attribute], _ body: String) throws {
        try current.carryOut(block(kind, attributes, body))
    }

    /// A block with everything that was said of it.
    func block(_ kind: Block.Kind, _ attributes: [Block.Attribute], _ body: String) -> Block {
        Block(
            kind: kind,
            attributes: attributes + BlockOptions.attribute("timeout", timeout) + BlockOptions.flag("fails", fails)
                + options.attributes,
            body: Template.escape(body))
    }
}
