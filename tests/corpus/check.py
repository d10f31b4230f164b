#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""check.py CHECK…: hold the program against real dumps and against the verdict table.

Environment: INQUEST the program, SHARED the directory with corpus/, verdicts.tsv and seed.md.
Prints `ok NAME`, `not ok NAME why` and `skip NAME why` lines; the exit status is always 0.
"""
import concurrent.futures
import csv
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import signatures
import verdicts
import yaml

INQUEST = os.environ["INQUEST"]
SHARED = pathlib.Path(os.environ["SHARED"])
CORPUS = SHARED / "corpus"
SECONDS = float(os.environ.get("SECONDS_PER_FILE", "10"))
RULE = re.compile(r"^[\s|│┼+:─=-]*$")
DECORATION = re.compile(r"\*\*|`")


# ---- reporting and running ---------------------------------------------------------------------

def tell(name, why=None):
    """One line; a check passed if there is nothing to say against it."""
    if why:
        print("not ok", name, " ".join(str(why).split())[:300])
    else:
        print("ok", name)


class Run:
    """One run of the program with a JSON report; `fault` is what is wrong with the run itself."""

    def __init__(self, *arguments):
        command = [INQUEST, "--color", "never", "-o", "json", *map(str, arguments)]
        self.fault, self.report, self.status = None, None, None
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                                  timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            self.fault = f"took more than {SECONDS:g} s"
            return
        self.status, self.stdout = done.returncode, done.stdout
        if self.status not in (0, 1, 3):
            self.fault = f"exit {self.status}: {done.stderr[-200:].decode(errors='replace')}"
            return
        try:
            self.report = json.loads(self.stdout.decode("utf-8"))
        except ValueError as error:
            self.fault = f"not JSON: {error}"

    def by_id(self):
        return {resource["id"]: resource for resource in self.report["resources"]}

    def codes(self):
        return [diagnostic["code"] for diagnostic in self.report["diagnostics"]]


# ---- (a) listings of real platforms ------------------------------------------------------------

def cells_of(line):
    cells = [DECORATION.sub("", cell).strip() for cell in re.split(r"[|│]", line)]
    if line.lstrip()[:1] in ("|", "│") and not cells[0]:
        cells = cells[1:]
    return cells


def rows_of(text):
    """The resource rows of a capture as dictionaries of their titled cells."""
    titles = None
    for line in text.splitlines():
        if not re.search(r"[|│]", line):
            titles = titles if not line.strip() or RULE.match(line) else None
            continue
        cells = cells_of(line)
        if {"NAME", "TYPE"} <= set(cells):
            titles = cells
        elif titles and not RULE.match(line):
            yield dict(zip(titles, cells))


def identity(row):
    parts = [row["TYPE"].lower(), row.get("VERSION", ""), row["NAME"]]
    return ":".join(parts + [row["WORKSPACE"]] if row.get("WORKSPACE") else parts)


def expected_health(rows, row):
    runtime = row.get("RUNTIME", verdicts.NO_COLUMN)
    return verdicts.judge(rows, verdicts.nature_of(row["TYPE"]), row["STATUS"], runtime)


def raised(run, resource, expected):
    """A worse health than the row's own is right if a relative or a finding accounts for it."""
    order = verdicts.ORDER.index
    known = run.by_id()
    relatives = [known[relation["to"]] for relation in resource["relations"]
                 if relation["to"] in known]
    broken = any(order(relative["health"]) > order("healthy") for relative in relatives)
    return order(resource["health"]) > order(expected) and (broken or resource["findings"])


def listing_fault(run, rows, text):
    listed = [row for row in rows_of(text) if row["NAME"] and row["TYPE"] and "STATUS" in row]
    ids = [identity(row) for row in listed]
    for row, name in zip(listed, ids):
        expected = expected_health(rows, row)
        resource = run.by_id().get(name)
        if ids.count(name) > 1 or expected is None:
            continue
        if resource is None:
            return f"{name} is not in the report"
        if resource["health"] != expected and not raised(run, resource, expected):
            return f"{name} is {resource['health']}, the table says {expected}"
    return None


