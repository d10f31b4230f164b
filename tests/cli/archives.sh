#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Archives: every form is read in place, hostile ones do no harm, and what cannot be read is told.
# They are made here, with tar, the compressors that are installed, and python.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program archives
cd "$WORK" || exit 1

SAMPLE=$ROOT/samples/depot-takes-down-lens/dumps

# make CODE: python with helpers that write archives of (name, bytes) or of (name, type, target)
make() {
    "$PYTHON" -c "import gzip, io, os, sys, tarfile, zipfile
get = open('get.txt', 'rb').read()
def tar(path, *members, mode='w'):
    with tarfile.open(path, mode, format=tarfile.PAX_FORMAT) as t:
        for name, what, *target in members:
            i = tarfile.TarInfo(name)
            if target:
                i.type, i.linkname = what, target[0]
            else:
                i.size = len(what)
            t.addfile(i, None if target else io.BytesIO(what))
def zipped(path, *members):
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        for name, data in members:
            z.writestr(name, data)
def cut(path, part):
    data = open(path, 'rb').read()
    open('cut-' + path, 'wb').write(data[:int(len(data) * part)])
$1"
}

# The report of an archive is that of the directory but for the names of inputs.
same_as_directory() {
    run -o json "$1"
    sed "s#\"$1!#\"dumps/#g" "$OUT" | jq -S . >got
    run -o json dumps
    jq -S . "$OUT" >wanted
    check "archive/$1" cmp got wanted
    run -o json - <"$1"
    sed 's#"-!#"dumps/#g' "$OUT" | jq -S . >got
    check "archive/$1-from-a-pipe" sh -c "jq -S .summary got >a; jq -S .summary wanted >b; cmp a b"
}

forms() {
    cp -R "$SAMPLE" dumps
    "$PYTHON" -c "
import os, tarfile, zipfile
for mode, path in (('w', 'a.tar'), ('w:gz', 'a.tar.gz'), ('w:xz', 'a.tar.xz'), ('w:bz2', 'a.tar.bz2')):
    with tarfile.open(path, mode) as t:
        t.add('dumps', '.')
with zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_DEFLATED) as z:
    for folder, _, files in os.walk('dumps'):
        for f in files:
            z.write(os.path.join(folder, f), os.path.relpath(os.path.join(folder, f), 'dumps'))"
    for file in a.tar a.tar.gz a.tar.xz a.tar.bz2 a.zip; do
        same_as_directory "$file"
    done
    if command -v zstd >/dev/null 2>&1; then
        zstd -q a.tar -o a.tar.zst && same_as_directory a.tar.zst
    else
        skip archive/a.tar.zst 'no zstd here'
    fi
    cp a.tar.gz named-otherwise.txt
    same_as_directory named-otherwise.txt
}

single_files() {
    gzip -nc get.txt >get.txt.gz
    bzip2 -c get.txt >get.txt.bz2 2>/dev/null || rm -f get.txt.bz2
    cp get.txt not-an-archive.tar.gz
    for file in get.txt.gz get.txt.bz2 not-an-archive.tar.gz; do
        [ -e "$file" ] || continue
        query "single/$file" 0 'names == [sales] and
            [i["path"] for i in r["inputs"]] == ["'"$file"'"]' "$file"
    done
    cat get.txt.gz get.txt.gz >twice.txt.gz
    query single/two-streams 0 'r["inputs"][0]["observations"] == 2' twice.txt.gz
    { cat get.txt.gz && printf 'padding'; } >padded.txt.gz
    query single/padding 0 'names == [sales] and not codes' padded.txt.gz
}

SAFE='not any(".." in i["path"].split("/") or "!/" in i["path"] for i in r["inputs"])'

names() {
    make "tar('names.tar', ('../../etc/passwd', get), ('/etc/shadow', get), ('a/../b', get))
tar('odd.tar', ('esc\x1b[2J.txt', get), ('bad\udcff', get), ('n\xe9.txt', get), ('./ok//x.txt', get))
tar('twice.tar', ('get.txt', get), ('get.txt', get))
tar('links.tar', ('get.txt', get), ('s', tarfile.SYMTYPE, '/etc/passwd'),
    ('h', tarfile.LNKTYPE, 'get.txt'), ('f', tarfile.FIFOTYPE, ''), ('d', tarfile.CHRTYPE, ''),
    ('dir', tarfile.DIRTYPE, ''))"
    query name/outside 0 'names == [sales] and codes == {"INQ0115"} and read == 3 and '"$SAFE" \
        names.tar
    query name/odd 0 'codes == {"INQ0115"} and read == 4 and
        "odd.tar!n\xe9.txt" in [i["path"] for i in r["inputs"]]' odd.tar
    check name/no-escape sh -c "! grep -aq '$(printf '\033')' '$OUT'"
    query name/twice 0 'codes == {"INQ0116"} and read == 2' twice.tar
    query name/links 0 'codes == {"INQ0103", "INQ0104"} and n == 5 and names == [sales]' links.tar
    check name/nothing-unpacked [ ! -e etc ]
}

