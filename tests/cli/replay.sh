#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Monitors and Pagers over dumps of several moments: what fires when, and who is told.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program replay
cd "$WORK" || exit 1

# monitor NAME SCHEDULE PATH TYPE FILTER OPERATOR VALUE [EXTRA LINE OF monitor]
monitor() {
    cat <<END
name: $1
version: v1alpha
type: monitor
monitor:
  schedule: '$2'
  type: report_monitor${8:+
  $8}
  report:
    source:
      dataOsInstance:
        path: '/collated/api/v1/reports/resources/$3'
    conditions:
      - valueComparison:
          observationType: $4
          valueJqFilter: '$5'
          operator: $6
          value: '$7'
  incident:
    name: $1
    severity: high
    password: hunter2hunter2
---
END
}

# pager NAME FILTER VALUE
pager() {
    cat <<END
name: $1
version: v1alpha
type: pager
pager:
  conditions:
    - valueJqFilter: '$2'
      operator: equals
      value: '$3'
  output:
    email:
      emailTargets: [oncall@example.com]
---
END
}

# at TIME ROW…: the listing of one moment
at() {
    mkdir -p "series/$1"
    at_file=series/$1/get.txt
    shift
    {
        printf '$ dataos-ctl get -a\n\n'
        listing "$@"
    } >"$at_file"
}

# holds NAME EXIT EXPRESSION ARG…: of `r`, the JSON of a replay
holds() {
    holds_name=$1 holds_exit=$2 holds_what=$3
    shift 3
    run replay "$@" -o json=replay.json
    check "$holds_name" "$PYTHON" -c '
import json, sys
r = json.load(open("replay.json"))
fired = [(i["monitor"], i["resource"].split(":")[2], i["fired_at"] and i["fired_at"][11:16]) for i in r["incidents"]]
paged = {(i["monitor"], p["pager"]) for i in r["incidents"] for p in i["pagers"]}
why = {s["monitor"]: s["why"] for s in r["silent"]}
codes = sorted(d["code"] for d in r["diagnostics"])
if int(sys.argv[2]) != int(sys.argv[3]):
    sys.exit(f"exit {sys.argv[2]}: {r}")
if not eval("(" + sys.argv[1] + ")"):
    sys.exit(f"{fired} {why} {codes} {r}")
' "$holds_what" "$STATUS" "$holds_exit"
    check "$holds_name-schema" "$PYTHON" "$ROOT/tests/golden/validate.py" \
        "$ROOT/man/inquest.replay.1.schema.json" replay.json
}

ID='status?id=service:v1'
RUN='runtime?id=service:v1'

at 2026-02-01T10-00-00Z 'sales service active running:1' 'orders service active running:1' \
    'gone service active running:1'
at 2026-02-01T10-20-00Z 'sales service error running:1' 'orders service active pending:0/1' \
    'gone service active running:1'
at 2026-02-01T10-41-00Z 'sales service active running:1' 'orders service active pending:0/1'
at 2026-02-01T11-03-00Z 'sales service error running:1' 'orders service active running:2'

edges() {
    monitor err '*/15 * * * *' "$ID:sales:public" status .value equals error >m.yaml
    holds edge/first-run-after 1 'fired == [("err", "sales", "10:30"), ("err", "sales", "11:15")]' \
        -m m.yaml series
    holds edge/delay 1 '[i["delay"] for i in r["incidents"]] == [600, 720] and
        r["incidents"][0]["until"] == "2026-02-01T10:41:00Z" and r["incidents"][1]["until"] is None' \
        -m m.yaml series
    holds edge/evidence 1 'r["incidents"][0]["evidence"][0]["value"] == "error" and
        r["incidents"][0]["evidence"][0]["line"] > 0' -m m.yaml series
    monitor err '50 * * * *' "$ID:sales:public" status .value equals error >m.yaml
    holds edge/unseen-between-runs 1 'fired == [("err", "sales", "11:50")] and
        "from 2026-02-01T10:20:00Z to before 2026-02-01T10:41:00Z" in why["err"]' -m m.yaml series
    monitor err '* * * * *' "$ID:%25:public" status .value equals error >m.yaml
    monitor all '* * * * *' "$ID:%:public" runtime .value equals pending:0/1 >>m.yaml
    holds edge/wildcards 1 'fired == [("all", "orders", "10:20"), ("err", "sales", "10:20"),
        ("err", "sales", "11:03")]' -m m.yaml series
    monitor del '*/5 * * * *' "$ID:gone:public" state .value equals deleted >m.yaml
    holds edge/inferred-deletion 1 'fired == [("del", "gone", "10:45")] and
        r["uncovered"] == ["service:v1:orders:public", "service:v1:sales:public"]' -m m.yaml series
    monitor err '0 * * * *' "$ID:sales:public" status .value equals error 'timezone: Asia/Kolkata' >m.yaml
    holds edge/timezone 1 'fired == [("err", "sales", "10:30"), ("err", "sales", "11:30")]' \
        -m m.yaml series
    holds edge/filters-choose-what-is-shown 0 'fired == [] and r["uncovered"] == [
        "service:v1:orders:public"]' -m m.yaml -n orders --fail-on never series
}