def check_tables():
    rows = verdicts.load(SHARED / "verdicts.tsv")
    with open(CORPUS / "dataos/INDEX.tsv", encoding="utf-8") as stream:
        index = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    for entry in (entry for entry in index if entry["kind"] == "get-table"):
        path = CORPUS / "dataos" / entry["file"]
        name = "rows/" + path.stem
        run = Run(path)
        if run.fault:
            tell(name, run.fault)
            continue
        seen = sum(one["observations"] for one in run.report["inputs"])
        wanted = int(entry["rows"])
        tell(name, seen != wanted and f"{seen} observations, {wanted} rows")
        tell("health/" + path.stem, listing_fault(run, rows, path.read_text(encoding="utf-8")))


# ---- (b) a detail document that a builder error marks as failed --------------------------------

def check_detail():
    path = next(CORPUS.glob("dataos/detail-yaml/0183*"), None)
    run = Run(path)
    if run.fault:
        tell("detail", run.fault)
        return
    resource = (run.report["resources"] or [{}])[0]
    seen = (sum(one["observations"] for one in run.report["inputs"]),
            len(run.report["resources"]), resource.get("health"), resource.get("phase"))
    tell("detail/builder-error", seen != (1, 1, "failed", "builder") and seen)
    tell("detail/exit", run.status != 1 and f"exit {run.status}")


# ---- (c) everything else is survived -----------------------------------------------------------

def unexplained(run):
    """Inputs in which nothing was recognised and that no info diagnostic names."""
    named = {diagnostic["input"] for diagnostic in run.report["diagnostics"]
             if diagnostic["level"] == "info"}
    return [one["path"] for one in run.report["inputs"]
            if one["format"] is None and one["path"] not in named]


def survival_fault(path):
    run = Run(path)
    if run.fault:
        return run.fault
    silent = unexplained(run)
    return f"nothing recognised and nothing said: {silent[0]}" if silent else None


def check_survival():
    for suite in sorted(path for path in CORPUS.glob("*/*") if path.is_dir()):
        if suite.name == "get-table":
            continue
        files = sorted(path for path in suite.rglob("*") if path.is_file())
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            faults = [(path, fault) for path, fault in zip(files, pool.map(survival_fault, files))
                      if fault]
        name = f"survives/{suite.parent.name}/{suite.name}"
        for path, fault in faults[:20]:
            tell(name, f"{path.relative_to(CORPUS)}: {fault}")
        if not faults:
            tell(f"{name} ({len(files)} files)")


def check_threads():
    """The whole corpus in one run gives the same bytes on any number of threads."""
    digests, slowest = set(), 0.0
    for jobs in ("-j1", "-j2", "-j4"):
        started = time.monotonic()
        run = Run(jobs, CORPUS / "dataos")
        slowest = max(slowest, time.monotonic() - started)
        if run.fault:
            tell("threads", f"{jobs}: {run.fault}")
            return
        digests.add(hashlib.sha256(run.stdout).hexdigest())
    tell("threads/same-bytes", len(digests) != 1 and "the reports differ")


# ---- (d) the terminal capture of the seed ------------------------------------------------------

def check_seed():
    text = (SHARED / "seed.md").read_text(encoding="utf-8")
    capture = text.split("**Example Usage:**")[1].split("```")[1].split("\n", 1)[1]
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "get.txt")
        path.write_text(capture, encoding="utf-8")
        run = Run(path)
    if run.fault:
        tell("seed", run.fault)
        return
    lens = run.by_id().get("lens:v1alpha:data-product-insights:public")
    tell("seed/listed", not lens and f"only {sorted(run.by_id())}")
    lens = lens or {"health": None, "gaps": []}
    tell("seed/healthy", lens["health"] != "healthy" and lens["health"])
    tell("seed/gap", not any("-api" in gap for gap in lens["gaps"]) and f"gaps {lens['gaps']}")
    tell("seed/exit", run.status != 0 and f"exit {run.status}")


# ---- (e) every row of the verdict table --------------------------------------------------------

def table(rows, with_runtime):
    """A listing as the platform prints one; `rows` are (name, type, status, runtime)."""
    titles = ["NAME", "VERSION", "TYPE", "WORKSPACE", "STATUS", "RUNTIME", "OWNER"]
    lines = [[name, "v1", kind, "public", status, runtime or "", "tester"]
             for name, kind, status, runtime in rows]
    keep = [i for i in range(7) if with_runtime or titles[i] != "RUNTIME"]
    widths = [max(len(line[i]) for line in [titles, *lines]) + 2 for i in range(7)]
    text = ["|".join(titles[i].center(widths[i]) for i in keep),
            "|".join("-" * widths[i] for i in keep)]
    text += ["|".join(("  " + line[i]).ljust(widths[i]) for i in keep) for line in lines]
    return "\n".join(text) + "\n"


