#!/bin/sh
# SPDX-License-Identifier: MIT
# Lengths of the functions of all C files, from the first line of the signature to the
# closing brace. Our layout makes them easy to see: only a function has its { and } in column 1.
set -u
lengths=$(awk '
FNR == 1 { head = 0; open = 0 }
open && /^}/ {
    printf "%d %s:%d\n", FNR - head + 1, FILENAME, head
    open = 0
    head = 0
    next
}
open { next }
/^{/ { open = 1; if (!head) head = FNR; next }
/^[A-Za-z_]/ && !head { head = FNR }
/^$|^#|;[ \t]*$|^}|\*\/[ \t]*$/ { head = 0 }' $(find core plugins tests samples -name '*.[ch]' | sort) | sort -n)
if [ -z "$lengths" ]; then
    echo "skip functions there are none"
    exit 0
fi
echo "$lengths" | awk -v median_limit=12 -v p90_limit=35 -v longest_limit=60 '
{ length_of[NR] = $1; place = $2 }
$1 > longest_limit { print $2 ": " $1 " lines" }
END {
    median = length_of[int((NR + 1) / 2)]
    p90 = length_of[int((NR * 9 + 9) / 10)]
    longest = length_of[NR]
    printf "note %d functions: median %d lines, p90 %d, longest %d (%s)\n", NR, median, p90, longest, place
    bad = median > median_limit || p90 > p90_limit || longest > longest_limit
    print (bad ? "not ok" : "ok") " functions"
    exit bad
}'
