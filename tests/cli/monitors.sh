#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Manifests of Monitors for what is broken, and for what is named.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program monitors
cd "$WORK" || exit 1

listing 'sales service active running:1' >good.txt
listing 'sales service error -' 'orders service active pending:0/1' 'poor service active running:1/2' \
    'nightly workflow active failed' 'gone service deleted -' >bad.txt

# holds NAME EXIT EXPRESSION ARG…: of the documents that inquest monitors writes: all, monitors by
# what they watch ("status service:v1:sales:public"), pager, names; the platform's rules hold for all
holds() {
    holds_name=$1 holds_exit=$2 holds_expression=$3
    shift 3
    run monitors "$@"
    if [ "$STATUS" != "$holds_exit" ]; then
        not_ok "$holds_name" "$(say_status "$holds_exit")"
        return
    fi
    check "$holds_name" "$PYTHON" -c '
import re, sys, urllib.parse, yaml
text = open(sys.argv[2], "rb").read()
assert all(32 <= b < 127 or b == 10 for b in re.sub(rb"(?m)^#.*$", b"", text)), "not ASCII"
assert b"\x1b" not in text
docs = [d for d in yaml.safe_load_all(text) if d]
monitors, pager, names = {}, None, [d["name"] for d in docs]
for d in docs:
    assert re.fullmatch("[a-z0-9]([a-z0-9-]{0,46}[a-z0-9])?", d["name"]), d["name"]
    if d["type"] == "pager":
        pager = d["pager"]
        continue
    m = d["monitor"]
    path = m["report"]["source"]["dataOsInstance"]["path"]
    report, query = re.fullmatch(r"/collated/api/v1/reports/resources/(status|runtime)\?id=([\w.:%-]+)", path).groups()
    value = m["report"]["conditions"][0]["valueComparison"]
    assert len(m["report"]["conditions"]) == 1 and value["operator"] == "equals"
    assert isinstance(value["value"], str) and value["valueJqFilter"] == ".value"
    assert m["type"] == "report_monitor" and m["schedule"] == "*/5 * * * *" and m["timezone"] == "UTC"
    assert m["incident"]["name"] == d["name"] and m["incident"]["incidentType"] == "inquest"
    monitors.setdefault(urllib.parse.unquote(query), []).append(
        (report, value["observationType"], value["value"], m["incident"]["severity"]))
assert len(set(names)) == len(names), names
assert names[:-1] == sorted(names[:-1]), names
assert (pager is None) == (not monitors)
if pager:
    assert pager["conditions"] == [{"valueJqFilter": ".properties.incidentType", "operator": "equals", "value": "inquest"}]
    assert pager["output"]["webHook"]["url"] == "https://WEBHOOK.INVALID/replace-me"
if not eval("(" + sys.argv[1] + ")"):
    sys.exit(f"{monitors} {names}")
' "$holds_expression" "$OUT"
}

broken() {
    holds broken/conditions 1 'monitors == {
        "service:v1:sales:public": [("status", "status", "error", "critical")],
        "service:v1:poor:public": [("runtime", "runtime", "running:1/2", "high")],
        "workflow:v1:nightly:public": [("runtime", "runtime", "failed", "critical")]}' bad.txt
    holds broken/names 1 'names == ["inquest-nightly-workflow-failed", "inquest-poor-service-running",
        "inquest-sales-service-error", "inquest-pager"]' bad.txt
    check broken/evidence grep -qxF '# bad.txt:3 status error' "$OUT"
    holds broken/deleted-that-counts 1 'monitors == {
        "service:v1:gone:public": [("status", "status", "deleted", "critical")]}' -n gone bad.txt
    holds broken/filter 1 'list(monitors) == ["service:v1:sales:public"]' -n sales bad.txt
    holds broken/fail-on 0 'len(monitors) == 3' --fail-on never bad.txt
    mkdir 2026-02-01T10-00-00Z 2026-02-01T10-20-00Z
    cp bad.txt 2026-02-01T10-00-00Z && cp bad.txt 2026-02-01T10-20-00Z
    holds broken/that-waits 1 'monitors == {
        "service:v1:orders:public": [("runtime", "runtime", "pending:0/1", "high")]}' \
        -n orders 2026*
    check broken/that-waits-says-so grep -q '^# a start that lasts' "$OUT"
    sed 's/failed/Failed/;s/error /ERROR /' bad.txt >shouts.txt
    holds broken/words-in-lower-case 1 'monitors["workflow:v1:nightly:public"][0][2] == "failed" and
        monitors["service:v1:sales:public"][0][2] == "error"' shouts.txt
    printf -- '- rule: "*"\n  resource: "*:sales:*"\n  reason: known\n' >accept.yaml
    holds broken/accepted 1 '"service:v1:sales:public" not in monitors and len(monitors) == 2' \
        --suppress accept.yaml bad.txt
    run -o json=before.json bad.txt
    holds broken/known 0 'monitors == {}' --baseline before.json bad.txt
}