def numbered_cases(rows):
    """(row, name, type, status, runtime, health), every case under a name of its own."""
    for row in rows:
        kind = verdicts.NATURES[row.nature].split()[0]
        for status, runtime, health in verdicts.cases_of(rows, row):
            yield row, kind, status, runtime, health


def judged(cases):
    """Run the program on one dump with RUNTIME and one without; the report and its resources."""
    with tempfile.TemporaryDirectory() as folder:
        for with_runtime in (True, False):
            chosen = [(name, kind, status, runtime)
                      for name, (_, kind, status, runtime, _) in cases.items()
                      if (runtime is not verdicts.NO_COLUMN) == with_runtime]
            path = pathlib.Path(folder, "with.txt" if with_runtime else "without.txt")
            path.write_text(table(chosen, with_runtime), encoding="utf-8")
        return Run(folder)


def row_fault(run, named_cases):
    known = {resource["name"]: resource for resource in run.report["resources"]}
    for name, (row, kind, status, runtime, health) in named_cases:
        resource = known.get(name)
        what = f"{kind} status '{status}' runtime '{runtime}'"
        if resource is None:
            return f"{what}: not listed, expected {health}"
        if resource["health"] != health:
            return f"{what}: {resource['health']}, expected {health}"
        if row.status == "(none seen)" and not any("status" in gap for gap in resource["gaps"]):
            return f"{what}: no gap says that the status is not in the dumps"
    return None


def check_verdicts():
    rows = verdicts.load(SHARED / "verdicts.tsv")
    cases = {f"case-{i:04}": case for i, case in enumerate(numbered_cases(rows))}
    cases["nothing-seen"] = (None, "service", "", "", None)
    run = judged(cases)
    if run.fault:
        tell("verdicts", run.fault)
        return
    for row in rows:
        own = [(name, case) for name, case in cases.items() if case[0] is row]
        tell(f"verdict/{row.nature}/{row.status}/{row.runtime}".replace(" ", "-"),
             row_fault(run, own))
    listed = {resource["name"] for resource in run.report["resources"]}
    tell("verdict/nothing-seen-is-no-observation", "nothing-seen" in listed and "it is listed")
    check_unknown_values()


def check_unknown_values():
    """A value that no pack knows is named in a warning; few, so that no cap hides one."""
    words = {"frobnicated": ("frobnicated", ""), "frobnicating": ("active", "frobnicating"),
             "next:someday": ("active", "next:someday")}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "get.txt")
        path.write_text(table([(f"case-{i}", "service", *pair)
                               for i, pair in enumerate(words.values())], True), encoding="utf-8")
        run = Run(path)
    if run.fault:
        tell("verdict/unknown-values", run.fault)
        return
    named = " ".join(d["message"] for d in run.report["diagnostics"] if d["code"] == "INQ0402")
    for word in words:
        tell(f"verdict/unknown-value/{word}", word not in named and f"no INQ0402 names it: {named}")


# ---- (f) logs are known for what they are -------------------------------------------------------

LOGS = ["log", "app-error", "cli-log", "cli-error", "apply-log", "apply-error", "delete-log",
        "delete-error", "lint-log", "health-log"]
# What these hold besides a few lines of the tool.
DOCUMENTS = {"cli-log": 4, "cli-error": 3}


def check_formats():
    for folder in LOGS:
        files = sorted(path for path in (CORPUS / "dataos" / folder).iterdir())
        run = Run(CORPUS / "dataos" / folder)
        if run.fault:
            tell("format/" + folder, run.fault)
            continue
        formats = [one["format"] for one in run.report["inputs"]]
        known, wanted = formats.count("log"), len(files) - DOCUMENTS.get(folder, 0)
        lost = [one["code"] for one in run.report["diagnostics"] if one["level"] == "error"]
        tell(f"format/{folder} ({known} of {len(files)} are logs)",
             (known < wanted and f"{known} of {len(files)}: {formats}") or
             (lost and f"content was lost: {lost}"))


# ---- (g) every row of the table of signatures ---------------------------------------------------

