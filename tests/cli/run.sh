#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The command line as a reader uses it: exit statuses, hostile and broken inputs, options,
# filters, colours. Names of sections as arguments run only those.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program cli
cd "$WORK" || exit 1

listing 'sales service active running:1' >good.txt
listing 'sales service active running:1/2' >degraded.txt
listing 'sales service active running:1' 'nightly workflow active failed' >bad.txt
printf 'dear reader,\nthis is a letter.\n' >letter.txt
{
    listing 'sales service active running:1' 'orders service active running:1'
    printf '  half          | v1      | serv'
} >cut.txt

# NAME EXIT PATTERN ARG…
exit_statuses() {
    expect exit/healthy 0 - good.txt
    expect exit/failed 1 - bad.txt
    expect exit/degraded 1 - degraded.txt
    expect exit/fail-on-never 0 - --fail-on never bad.txt
    expect exit/fail-on-failed 0 - --fail-on failed degraded.txt
    expect exit/fail-on-progressing 1 - --fail-on degraded degraded.txt
    expect exit/nothing-recognised 3 - letter.txt
    expect exit/one-of-two-recognised 0 - letter.txt good.txt
    expect exit/content-lost 3 INQ0210 cut.txt
    expect exit/content-lost-wins 3 - cut.txt bad.txt
    expect exit/never-does-not-hide-loss 3 - --fail-on never cut.txt
    expect exit/unwritable 4 - -o json=missing/dir/report.json good.txt
    expect exit/unwritable-wins 4 - -o json=missing/dir/report.json cut.txt
    expect exit/full-device 4 - -o json=/dev/full good.txt
    mkfifo out.pipe && cat out.pipe >piped.json &
    sleep 0.2
    expect exit/to-a-pipe 0 - -o json=out.pipe good.txt
    wait
    check exit/pipe-stays-a-pipe [ -p out.pipe ]
    check exit/pipe-got-it-all grep -q '"diagnostics"' piped.json
    rm -f out.pipe piped.json
    full_device
}

full_device() {
    timeout "$TIMEOUT" "$INQUEST" good.txt >/dev/full 2>"$ERR"
    check exit/full-device [ $? -eq 4 ]
    query exit/partial-report-is-whole-json 3 'r["resources"]' cut.txt
}

