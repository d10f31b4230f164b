#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Dumps of several moments: what changed between two, and what happened over many.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program time
cd "$WORK" || exit 1

# at TIME [COMMAND] ROW…: one listing, in a directory named by its time
at() {
    mkdir -p "$1"
    at_file=$1/get.txt
    shift
    printf '$ %s\n\n' "$1" >"$at_file"
    shift
    listing "$@" >>"$at_file"
}

ALL='dataos-ctl get -a'
at a/2026-02-01T10-00-00Z "$ALL" 'sales service active running:1' 'orders service active running:1' \
    'nightly workflow active next:2026-02-02T01:00:00Z' 'idle service active running:1' \
    'poor service active running:1/2'
at b/2026-02-01T10-20-00Z "$ALL" 'sales service error pending' 'fresh service error failed' \
    'nightly workflow active next:2026-02-03T01:00:00Z' 'idle service active running:1' \
    'poor service active running:2/2'
sed 's/tester  $/somebody/' a/2026-02-01T10-00-00Z/get.txt >owner.txt

valid() {
    check "$1" "$PYTHON" "$ROOT/tests/golden/validate.py" "$ROOT/man/inquest.$2.1.schema.json" "$3"
}

# holds NAME EXPRESSION FILE: of the JSON in FILE
holds() {
    check "$1" "$PYTHON" -c '
import json, sys
doc = json.load(open(sys.argv[2]))
changes = {c["resource"]: c for c in doc.get("changes", [])}
lanes = {c["resource"]: c for c in doc.get("resources", [])}
steps = [(t["resource"].split(":")[2], t["from"], t["to"]) for t in doc.get("transitions", [])]
if not eval("(" + sys.argv[1] + ")"):
    sys.exit(f"{changes or doc}")
' "$2" "$3"
}

# made NAME FILE EXIT ARG…: the JSON of a run, which fits its schema, goes to FILE
made() {
    made_name=$1 made_file=$2 made_exit=$3
    shift 3
    run "$@" -o json="$made_file"
    check "$made_name-exit" [ "$STATUS" -eq "$made_exit" ]
    [ -f "$made_file" ] && valid "$made_name-schema" "$1" "$made_file"
}

differences() {
    made diff/worse ab.json 1 diff a b
    holds diff/kinds '{i: c["change"] for i, c in changes.items()} == {
        "service:v1:sales:public": "worse", "service:v1:orders:public": "deleted",
        "service:v1:fresh:public": "new", "service:v1:poor:public": "recovered"}' ab.json
    holds diff/noise-is-left-out '"workflow:v1:nightly:public" not in changes' ab.json
    holds diff/facts 'changes["service:v1:sales:public"]["facts"] == [
        {"path": "status", "from": "active", "to": "error"},
        {"path": "runtime", "from": "running:1", "to": "pending"}]' ab.json
    holds diff/worse-first '[c["change"] for c in doc["changes"]][:2] == ["new", "worse"]' ab.json
    holds diff/times 'doc["before"] == "2026-02-01T10:00:00Z" and doc["after"] > doc["before"]' ab.json
    made diff/better ba.json 0 diff b a --fail-on failed
    holds diff/mirror '{i: c["change"] for i, c in changes.items()} == {
        "service:v1:sales:public": "recovered", "service:v1:orders:public": "new",
        "service:v1:fresh:public": "deleted", "service:v1:poor:public": "worse"}' ba.json
    made diff/mirrored-exit ba.json 1 diff b a
    for side in a b; do
        made "diff/$side-itself" "$side$side.json" 0 diff "$side" "$side"
        holds "diff/$side-itself-is-empty" 'doc["changes"] == [] and doc["summary"]["unchanged"] > 3' \
            "$side$side.json"
    done
    check diff/mirrored-word-by-word "$PYTHON" -c '
