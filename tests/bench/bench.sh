#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What inquest costs, as ratios to other programs on the same file. Both sides of a row run in
# turns, so that a slow moment of the machine hits both; the median of the pairs is printed beside
# the budget. Nothing here passes or fails. Usage: bench.sh DIRECTORY-OF-THE-BUILT-TOOLS
# QUICK=1 takes small files and few rounds; ROUNDS=N and ONLY=PATTERN (of row names) choose.
set -eu
tools=$(cd "$1" && pwd)
inquest=${INQUEST:?run it as: make bench}
data=$(mktemp -d "${TMPDIR:-/tmp}/inquest-bench.XXXXXX")
trap 'rm -rf "$data"' EXIT
export LC_ALL=C.UTF-8
if [ -n "${QUICK:-}" ]; then
    rounds=${ROUNDS:-3} many=10000 rows=100000 huge=100000 small=1000 few=2000 lines=100000
else
    rounds=${ROUNDS:-7} many=100000 rows=1000000 huge=1000000 small=10000 few=10000 lines=900000
fi
row='%-46s %9s  %-17s %7s %7s  %s\n'

# ---- measuring -------------------------------------------------------------------------------

has() { command -v "$1" >/dev/null 2>&1; }
wanted() { case $1 in *${ONLY:-}*) ;; *) return 1 ;; esac; }

make_file() { # NAME FORMAT COUNT
    [ -e "$data/$1" ] || "$tools/gen" "$2" "$3" >"$data/$1"
}

# Our whole job, as a user would ask for it; WALL CPU KIB STATUS on standard output.
timed() { "$tools/timed" "$@"; }
ours=("$inquest" --color never -j1)

# Sorted numbers on standard input; prints "MEDIAN LOWEST HIGHEST" with the format given.
middle() {
    sort -g | awk -v f="$1" '{ v[NR] = $1 } END {
        m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
        printf f " " f " " f "\n", m, v[1], v[NR] }'
}

# A command that failed in either way must not pass for a fast one.
remark=
accept=1
judge() { # STATUS SIDE
    [ "$1" -le "$accept" ] || remark="! $2 ended with status $1"
}

print_row() { # NAME MUST AIM MEDIAN LOW HIGH
    # shellcheck disable=SC2059
    printf "$row" "$1" "$4" "($5-$6)" "$2" "$3" "$remark"
    remark=
}

# pair NAME SENSE MUST AIM: compare the commands in `a` (ours) and `b`. SENSE `cost` prints a / b,
# which should be low, `faster` prints b / a, which should be high.
pair() {
    local name=$1 sense=$2 i wall_a wall_b status
    wanted "$name" || return 0
    timed "${a[@]}" >"$data/warm" && timed "${b[@]}" >"$data/warm"
    for ((i = 0; i < rounds; i++)); do
        read -r wall_a _ _ status <<<"$(timed "${a[@]}")"
        judge "$status" "${a[0]##*/}"
        read -r wall_b _ _ status <<<"$(timed "${b[@]}")"
        judge "$status" "${b[0]##*/}"
        if [ "$sense" = cost ]; then
            echo "$wall_a $wall_b"
        else
            echo "$wall_b $wall_a"
        fi
    done >"$data/pairs"
    # shellcheck disable=SC2046
    print_row "$name" "$3" "$4" $(awk '{ print $1 / $2 }' "$data/pairs" | middle %.2f)
}

# peer TOOL NAME MUST AIM: as pair ... faster, when the tool is here.
peer() {
    if has "$1"; then
        pair "$2" faster "$3" "$4"
    elif wanted "$2"; then
        remark="no $1 here"
        print_row "$2" "$3" "$4" - - -
    fi
}

# single NAME MUST AIM FIELD DIVISOR COMMAND...: one side alone; FIELD 1 is the wall, 3 the memory.
single() {
    local name=$1 must=$2 aim=$3 field=$4 divisor=$5 i
    shift 5
    wanted "$name" || return 0
    for ((i = 0; i < rounds; i++)); do
        timed "$@"
    done >"$data/runs"
    judge "$(awk 'END { print $4 }' "$data/runs")" "${1##*/}"
    # shellcheck disable=SC2046
    print_row "$name" "$must" "$aim" \
        $(awk -v f="$field" -v d="$divisor" '{ print $f / d }' "$data/runs" | middle %.1f)
}

