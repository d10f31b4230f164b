#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""feeds.py NAME DIRECTORY: hold the reports for other tools, report.* in DIRECTORY, against the
syntax each is in and against report.json there, which all of them must agree with.

Prints `ok NAME/CHECK`, `not ok NAME/CHECK why` or `skip NAME/CHECK why`, a line each. The schemas
beside this file say what we write; SARIF_SCHEMA and JUNIT_XSD may name those of OASIS and Jenkins.
"""
import collections
import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree

HERE = pathlib.Path(__file__).parent
HEALTHS = ["healthy", "suspended", "progressing", "unknown", "degraded", "deleted", "failed"]
# What no output passes on as it is.
UNSAFE = ("\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
          "\ufeff\ufffe\uffff")
MARK = "\ufffd"


class Skipped(Exception):
    """What is needed to look is not installed."""


def marked(text, blanks="\t\n\r"):
    """As outputs that have no escapes show it: a mark for what is unsafe, a blank for `blanks`."""
    return re.sub(f"[{UNSAFE}]", MARK, re.sub(f"[{blanks}]", " ", text))


def require(truth, why):
    if not truth:
        raise AssertionError(why)


def same(what, found, expected):
    require(found == expected, f"{what}: {found!r:.200} and not {expected!r:.200}")


def tool(name, *args, given=None):
    """Run a checker; what it complains of fails the check."""
    done = subprocess.run([name, *args], input=given, capture_output=True, check=False)
    require(done.returncode == 0 and not done.stderr.strip(b"\n").startswith(b"Error"),
            f"{name}: {done.stderr.decode(errors='replace')[-200:]}")


# ---- tables ---------------------------------------------------------------------------------

def rows_agree(rows, resources):
    """The rows of a table against the resources, cells unescaped."""
    header, body = rows[0], rows[1:]
    same("rows", len(body), len(resources))
    for row, resource in zip(body, resources):
        same("cells", len(row), len(header))
        cells = dict(zip(header, row))
        for key in ("id", "name", "owner", "health", "class", "reason"):
            same(key, cells[key], guarded(resource[key] or ""))


def guarded(text):
    """With the apostrophe that keeps a spreadsheet from computing."""
    risky = re.match(r"[\t\r\n]|\s*[-=+@\uff1d\uff0b\uff0d\uff20]", text)
    return ("'" if risky else "") + marked(text)


def check_csv(text, report):
    require(text.endswith("\r\n") and "\n" not in text.replace("\r\n", ""), "a lone line end")
    rows = list(csv.reader(text.split("\r\n")[:-1], strict=True))
    same("lines", text.count("\n"), len(rows))
    for cell in (cell for row in rows for cell in row):
        require(not cell or cell[0] not in "=+-@\t\r", f"a formula: {cell[:40]!r}")
    rows_agree(rows, report["resources"])


def check_tsv(text, report):
    lines = text.split("\n")
    same("end", lines.pop(), "")
    rows = [line.split("\t") for line in lines]
    for cell in (cell for row in rows for cell in row):
        require(not cell or cell[0] not in "=+-@\"\r", f"a formula or a quote: {cell[:40]!r}")
    rows_agree([[re.sub(r"^'(?=\")", "", cell) for cell in row] for row in rows],
               report["resources"])


# ---- tests and findings ---------------------------------------------------------------------

def as_xml(text):
    """What XML cannot hold is marked, the rest of it survives."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", MARK, text)


def check_junit(text, report):
    root = ElementTree.fromstring(text.encode())
    cases = [(suite, case) for suite in root for case in suite]
    same("tests", int(root.get("tests")), len(cases))
    kinds = collections.Counter(child.tag for _, case in cases for child in case)
    same("failures", int(root.get("failures")), kinds["failure"])
    same("errors", int(root.get("errors")), kinds["error"])
    for suite in root:
        inside = collections.Counter(child.tag for case in suite for child in case)
        same("counts", [int(suite.get(key)) for key in ("tests", "failures", "errors", "skipped")],
             [len(suite), inside["failure"], inside["error"], inside["skipped"]])
    found = sorted(case.get("name") for suite, case in cases if suite.get("name") !=
                   "not read in full")
    same("cases", found, sorted(as_xml(it["id"]) for it in report["resources"]))


