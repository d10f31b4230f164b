#!/bin/sh
# SPDX-License-Identifier: MIT
# Shell scripts: shellcheck where it is installed (warnings and errors), else only their syntax.
set -u
failed=0
# Lists of files are split at blanks on purpose: no path of the project has any.
for script in .ci/run $(find tests samples -name '*.sh' 2>/dev/null | sort); do
    if command -v shellcheck >/dev/null 2>&1; then
        shellcheck -S warning -e SC2046,SC1091 "$script"
    else
        bash -n "$script"
    fi || { echo "not ok $script"; failed=1; }
done
[ "$failed" -ne 0 ] || echo "ok scripts"
exit "$failed"
