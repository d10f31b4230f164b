#!/bin/sh
# SPDX-License-Identifier: MIT
# A plugin exports its descriptor and nothing else, and neither core nor a plugin has a byte that
# can be written: no state, so any thread may run any of it. Tables of pointers are in
# .data.rel.ro, which is constant once loaded. Sanitizers add symbols and data of their own.
set -u
build=${BUILD:-build}
failed=0

verdict() {
    if [ -z "$2" ]; then
        echo "ok $1"
    else
        echo "$2"
        echo "not ok $1"
        failed=1
    fi
}

exports() {
    for so in "$build"/plugins/*/*.so; do
        [ -e "$so" ] || continue
        names=$(nm -D --defined-only "$so" | awk '{print $NF}' | grep -v '^__odr_asan' | tr '\n' ' ')
        [ "$names" = "inq_plugin_entry " ] || echo "$so exports: $names"
    done
}

writable() {
    for object in $(find "$@" -name '*.o' 2>/dev/null | sort); do
        size -A "$object" | awk -v object="$object" '
            $1 ~ /^\.(data|bss|tdata|tbss)/ && $1 !~ /^\.data\.rel\.ro/ && $2 > 0 {
                print object ": " $2 " bytes in " $1
            }'
    done
}

verdict exports "$(exports)"
case ${MODE:-release} in
release | debug)
    verdict stateless-plugins "$(writable "$build/obj/plugins")"
    verdict stateless-core "$(writable "$build/obj/core" "$build/obj/packs.o")"
    ;;
*) echo "skip stateless a sanitizer puts data into every object" ;;
esac
exit "$failed"
