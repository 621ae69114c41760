/// What fish carries out after the user's own configuration; see "Event handlers" in fish's documentation.
enum FishScript {
    static let startup =
        #"""
        function __labjournal_field
            string replace --all \\ \\\\ -- $argv[1] | string replace --all \r \\r | string replace --all \e \\e |
                string replace --all \a \\a | string replace --all ';' '\\:' | string join '\\n'
        end
        function __labjournal_begins --on-event fish_preexec
            set -l word (string split --max 1 ' ' -- $argv[1])[1]
            set -l meaning
            if functions --query -- "$word"
                set meaning (functions -- $word | string match --invert --regex '^(#|function |end$)' | string join ' ')
                test (string length -- "$meaning") -gt 1000; and set meaning
            end
            printf '\e]133;@NONCE@;C;1 %s;%s\a' (__labjournal_field "$argv[1]") (__labjournal_field "$meaning") >/dev/tty
        end
        function __labjournal_ended --on-event fish_prompt
            set -l code $status
            set -q __labjournal_status; and set code $__labjournal_status
            set -e __labjournal_status
            printf '\e]133;@NONCE@;D;%s;%s\a' $code (__labjournal_field "$PWD") >/dev/tty
        end
        function __labjournal_status --on-event fish_postexec
            set -g __labjournal_status $status
            printf '\e]133;@NONCE@;O\a' >/dev/tty
        end
        function __labjournal_verb
            set -l done "@DIRECTORY@/done-$fish_pid-"(random)
            printf '\e]133;@NONCE@;S;%s\a' $done >/dev/tty
            for i in (seq 3000)
                test -e $done; and break
                sleep 0.01
            end
            command rm -f $done
            command $LABJOURNAL_PROGRAM $argv
        end
        function step; __labjournal_verb step $argv; end
        function note; __labjournal_verb note $argv; end
        function picture; __labjournal_verb picture $argv; end
        function undo; __labjournal_verb undo $argv; end
        if test "$PSQLRC" != "@DIRECTORY@/psqlrc"
            set -gx LABJOURNAL_PSQLRC $PSQLRC
            set -gx PSQLRC "@DIRECTORY@/psqlrc"
        end
        if test "$PSQL_EDITOR" != "@DIRECTORY@/editor"
            set -gx LABJOURNAL_PSQL_EDITOR $PSQL_EDITOR
            set -gx PSQL_EDITOR "@DIRECTORY@/editor"
        end
        """# + "\n"
}