nothing() {
    holds nothing/broken 0 'docs == []' good.txt
    expect nothing/broken-says-so 0 'nothing is broken: no Monitor' monitors good.txt
    expect nothing/quiet 0 '!nothing is broken' monitors -q good.txt
    expect nothing/recognised 3 - monitors "$ROOT/LICENSE"
}

# What no Monitor can look at is told, and what it breaks is watched in its place.
unable() {
    holds unable/pod 1 'list(monitors) == ["service:v1:berth-usage-api:harbour"]' \
        "$ROOT/samples/image-cannot-be-pulled/dumps"
    check unable/pod-is-told grep -q '^#   pod::berth-usage-api-.* is watched in its place$' "$OUT"
    holds unable/builder 1 'docs == []' "$ROOT/samples/active-but-stage-error/dumps"
    check unable/builder-is-told [ "$(grep -c '^#   .* no value that a Monitor can look at' "$OUT")" -eq 2 ]
    check unable/standard-error grep -q 'not watched: 2' "$ERR"
    printf 'NAME\tTYPE\tWORKSPACE\tSTATUS\tRUNTIME\nsales\tservice\tpublic\terror\tpending\n' >grid.tsv
    holds unable/version 1 'docs == []' grid.tsv
    check unable/version-is-told grep -q 'its version is not in the dumps' "$OUT"
}

named() {
    holds named/three 0 'monitors == {"service:v1:sales:public": [
        ("status", "status", "deleted", "critical"), ("status", "status", "error", "critical"),
        ("runtime", "runtime", "failed", "critical")]}' --for service:v1:sales:public good.txt
    check named/well-is-no-matter [ ! -s "$ERR" ]
    holds named/without-workspace 0 'list(monitors) == ["service:v1:sales:public"]' \
        --for service:v1:sales good.txt
    holds named/static-has-no-runtime 0 'len(monitors["lens:v1alpha:new:public"]) == 2' \
        --for Lens:v1alpha:new:public good.txt
    check named/unseen-is-told grep -qF -- '--for Lens:v1alpha:new:public: the dumps do not show it' "$ERR"
    check named/unseen-comment grep -qxF '# the dumps do not show it' "$OUT"
    holds named/glob 1 'len(monitors) == 4 and all(len(m) == 3 for m in monitors.values())' \
        --for 'service:*' bad.txt
    holds named/twice 1 'len(monitors) == 4 and all(len(m) == 3 for m in monitors.values())' \
        --for 'service:*' --for '*:sales:public' bad.txt
    holds named/filter 1 'list(monitors) == ["service:v1:sales:public"]' \
        --for 'service:*' -n sales bad.txt
    holds named/glob-of-none 0 'docs == []' --for 'lens:*' good.txt
    check named/glob-of-none-is-told grep -q 'nothing to watch' "$ERR"
    holds named/needs-workspace 0 'docs == []' --for lens:v1alpha:new good.txt
    check named/needs-workspace-is-told grep -q 'its workspace is not in the dumps' "$OUT"
    holds named/no-type-of-the-platform 0 'docs == []' --for 'pod:v1:x:public' good.txt
    holds named/long 0 'len(names) == 6 and all(len(n) <= 48 for n in names)' \
        --for "instance-secret:v1:$(printf 'n%.0s' $(seq 100))" --for "depot:v1:$(printf 'n%.0s' $(seq 99))" \
        -t none -q good.txt
}

# Names that become the same are told apart, whatever else is there.
numbers() {
    for name in a.b a_b a-b a-b-service-error-2; do
        record $name error failed
    done >same.ndjson
    holds number/names 1 'sorted(names) == ["inquest-a-b-service-error", "inquest-a-b-service-error-2",
        "inquest-a-b-service-error-2-service-error", "inquest-a-b-service-error-3", "inquest-pager"]' \
        same.ndjson
    long=$(printf 'n%.0s' $(seq 60))
    for n in 1 2 3 4 5 6 7 8 9 10 11; do
        record "$long$n" error failed
    done >long.ndjson
    holds number/long 1 'len(names) == 12' long.ndjson
}

