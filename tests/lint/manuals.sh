#!/bin/sh
# SPDX-License-Identifier: MIT
# mandoc's lint over the manual pages: no warning, no error.
set -u
command -v mandoc >/dev/null 2>&1 || { echo "skip manuals no mandoc here"; exit 0; }
failed=0
for page in man/*.[157]; do
    [ -e "$page" ] || { echo "skip manuals there are none"; exit 0; }
    if mandoc -Tlint -W warning "$page"; then
        echo "ok ${page#man/}"
    else
        echo "not ok ${page#man/}"
        failed=1
    fi
done
exit "$failed"
