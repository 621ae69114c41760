/// What bash reads instead of `~/.bashrc`.
enum BashScript {
    /// bash has read its system-wide file by then. `PS0` is printed when a command has been read, `PROMPT_COMMAND` is
    /// run before each prompt; see "Controlling the Prompt" in bash's manual. The user's own come between ours.
    static let startup =
        #"""
        if [ -n "${LABJOURNAL_LOGIN-}" ]; then
            unset LABJOURNAL_LOGIN
            [ -r /etc/profile ] && . /etc/profile
            for __labjournal_file in ~/.bash_profile ~/.bash_login ~/.profile; do
                [ -r "$__labjournal_file" ] && { . "$__labjournal_file"; break; }
            done
            unset __labjournal_file
        elif [ -r ~/.bashrc ]; then
            . ~/.bashrc
        fi

        # Into __labjournal_text, as a field of a mark.
        __labjournal_field() {
            local text=$1
            text=${text//\\/\\\\}
            text=${text//$'\n'/\\n}
            text=${text//$'\r'/\\r}
            text=${text//$'\e'/\\e}
            text=${text//$'\a'/\\a}
            __labjournal_text=${text//;/\\:}
        }
        # The last line of the history, with its number.
        __labjournal_last() { __labjournal_field "$(HISTTIMEFORMAT= builtin history 1)"; }
        # What the first word of a line of the history stands for, if it is an alias or a short function.
        __labjournal_meaning() {
            local word=${1#*[0-9]  } meaning=
            word=${word%%[[:space:]]*}
            __labjournal_text=
            case $word in '' | *[!A-Za-z0-9_.:+-]* | step | note | picture | undo | docker) return ;; esac
            if [ -n "${BASH_ALIASES[$word]-}" ]; then
                meaning=${BASH_ALIASES[$word]}
            elif builtin declare -F "$word" >/dev/null; then
                meaning=$(builtin declare -f "$word")
            fi
            [ "${#meaning}" -gt 1000 ] || __labjournal_field "$meaning"
        }
        # Printed behind the command that was entered: which one, what its first word stands for, and what a prompt
        # before it would have told. Between lines that were pasted at once there is none.
        __labjournal_begins() {
            local status=$? line meaning
            __labjournal_last
            line=$__labjournal_text
            __labjournal_meaning "$line"
            meaning=$__labjournal_text
            __labjournal_field "$PWD"
            builtin printf '\e]133;@NONCE@;C;%s;%s;%s;%s\a' "$line" "$meaning" "$status" "$__labjournal_text"
        }
        __labjournal_ended() {
            local status=$?
            __labjournal_field "$PWD"
            builtin printf '\e]133;@NONCE@;D;%s;%s' "$status" "$__labjournal_text"
            if [ -z "${__labjournal_known-}" ]; then
                __labjournal_known=1
                __labjournal_last
                builtin printf ';%s' "$__labjournal_text"
            fi
            builtin printf '\a'
            return "$status"
        } 2>/dev/null >/dev/tty
        # Whatever the user's own hooks have made of the prompts, the marks are in them.
        __labjournal_ready() {
            local mark='\[\e]133;@NONCE@;B\a\]' begins='$(__labjournal_begins)'
            [[ $PS1 == *"$mark" ]] || PS1+=$mark
            [[ ${PS0-} == "$begins"* ]] || PS0=$begins${PS0-}
        }
        if [[ ${BASH_VERSINFO[0]}${BASH_VERSINFO[1]} -ge 51 ]]; then
            PROMPT_COMMAND=(__labjournal_ended "${PROMPT_COMMAND[@]}" __labjournal_ready)
        else
            PROMPT_COMMAND=$'__labjournal_ended\n'"${PROMPT_COMMAND-}"$'\n__labjournal_ready'
        fi
        export -n PS0 PS1 PROMPT_COMMAND
        """# + "\n" + common + PsqlScript.environment + PsqlScript.docker

    /// What bash and zsh have in common: the commands that speak of the record.
    ///
    /// Before one of them runs, what was done before it must have been recorded: the recorder makes a file when it has
    /// come so far. A journal may be locked for half a minute.
    static let common =
        #"""
        __labjournal_verb() {
            local done="@DIRECTORY@/done-$$-$RANDOM" i=0
            builtin printf '\033]133;@NONCE@;S;%s\007' "$done" >/dev/tty
            while [ ! -e "$done" ] && [ "$i" -lt 3000 ]; do
                sleep 0.01
                i=$((i + 1))
            done
            command rm -f "$done"
            command "$LABJOURNAL_PROGRAM" "$@"
        }
        step() { __labjournal_verb step "$@"; }
        note() { __labjournal_verb note "$@"; }
        picture() { __labjournal_verb picture "$@"; }
        undo() { __labjournal_verb undo "$@"; }
        """# + "\n"
}
