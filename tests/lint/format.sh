#!/bin/sh
# SPDX-License-Identifier: MIT
# All C is laid out as .clang-format says; `make format` does it.
set -u
command -v clang-format >/dev/null 2>&1 || { echo "skip format no clang-format here"; exit 0; }
if clang-format --dry-run -Werror $(find core plugins tests samples -name '*.[ch]' | sort); then
    echo "ok format"
else
    echo "not ok format"
    exit 1
fi