# The exponent of growth between two files, from the medians of their walls.
growth() { # NAME SMALL-FILE SMALL-COUNT LARGE-FILE LARGE-COUNT
    local i side
    wanted "$1" || return 0
    for side in "$2" "$4"; do
        timed "${ours[@]}" "$data/$side" >"$data/warm"
        for ((i = 0; i < rounds; i++)); do
            timed "${ours[@]}" "$data/$side"
        done | awk '{ print $1 }' | middle %.0f
    done >"$data/walls"
    # shellcheck disable=SC2046
    print_row "$1" 1.08 1.02 $(awk -v ratio="$(($5 / $3))" '
        NR == 1 { m = $1; low = $2; high = $3 }
        NR == 2 { printf "%.3f %.3f %.3f", log($1 / m) / log(ratio), log($2 / high) / log(ratio),
                      log($3 / low) / log(ratio) }' "$data/walls")
}

# ---- the other programs ----------------------------------------------------------------------

sick_jq='(.status.aggregateStatus != "active") or ((.status.runtimeState.status // "")
         | test("^(failed|pending)"))'
cat >"$data/sick.awk" <<'AWK'
BEGIN { FS = "|" }
NF > 5 && ($5 !~ /active/ || $6 ~ /failed|pending/) { n++ }
END { print n }
AWK
cat >"$data/sick.py" <<'PY'
import sys

def sick(r):
    s = r["status"]
    return s["aggregateStatus"] != "active" or s.get("runtimeState", {}).get(
        "status", "").startswith(("failed", "pending"))

with open(sys.argv[2]) as f:
    if sys.argv[1] == "json":
        import json
        items = json.load(f)["items"]
    else:
        import yaml
        items = yaml.load(f, Loader=yaml.CSafeLoader)
print(sum(map(sick, items)))
PY
python=python3
yaml_python=$python
for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import yaml; yaml.CSafeLoader' 2>/dev/null; then
        yaml_python=$candidate
    fi
done

# ---- rows ------------------------------------------------------------------------------------

# shellcheck disable=SC2059
printf "$row" "row ($rounds rounds; $many resources, $rows table rows)" median '(low-high)' must aim ''

make_file many.json json "$many"
make_file many.ndjson ndjson "$many"
make_file some.yaml yamllist "$small"
make_file docs.yaml yaml "$small"
make_file rows.txt table "$rows"

a=("${ours[@]}" "$data/many.json")
b=("$tools/base_json" "$data/many.json")
pair 'JSON / bare yajl' cost 1.50 1.20
a=("${ours[@]}" "$data/some.yaml")
b=("$tools/base_yaml" "$data/some.yaml")
pair 'YAML list / bare libyaml' cost 1.30 1.10
a=("${ours[@]}" "$data/docs.yaml")
b=("$tools/base_yaml" "$data/docs.yaml")
pair 'YAML documents / bare libyaml' cost 1.30 1.10
a=("${ours[@]}" "$data/rows.txt")
b=(wc -l "$data/rows.txt")
pair 'table / wc -l' cost 15 8

