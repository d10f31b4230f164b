#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Captured logs: whom their lines are about, which lines count, where a log ends, and that no log
# costs more than it should.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program logs
cd "$WORK" || exit 1

# log OPTIONS LINE…: what the tool prints for an echoed command that asks for a log; `-` for none
log() {
    [ "$1" = - ] || printf 'me@host:~$ dataos-ctl log %s\n' "$1"
    shift
    printf '%s\n' 'INFO[0001] 📃 log(public)...complete                     ' '' \
        '     NODE NAME    │ CONTAINER NAME │ ERROR  ' \
        '──────────────────┼────────────────┼────────' \
        '  sales-x1-d-0    │ sales          │        ' \
        '-------------------LOGS-------------------'
    [ $# -eq 0 ] || printf '%s\n' "$@"
}

INFO='2026-01-05 10:00:00,123 INFO  [main] a.b.Server: it is up'
ERROR='2026-01-05 10:00:01,456 ERROR [main] a.b.Server: it is down'
CAUSE='2026-01-05 10:00:02,789 WARN  [main] a.b.Server: the frobnicator is out of oil'
NOTE='2026-01-05 10:00:03,000 ERROR [main] a.b.Server: nobody minds this'

packs() {
    cat >rules.yaml <<'END'
- id: out-of-oil
  phase: runtime
  class: capacity
  severity: error
  input: true
  when: {fact: text, match: 'frobnicator .* out of oil'}
  title: '{type} {name} needs oil'
- id: nobody-minds
  class: benign
  severity: info
  input: true
  when: {fact: log.text, match: 'nobody minds'}
  title: 'no harm done'
- id: branches
  class: note
  severity: warning
  input: true
  when: {fact: text, match: 'first branch|(?i)SECOND branch'}
  title: 'a branch'
END
    cat >slow.yaml <<'END'
- id: slow
  class: note
  severity: warning
  input: true
  when: {fact: text, match: '((a|aa)+)+[bc]$'}
  title: 'slow'
END
}

subjects() {
    listing 'sales service active running:1' >get.txt
    listing 'nightly workflow active failed' >failed.txt
    log '-t service -n sales -w public' "$INFO" "$CAUSE" >cause.log
    log "-i 'sales | v1 | service | public'" "$INFO" "$CAUSE" >by-id.log
    log - "$INFO" "$CAUSE" >nobody.log
    log '-t workflow -n nightly -w public' "$INFO" "$ERROR" >failed.log
    printf '%s\n' "$INFO" "$CAUSE" >plain.log
    printf '%s\n' 'a letter about' 'a frobnicator that is out of oil' >letter.txt
    query logs/reaches-the-resource 1 \
        "[one['resource'] for one in rules['out-of-oil']] == [sales] and health[sales] == 'degraded'" \
        --rules rules.yaml get.txt cause.log
    query logs/reaches-it-by-id 1 "[one['resource'] for one in rules['out-of-oil']] == [sales]" \
        --rules rules.yaml get.txt by-id.log
    query logs/alone-lists-nothing 0 "not names and [one['resource'] for one in rules['out-of-oil']] == [None] and
        rules['out-of-oil'][0]['title'] == 'service sales needs oil'" --rules rules.yaml cause.log
    query logs/of-nobody 0 "[one['resource'] for one in rules['out-of-oil']] == [None]" --rules rules.yaml get.txt nobody.log
    printf '%s\n' '$ kubectl get pods -n public' 'NAME                  READY  STATUS            RESTARTS  AGE' \
        'sales-x1-d-0          0/1    CrashLoopBackOff  5         10m' >pods.txt
    query logs/of-the-pod-it-names 1 \
        "[one['resource'] for one in rules['out-of-oil']] == ['pod::sales-x1-d-0:public']" \
        --rules rules.yaml pods.txt nobody.log
    sed 's/CrashLoopBackOff/ErrImagePull    /' pods.txt >pulls.txt
    expect logs/another-cause-fits 1 '^  or +The image .* cannot be pulled, confidence (medium|high)' \
        --rules rules.yaml pulls.txt nobody.log
    query logs/plain 0 "[one['resource'] for one in rules['out-of-oil']] == [None] and r['inputs'][0]['format'] == 'log'" \
        --rules rules.yaml plain.log
    query logs/in-any-text 0 "[one['resource'] for one in rules['out-of-oil']] == [None]" --rules rules.yaml letter.txt
    query logs/tells-why-a-run-failed 1 \
        "any(one['value'].endswith('it is down') for one in
            rules['run-failed-log-tells'][0]['evidence'])" \
        failed.txt failed.log
}

