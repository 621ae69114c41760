/// What zsh reads in place of the user's files, which each of these reads; see "Startup/Shutdown Files" in zsh's manual.
enum ZshScript {
    static let files: [(name: String, text: String)] = [
        (".zshenv", start + reading(".zshenv") + back),
        (".zprofile", start + reading(".zprofile") + back),
        (".zshrc", start + reading(".zshrc") + hooks + "if [[ -o login ]]; then\n" + back + "fi\n"),
        (".zlogin", start + reading(".zlogin")),
    ]

    /// The user's files find `ZDOTDIR` as it would be without us, and may change it.
    private static let start =
        #"""
        if [[ -n ${LABJOURNAL_ZDOTDIR-} ]]; then
            ZDOTDIR=$LABJOURNAL_ZDOTDIR
        else
            unset ZDOTDIR
        fi
        """# + "\n"

    private static func reading(_ file: String) -> String {
        """
        if [[ -r ${ZDOTDIR:-$HOME}/\(file) ]]; then
            . "${ZDOTDIR:-$HOME}/\(file)"
        fi

        """
    }

    private static let back =
        #"""
        LABJOURNAL_ZDOTDIR=${ZDOTDIR-}
        ZDOTDIR='@DIRECTORY@'
        """# + "\n"

    private static let hooks =
        #"""
        unset LABJOURNAL_ZDOTDIR
        __labjournal_field() {
            local text=${1//\\/\\\\}
            text=${text//$'\n'/\\n}
            text=${text//$'\r'/\\r}
            text=${text//$'\e'/\\e}
            text=${text//$'\a'/\\a}
            __labjournal_text=${text//;/\\:}
        }
        __labjournal_begins() {
            local line=${1:-$3} word meaning
            word=${line%%[[:space:]]*}
            meaning=${aliases[$word]-${functions[$word]-}}
            [[ ${#meaning} -le 1000 ]] || meaning=
            __labjournal_field "$line"
            line=$__labjournal_text
            __labjournal_field "$meaning"
            builtin printf '\e]133;@NONCE@;C;1 %s;%s\a' "$line" "$__labjournal_text" >/dev/tty
        }
        __labjournal_ended() {
            local code=$?
            __labjournal_field "$PWD"
            builtin printf '\e]133;@NONCE@;D;%s;%s\a' "$code" "$__labjournal_text" >/dev/tty
            return $code
        }
        __labjournal_ready() {
            local mark=$'%{\e]133;@NONCE@;B\a%}'
            [[ $PS1 == *"$mark" ]] || PS1+=$mark
        }
        preexec_functions+=(__labjournal_begins)
        precmd_functions=(__labjournal_ended $precmd_functions __labjournal_ready)
        """# + "\n" + BashScript.common + PsqlScript.environment + PsqlScript.docker
}
