#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""own_words.py PACK…: the rules of packs meet the facts of their own tests in a dump, and fire.

Texts are told by a refused apply, other facts by a document and a kind pack that says where they
stand. Prints an `ok` or `not ok` line for each rule and a `fired ID` line for each that fired.
Environment: INQUEST the program.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PAIR = re.compile(r"""([a-z.]+): *('(?:[^']|'')*'|"[^"]*"|[^,}]*)""")
MAP = re.compile(r"""\{(?:'(?:[^']|'')*'|"[^"]*"|[^{}'"])*\}""")


def value_of(text):
    text = text.strip()
    return text[1:-1].replace("''", "'") if text[:1] in ("'", '"') else text


def cases_of(pack):
    """(rule, should it fire, facts) of all tests of a pack, as its own lines state them."""
    rule = side = None
    for line in pack.read_text(encoding="utf-8").splitlines():
        rule = line[6:].strip() if line.startswith("- id: ") else rule
        side = None if re.match(r" ? ?\S", line) else side
        begun = re.match(r"    (fires|silent):", line)
        side = begun[1] if begun else side
        for flow in MAP.findall(line) if side else []:
            yield rule, side == "fires", {key: value_of(value) for key, value in PAIR.findall(flow)}


def told(name, facts):
    return [f"WARN[0000] 🔧 applying(public) {name}:v1:service...error", f"⚠️ it says {facts['text']}"]


def stated(name, facts):
    lines = ["---", f"name: {name}", "version: v1", "type: service", "workspace: public",
             "status: {aggregateStatus: error}", "probe:"]
    return lines + [f"  {key.replace('.', '_')}: {json.dumps(value)}" for key, value in facts.items()]


def places(cases):
    names = sorted({key for _, _, facts in cases for key in facts} - {"text"})
    return ["facts:"] + [f"  {name}: [probe.{name.replace('.', '_')}]" for name in names]


def fired(folder, cases):
    """For each case the rules that fire for the resource that was made of it."""
    log, documents = [], []
    for i, (_, _, facts) in enumerate(cases):
        if "text" in facts:
            log += told(f"case-{i:04}", facts)
        else:
            documents += stated(f"case-{i:04}", facts)
    files = {"apply.log": log, "stated.yaml": documents, "kinds.pack": places(cases)}
    for name, lines in files.items():
        pathlib.Path(folder, name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [os.environ["INQUEST"], "-o", "json", "--kinds", f"{folder}/kinds.pack"]
    command += [f"{folder}/{name}" for name in ("apply.log", "stated.yaml") if files[name]]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    rules = [set() for _ in cases]
    for finding in json.loads(done.stdout)["findings"]:
        if finding["resource"]:
            rules[int(finding["resource"].split(":")[2].split("-")[1])].add(finding["rule"])
    return rules


def main(packs):
    cases = [case for pack in packs for case in cases_of(pathlib.Path(pack))]
    with tempfile.TemporaryDirectory() as folder:
        found = fired(folder, cases)
    wrong = {}
    for (rule, fires, facts), rules in zip(cases, found):
        wrong.setdefault(rule, [])
        if (rule in rules) != fires:
            wrong[rule].append(f"{'silent' if fires else 'fires'} on {facts}")
        elif fires:
            print("fired", rule)
    for rule, faults in wrong.items():
        print(*(["not ok"] if faults else ["ok"]), f"rule/{rule}-own-words", *faults)


main(sys.argv[1:])