severities() {
    log '-t service -n sales -w public' "$INFO" "$ERROR" "$NOTE" >errors.log
    log '-t service -n sales -w public' "$INFO" "$NOTE" >benign.log
    query logs/errors-alone-are-no-failure 0 "health[sales] == 'healthy' and
        {one['severity'] for one in r['findings']} == {'info'}" get.txt errors.log
    query logs/errors-are-counted 0 "rules['log-errors'][0]['title'].endswith(': 2')" get.txt errors.log
    query logs/remarks-are-no-errors 0 "set(rules) == {'nobody-minds', 'log-errors'} and
        rules['log-errors'][0]['title'].endswith(': 1')" --rules rules.yaml get.txt errors.log
    query logs/benign 0 "set(rules) == {'nobody-minds'} and health[sales] == 'healthy'" \
        --rules rules.yaml get.txt benign.log
    every_form
}

# One log with each form of an error, and of what is none.
every_form() {
    log '-t service -n sales -w public' "$ERROR" '22/10/17 12:29:14 ERROR Flare$: it broke' \
        '10:42AM FTL a.go:94 > it broke' '8:42AM ERR b.go:1 > it broke' \
        'time="2025-06-12T07:24:28Z" level=error msg="it broke"' 'level=fatal msg="it broke"' \
        '2025-03-06 10:52:43,434 - ERROR - it broke' '2024-10-08 09:13:52,822: flash - ERROR - x' \
        '2025-06-02 23:02:04 [ERROR] main.py:51 [a.b] it broke' 'ERROR: it broke' \
        'E0601 12:00:00.123456       1 leader.go:12] it broke' 'ERRO[0012] it broke' \
        '{"level":"error","ts":1.5,"msg":"it broke"}' '{"time":"x","severity":"ERROR","message":"x"}' \
        '2025/01/01 00:00:00 [error] 31#31: *1 it broke' 'panic: it broke' \
        "$(printf '2025-06-03T09:01:32.289Z\tERROR\tmain\ta.b.C\tit broke')" >each.log
    log '-t service -n sales -w public' "$INFO" 'INFO: no ERROR' 'WARN  [main] a.ERROR: x' \
        '2025-06-02 23:02:04 [INFO] ERROR is a word' 'level=info msg="level=error"' \
        'a line without a level, ERRORS=0' '{"level":"info","msg":"ERROR"}' \
        '    at a.b.ERROR.run(E.java:1)' '8:42AM DBG x.go:29 > error=nil' >none.log
    query logs/every-form-of-an-error 0 "rules['log-errors'][0]['title'].endswith(': 17')" each.log
    query logs/no-form-of-an-error 0 "not rules" none.log
}

ends() {
    { log '-t service -n sales -w public' "$INFO" '' && printf 'me@host:~$ dataos-ctl get -a\n' &&
        listing 'sales service active running:1'; } >then-table.txt
    { log '-t service -n sales -w public' "$CAUSE" &&
        log '-t service -n other -w public' "$INFO" "$CAUSE"; } >two.log
    { log - "$INFO" "$CAUSE" && printf 'INFO[0000] 🔍 get...\n' &&
        listing 'sales service active pending:0/1'; } >then-verb.txt
    log - 'INFO[0012] the pod says so' "$CAUSE" '{"name": "x", "type": "service"}' \
        'name: sales' 'type: service' 'A | B' '---|---' "$ERROR" >odd.log
    query logs/end-at-a-command 0 "health == {sales: 'healthy'} and not codes - {'INQ0214'}" \
        then-table.txt
    query logs/two-in-one-input 0 "sorted(one['title'] for one in r['findings']
        if one['rule'] == 'out-of-oil') == ['service other needs oil', 'service sales needs oil']" \
        --rules rules.yaml two.log
    query logs/end-at-a-verb 0 "health == {sales: 'progressing'}" then-verb.txt
    query logs/do-not-end-at-odd-lines 0 "not names and 'log-errors' in rules and
        'out-of-oil' in rules and codes <= {'INQ0214'}" --rules rules.yaml odd.log
}

blank() {
    listing 'sales service active pending:0/1' >pending.txt
    log '-t service -n sales -w public' >blank.log
    log '-t service -n sales -w public' '' '   ' >blank-lines.log
    { log '-t service -n sales -w public' && printf 'INFO[0000] 🔍 get...\n'; } >blank-then.log
    for file in blank blank-lines blank-then; do
        query "logs/$file" 0 "'log-blank' in rules" pending.txt $file.log
    done
    query logs/blank-beside-running 0 "rules['log-blank'][0]['severity'] == 'warning' and
        health[sales] == 'healthy'" get.txt blank.log
    query logs/blank-alone 0 "set(rules) == {'log-blank-at-rest'}" blank.log
    query logs/not-blank 0 "'log-blank' not in rules" pending.txt benign-free.log
}