b=(mawk -f "$data/sick.awk" "$data/rows.txt")
peer mawk 'table, times faster than mawk' 3 5
a=("${ours[@]}" "$data/many.json")
b=(jq "[.items[] | select($sick_jq)] | length" "$data/many.json")
peer jq 'JSON, times faster than jq' 15 20
b=("$python" "$data/sick.py" json "$data/many.json")
peer "$python" 'JSON, times faster than python json' 6 9
a=("${ours[@]}" "$data/many.ndjson")
b=(jq -n "reduce inputs as \$r (0; if (\$r | $sick_jq) then . + 1 else . end)" "$data/many.ndjson")
peer jq 'NDJSON, times faster than jq' 8 12
if has duckdb; then
    b=(duckdb -c "select count(*) from read_json('$data/many.ndjson', format='newline_delimited')
        where status.aggregateStatus <> 'active'")
fi
peer duckdb 'NDJSON, times faster than DuckDB' 1.5 2
make_file few.yaml yamllist "$few"
a=("${ours[@]}" "$data/few.yaml")
b=("$yaml_python" "$data/sick.py" yaml "$data/few.yaml")
if "$yaml_python" -c 'import yaml; yaml.CSafeLoader' 2>/dev/null; then
    pair 'YAML, times faster than PyYAML (C)' faster 25 40
elif wanted 'YAML, times faster than PyYAML (C)'; then
    remark='no PyYAML here'
    print_row 'YAML, times faster than PyYAML (C)' 25 40 - - -
fi

# Unpacking and reading at once, against unpacking into a pipe that we read.
gzip -nc1 "$data/many.json" >"$data/many.json.gz"
tar -C "$data" -czf "$data/many.tar.gz" many.json
for archive in many.json.gz many.tar.gz; do
    a=("${ours[@]}" "$data/$archive")
    b=(sh -c "bsdtar -xOf '$data/$archive' | '$inquest' --color never -j1 -")
    [ "$archive" != many.json.gz ] ||
        b=(sh -c "gzip -dc '$data/$archive' | '$inquest' --color never -j1 -")
    tool=$([ "$archive" = many.json.gz ] && echo gzip || echo bsdtar)
    if has "$tool"; then
        pair "$archive / $tool into a pipe" cost 1.5 1.0
    elif wanted "$archive / $tool into a pipe"; then
        remark="no $tool here"
        print_row "$archive / $tool into a pipe" 1.5 1.0 - - -
    fi
done

for case in 'JSON:many.json:0.80:0.70' 'YAML:some.yaml:0.70:0.55'; do
    IFS=: read -r syntax file must aim <<<"$case"
    a=("${ours[@]}" -j2 "$data/$file")
    b=("${ours[@]}" "$data/$file")
    pair "$syntax, two threads / one" cost "$must" "$aim"
done

a=(sh -c "rm -f '$data/out.db'; exec '$inquest' -j1 -o sqlite='$data/out.db' '$data/many.json'")
b=("${ours[@]}" -o json="$data/out.json" "$data/many.json")
pair 'report as sqlite / as json' cost 1.5 1.2

make_file lines.log log "$lines"
make_file faults.yaml rules 100
make_file faults.txt patterns 100
a=("${ours[@]}" --rules "$data/faults.yaml" "$data/lines.log")
b=("$tools/base_scan" "$data/faults.txt" "$data/lines.log")
pair 'log, 100 patterns / one by one with JIT' cost 0.25 0.12
grep -oE '[A-Za-z][A-Za-z ]{4,}' "$data/faults.txt" | sort -u >"$data/literals.txt"
# Into a pipe: grep that writes to /dev/null stops at the first line.
b=(sh -c "grep -c -F -f '$data/literals.txt' '$data/lines.log' | cat")
pair 'log, 100 patterns / grep -c -F of literals' cost 2.5 -

make_file one.json json 1
a=("${ours[@]}" "$data/one.json")
b=(jq . "$data/one.json")
before=$rounds
rounds=$((rounds * 5))
! has jq || pair 'one resource / jq' cost 0.5 0.2
single 'one resource, ms' - - 1 1000000 "${ours[@]}" "$data/one.json"
rounds=$before

raised=(--limit-scalar 16777216)
make_file big.json string 8000000
make_file fifth.json string 2000000
a=("${ours[@]}" "${raised[@]}" "$data/big.json")
b=("${ours[@]}" "${raised[@]}" "$data/fifth.json")
pair 'a string of 8 MB / of 2 MB' cost 5 4
make_file deep.json nested 80000
cp "$data/deep.json" "$data/deep.yaml"
accept=3 # refused in part, and said so
for syntax in json yaml; do
    single "80 KB of [ as $syntax, ms" 50 15 1 1000000 "${ours[@]}" --input-format "$syntax" \
        "$data/deep.$syntax"
done
accept=1

make_file small.json json "$small"
make_file huge.json json "$huge"
growth "growth of JSON, $small to $huge" small.json "$small" huge.json "$huge"
rounds=1
single "peak memory, $huge of JSON, MiB" 256 128 3 1024 "${ours[@]}" "$data/huge.json"