# Prompts of many shells, with their colours, before a command that names what the log is about.
prompts() {
    n=0
    while read -r prompt; do
        n=$((n + 1))
        {
            # shellcheck disable=SC2059
            printf "$prompt"
            printf '%s\n' 'dataos-ctl log -t service -n sales -w public'
            printf '\033[36mINFO\033[0m[0001] 📃 log(public)...complete\n%s\n%s\n' \
                '-------------------LOGS-------------------' \
                '2026-02-11 06:02:47,350 ERROR [main] x: [PATH_NOT_FOUND] Path does not exist: abfss://a'
        } >prompt.log
        query "prompt/$n" 1 'rules["path-not-found"][0]["resource"] == sales' bad.txt prompt.log
    done <<'END'
\033[1;32muser@host\033[0m:\033[1;34m~/dumps\033[0m$\040
\033[1;32m➜  \033[36mdp\033[00m \033[1;34mgit:(\033[31mmain\033[34m) \033[33m✗\033[00m\040
PS C:\\\\dumps>\040
C:\\\\dumps>
\033[0;31m[root@box ~]#\033[0m\040
\033[1;35m❯\033[0m\040
(base) me@mac ~ %%\040
[10:22:31] me@host:~$\040
END
    {
        printf '\033[33mWARN\033[0m[0000] 🔧 applying(public) tides:v1:service...error\n'
        printf '⚠️ Invalid Parameter - missing a secret reference with acl: r\n'
    } >coloured.log
    query prompt/coloured-levels 1 '"depot-secret-acl" in rules' coloured.log
}

# Can a terminal be made here? In a bare chroot there is none.
has_terminal() {
    command -v script >/dev/null && script -qec true /dev/null >/dev/null 2>&1 </dev/null
}

usage() {
    for option in '--only failed' '--since 2026-01-01T00:00:00Z' '--until 2026-01-01T00:00:00Z' '--baseline good.txt'; do
        # shellcheck disable=SC2086
        expect "usage/timeline-$option" 2 'go with analyze' timeline $option good.txt
    done
    expect usage/unknown-option 2 fail-on --fail-onn never good.txt
    expect usage/unknown-short 2 - -Z good.txt
    expect usage/unknown-output 2 json -o jsno good.txt
    expect usage/unknown-health 2 degraded --fail-on degarded good.txt
    expect usage/unknown-color 2 'did you mean always\?' --color alway good.txt
    expect usage/nearest-output 2 'did you mean jsonl\?' -o jsnol good.txt
    expect usage/nearest-never 2 'did you mean never\?' --fail-on nevr good.txt
    expect usage/nearest-of-a-list 2 'did you mean failed\?' --only degraded,faild good.txt
    expect usage/nearest-command 2 'no file or command anlyze; did you mean analyze\?' anlyze good.txt
    expect usage/a-file-is-no-command 0 - ./good.txt
    expect usage/nearest-plugin 2 'no plugin tabel; did you mean table\?' --set tabel.x=1 good.txt
    expect usage/no-such-option-of-a-plugin 2 'no option x; see' --set json.x=1 good.txt
    expect usage/type-of-none 0 'no resource is of this type; did you mean service\?' -t servce good.txt
    expect usage/type-of-none-quiet 0 '!no resource is' -q -t servce good.txt
    expect usage/nearest-kind 2 'no kind servce; did you mean service\?' kinds servce
    expect usage/nearest-code 2 'did you mean INQ0203\?' explain INQ02O3
    expect usage/nearest-health 2 'did you mean degraded\?' explain degarded
    expect usage/nearest-class 2 'did you mean permission\?' explain permision
    expect usage/nearest-rule 2 'did you mean replicas-missing\?' explain replica-missing
    expect usage/nothing-near 2 '^inquest: nothing known of no-such-word$' explain no-such-word
    expect usage/nearest-type 2 'did you mean workflow\?' explain workflw
    expect usage/missing-value 2 fail-on good.txt --fail-on
    expect usage/bad-number 2 - --limit many good.txt
    expect usage/bad-time 2 - --at yesterday good.txt
    expect usage/ambiguous 2 limit --limi 3 good.txt
    expect usage/two-outputs-one-stream 2 - -o text -o json good.txt
    expect usage/two-outputs-one-file 2 - -o text=same -o json=same good.txt
    expect usage/unknown-format 2 'did you mean table\?' --input-format tabel good.txt
    expect usage/explain-nonsense 2 - explain no-such-word
    expect usage/explain-nothing 2 - explain
    expect usage/help 0 '^Usage|^usage' --help
    expect usage/version 0 '^inquest [0-9]+\.[0-9]+' --version
    no_path
}

# Without PATH and with a terminal as standard input there is nothing to read.
no_path() {
    if has_terminal; then
        timeout "$TIMEOUT" script -qec "$INQUEST" /dev/null >"$OUT" 2>&1 </dev/null
        check usage/no-path-on-a-terminal [ $? -eq 2 ]
    else
        skip usage/no-path-on-a-terminal 'no script(1), or no terminal to be had'
    fi
}

# NAME EXIT EXPRESSION ARG…
options() {
    query option/abbreviated 0 'True' --fail never bad.txt
    query option/joined-value 0 'True' --fail-on=never bad.txt
    query option/after-path 0 'True' bad.txt --fail-on never
    query option/short-joined 0 'read == 1' -j2 good.txt
    query option/analyze-word 0 'read == 1' analyze good.txt
    query option/before-command 0 'read == 1' --fail-on never analyze good.txt
    cp good.txt ./-x.txt
    query option/double-dash 0 'read == 1' -- -x.txt
    query option/double-dash-ends 3 '"INQ0102" in codes' good.txt -- --fail-on
    cp good.txt rules
    query option/path-like-a-command 0 'read == 1' ./rules
    query option/as-of 0 'r["as_of"] == "2024-05-06T07:08:09Z"' \
        --as-of 2024-05-06T07:08:09Z good.txt
    query option/at 0 'r["inputs"][0]["captured_by"] == "option"' --at 2024-05-06T07:08:09Z good.txt
    query option/input-format 0 'read == 1' --input-format table good.txt
    expect option/quiet 3 '!INQ0210' -q -o json=quiet.json cut.txt
    standard_input
}

standard_input() {
    cp good.txt other.txt
    query stdin/dash 0 'r["inputs"][0]["path"] == "-" and read == 1' - <good.txt
    query stdin/implied 0 'r["inputs"][0]["path"] == "-" and read == 1' <good.txt
    query stdin/with-a-file 0 'read == 2 and len(r["inputs"]) == 2' - other.txt <good.txt
    mkfifo piped
    cat good.txt >piped &
    query stdin/pipe 0 'read == 1' - <piped
    wait
}

# What README shows is what the program prints.
readme() {
    awk '/^```text/ { on = 1; next } /^```/ { on = 0 } on && !/\[…\]/' "$ROOT/README.md" >shown.txt
    (cd "$ROOT" && "$INQUEST" --width 100 --color never samples/depot-takes-down-lens/dumps) >printed.txt
    check readme/shows-something [ -s shown.txt ]
    check readme/as-printed sh -c '! grep -vxF -f printed.txt shown.txt'
}

information() {
    expect info/plugins 0 table plugins
    expect info/kinds 0 service kinds
    expect info/kinds-named 0 '^lens ' kinds lens service
    expect info/kinds-named-only 0 '!^workflow ' kinds lens service
    expect info/explain-health 0 '^meaning +It works in part' explain degraded
    expect info/explain-phase 0 '^phase +builder' explain builder
    expect info/explain-phase-and-class 0 '^class +runtime' explain runtime
    expect info/explain-rule-and-health 0 '^health +deleted' explain deleted
    expect info/explain-class 0 '^meaning +Memory, disk' explain capacity
    expect info/rules 0 - rules
    expect info/explain-code 0 INQ0203 explain INQ0203
    expect info/list-inputs 0 good.txt --list-inputs good.txt letter.txt
    expect info/list-inputs-of-failures 0 - --list-inputs bad.txt
    run rules
    rule=$(grep -oE '[a-z][a-z0-9]*(-[a-z0-9]+)+' "$OUT" | head -n 1)
    expect info/explain-rule 0 - explain "$rule"
    expect info/rules-check-of-nothing 2 - rules --check
    explain_all_codes
    run rules
    awk '{ print $4; print $5 }' "$OUT" | grep -v '^-$' | sort -u >words
    while read -r word; do
        expect "info/explain-$word" 0 "^(phase|class) +$word\$" explain "$word"
    done <words
}

explain_all_codes() {
    sed -n 's/^X(\([0-9]*\),.*/INQ0\1/p' "$ROOT/core/diag_codes.h" >numbers
    silent=
    while read -r number; do
        run explain "$number"
        [ "$STATUS" -eq 0 ] || silent="$silent $number"
    done <numbers
    check info/explain-every-code [ -z "$silent" ]
}

walks() {
    : >empty.txt
    mkdir -p hollow pipes links stale loops outside mixed/deep
    cp good.txt pipes && mkfifo pipes/fifo
    cp good.txt stale && ln -s nowhere stale/dangling
    cp good.txt links && cp bad.txt outside && ln -s ../outside links/out
    cp good.txt loops && ln -s . loops/loop && ln -s b loops/a && ln -s a loops/b
    cp good.txt mixed && cp bad.txt mixed/deep
    query walk/empty-file 3 '"INQ0101" in codes' empty.txt
    query walk/empty-file-beside 0 '"INQ0101" in codes' empty.txt good.txt
    query walk/empty-directory 3 'not names' hollow
    query walk/recursive 1 'len(r["inputs"]) == 2 and names == [sales, nightly]' mixed
    query walk/fifo 0 '"INQ0103" in codes and read == 1' pipes
    query walk/dangling-link 0 '"INQ0104" in codes and read == 1' stale
    query walk/dangling-link-named 3 '"INQ0102" in codes and read == 1' \
        links/good.txt stale/dangling
    query walk/link-out 0 '"INQ0104" in codes and names == [sales]' links
    query walk/looping-links 0 'read == 1' loops
    query walk/twice 0 '"INQ0105" in codes and read == 1' good.txt good.txt
    query walk/twice-spelt-otherwise 0 '"INQ0105" in codes and read == 1' good.txt ./good.txt
    query walk/missing 3 '"INQ0102" in codes' no-such-file
    query walk/missing-beside 3 '"INQ0102" in codes and read == 1' no-such-file good.txt
    query walk/device 3 '"INQ0103" in codes' /dev/zero
    named_pipe
    unreadable
    own_report
}

named_pipe() {
    mkfifo named
    cat good.txt >named &
    query walk/named-pipe 0 'read == 1' named
    wait
}

unreadable() {
    if [ "$(id -u)" -eq 0 ]; then
        skip walk/unreadable 'root may read everything'
        return
    fi
    cp good.txt locked.txt && chmod 0 locked.txt
    query walk/unreadable 3 '"INQ0102" in codes' locked.txt
    query walk/unreadable-beside 3 '"INQ0102" in codes and read == 1' locked.txt good.txt
}

own_report() {
    mkdir -p again && cp good.txt again
    run -o json=again/report.json again/good.txt
    query walk/own-report 0 '"INQ0110" in codes and read == 1' again
}

encodings() {
    for order in LE BE; do
        { [ $order = LE ] && printf '\377\376' || printf '\376\377'; } >utf16.txt
        iconv -f UTF-8 -t UTF-16$order good.txt >>utf16.txt
        query "encoding/utf-16$order" 0 '"INQ0108" in codes and health == {sales: "healthy"}' \
            utf16.txt
    done
    { printf '\357\273\277' && cat good.txt; } >bom.txt
    sed 's/$/\r/' good.txt >crlf.txt
    sed 's/tester/t\xffster/' good.txt >invalid.txt
    printf 'name \000\001\002\377\376\000' | cat - /proc/self/exe >noise.bin
    python 'import random
out(random.Random(7).randbytes(1 << 18))' >random.bin
    query encoding/bom 0 'names == [sales]' bom.txt
    for blank in '\302\240' '\342\200\257' '\342\200\207' '\342\200\213'; do
        sed "s/  / $(printf "$blank")/g" good.txt >blanks.txt
        query "encoding/blank$blank" 0 'names == [sales]' blanks.txt
    done
    query encoding/crlf 0 'names == [sales] and res[sales]["owner"] == "tester"' \
        crlf.txt
    query encoding/invalid-utf8 0 '"INQ0109" in codes and res[sales]["owner"] == "t?ster"' \
        invalid.txt
    query encoding/binary 3 '"INQ0107" in codes and not names' noise.bin
    query encoding/random 3 'not names' random.bin
    query encoding/binary-beside 0 '"INQ0107" in codes' noise.bin good.txt
}

tables() {
    { printf 'Look:\n```\n' && cat good.txt && printf '```\nThe end.\n'; } >fenced.txt
    sed '/NAME/{s/^/\x1b[1m/;s/$/\x1b[0m/};s/active/\x1b[32m&\x1b[0m/' good.txt >coloured.txt
    listing 'orders service active running:1' | cat good.txt - bad.txt >several.txt
    {
        echo '$ dataos-ctl get -t service -w public -r'
        listing 'sales service pending -' && echo && listing 'sales service active running:1'
    } >repeated.txt
    sed 's/|/│/g;s/---*/────/g;s/^─.*/─────┼────┼────┼────┼────┼────┼────/' good.txt >box.txt
    sed 's/^ */| /;s/ *$/ |/;s/^| -.*/|---|---|---|---|---|---|---|/' good.txt >markdown.txt
    query table/fences 0 'names == [sales]' fenced.txt
    query table/coloured 0 'health == {sales: "healthy"} and "INQ0111" in codes' coloured.txt
    query table/several 1 'len(names) == 3 and health[nightly] == "failed"' several.txt
    query table/repeats-last-wins 0 'health == {sales: "healthy"} and read == 2' repeated.txt
    query table/box-drawing 0 'names == [sales]' box.txt
    query table/markdown 0 'names == [sales]' markdown.txt
    query table/cut-row 3 '"INQ0210" in codes and len(names) == 2' cut.txt
    query table/places 1 'any((e["line"], e["column"]) == (4, 62) for e in res[nightly]["evidence"]
        if e["fact"] == "runtime")' bad.txt
}

# The documents before the fault are kept, and the exit status says that something was lost.
truncated() {
    { record one active running:1 && record two active running:1 &&
        printf '{"name": "thr'; } >cut.ndjson
    { printf '[' && record one active running:1 && printf ',' && record two active failed &&
        printf ',{"name":"three","type'; } >cut.json
    { detail one active running:1 && echo --- && detail two active running:1 && echo --- &&
        printf 'name: [three\nother: }\n'; } >cut.yaml
    query cut/ndjson 3 '"INQ0201" in codes and len(names) == 2' cut.ndjson
    query cut/json 3 '"INQ0201" in codes and len(names) == 2' cut.json
    query cut/yaml 3 '"INQ0203" in codes and len(names) == 2' cut.yaml
    { printf '[' && record one active running:1 && printf ',' && record two active failed &&
        printf ']'; } >whole.json
    query cut/not-at-all 1 'len(names) == 2 and not codes' whole.json
}

hostile() {
    python 'out(b"[" * 200000)' >deep.json
    python 'out(b"key: " + b"[" * 200000)' >deep.yaml
    python 'out(b"- " * 200000 + b"x")' >dashes.yaml
    python 'out(b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
for i in range(1, 12):
    out(b"a%d: &a%d [%s]\n" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 10)))' >bomb.yaml
    printf 'name: one\ntype: service\nversion: v1\nstatus: *nothing\n' >alias.yaml
    sed 's/"owner":"tester"/"owner":"first","owner":"second"/' whole.json >twice.json
    detail one active running:1 | sed 's/^owner: .*/owner: first\nowner: second/' >twice.yaml
    { record one active running:1 && record two active running:1 |
        sed "s/tester/$(python 'out(b"x" * 9000)')/" && record three active running:1; } >fat.ndjson
    within hostile/deep-json-is-quick 2 100000 deep.json
    within hostile/deep-yaml-is-quick 2 100000 deep.yaml
    within hostile/dashes-are-quick 2 100000 dashes.yaml
    within hostile/bomb-is-quick 5 200000 bomb.yaml
    query hostile/deep-json 3 '"INQ0301" in codes' deep.json
    query hostile/deep-yaml 3 '"INQ0301" in codes' deep.yaml
    query hostile/deep-does-not-harm-others 3 'names == [sales]' deep.json good.txt
    query hostile/alias-bomb 3 '"INQ0204" in codes' bomb.yaml
    query hostile/unknown-alias 3 'codes & {"INQ0203", "INQ0205"}' alias.yaml
    query hostile/duplicate-key-json 1 '"INQ0401" in codes and
        res["service:v1:one:public"]["owner"] == "second"' twice.json
    query hostile/duplicate-key-yaml 0 '"INQ0401" in codes and
        res["service:v1:one:public"]["owner"] == "second"' twice.yaml
    query hostile/limit-record 3 '"INQ0304" in codes and len(names) == 2' \
        --limit-record 4096 fat.ndjson
    query hostile/limit-scalar 0 '"INQ0303" in codes and len(names) == 3' \
        --limit-scalar 1024 fat.ndjson
    query hostile/limit-depth 3 '"INQ0301" in codes' --limit-depth 1 whole.json
    long_lines
    many_files
}

# What an input needs while it is read is not kept for each of many.
many_files() {
    record one active running:1 >one.json
    mkdir many
    for number in $(seq 400); do
        cp one.json "many/$number.json"
    done
    within hostile/many-files-take-little 5 65536 many
    rm -rf many one.json
}

# A line of 100 MB, in three syntaxes, is not held as a whole.
long_lines() {
    python 'for _ in range(100): out(b"x" * 1000000)' >long.txt
    python 'out(b"{\"name\":\"")
for _ in range(100): out(b"x" * 1000000)
out(b"\"}")' >long.json
    { head -n 2 good.txt && python 'out(b"  x |" * 20000000)'; } >long-row.txt
    for file in long.txt long.json long-row.txt; do
        within "hostile/100-MB-line-$file" 20 200000 "$file"
    done
    rm -f long.txt long.json long-row.txt
}

filters() {
    {
        listing 'sales service active running:1' 'sand service active running:1/2' \
            'nightly workflow active failed'
        listing 'sales service active running:1' | sed 's/public /private/'
    } >many.txt
    query filter/type 1 'len(names) == 3 and all(n.startswith("service") for n in names)' \
        -t 'serv*' many.txt
    query filter/workspace 0 'names == ["service:v1:sales:private"]' -w priv\* many.txt
    query filter/name 1 'names == ["service:v1:sand:public"]' -n 'sa?d' many.txt
    query filter/only 1 'names == [nightly]' --only failed many.txt
    query filter/only-two 1 'len(names) == 2' --only failed,degraded many.txt
    query filter/counts-what-is-shown 0 'r["summary"]["resources"] == 2' --only healthy many.txt
    query filter/inputs-tell-all 0 'read == 4 and not names' -n nobody many.txt
    query filter/long-names 0 'names == ["service:v1:sales:private"]' \
        --type service --workspace private --name sales many.txt
    expect filter/card 0 tester -n sales -w private many.txt
    expect filter/card-runtime 0 'running:1' -n sales -w private many.txt
    expect filter/no-card-for-all 0 '!tester' good.txt
}

outputs() {
    mkdir -p written && echo old >written/report.json
    before=$(ls -i written/report.json)
    run -o json=written/report.json good.txt
    check output/file-exit [ "$STATUS" -eq 0 ]
    check output/file-is-renamed-into-place [ "$before" != "$(ls -i written/report.json)" ]
    check output/nothing-left-beside [ "$(ls -A written)" = report.json ]
    check output/nothing-on-stdout [ ! -s "$OUT" ]
    run -o json good.txt
    check output/file-as-stream cmp "$OUT" written/report.json
    run -o json=written/a.json -o jsonl=written/a.jsonl -o text good.txt
    check output/several [ "$STATUS" -eq 0 ] && check output/several-json test -s written/a.json
    check output/several-jsonl test -s written/a.jsonl && check output/several-text test -s "$OUT"
    chmod 555 written
    expect output/failed-says-why 4 INQ0701 -o json=missing/report.json good.txt
    check output/failed-leaves-nothing [ ! -e missing ]
    chmod 755 written
    one_line_each
}

one_line_each() {
    run -o jsonl bad.txt
    check output/jsonl-one-line-each [ "$(wc -l <"$OUT")" -eq 2 ]
    run -o json bad.txt
    check output/diagnostics-go-to-stderr [ ! -s "$ERR" ]
}

# A dump must not be able to drive the terminal: only SGR sequences of our own may come out.
colours() {
    escape=$(printf '\033') bell=$(printf '\007')
    record 'x\u001b]0;owned\u0007\u001b[2Jy\u009b31m' active failed >escape.json
    run --color always -o text escape.json
    sed "s/$escape\[[0-9;]*m//g" "$OUT" >plain
    check colour/only-our-sgr sh -c "! grep -aq '[$escape$bell]' plain"
    check colour/no-c1 sh -c "! grep -aq '$(printf '\302\233')' '$OUT'"
    expect colour/always 1 "$escape\\[[0-9;]*m" --color always bad.txt
    expect colour/never 1 "!$escape" --color never bad.txt
    expect colour/not-in-a-pipe 1 "!$escape" bad.txt
    expect colour/never-hostile 1 "!$escape" --color never escape.json
    on_a_terminal
}

on_a_terminal() {
    has_terminal || { skip colour/terminal 'no script(1), or no terminal to be had' && return; }
    script -qec "TERM=xterm $INQUEST bad.txt" /dev/null >"$OUT" 2>&1 </dev/null
    check colour/auto-on-a-terminal grep -aq "$escape\\[" "$OUT"
    NO_COLOR=1 script -qec "TERM=xterm $INQUEST bad.txt" /dev/null >"$OUT" 2>&1 </dev/null
    check colour/NO_COLOR sh -c "! grep -aq '$escape\[' '$OUT'"
    script -qec "TERM=dumb $INQUEST --color always bad.txt" /dev/null >"$OUT" 2>&1 </dev/null
    check colour/always-beats-dumb grep -aq "$escape\\[" "$OUT"
}

# Sections with scripts of their own: each takes over what its script found.
suite() {
    sh "$ROOT/tests/cli/$1.sh" >"$1.log" 2>&1
    tally "$1.log"
    check "$1/ran-to-the-end" grep -q "^# $1:" "$1.log"
}

[ $# -gt 0 ] || set -- exit_statuses usage options readme information walks encodings tables truncated \
    hostile filters outputs colours prompts codes rules relations logs archives redact exports suppress baseline \
    sqlite completion progress time marks replay monitors alerts
for section; do
    if [ -f "$ROOT/tests/cli/$section.sh" ]; then
        suite "$section"
    else
        "$section"
    fi
done
finish cli