def check_junit_schema(path):
    for schema in [HERE / "junit.xsd", os.environ.get("JUNIT_XSD")]:
        if schema:
            tool("xmllint", "--noout", "--schema", str(schema), str(path))


def uri_of(path):
    return ("file://" if path.startswith("/") else "") + urllib.parse.quote(path, safe="/!~")


def check_sarif(text, report):
    log = json.loads(text)
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    same("rules", len(set(rules)), len(rules))
    uris = {uri_of(it["path"]) for it in report["inputs"]}
    told = set()
    for result in run["results"]:
        same("rule", rules[result["ruleIndex"]], result["ruleId"])
        for place in result["locations"] + result["relatedLocations"]:
            if "physicalLocation" in place:
                require(place["physicalLocation"]["artifactLocation"]["uri"] in uris, "a place")
            told.update(it["fullyQualifiedName"] for it in place.get("logicalLocations", []))
    for it in report["resources"]:
        require(it["id"] in told or it["health"] not in ("failed", "degraded", "unknown"),
                f"nothing is said of {it['id'][:60]}")
    known = {}
    for result in run["results"]:
        mark = result["partialFingerprints"]["ruleAndResource/v1"]
        place = (result["locations"] or [{}])[0]
        about = place.get("logicalLocations") or place.get("physicalLocation", {}).get(
            "artifactLocation")
        same(f"fingerprint {mark}", known.setdefault(mark, (result["ruleId"], about)),
             (result["ruleId"], about))


def check_sarif_schema(path):
    try:
        import jsonschema
    except ImportError as error:
        raise Skipped(str(error)) from error
    for schema in [HERE / "sarif.schema.json", os.environ.get("SARIF_SCHEMA")]:
        if schema:
            content = json.loads(pathlib.Path(schema).read_text(encoding="utf-8"))
            checker = jsonschema.validators.validator_for(content)(content)
            faults = [f"{it.json_path}: {it.message[:120]}"
                      for it in checker.iter_errors(json.loads(path.read_text(encoding="utf-8")))]
            require(not faults, "; ".join(faults[:2]))


# ---- numbers --------------------------------------------------------------------------------

def check_prometheus(text, report):
    try:
        from prometheus_client.parser import text_string_to_metric_families
    except ImportError as error:
        raise Skipped(str(error)) from error
    samples = [it for family in text_string_to_metric_families(text) for it in family.samples]
    series = {(it.name, *sorted(it.labels.items())) for it in samples}
    same("series", len(series), len(samples))
    found = {it.labels["health"]: it.value for it in samples if it.name == "inquest_resources"}
    same("counts", found, report["summary"]["health"])
    found = [(it.labels["type"], it.value) for it in samples
             if it.name == "inquest_resource_health"]
    same("resources", found, [(marked_twice(it["type"]), HEALTHS.index(it["health"]))
                              for it in report["resources"]])


def marked_twice(text):
    return re.sub(f"[{UNSAFE}\ufffd]", lambda it: f"{MARK}{ord(it[0]):04x}", text)


def check_summary(text, report):
    require(re.fullmatch(r"INQUEST (OK|WARNING|CRITICAL|UNKNOWN): [^|\n]* \|( \w+=\d+)+\n", text),
            f"not a line of a plugin: {text[:80]!r}")
    data = dict(it.split("=") for it in text.split("|")[1].split())
    for health in HEALTHS:
        require(int(data[health]) <= report["summary"]["health"][health], health)
    same("resources", int(data["resources"]), report["summary"]["resources"])


# ---- documents ------------------------------------------------------------------------------

def check_yaml(text, report):
    try:
        import yaml
    except ImportError as error:
        raise Skipped(str(error)) from error
    same("content", yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), report)


def check_github(text, report):
    form = re.compile(r"::(error|warning|notice) ((?:\w+=[^,:\n]*,?)+)::([^\n\r]*)")
    titles = set()
    for line in text.splitlines():
        found = form.fullmatch(line)
        require(found, f"no command: {line[:80]!r}")
        properties = dict(it.split("=", 1) for it in found[2].split(","))
        require(set(properties) <= {"file", "line", "col", "title"}, f"{list(properties)}")
        require(not re.search("%(?!25|0D|0A|3A|2C)", line), f"a bare percent sign: {line[:80]!r}")
        titles.add(urllib.parse.unquote(properties["title"]))
    for it in report["resources"]:
        if it["health"] in ("failed", "degraded"):
            require(marked(it["id"][:200], "\t") in titles, f"nothing is said of {it['id'][:60]}")


