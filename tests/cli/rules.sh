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
    fires error-while-running erring.txt
    stays_silent error-while-running error.txt
    fires undetermined-take-a-dump error.txt
    stays_silent undetermined-take-a-dump ended.txt
    fires unknown-value sleeping.txt
    stays_silent unknown-value whole.txt
    fires child-missing childless.txt
    stays_silent child-missing with-child.txt
}

all_fire() {
    sort -u inline in-samples | comm -23 rules - | tr '\n' ' ' >silent
    check rules/each-fires-somewhere sh -c 'cat silent; [ ! -s silent ]'
    sort -u inline | comm -23 - in-samples | tr '\n' ' ' >only-here
    printf '# in no sample, only in dumps made here: %s\n' "$(cat only-here)"
}

own_tests
samples
made_here
all_fire
finish rules
