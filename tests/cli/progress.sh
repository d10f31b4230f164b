#!/bin/sh
# SPDX-License-Identifier: MIT
#
# --progress: on standard error, after a second, gone at the end, and never in the report.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program progress
cd "$WORK" || exit 1
listing 'sales service active running:1' >good.txt

# slowly ARG…: an input that takes more than a second to come
slowly() {
    { cat good.txt && sleep 1.3 && echo && cat good.txt && sleep 0.3; } | {
        run "$@" - && echo "$STATUS" >status
    }
    STATUS=$(cat status)
}

slowly -o json --progress never
cp "$OUT" expected
check never [ ! -s "$ERR" ]
slowly -o json --progress always
check always/exit [ "$STATUS" -eq 0 ]
check always/tells grep -aqE 'reading: 0\.[0-9] MB, 0 of 1 inputs, [0-9.]+ MB/s' "$ERR"
check always/not-in-the-report cmp expected "$OUT"
# The last line is blank and the next one begins where it began.
tr '\r' '\n' <"$ERR" >lines
check always/is-cleared sh -c '[ -z "$(tail -n 1 lines | tr -d " ")" ]'
check always/no-newline sh -c "[ \$(wc -l <'$ERR') -eq 0 ]"
check always/fits sh -c '! grep -qE ".{73}" lines'
slowly -o json
check auto/not-in-a-pipe [ ! -s "$ERR" ]
slowly -q -o json --progress always
check quiet [ ! -s "$ERR" ]
run -o json --progress always good.txt
check always/nothing-within-a-second [ ! -s "$ERR" ]
expect usage/nearest 2 'did you mean always\?' --progress alway good.txt

if command -v script >/dev/null && script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
    mkfifo feed
    { cat good.txt && sleep 1.3 && echo && cat good.txt; } >feed &
    script -qec "$INQUEST -o json=report.json feed" /dev/null >"$OUT" 2>&1 </dev/null
    check auto/on-a-terminal grep -aq 'reading: ' "$OUT"
    wait
else
    skip auto/on-a-terminal 'no script(1), or no terminal to be had'
fi
finish progress
