#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Every diagnostic that core/diag_codes.h lists can be met from outside: for each code there is a
# small input or command line here that brings it about. What is listed and not met is a failure.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program codes
cd "$WORK" || exit 1
: >met

# met NAME NUMBER: note that a check met the code; $FOUND is what the run said.
met() {
    if printf '%s\n' "$FOUND" | grep -aq "INQ0$2"; then
        ok "code/$2-$1"
        echo "$2" >>met
    else
        not_ok "code/$2-$1" "exit $STATUS, only $(printf '%s' "$FOUND" | tr '\n' ' ' | cut -c1-200)"
    fi
}

# report NUMBER NAME ARG…: the code stands in the diagnostics of the JSON report.
report() {
    number=$1 name=$2
    shift 2
    run -o json "$@"
    FOUND=$(jq -r '.diagnostics[].code' <"$OUT" 2>&1 | sort -u)
    met "$name" "$number"
}

# says NUMBER NAME ARG…: standard output or standard error has the code.
says() {
    number=$1 name=$2
    shift 2
    run "$@"
    FOUND=$(cat "$OUT" "$ERR")
    met "$name" "$number"
}

unread_inputs() {
    : >empty.txt
    ln -s nowhere dangling && mkdir -p links && mv dangling links
    printf 'dear reader\n' >letter.txt
    listing 'sales service active running:1' >good.txt
    python 'out(bytes(range(256)) * 40)' >noise.bin
    report 101 empty empty.txt
    report 102 missing no-such-file
    report 103 device /dev/null
    report 104 dangling-link links
    report 105 twice good.txt ./good.txt
    report 107 binary noise.bin
    run -o json=report.json good.txt
    report 110 own-report report.json
    report 112 deep-directory nest
}

archives() {
    "$PYTHON" -c "import io, tarfile, zipfile
with tarfile.open('names.tar', 'w') as t:
    for name in ('../a', 'b', 'b'):
        i = tarfile.TarInfo(name)
        i.size = 3
        t.addfile(i, io.BytesIO(b'x y'))
with tarfile.open('outer.tar', 'w') as t:
    t.add('names.tar')
with zipfile.ZipFile('locked.zip', 'w') as z:
    z.writestr('s', 'x')
d = bytearray(open('locked.zip', 'rb').read())
d[6] |= 1
d[d.find(b'PK\1\2') + 8] |= 1
open('locked.zip', 'wb').write(d)"
    head -c 700 names.tar >cut.tar
    head -c 20000000 /dev/zero | tr '\0' ' ' | gzip -n >blanks.gz
    report 113 cut-archive cut.tar
    report 114 encrypted locked.zip
    report 115 outside names.tar
    report 116 name-twice names.tar
    report 312 entries --limit-entries 1 names.tar
    report 313 unpacked --limit-unpacked 1 names.tar
    report 314 ratio blanks.gz
    report 315 nested --limit-archives 1 outer.tar
}

nest() {
    at=nest
    for level in 1 2 3 4 5 6 7 8 9 10; do
        at=$at/$level/b/c/d/e/f/g
    done
    mkdir -p "$at"
}

mended_inputs() {
    { printf '\377\376' && iconv -f UTF-8 -t UTF-16LE good.txt; } >utf16.txt
    sed 's/tester/t\xffster/' good.txt >invalid.txt
    { cat good.txt && printf '\033[31m\n'; } >coloured.txt
    # Text that is known for what it is, and says nothing.
    printf '\n\n \n' >blank.txt
    report 106 nothing-recognised blank.txt
    report 108 utf-16 utf16.txt
    report 109 invalid-utf-8 invalid.txt
    report 111 escapes coloured.txt
}

documents() {
    printf '{"name": "a",\n type: "x"}\n' >fault.json
    printf 'name: a\n  type: service\nversion: v1\n\nrest: 1\n' >fault.yaml
    python 'out(b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
for i in range(1, 12):
    out(b"a%d: &a%d [%s]\n" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 10)))' >bomb.yaml
    printf 'name: a\ntype: service\nstatus: *nothing\n' >alias.yaml
    printf 'name: a\ntype: service\n<<: {a: b}\n' >merge.yaml
    printf 'name: a\n? {x: y}\n: z\ntype: service\n' >key.yaml
    report 200 letter letter.txt
    report 201 json fault.json
    report 203 yaml fault.yaml
    report 204 alias-bomb bomb.yaml
    report 205 unknown-alias alias.yaml
    report 206 merge-key merge.yaml
    report 216 not-loose --input-format loose fault.yaml
    report 221 skipped-lines fault.yaml
    report 221 skipped-key key.yaml
}

