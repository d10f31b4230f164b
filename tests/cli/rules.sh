#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The rules of core/rules: they pass their own tests, each of them fires in a sample or in a small
# dump made here, and none of them in the sample where all is well.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program rules
cd "$WORK" || exit 1
: >inline

# fired ARG…: the rules of all findings, each once
fired() {
    run -o json "$@"
    jq -r '.findings[].rule' <"$OUT" | sort -u
}

# fires RULE ARG…: a dump made here makes the rule fire.
fires() {
    rule=$1
    shift
    fired "$@" >now
    check "rule/$rule-fires" sh -c "grep -qx '$rule' now || { cat now; exit 1; }"
    grep -x "$rule" now >>inline
}

# stays_silent RULE ARG…: a dump that is nearly the same does not.
stays_silent() {
    rule=$1
    shift
    fired "$@" >now
    check "rule/$rule-stays-silent" sh -c "! grep -x '$rule' now"
}

own_tests() {
    for pack in "$ROOT"/core/rules/*.yaml; do
        run rules --check "$pack"
        check "rules/own-tests-$(basename "$pack" .yaml)" [ "$STATUS" -eq 0 ]
    done
    sed -n 's/^- id: *//p' "$ROOT"/core/rules/*.yaml | sort >rules
    check rules/there-are-some test -s rules
}