filters() {
    while IFS='|' read -r name type filter operator value result; do
        filter=$(echo "$filter" | tr '~' '|')
        monitor m '* * * * *' "$RUN:orders:public" "$type" "$filter" "$operator" "$value" >m.yaml
        exit=0
        [ "$result" = 0 ] || exit=1
        holds "filter/$name" $exit "len(fired) == $result" -m m.yaml series
    done <<'END'
is-not|runtime|.value|not_equals|running:1|1
number|runtime|.value ~ split(":")[1] ~ tonumber|greater_than_equals|2|1
more-than-it-is|runtime|.value ~ split(":")[1] ~ tonumber|greater_than|2|0
less|runtime|.value ~ length|less_than|10|2
duration-text|runtime|"90s"|less_than|2m|1
many-values|runtime|"a", .value|equals|pending:0/1|1
type-and-time|runtime|.type + .when[0:10]|equals|runtime2026-02-01|1
now-is-the-snapshot|runtime|now ~ todate|equals|2026-02-01T10:41:00Z|1
no-environment|runtime|env ~ length|equals|0|1
no-environment-either|runtime|$ENV ~ length|equals|0|1
nothing|runtime|empty|equals|x|0
words-are-text|runtime|.value|greater_than|a|0
END
}

bad_filters() {
    while IFS='|' read -r name filter pattern; do
        filter=$(echo "$filter" | tr '~' '|')
        monitor m '* * * * *' "$RUN:orders:public" runtime "$filter" equals x >m.yaml
        monitor other '* * * * *' "$RUN:orders:public" runtime .value equals pending:0/1 >>m.yaml
        holds "bad-filter/$name" 1 "$pattern and len(fired) == 1" -m m.yaml series
    done <<'END'
syntax|.value ~ (|"syntax error" in why["m"] and "INQ0803" in codes
loop|def f: f; f|"does not end" in why["m"]
endless-results|repeat(1)|"more results" in str(r["diagnostics"])
memory|[range(100000000)]|"memory" in why["m"]
module|import "a" as a; .value|"m" in why and "INQ0803" in codes
data|import "/etc/passwd" as $a; .value|"m" in why and "INQ0803" in codes
wrong-type|.value[0]|"INQ0803" in codes and "never true" in why["m"]
blank|  |"empty" in why["m"]
END
    monitor m '* * * * *' "$RUN:orders:public" runtime '.value\u0000 | x(' equals x |
        sed "/valueJqFilter/s/'/\"/g" >m.yaml
    monitor n '* * * * *' 'status?id=service:v1:sales:public%00' runtime .value equals x >>m.yaml
    holds bad-filter/nul 0 'why["m"] == "a filter holds a NUL" and "holds a NUL" in why["n"]' -m m.yaml series
    for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
        monitor "m$n" '* * * * *' "$RUN:orders:public" runtime "def f: f; f + $n" equals x
        monitor "same$n" '* * * * *' "$RUN:orders:public" runtime "def f: f; f + 1" equals x
    done >many_loops.yaml
    monitor first '* * * * *' "$RUN:orders:public" runtime .value equals pending:0/1 >first.yaml
    cat many_loops.yaml >>first.yaml
    holds bad-filter/many-that-do-not-end 1 'len(fired) == 1 and "too many filters" in why["m12"] and
        "does not end" in why["same12"]' -m first.yaml series
    check bad-filter/no-child-is-left sh -c '! pgrep -P $$ inquest'
}

durations() {
    cat >m.yaml <<'END'
name: long
type: monitor
monitor:
  schedule: '*/2 * * * *'
  type: report_monitor
  report:
    source: {dataOsInstance: {path: '/x?id=service:v1:orders:public'}}
    conditions:
      - durationComparison:
          observationType: runtime
          selectorJqFilter: 'select(.value == "pending:0/1")'
          startedJqFilter: '"2026-02-01T10:20:00Z"'
          operator: greater_than
          value: 15m
END
    holds duration/until-now 1 'fired == [("long", "orders", "10:42")]' -m m.yaml series
    sed "s/          operator/          completedJqFilter: '\"2026-02-01T10:50:00Z\" | fromdate'\n&/" m.yaml >n.yaml
    holds duration/with-an-end 1 'fired == [("long", "orders", "10:20")]' -m n.yaml series
}

pagers() {
    monitor err '*/15 * * * *' "$ID:sales:public" status .value equals error >m.yaml
    monitor pend '*/1 * * * *' "$RUN:orders:public" runtime .value equals pending:0/1 >>m.yaml
    pager sales .properties.name err >p.yaml
    pager nobody .properties.name nothing >>p.yaml
    pager where .reportContext.resourceId service:v1:orders:public >>p.yaml
    pager broken '.properties | (' x >>p.yaml
    holds pager/filters 1 'paged == {("err", "sales"), ("pend", "where")} and
        r["incidents"][0]["pagers"][0] == {"pager": "where", "outputs": ["email"],
            "targets": ["oncall@example.com"], "template": None}' \
        -m m.yaml -m p.yaml series
    holds pager/distances 1 '[(i["before_first_page"], i["after_first_page"]) for i in r["incidents"]]
        == [(0, 0), (None, 600), (None, 3300)]' -m m.yaml -m p.yaml series
    holds pager/broken-filter 1 '"INQ0803" in codes' -m m.yaml -m p.yaml series
    holds pager/incident 1 '(i := r["incidents"][0]["incident"]) and i["monitor"]["schedule"] == "*/15 * * * *"
        and i["createTime"] == "2026-02-01T10:30:00Z" and i["properties"]["name"] == "err" and
        i["reportContext"]["resourceId"] == "service:v1:sales:public"' -m m.yaml -n sales series
    holds pager/no-secret 1 '"hunter2" not in json.dumps(r)' -m m.yaml -m p.yaml series
    while IFS='|' read -r name filter said; do
        pager p "$(echo "$filter" | tr '~' '|')" err >q.yaml
        holds "pager/no-secret-in-a-fault/$name" 1 '"INQ0803" in codes and "hunter2" not in json.dumps(r) and
            "aHVudGVyM" not in json.dumps(r) and "'"$said"'" in str(r["diagnostics"])' -m m.yaml -m q.yaml series
    done <<'END'
as-it-is|.properties.password ~ error|redacted
quoted|.properties.password + 1|cannot be added
in-other-letters|.properties.password ~ @base64 ~ error|a jq filter fails
only-there|select(.properties.password ~ startswith("hunter")) ~ error|only on a value that is hidden
END
    expect pager/text 1 'FIRED UNHEARD.*pend' replay -m m.yaml series
    expect pager/names-who-is-told 1 'pages +sales: email' replay -m m.yaml -m p.yaml series
}

# Faults of the manifests are told with the replay.
faults() {
    monitor err '*/15 - * * *' "$ID:sales" status .value equals error >m.yaml
    pager other .properties.name nothing >p.yaml
    holds fault/rules 0 '{f["rule"] for f in r["findings"]} >= {"schedule-not-cron",
        "watched-without-workspace", "incident-without-pager"} and
        all(f["evidence"] for f in r["findings"])' -m m.yaml -m p.yaml series
    monitor err '*/15 * * * *' "$ID:sales:public" status .value equals error >m.yaml
    pager err .properties.name err >p.yaml
    holds fault/none 1 '{f["rule"] for f in r["findings"]} <= {"watches-for-deleted"}' \
        -m m.yaml -m p.yaml series
    holds fault/no-pager-at-all 1 '"incident-without-pager" not in str(r["findings"])' -m m.yaml series
}

