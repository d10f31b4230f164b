#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs tests one after the other: each argument is the command line of a program or a .sh script.
# Both report in lines: `ok NAME`, `not ok NAME ...`, `skip NAME REASON`, or TAP as cmocka writes
# it. What says nothing counts once, by its exit status. Shows the output of what fails, then the
# sum as `N passed, N failed, N skipped`; exit 1 when something failed.
set -u
limit=${TEST_TIMEOUT:-900}
export CMOCKA_MESSAGE_OUTPUT=TAP LC_ALL=C.UTF-8 TZ=UTC
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0 skipped=0

count() { grep -cE -- "$1" "$log" || true; }

# Prints "PASSED FAILED SKIPPED" for what is in the log.
tally() {
    local status=$1 skips oks bad
    skips=$(count '^(skip |(not )?ok [0-9]+ # SKIP)')
    oks=$(count '^ok ')
    bad=$(count '^not ok ')
    oks=$((oks - $(count '^ok [0-9]+ # SKIP')))
    bad=$((bad - $(count '^not ok [0-9]+ # SKIP')))
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
    if [ "$status" -eq 0 ] && [ $((oks + bad + skips)) -eq 0 ]; then oks=1; fi
    echo "$oks $bad $skips"
}

show() {
    local name=$1 status=$2
    echo "---- $name (exit status $status)"
    tail -n 200 "$log"
    echo "----"
}

run() {
    local name=$1 status=0 ok bad skip
    shift
    timeout "$limit" "$@" </dev/null >"$log" 2>&1 || status=$?
    read -r ok bad skip <<<"$(tally "$status")"
    [ "$bad" -eq 0 ] || show "$name" "$status"
    [ "$skip" -eq 0 ] || grep -E '^(skip |(not )?ok [0-9]+ # SKIP)' "$log" | sed 's/^/    /'
    printf '%-44s %5d ok %3d not ok %3d skipped\n' "$name" "$ok" "$bad" "$skip"
    grep -E '^note ' "$log" | sed 's/^note/   /'
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
}

for item in "$@"; do
    read -r -a words <<<"$item"
    case ${words[0]} in
    *.sh) run "${words[0]}" bash "${words[@]}" ;;
    *) run "tests/${words[0]#*/tests/}" "${words[@]}" ;;
    esac
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