import json
ab, ba = (json.load(open(f))["changes"] for f in ("ab.json", "ba.json"))
there = lambda h: h if h != "deleted" else None
turned = lambda c: (c["resource"], str(there(c["health"]["to"])), str(there(c["health"]["from"])),
                    [(f["path"], f["to"], f["from"]) for f in c["facts"]])
plain = lambda c: (c["resource"], str(there(c["health"]["from"])), str(there(c["health"]["to"])),
                   [(f["path"], f["from"], f["to"]) for f in c["facts"]])
assert sorted(map(plain, ab)) == sorted(map(turned, ba))'
    made diff/owner owner.json 0 diff a owner.txt
    holds diff/owner-only 'len(changes) == 5 and all(c["change"] == "changed" and
        c["facts"] == [{"path": "owner", "from": "tester", "to": "somebody"}]
        for c in changes.values())' owner.json
    made diff/named named.json 1 diff --snapshot before=a --snapshot after=b
    holds diff/label 'doc["snapshots"][1]["label"] == "after"' named.json
    expect diff/text 1 '^WORSE  service:v1:sales:public  healthy -> failed' diff a b
    expect diff/filter 0 '1 recovered   0 unchanged' diff -n poor a b
    expect diff/fail-on-never 0 - diff --fail-on never a b
}

# Only a listing of the same scope tells that something is gone for good.
scopes() {
    mkdir -p one two three
    at one 'dataos-ctl get -t service -w public' 'sales service active running:1' \
        'orders service active running:1'
    at two 'dataos-ctl get -t service -w public' 'sales service active running:1'
    at three 'dataos-ctl get -t service -w public -n sales' 'sales service active running:1'
    listing 'sales service active running:1' >unknown.txt
    { cat two/get.txt && printf '  half          | v1      | serv'; } >cut.txt
    made scope/same scope.json 1 diff one two
    holds scope/same-deleted 'changes["service:v1:orders:public"]["change"] == "deleted" and
        changes["service:v1:orders:public"]["inferred"]' scope.json
    made scope/other scope.json 0 diff one three
    holds scope/other-gone 'changes["service:v1:orders:public"]["change"] == "gone"' scope.json
    made scope/unknown scope.json 0 diff one unknown.txt
    holds scope/unknown-gone 'changes["service:v1:orders:public"]["change"] == "gone"' scope.json
    made scope/cut scope.json 3 diff one cut.txt
    holds scope/cut-gone 'changes["service:v1:orders:public"]["change"] == "gone"' scope.json
}

# As many listings as there are workspaces, in one capture and in files of their own.
many_scopes() {
    "$PYTHON" -c '
import pathlib
head = "NAME | VERSION | TYPE | WORKSPACE | STATUS | RUNTIME | OWNER\n" + "-----|" * 6 + "-----\n"
def answer(space, names):
    rows = "".join(f"{n} | v1 | service | {space} | active | running:1 | tester\n" for n in names)
    return f"$ dataos-ctl get -t service -w {space}\n\n{head}{rows}\n"
for side, names in (("before", ["kept", "lost"]), ("after", ["kept"])):
    spaces = [f"space-{i}" for i in range(1000)]
    all = [answer(s, names if s in ("space-3", "space-900") else ["kept"]) for s in spaces]
    pathlib.Path(f"{side}.txt").write_text("".join(all), encoding="utf-8")
    folder = pathlib.Path(f"{side}-files")
    folder.mkdir()
    for i, text in enumerate(all):
        (folder / f"{i}.txt").write_text(text, encoding="utf-8")'
    for kind in .txt -files; do
        made "many-scopes/$kind" many.json 1 diff "before$kind" "after$kind"
        holds "many-scopes/$kind-deleted" '{i: c["inferred"] for i, c in changes.items()} == {
            "service:v1:lost:space-3": True, "service:v1:lost:space-900": True}' many.json
    done
}

