# shellcheck shell=sh disable=SC2034
# SPDX-License-Identifier: MIT
#
# What every shell test shares; source it first, from tests/DIR/SCRIPT.
#
# Environment, all optional: INQUEST the program, BUILD its directory, MODE the make mode it was
# built in, SHARED the directory with the corpus, KEEP=1 to keep the scratch directory.
# Prints one line per check: `ok NAME`, `not ok NAME why` or `skip NAME why`; `finish` prints the
# counts and fails if a check failed. A failing check never ends a script early.

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
BUILD=${BUILD:-$ROOT/build}
case $BUILD in /*) ;; *) BUILD=$ROOT/$BUILD ;; esac
INQUEST=${INQUEST:-$BUILD/inquest}
case $INQUEST in /*) ;; *) INQUEST=$ROOT/$INQUEST ;; esac
MODE=${MODE:-}
SHARED=${SHARED:-$ROOT/../shared}
PYTHON=${PYTHON:-/usr/bin/python3}
[ -x "$PYTHON" ] || PYTHON=python3
TIMEOUT=${TIMEOUT:-60}
# A sanitizer must not look like one of our own exit statuses.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}exitcode=99
UBSAN_OPTIONS=${UBSAN_OPTIONS:+$UBSAN_OPTIONS:}halt_on_error=1:exitcode=99
TSAN_OPTIONS=${TSAN_OPTIONS:+$TSAN_OPTIONS:}exitcode=99
LC_ALL=C.UTF-8
export ROOT BUILD INQUEST MODE SHARED PYTHON TIMEOUT LC_ALL
export ASAN_OPTIONS UBSAN_OPTIONS TSAN_OPTIONS
unset NO_COLOR INQUEST_PLUGIN_PATH

WORK=$(mktemp -d "${TMPDIR:-/tmp}/inquest-test.XXXXXX") || exit 1
OUT=$WORK/.out
ERR=$WORK/.err
N_OK=0
N_BAD=0
N_SKIP=0

clean_up() {
    [ -n "${KEEP:-}" ] && echo "# kept $WORK" && return
    chmod -R u+rwX "$WORK" 2>/dev/null
    rm -rf "$WORK"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

ok() {
    N_OK=$((N_OK + 1))
    printf 'ok %s\n' "$1"
}

not_ok() {
    N_BAD=$((N_BAD + 1))
    printf 'not ok %s %s\n' "$1" "${2:-}"
}

skip() {
    N_SKIP=$((N_SKIP + 1))
    printf 'skip %s %s\n' "$1" "${2:-}"
}

# check NAME COMMAND…: ok if the command succeeds; otherwise its output is the reason.
check() {
    check_name=$1
    shift
    if check_why=$("$@" 2>&1); then
        ok "$check_name"
    else
        not_ok "$check_name" "$(printf '%s' "$check_why" | tr '\n' ' ' | cut -c1-300)"
    fi
}

# run ARG…: the program with stdin as it is; leaves $OUT, $ERR and $STATUS (124: it hung).
run() {
    timeout -k 5 "$TIMEOUT" "$INQUEST" "$@" >"$OUT" 2>"$ERR"
    STATUS=$?
}

# tally FILE: take over the ok, not ok and skip lines that another program wrote, and print them.
tally() {
    cat "$1"
    N_OK=$((N_OK + $(grep -c '^ok ' "$1")))
    N_BAD=$((N_BAD + $(grep -c '^not ok ' "$1")))
    N_SKIP=$((N_SKIP + $(grep -c '^skip ' "$1")))
}

finish() {
    printf '# %s: %d ok, %d not ok, %d skipped\n' "${1:-tests}" "$N_OK" "$N_BAD" "$N_SKIP"
    [ "$N_BAD" -eq 0 ]
}

# need_program: end the script with one visible skip when there is no program to test.
need_program() {
    [ -x "$INQUEST" ] && return
    skip "${1:-program}" "$INQUEST is not built"
    finish "${1:-tests}"
    exit 0
}
