/// What a lab says of one cluster before it runs.
public struct ClusterSpecification: Sendable, Equatable {
    /// How a cluster is kept: a data directory of its own, a container, or only a connection.
    public enum Driver: String, Sendable, CaseIterable {
        case local, docker, remote
    }

    /// The TCP port that a cluster listens on.
    public enum Port: Sendable, Equatable {
        /// A free port is chosen.
        case automatic
        case fixed(UInt16)
        /// That of an earlier cluster, beside which it never runs: a backup that is put in its place.
        case of(String)
    }

    /// The keys of a `docker` cluster.
    public struct Docker: Sendable, Equatable {
        /// The image, `postgres:15` for instance.
        public var image: String?
        /// The container's name.
        public var name: String?
        /// The volume that holds the data directory.
        public var volume: String?
        /// The network that the container joins.
        public var network: String?
        /// Environment variables of the container.
        public var environment: [Variable]

        /// Makes the keys of a `docker` cluster.
        public init(
            image: String? = nil, name: String? = nil, volume: String? = nil, network: String? = nil,
            environment: [Variable] = []
        ) {
            self.image = image
            self.name = name
            self.volume = volume
            self.network = network
            self.environment = environment
        }
    }

    /// The name by which blocks speak of the cluster.
    public var name: String
    /// The driver that the lab asks for; nil leaves it to the run.
    public var driver: Driver?
    /// The port.
    public var port: Port
    /// `local.bin`: the directory of the server's programs.
    public var binaries: String?
    /// `local.data`: the data directory.
    public var dataDirectory: String?
    /// `docker`: what the container is made of.
    public var docker: Docker?
    /// `remote.conninfo`: the connection string.
    public var conninfo: String?
    /// Further arguments of `initdb`.
    public var initdbArguments: [String]

    /// Makes a specification; everything but the name has a default.
    public init(
        name: String, driver: Driver? = nil, port: Port = .automatic, binaries: String? = nil,
        dataDirectory: String? = nil, docker: Docker? = nil, conninfo: String? = nil, initdbArguments: [String] = []
    ) {
        self.name = name
        self.driver = driver
        self.port = port
        self.binaries = binaries
        self.dataDirectory = dataDirectory
        self.docker = docker
        self.conninfo = conninfo
        self.initdbArguments = initdbArguments
    }
}
