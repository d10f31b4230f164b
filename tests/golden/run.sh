#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Golden tests: every samples/CASE with dumps/ and expected/ must give the expected bytes and exit
# status, whatever the number of threads and the order of the arguments. `BLESS=1` writes what
# the program says now into expected/ (also for a case that has none yet); read the diff then.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
need_program golden

# OUTPUT FILE SCHEMA
OUTPUTS='text  report.txt   -
         json  report.json  report
         jsonl report.jsonl resource'
# The same for documents, which some cases have.
DOCUMENTS='markdown report.md   -
           html     report.html -'
DOCUMENTED=' depot-takes-down-lens driver-out-of-memory image-cannot-be-pulled '

# outputs_of CASE
outputs_of() {
    echo "$OUTPUTS"
    case $DOCUMENTED in *" $1 "*) echo "$DOCUMENTS" ;; esac
}

# report OUTPUT ARG…
report() {
    report_output=$1
    shift
    run --color never --width 100 -o "$report_output" "$@"
}

# same NAME FILE: $OUT has the bytes of FILE
same() {
    if cmp -s "$OUT" "$2"; then
        ok "$1"
    else
        not_ok "$1" "$(diff "$2" "$OUT" | sed -n 2,3p | tr '\n' ' ' | cut -c1-240)"
    fi
}

same_exit() {
    if [ "$STATUS" = "$(cat expected/exit)" ]; then
        ok "$1"
    else
        not_ok "$1" "exit $STATUS, expected $(cat expected/exit): $(head -c 200 "$ERR")"
    fi
}

# valid NAME SCHEMA FILE
valid() {
    schema=$ROOT/man/inquest.$2.1.schema.json
    [ "$2" = - ] && return
    [ -f "$schema" ] || { skip "$1" "no $schema" && return; }
    why=$("$PYTHON" "$ROOT/tests/golden/validate.py" "$schema" "$3" 2>&1)
    case $? in
    0) ok "$1" ;;
    77) skip "$1" "$why" ;;
    *) not_ok "$1" "$(printf '%s' "$why" | tail -n 3 | tr '\n' ' ')" ;;
    esac
}

# bless CASE
bless() {
    mkdir -p expected
    while read -r output file _; do
        report "$output" dumps
        cp "$OUT" "expected/$file"
        echo "$STATUS" >expected/exit
    done <<EOF
$(outputs_of "$1")
EOF
}

# every_output CASE
every_output() {
    while read -r output file schema; do
        for jobs in 1 4; do
            report "$output" -j"$jobs" dumps
            same "$1/$output-j$jobs" "expected/$file"
            same_exit "$1/$output-j$jobs-exit"
        done
        valid "$1/$output-schema" "$schema" "expected/$file"
    done <<EOF
$(outputs_of "$1")
EOF
}

# The walk, the sorted list and the reversed list of its files are the same run. File names in
# samples have no blanks.
any_order() {
    for order in sort 'sort -r' 'sort -t/ -k2.3'; do
        # shellcheck disable=SC2046,SC2086
        report json $(find dumps -type f | $order)
        same "$1/order-$(echo "$order" | tr -d ' ')" expected/report.json
    done
}

# Two runs that are free to use all processors agree on every byte.
repeatable() {
    report json dumps
    first=$(sha256sum <"$OUT")
    report json dumps
    check "$1/two-runs" [ "$first" = "$(sha256sum <"$OUT")" ]
}

for directory in "$ROOT"/samples/*/; do
    name=$(basename "$directory")
    cd "$directory" || exit 1
    [ -d dumps ] || continue
    [ -n "${BLESS:-}" ] && bless "$name"
    [ -d expected ] || { skip "$name" 'no expected/' && continue; }
    every_output "$name"
    any_order "$name"
    repeatable "$name"
done
finish golden
