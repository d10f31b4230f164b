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
finish render
