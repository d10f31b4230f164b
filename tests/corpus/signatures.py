# SPDX-License-Identifier: MIT
"""The table of failure signatures, and texts that its patterns match.

It shares nothing with the program but the table's text, so that both can be held against it.
"""
import csv
import re
import re._constants as op
import re._parser as parser


class Row:
    def __init__(self, cells):
        self.id, self.source = cells["id"], cells["source"]
        self.phase = "-" if cells["phase"] == "-" else cells["phase"]
        self.klass, self.severity = cells["class"], cells["severity"]
        self.text = cells["regex"]
        self.regex = re.compile(self.text)


def load(path):
    with open(path, encoding="utf-8", newline="") as stream:
        lines = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Row(cells) for cells in lines]


# ---- texts that a pattern matches --------------------------------------------------------------

CATEGORY = {op.CATEGORY_SPACE: " ", op.CATEGORY_NOT_SPACE: "x", op.CATEGORY_WORD: "w",
            op.CATEGORY_NOT_WORD: " ", op.CATEGORY_DIGIT: "7"}


def one_of(items):
    kind, value = items[0]
    if kind is op.NEGATE:
        return "x"
    if kind is op.RANGE:
        return chr(value[0])
    return CATEGORY[value] if kind is op.CATEGORY else chr(value)


def texts_of_item(item):
    kind, value = item
    if kind is op.LITERAL:
        return [chr(value)]
    if kind in (op.ANY, op.NOT_LITERAL):
        return ["x"]
    if kind is op.IN:
        return [one_of(value)]
    if kind is op.SUBPATTERN:
        return texts_of(value[3])
    if kind is op.BRANCH:
        return [text for branch in value[1] for text in texts_of(branch)]
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, most, part = value
        counts = {least, min(most, least + 1)}
        return [text * count for count in sorted(counts) for text in texts_of(part)]
    if kind in (op.AT, op.ASSERT_NOT):
        return [""]
    raise ValueError(f"no text for {kind}")


def texts_of(pattern, most=64):
    """Texts that take every branch of a parsed pattern, each optional part with and without."""
    texts = [""]
    for item in pattern:
        texts = [text + more for text in texts for more in texts_of_item(item)][:most]
    return texts


def examples(row):
    """Texts of which the row's own pattern is sure to match each."""
    return [text for text in texts_of(parser.parse(row.text)) if row.regex.search(text)]


# ---- lines of real dumps -----------------------------------------------------------------------

def lines_of(corpus):
    """The distinct lines of all dumps but manifests, which are not the words of a failure."""
    seen = {}
    for path in sorted(corpus.glob("*/*")):
        if not path.parent.name.startswith("manifest"):
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                seen.setdefault(line.strip(), path)
    return [line for line in seen if re.search(r"\w", line)]