refusals() {
    expect refused/one-operand 2 'diff takes BEFORE and AFTER' diff a
    expect refused/three-operands 2 'diff takes BEFORE and AFTER' diff a b a
    expect refused/stdin-twice 2 'only once' diff - -
    expect refused/output 2 'csv does not serve diff' diff -o csv a b
    expect refused/label 2 'LABEL=PATH' --snapshot a a
    expect refused/label-twice 2 'taken' --snapshot x=a --snapshot x=b
    expect refused/nothing-there 3 'INQ0102' diff -o json a missing
}

# What only one side says of its version is the same resource still.
identities() {
    printf 'NAME\tTYPE\tWORKSPACE\tSTATUS\tRUNTIME\nsales\tservice\tpublic\terror\tpending\n' >grid.tsv
    made identity/joined grid.json 1 diff -n sales a grid.tsv
    holds identity/joined-worse 'list(changes) == ["service:v1:sales:public"] and
        changes["service:v1:sales:public"]["change"] == "worse"' grid.json
}

# So is what has another version, if it is the only one.
versions() {
    mkdir newer both
    sed 's/| v1  /| v2  /' a/2026-02-01T10-00-00Z/get.txt >newer/2026-02-01T10-00-00Z.txt
    cp a/2026-02-01T10-00-00Z/get.txt both/2026-02-01T11-00-00Z-old.txt
    cp newer/2026-02-01T10-00-00Z.txt both/2026-02-01T11-00-00Z-new.txt
    made version/changed version.json 0 diff -n sales a newer
    holds version/changed-alone 'list(changes) == ["service:v2:sales:public"] and
        changes["service:v2:sales:public"]["facts"] == [{"path": "version", "from": "v1", "to": "v2"}]' \
        version.json
    made version/both version.json 0 diff -n sales a both
    holds version/both-stay-apart '{i: c["change"] for i, c in changes.items()} ==
        {"service:v2:sales:public": "new"}' version.json
}

secrets() {
    detail sales active running:1 >plain.yaml
    { detail sales error failed && printf '  builderState:\n    info: "encountered an error: password=hunter2secret"\n'; } >told.yaml
    for output in text json; do
        run diff -o "$output" plain.yaml told.yaml
        check "secret/$output" sh -c "grep -q redacted '$OUT' && ! grep -q hunter2 '$OUT'"
    done
}

# A flap, a wait, a deletion and what comes back, an hour apart, and what was broken at first.
over_time() {
    mkdir series
    at series/2026-02-01T10-00-00Z "$ALL" 'flap service active running:1' 'slow service active running:1' \
        'gone service active running:1' 'bad service active failed' 'well service active running:1'
    at series/2026-02-01T11-00-00Z "$ALL" 'flap service active failed' 'slow service active pending' \
        'gone service active running:1' 'bad service active failed' 'well service active running:1'
    at series/2026-02-01T12-00-00Z "$ALL" 'flap service active running:1' 'slow service active pending' \
        'bad service active failed' 'well service active running:1'
    at series/2026-02-01T13-00-00Z "$ALL" 'flap service active failed' 'slow service active running:1' \
        'bad service active failed' 'gone service active running:1' 'well service active running:1'
    made timeline/all series.json 1 timeline series
    holds timeline/steps 'steps == [
        ("flap", "healthy", "failed"), ("slow", "healthy", "progressing"),
        ("flap", "failed", "healthy"), ("gone", "healthy", "deleted"),
        ("slow", "progressing", "degraded"),
        ("flap", "healthy", "failed"), ("gone", "deleted", "healthy"),
        ("slow", "degraded", "healthy")]' series.json
    holds timeline/interval 'doc["transitions"][0]["after"] == "2026-02-01T10:00:00Z" and
        doc["transitions"][0]["before"] == "2026-02-01T11:00:00Z"' series.json
    holds timeline/first 'doc["first_failure"] == "service:v1:bad:public"' series.json
    holds timeline/cascade '[c["resource"].split(":")[2] for c in doc["cascade"]] ==
        ["bad", "flap", "gone", "slow"]' series.json
    holds timeline/flap '[i for i in lanes if lanes[i]["flapping"]] == ["service:v1:flap:public"] and
        lanes["service:v1:flap:public"]["failures"] == 2' series.json
    holds timeline/broken '{i.split(":")[2] for i in lanes if lanes[i]["broken"]} == {"bad", "flap"}' \
        series.json
    holds timeline/recovery '{i.split(":")[2]: lanes[i]["seconds_to_recover"] for i in lanes} ==
        {"bad": None, "flap": None, "gone": 3600, "slow": 3600}' series.json
    holds timeline/seconds 'all(sum(l["seconds"].values()) == 3 * 3600 for l in lanes.values()) and
        lanes["service:v1:bad:public"]["seconds"]["failed"] == 3 * 3600' series.json
    holds timeline/healthy-has-no-lane '"service:v1:well:public" not in lanes' series.json
    expect timeline/text 1 'flap:public +\|\.F\.F\| flapping, broke 2 times' timeline series
    expect timeline/filter 0 '1 not always healthy' timeline -n slow series
    expect timeline/fail-on-never 0 - timeline --fail-on never series
    expect timeline/output 2 'csv does not serve timeline' timeline -o csv series
}