damage() {
    make "tar('two.tar', ('a.txt', get), ('b.txt', get * 9)); cut('two.tar', 0.2)
tar('two.tar.gz', ('a.txt', get), ('b.txt', os.urandom(9000)), mode='w:gz'); cut('two.tar.gz', 0.5)
zipped('two.zip', ('a.txt', get), ('b.txt', os.urandom(9000))); cut('two.zip', 0.5)
zipped('locked.zip', ('a.txt', get), ('s.txt', get), ('z.txt', get))
d = bytearray(open('locked.zip', 'rb').read())
at = d.find(b's.txt'); d[at - 30 + 6] |= 1
at = d.find(b's.txt', d.find(b'PK\1\2')); d[at - 46 + 8] |= 1
open('locked.zip', 'wb').write(d)
tar('empty.tar'); tar('empty.tar.gz', mode='w:gz'); zipped('empty.zip')
open('nothing.gz', 'wb').write(gzip.compress(b''))
open('only-magic.gz', 'wb').write(b'\x1f\x8b\x08')
open('only-magic.zip', 'wb').write(b'PK\3\4')"
    for file in cut-two.tar cut-two.tar.gz cut-two.zip; do
        query "damage/$file" 3 'names == [sales] and "INQ0113" in codes and
            "'$file'!a.txt" in [i["path"] for i in r["inputs"]]' "$file"
    done
    query damage/encrypted 3 'codes == {"INQ0114"} and n == 3 and
        [d["input"] for d in r["diagnostics"]] == ["locked.zip!s.txt"]' locked.zip
    for file in empty.tar empty.tar.gz empty.zip nothing.gz; do
        query "damage/$file" 3 'codes == {"INQ0101"} and n == 1' "$file"
    done
    for file in only-magic.gz only-magic.zip; do
        query "damage/$file" 3 '"INQ0113" in codes' "$file"
    done
    query damage/others-are-read 3 'sales in names' only-magic.zip get.txt
}

limits() {
    make "tar('many.tar.gz', *(('f%d' % i, get) for i in range(40)), mode='w:gz')
with gzip.open('bomb.gz', 'wb') as f:
    f.write(b'x')
    for _ in range(200): f.write(bytes(1000000))
with gzip.open('inside.gz', 'wb') as f:
    for _ in range(200): f.write(b' ' * 1000000)
tar('bomb.tar', ('a.txt', get), ('z.gz', open('inside.gz', 'rb').read()), ('b.txt', get))
zipped('in.zip', ('get.txt', get)); inner = open('in.zip', 'rb').read()
tar('nest.tar', ('in.zip', inner), ('x.gz', gzip.compress(get)))
tar('deep.tar.gz', ('nest.tar', open('nest.tar', 'rb').read()), ('get.txt', get), mode='w:gz')
data = get
for _ in range(9): data = gzip.compress(data)
open('wrapped.gz', 'wb').write(data)"
    query limit/entries 3 'codes == {"INQ0312"} and len(names) == 1 and n == 11' \
        --limit-entries 10 many.tar.gz
    query limit/unpacked 3 '"INQ0313" in codes' --limit-unpacked 1K many.tar.gz
    within limit/ratio-is-quick 10 100000 bomb.gz
    query limit/ratio 3 '"INQ0314" in codes' bomb.gz
    query limit/ratio-in-an-archive 3 '"INQ0314" in codes and sales in names' bomb.tar
    query limit/nested 0 'read == 2 and not codes and "nest.tar!in.zip!get.txt" in
        [i["path"] for i in r["inputs"]]' nest.tar
    query limit/nested-too-deep 3 'codes == {"INQ0315"} and sales in names' deep.tar.gz
    query limit/nested-as-told 0 'read == 3 and not codes' --limit-archives 3 deep.tar.gz
    query limit/none 3 'codes >= {"INQ0107"}' --limit-archives 0 nest.tar
    query limit/wrapped 3 '"INQ0315" in codes' wrapped.gz
    expect limit/usage 2 limit-ratio --limit-ratio 0 get.txt
}

# Only a run that meets an archive loads the library, and then says what the loader said.
no_library() {
    mkdir without && head -c 100 /dev/zero >without/libarchive.so.13
    make "tar('get.tar', ('get.txt', get))"
    export LD_LIBRARY_PATH="$PWD/without"
    query library/not-needed 0 'names == [sales] and not codes' get.txt.gz
    query library/absent 3 'names == [sales] and codes == {"INQ0102"} and
        "libarchive.so.13: " in r["diagnostics"][0]["message"]' get.tar get.txt
    unset LD_LIBRARY_PATH
}

capture_times() {
    mkdir -p in && cp get.txt in/2026-02-11T06-45-10Z-get.txt && tar -cf t.tar -C in . &&
        cp t.tar 2026-03-12T07-00-00Z.tar
    query time/in-the-member 0 'r["as_of"] == "2026-02-11T06:45:10Z"' t.tar
    make "tar('2026-03-12T07-00-00Z.tar', ('get.txt', get))"
    query time/in-the-archive 0 'r["as_of"] == "2026-03-12T07:00:00Z"' 2026-03-12T07-00-00Z.tar
    for jobs in 1 4; do
        run -o json -j"$jobs" . && cp "$OUT" "jobs-$jobs"
    done
    run -o json -j1 a.tar.gz nest.tar many.tar.gz in && cp "$OUT" "$WORK/.one"
    run -o json -j4 in many.tar.gz nest.tar a.tar.gz && check order/jobs-and-arguments cmp "$OUT" "$WORK/.one"
}

listing 'sales service active running:1' >get.txt
forms
single_files
names
damage
limits
no_library
capture_times
finish archives
