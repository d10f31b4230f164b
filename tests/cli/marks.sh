#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What happened at a time of its own stands on the axis of a timeline, once.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program marks
cd "$WORK" || exit 1

mkdir -p plugin
${CC:-cc} -std=c11 -Wall -Wextra -Werror -fPIC -shared -I"$ROOT/core" -o plugin/marks.so \
    "$ROOT/tests/cli/marks.c" || not_ok build 'the plugin does not build'

# marked NAME EXIT ARG…: what a timeline marks, on standard input the right answer
marked() {
    marked_name=$1 marked_exit=$2
    shift 2
    cat >"$WORK/.right"
    run timeline --fail-on never --plugin-path plugin -o marks "$@" </dev/null
    check "$marked_name-exit" [ "$STATUS" -eq "$marked_exit" ]
    check "$marked_name" diff "$WORK/.right" "$OUT"
}

# pod ENDED…: a pod whose container ended then
pod() {
    printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: quay-0, namespace: port}\nstatus:\n'
    printf '  phase: Running\n  conditions: [{type: Ready, status: "False"}]\n  containerStatuses:\n'
    for ended; do
        printf '  - name: crane\n    restartCount: 3\n    state: {running: {startedAt: "2026-05-04T09:59:00Z"}}\n'
        printf '    lastState: {terminated: {exitCode: 137, reason: OOMKilled, finishedAt: "%s"}}\n' "$ended"
    done
}

# event COUNT LAST TEXT: what the cluster says of the same pod
event() {
    printf -- '---\napiVersion: v1\nkind: Event\nmetadata: {name: quay-0.17, namespace: port}\n'
    printf 'involvedObject: {apiVersion: v1, kind: Pod, name: quay-0, namespace: port}\n'
    printf 'reason: BackOff\nmessage: %s\ncount: %s\nlastTimestamp: "%s"\n' "$3" "$1" "$2"
}

objects() {
    mkdir -p pods
    { pod 2026-05-04T09:58:00Z && event 3 2026-05-04T09:59:30Z 'Back-off restarting it'; } \
        >pods/2026-05-04T10-00-00Z.yaml
    { pod 2026-05-04T09:58:00Z && event 7 2026-05-04T10:14:30Z 'Back-off restarting it'; } \
        >pods/2026-05-04T10-15-00Z.yaml
    { pod 2026-05-04T10:20:00Z && event 1 2026-05-04T10:21:00Z 'Back-off restarting it' &&
        event 1 2026-05-04T10:21:00Z 'the key is password=hunter2secret'; } >pods/2026-05-04T10-30-00Z.yaml
    marked objects/once 0 pods <<'END'
2026-05-04T09:58:00Z container pod::quay-0:port x1 pods/2026-05-04T10-00-00Z.yaml:11:40 crane: OOMKilled, exit code 137
2026-05-04T10:14:30Z event pod::quay-0:port x7 pods/2026-05-04T10-15-00Z.yaml:20:16 BackOff: Back-off restarting it
2026-05-04T10:20:00Z container pod::quay-0:port x1 pods/2026-05-04T10-30-00Z.yaml:11:40 crane: OOMKilled, exit code 137
2026-05-04T10:21:00Z event pod::quay-0:port x1 pods/2026-05-04T10-30-00Z.yaml:20:16 BackOff: Back-off restarting it
2026-05-04T10:21:00Z event pod::quay-0:port x1 pods/2026-05-04T10-30-00Z.yaml:29:16 BackOff: the key is password=‹redacted:password:1›
END
    marked objects/filtered 0 -n other pods </dev/null
    cp -r pods again
    run timeline --fail-on never --plugin-path plugin -o marks again/*15* again/*30* again/*00-00*
    cp "$OUT" turned.txt
    run timeline --fail-on never --plugin-path plugin -o marks again
    check objects/any-order cmp "$OUT" turned.txt
}

runs() {
    cat >2026-05-04T10-00-00Z-runs.txt <<'END'
$ dataos-ctl get runtime -t monitor -w port -n watch

  STATUS | RUNTIME
---------|-------------------
  active | next:2026-05-04T11:00:00Z

   RUN ID  |       STARTED        |       FINISHED       | RUN STATUS | RESULT
-----------|----------------------|----------------------|------------|--------
  r3       | 2026-05-04T09:00:00Z |                      | running    |
  r2       | 2026-05-04T08:00:00Z | 2026-05-04T08:00:07Z | completed  | monitor condition met
  r1       | 2026-05-04T07:00:00Z | 2026-05-04T07:00:09Z | failed     |
END
    marked runs/ended 0 2026-05-04T10-00-00Z-runs.txt <<'END'
2026-05-04T07:00:09Z run monitor::watch:port x1 2026-05-04T10-00-00Z-runs.txt:11:37 failed
2026-05-04T08:00:07Z run monitor::watch:port x1 2026-05-04T10-00-00Z-runs.txt:10:37 completed
END
}

logs() {
    cat >2026-05-04T10-05-00Z-log.txt <<'END'
$ dataos-ctl log -t service -w port -n gate

     NODE NAME  │ CONTAINER NAME │ ERROR
────────────────┼────────────────┼────────
  gate-1-d-2    │ gate           │
-------------------LOGS-------------------
2026-05-04 09:31:49,317 INFO  [main] gate: it opens
2026-05-04 09:32:10,002 ERROR [main] gate: it does not close
2026/05/04 09:33:10 ERROR gate: it does not close either
10:42AM ERR nobody knows the day
END
    listing 'gate service active running:1' >2026-05-04T10-05-00Z-get.txt
    sed 's/| public /| port   /' 2026-05-04T10-05-00Z-get.txt >get.tmp &&
        mv get.tmp 2026-05-04T10-05-00Z-get.txt
    marked logs/dated 0 2026-05-04T10-05-00Z-log.txt 2026-05-04T10-05-00Z-get.txt <<'END'
2026-05-04T09:32:10Z log service:v1:gate:port x1 2026-05-04T10-05-00Z-log.txt:8:1 ERROR [main] gate: it does not close
2026-05-04T09:33:10Z log service:v1:gate:port x1 2026-05-04T10-05-00Z-log.txt:9:1 ERROR gate: it does not close either
END
}

# More than are told of one resource: the last ones are, and it is said.
bounded() {
    {
        pod 2026-05-04T09:58:00Z
        for minute in 10 11 12 13 14 15 16; do
            for second in 0 1 2 3 4 5 6 7 8 9; do
                event 1 "2026-05-04T09:$minute:0${second}Z" "a word of $minute $second"
            done
        done
    } >2026-05-04T10-00-00Z-many.yaml
    run timeline --fail-on never --plugin-path plugin -v -o marks 2026-05-04T10-00-00Z-many.yaml
    check bounded/last sh -c "wc -l <'$OUT' | grep -qx '64' && head -1 '$OUT' | grep -q '^2026-05-04T09:10:07Z'"
    check bounded/told grep -q 'INQ0316.*pod::quay-0:port: 7 of 71' "$ERR"
}

objects
runs
logs
bounded
finish marks