def rules_by_signature():
    """(severity, phase, class) of the rules that `inquest rules` lists, by signature."""
    listed = subprocess.run([INQUEST, "rules"], capture_output=True, timeout=SECONDS, check=True)
    found = {}
    for line in listed.stdout.decode("utf-8").splitlines():
        _, signature, severity, phase, klass, _ = line.split(None, 5)
        found.setdefault(signature, []).append((severity, phase, klass))
    return found


def fired_on(texts):
    """For each text the signatures of the rules that fire when an apply is refused with it."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "apply.log")
        lines = []
        for i, text in enumerate(texts):
            lines += [f"WARN[0000] 🔧 applying(public) case-{i:05}:v1:service...error",
                      f"⚠️ case: {text}"]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        run = Run("--no-redact", path)
    if run.fault:
        raise RuntimeError(run.fault)
    fired = {f"service:v1:case-{i:05}:public": set() for i in range(len(texts))}
    for finding in run.report["findings"]:
        if finding["signature"] and finding["resource"] in fired:
            fired[finding["resource"]].add(finding["signature"])
    return list(fired.values())


def check_signatures():
    rows = signatures.load(SHARED / "signatures.tsv")
    listed = rules_by_signature()
    for row in rows:
        wanted = [(row.severity, row.phase, row.klass)]
        found = listed.get(row.id, [])
        tell(f"signature/{row.id}/as-in-the-table", found != wanted and f"{found}, not {wanted}")
    check_examples(rows)
    check_lines(rows)
    check_files(rows)


def check_examples(rows):
    pairs = [(row, text) for row in rows for text in signatures.examples(row)]
    fired = fired_on([text for _, text in pairs])
    for row in rows:
        lost = [text for (other, text), found in zip(pairs, fired)
                if other is row and row.id not in found]
        tell(f"signature/{row.id}/own-words", lost and f"silent on {lost[:3]}")


def check_lines(rows):
    lines = signatures.lines_of(CORPUS / "dataos")
    fired = fired_on(lines)
    hits, lost, others = 0, [], 0
    for line, found in zip(lines, fired):
        wanted = {row.id for row in rows if row.regex.search(line)}
        hits += len(wanted & found)
        lost += [f"{name}: {line}" for name in sorted(wanted - found)]
        others += len(found - wanted)
    tell("signature/real-lines", lost and f"{len(lost)} lost, as {lost[0]}")
    print(f"note {len(lines)} real lines: {hits} of {hits + len(lost)} signatures found, "
          f"{others} beyond the words of the table")


def signatures_lost(rows, path):
    """Of a file: how many signatures fit its text, and those that no finding has."""
    text = path.read_text(encoding="utf-8", errors="replace")
    wanted = {row.id for row in rows if row.regex.search(text)}
    run = Run(path) if wanted else None
    found = {finding["signature"] for finding in run.report["findings"]} if run else set()
    return len(wanted), sorted(wanted - found)


def check_files(rows):
    files = sorted(path for path in (CORPUS / "dataos").glob("*/*") if path.is_file())
    total, lost = 0, []
    for path in files:
        n, missed = signatures_lost(rows, path)
        total += n
        lost += [f"{path.parent.name}/{path.name}: {name}" for name in missed]
    tell("signature/files", lost and f"{len(lost)} lost, as {lost[0]}")
    print(f"note dumps as they are: {total - len(lost)} of {total} signatures found")


# ---- (h) captures of a runtime are about the resource that they name -----------------------------

NAMES = re.compile(r"^\s*(\S+)\s*\|\s*v\w+\s*\|\s*(\w+)\s*\|\s*(\S+)\s*\|", re.M)
NODE = re.compile(r"^\s*\S+\s*\|\s*(\S+)\s*\|\s*[\w-]+\s*\|\s*(?:Succeeded|Failed|Running)", re.M)


def check_runtime():
    found = wanted = 0
    for path in sorted((CORPUS / "dataos").glob("runtime*/*")):
        text = path.read_text(encoding="utf-8")
        named = {name for name, _, _ in NAMES.findall(text)} | set(NODE.findall(text))
        run = Run(path)
        if run.fault or not named:
            tell("runtime/" + path.stem, run.fault)
            continue
        seen = named & {resource["name"] for resource in run.report["resources"]}
        found, wanted = found + len(seen), wanted + len(named)
        tell("runtime/" + path.stem, named - seen and f"lacks {sorted(named - seen)}")
    print(f"note runtime captures: {found} of {wanted} named resources are told of")


# ---- (i) every dump is what its folder says ----------------------------------------------------

APPLYING = re.compile(r"applying(?:\(\S*?\))? (\S+?:v\w+:\S+?)\.\.\. ?(error|created|updated|valid)")


def seen_in(run):
    """The one input of a run."""
    return (run.report["inputs"] or [{"format": None, "observations": 0}])[0]


def is_log(run, _):
    return seen_in(run)["format"] == "log"


def is_tool(run, _):
    """What the tool printed: its own lines, or a document between them."""
    return seen_in(run)["format"] in ("log", "json", "yaml")


def is_apply(run, text):
    """What is refused in the end gives a finding; nothing else is listed as failed."""
    last = dict(APPLYING.findall(text))
    refused = {name.split(":")[0] for name, result in last.items() if result == "error"}
    failed = {one["name"] for one in run.report["resources"] if one["health"] == "failed"}
    return is_log(run, text) and failed <= refused and bool(refused) <= bool(run.report["findings"])


def is_listing(run, text):
    rows = sum("STATUS" in row for row in rows_of(text))
    return seen_in(run)["observations"] >= rows > 0


def is_runtime(run, _):
    """It tells of a resource, or says that it names none."""
    return seen_in(run)["format"] == "table" and (
        seen_in(run)["observations"] > 0 or "INQ0403" in run.codes())


def is_manifest(run, _):
    return seen_in(run)["format"] == "yaml" and not run.report["resources"]


def is_others(run, text):
    """Counted, and no cell is shown: a token, an id or a mail address."""
    cells = re.findall(r"[^\s|│]*[\d@_/=][^\s|│]*", text)
    shown = json.dumps([run.report["diagnostics"], run.report["findings"]], ensure_ascii=False)
    return ("INQ0217" in run.codes() and not run.report["resources"] and
            not any(len(cell) > 7 and cell in shown for cell in cells))


def is_observed(run, _):
    return any(one["rule"].startswith("monitor-condition") for one in run.report["findings"])


def is_incident(run, _):
    return seen_in(run)["format"] == "json" and seen_in(run)["captured_by"] == "dump"


def is_export(run, text):
    return seen_in(run)["observations"] > 0 or text.startswith("Typed over")


def is_node_log(run, _):
    """A log, or the table above it that says which container it is of."""
    return is_log(run, None) or "INQ0214" in run.codes()


KINDS = {"get-table": is_listing, "product-table": is_listing, "runtime": is_runtime,
         "runtime-monitor": is_runtime, "runtime-node": is_runtime, "log": is_node_log,
         "app-error": is_log, "delete-error": is_log, "delete-log": is_log, "lint-log": is_log,
         "health-log": is_log, "apply-log": is_apply, "apply-error": is_apply, "cli-log": is_tool,
         "cli-error": is_tool, "manifest-monitor": is_manifest, "manifest-pager": is_manifest,
         "user-table": is_others, "apikey-table": is_others, "other-table": is_others,
         "observe-log": is_observed, "incident-json": is_incident, "detail-yaml": is_export,
         "transcribed": is_export}
# Folders in which something is wrong, or may be.
TROUBLE = ("log", "app-error", "apply-error", "cli-error", "delete-error")


def false_alarms(run, folder):
    """Findings above info where nothing is wrong: about an input, or a healthy resource."""
    well = {one["id"] for one in run.report["resources"] if one["health"] == "healthy"}
    return [one["rule"] for one in run.report["findings"]
            if folder not in TROUBLE and one["severity"] != "info" and
            (one["resource"] is None or one["resource"] in well)]


def check_kinds():
    print("note kind: files, recognised as what it is, findings above info where all is well")
    for folder in sorted(path for path in (CORPUS / "dataos").iterdir() if path.is_dir()):
        files, lost, alarms = sorted(folder.iterdir()), [], []
        for path in files:
            run = Run(path)
            known = not run.fault and KINDS.get(folder.name, is_export)(
                run, path.read_text(encoding="utf-8", errors="replace"))
            lost += [] if known else [path.name]
            alarms += [] if run.fault else [f"{rule} in {path.name}"
                                            for rule in false_alarms(run, folder.name)]
        print(f"note {folder.name:17} {len(files):3} {len(files) - len(lost):3} {len(alarms):3}",
              *alarms[:3])
        tell("kind/" + folder.name, lost and f"not recognised: {lost[:5]}")


# ---- manifests of alerts -----------------------------------------------------------------------

def loaded(text):
    """The one document of a manifest as another reader of YAML has it, or None."""
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, TypeError):  # a template for a value: {{url}}
        return None


def condition_of(monitor):
    """Id, type and value of what a report_monitor waits for, or None."""
    report = monitor["monitor"].get("report")
    if not report:
        return None
    source = report["source"]
    path = (source.get("dataOsInstance") or source.get("dataosInstance"))["path"]
    wanted = report["conditions"][0]["valueComparison"]
    return path.split("?id=")[1].strip(), wanted["observationType"], wanted["value"]


def dump_for(condition):
    """What the platform's report would say when it is so; a run was over ten minutes ago."""
    resource, kind, value = condition
    observation = {"type": kind, "when": "2026-05-05T09:50:00Z", "value": value}
    if kind == "workflow-runs":
        observation["value"] = [{"started": "2026-05-05T09:30:00Z", "phase": value,
                                 "completed": "2026-05-05T09:50:00Z"}]
    return json.dumps({"items": [{"id": resource.replace("%25", "any"),
                                  "observations": [observation]}]})