# A list of runs is observed by the runs that had ended by a moment.
runs() {
    mkdir -p runs/2026-02-01T10-00-00Z runs/2026-02-01T11-00-00Z
    run_of() {
        printf '{"completed":"%s","phase":"%s"}' "$1" "$2"
    }
    printf '{"items":[{"id":"workflow:v1:nightly:public","observations":[{"type":"workflow-runs","value":[%s]}]}]}\n' \
        "$(run_of 2026-02-01T09:00:00Z succeeded)" >runs/2026-02-01T10-00-00Z/runs.json
    printf '{"items":[{"id":"workflow:v1:nightly:public","observations":[{"type":"workflow-runs","value":[%s,%s]}]}]}\n' \
        "$(run_of 2026-02-01T09:00:00Z succeeded)" "$(run_of 2026-02-01T10:50:00Z failed)" \
        >runs/2026-02-01T11-00-00Z/runs.json
    recent='.value[] ~ select(.completed ~ fromdateiso8601 > (now-3600)) ~ .phase'
    monitor late '*/5 * * * *' 'runtime?id=workflow:v1:%25:public' workflow-runs \
        "$(echo "$recent" | tr '~' '|')" equals failed >m.yaml
    holds runs/the-last-hour 1 'fired == [("late", "nightly", "11:00")] and
        r["incidents"][0]["evidence"][0]["fact"] == "run.ended"' -m m.yaml runs
    monitor count '*/5 * * * *' 'runtime?id=workflow:v1:nightly:public' workflow-runs \
        '.value ~ length' greater_than_equals 2 >m.yaml
    sed -i 's/~/|/' m.yaml
    holds runs/known-by-then 1 'fired == [("count", "nightly", "11:00")]' -m m.yaml runs
}

