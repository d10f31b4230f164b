#!/bin/sh
# SPDX-License-Identifier: MIT
# The floors of core/: a file includes headers of its own floor or of a lower one, never a higher.
# A plugin includes inquest.h, plugins/lib/*.h and system headers. The highest floor comes first;
# a new file of core/ takes its place in this table.
set -u
floors='
main
cli
run
share emit
say
complete list session
replay
watches history series listing marks repeat dated moment report freeze
alert payload
pool read inputs container scrub redact
diagnose baseline case candidates relation verdict resource suppress rule kind
filter cron zone plugin packs host source sieve record builder lines logs observe rows forms joint element slices tree watch scan regex schema window part job output_file
arena buf clock diag diag_codes glossary intern label progress str options settings
inquest
'
# <HEADER> and the only files of core/ that may include it.
libraries='
pcre2.h regex
dlfcn.h plugin+filter
jq.h filter
pthread.h pool
yajl - yaml.h - archive -
'

check_core() {
    awk -v floors="$floors" -v libraries="$libraries" '
    BEGIN {
        n = split(floors, line, "\n")
        for (i = 1; i <= n; i++) {
            k = split(line[i], name, " ")
            for (j = 1; j <= k; j++)
                floor[name[j]] = n - i
        }
        n = split(libraries, word, /[ \n]+/)
        for (i = 2; i < n; i += 2)
            owner[word[i]] = word[i + 1]
    }
    function complain(text) { print FILENAME ":" FNR ": " text }
    FNR == 1 {
        self = FILENAME
        sub(/.*\//, "", self)
        sub(/\.[ch]$/, "", self)
        if (!(self in floor))
            complain(self " has no floor: add it to the table in tests/lint/floors.sh")
    }
    /^[ \t]*#[ \t]*include[ \t]*"/ {
        split($0, part, "\"")
        other = part[2]
        sub(/\.h$/, "", other)
        if (!(other in floor))
            complain("\"" part[2] "\" is no header of core/")
        else if ((self in floor) && floor[other] > floor[self])
            complain(self " includes " other ", which stands on a higher floor")
    }
    /^[ \t]*#[ \t]*include[ \t]*</ {
        split($0, part, /[<>]/)
        for (header in owner)
            if (index(part[2], header) == 1 && index("+" owner[header] "+", "+" self "+") == 0)
                complain("<" part[2] "> belongs to " owner[header] " alone")
    }' "$@"
}

check_plugins() {
    awk '/^[ \t]*#[ \t]*include[ \t]*"/ {
        split($0, part, "\"")
        sibling = FILENAME ~ /^plugins\/lib\// && part[2] !~ /\//
        if (part[2] != "inquest.h" && !sibling && part[2] !~ /^plugins\/lib\/[a-z0-9_]+\.h$/)
            print FILENAME ":" FNR ": a plugin includes \"" part[2] "\""
    }' "$@"
}

report() {
    if [ -z "$2" ]; then
        echo "ok $1"
    else
        echo "$2"
        echo "not ok $1"
        failed=1
    fi
}

failed=0
report floors-core "$(check_core core/*.[ch])"
report floors-plugins "$(check_plugins /dev/null $(find plugins -name '*.[ch]' | sort))"
exit "$failed"