tables() {
    printf '%s\n' 'NAME | TYPE    | STATUS | OWNER' '-----|---------|--------|------' >head.txt
    { cat head.txt && printf 'a | service\n'; } >cut.txt
    { cat head.txt && printf 'a | service | active | x | y\n'; } >wide.txt
    { cat head.txt && printf 'a | service | active\nb | service | active | x\n'; } >short.txt
    printf '%s\n' 'NAME | TYPE | TYPE' '-----|------|-----' 'a | b | c' >twice.txt
    printf '%s\n' 'CITY | RIVER' '-----|------' 'Wien | Donau' >other.txt
    printf '%s\n' 'TOPIC | PARTITIONED' '------|------------' 'a     | N' >others.txt
    printf '%s\n' 'NAME          | TY' 'PE    | STATUS' '--------------|---' '------|-------' \
        'a             | se' 'rvice | active' >narrow.txt
    report 210 cut-row cut.txt
    report 211 wide-row wide.txt
    report 212 title-twice twice.txt
    report 213 short-row short.txt
    report 214 other-table other.txt
    report 215 narrow-terminal narrow.txt
    report 217 others others.txt
}

limits() {
    python 'out(b"[" * 100)' >deep.json
    record one active running:1 >one.json
    python 'out(b"{\"name\":\"a\",\"type\":\"service\",\"version\":\"v1\",\"workspace\":\"w\"")
out(b",\"owner\":\"x\"" * 150 + b"}\n")' >many.json
    python 'out(b"{\"name\":\"" + b"x" * 20000000 + b"\"}\n")' >giant.json
    python 'out(b"INFO[0000] " + b"a" * 60 + b"!\n")' >slow.txt
    printf '%s\n' 'platform: slow' 'extract:' "  - '(?<apply_error>(a|aa)+)[bc]\$'" >slow.yaml
    python 'out(b"2026-01-05 10:00:00 ERROR [main] " + b"x" * 1000000 + b"\n")' >line.log
    python 'out(b"2026-01-05 10:00:00 ERROR [main] x\n" * 100)' >errors.log
    report 301 depth deep.json
    report 302 key --limit-key 4 one.json
    report 303 scalar --limit-scalar 4 one.json
    report 304 record --limit-record 16 one.json
    report 305 memory --max-memory 8M giant.json
    report 305 memory-for-the-window --max-memory 3M giant.json
    python 'out(b"name: a\ntype: service\n" + b"owner: x\n" * 150)' >many.yaml
    report 306 many many.json
    report 306 many-in-yaml many.yaml
    report 307 slow-pattern --kinds slow.yaml slow.txt
    report 303 line-of-a-log line.log
    report 308 long-line line.log
    report 309 many-lines errors.log
}

records() {
    sed 's/"owner":"tester"/"owner":"x","owner":"y"/' one.json >double.json
    listing 'sales service dreaming running:1' >dreaming.txt
    printf '{"status":"active"}\n' >nameless.json
    report 401 key-twice double.json
    report 402 unknown-value dreaming.txt
    report 403 nameless nameless.json
}

# pack NAME LINE…: a rule pack of one rule that is right but for the lines given.
pack() {
    pack_file=$1.yaml
    shift
    printf '%s\n' '- id: a-rule' '  class: note' '  title: a title' "$@" >"$pack_file"
}

packs() {
    pack unknown 'when: {fact: status}' 'wehn: x'
    sed -i '4,$s/^/  /' unknown.yaml
    pack lacking '  severity: error'
    pack pattern '  when: {fact: status, match: "("}'
    pack value '  severity: huge' '  when: {fact: status}'
    pack right '  when: {fact: status, equals: error}'
    { cat right.yaml && cat right.yaml; } >again.yaml
    { cat right.yaml && printf '  test: {fires: [{status: active}], silent: [{status: x}]}\n'; } \
        >wrong.yaml
    report 501 rule --rules unknown.yaml good.txt
    report 502 rule --rules lacking.yaml good.txt
    report 503 rule --rules pattern.yaml good.txt
    report 504 rule --rules value.yaml good.txt
    report 505 rule --rules again.yaml good.txt
    says 506 rule rules --check wrong.yaml
    says 507 rule rules --check right.yaml
    kind_packs
    suppressions
}

suppressions() {
    printf -- '- {rule: x, resource: x, reason: x, expires: 2026-01-01}\n' >accepted.yaml
    report 508 suppression --suppress accepted.yaml good.txt
    report 509 suppression --as-of 2026-01-02T00:00:00Z --suppress accepted.yaml good.txt
    report 510 suppression --suppress accepted.yaml good.txt
}

