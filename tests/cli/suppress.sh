#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What has been accepted: suppressions and their expiry, and what then counts for the exit status.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program suppress
cd "$WORK" || exit 1

listing 'sales service active running:1' 'nightly workflow active failed' >bad.txt
listing 'sales service active running:1/2' 'nightly workflow active failed' >both.txt
listing 'sales service active pending:1' >waits.txt
cat >rules.yaml <<'END'
- id: too-long-pending
  phase: runtime
  class: runtime
  severity: error
  when: {fact: runtime.word, equals: pending}
  title: '{type} {name} waits'
END
cat rules.yaml - >two.yaml <<'END'
- id: waits-for-all
  phase: runtime
  class: runtime
  severity: error
  when: {fact: runtime.word, equals: pending}
  title: '{type} {name} has all to wait for'
END

# entry FILE RULE RESOURCE KEY: VALUE…: a list of one suppression
entry() {
    entry_file=$1
    printf -- '- rule: "%s"\n  resource: "%s"\n  reason: known for long\n' "$2" "$3" >"$entry_file"
    shift 3
    [ $# -eq 0 ] || printf '  %s\n' "$@" >>"$entry_file"
}

verdicts() {
    entry nightly.yaml '*' 'workflow:*:nightly:*' 'owner: night shift' 'expires: 2026-06-30'
    at='--as-of 2026-06-30T12:00:00Z'
    line='^suppressed +workflow:v1:nightly:public +known for long \(night shift, until 2026-06-30\)'
    # shellcheck disable=SC2086
    {
        expect verdict/shown-as-suppressed 0 "$line" $at --suppress nightly.yaml bad.txt
        expect verdict/has-no-block 0 '!^FAILED' $at --suppress nightly.yaml bad.txt
        expect verdict/others-count 1 '^DEGRADED' $at --suppress nightly.yaml both.txt
        query verdict/in-json 0 'health[nightly] == "failed" and r["suppressed"][0] == {
            "resource": nightly, "rule": "*", "reason": "known for long", "owner": "night shift",
            "expires": "2026-06-30"}' $at --suppress nightly.yaml bad.txt
    }
    query verdict/no-member-without-the-option 1 '"suppressed" not in r' bad.txt
    query verdict/last-second 0 '"INQ0509" not in codes' --as-of 2026-06-30T23:59:59Z \
        --suppress nightly.yaml bad.txt
    query verdict/expired 1 '"INQ0509" in codes and r["suppressed"] == []' \
        --as-of 2026-07-01T00:00:00Z --suppress nightly.yaml bad.txt
    query verdict/without-a-time 0 '"INQ0510" in codes and len(r["suppressed"]) == 1' \
        --suppress nightly.yaml bad.txt
}

findings() {
    entry pending.yaml 'too-long-*' 'service:*'
    entry all.yaml '*' 'service:*'
    query finding/raises-health 1 'health[sales] == "degraded"' --rules rules.yaml waits.txt
    query finding/raises-none 0 'health[sales] == "progressing" and "too-long-pending" in rules and
        r["suppressed"][0]["owner"] is None' --rules rules.yaml --suppress pending.yaml waits.txt
    query finding/of-another-rule 1 '"INQ0508" in codes' --suppress pending.yaml bad.txt
    query finding/the-only-error 0 'health[sales] == "progressing"' --rules two.yaml \
        --suppress all.yaml waits.txt
    query finding/another-error-counts 1 'health[sales] == "degraded" and
        len(r["suppressed"]) == 1' --rules two.yaml --suppress pending.yaml waits.txt
    expect finding/another-error-is-shown 1 '^DEGRADED' --rules two.yaml --suppress pending.yaml \
        waits.txt
    entry typo.yaml too-long-pendin '*'
    expect finding/nearest-rule 1 'INQ0508.*did you mean too-long-pending\?' \
        --width 0 --rules rules.yaml --suppress typo.yaml bad.txt
}

files() {
    entry extra.yaml '*' '*' 'expiers: 2026-01-01'
    query file/unknown-key 0 'any(d["code"] == "INQ0501" and "did you mean expires?" in d["message"]
        and (d["line"], d["column"]) == (4, 12) for d in r["diagnostics"])' \
        --suppress extra.yaml bad.txt
    entry date.yaml '*' '*' 'expires: soon'
    query file/bad-date 3 '"INQ0504" in codes and r["suppressed"] == []' --suppress date.yaml bad.txt
    printf -- '- rule: "*"\n  resource: "*"\n' >bare.yaml
    query file/no-reason 3 '"INQ0502" in codes' --suppress bare.yaml bad.txt
    printf 'rule: "*"\n' >map.yaml
    query file/no-list 3 '"INQ0504" in codes' --suppress map.yaml bad.txt
    printf -- '- [a]\n- b\n- rule: {a: b}\n' >odd.yaml
    query file/odd-shapes 3 '"INQ0504" in codes' --suppress odd.yaml bad.txt
    expect file/missing 2 'no-such-file' --suppress no-such-file bad.txt
    "$PYTHON" -c 'print("- {rule: a*, resource: b*, reason: c}\n" * 1001, end="")' >long.yaml
    query file/bounded 3 '"INQ0504" in codes' --suppress long.yaml bad.txt
}

verdicts
findings
files
finish suppress