# What is accepted is shown and does not count.
accepted() {
    printf -- '- rule: "*"\n  resource: "service:v1:%s:public"\n  reason: known\n' bad flap >accept.yaml
    made accepted/timeline accepted.json 0 timeline --suppress accept.yaml series
    holds accepted/is-shown '[i.split(":")[2] for i in lanes if lanes[i]["suppressed"]] ==
        ["bad", "flap"]' accepted.json
    printf -- '- rule: "*"\n  resource: "*"\n  reason: known\n' >accept.yaml
    made accepted/diff accepted.json 0 diff --suppress accept.yaml -t service -n sales a b
    holds accepted/diff-is-shown 'changes["service:v1:sales:public"]["suppressed"]' accepted.json
}

orders() {
    run timeline -o json series
    cp "$OUT" walked.json
    for order in sort 'sort -r' 'sort -t0 -k4.1'; do
        # shellcheck disable=SC2046
        run timeline -o json -j4 $(find series -type f | $order)
        check "order/$(echo "$order" | tr -d ' ')" cmp "$OUT" walked.json
    done
}

# One moment is what a report says, and has no transitions.
one_moment() {
    for case in depot-takes-down-lens image-cannot-be-pulled broken-files; do
        dumps=$ROOT/samples/$case/dumps
        run -o json="$case.report" "$dumps"
        status=$STATUS
        run timeline -o json="$case.json" --snapshot-gap 1000d --snapshot one="$dumps"
        check "one/$case-exit" [ "$STATUS" -eq "$status" ]
        check "one/$case-same" "$PYTHON" -c '
import json, sys
report, line = (json.load(open(f)) for f in sys.argv[1:])
broken = lambda items: {r["id" if "id" in r else "resource"]: r["health"] for r in items
                        if r["health"] in ("degraded", "failed")}
assert broken(report["resources"]) == broken(line["resources"]), broken(line["resources"])
assert not line["transitions"] and len(line["snapshots"]) == 1' "$case.report" "$case.json"
    done
}

