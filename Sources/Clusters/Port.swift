import Glibc

/// TCP ports of this machine.
enum Port {
    /// A free port that the kernel does not hand out by itself, so that it is still free when the server starts.
    static func automatic(avoiding taken: Set<UInt16>) throws(ClusterError) -> UInt16 {
        let range: ClosedRange<UInt16> = 20000...29999
        let ephemeral = ephemeralRange
        let usable = range.filter { !ephemeral.contains($0) && !taken.contains($0) }
        let candidates = (usable.isEmpty ? Array(range) : usable).shuffled()
        if let port = candidates.first(where: isFree) { return port }
        throw ClusterError(
            .portTaken, problem: "no port from 20000 to 29999 is free", remedy: "Give the cluster a port.")
    }

    /// Refuses a port that another program has.
    static func requireFree(_ port: UInt16, for cluster: String) throws(ClusterError) {
        if isFree(port) { return }
        throw ClusterError(
            .portTaken, cluster: cluster, problem: "port \(port) is taken by \(holder(of: port))",
            remedy: "End that program, or let a free port be chosen: port: auto")
    }

    /// Whether some program listens on the port; nobody is connected to.
    static func isListening(_ port: UInt16) -> Bool { !listeners(on: port).isEmpty }

    private static var ephemeralRange: ClosedRange<UInt16> {
        let text = Files.text(of: "/proc/sys/net/ipv4/ip_local_port_range") ?? ""
        let bounds = text.split(whereSeparator: \.isWhitespace).compactMap { UInt16($0) }
        guard bounds.count == 2, bounds[0] <= bounds[1] else { return 32768...60999 }
        return bounds[0]...bounds[1]
    }

    /// Whether a server could listen on the port, on the loopback's addresses and on all.
    static func isFree(_ port: UInt16) -> Bool {
        let loopback = bindFails(AF_INET) {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
            return $0(&address, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
        let all = bindFails(AF_INET) {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            return $0(&address, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
        let loopback6 = bindFails(AF_INET6) {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            address.sin6_addr = in6addr_loopback
            return $0(&address, socklen_t(MemoryLayout<sockaddr_in6>.size))
        }
        return !loopback && !all && !loopback6
    }

    private typealias Bind = (UnsafeRawPointer, socklen_t) -> Int32

    /// Only an address in use counts: a machine without IPv6, or a port for root only, is not another program.
    private static func bindFails(_ family: Int32, _ body: (Bind) -> Int32) -> Bool {
        let number = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard let descriptor = try? Descriptor(number, "socket") else { return false }
        // The server sets the same option, so that connections in TIME_WAIT are no hindrance.
        var yes: Int32 = 1
        setsockopt(descriptor.number, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let result = body { address, length in
            bind(descriptor.number, address.assumingMemoryBound(to: sockaddr.self), length)
        }
        return result != 0 && errno == EADDRINUSE
    }

    /// Who listens on a port, for an error: `pid 4711 (postgres)`; `another program` when it may not be known.
    static func holder(of port: UInt16) -> String {
        let sockets = Set(listeners(on: port).map { "socket:[\($0)]" })
        let pids = ((try? Files.names(in: "/proc")) ?? []).compactMap { Int32($0) }.sorted()
        for pid in pids where !sockets.isDisjoint(with: descriptors(of: pid)) {
            let command = (Files.text(of: "/proc/\(pid)/cmdline") ?? "")
                .split(separator: "\0").joined(separator: " ").prefix(120)
            return "pid \(pid)" + (command.isEmpty ? "" : " (\(command))")
        }
        return "another program"
    }

    private static func descriptors(of pid: Int32) -> [String] {
        let directory = "/proc/\(pid)/fd"
        return ((try? Files.names(in: directory)) ?? []).compactMap { Files.link("\(directory)/\($0)") }
    }

    /// The inodes of the sockets that listen on a port; the columns are those of proc_net_tcp.
    private static func listeners(on port: UInt16) -> [Substring] {
        ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { file in
            (Files.text(of: file) ?? "").split(separator: "\n").compactMap { line in
                let fields = line.split(separator: " ")
                guard fields.count > 9, fields[3] == "0A", let local = fields[1].split(separator: ":").last,
                    UInt16(local, radix: 16) == port
                else { return nil }
                return fields[9]
            }
        }
    }
}
