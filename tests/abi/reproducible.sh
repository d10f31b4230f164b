#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The same sources give the same bytes, wherever they are built.
set -eu
if [ "${MODE:-release}" != release ]; then
    echo "skip reproducible only the release build promises it"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset MAKEFLAGS MAKELEVEL MFLAGS BUILD INQUEST

files() {
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git ls-files -co --exclude-standard -- Makefile core plugins | while read -r file; do
            [ ! -e "$file" ] || echo "$file"
        done
    else
        find Makefile core plugins -type f
    fi
}

build() {
    mkdir -p "$1"
    tar -cf - -T "$work/list" | tar -xf - -C "$1"
    make -s -C "$1" -j"$(nproc)" all MODE=release V= >/dev/null
    (cd "$1/build" && find inquest plugins -type f | sort | xargs sha256sum) >"$2"
}

files >"$work/list"
build "$work/a" "$work/first"
build "$work/elsewhere/and/deeper" "$work/second"
if diff "$work/first" "$work/second"; then
    echo "ok reproducible"
else
    echo "not ok reproducible"
    exit 1
fi
