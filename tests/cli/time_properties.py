#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""time_properties.py: what must hold of diff, timeline and replay whatever the dumps, over random estates.

Environment: INQUEST the program; SEEDS how many estates (12). Works in the current directory and
prints `ok NAME` and `not ok NAME why` lines.
"""
import json
import os
import pathlib
import random
import subprocess

INQUEST = os.environ["INQUEST"]
SEEDS = int(os.environ.get("SEEDS", "12"))
MOMENTS = 6
HEAD = ("NAME | VERSION | TYPE | WORKSPACE | STATUS | RUNTIME | OWNER\n"
        "-----|---------|------|-----------|--------|---------|------\n")
# No state that waits or goes by the clock: the same at one moment as over many.
STATES = [("active", "running:1")] * 4 + [("active", "failed"), ("error", ""), ("active", "running:1/2"),
                                          ("active", "stopped"), ("deleted", "")]


def run(*arguments):
    done = subprocess.run([INQUEST, *map(str, arguments), "--fail-on", "never", "-o", "json"],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    return json.loads(done.stdout.decode("utf-8"))


def row(name, kind, state):
    return f"{name} | v1 | {kind} | port | {state[0]} | {state[1]} | tester\n"


def detail(name, kind, state, stage):
    return (f"name: {name}\nversion: v1\ntype: {kind}\nworkspace: port\nowner: tester\n"
            f"{kind}:\n  source: {{name: quay}}\n"
            f"status:\n  aggregateStatus: {state[0]}\n  builderState:\n    stage: {stage}\n")


def write_moment(folder, chance, echoed):
    """A listing of services, a Lens with its API, the depot it needs, and documents of some."""
    folder.mkdir(parents=True)
    rows, documents = [], []
    for i in range(12):
        if chance.random() < 0.9:
            rows.append(row(f"service-{i}", "service", chance.choice(STATES)))
    for i in range(3):
        lens = chance.choice(STATES[:6])
        rows.append(row(f"lens-{i}", "lens", (lens[0], "")))
        if chance.random() < 0.8:
            rows.append(row(f"lens-{i}-api", "service", chance.choice(STATES)))
        if chance.random() < 0.5:
            documents.append(detail(f"lens-{i}", "lens", lens, chance.choice(["building", "error"])))
    rows.append(f"quay | v2alpha | depot |  | {chance.choice(['active', 'error'])} |  | tester\n")
    command = "$ dataos-ctl resource get -a\n\n" if echoed else ""
    (folder / "get.txt").write_text(command + HEAD + "".join(rows), encoding="utf-8")
    if documents:
        (folder / "details.yaml").write_text("---\n".join(documents), encoding="utf-8")


def series(seed):
    chance = random.Random(seed)
    top = pathlib.Path(f"series-{seed}")
    folders = [top / f"2026-05-0{1 + k}T10-00-00Z" for k in range(MOMENTS)]
    for folder in folders:
        write_moment(folder, chance, seed % 2)
    return top, folders


def healths(report):
    """Of a report: what is not healthy."""
    return {one["id"]: one["health"] for one in report["resources"] if one["health"] != "healthy"}


def healths_at(timeline, moment):
    """Of a timeline: the same at one of its moments, but for what is only not listed any more."""
    at = timeline["snapshots"][moment]["at"]
    found = {}
    for lane in timeline["resources"]:
        for stay in lane["stays"]:
            gone = stay["reason"] == "its listing does not show it any more"
            if stay["first"] <= at <= stay["last"] and stay["health"] != "healthy" and not gone:
                found[lane["resource"]] = stay["health"]
    return found


def plain(change, turned):
    """A change as it reads, or as it reads from the other side."""
    def state(health):
        return None if health == "deleted" else health
    sides = ("to", "from") if turned else ("from", "to")
    facts = [(fact["path"], fact[sides[0]], fact[sides[1]]) for fact in change["facts"]]
    return (change["resource"], *(str(state(change["health"][side])) for side in sides), facts)


def seen_so(expected, timeline, moment):
    """What differs; between two stays of one kind a resource may not have been seen at all."""
    found = healths_at(timeline, moment)
    wrong = {name: (expected[name], found.get(name)) for name in expected
             if expected[name] != found.get(name)}
    return wrong or None


def monitor(name):
    return (f"name: {name}\nversion: v1alpha\ntype: monitor\nmonitor:\n  schedule: '* * * * *'\n"
            "  type: report_monitor\n  report:\n    source:\n      dataOsInstance:\n"
            f"        path: '/x?id=service:v1:{name}:port'\n    conditions:\n      - valueComparison:\n"
            "          observationType: status\n          valueJqFilter: .value\n"
            "          operator: equals\n          value: error\n"
            f"  incident: {{name: {name}}}\n---\n")


def rising_edges(timeline):
    """When services became what the Monitors look for; moments are whole minutes."""
    edges = set()
    for lane in timeline["resources"]:
        before = None
        for stay in lane["stays"]:
            now = stay["status"] if stay["reason"] != "its listing does not show it any more" else None
            if lane["resource"].startswith("service:v1:service-") and now == "error" != before:
                edges.add((lane["resource"], stay["first"]))
            before = now
    return edges


def replay_faults(seed, top, timeline, shuffled):
    manifest = pathlib.Path(f"monitors-{seed}.yaml")
    manifest.write_text("".join(monitor(f"service-{i}") for i in range(12)), encoding="utf-8")
    replay = run("replay", "-m", manifest, top)
    again = run("replay", "-j", "3", *shuffled, "-m", manifest)
    yield "replay-any-order", None if again == replay else "the order of the paths matters"
    fired = {(i["resource"], i["fired_at"]) for i in replay["incidents"]}
    yield "fires-at-rising-edges", fired ^ rising_edges(timeline) or None


def faults(seed):
    top, folders = series(seed)
    timeline = run("timeline", top)
    for k, folder in enumerate(folders):
        yield f"moment-{k}-as-a-report", seen_so(healths(run(folder)), timeline, k)
    one = run("timeline", folders[0])
    yield "one-moment", None if healths_at(one, 0) == healths(run(folders[0])) else "differs"
    yield "one-moment-has-no-steps", one["transitions"] or None
    shuffled = [path for folder in folders for path in folder.iterdir()]
    random.Random(seed).shuffle(shuffled)
    again = run("timeline", "-j", "3", *shuffled)
    yield "any-order", None if again == timeline else "the order of the paths matters"
    yield from replay_faults(seed, top, timeline, shuffled)
    yield "diff-of-the-same", run("diff", folders[1], folders[1])["changes"] or None
    there, back = run("diff", *folders[:2])["changes"], run("diff", *folders[1::-1])["changes"]
    mirrored = sorted(plain(x, False) for x in there) == sorted(plain(x, True) for x in back)
    yield "diff-mirrors", None if mirrored else "one way is not the other turned round"
    ends = {t["resource"]: t["to"] for t in timeline["transitions"]}
    last = {lane["resource"]: lane["stays"][-1]["health"] for lane in timeline["resources"]}
    yield "steps-lead-to-the-end", {i: h for i, h in ends.items() if last[i] != h} or None


for number in range(SEEDS):
    for name, why in faults(number):
        print(f"ok properties/{number}/{name}" if not why else
              f"not ok properties/{number}/{name} {str(why)[:250]}")
