#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# clang-tidy over core/ and plugins/ with the checks of .clang-tidy. A file that passed is not
# looked at again until it, a header or the checks change.
set -u
command -v clang-tidy >/dev/null 2>&1 || { echo "skip tidy no clang-tidy here"; exit 0; }
[ -e compile_commands.json ] || { echo "skip tidy no compile_commands.json: make lint"; exit 0; }
stamps=${BUILD:-build}/obj/tidy
export stamps
mkdir -p "$stamps"

# The files without a stamp, or with one older than what they were judged by.
stale() {
    newest=$(ls -t .clang-tidy core/*.h plugins/lib/*.h 2>/dev/null | head -n 1)
    find core plugins -name '*.c' | sort | while read -r file; do
        stamp=$stamps/$(echo "$file" | tr / -)
        [ "$stamp" -nt "$file" ] && [ "$stamp" -nt "$newest" ] || echo "$file"
    done
}

# shellcheck disable=SC2016
if stale | xargs -r -P "$(nproc)" -n 1 sh -c '
    clang-tidy --quiet --warnings-as-errors="*" -p . "$0" 2>/dev/null || exit 1
    : >"$stamps/$(echo "$0" | tr / -)"'; then
    echo "ok tidy"
else
    echo "not ok tidy"
    exit 1
fi
