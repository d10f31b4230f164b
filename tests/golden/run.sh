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

# The rows of a database, for the samples that expect them: leaves $OUT.
rows() {
    rm -f "$WORK/rows.db"
    run -o sqlite="$WORK/rows.db" dumps
    for table in $(sqlite3 "$WORK/rows.db" \
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"); do
        echo "$table"
        sqlite3 -batch -list -header -nullvalue NULL "$WORK/rows.db" "SELECT * FROM $table"
    done >"$OUT"
}

database() {
    [ -f expected/report.db.txt ] || return
    command -v sqlite3 >/dev/null 2>&1 || { skip "$1/sqlite" 'no sqlite3 here' && return; }
    rows
    same "$1/sqlite" expected/report.db.txt
    same_exit "$1/sqlite-exit"
}

bless() {
    mkdir -p expected
    if [ -f expected/report.db.txt ]; then
        rows
        cp "$OUT" expected/report.db.txt
    fi
    while read -r output file _; do
        report "$output" dumps
        cp "$OUT" "expected/$file"
        echo "$STATUS" >expected/exit
    done <<EOF
$OUTPUTS
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
$OUTPUTS
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
    [ -n "${BLESS:-}" ] && bless
    [ -d expected ] || { skip "$name" 'no expected/' && continue; }
    every_output "$name"
    database "$name"
    any_order "$name"
    repeatable "$name"
done
finish golden
