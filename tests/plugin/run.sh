#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The plugins of samples/plugin as their author would meet us: inquest is installed below a scratch
# directory, they are built against what was installed there and nothing of the repository, and
# then they read and write through the installed program.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
need_program plugin

DEST=$WORK/root
SAMPLE=$ROOT/samples/plugin
MINE=$WORK/mine
PKG_CONFIG=${PKG_CONFIG:-pkg-config}
umask 022
mkdir -p "$MINE"

# Below the prefix that the program was built for: another one would build it anew.
install_inquest() {
    ${MAKE:-make} -C "$ROOT" --no-print-directory install DESTDIR="$DEST" \
        ${MODE:+MODE="$MODE"} >"$OUT" 2>&1 || { tail -n 3 "$OUT" && return 1; }
}

# installed NAME: where it is below the scratch directory
installed() {
    find "$DEST" -type f -name "$1" | grep .
}

# What `pkg-config --cflags inquest` says once the prefix is the scratch directory.
installed_flags() {
    PKG_CONFIG_PATH=$(dirname "$PC") PKG_CONFIG_SYSROOT_DIR=$DEST \
        PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 "$PKG_CONFIG" --cflags inquest
}

# build_plugin NAME: the line of samples/plugin/README.md, made strict
build_plugin() {
    # shellcheck disable=SC2046
    ${CC:-cc} -std=c11 -O2 -Wall -Wextra -Wpedantic -Werror -fPIC -shared $(installed_flags) \
        -o "$MINE/$1.so" "$SAMPLE/$1.c"
}

# The compiler must have taken the header from the installation.
header_is_installed_one() {
    # shellcheck disable=SC2046
    ${CC:-cc} -std=c11 -M $(installed_flags) "$SAMPLE/props.c" | tr -d '\\\n' |
        grep -qF "$HEADER"
}

# mine ARG…: the installed program with its own plugins and those built here
mine() {
    run --plugin-path "$DEST$PLUGINS" --plugin-path "$MINE" "$@"
}

# says NAME EXIT PATTERN ARG…
says() {
    says_name=$1 says_exit=$2 says_pattern=$3
    shift 3
    mine "$@"
    if [ "$STATUS" = "$says_exit" ] && grep -Eq -e "$says_pattern" "$OUT"; then
        ok "$says_name"
    else
        not_ok "$says_name" "exit $STATUS: $(head -c 200 "$OUT" "$ERR" | tr '\n' ' ')"
    fi
}

# prints NAME EXIT TEXT ARG…: standard output is just that text
prints() {
    prints_name=$1 prints_exit=$2
    printf '%s\n' "$3" >"$WORK/expected"
    shift 3
    mine "$@"
    if [ "$STATUS" = "$prints_exit" ] && cmp -s "$WORK/expected" "$OUT"; then
        ok "$prints_name"
    else
        not_ok "$prints_name" "exit $STATUS: $(head -c 200 "$OUT" "$ERR" | tr '\n' ' ')"
    fi
}

refused() {
    cp "$MINE/props.so" "$WORK/open.so"
    mkdir -p "$WORK/open" && mv "$WORK/open.so" "$WORK/open" && chmod 666 "$WORK/open/open.so"
    run --plugin-path "$WORK/open" plugins
    check refused/writable-by-others grep -aq INQ0601 "$OUT" "$ERR"
    mkdir -p "$WORK/broken" && echo 'no object' >"$WORK/broken/broken.so"
    run --plugin-path "$WORK/broken" plugins
    check refused/no-object grep -aq INQ0603 "$OUT" "$ERR"
    mkdir -p "$WORK/again" && cp "$MINE/names.so" "$WORK/again/twice.so"
    mine --plugin-path "$WORK/again" plugins
    check refused/id-is-taken grep -aq INQ0604 "$OUT" "$ERR"
    echo 'nothing that anybody knows' >"$WORK/nothing.txt"
    mine --plugin-path "$WORK/broken" "$WORK/nothing.txt"
    check refused/does-not-change-the-exit-status [ "$STATUS" -eq 3 ]
}

# The contract tests take any plugin.
contract() {
    for test in contract contract_outputs; do
        program=$BUILD/obj/tests/plugin/test_$test
        if [ -x "$program" ]; then
            check "contract/$test" env SAMPLES="$ROOT/samples" "$program" \
                "$MINE/props.so" "$MINE/names.so"
        else
            skip "contract/$test" "$program is not built"
        fi
    done
}

not_from_here() {
    cd "$MINE" || return
    run plugins
    check found/never-in-the-current-directory sh -c "! grep -q '^ *props ' '$OUT'"
    INQUEST_PLUGIN_PATH=$MINE && export INQUEST_PLUGIN_PATH
    run plugins
    unset INQUEST_PLUGIN_PATH
    check found/by-the-environment grep -q props "$OUT"
    cd "$WORK" || return
}

check install install_inquest
for file in inquest inquest.h inquest.pc; do
    check "install/$file" installed "$file"
done
[ "$N_BAD" -eq 0 ] || { finish plugin; exit 1; }
PC=$(installed inquest.pc)
HEADER=$(installed inquest.h)
PLUGINS=$(sed -n 's/^plugindir=//p' "$PC")
# `run` of tests/lib.sh takes it from here.
# shellcheck disable=SC2034
INQUEST=$(installed inquest)
check build/header-alone header_is_installed_one
check build/parser build_plugin props
check build/output build_plugin names

BROKEN=service:v1:billing:public
ALL=$(printf '%s\n' $BROKEN lens:v1alpha:sales:public service:v1:orders:public)
FAILED_AT='{(e["line"], e["column"], e["path"]) for e in res["'$BROKEN'"]["evidence"]
    if e["value"] == "failed"} == {(18, 30, "status.runtimeState.status")}'
cp "$SAMPLE/services.props" "$WORK/services.props"
cd "$WORK" || exit 1

says plugins/lists-parser 0 props plugins
says plugins/lists-output 0 names plugins
says plugins/lists-where 0 "$MINE" plugins
says parser/by-probe 1 '"format": ?"props"' -o json services.props
says parser/by-name 1 '"format": ?"props"' --input-format props -o json services.props
check parser/places "$PYTHON" "$ROOT/tests/cli/query.py" "$FAILED_AT" <"$OUT"
prints output/all 1 "$ALL" -o names services.props
prints output/option 1 "$BROKEN" --set names.show=broken -o names services.props
prints output/option-fallback 1 "$ALL" --set names.show=all -o names services.props
mine -o names=ids.txt services.props
check both/in-a-file [ "$STATUS" -eq 1 ]
check both/in-a-file-bytes sh -c "[ \"\$(head -n 1 ids.txt)\" = $BROKEN ]"
refused
not_from_here
contract
finish plugin
