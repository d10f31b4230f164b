#!/bin/sh
# SPDX-License-Identifier: MIT
# Calls that are forbidden, or that only named files may make: FUNCTIONS : FILES
set -u
rules='
strcpy strcat sprintf vsprintf strtok gets atoi atol atof alloca : -
printf vprintf puts putchar exit perror getenv : core/main.c core/cli.c
abort : core/main.c core/cli.c core/arena.c
fopen freopen openat : core/source.c core/output_file.c
open : core/source.c core/output_file.c core/filter.c
localtime time gettimeofday setlocale : -
localtime_r mktime tzset setenv : core/zone.c
dlopen dlsym : core/plugin.c core/filter.c plugins/sources/archive.c
malloc calloc realloc free : core/*
fork : core/filter.c
system popen execl execlp execv execvp : -
'
found=$(awk -v rules="$rules" -f tests/lint/code.awk -f /dev/stdin $(find core plugins -name '*.[ch]' | sort) <<'AWK'
BEGIN {
    n = split(rules, line, "\n")
    for (i = 1; i <= n; i++) {
        at = index(line[i], " : ")
        k = split(substr(line[i], 1, at), name, " ")
        for (j = 1; j <= k; j++)
            allowed[name[j]] = " " substr(line[i], at + 3) " "
    }
}
# Calls of a member (x->open(), x.open()) are somebody else's function of that name.
{
    code = code_of($0)
    while (match(code, /[A-Za-z_][A-Za-z0-9_]*[ \t]*\(/)) {
        before = substr(code, 1, RSTART - 1)
        name_here = substr(code, RSTART, RLENGTH)
        sub(/[ \t]*\($/, "", name_here)
        code = substr(code, RSTART + RLENGTH)
        if (!(name_here in allowed) || before ~ /(\.|->)$/)
            continue
        folder = FILENAME
        sub(/\/.*/, "/*", folder)
        if (index(allowed[name_here], " " FILENAME " ") == 0 &&
            index(allowed[name_here], " " folder " ") == 0)
            print FILENAME ":" FNR ": " name_here "() may be called in" allowed[name_here] "only"
    }
}
AWK
)
if [ -n "$found" ]; then
    echo "$found"
    echo "not ok calls"
    exit 1
fi
echo "ok calls"
