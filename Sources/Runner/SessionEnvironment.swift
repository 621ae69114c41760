internal import Foundation
internal import LabModel

/// The environment of the programs that a run starts.
enum SessionEnvironment {
    /// The present environment, made the same for everyone where output depends on it: a UTF-8 locale with English
    /// messages, no pager, a colour terminal. What is ours, and what would lead psql elsewhere, is left out.
    static func make(home: String, adding variables: [Variable]) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment.filter { name, _ in
            !isOurs(name) && !name.hasPrefix("PG") && !name.hasPrefix("LC_")
        }
        let fixed = [
            "HOME": home, "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PAGER": "cat",
            "MANPAGER": "cat", "GIT_PAGER": "cat", "SHELL": "/bin/bash",
        ]
        // docker finds its contexts below the present user's home, which is another one inside.
        if let home = environment["HOME"], environment["DOCKER_CONFIG"] == nil {
            environment["DOCKER_CONFIG"] = home + "/.docker"
        }
        environment.merge(fixed) { $1 }
        environment["PATH"] = environment["PATH"] ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        for variable in variables { environment[variable.name] = variable.value }
        return environment
    }

    private static func isOurs(_ name: String) -> Bool {
        name.hasPrefix("LABJOURNAL_")
            || ["COLUMNS", "LINES", "PROMPT_COMMAND", "PS1", "OLDPWD", "BASH_ENV", "ENV"].contains(name)
    }
}