moments() {
    mkdir -p same/a same/b none
    cp series/2026-02-01T10-00-00Z/get.txt none/1.txt
    cp series/2026-02-01T11-00-00Z/get.txt none/2.txt
    made time/none none.json 1 timeline none
    holds time/none-is-one 'len(doc["snapshots"]) == 1 and doc["snapshots"][0]["at"] is None' none.json
    cp -r series/2026-02-01T10-00-00Z same/a
    cp -r series/2026-02-01T10-00-00Z same/b
    made time/same same.json 1 timeline same
    holds time/same-are-two 'len(doc["snapshots"]) == 2 and not steps' same.json
    made time/named named.json 1 timeline --snapshot before=none/1.txt --snapshot after=none/2.txt
    holds time/named-in-order '[s["label"] for s in doc["snapshots"]] == ["before", "after"] and
        steps[0] == ("flap", "healthy", "failed") and doc["transitions"][0]["before"] == "after"' \
        named.json
    made time/left-out left.json 1 timeline series none/1.txt
    holds time/left-out-is-told '[d["input"] for d in doc["diagnostics"] if d["code"] == "INQ0310"] ==
        ["none/1.txt"]' left.json
    mkdir zones
    cp series/2026-02-01T10-00-00Z/get.txt zones/2026-02-01T15-30-00+0530.txt
    cp series/2026-02-01T11-00-00Z/get.txt zones/2026-02-01T11-00-00Z.txt
    made time/zones zones.json 1 timeline zones
    holds time/zones-in-utc 'doc["snapshots"][0]["at"] == "2026-02-01T10:00:00Z"' zones.json
}

# What one input shows again and again is as many moments.
repeats() {
    mkdir repeats && cd repeats || return
    {
        printf '$ dataos-ctl get -t service -w public -r 5\n\n'
        listing 'sales service active running:1' 'orders service active running:1'
        listing 'sales service active pending' 'orders service active running:1'
        echo
        listing 'sales service active failed'
    } >2026-02-01T10-00-00Z.txt
    made repeats/table table.json 1 timeline 2026-02-01T10-00-00Z.txt
    holds repeats/table-moments '[s["at"] for s in doc["snapshots"]] ==
        [None, None, "2026-02-01T10:00:00Z"]' table.json
    holds repeats/table-labels '[s["label"] for s in doc["snapshots"]] ==
        ["2026-02-01T10-00-00Z.txt, 1 of 3", "2026-02-01T10-00-00Z.txt, 2 of 3", None]' table.json
    holds repeats/table-steps 'steps == [("sales", "healthy", "progressing"),
        ("orders", "healthy", "deleted"), ("sales", "progressing", "failed")]' table.json
    query repeats/analyze-takes-the-last 1 'health[sales] == "failed"' 2026-02-01T10-00-00Z.txt
    {
        echo 'INFO[0000] 🔍 get...complete'
        listing 'sales service active running:1' 'orders service active running:1'
        listing 'fresh service active running:1' 'orders service active failed'
        listing 'other service active running:1'
    } >plain.txt
    made repeats/no-command plain.json 1 timeline plain.txt
    holds repeats/no-command-steps 'len(doc["snapshots"]) == 2 and
        steps == [("orders", "healthy", "failed")]' plain.json
    {
        echo '[2026-02-01 09:00:00] me@host $ dataos-ctl get -t service -w public'
        listing 'sales service active running:1'
        echo '[2026-02-01 09:10:00] me@host $ dataos-ctl get -t lens -w public'
        listing 'prices lens active -'
        echo '2026-02-01T14:50:00+05:30'
        echo 'me@host $ dataos-ctl get -t service -w public'
        listing 'sales service active failed'
    } >prompts.txt
    made repeats/prompts prompts.json 1 timeline prompts.txt 2026-02-01T10-00-00Z.txt
    holds repeats/prompts-tell-times '[s["at"] for s in doc["snapshots"]] == ["2026-02-01T09:10:00Z",
        "2026-02-01T09:20:00Z", None, None, "2026-02-01T10:00:00Z"]' prompts.json
    for state in active:running:1 active:pending error:failed; do
        record sales "${state%%:*}" "${state#*:}"
        record orders active running:1
    done >records.ndjson
    "$PYTHON" -c 'import json; print(json.dumps([json.loads(l) for l in open("records.ndjson")]))' >records.json
    query repeats/last-on-a-line 1 'health[sales] == "failed"' records.json
    { detail sales active pending && echo --- && detail sales active running:1; } >documents.yaml
    for file in records.ndjson records.json; do
        made "repeats/$file" states.json 1 timeline "$file"
        holds "repeats/$file-states" 'steps == [("sales", "healthy", "progressing"),
            ("sales", "progressing", "failed")] and len(doc["snapshots"]) == 3' states.json
    done
    made repeats/documents states.json 0 timeline documents.yaml
    holds repeats/documents-states 'steps == [("sales", "progressing", "healthy")]' states.json
    cat >collated.json <<'END'
{"items":[
{"id":"service:v1:sales:public","observations":[
 {"type":"status","when":"2026-02-01T09:00:00Z","value":"active"},
 {"type":"runtime","when":"2026-02-01T09:10:00Z","value":"pending:0/1"},
 {"type":"runtime","when":"2026-02-01T09:40:00Z","value":"failed"},
 {"type":"runtime","when":"2026-02-01T09:20:00Z","value":"running:1"}]},
{"id":"service:v1:orders:public","observations":[
 {"type":"runtime","when":"2026-02-01T09:10:20Z","value":"running:1"},
 {"type":"runtime","when":"2026-02-01T09:30:00Z","value":"stopped"}]},
{"id":"service:v1:alone:public","observations":[
 {"type":"status","when":"2026-02-01T09:12:00Z","value":"active"},
 {"type":"runtime","when":"2026-02-01T09:39:00Z","value":"running:1"}]}]}
