#!/bin/sh
# SPDX-License-Identifier: MIT
#
# -o sqlite: what a database holds after one run and after several, what it never harms, and that
# it is sound. sqlite3(1) asks.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program sqlite
command -v sqlite3 >/dev/null 2>&1 || { skip sqlite 'no sqlite3(1) here' && finish sqlite && exit 0; }
cd "$WORK" || exit 1
SAMPLE=$ROOT/samples/depot-takes-down-lens/dumps

listing 'sales service active running:1' 'nightly workflow active failed' >bad.txt
listing 'sales service active running:1/2' 'nightly workflow active failed' >both.txt
listing 'sales service active running:1' 'nightly workflow active succeeded' >good.txt

ask() {
    sqlite3 -batch -bail "$1" "$2" 2>&1
}

# answers NAME FILE EXPECTED SQL
answers() {
    answer=$(ask "$2" "$4" | tr '\n' ' ' | sed 's/ $//')
    if [ "$answer" = "$3" ]; then
        ok "$1"
    else
        not_ok "$1" "$(printf '%s' "$answer" | cut -c1-300)"
    fi
}

# Everything that is to hold of any such database, every view included.
sound() {
    answers "$1/integrity" "$2" ok 'PRAGMA integrity_check'
    answers "$1/foreign-keys" "$2" '' 'PRAGMA foreign_key_check'
    for view in latest previous broken_now broken_since roots history changes; do
        check "$1/view-$view" sh -c "sqlite3 -batch -bail '$2' 'SELECT * FROM $view'"
    done
}