# What cannot be evaluated is silent, with its reason; the rest goes on.
refusals() {
    monitor good '* * * * *' "$ID:sales:public" status .value equals error >good.yaml
    while IFS='|' read -r name edit reason; do
        monitor bad '* * * * *' "$ID:sales:public" status .value equals error | sed "$edit" >bad.yaml
        holds "refusal/$name" 1 "'$reason' in why['bad'] and len(fired) == 2" -m bad.yaml -m good.yaml series
    done <<'END'
schedule|s/'\* \* \* \* \*'/'\*\/2 - - - \*'/|the hour is not one of
six-fields|s/'\* \* \* \* \*'/'0 \* \* \* \* \*'/|more than five fields
never|s/'\* \* \* \* \*'/'0 0 31 2 *'/|its schedule never runs
no-schedule|/schedule:/d|it has no schedule
timezone|s/^monitor:/&\n  timezone: Mars\/Olympus/|no time zone Mars/Olympus
timezone-path|s/^monitor:/&\n  timezone: ..\/..\/etc\/passwd/|no time zone
operator|s/operator: equals/operator: equal/|no operator is called equal
observation|s/observationType: status/observationType: state_of_mind/|no observation is of the type state_of_mind
equation|s/report_monitor/equation_monitor/|its queries need the running platform
stream|s/report_monitor/stream_monitor/|it reads a stream
type|s/report_monitor/repot_monitor/|no Monitor is of the type repot_monitor
no-id|s/?id=.*/'/|its report names no resource
workspace|s/:public//|show no resource service:v1:sales; did you mean service:v1:sales:public
absent|s/sales:public/salas:public/|did you mean service:v1:sales:public
value|s/value: .error./value: eror/|status was active, error
END
    printf 'name: x\n  type: [monitor\n' >bad.yaml
    holds refusal/no-yaml 3 '"INQ0203" in codes and len(fired) == 2' -m bad.yaml -m good.yaml series
    printf 'kind: Service\nname: x\n' >bad.yaml
    holds refusal/no-alert 1 '"INQ0801" in codes' -m bad.yaml -m good.yaml series
    sed '/^name:/d' good.yaml >bad.yaml
    holds refusal/no-name 0 'why == {"(unnamed)": "it has no name"}' -m bad.yaml series
    { cat good.yaml && "$PYTHON" -c 'print("# " + "x" * (16 << 20))'; } >large.yaml
    holds refusal/large 3 '"File too large" in str(r["diagnostics"]) and len(fired) == 2' \
        -m large.yaml -m good.yaml series
    { echo "name: $("$PYTHON" -c 'print("[" * 40 + "]" * 40)')" && echo --- && cat good.yaml; } >deep.yaml
    holds refusal/deep 3 '"more than 32 maps and lists" in str(r["diagnostics"])' -m deep.yaml series
    holds refusal/no-file 3 '"INQ0102" in codes' -m missing.yaml -m good.yaml series
    holds refusal/many-values-are-told 0 '"INQ0805" in codes' -m many.yaml series
    holds refusal/no-value-is-told 0 '"INQ0804" in codes' -m none.yaml series
    cp bad.yaml "$(printf 'a\033[31m\302\233\342\200\256.yaml')"
    run replay -m "$(printf 'a\033[31m\302\233\342\200\256.yaml')" -v -o json=/dev/null series
    check refusal/no-escape-in-a-path grep -qF 'a?[31m??.yaml:1:1: ' "$ERR"
    expect refusal/no-manifest 2 'replay takes -m' replay series
    expect refusal/elsewhere 2 'replay takes -m' timeline -m good.yaml series
    expect refusal/output 2 'does not serve replay' replay -m good.yaml -o csv series
}

