# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# Dumps made on the fly, and the two ways in which tests/cli asks for what it expects of a run.

# listing 'NAME TYPE STATUS RUNTIME'…: a `get` listing as the platform prints it; `-` is blank.
listing() {
    printf '%s\n' \
        '     NAME      | VERSION |   TYPE   | WORKSPACE |  STATUS  |   RUNTIME   |  OWNER  ' \
        '---------------|---------|----------|-----------|----------|-------------|---------'
    for listing_row in "$@"; do
        # shellcheck disable=SC2086
        set -- $listing_row
        [ "$4" = - ] && set -- "$1" "$2" "$3" ''
        printf '  %-13s| v1      | %-9s| public    | %-9s| %-12s| tester  \n' "$1" "$2" "$3" "$4"
    done
}

# detail NAME STATUS RUNTIME: the same as one YAML document of a service.
detail() {
    printf '%s\n' "name: $1" 'version: v1' 'type: service' 'workspace: public' 'owner: tester' \
        'status:' "  aggregateStatus: $2" '  runtimeState:' "    status: $3"
}

# record NAME STATUS RUNTIME: the same as one line of JSON.
record() {
    printf '{"name":"%s","version":"v1","type":"service","workspace":"public",' "$1"
    printf '"owner":"tester","status":{"aggregateStatus":"%s",' "$2"
    printf '"runtimeState":{"status":"%s"}}}\n' "$3"
}

# python CODE: its standard output, for bytes that printf cannot make.
python() {
    "$PYTHON" -c "import sys
out = sys.stdout.buffer.write
$1"
}

say_status() {
    printf 'exit %s, expected %s: %s' "$STATUS" "$1" "$(tail -n 3 "$ERR" | tr '\n' ' ')"
}

# expect NAME EXIT PATTERN ARG…: the exit status, and an extended regular expression that a line
# of standard output or error matches; `-` for none, `!` before it for no line at all.
expect() {
    expect_name=$1 expect_exit=$2 expect_pattern=$3
    shift 3
    run "$@"
    judge_text
}

judge_text() {
    if [ "$STATUS" != "$expect_exit" ]; then
        not_ok "$expect_name" "$(say_status "$expect_exit")"
        return
    fi
    case $expect_pattern in
    -) ok "$expect_name" ;;
    !*) judge_absent "${expect_pattern#!}" ;;
    *)
        if cat "$OUT" "$ERR" | grep -aEq -e "$expect_pattern"; then
            ok "$expect_name"
        else
            not_ok "$expect_name" "no line matches $expect_pattern: $(head -c 160 "$OUT" "$ERR" |
                tr -c '[:print:]' ' ')"
        fi
        ;;
    esac
}

judge_absent() {
    if cat "$OUT" "$ERR" | grep -aEq -e "$1"; then
        not_ok "$expect_name" "a line matches $1"
    else
        ok "$expect_name"
    fi
}

# query NAME EXIT EXPRESSION ARG…: the exit status and what holds of the JSON report (query.py).
query() {
    query_name=$1 query_exit=$2 query_expression=$3
    shift 3
    run -o json "$@"
    judge_report
}

judge_report() {
    if [ "$STATUS" != "$query_exit" ]; then
        not_ok "$query_name" "$(say_status "$query_exit")"
    elif why=$("$PYTHON" "$ROOT/tests/cli/query.py" "$query_expression" <"$OUT" 2>&1); then
        ok "$query_name"
    else
        not_ok "$query_name" "$(printf '%s' "$why" | tail -n 1 | cut -c1-300)"
    fi
}

# within NAME SECONDS KIB ARG…: ends by itself in time and in memory; other builds than the release
# only in time.
within() {
    within_name=$1 within_seconds=$2 within_memory=$3
    shift 3
    case $MODE in
    '' | release) ;;
    *) within_memory=0 within_seconds=$((within_seconds * 10)) ;;
    esac
    check "$within_name" "$PYTHON" -c '
import resource, subprocess, sys
seconds, memory = float(sys.argv[1]), int(sys.argv[2])
try:
    done = subprocess.run(sys.argv[3:], stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=seconds)
except subprocess.TimeoutExpired:
    sys.exit(f"took more than {seconds:g} s")
if done.returncode not in (0, 1, 3):
    sys.exit(f"exit {done.returncode}")
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
if memory and peak > memory:
    sys.exit(f"{peak} KiB at the peak, more than {memory}")
' "$within_seconds" "$within_memory" "$INQUEST" -o json "$@"
}
