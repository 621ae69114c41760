internal import ArgumentParser
internal import Capture
internal import Clusters
internal import Foundation

/// `labjournal image`.
struct ImageVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Fetch the postgres image for clusters in containers, or build one where no registry is reached.",
        discussion: """
            The official image postgres:VERSION is pulled. Where no registry can be reached, or with --build, an image of \
            the same name and contract is made of the distribution's own packages (Debian, Ubuntu), which takes root, the \
            program debootstrap and a minute or two. --from takes PostgreSQL's programs from a directory with bin, lib \
            and share instead, for versions that the distribution does not have.

            Examples:
              labjournal image
              labjournal image 15 --build
              labjournal image 17 --from /opt/postgresql-17

            Exit codes: 0 done, 1 error, 7 refused, 64 usage, 130 interrupted.
            """)

    @Argument(help: ArgumentHelp("PostgreSQL's major version; default: that of clusters that name no image."))
    var version: Int = Int(DockerCluster.defaultImage.drop { !$0.isNumber }) ?? 15
    @Flag(name: .long, help: "Build it, whether a registry can be reached or not.")
    var build = false
    @Option(name: .long, help: ArgumentHelp("Build it with the programs of a directory.", valueName: "dir"))
    var from: String?
    @Option(name: .long, help: ArgumentHelp("The image's name; default: postgres:VERSION.", valueName: "name"))
    var tag: String?

    func run() throws {
        let interrupt = Interrupt()
        let image = PostgresImage(
            version: version, name: tag ?? "postgres:\(version)", docker: try DockerEngine.find(), interrupt: interrupt)
        if build || from != nil {
            try image.build(from: from)
        } else if try !image.pull() {
            StandardError.write("No registry can be reached: the image is built from the distribution's packages.\n")
            try image.build(from: nil)
        }
        StandardError.write("\(image.name) is there. Play on it: labjournal demo --driver docker\n")
    }
}