# What can be read but once is read but once.
pipes() {
    monitor err '*/15 - * * *' "$ID:sales:public" status .value equals error >bad.yaml
    monitor err '*/15 * * * *' "$ID:sales:public" status .value equals error | cat - bad.yaml >m.yaml
    run replay -m m.yaml -o json series
    sed 's/m\.yaml/-/' "$OUT" >first.json
    run replay -m - -o json series <m.yaml
    check pipe/standard-input cmp first.json "$OUT"
    mkfifo m.fifo
    cat m.yaml >m.fifo &
    run replay -m m.fifo -o json series
    sed 's/m\.fifo/-/' "$OUT" >second.json
    check pipe/named cmp first.json second.json
}

# Rows of a page have addresses of their own, whatever shares a name or a time.
addresses() {
    monitor err '*/15 * * * *' "$ID:sales:public" status .value equals error >m.yaml
    cat m.yaml m.yaml >twice.yaml
    for n in 1 2 3 4; do
        mkdir -p "same/$n/2026-02-01T10-00-00Z"
        {
            printf '$ dataos-ctl get -a\n\n'
            listing "sales service $([ $((n % 2)) = 0 ] && echo error || echo active) running:1"
        } >"same/$n/2026-02-01T10-00-00Z/get.txt"
    done
    for what in 'timeline same' 'replay -m twice.yaml series'; do
        # shellcheck disable=SC2086
        run ${what% *} -o html ${what##* }
        check "address/${what%% *}" "$PYTHON" -c '
import re, sys
page = open(sys.argv[1]).read()
ids, links = re.findall(r"<tr id=\"([ti]:[^\"]+)\"", page), re.findall(r"href=\"#([ti]:[^\"]+)\"", page)
sys.exit(not ids or len(set(ids)) != len(ids) or sorted(ids) != sorted(links))' "$OUT"
    done
}

# One dump without any time: what is true fires, and nobody knows when.
timeless() {
    listing 'sales service error running:1' >now.txt
    monitor err '*/15 * * * *' "$ID:sales:public" status .value equals error >m.yaml
    holds timeless/fires 1 'fired == [("err", "sales", None)] and r["incidents"][0]["delay"] is None' \
        -m m.yaml now.txt
    monitor err '*/15 * * * *' "$ID:sales:public" status 'select(now > 5) | .value' equals error >m.yaml
    holds timeless/no-now 0 'fired == []' -m m.yaml now.txt
}

# A table of schedules, each asked for its first run by another program, too.
schedules() {
    "$PYTHON" -c 'import croniter' 2>/dev/null || {
        skip cron/table 'no python3-croniter'
        return
    }
    check cron/table "$PYTHON" "$ROOT/tests/cli/schedules.py" "$INQUEST" .
}

same_bytes() {
    monitor err '*/15 * * * *' "$ID:%25:public" status .value equals error >m.yaml
    pager p .properties.name err >p.yaml
    run replay -m m.yaml -m p.yaml series -o json
    mv "$OUT" first.json
    run replay -j4 series/2026-02-01T11-03-00Z series/2026-02-01T10-0* -m p.yaml series/2026-02-01T10-[24]* -m m.yaml -o json
    check same/order-of-arguments cmp first.json "$OUT"
}

monitor m '* * * * *' "$RUN:orders:public" runtime '"a", "b"' equals x >many.yaml
monitor m '* * * * *' "$RUN:orders:public" runtime empty equals x >none.yaml
edges
filters
bad_filters
durations
pagers
faults
runs
refusals
pipes
addresses
timeless
schedules
same_bytes
finish replay
