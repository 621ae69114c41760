internal import ArgumentParser
internal import LabModel

/// What the verbs that record a block may be told of it.
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