END
    made repeats/collated collated.result 1 timeline collated.json
    holds repeats/collated-moments '[s["at"][11:19] for s in doc["snapshots"]] ==
        ["09:10:20", "09:20:00", "09:30:00", "09:40:00"]' collated.result
    holds repeats/collated-states 'steps == [("sales", "progressing", "healthy"),
        ("orders", "healthy", "suspended"), ("sales", "healthy", "failed")]' collated.result
    query repeats/collated-report 1 'health[sales] == "failed"' collated.json
    # a table and a document of one resource are two views, a manifest is none
    { printf 'name: sales\nversion: v1\ntype: service\nworkspace: public\n' && echo --- &&
        detail sales active running:1; } >views.yaml
    { listing 'sales service active running:1' && echo --- && detail sales active running:1; } >views.txt
    for file in views.yaml views.txt; do
        made "repeats/$file" views.json 0 timeline "$file"
        holds "repeats/$file-is-one" 'len(doc["snapshots"]) == 1' views.json
    done
    made repeats/diff-takes-the-last diff.json 1 diff documents.yaml records.json
    holds repeats/diff-worse 'changes["service:v1:sales:public"]["health"] ==
        {"from": "healthy", "to": "failed"}' diff.json
    listing 'sales service active failed' >after.txt
    made repeats/diff-of-a-table diff.json 0 diff 2026-02-01T10-00-00Z.txt after.txt
    holds repeats/diff-of-its-last 'changes == {} and doc["summary"]["unchanged"] == 1' diff.json
    listing 'orders service active failed' >orders.txt
    { echo '$ dataos-ctl get -t service -w public' && cat after.txt && echo '$ dataos-ctl get -a' &&
        cat orders.txt && echo '$ dataos-ctl get -a' && cat orders.txt; } >two.txt
    made repeats/diff-of-two-tables diff.json 0 diff two.txt after.txt
    holds repeats/diff-keeps-the-other '{i: c["change"] for i, c in changes.items()} ==
        {"service:v1:orders:public": "gone"}' diff.json
    "$PYTHON" -c '
record = """{"name":"n","version":"v1","type":"service","workspace":"w","status":"%s"}"""
print("\n".join(record % ("active", "error")[i % 2] for i in range(5000)))' >many.ndjson
    run timeline -v -o json=many.json many.ndjson
    holds repeats/bounded 'len(doc["snapshots"]) == 4097 and
        [d["code"] for d in doc["diagnostics"]] == ["INQ0317"]' many.json
    cd "$WORK" || exit 1
}

