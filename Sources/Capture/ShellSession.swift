internal import Foundation

extension Session {
    /// Starts bash with a prompt like a terminal's, without rc files of anyone, in the launch's directory.
    ///
    /// - Parameter scratch: a directory of ours; the start-up file that stands there for a moment holds the nonce.
    public static func bash(_ launch: Launch, scratch: String) throws(CaptureError) -> Session {
        let nonce = Nonce.make()
        let startup = try StartupFile(bashStartup(nonce), in: scratch)
        var launch = launch
        launch.arguments = ["bash", "--noprofile", "--noediting", "--rcfile", startup.path, "-i"]
        return try Session(
            launch, nonce: nonce, startup: startup, opening: [],
            dialect: Dialect { fields, command, _ in
                (isNothing(command) ? 0 : fields.first.flatMap { Int($0) } ?? 0, nil)
            }
        )
    }

    /// Whether a line makes bash do nothing: `$?` stays that of the command before, which is not this one's.
    private static func isNothing(_ command: String) -> Bool {
        command.first { $0 != " " && $0 != "\t" }.map { $0 == "#" } ?? true
    }

    /// Root on a machine without sudo needs none; a lab that says sudo means the same there.
    private static func bashStartup(_ nonce: String) -> String {
        #"""
        set +a
        export -n PS0 PS1 PS2 PROMPT_COMMAND
        __labjournal_end() { local status=$?; printf '\e]133;\#(nonce);D;%s\a' "$status"; return "$status"; }
        PROMPT_COMMAND=__labjournal_end
        PS0='\[\e]133;\#(nonce);C\a\]'
        PS1='\[\e[1;32m\]\u@\h\[\e[0m\]:\[\e[1;34m\]\w\[\e[0m\]\$ \[\e]133;\#(nonce);B;1\a\]'
        PS2='> \[\e]133;\#(nonce);B;2\a\]'
        set +o history +H
        unset HISTFILE
        if [ "$EUID" -eq 0 ] && ! command -v sudo >/dev/null; then
            sudo() {
                local user=
                while [ $# -gt 0 ]; do
                    case "$1" in
                    -u) user="$2"; shift 2 ;;
                    --) shift; break ;;
                    -*) shift ;;
                    *) break ;;
                    esac
                done
                if [ -n "$user" ]; then runuser -u "$user" -- "$@"; else command "$@"; fi
            }
        fi
        """# + "\n"
    }
}

/// A random word that output cannot guess.
enum Nonce {
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return String(UInt64.random(in: .min ... .max, using: &generator), radix: 36)
    }
}

/// A start-up file that only the present user can read and that goes when its owner goes.
final class StartupFile {
    let path: String

    init(_ content: String, in directory: String) throws(CaptureError) {
        path = directory + "/startup-" + Nonce.make()
        let isMade = FileManager.default.createFile(
            atPath: path, contents: Data(content.utf8), attributes: [.posixPermissions: 0o600])
        guard isMade else {
            throw CaptureError("\(path) cannot be written", remedy: "Check the free space and rights of \(directory).")
        }
    }

    deinit { unlink(path) }
}
