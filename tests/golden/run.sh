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

# Outputs for other tools: their bytes are expected where a case has the file, which `BLESS=1` writes
# for FEED_CASES; in every case tests/golden/feeds.py holds them against their syntax.
FEED_CASES=' depot-takes-down-lens hostile-strings '
FEEDS='csv        report.csv
       tsv        report.tsv
       junit      report.xml
       sarif      report.sarif
       prometheus report.prom
       summary    report.summary.txt
       yaml       report.yaml
       github     report.github.txt
       dot        report.dot
       mermaid    report.mmd'

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

# feeds DIRECTORY ARG…: the reports for other tools and report.json go there, all from one run
feeds() {
    feeds_to=$1
    shift
    mkdir -p "$feeds_to"
    while read -r output file; do
        set -- "$@" -o "$output=$feeds_to/$file"
    done <<EOF
$FEEDS
EOF
    run --color never -o "json=$feeds_to/report.json" "$@"
}

# every_feed CASE
every_feed() {
    feeds "$WORK/feeds" dumps
    same_exit "$1/feeds-exit"
    while read -r _ file; do
        [ -f "expected/$file" ] || continue
        cp "$WORK/feeds/$file" "$OUT"
        same "$1/$file" "expected/$file"
    done <<EOF
$FEEDS
EOF
    held "$1" "$WORK/feeds"
}

# held CASE DIRECTORY: what is there is in the syntax it claims to be in
held() {
    "$PYTHON" "$ROOT/tests/golden/feeds.py" "$1" "$2" >"$WORK/held" 2>&1 ||
        not_ok "$1/feeds" "$(tail -n 1 "$WORK/held")"
    tally "$WORK/held"
}

# What feeds.py asks where it is there; the last two come with large packages.
checkers() {
    for checker in xmllint promtool nop; do
        command -v "$checker" >/dev/null || skip "feeds/$checker" 'not installed'
    done
}

# Names from the letters that some syntax has a use for, and one of 10 000 of them.
hostile() {
    "$PYTHON" "$ROOT/tests/golden/hostile.py" >"$WORK/hostile.json"
    feeds "$WORK/hostile" "$WORK/hostile.json"
    check hostile/exit [ "$STATUS" -eq 1 ]
    held hostile "$WORK/hostile"
    feeds "$WORK/again" -j4 "$WORK/hostile.json"
    check hostile/same-bytes diff -rq "$WORK/hostile" "$WORK/again"
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

# each_command CASE WHAT: WHAT CASE FILE SCHEMA ARG… for the lines of CASE/commands:
# FILE SCHEMA ARG…, a run whose bytes are in expected/FILE and whose exit status is in FILE.exit
each_command() {
    [ -f commands ] || return
    while read -r file schema args; do
        # shellcheck disable=SC2086
        "$2" "$1" "$file" "$schema" --color never --width 100 $args
    done <commands
}

command_blessed() {
    blessed=expected/$2
    shift 3
    run "$@"
    cp "$OUT" "$blessed"
    echo "$STATUS" >"$blessed.exit"
}

command_same() {
    case=$1 file=$2 schema=$3
    shift 3
    for jobs in 1 4; do
        run -j"$jobs" "$@"
        same "$case/$file-j$jobs" "expected/$file"
        check "$case/$file-j$jobs-exit" [ "$STATUS" = "$(cat "expected/$file.exit")" ]
    done
    valid "$case/$file-schema" "$schema" "expected/$file"
}

# bless CASE
bless() {
    mkdir -p expected
    case $FEED_CASES in *" $1 "*) feeds expected dumps ;; esac
    if [ -f expected/report.db.txt ]; then
        rows
        cp "$OUT" expected/report.db.txt
    fi
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

# A first screen that is made alone, of a short list, is the one that is made beside a whole report.
short_list() {
    for limit in 1 2 5; do
        report text --limit "$limit" -o json="$WORK/beside.json" dumps
        cp "$OUT" "$WORK/beside.txt"
        report text --limit "$limit" dumps
        same "$1/limit-$limit-alone" "$WORK/beside.txt"
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
    [ -n "${BLESS:-}" ] && bless "$name" && each_command "$name" command_blessed
    [ -d expected ] || { skip "$name" 'no expected/' && continue; }
    every_output "$name"
    every_feed "$name"
    database "$name"
    each_command "$name" command_same
    any_order "$name"
    short_list "$name"
    repeatable "$name"
done
hostile
checkers
finish golden