# A quoted text with the escapes of each syntax, and what a line may be.
DOT_TEXT = r'"(?:[^"\\\n]|\\["\\n])*"'
DOT = re.compile(rf'digraph inquest {{|}}|  (?:\w+=(?:\w+|{DOT_TEXT})|(?:node|edge|\w+ -> \w+|\w+) '
                 rf'\[\w+=(?:\w+|{DOT_TEXT})(?:, \w+=(?:\w+|{DOT_TEXT}))*\]);')
MERMAID_TEXT = r'"(?:[^"`<>{}|\[\]();&#%$\\]|<br/>|#\d+;)*"'
MERMAID = re.compile(rf'flowchart LR|  classDef \w+ [\w:#,\- ]+|  \w+\[{MERMAID_TEXT}\]:::\w+|'
                     rf'  \w+ (?:-->|-\.->|-\.-)(?:\|{MERMAID_TEXT}\|)? \w+')


def lines_fit(text, form):
    for line in text.splitlines():
        require(form.fullmatch(line), f"no statement: {line[:100]!r}")


def all_drawn(report, nodes):
    """Every resource that must be in a graph is; a deletion may be."""
    sure = [it for it in report["resources"]
            if it["root"] or it["health"] in ("failed", "degraded", "unknown")]
    maybe = [it for it in report["resources"] if it["health"] == "deleted"]
    require(len(sure) <= len(nodes) <= len(sure) + len(maybe), f"{len(nodes)} nodes")


def check_dot(text, report):
    lines_fit(text, DOT)
    all_drawn(report, re.findall(r"^  n\d+ \[", text, re.M))


def check_mermaid(text, report):
    lines_fit(text, MERMAID)
    all_drawn(report, re.findall(r"^  n\d+\[", text, re.M))


# ---- all of them ----------------------------------------------------------------------------

# CHECK, the file it looks at, what is done with its text and the report, or with its path. What asks
# for a TOOLS is left out without it: run.sh tells once.
TOOLS = {"junit-schema": "xmllint", "promtool": "promtool", "graphviz": "nop"}
CHECKS = [
    ("csv", "csv", check_csv, None),
    ("tsv", "tsv", check_tsv, None),
    ("junit", "xml", check_junit, None),
    ("junit-schema", "xml", None, check_junit_schema),
    ("sarif", "sarif", check_sarif, None),
    ("sarif-schema", "sarif", None, check_sarif_schema),
    ("prometheus", "prom", check_prometheus, None),
    ("promtool", "prom", None,
     lambda path: tool("promtool", "check", "metrics", given=path.read_bytes())),
    ("summary", "summary.txt", check_summary, None),
    ("yaml", "yaml", check_yaml, None),
    ("github", "github.txt", check_github, None),
    ("dot", "dot", check_dot, None),
    ("graphviz", "dot", None, lambda path: tool("nop", str(path))),
    ("mermaid", "mmd", check_mermaid, None),
]


def harmless(text):
    found = re.search(f"[{UNSAFE}]", text)
    require(not found, f"U+{ord(found[0]):04X}" if found else "")


def look(name, action):
    try:
        action()
        print(f"ok {name}")
    except Skipped as why:
        print(f"skip {name} {why}")
    except Exception as why:  # pylint: disable=broad-except
        print(f"not ok {name} {type(why).__name__}: {' '.join(str(why).split())[:240]}")


def main(name, directory):
    folder = pathlib.Path(directory)
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    for check, suffix, of_text, of_path in CHECKS:
        path = folder / f"report.{suffix}"
        if check in TOOLS and not shutil.which(TOOLS[check]):
            continue
        if of_path:
            look(f"{name}/{check}", lambda: of_path(path))
            continue
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        look(f"{name}/{check}", lambda: of_text(text, report))
        look(f"{name}/{check}-harmless", lambda: harmless(text))


if __name__ == "__main__":
    main(*sys.argv[1:3])