# building NAME DONE DIRECTORY: what the builder has made so many objects of, of nine
building() {
    mkdir -p "$3"
    printf '%s\n' "name: $1" 'version: v1' 'type: service' 'workspace: public' 'status:' \
        '  aggregateStatus: pending' '  builderState:' '    stage: building' \
        '    numberOfWantedResources: "9"' "    numberOfProcessedResources: \"$2\"" >"$3/$1.yaml"
}

# becomes NAME HEALTHS DIRECTORY: what the lanes say at the moments of a timeline
becomes() {
    run timeline --fail-on never -o json=becomes.json "$3"
    holds "$1" "[(t['resource'].split(':')[2], t['to'], t['before'][14:16])
        for t in doc['transitions']] == $2" becomes.json
}

# What waits for too long, by the clock of the snapshots.
ageing() {
    for minute in 00 03 06 09; do
        building slow 1 "build/2026-02-01T10-$minute-00Z"
        building moves "${minute#0}" "build/2026-02-01T10-$minute-00Z"
        at "late/2026-02-01T10-$minute-00Z" "$ALL" 'stays workflow active next:2026-02-01T10:01:00Z' \
            "moves workflow active next:2026-02-01T10:$minute:30Z" 'later workflow active next:2026-02-01T10:08:00Z'
        mkdir -p "gone/2026-02-01T10-$minute-00Z"
        for name in held going; do
            printf 'kind: Pod\nmetadata: {name: %s, namespace: n%s}\nstatus: {phase: Running}\n' "$name" \
                "$([ $name = held ] && [ $minute != 00 ] && echo ', deletionTimestamp: "2026-02-01T10:02:00Z"')" \
                >"gone/2026-02-01T10-$minute-00Z/$name.yaml"
        done
    done
    becomes ageing/pending '[("moves", "degraded", "06"), ("slow", "degraded", "06")]' build
    holds ageing/builder '{i.split(":")[2]: lanes[i]["stays"][-1]["phase"] for i in lanes} ==
        {"slow": "builder", "moves": "runtime"}' becomes.json
    cat >stands.yaml <<'END'
- {id: stands, phase: runtime, class: note, severity: warning, health: failed, title: it stands, remedy: wait,
   source: none, when: {all: [{fact: runtime, equals: stopped}, {fact: standing.age, greater: 5m}]},
   test: {fires: [{runtime: stopped, standing.age: '301'}], silent: [{runtime: stopped}]}}
END
    for minute in 00 03 06 09; do
        at "own/2026-02-01T10-$minute-00Z" "$ALL" 'stays service active stopped'
    done
    run timeline --fail-on never --rules stands.yaml -o json=becomes.json own
    holds ageing/rules-of-others '[t["before"][14:16] for t in doc["transitions"]] == ["06"]' becomes.json
    becomes ageing/schedule '[("stays", "degraded", "06")]' late
    becomes ageing/deletion '[("held", "progressing", "03"), ("held", "degraded", "09")]' gone
    mkdir undated && cp build/*00-00Z/slow.yaml undated/1.yaml && cp undated/1.yaml undated/2.yaml
    run timeline --fail-on never -o json=undated.json --snapshot a=undated/1.yaml --snapshot b=undated/2.yaml
    holds ageing/without-a-time 'not doc["transitions"]' undated.json
}

properties() {
    mkdir properties
    (cd properties && INQUEST=$INQUEST "$PYTHON" -B "$ROOT/tests/cli/time_properties.py" >../properties.log 2>&1)
    check properties/ran-to-the-end [ "$(grep -c '^ok\|^not ok' properties.log)" -ge 100 ]
    tally properties.log
}

differences
scopes
many_scopes
refusals
identities
versions
secrets
over_time
accepted
orders
one_moment
moments
repeats
ageing
properties
finish time
