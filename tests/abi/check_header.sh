#!/bin/sh
# SPDX-License-Identifier: MIT
# inquest.h stands alone, in strict C11 and in C++17.
set -u
failed=0

alone() {
    name=$1
    shift
    if echo '#include "inquest.h"' |
        "$@" -Icore -Wall -Wextra -Wpedantic -Werror -fsyntax-only -; then
        echo "ok header-$name"
    else
        echo "not ok header-$name"
        failed=1
    fi
}

alone c11 "${CC:-gcc}" -std=c11 -x c
if command -v g++ >/dev/null 2>&1; then
    alone c++17 g++ -std=c++17 -x c++
else
    echo "skip header-c++17 no g++ here"
fi
exit "$failed"
