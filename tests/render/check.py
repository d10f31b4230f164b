#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""check.py FILE: a document of the output markdown, rendered, has only what the output meant.

Its headings are ours, each table has the columns of its head, and there is no link, no image and
no HTML of a dump's making.
"""
import re
import subprocess
import sys
import xml.etree.ElementTree as tree

SECTIONS = {
    "Impact", "Root causes", "Timeline", "Contradictions and remarks",
    "What the dumps do not show", "Appendix: what was read",
    "Changes", "Also new", "Gone",
    "What broke first", "Resource by resource", "Transitions", "Also at these times",
    "Incidents", "Silent", "Broken, and no Monitor fired for it or for its root",
    "What is wrong with the manifests",
}
NUMBERED = "What broke first"
FORBIDDEN = ("link", "image", "html_inline", "html_block", "thematic_break", "block_quote",
             "footnote_reference", "footnote_definition", "strikethrough")
RENDER = ["cmark-gfm", "-e", "table", "-e", "strikethrough", "-e", "autolink", "-e", "tasklist",
          "-e", "footnotes", "--unsafe"]


def text_of(node):
    return "".join(node.itertext())


def kind(node):
    return node.tag.split("}")[-1]


def wrong(document):
    first, section = True, None
    for node in document.iter():
        name = kind(node)
        if name in FORBIDDEN:
            yield f"there is a {name}: {text_of(node)[:80]!r}"
        if name == "heading":
            level, text = int(node.get("level")), text_of(node).strip()
            fits = first if level == 1 else text in SECTIONS if level == 2 else \
                level == 3 and re.match(r"\d+\. ", text)
            if not fits:
                yield f"a heading of level {level}: {text[:80]!r}"
            first, section = False, text
        if name == "table":
            widths = {len(row) for row in node}
            if len(widths) != 1:
                yield f"a table has rows of {sorted(widths)} cells"
        ordered = name == "list" and node.get("type") == "ordered"
        if name == "emph" or (ordered and section != NUMBERED):
            yield f"something is stressed or numbered: {text_of(node)[:80]!r}"


def rows_are_whole(source):
    """A renderer cuts or fills rows silently: each row of a table has the bars of its head."""
    head = None
    for line in source.split("\n"):
        if not line.startswith("|"):
            head = None
            continue
        bars = len(re.findall(r"(?<!\\)(?:\\\\)*\|", line))
        head = bars if head is None else head
        if bars != head:
            yield f"a row of {bars} bars under a head of {head}: {line[:100]!r}"


def main():
    source = open(sys.argv[1], encoding="utf-8").read()
    xml = subprocess.run([*RENDER[:1], "-t", "xml", *RENDER[1:], sys.argv[1]], check=True,
                         capture_output=True, text=True).stdout
    xml = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "?", xml)
    problems = [*wrong(tree.fromstring(xml)), *rows_are_whole(source)]
    print("\n".join(problems[:5]))
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