places() {
    log - "$INFO" "$(printf '   %s  \r' "$CAUSE")" "$INFO" >places.log
    query logs/exact-places 0 "[(one['line'], one['column'], one['value'].startswith('2026'),
        one['value'].endswith('oil')) for one in rules['out-of-oil'][0]['evidence']] ==
        [(8, 4, True, True)]" --rules rules.yaml places.log
    log - 'the SECOND bRanch' 'a first branch' 'a First branch' >branches.log
    query logs/every-branch 0 "[one['line'] for one in rules['branches'][0]['evidence']] == [7, 8]" \
        --rules rules.yaml branches.log
}

# Later snapshots overtake what a log said, unless the resource is still not well.
series() {
    mkdir -p series/2026-01-05T10-00-00Z series/2026-01-05T11-00-00Z
    log '-t service -n sales -w public' "$CAUSE" >series/2026-01-05T10-00-00Z/sales.log
    listing 'sales service active failed' >series/2026-01-05T11-00-00Z/get.txt
    query logs/still-failed-later 1 "'out-of-oil' in rules" --rules rules.yaml series
    listing 'sales service active running:1' >series/2026-01-05T11-00-00Z/get.txt
    query logs/well-later 0 "not rules" --rules rules.yaml series
}

bounds() {
    python 'for i in range(300000):
    out(b"2026-01-05 10:00:00 ERROR [main] a.b.C: the frobnicator %d is out of oil\n" % i)' >many.log
    python 'out(b"2026-01-05 10:00:00 INFO [main] " + b"0123456789" * 12000000)
out(b"\n2026-01-05 10:00:01 WARN [main] the frobnicator is out of oil\n")' >long.log
    python 'out(b"2026-01-05 10:00:00 INFO [main] x\n" + bytes(range(256)) * 4000)' >junk.log
    python 'out(b"2026-01-05 10:00:00 INFO [main] x\n" * 50 + (b"a" * 40 + b"!\n") * 20000)
out(b"2026-01-05 10:00:01 WARN [main] the frobnicator is out of oil\n")' >slow.log
    query logs/many-lines 0 "len(rules['out-of-oil'][0]['evidence']) == 4 and 'INQ0309' in codes and
        rules['log-errors'][0]['title'].endswith(': 300000')" --rules rules.yaml many.log
    query logs/long-line 0 "[one['line'] for one in rules['out-of-oil'][0]['evidence']] == [2] and
        'INQ0308' in codes" --rules rules.yaml long.log
    query logs/slow-pattern 0 "'INQ0307' in codes and 'out-of-oil' in rules" \
        --rules rules.yaml --rules slow.yaml slow.log
    within logs/many-lines-in-time 2 65536 --rules rules.yaml many.log
    within logs/long-line-in-time 2 32768 --rules rules.yaml long.log
    within logs/slow-pattern-in-time 5 65536 --rules rules.yaml --rules slow.yaml slow.log
    within logs/junk 2 65536 --rules rules.yaml junk.log
}

# Each pattern keeps a line for its rule, however many there are, and the resource its own facts.
a_hundred_patterns() {
    python 'for i in range(100):
    out(b"- {id: fault-%d, class: note, severity: warning, when: {fact: text, match: \"fault %03d\"}, "
        b"title: x}\n" % (i, i))' >hundred.yaml
    python 'for i in range(400):
    out(b"2026-01-05 10:00:00 ERROR [main] a.b.C: fault %03d again\n" % (i // 4))' >hundred.txt
    for n in 1 2 3; do
        { log '-t workflow -n nightly -w public' && cat hundred.txt; } >hundred-$n.log
        query logs/a-hundred-patterns-$n 1 "sum(one.startswith('fault-') for one in rules) == 100 and
            'run-failed-log-tells' in rules" \
            --rules hundred.yaml failed.txt hundred-?.log
    done
}

threads() {
    for n in 1 2 3 4 5 6 7 8; do
        mkdir -p "many/$n" && cp cause.log errors.log each.log blank.log "many/$n"
    done
    run -o json -j1 --rules rules.yaml many get.txt
    cp "$OUT" one-thread
    run -o json -j4 --rules rules.yaml many get.txt
    check logs/any-number-of-threads cmp one-thread "$OUT"
}

packs
subjects
severities
ends
log '-t service -n sales -w public' "$INFO" >benign-free.log
blank
places
series
bounds
a_hundred_patterns
threads
finish logs
