#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A former report as the baseline: what it knew does not count, what is new or worse does.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program baseline
cd "$WORK" || exit 1

listing 'sales service active running:1' 'nightly workflow active failed' >bad.txt
listing 'sales service active running:1/2' 'nightly workflow active failed' >both.txt
listing 'sales service active running:1/2' 'nightly workflow active running' >half.txt
listing 'sales service active running:1' >well.txt
listing 'sales service active pending:1' >waits.txt
rule() {
    printf -- '- {id: %s, phase: runtime, class: runtime, severity: %s,\n' "$1" "$2"
    printf "   when: {fact: runtime.word, equals: pending}, title: '{name} waits'}\n"
}
rule first error >one.yaml
{ rule first error && rule second error; } >two.yaml
{ rule first error && rule third warning; } >mild.yaml

# former FILE ARG…: the report of a run
former() {
    former_file=$1
    shift
    run -o json "$@"
    cp "$OUT" "$former_file"
}

resources() {
    former bad.json bad.txt
    former both.json both.txt
    query same 0 'health[nightly] == "failed" and r["baseline"] == {"as_of": None, "remarks": 0,
        "known": [nightly], "new": []}' --baseline bad.json bad.txt
    query new 1 'r["baseline"]["known"] == [nightly] and r["baseline"]["new"] == [sales]' \
        --baseline bad.json both.txt
    query better-or-gone 0 'r["baseline"]["known"] == [sales, nightly]' --baseline both.json half.txt
    query no-member-without-the-option 1 '"baseline" not in r' bad.txt
    former well.json well.txt
    query worse-than-healthy 1 'r["baseline"]["new"] == [nightly]' --baseline well.json bad.txt
    "$PYTHON" -c 'import sys
sys.stdout.write(sys.stdin.read().replace("\"health\":\"failed\"", "\"health\":\"degraded\""))' \
        <bad.json >milder.json
    query worse 1 'r["baseline"]["new"] == [nightly]' --baseline milder.json bad.txt
    former compared.json --baseline bad.json both.txt
    "$PYTHON" "$ROOT/tests/golden/validate.py" "$ROOT/man/inquest.report.1.schema.json" \
        compared.json >validate.log 2>&1
    case $? in
    0) ok schema ;;
    77) skip schema "$(cat validate.log)" ;;
    *) not_ok schema "$(head -n 3 validate.log | tr '\n' ' ')" ;;
    esac
    expect text/known 0 '^known +1 is as in the baseline, 0 are new or worse$' \
        --baseline bad.json bad.txt
    expect text/new 1 '^new +service:v1:sales:public$' --baseline bad.json both.txt
    former dated.json --at 2026-06-30T12:00:00Z bad.txt
    expect text/as-of 0 'in the baseline of 2026-06-30T12:00:00Z, 0 are' --baseline dated.json bad.txt
}

findings() {
    former one.json --rules one.yaml waits.txt
    query finding/same 0 'health[sales] == "degraded"' --baseline one.json --rules one.yaml waits.txt
    query finding/another-error 1 'r["baseline"]["new"] == [sales]' --baseline one.json \
        --rules two.yaml waits.txt
    query finding/another-warning 0 'r["baseline"]["known"] == [sales]' --baseline one.json \
        --rules mild.yaml waits.txt
    printf -- '- {rule: second, resource: "*", reason: known}\n' >second.yaml
    query finding/another-error-suppressed 0 'r["baseline"]["known"] == [sales]' \
        --baseline one.json --rules two.yaml --suppress second.yaml waits.txt
    printf -- '- {rule: "*", resource: "workflow:*", reason: known}\n' >nightly.yaml
    query suppressed-is-neither 0 'r["baseline"]["known"] == r["baseline"]["new"] == []' \
        --baseline well.json --suppress nightly.yaml bad.txt
}

files() {
    no='is no whole report that -o json wrote'
    expect file/missing 2 '--baseline no-such-file: it cannot be read' --baseline no-such-file bad.txt
    expect file/listing 2 "--baseline bad.txt: it $no" --baseline bad.txt bad.txt
    head -c 900 bad.json >cut.json
    expect file/cut 2 "$no" --baseline cut.json bad.txt
    for text in '' '[]' '{}' 'null' '{"schema":"inquest.report/1"}' \
        '{"schema":"inquest.report/2","resources":[],"findings":[]}' \
        '{"schema":"inquest.report/1","resources":[1],"findings":[]}' \
        '{"schema":"inquest.report/1","resources":[],"findings":[{}]}' \
        '{"schema":"inquest.report/1","resources":[{"id":"a:b:c","health":"odd","findings":[]}],"findings":[]}'; do
        printf '%s' "$text" >odd.json
        expect "file/odd-${#text}" 2 "$no" --baseline odd.json bad.txt
    done
    cat bad.json bad.json >twice.json
    expect file/twice 2 "$no" --baseline twice.json bad.txt
    "$PYTHON" -c 'print("{\"x\":" + "[" * 100000)' >deep.json
    expect file/deep 2 "$no" --baseline deep.json bad.txt
    "$PYTHON" -c 'print("{\"resources\":" + "[" * 100000)' >deep.json
    expect file/deep-where-it-is-kept 2 "$no" --baseline deep.json bad.txt
    expect file/jsonl 2 "$no" --baseline lines.json bad.txt
}

# What the first screen leaves out is compared as well.
long_lists() {
    listing >long.txt
    for i in $(seq 30); do
        listing "s$i service active failed" | tail -n 1 >>long.txt
    done
    former long.json long.txt
    sed 's/ s30 / s31 /' long.txt >longer.txt
    expect long/all-are-compared 1 '29 are as in the baseline' --limit 2 --baseline long.json longer.txt
}

remarks() {
    printf '2026-01-01T00:00:00Z ERROR java.lang.OutOfMemoryError: Java heap space\n' >app.log
    former log.json app.log
    cp app.log other.log
    query remark/known-by-what-it-says 0 'r["baseline"]["remarks"] == len(r["findings"]) == 2' \
        --baseline log.json other.log
    query remark/unknown 0 'r["baseline"]["remarks"] == 0 and r["findings"]' --baseline well.json \
        other.log
}

resources
findings
run -o jsonl bad.txt
cp "$OUT" lines.json
files
long_lists
remarks
finish baseline