samples() {
    for dumps in "$ROOT"/samples/*/dumps; do
        case $dumps in
        */healthy-estate/*) ;;
        *) fired "$dumps" ;;
        esac
    done | sort -u >in-samples
    fired "$ROOT/samples/healthy-estate/dumps" >in-health
    check rules/silent-when-all-is-well sh -c 'cat in-health; [ ! -s in-health ]'
}

# building NAME DONE: a document of what the builder has made so many objects of, of nine
building() {
    printf '%s\n' "name: $1" 'version: v1' 'type: service' 'workspace: public' 'status:' \
        '  aggregateStatus: pending' '  builderState:' '    stage: building' \
        '    numberOfWantedResources: "9"' "    numberOfProcessedResources: \"$2\""
}

# Dumps of one or two lines, beside one in which the rule has nothing to say.
made_here() {
    listing 'sales service active running:1/3' >missing.txt
    listing 'sales service active running:3/3' >whole.txt
    listing 'sales service active succeeded' >ended.txt
    listing 'sales workflow active succeeded' >batch.txt
    listing 'sales monitor active next:2026-01-01T00:00:00Z' >scheduled.txt
    listing 'sales service error running:1' >erring.txt
    listing 'sales service sleeping running:1' >sleeping.txt
    listing 'sales service error -' >error.txt
    { echo 'me@host:~$ dataos-ctl resource get -t lens -a' && listing 'sales lens active -' &&
        echo 'me@host:~$ dataos-ctl resource get -t service -a' &&
        listing 'other service active running:1'; } >childless.txt
    { cat childless.txt && listing 'sales-api service active running:1'; } >with-child.txt
    fires replicas-missing missing.txt
    stays_silent replicas-missing whole.txt
    fires ended-service ended.txt
    stays_silent ended-service batch.txt
    fires missed-schedule --at 2026-01-01T01:00:00Z scheduled.txt
    stays_silent missed-schedule --at 2025-12-31T23:00:00Z scheduled.txt
    mkdir -p built gone
    for minute in 00 02 06; do
        building slow 1 >"built/2026-02-01T10-$minute-00Z.yaml"
        building moves "${minute#0}" >"built/moves-2026-02-01T10-$minute-00Z.yaml"
    done
    fires builder-stands-still -n slow built
    stays_silent builder-stands-still built/*-10-0[02]-*
    stays_silent builder-stands-still built/moves*
    printf 'kind: Pod\nmetadata: {name: stays, namespace: n, deletionTimestamp: "2026-02-01T10:00:00Z"}\nstatus: {phase: Running}\n' >gone.yaml
    fires stuck-deletion --at 2026-02-01T10:06:00Z gone.yaml
    stays_silent stuck-deletion --at 2026-02-01T10:04:00Z gone.yaml
    stays_silent stuck-deletion gone.yaml
    fires error-while-running erring.txt
    stays_silent error-while-running error.txt
    fires undetermined-take-a-dump error.txt
    stays_silent undetermined-take-a-dump ended.txt
    fires unknown-value sleeping.txt
    stays_silent unknown-value whole.txt
    fires child-missing childless.txt
    stays_silent child-missing with-child.txt
}

# refused NAME MESSAGE…: what an apply of a service says when it is refused with these messages.
refused() {
    printf 'WARN[0000] 🔧 applying(public) %s:v1:service...error\n' "$1"
    shift
    printf '⚠️ %s\n' "$@"
    printf 'ERRO[0000] failure applying resources\n'
}

# with_item ERROR: a service of whose objects one has this error.
with_item() {
    detail sales error running:1
    printf '  webServiceResources:\n    - {id: sales_public, type: service, status: error, error: %s}\n' "$1"
}

# Rules that know only that something failed speak where no other knows more of the same message.
envelopes() {
    refused sales 'the moon is in the wrong phase' >refused.log
    refused sales 'missing a secret reference with acl: r' >understood.log
    refused sales '403 Forbidden' >of-the-run.log
    refused sales 'has been replaced by versions v1 for type x' 'the moon is wrong' >two.log
    fires apply-refused refused.log
    stays_silent apply-refused understood.log
    fires apply-refused of-the-run.log
    fires apply-refused two.log
    fires manifest-version-replaced two.log
    with_item 'no such berth' >item.yaml
    with_item 'Invalid Parameter' >parameter.yaml
    fires child-item-error item.yaml
    stays_silent child-item-error parameter.yaml
    printf '%s\n' 'facts:' '  event.reason: [probe.reason]' '  event.text: [probe.text]' >probe.kinds
    { detail sales error running:1 && echo 'probe: {reason: FailedScheduling}'; } >event.yaml
    { detail sales error running:1 &&
        echo 'probe: {reason: FailedScheduling, text: 4 Insufficient cpu}'; } >cpu.yaml
    fires pod-unschedulable --kinds probe.kinds event.yaml
    stays_silent pod-unschedulable --kinds probe.kinds cpu.yaml
    printf 'ERRO[0000] could not find the way\n' >failed.log
    printf 'ERRO[0000] no cred file, need to login\n' >login.log
    printf '%s\n' 'INFO[0000] 🔧 applying(public) sales:v1:service...created' \
        'ERRO[0001] could not say goodbye' >created.log
    fires command-failed failed.log
    stays_silent command-failed login.log
    stays_silent command-failed created.log
}

# The cause is what the builder refused, then what an error of the run says, then what a warning
# says, then what knows only that something failed; remarks never are.
causes() {
    printf '%s\n' '- {id: it-warns, phase: runtime, class: network, severity: warning,' \
        "   when: {fact: status, match: .}, title: it warns}" \
        '- {id: it-remarks, phase: builder, class: note, severity: info,' \
        "   when: {fact: status, match: .}, title: it remarks}" \
        '- {id: it-refuses-to-go, phase: builder, class: dependency, severity: warning,' \
        "   when: {fact: status, match: .}, title: it warns of the builder}" >warn.rules
    printf '%s\n' '- {id: it-errs, phase: runtime, class: data, severity: error,' \
        "   when: {fact: status, match: .}, title: it errs}" >err.rules
    listing 'sales workflow active failed' >failed.txt
    cause='r["resources"][0]["phase"], r["resources"][0]["class"]'
    query cause/envelope 1 "($cause) == ('runtime', 'runtime')" failed.txt
    query cause/warning-before-envelope 1 "($cause) == ('runtime', 'network')" \
        --rules warn.rules failed.txt
    query cause/error-before-warning 1 "($cause) == ('runtime', 'data')" \
        --rules err.rules --rules warn.rules failed.txt
    query cause/builder-before-run 1 "($cause) == ('builder', 'manifest')" \
        --rules err.rules --rules warn.rules item.yaml
}

# A command that failed on what no dump shows is told of the input, with the name it has.
unlisted() {
    printf '%s\n' 'INFO[0000] 🗑 deleting sales:v1:depot...' \
        'INFO[0001] 🗑 deleting sales:v1:depot...error' \
        'ERRO[0001] failure deleting resource : cannot delete resource, it is a dependency of x' \
        >blocked.log
    query unlisted/told 0 'r["findings"][0]["rule"] == "delete-blocked" and
        "depot sales" in r["findings"][0]["title"] and not r["resources"]' blocked.log
    { cat blocked.log && echo 'INFO[0002] 🗑 deleting sales:v1:depot...deleted'; } >deleted.log
    query unlisted/superseded 0 'not r["findings"]' deleted.log
    printf '%s\n' 'INFO[0000] 🔮 develop observability...complete' '' \
        'RESULT (maxRows: 10, totalRows:1): 🟩 monitor condition met' >monitor.log
    query unlisted/monitor-result 0 '[f["signature"] for f in r["findings"]] == ["M01"]' monitor.log
}

last_run() {
    mkdir -p 2026-03-01T05-00-00Z 2026-03-01T06-00-00Z
    printf '%s\n' 'NAME | VERSION | TYPE | WORKSPACE | TITLE | OWNER' '--|--|--|--|--|--' \
        'tides | v1 | workflow | harbour | | ingvild' '' \
        'RUNTIME | PROGRESS | STARTED | FINISHED' '--|--|--|--' \
        'failed | 3/3 | 2026-03-01T04:00:00Z | 2026-03-01T04:10:00Z' \
        >2026-03-01T05-00-00Z/runtime.txt
    printf '%s\n' 'NAME | VERSION | TYPE | WORKSPACE | STATUS | RUNTIME | OWNER' '--|--|--|--|--|--|--' \
        'tides | v1 | workflow | harbour | active | next:2026-03-02T04:00:00Z | ingvild' \
        >2026-03-01T06-00-00Z/get.txt
    query runtime/last-run-failed 1 '"last-run-failed" in [f["rule"] for f in r["findings"]]' \
        2026-03-01T05-00-00Z 2026-03-01T06-00-00Z
    echo last-run-failed >>inline
}

# An event of what is well now is a remark, of what is not well a cause.
past() {
    for phase in Succeeded Pending; do
        printf '%s\n' 'NODE NAME | POD NAME | IMAGE PULL SECRETS | PHASE' '--|--|--|--' \
            "hub-1 | tides-driver | | $phase" '' \
            'EVENT TYPE | EVENT REASON | EVENT MESSAGE' '--|--|--' \
            'Warning | FailedMount | configmap "tides" not found' >$phase.txt
    done
    query past/of-what-is-well 0 \
        '[f["severity"] for f in r["findings"] if f["signature"] == "K04"] == ["info"]' Succeeded.txt
    query past/of-what-is-not 1 \
        '[f["severity"] for f in r["findings"] if f["signature"] == "K04"] == ["error"]' Pending.txt
}

behind() {
    mkdir -p behind/2026-04-01T10-00-00Z behind/2026-04-01T12-00-00Z
    listing 'sales service active failed' >behind/2026-04-01T10-00-00Z/get.txt
    listing 'orders service active failed' >behind/2026-04-01T12-00-00Z/get.txt
    query behind/only-the-older 1 '[f["resource"] for f in r["findings"] if f["rule"] ==
        "not-seen-lately"] == [sales]' behind
    query behind/not-as-of-a-later-day 1 '"not-seen-lately" not in [f["rule"] for f in r["findings"]]' \
        --as-of 2026-05-01T00:00:00Z behind/2026-04-01T10-00-00Z
    echo not-seen-lately >>inline
}

two_owners() {
    { listing 'sales service active running:1' && listing 'sales service active running:1' |
        sed 's/tester/rocket/'; } >owners.txt
    query owners/both-are-named 0 \
        '[f["title"][-17:] for f in r["findings"]] == ["rocket and tester"]' owners.txt
    echo owners-differ >>inline
}

explained() {
    expect explain/by-signature 0 '^rule +depot-secret-acl' explain B04
    expect explain/shows-the-pattern 0 'text fits .*missing' explain depot-secret-acl
    run rules
    check rules/columns-line-up sh -c "awk '
        { at = index(\$0, \$6) } NR == 1 { first = at } at != first { print; bad = 1 }
        END { exit bad }' '$OUT'"
}

# What the rules about messages and about pods are to tell is in their own tests.
own_words() {
    "$PYTHON" -B "$ROOT/tests/cli/own_words.py" "$ROOT/core/rules/pods.yaml" \
        "$ROOT/core/rules/signatures.yaml" >words 2>"$ERR"
    check rules/own-words-ran [ $? -eq 0 ]
    sed -n 's/^fired //p' words >>inline
    grep -v '^fired ' words >words.tally
    tally words.tally
}

# What tests/cli/exports.sh asks for in more ways.
exported() {
    printf '%s\n' 'INFO[0000] DataOS® CLI...OK' 'ERRO[0005] DataOS® CK...error' >ill.log
    printf '{"id":"abc","properties":{"name":"stuck"},"reportContext":{"resourceId":"%s"}}\n' \
        service:v1:sales:public >incident.json
    printf '{"items":[{"id":"%s","observations":[{"type":"workflow-runs","value":[%s]}]}]}\n' \
        workflow:v1:nightly:public '{"completed":"2026-01-05T01:00:00Z","phase":"failed"}' >runs.json
    listing 'sales service active running:1' >listed.txt
    run -o json ill.log incident.json runs.json listed.txt
    jq -r '.findings[].rule' <"$OUT" | sort -u >exported
    check rules/exports-fire [ "$(grep -cE '^(platform-health|incident-reported|last-run-failed)$' \
        exported)" = 3 ]
    cat exported >>inline
}

# What only a replay can tell.
replayed() {
    run replay -m "$ROOT/samples/series/alerts" -o json "$ROOT/samples/series/dumps"
    jq -r '.findings[].rule' <"$OUT" | sort -u >>inline
}

all_fire() {
    sort -u inline in-samples | comm -23 rules - | tr '\n' ' ' >silent
    check rules/each-fires-somewhere sh -c 'cat silent; [ ! -s silent ]'
    sort -u inline | comm -23 - in-samples | tr '\n' ' ' >only-here
    printf '# in no sample, only in dumps made here: %s rules\n' "$(wc -w <only-here)"
}

own_tests
samples
made_here
envelopes
causes
unlisted
last_run
past
behind
two_owners
explained
own_words
exported
replayed
all_fire
finish rules
