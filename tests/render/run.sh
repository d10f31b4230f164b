#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The output markdown through a renderer: what came from a dump stays text. Needs cmark-gfm.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
need_program render
cd "$WORK" || exit 1
if ! command -v cmark-gfm >/dev/null 2>&1; then
    skip render 'no cmark-gfm here'
    finish render
    exit 0
fi

for case in "$ROOT"/samples/*/dumps; do
    name=$(basename "$(dirname "$case")")
    run -o markdown --title "Incident in $name" "$case"
    check "$name" "$PYTHON" "$ROOT/tests/render/check.py" "$OUT"
done
"$PYTHON" "$ROOT/tests/render/hostile.py" hostile
run --title '# <b>*x* |' -o markdown --limit 0 hostile
check hostile "$PYTHON" "$ROOT/tests/render/check.py" "$OUT"
check hostile-is-told grep -q 'ends-a-cell' "$OUT"
check title-is-text grep -qF '\<b\>\*x\* &#124;' "$OUT"
run -o markdown --limit 3 hostile
check hostile-limited "$PYTHON" "$ROOT/tests/render/check.py" "$OUT"
check limit-is-told grep -q 'more; `--limit 0` shows all' "$OUT"

# document NAME ARG…: one about many dumps
document() {
    document_name=$1
    shift
    run "$@" -o markdown
    check "$document_name" "$PYTHON" "$ROOT/tests/render/check.py" "$OUT"
}

# Three snapshots of the same: some are broken, all are, some are.
hour=6
for some in well '' well; do
    time=2026-02-11T0$hour-45-10Z
    # shellcheck disable=SC2086
    "$PYTHON" "$ROOT/tests/render/hostile.py" "series/$time" "$time" $some
    hour=$((hour + 1))
done
document timeline timeline "$ROOT/samples/series/dumps"
check timeline-numbers grep -q '^7\. `workflow:v1:nightly-climate' "$OUT"
for case in "$ROOT"/samples/*/expected/timeline.md "$ROOT"/samples/*/expected/diff.md; do
    name=$(basename "$(dirname "$(dirname "$case")")")-$(basename "$case" .md)
    check "$name" "$PYTHON" "$ROOT/tests/render/check.py" "$case"
done
document timeline-hostile timeline --limit 0 --title '# <b>*x* |' series
check timeline-hostile-is-told grep -q 'ends-a-cell' "$OUT"
check timeline-hostile-breaks grep -q 'healthy → failed' "$OUT"
document timeline-limited timeline --limit 2 series
check timeline-limit-is-told grep -q 'more; `--limit 0` shows all' "$OUT"
document timeline-nothing timeline --limit 0 -n nothing-is-called-so series
set -- series/*
"$PYTHON" "$ROOT/tests/render/hostile.py" --alerts alerts.yaml
document replay-hostile replay -m alerts.yaml --limit 0 --title '# <b>*x* |' series
check replay-hostile-is-told grep -q 'ends-a-cell.*ends-a-cell' "$OUT"
document replay replay -m "$ROOT/samples/series/alerts" "$ROOT/samples/series/dumps"
document diff-hostile diff --limit 0 --title '# <b>*x* |' "$1" "$2"
check diff-hostile-is-told grep -q '^| worse | .*slash' "$OUT"
document diff-limited diff --limit 2 "$1" "$2"
document diff-back diff --limit 0 "$2" "$1"
document diff-new diff --limit 0 "$ROOT/samples/series/dumps/2026-03-14T06-00-00Z" "$1"
check diff-new-and-gone sh -c "grep -q '^## Also new' '$OUT' && grep -q '^## Gone' '$OUT'"
document diff-nothing diff "$1" "$1"
finish render
