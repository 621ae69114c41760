/// What psql inside of a recorded shell reads, and what leads it there.
enum PsqlScript {
    /// Tells the terminal where psql is connected, reads the user's own file as psql would have, and puts marks around
    /// the prompts that are set then. See "Files" and "Prompting" in psql's manual.
    static let startup =
        #"""
        \set LABJOURNAL `printf '\033]133;@NONCE@;P;;%s;%s;%s;%s\007' :'HOST' :'PORT' :'USER' :'DBNAME' 2>/dev/null >/dev/tty; v=:'VERSION_NAME'; v=${v%% *}; f=${LABJOURNAL_PSQLRC:-$HOME/.psqlrc}; for f in "$f-$v" "$f-${v%%.*}" "$f" /dev/null; do if [ -r "$f" ]; then echo "$f"; break; fi; done`
        \i :LABJOURNAL
        \unset LABJOURNAL
        """# + "\n" + #"\set PROMPT1 '%["# + began("") + #"%]' :PROMPT1 '%["# + ready(1) + "%]'\n"
        + #"\set PROMPT2 :PROMPT2 '%["# + ready(2) + "%]'\n" + #"\set PROMPT3 :PROMPT3 '%["# + ready(3) + "%]'\n"

    private static func began(_ container: String) -> String {
        "%033]133;@NONCE@;d;\(container);%:HOST:;%:PORT:;%:USER:;%:DBNAME:;%:ERROR:;%:SQLSTATE:%007"
    }

    private static func ready(_ number: Int) -> String { "%033]133;@NONCE@;b;\(number)%007" }

    /// The editor of `\e`: the user's, and then the terminal is told what psql is going to take.
    static let editor =
        #"""
        #!/bin/sh
        editor=${LABJOURNAL_PSQL_EDITOR:-${EDITOR:-${VISUAL:-vi}}}
        eval "$editor" '"$@"'
        status=$?
        for file in "$@"; do :; done
        {
            printf '\033]133;@NONCE@;E;'
            sed -e 's/\\/\\\\/g' -e 's/;/\\:/g' -e 's/$/\\n/' "$file" | tr -d '\n\033\007\r'
            printf '\007'
        } 2>/dev/null >/dev/tty
        exit $status
        """# + "\n"

    /// The user's own start-up file may have set these.
    static let environment =
        #"""
        if [ "${PSQLRC-}" != '@DIRECTORY@/psqlrc' ]; then
            export LABJOURNAL_PSQLRC=${PSQLRC-}
            export PSQLRC='@DIRECTORY@/psqlrc'
        fi
        if [ "${PSQL_EDITOR-}" != '@DIRECTORY@/editor' ]; then
            export LABJOURNAL_PSQL_EDITOR=${PSQL_EDITOR-}
            export PSQL_EDITOR='@DIRECTORY@/editor'
        fi
        """# + "\n"

    /// A psql in a container reads no file of ours; it is given the prompts. Everything else goes by untouched.
    static let docker: String =
        #"""
        docker() {
            if [ "${1-}" != exec ]; then
                command docker "$@"
                return
            fi
            local container= word previous= seen=
            local -a words
            words=()
            for word in "$@"; do
                words+=("$word")
                if [ -n "$seen" ]; then
                    continue
                elif [ -n "$container" ]; then
                    seen=1
                    if [ "${word##*/}" = psql ]; then
                        words+=(-v "PROMPT1=%[PROMPT1BEGAN%]%/%R%x%# %[PROMPT1READY%]")
                        words+=(-v "PROMPT2=%/%R%x%# %[PROMPT2READY%]" -v "PROMPT3=>> %[PROMPT3READY%]")
                    fi
                else
                    case $previous in
                        -e | --env | --env-file | -u | --user | -w | --workdir | --detach-keys) previous= ;;
                        *)
                            previous=$word
                            case $word in -* | exec) ;; *) container=$word ;; esac
                            ;;
                    esac
                fi
            done
            command docker "${words[@]}"
        }
        """#.replacing("PROMPT1BEGAN", with: began("$container")).replacing("PROMPT1READY", with: ready(1))
        .replacing("PROMPT2READY", with: ready(2)).replacing("PROMPT3READY", with: ready(3)) + "\n"
}