kind_packs() {
    printf 'platfrom: x\n' >unknown-kind.yaml
    printf 'kind: x\n' >lacking-kind.yaml
    printf "platform: x\nextract: ['(']\n" >pattern-kind.yaml
    printf "platform: x\nlogs: {errors: ['(']}\n" >logs-kind.yaml
    printf 'platform: x\nverdicts: [{health: fine}]\n' >value-kind.yaml
    report 501 kind --kinds unknown-kind.yaml good.txt
    report 502 kind --kinds lacking-kind.yaml good.txt
    report 503 kind --kinds pattern-kind.yaml good.txt
    report 503 kind-logs --kinds logs-kind.yaml good.txt
    report 504 kind --kinds value-kind.yaml good.txt
}

# faulty FAULT: a plugin with this fault, alone in a directory of the same name
faulty() {
    mkdir -p "$1"
    ${CC:-cc} -std=c11 -Wall -Wextra -Werror -fPIC -shared -I"$ROOT/core" "-DFAULT_$1" \
        -o "$1/faulty.so" "$ROOT/tests/cli/faulty.c" || not_ok "build/$1" 'the plugin does not build'
}

plugins() {
    for fault in ABI ID TAKEN SYNTAX GIVES_UP; do
        faulty $fault
    done
    mkdir -p open none
    cp SYNTAX/faulty.so open && chmod o+w open/faulty.so
    echo 'no object' >none/none.so
    printf '{"faulty": 1}\n' >faulty.json
    says 601 writable --plugin-path open plugins
    says 602 other-abi --plugin-path ABI plugins
    says 603 no-object --plugin-path none plugins
    says 604 taken --plugin-path TAKEN plugins
    says 605 bad-id --plugin-path ID plugins
    report 601 in-the-report --plugin-path open good.txt
    report 290 plugin --plugin-path GIVES_UP faulty.json
    report 220 next-parser --plugin-path SYNTAX faulty.json
}

outputs() {
    says 701 no-directory -o json=missing/report.json good.txt
    run_full
    FOUND=$(cat "$ERR")
    met full-device 701
}

run_full() {
    timeout "$TIMEOUT" "$INQUEST" -o json good.txt >/dev/full 2>"$ERR"
    STATUS=$?
}

all_listed() {
    sed -n 's/^X(\([0-9]*\),.*/\1/p' "$ROOT/core/diag_codes.h" | sort >listed
    sort -u met | comm -23 listed - | tr '\n' ' ' >missed
    check code/all-that-are-listed-are-met sh -c 'cat missed; [ ! -s missed ]'
}

series() {
    listing 'sales service active running:1' >2026-02-01T10-00-00Z.txt
    listing 'sales service active running:1' >2026-02-01T11-00-00Z.txt
    report 310 no-time timeline 2026-02-01T1*.txt good.txt
    {
        printf '{"kind":"Pod","metadata":{"name":"p"},"status":{"phase":"Failed"}}\n'
        for i in $(seq 10 80); do
            printf '{"kind":"Event","involvedObject":{"kind":"Pod","name":"p"},"message":"%s",' "$i"
            printf '"lastTimestamp":"2026-02-01T10:00:%sZ"}\n' "$((i % 10 + 10))"
        done
    } >2026-02-01T10-10-00Z-events.json
    for i in $(seq 5000); do
        record sales active "running:$i"
    done >often.ndjson
    report 317 often timeline often.ndjson
    report 316 marks timeline 2026-02-01T10-10-00Z-events.json
}

# alert FILTER [EDIT OF sed]: a Monitor over good.txt
alert() {
    cat >alert.yaml <<END
name: m
type: monitor
monitor:
  schedule: '* * * * *'
  type: report_monitor
  report:
    source: {dataOsInstance: {path: '/x?id=service:v1:sales:public'}}
    conditions:
      - valueComparison: {observationType: status, valueJqFilter: '$1', operator: equals, value: active}
END
    sed -i "${2:-}" alert.yaml
}

alerts() {
    alert .value 's/monitor$/manager/'
    report 801 no-alert replay -m alert.yaml good.txt
    alert .value 's/equals/equal/'
    report 802 operator replay -m alert.yaml good.txt
    alert '.value['
    report 803 filter replay -m alert.yaml good.txt
    alert empty
    report 804 no-value replay -m alert.yaml good.txt
    alert '1, 2'
    report 805 values replay -m alert.yaml good.txt
}

nest
unread_inputs
mended_inputs
documents
tables
limits
archives
records
packs
plugins
outputs
series
alerts
all_listed
finish codes