def manifest_fault(path, folder):
    """What is wrong with the replay of a manifest over a dump in which its condition holds."""
    text = path.read_text(encoding="utf-8", errors="replace")
    doc = loaded(text)
    monitor = isinstance(doc, dict) and doc.get("type") == "monitor"
    condition = condition_of(doc) if monitor else None
    dump = pathlib.Path(folder) / "2026-05-05T10-00-00Z.json"
    dump.write_text(dump_for(condition or ("service:v1:any:public", "status", "active")))
    run = Run("replay", "-m", path, dump)
    if run.fault:
        return "broken", run.fault
    refused = [d["message"] for d in run.report["diagnostics"]
               if d["code"] in ("INQ0203", "INQ0802", "INQ0221")]
    if doc is None:
        return "refused", None if refused else "no word of what is not YAML"
    if condition:
        fired = [i["resource"] for i in run.report["incidents"]]
        want = [condition[0].replace("%25", "any")]
        return "fires", fired != want and f"{fired}, not {want}: {run.report['silent']}"
    if monitor:
        return "silent", not run.report["silent"] and "no word why it cannot be evaluated"
    return "pager", run.report["pagers"] != 1 and "not read"


def check_manifests():
    counts = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("manifest-monitor", "manifest-pager"):
            for path in sorted((CORPUS / "dataos" / kind).iterdir()):
                what, fault = manifest_fault(path, folder)
                counts[what] = counts.get(what, 0) + 1
                tell(f"manifest/{path.name}", fault)
    print("note manifests:", ", ".join(f"{n} {what}" for what, n in sorted(counts.items())))


