/// What programs do that destroys, or reaches outside, by their names and arguments.
enum DangerousProgram {
    private static let reasons: [String: String] = [
        "removes files": "rm rmdir unlink shred truncate srm",
        "overwrites devices or file systems": "dd mkfs mke2fs mkswap wipefs fdisk sfdisk gdisk sgdisk cfdisk parted "
            + "blkdiscard lvremove vgremove pvremove cryptsetup mdadm mount umount swapoff",
        "runs as another user": "sudo su doas runuser pkexec sudoedit",
        "ends processes": "kill pkill killall skill fuser",
        "controls the system's services": "systemctl service initctl rc-service invoke-rc.d reboot shutdown halt "
            + "poweroff init telinit systemd-run sysctl modprobe insmod rmmod",
        "changes users": "useradd userdel usermod adduser deluser groupadd groupdel passwd chpasswd",
        "connects to the network": "curl wget ssh scp sftp rsync nc ncat netcat telnet ftp tftp lftp socat aria2c "
            + "ssh-copy-id mail sendmail gh aws gcloud az kubectl helm",
        "schedules commands": "crontab at batch",
        "changes the network": "iptables ip6tables nft ifconfig route ufw firewall-cmd iptables-restore tc",
        "moves files": "mv rename",
        "drops databases or clusters": "dropdb dropuser pg_dropcluster pg_resetwal",
    ].reduce(into: [:]) { table, entry in
        for name in entry.value.split(separator: " ") { table[String(name)] = entry.key }
    }

    private static let installers: Set<String> = [
        "pip", "pip3", "npm", "yarn", "pnpm", "apt", "apt-get", "dnf", "yum", "apk", "zypper", "pacman", "brew", "gem",
        "cargo", "snap", "go", "pipx", "aptitude", "dpkg", "rpm",
    ]

    /// Why a command is dangerous; nil when it is not known to be.
    static func reason(_ name: String, _ arguments: [String]) -> String? {
        if let reason = reasons[name] { return reason }
        if name.hasPrefix("mkfs.") { return "overwrites devices or file systems" }
        let words = arguments.filter { !$0.hasPrefix("-") }
        switch name {
        case "docker", "podman", "docker-compose", "nerdctl": return container(name, words)
        case "git": return git(arguments)
        case "chmod", "chown", "chgrp": return recursion(arguments)
        case "tee": return tee(arguments)
        case "ip": return link(words)
        case "sed",
            "perl" where inPlace(arguments):
            return inPlace(arguments) ? "changes files in place" : nil
        case "perl", "ruby", "node", "php": return arguments.contains("-e") || arguments.contains("-r") ? code : nil
        case "cp", "install", "ln": return copies(arguments)
        default: break
        }
        if name.hasPrefix("python") { return arguments.contains("-c") ? code : nil }
        if installers.contains(name) { return installs(arguments) }
        return isClient(name) && isElsewhere(arguments) ? "connects to the network" : nil
    }

    private static let code = "runs code that is not looked into"

    private static func container(_ name: String, _ words: [String]) -> String? {
        let actions: Set<String> = ["rm", "rmi", "prune", "kill", "down", "remove"]
        if words.contains(where: actions.contains) { return "removes or ends containers" }
        let others: Set<String> = ["pull", "push", "login"]
        if words.contains(where: others.contains) { return "connects to the network" }
        return words.first == "run" || words.first == "exec" ? "runs a program in a container" : nil
    }

    private static func git(_ arguments: [String]) -> String? {
        let network: Set<String> = ["clone", "push", "pull", "fetch", "ls-remote", "submodule"]
        if arguments.contains(where: network.contains) { return "connects to the network" }
        return arguments.contains("clean") || arguments.contains("--hard") ? "removes files" : nil
    }

    private static func recursion(_ arguments: [String]) -> String? {
        let isRecursive = arguments.contains { word in
            word == "--recursive" || word.hasPrefix("-") && !word.hasPrefix("--") && word.contains("R")
        }
        return isRecursive ? "changes the rights of many files" : nil
    }

    private static func tee(_ arguments: [String]) -> String? {
        if arguments.contains("-a") || arguments.contains("--append") {
            return arguments.contains { $0.hasPrefix("/") && $0 != "/dev/null" } ? "writes outside" : nil
        }
        let targets = arguments.filter { !$0.hasPrefix("-") && !$0.hasPrefix("/dev/") || $0.hasPrefix("/dev/sd") }
        return targets.isEmpty ? nil : "overwrites a file"
    }

    private static func link(_ words: [String]) -> String? {
        let changes: Set<String> = ["set", "add", "del", "delete", "flush", "replace", "change"]
        return words.contains(where: changes.contains) ? "changes the network" : nil
    }

    private static func inPlace(_ arguments: [String]) -> Bool {
        arguments.contains { word in
            word.hasPrefix("--in-place") || word.hasPrefix("-i")
                || word.hasPrefix("-") && word.count < 6 && word.hasSuffix("i")
        }
    }

    /// Copying to an absolute path may replace what the lab has not made.
    private static func copies(_ arguments: [String]) -> String? {
        let isForced = arguments.contains { $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.contains("f") }
        return isForced || arguments.last?.hasPrefix("/") == true ? "overwrites a file" : nil
    }

    private static func installs(_ arguments: [String]) -> String? {
        let verbs: Set<String> = [
            "install", "add", "i", "ci", "update", "upgrade", "remove", "purge", "-i", "-S", "get", "uninstall",
            "dist-upgrade", "autoremove", "download", "full-upgrade",
        ]
        return arguments.contains(where: verbs.contains) ? "installs or removes software" : nil
    }

    private static func isClient(_ name: String) -> Bool {
        name.hasPrefix("pg_")
            || ["psql", "createdb", "createuser", "vacuumdb", "reindexdb", "clusterdb", "pgbench"]
                .contains(name)
    }

    /// Whether a PostgreSQL client is sent to another machine's server.
    private static func isElsewhere(_ arguments: [String]) -> Bool {
        var hosts = arguments.compactMap(ServerAddress.host)
        for (word, next) in zip(arguments, arguments.dropFirst()) where word == "-h" || word == "--host" {
            hosts.append(next)
        }
        hosts += arguments.filter { $0.hasPrefix("--host=") }.map { String($0.dropFirst(7)) }
        hosts += arguments.filter { $0.hasPrefix("-h") && $0.count > 2 }.map { String($0.dropFirst(2)) }
        return hosts.contains { !ServerAddress.isLocal($0) }
    }
}

/// Where a connection string leads to.
enum ServerAddress {
    /// The host of `host=NAME …` or `postgresql://NAME/…`.
    static func host(in text: String) -> String? {
        if let start = text.firstRange(of: "://") {
            let authority = text[start.upperBound...].prefix { $0 != "/" && $0 != "?" }
            let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
            return host.hasPrefix("[")
                ? String(host.dropFirst().prefix { $0 != "]" }) : String(host.prefix { $0 != ":" })
        }
        for key in ["hostaddr", "host"] {
            let words = text.split { $0.isWhitespace }
            if let word = words.first(where: { $0.hasPrefix("\(key)=") }) {
                return String(word.dropFirst(key.count + 1)).replacing("'", with: "")
            }
        }
        return nil
    }

    /// Whether a host is this machine, or a cluster's that the lab names.
    static func isLocal(_ host: String) -> Bool {
        host.isEmpty || host.hasPrefix("/") || host.hasPrefix("127.") || host.contains("{{")
            || ["localhost", "::1", "-", "."].contains(host)
    }
}
