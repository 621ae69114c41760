#!/usr/bin/env bash
# How long comparing two recordings of 100 MB takes, beside diff on the same bytes; every line has other values.
# Usage: Tests/bench/compare.sh PROGRAM
set -eu -o pipefail
program="$(realpath "$1")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > bench.lab.md <<'LAB'
```sh {timeout=10min}
awk -v s=$RANDOM 'BEGIN { for (i = 0; i < 820000; i++) printf "2026-11-24 12:%02d:%02d.%06d UTC [%d] LOG:  checkpoint complete: wrote 17 buffers; lsn=%X/%08X, took %d.%03d s, row %d\n", i / 60 % 60, i % 60, (i * 7919 + s) % 1000000, 1000 + s + i % 500, 1, i * 48 + s * 4096, s % 9, i % 1000, i }'
```
LAB
for _ in 1 2; do "$program" play bench.lab.md 2> play.log || { cat play.log >&2; exit 1; }; done
mapfile -t runs < <("$program" runs --json | sed -nE 's/^ {4}"id" : "(.*)",$/\1/p')
for side in 0 1; do
    entry="$("$program" log --run "${runs[side]}" --json | sed -nE 's/^ *"id" *: *"(.*)",?$/\1/p' | head -n 1)"
    "$program" show "$entry" --raw > "output$side"
done

# The best of three, in milliseconds: what else the machine does only adds to it.
best() {
    local least=0 begun took
    for _ in 1 2 3; do
        begun="$(date +%s%3N)"
        "$@" > answer || [ "$?" -eq 1 ]
        took=$(($(date +%s%3N) - begun))
        if [ "$least" -eq 0 ] || [ "$took" -lt "$least" ]; then least="$took"; fi
    done
    echo "$least"
}

ours="$(best "$program" diff "${runs[0]}" "${runs[1]}")"
verdict="$(tail -n 1 answer)"
theirs="$(best diff output0 output1)"

# The peak of its memory, as the kernel had it last before the program ended.
"$program" diff "${runs[0]}" "${runs[1]}" > answer &
compared=$!
peak=0
while now="$(grep -oP 'VmHWM:\s*\K\d+' "/proc/$compared/status" 2> /dev/null)"; do peak="$now"; done
wait "$compared"

printf '%d MB a side: %s\n' $(($(stat -c %s output0) / 1000000)) "$verdict"
printf '%-16s %6d ms  %4d MiB\n' 'labjournal diff' "$ours" $((peak / 1024))
printf '%-16s %6d ms\n' diff "$theirs"
printf '%-16s %d.%02d\n' ratio $((ours / theirs)) $((ours * 100 / theirs % 100))
