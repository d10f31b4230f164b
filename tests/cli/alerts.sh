#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What is wrong with manifests of Monitors and Pagers.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program alerts
cd "$WORK" || exit 1

# monitor NAME SCHEDULE TYPE:VERSION:NAME[:WORKSPACE] OBSERVATION VALUE
monitor() {
    printf '%s\n' "name: $1" 'version: v1alpha' 'type: monitor' 'workspace: public' 'monitor:' "  schedule: '$2'" \
        '  type: report_monitor' '  report:' '    source:' '      dataOsInstance:' \
        "        path: /collated/api/v1/reports/resources/$4?id=$3" '    conditions:' '      - valueComparison:' \
        "          observationType: $4" '          valueJqFilter: .value' '          operator: equals' \
        "          value: $5" '  incident:' "    name: $1" '    severity: high'
}

# pager URL
pager() {
    printf '%s\n' 'name: caller' 'version: v1alpha' 'type: pager' 'pager:' '  conditions:' \
        '    - {valueJqFilter: .properties.name, operator: equals, value: late}' '  output:' '    webHook:' "      url: '$1'"
}

MINE='[f["rule"] for f in r["findings"] if f["resource"] is None]'
monitor late '*/5 * * * *' service:v1:sales:public status error >good.yaml
monitor late '*/2 - - - *' service:v1:sales:public status error >bad.yaml
listing 'late monitor active next:2026-02-02T01:00:00Z' | sed 's/| v1      /| v1alpha /' >listed.txt

places() {
    query place/good 0 "$MINE == []" good.yaml
    query place/unlisted 0 "$MINE == ['schedule-not-cron'] and not names" bad.yaml
    query place/evidence 0 'r["findings"][0]["evidence"][0]["line"] == 6 and
        r["findings"][0]["evidence"][0]["input"] == "bad.yaml" and
        "monitor late" in r["findings"][0]["title"]' bad.yaml
    query place/listed 0 "$MINE == ['schedule-not-cron'] and len(r['findings']) == 1 and
        list(health.values()) == ['healthy']" listed.txt bad.yaml
    expect place/on-the-first-screen 0 '^WARNING +The schedule of monitor late is no cron expression' \
        listed.txt bad.yaml
    { cat bad.yaml && printf 'status:\n  aggregateStatus: active\n  runtimeState:\n    status: "next:2026-02-02T01:00:00Z"\n'; } >live.yaml
    query place/live 0 "$MINE == ['schedule-not-cron'] and list(health.values()) == ['healthy']" live.yaml
    { sed '/^name:/d' bad.yaml && echo --- && cat good.yaml; } >unnamed.yaml
    query place/unnamed 0 "sorted($MINE) == ['alert-without-name', 'schedule-not-cron']" unnamed.yaml
    { sed 's/^name: late/# Resource meta section  name: late/' bad.yaml; } >swallowed.yaml
    query place/swallowed 0 "'alert-without-name' in $MINE" swallowed.yaml
    sed 's/^  schedule: /  # Schedule schedule: /' good.yaml >swallowed.yaml
    query place/swallowed-schedule 0 "$MINE == ['monitor-without-schedule']" swallowed.yaml
    mkdir 2026-02-01T10-00-00Z 2026-02-01T11-00-00Z
    cp bad.yaml 2026-02-01T10-00-00Z && cp good.yaml 2026-02-01T11-00-00Z
    query place/mended-since 0 "$MINE == []" 2026*
    cp bad.yaml 2026-02-01T11-00-00Z/bad.yaml
    query place/once-for-the-last-moment 0 "$MINE == ['schedule-not-cron']" 2026*
    query place/two-of-one-name 0 "$MINE == ['schedule-not-cron'] * 2" bad.yaml 2026-02-01T10-00-00Z
}

# What other documents state is none of this.
others() {
    printf '%s\n' 'name: x' 'type: service' 'version: v1' 'monitor: yes' 'pager: [1, 2]' 'schedule: nonsense' >other.yaml
    query other/document 0 "$MINE == []" other.yaml
    printf '%s\n' 'monitor: {schedule: {a: b}, type: [1], incident: null}' 'type: monitor' >odd.yaml
    query other/odd 0 'True' odd.yaml
    printf 'builderState: {info: builder encountered an error}\nmonitor: {schedule: "* * * * *"}\nname: x\ntype: monitor\n' >both.yaml
    query other/other-rules 1 "'builder-info-error' not in $MINE" both.yaml
}

secrets() {
    while read -r url; do
        pager "$url" >pager.yaml
        query "secret/told-$url" 0 "'webhook-with-secret' in $MINE" pager.yaml
        for output in text json jsonl markdown html csv sarif junit github yaml; do
            run -v -o "$output" pager.yaml
            check "secret/$output-$url" sh -c "! grep -q notARealOne '$OUT' '$ERR'"
        done
    done <<'END'
https://hooks.slack.com/services/T00000000/B00000000/notARealOne0000
https://alerts.example/in?token=notARealOne0
https://alerts.example/in?a=1&my_secret=notARealOne0
https://alerts.example/in?code=notARealOne000000000&v=1
https://bot:notARealOne@alerts.example/in
https://chat.example/api/webhooks/1234567890/notARealOne
https://a.webhook.office.example/webhookb2/notARealOne@0000/IncomingWebhook/1
END
    for url in https://alerts.example/in https://WEBHOOK.INVALID/replace-me https://alerts.example/hooks/xxxxxxxxxxxx; do
        pager "$url" >pager.yaml
        query "secret/none-$url" 0 "$MINE == []" pager.yaml
    done
}

# What inquest writes itself is without fault.
own() {
    for case in series depot-takes-down-lens hostile-strings image-cannot-be-pulled; do
        run monitors "$ROOT/samples/$case/dumps"
        cp "$OUT" "$case.yaml"
        query "own/$case" 0 "set($MINE) <= {'watches-for-deleted'}" "$case.yaml"
    done
    run monitors --for 'service:*' "$ROOT/samples/series/dumps"
    cp "$OUT" named.yaml
    query own/named 0 "set($MINE) == {'watches-for-deleted'}" named.yaml
}

# Schedules of any length and content, in time.
hostile() {
    for text in '*,' '*/1,1-2,' '? ' '3[01] 2 ' 'x'; do
        monitor late "$("$PYTHON" -c 'import sys; print(sys.argv[1] * 20000)' "$text")" service:v1:sales:public status error >long.yaml
        within "hostile/schedule-$text" 2 0 long.yaml
        pager "https://$("$PYTHON" -c 'import sys; print(sys.argv[1] * 20000)' "${text}?a=://")" >long.yaml
        within "hostile/url-$text" 2 0 long.yaml
    done
}

places
others
secrets
own
hostile
finish alerts
