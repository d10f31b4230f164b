#!/bin/sh
# SPDX-License-Identifier: MIT
# screenshot.sh FILE: a picture of the first screen of the html output about the demonstration.
set -eu
file=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd samples/depot-takes-down-lens
"$INQUEST" -o html="$work/page.html" --title 'Morning of 11 February' dumps || [ $? -eq 1 ]
HOME=$work chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars \
    --window-size=1180,1000 --screenshot="$file" "file://$work/page.html" 2>/dev/null
