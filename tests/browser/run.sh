#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The output html in a browser: what it shows, what a reader does with it, what it must not do.
# Needs chromium, chromedriver and python3-selenium; pictures are left in $BUILD/browser.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
need_program browser
cd "$WORK" || exit 1

lacks() {
    command -v chromium >/dev/null 2>&1 || { echo 'no chromium here' && return; }
    command -v chromedriver >/dev/null 2>&1 || { echo 'no chromedriver here' && return; }
    "$PYTHON" -c 'import selenium' 2>/dev/null || { echo 'no python3-selenium here' && return; }
    # The driver and the browser meet there.
    getent hosts localhost >/dev/null || echo 'the name localhost is not known here'
}

missing=$(lacks)
if [ -n "$missing" ]; then
    skip browser "$missing"
    finish browser
    exit 0
fi

for name in depot-takes-down-lens driver-out-of-memory image-cannot-be-pulled; do
    (cd "$ROOT/samples/$name" && "$INQUEST" -o html="$WORK/$name.html" dumps 2>/dev/null)
done
"$PYTHON" "$ROOT/tests/render/hostile.py" hostile
"$INQUEST" -o html=hostile.html --title '</title><script>alert(1)</script>' hostile 2>/dev/null
"$PYTHON" "$ROOT/tests/browser/many.py" 10000 >many.ndjson
"$INQUEST" -o html=many.html many.ndjson 2>/dev/null

# Pages about many dumps: the sample, hostile names, and ten thousand that each fail in a third.
SERIES=$ROOT/samples/series/dumps
(cd "$ROOT/samples/series" && "$INQUEST" timeline -o html="$WORK/timeline.html" dumps 2>/dev/null
    "$INQUEST" diff -o html="$WORK/diff.html" dumps/2026-03-14T07-00-00Z dumps/2026-03-14T07-30-00Z \
        2>/dev/null
    "$INQUEST" replay -m alerts -o html="$WORK/replay.html" dumps 2>/dev/null)
"$PYTHON" "$ROOT/tests/render/hostile.py" --alerts alerts.yaml
for hour in 06 07 08; do
    time=2026-02-11T$hour-45-10Z
    some=$([ "$hour" = 07 ] || echo well)
    # shellcheck disable=SC2086
    "$PYTHON" "$ROOT/tests/render/hostile.py" "series/$time" "$time" $some
    mkdir -p "many/$time"
    "$PYTHON" "$ROOT/tests/browser/many.py" 10000 3 "$((${hour#0} - 6))" >"many/$time/all.ndjson"
done
"$INQUEST" timeline -o html=hostile-timeline.html --title '</title><script>alert(1)</script>' series \
    2>/dev/null
"$INQUEST" replay -m alerts.yaml -o html=hostile-replay.html \
    --title '</title><script>alert(1)</script>' series 2>/dev/null
set -- series/*
"$INQUEST" diff -o html=hostile-diff.html --title '</title><script>alert(1)</script>' "$1" "$2" \
    2>/dev/null
"$INQUEST" diff -o html=diff-nothing.html "$1" "$1" 2>/dev/null
"$INQUEST" timeline -o html=timeline-nothing.html -n nothing-is-called-so "$SERIES" 2>/dev/null
"$INQUEST" timeline -o html=many-timeline.html many 2>/dev/null
mkdir -p "$BUILD/browser"
export HOME="$WORK" PYTHONDONTWRITEBYTECODE=1
"$PYTHON" "$ROOT/tests/browser/drive.py" "$WORK" "$BUILD/browser" >browser.log 2>&1
STATUS=$?
tally browser.log
check browser/ran-to-the-end [ "$STATUS" -eq 0 ]
finish browser
