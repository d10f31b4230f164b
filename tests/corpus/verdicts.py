# SPDX-License-Identifier: MIT
"""An independent reading of the verdict table: status and runtime of a nature give a health.

It shares nothing with the program but the table's text, so that both can be held against it.
"""
import csv
import dataclasses
import re

ORDER = ["healthy", "suspended", "progressing", "unknown", "degraded", "deleted", "failed"]
NO_COLUMN = None

NATURES = {
    "long-running": "service worker cluster pager",
    "batch": "workflow",
    "scheduled": "monitor",
    "static": "lens bundle lakehouse database secret instance-secret volume compute policy grant"
              " stack operator data",
    "optional": "depot",
    "external": "resource",
}
NATURE_OF = {word: nature for nature, words in NATURES.items() for word in words.split()}

COUNTED = re.compile(r"(?P<word>[a-z-]+):(?P<ready>\d+)(?:/(?P<wanted>\d+))?$")
TIME = re.compile(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d:\d\d(\.\d+)?(z|[+-]\d\d:?\d\d)?$")


@dataclasses.dataclass(frozen=True)
class Row:
    nature: str
    status: str
    runtime: str
    health: str
    reason: str

    def statuses(self):
        return self.status.split("|")

    def runtimes(self):
        return self.runtime.split(",")[0].split("|")


def load(path):
    with open(path, encoding="utf-8", newline="") as stream:
        lines = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Row(*cells) for cells in list(lines)[1:]]


def nature_of(kind):
    return NATURE_OF.get(kind.lower(), "external")


def forms_of(runtime):
    """The patterns of the table that a runtime cell satisfies, before any wildcard."""
    counted = COUNTED.match(runtime)
    if runtime.startswith("next:"):
        return {"next:TIME"} if TIME.match(runtime[5:]) else set()
    if not counted:
        return {runtime}
    word = counted["word"]
    suffix = ":R/W" if counted["wanted"] else ":N"
    return {word, word + suffix}


def by_count(row, runtime):
    """What a replica count says that the row alone does not, or None."""
    counted = COUNTED.match(runtime)
    if not counted or row.status != "active" or not counted["wanted"]:
        return None
    ready, wanted = int(counted["ready"]), int(counted["wanted"])
    if wanted == 0:
        return "suspended"
    if counted["word"] == "running" and 0 < ready < wanted:
        return "degraded"
    return None


def runtime_fits(row, runtime):
    if row.runtime in ("(any)", "(any seen)"):
        return True
    if runtime is NO_COLUMN:
        return row.runtime == "(no column)"
    if runtime == "":
        return row.runtime == "(blank)"
    if row.runtime == "(anything else)":
        return True
    return bool(forms_of(runtime) & set(row.runtimes()))


def judge(rows, nature, status, runtime):
    """The health of the first row that fits; None where the pair is no observation."""
    status = status.lower()
    runtime = runtime.lower() if runtime else runtime
    if not status:
        return judge(rows, nature, "active", runtime) if runtime else None
    if status == "active" and re.match(r"running:0/[1-9]", runtime or ""):
        runtime = "pending"
    for row in rows:
        status_fits = status in row.statuses() or row.status == "(anything else)"
        if row.nature == nature and status_fits and runtime_fits(row, runtime):
            return by_count(row, runtime or "") or row.health
    return "unknown"


A_TIME = "2031-03-04T05:06:07Z"
ANY_RUNTIME = [NO_COLUMN, "", "running", "running:2", "succeeded", "next:" + A_TIME, "pending",
               "inprogress", "frobnicating"]


def runtimes_to_try(row, pending):
    """Pairs of a runtime cell and the health that the row states for it."""
    if row.runtime == "(any)":
        return [(runtime, row.health) for runtime in ANY_RUNTIME]
    pairs = []
    for form in row.runtimes():
        pairs += {
            "(no column)": [(NO_COLUMN, row.health)],
            "(blank)": [("", row.health)],
            "running:N": [("running:1", row.health), ("running:2", row.health)],
            "running:R/W": [("running:2/2", row.health), ("running:0/2", pending),
                            ("running:1/2", "degraded"), ("running:0/0", "suspended")],
            "pending:R/W": [("pending:0/1", row.health), ("pending:0/0", "suspended")],
            "next:TIME": [("next:" + A_TIME, row.health),
                          ("next:2031-03-04T05:06:07+05:30", row.health)],
            "(anything else)": [("frobnicating", "unknown"), ("next:someday", "unknown")],
        }.get(form, [(form, row.health), (form.upper(), row.health)])
    return pairs


def cases_of(rows, row):
    """(status, runtime, health) for a row of the table: every alternative it names."""
    if row.status == "(none seen)":
        seen = [runtime for runtime in ANY_RUNTIME if runtime]
        return [("", runtime, judge(rows, row.nature, "active", runtime)) for runtime in seen]
    pending = judge(rows, row.nature, "active", "pending")
    words = ["frobnicated"] if row.status == "(anything else)" else row.statuses()
    return [(word, runtime, health) for word in words
            for runtime, health in runtimes_to_try(row, pending)]
