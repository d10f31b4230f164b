#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Real dumps and the verdict table, both from $SHARED, which is no part of the project: without it
# the checks are skipped. Names of checks as arguments run only those (see check.py).
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
need_program corpus

# NAME WHAT-IT-NEEDS
CHECKS='tables   corpus/dataos/INDEX.tsv
        runtime  corpus/dataos/runtime
        kinds    corpus/dataos
        detail   corpus/dataos/detail-yaml
        manifests corpus/dataos/manifest-monitor
        formats  corpus/dataos/app-error
        seed     seed.md
        verdicts verdicts.tsv
        signatures signatures.tsv
        threads  corpus/dataos
        series   corpus/health/index.tsv
        survival corpus'

wanted=${*:-tables runtime kinds detail manifests formats seed verdicts signatures threads series survival}
while read -r name needs; do
    case " $wanted " in *" $name "*) ;; *) continue ;; esac
    if [ ! -e "$SHARED/$needs" ]; then
        skip "$name" "no $SHARED/$needs"
    elif "$PYTHON" -B "$ROOT/tests/corpus/check.py" "$name" >"$OUT" 2>"$ERR"; then
        tally "$OUT"
    else
        tally "$OUT"
        not_ok "$name" "the check itself failed: $(tail -n 1 "$ERR")"
    fi
done <<EOF
$CHECKS
EOF
finish corpus
