#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The completion scripts: they parse, bash completes real words with its own, and a word of a pack
# cannot become a command.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program completion
cd "$WORK" || exit 1
mkdir -p folder && : >'a file.txt' && : >folder/dump.yaml

for shell in bash zsh fish; do
    expect "script/$shell" 0 - completion $shell
    cp "$OUT" "script.$shell"
    run --help
    # Every option and command of --help.
    { grep -oE -- ' --[a-z-]+' "$OUT" | tr -d ' -' && sed -n 's/^  \([a-z]\{4,\}\) .*/\1/p' "$OUT"; } |
        sort -u >names
    check "script/$shell-knows-all" sh -c "tr -d - <script.$shell >flat
        while read -r name; do grep -q \"\$name\" flat || { echo \"\$name\"; exit 1; }; done <names"
    if command -v $shell >/dev/null 2>&1; then
        check "script/$shell-parses" $shell -n script.$shell
    else
        skip "script/$shell-parses" "no $shell here"
    fi
done
expect usage/no-shell 2 'takes one word' completion
expect usage/other-shell 2 'did you mean bash\?' completion bsh

# completes NAME EXPECTED WORD…: the last word is the one at the cursor; among the answers are
# the expected ones.
completes() {
    completes_name=$1 completes_expected=$2
    shift 2
    bash -c 'source ./script.bash
        [[ $(complete -p inquest) == "complete -F _inquest inquest" ]] || exit
        COMP_WORDS=(inquest "$@") COMP_CWORD=$#
        _inquest 2>/dev/null
        printf "%s\n" "${COMPREPLY[@]}"' bash "$@" >answers
    if printf '%s\n' "$completes_expected" | tr ',' '\n' | grep -vxFf answers >missing; then
        not_ok "$completes_name" "no $(cat missing) in: $(head -c 200 answers | tr '\n' ' ')"
    else
        ok "$completes_name"
    fi
}

# only NAME EXPECTED WORD…: and there is no other answer.
only() {
    completes "$@"
    check "$1-only" [ "$(wc -l <answers)" -eq "$(printf '%s\n' "$2" | tr ',' '\n' | wc -l)" ]
}

if command -v bash >/dev/null 2>&1; then
    only bash/option --fail-on --fa
    only bash/output json,jsonl -o js
    only bash/output-owned sqlite --output sq
    completes bash/output-file folder -o json = fo
    only bash/health degraded,deleted --fail-on de
    only bash/health-after-equals never --fail-on = n
    only bash/color auto,always --color a
    only bash/parser yaml --input-format y
    only bash/type lens,lakehouse -t l
    completes bash/command explain ex
    completes bash/path 'a file.txt' a
    completes bash/path-and-option 'folder' -q fo
    only bash/directory folder --plugin-path ''
    only bash/code INQ0203 explain INQ0203
    completes bash/kind service kinds s
    only bash/shell bash completion b
    only bash/list 'failed' --only fa
    bash -c 'source ./script.bash; COMP_WORDS=(inquest --only failed,deg) COMP_CWORD=2
        _inquest 2>/dev/null; printf "%s\n" "${COMPREPLY[@]}"' >answers
    check bash/list-goes-on grep -qx 'failed,degraded' answers
else
    skip bash 'no bash here'
fi

# A rule may have any id; a script has only what is plain.
cat >odd.yaml <<'YAML'
- {id: "$(touch ran)", phase: runtime, class: runtime, severity: error,
   when: {fact: runtime.word, equals: x}, title: odd}
- {id: "it's", phase: runtime, class: runtime, severity: error,
   when: {fact: runtime.word, equals: x}, title: odd}
YAML
for shell in bash zsh fish; do
    run --rules odd.yaml completion $shell
    check "odd/$shell" sh -c "! grep -qE 'touch|it.s ' '$OUT'"
done
finish completion