# Nothing that a dump holds is more than text.
hostile() {
    holds hostile/sample 1 'len(monitors) == 15 and "service:v1:null:public" in monitors' \
        "$ROOT/samples/hostile-strings/dumps"
    cat >odd.yaml <<'END'
verdicts:
  - {status: (some), health: failed, reason: odd}
END
    for word in 'null' 'yes' '1.50' '~' "it's" '{a: b}' '- x' '# no' 'a\nb: c\n---\nd' '\u001b[31m\u009b' \
        '\u202e\u2028\ud83d\ude00' '"q\"' 'a \t '; do
        "$PYTHON" -c 'import json, sys
word = json.loads("\"" + sys.argv[1].replace("\"", "\\\"") + "\"")
print(json.dumps({"name": "sales", "version": "v1", "type": "service", "workspace": "public",
                  "status": {"aggregateStatus": word}}))
open("word", "w").write(repr(word))' "$(printf '%s' "$word" | sed 's/\\"/\\\\"/')" >odd.json
        holds "hostile/value-$word" 1 'monitors["service:v1:sales:public"][0][2].strip() == eval(open("word").read()).strip().lower()' \
            --kinds odd.yaml odd.json
    done
    record sales 'error' failed | sed 's/sales/x: {{ .Env }} %25/' >template.json
    holds hostile/template 1 'list(monitors) == ["service:v1:x: {{ .Env }} %25:public"]' template.json
    mkdir "$(printf 'two\nlines')" && cp bad.txt "$(printf 'two\nlines')"
    holds hostile/path 1 'len(monitors) == 3' "$(printf 'two\nlines')"
}

secrets() {
    printf '%s\n' 'name: sales' 'version: v1' 'type: service' 'workspace: public' 'status:' \
        '  aggregateStatus: "error password=hunter2secret"' '  builderState: {stage: error, info: "encountered an error: password=hunter2secret"}' >told.yaml
    run monitors told.yaml
    check secret/hidden sh -c "! grep -q hunter2 '$OUT'"
    holds secret/no-condition 1 'docs == []' told.yaml
    run monitors --no-redact told.yaml
    check secret/no-redact [ "$STATUS" -eq 1 ]
}

command() {
    expect command/no-id 2 'form TYPE:VERSION:NAME\[:WORKSPACE\]' monitors --for sales good.txt
    expect command/no-version 2 'form TYPE' monitors --for service::sales good.txt
    expect command/other-command 2 'go.* with monitors' --for service:v1:sales good.txt
    expect command/output 2 'text does not serve monitors' monitors -o text good.txt
    expect command/report 2 'manifest does not serve analyze' -o manifest good.txt
    expect command/diff 2 'manifest does not serve diff' diff -o manifest good.txt bad.txt
    expect command/content-lost 3 'Part of the dumps' monitors "$ROOT/samples/broken-files/dumps"
    expect command/plugins 0 '^manifest|manifest' plugins
    run monitors bad.txt -o manifest=file.yaml
    run monitors bad.txt
    check command/to-a-file cmp file.yaml "$OUT"
    run monitors -j4 2026* bad.txt good.txt
    cp "$OUT" one.yaml
    run monitors -j1 good.txt bad.txt 2026*
    check command/order cmp one.yaml "$OUT"
    expect command/full 4 INQ0701 monitors -o manifest=/dev/full bad.txt
    run monitors - <bad.txt
    check command/stdin grep -qxF '# -:3 status error' "$OUT"
}

# What inquest writes fires on the dumps that it was written from, and its Pager sends it on.
round_trip() {
    for round_dumps in "$ROOT"/samples/*/dumps; do
        round_name=$(basename "$(dirname "$round_dumps")")
        run monitors -q -o manifest=round.yaml "$round_dumps"
        grep -q '^type: monitor' round.yaml || continue
        run replay -q -m round.yaml -o json "$round_dumps"
        check "round/$round_name" "$PYTHON" -c '
import json, sys
r, text = json.load(open(sys.argv[1])), open("round.yaml").read()
fired = {i["monitor"] for i in r["incidents"]}
silent = [s for s in r["silent"] if "disagree" not in s["why"]]
if len(fired) != r["monitors"] - len(r["silent"]) + len(silent) or silent:
    sys.exit(f"only {fired} of {text}: {silent}")
if not all(i["pagers"] for i in r["incidents"]):
    sys.exit("not sent on")
if r["uncovered"] and "ot watched:" not in text:
    sys.exit(r["uncovered"])
' "$OUT"
    done
}

# What cannot be read does not hide what was broken once.
beside_an_empty_file() {
    cp -r "$ROOT/samples/series/dumps" past && : >past/empty.txt && ln -s nowhere past/dangling
    run monitors -q past
    check past/beside-an-empty-file [ "$(grep -c '^type: monitor' "$OUT")" = 6 ]
}

broken
nothing
unable
beside_an_empty_file
round_trip
named
numbers
hostile
secrets
command
finish monitors