# Each fact of the JSON report has its row.
same_as_json() {
    run --fail-on never -o json "$SAMPLE"
    for pair in inputs:inputs resources:resources findings:findings diagnostics:diagnostics \
        facts:resources[].evidence evidence:findings[].evidence relations:resources[].relations \
        at_risk:resources[].at_risk gaps:resources[].gaps; do
        table=${pair%%:*}
        answers "json/$table" one.db "$(jq "[.${pair#*:}[]] | length" "$OUT")" \
            "SELECT count(*) FROM $table"
    done
    jq -r '.resources[] | [.id, .health, .phase // "-", .root // "-"] | @tsv' "$OUT" >expected
    ask one.db "SELECT id || char(9) || health || char(9) || ifnull(phase, '-') || char(9) ||
        ifnull(root, '-') FROM resources ORDER BY n" >found
    check json/resources-in-order cmp expected found
    jq -r '.findings[] | [.rule, .resource // "-"] | @tsv' "$OUT" >expected
    ask one.db "SELECT f.rule || char(9) || ifnull(r.id, '-') FROM findings f LEFT JOIN resources r
        ON r.report = f.report AND r.n = f.resource ORDER BY f.n" >found
    check json/findings-in-order cmp expected found
}

one_report() {
    expect one/exit 1 - -o sqlite=one.db "$SAMPLE"
    check one/nothing-on-stdout [ ! -s "$OUT" ]
    run -o sqlite=two.db -j4 "$SAMPLE"
    ask one.db .dump >one.sql
    ask two.db .dump >two.sql
    check one/same-dump cmp one.sql two.sql
    answers one/is-marked one.db '1231974771 1' 'PRAGMA application_id; PRAGMA user_version'
    answers one/first one.db '1|inquest|2026-02-11T06:45:10Z' 'SELECT id, tool, as_of FROM reports'
    answers one/root one.db 'depot:v2alpha:freightlake|4' 'SELECT id, count(*) FROM roots'
    sound one one.db
    if command -v jq >/dev/null 2>&1; then
        same_as_json
    else
        skip json 'no jq here'
    fi
}

# Rows of two runs over the same inputs differ in the report's number alone.
twice() {
    cp one.db twice.db
    expect twice/exit 1 - -o sqlite=twice.db "$SAMPLE"
    answers twice/next-number twice.db '1 2' 'SELECT id FROM reports'
    sed -n 's/^INSERT INTO \([a-z_]*\) VALUES(1,/\1 /p' one.sql | sort >expected
    ask twice.db .dump | sed -n 's/^INSERT INTO \([a-z_]*\) VALUES(2,/\1 /p' | sort >found
    check twice/same-rows cmp expected found
    answers twice/changed-nothing twice.db 0 'SELECT count(*) FROM changes'
    sound twice twice.db
}

history() {
    for at in 2026-03-01T08:00:00Z:good 2026-03-02T08:00:00Z:bad 2026-03-03T08:00:00Z:both; do
        run --at "${at%:*}" -o sqlite=history.db "${at##*:}.txt"
    done
    answers history/broken-since history.db \
        'service:v1:sales:public|3|2026-03-03T08:00:00Z workflow:v1:nightly:public|2|2026-03-02T08:00:00Z' \
        'SELECT id, report, as_of FROM broken_since ORDER BY id'
    answers history/changes history.db 'service:v1:sales:public|healthy|degraded' \
        'SELECT * FROM changes'
    run --at 2026-03-04T08:00:00Z -o sqlite=history.db good.txt
    answers history/well-again history.db 0 'SELECT count(*) FROM broken_now'
    ask history.db 'PRAGMA foreign_keys = ON; DELETE FROM reports WHERE id < 4'
    answers history/old-reports-can-go history.db '2' 'SELECT count(*) FROM resources'
    run --at 2026-03-05T08:00:00Z -o sqlite=history.db both.txt
    answers history/goes-on history.db '4 5' 'SELECT id FROM reports'
    answers history/since-a-gap history.db '5 5' 'SELECT report FROM broken_since'
    sound history history.db
}

# untouched NAME FILE PATTERN: it is refused, and not a byte of it or of its directory changes.
untouched() {
    mkdir -p kept && rm -rf kept/* && cp -p "$2"* kept
    before=$(cd kept && sha256sum ./* && ls -l)
    expect "refused/$1" 4 "INQ0701 kept/$2: .*$3" -o "sqlite=kept/$2" bad.txt
    check "refused/$1-untouched" [ "$before" = "$(cd kept && sha256sum ./* && ls -l)" ]
}

refused() {
    printf x >tiny && cp bad.txt text.db && head -c 5000 /dev/urandom >noise
    ask other.db 'CREATE TABLE t(x); INSERT INTO t VALUES(1)'
    ask blank.db 'PRAGMA user_version = 1'
    cp one.db later.db && ask later.db 'PRAGMA user_version = 2'
    cp one.db changed.db && ask changed.db 'DROP TABLE gaps'
    for file in tiny text.db noise other.db blank.db; do
        untouched "$file" "$file" 'no database of inquest'
    done
    untouched later.db later.db 'another version'
    untouched changed.db changed.db 'no such table'
    write_ahead
    mkdir -p folder && mkfifo pipe.db
    expect refused/folder 4 'INQ0701 .*no regular file' -o sqlite=folder bad.txt
    expect refused/device 4 'INQ0701 .*no regular file' -o sqlite=/dev/null bad.txt
    expect refused/pipe 4 'INQ0701 .*no regular file' -o sqlite=pipe.db bad.txt
    expect refused/no-directory 4 'INQ0701 missing/x.db: ' -o sqlite=missing/x.db bad.txt
    check refused/made-nothing [ ! -e missing ]
    expect usage/needs-a-file 2 'sqlite needs a file: -o sqlite=FILE' -o sqlite bad.txt
}

# What another program has put off to write is not written by us.
write_ahead() {
    { echo 'PRAGMA journal_mode = WAL; CREATE TABLE t(x); INSERT INTO t VALUES(1);' &&
        echo '.shell cp wal.db copy.db; cp wal.db-wal copy.db-wal'; } | sqlite3 -batch wal.db >none
    [ -s copy.db-wal ] || { skip refused/write-ahead 'there is no log' && return; }
    untouched write-ahead copy.db 'no database of inquest'
}

names() {
    : >empty.db
    expect name/empty-file-is-taken 1 - -o sqlite=empty.db bad.txt
    answers name/empty-file-filled empty.db 1 'SELECT count(*) FROM reports'
    for name in :memory: file:x.db 'a?mode=ro#%41.db' "it's.db"; do
        run -o "sqlite=$name" bad.txt
        run -o "sqlite=$name" bad.txt
        answers "name/$name" "./$name" '1 2' 'SELECT id FROM reports'
    done
    run -o sqlite="$WORK/absolute.db" bad.txt
    answers name/absolute absolute.db 1 'SELECT id FROM reports'
    mkdir among && cp bad.txt among && run -o sqlite=among/history.db among
    query name/among-the-dumps 1 '"INQ0110" in codes and "INQ0107" not in codes' among
    run -o json other.db
    check name/others-are-told grep -q INQ0107 "$OUT"
    cp one.db linked.db && ln -s linked.db link.db
    run -o sqlite=link.db bad.txt
    answers name/link linked.db '1 2' 'SELECT id FROM reports'
    record 'x\u0000y' active failed >nul.json
    run -o sqlite=nul.db nul.json
    answers name/nul nul.db 3 'SELECT length(name) FROM resources'
}

# No room for the report: the file is as it was, and one that was not there is not there.
full() {
    i=0
    while [ $i -lt 3000 ]; do
        i=$((i + 1)) && record "job-$i" active failed
    done >many.json
    cp one.db before.db && cp one.db small.db
    (ulimit -f 600 && run --fail-on never -o sqlite=small.db many.json && echo "$STATUS" >status
        run --fail-on never -o sqlite=fresh.db many.json && echo "$STATUS" >>status)
    check full/exit [ "$(tr '\n' ' ' <status)" = '4 4 ' ]
    check full/says-so grep -q '^inquest: INQ0701 fresh.db: ' "$ERR"
    check full/as-it-was cmp small.db before.db
    check full/nothing-left sh -c '! ls fresh.db* small.db-* 2>none'
    killed
}

# A run that is killed while it writes: SQLite puts the file right when it is next opened.
killed() {
    cp one.db dead.db
    for wait in 0.02 0.05 0.1 0.2; do
        timeout -s KILL $wait "$INQUEST" -q -o sqlite=dead.db many.json
        timeout -s KILL $wait "$INQUEST" -q -o sqlite=new.db many.json
    done >none 2>&1
    sound killed dead.db
    run -o sqlite=new.db bad.txt
    check killed/goes-on [ "$STATUS" -eq 1 ]
    answers killed/all-or-nothing dead.db 0 "SELECT count(*) FROM reports p WHERE p.resources <>
        (SELECT count(*) FROM resources r WHERE r.report = p.id)"
    sound killed-new new.db
}

# Several runs at once take turns.
together() {
    for i in 1 2 3 4; do
        "$INQUEST" -q -o sqlite=together.db bad.txt &
    done
    wait
    answers together/all-there together.db '1 2 3 4' 'SELECT id FROM reports'
    sound together together.db
}

one_report
twice
history
refused
names
full
together
finish sqlite