# ---- (k) one object again and again: a sequence of states --------------------------------------

def series_fault(path, entry):
    """Every record of a Pod is a snapshot, and the last state is the one that is known."""
    run = Run("timeline", "--fail-on", "never", path)
    if run.fault:
        return run.fault
    records = len(json.loads(path.read_text(encoding="utf-8")))
    snapshots = len(run.report["snapshots"])
    if snapshots > records or (entry["kind"] == "Pod" and snapshots < records):
        return f"{snapshots} snapshots of {records} records"
    healths = [step["to"] for step in run.report["transitions"]]
    ready = entry["expected"] == "ready=true"
    if ready and (not healths or healths[-1] != "healthy"):
        return f"it becomes {healths}, though it is ready in the end"
    if not ready and healths and healths[-1] == "healthy":
        return f"it becomes {healths}, though it is not ready in the end"
    return None


def check_series():
    with open(CORPUS / "health/index.tsv", encoding="utf-8") as stream:
        index = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    for entry in index:
        path = CORPUS / "health" / entry["suite"] / (entry["id"] + ".json")
        if entry["suite"] == "pulumi-workflows":
            tell("series/" + path.stem, series_fault(path, entry))


CHECKS = {"manifests": check_manifests, "series": check_series, "tables": check_tables, "kinds": check_kinds, "formats": check_formats,
          "detail": check_detail, "runtime": check_runtime,
          "survival": check_survival, "threads": check_threads, "seed": check_seed,
          "verdicts": check_verdicts, "signatures": check_signatures}

if __name__ == "__main__":
    for word in sys.argv[1:] or CHECKS:
        CHECKS[word]()
        sys.stdout.flush()
