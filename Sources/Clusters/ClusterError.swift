/// What could not be done with a cluster, as sentences for a person: what was wrong, and what to do next.
public struct ClusterError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of failure it is; it decides the exit code.
    public enum Code: Sendable, Equatable {
        /// A program that is needed is not on this machine.
        case notInstalled
        /// No container engine answers.
        case noEngine
        /// The engine does not talk to the present user.
        case noPermission
        /// The image that a container would be made of is not there.
        case noImage
        /// Another program listens on the cluster's port.
        case portTaken
        /// Another container has the name.
        case nameTaken
        /// A guard stopped what could have harmed something that is not ours; nothing was touched.
        case refused
        case notRunning
        case alreadyRunning
        /// It ran, and then ended without having been asked to by an operation.
        case ended
        /// No connection to the server, or it broke.
        case connection
        /// The server answered a query with an error (its SQLSTATE), or with something that was not asked for (nil).
        case query(sqlState: String?)
        /// A file or directory could not be read or written.
        case file
        /// A command line of the driver ended with this exit status.
        case command(exitStatus: Int32)
        /// What the lab says of the cluster cannot be.
        case specification
        /// The driver cannot do this.
        case unsupported
    }

    /// What kind of failure it is.
    public let code: Code
    /// The cluster it is about; nil when it is about none in particular.
    public let cluster: String?
    /// What was wrong: a clause without its cluster and without a full stop.
    public let problem: String
    /// What to do next: full sentences; may be empty.
    public let remedy: String

    /// Makes an error.
    public init(_ code: Code, cluster: String? = nil, problem: String, remedy: String = "") {
        self.code = code
        self.cluster = cluster
        self.problem = problem
        self.remedy = remedy
    }

    /// Cluster, problem and remedy in one line.
    public var description: String {
        let place = cluster.map { "cluster \($0): " } ?? ""
        return place + problem + (remedy.isEmpty ? "" : ". \(remedy)")
    }
}
