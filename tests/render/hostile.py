#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""hostile.py DIRECTORY [TIME [well]]: dumps whose names and texts try to be markup in a document made
of them, all captured at TIME; all are broken, or every second one is well.
hostile.py --alerts FILE: Monitors and a Pager of such names, which fire for all of these."""
import json
import pathlib
import sys

EVIL = [
    "| ends-a-cell | and another |",
    "back\\|slash \\\\| \\\\\\| bar",
    "`tick` ``two`` ```\n```\nout of the fence",
    "</code></pre><script>alert(1)</script><img src=x onerror=alert(1)>",
    "[link](javascript:alert(1)) ![image](http://example.com/x.png) <http://example.com>",
    "http://example.com/a www.example.com me@example.com @someone #17 !5 $x^2$",
    "**bold** _under_ ~~gone~~ &lt;entity&gt; &#35;",
    "# heading\n## more\n- list\n1. one\n> quote\n---\n***\n    code",
    "1. one", "- dash", "+ plus", "* star", "# hash", "> quote", "=== ---", "~~~ fence", "```",
    "[a]: http://example.com 'reference'",
    "\u202eesrever \u2066 \u001b[31mred\u001b[0m \u0007 \u0000 end",
    "]]> --> <!-- comment", "\" onmouseover=\"alert(1)\" x='", "' ; drop",
    "{{7*7}} ${7*7} <%= 7 %>", "x" * 3000, "\\", "`", "``", " ` ", "|", "\\|", "&amp;|",
    "trailing blank ", " leading blank", "\U0001f50d│日本語", "https:// @ # $ ::",
]


def service(number, text, well):
    return {
        "name": text, "version": "v1", "type": "service", "workspace": text, "owner": text,
        "status": {"aggregateStatus": "active" if well else "error",
                   "builderState": {"stage": "building" if well else "error",
                                    "info": ("done: " if well else "builder encountered an error: ") +
                                            text},
                   "runtimeState": {"status": "running:1" if well else "failed"}},
        "service": {"compute": text}, "line": number,
    }


def monitor(text):
    wanted = {"observationType": "status", "valueJqFilter": ".value", "operator": "equals",
              "value": "error"}
    return {"name": text, "type": "monitor", "description": text, "workspace": text, "monitor": {
        "schedule": "*/7 * * * *", "type": "report_monitor",
        "report": {"source": {"dataOsInstance": {"path": "/x?id=%:%:%:%"}},
                   "conditions": [{"valueComparison": wanted}]},
        "incident": {"name": text, text: text}}}


def pager(text):
    return {"name": text, "type": "pager", "pager": {
        "conditions": [{"valueJqFilter": ".properties.name | length", "operator": "greater_than",
                        "value": 20}],
        "output": {text: {"bodyTemplate": text, "templateType": text}}}}


def alerts(path):
    """JSON is YAML. What cannot be evaluated is told by its name, too."""
    broken = [dict(monitor(text), monitor={"type": text}) for text in EVIL]
    docs = [monitor(text) for text in EVIL] + broken + [pager(EVIL[0]), pager(EVIL[3])]
    pathlib.Path(path).write_text("\n---\n".join(json.dumps(one) for one in docs),
                                  encoding="utf-8")


def main():
    if sys.argv[1] == "--alerts":
        alerts(sys.argv[2])
        return
    directory = pathlib.Path(sys.argv[1])
    time = sys.argv[2] if len(sys.argv) > 2 else "2026-02-11T06-45-10Z"
    some = len(sys.argv) > 3
    directory.mkdir(parents=True)
    listed = [service(i, text, some and i % 2) for i, text in enumerate(EVIL)]
    (directory / "all.json").write_text(json.dumps(listed, indent=1), encoding="utf-8")
    for i, text in enumerate(EVIL):
        if "/" in text or "\0" in text or len(text) > 200:
            continue
        one = service(i, f"file-{i}", some and i % 2)
        one["status"]["builderState"]["info"] += " " + text
        name = time + " " + text + ".json"
        (directory / name).write_text(json.dumps(one), encoding="utf-8")
    (directory / "log | `x` <b>.log").write_text(
        "WARN[0000] applying (`|`) a|b:v1:service...error\n"
        "\u26a0\ufe0f Invalid Parameter - <script>alert(1)</script> | ``` @me \n", encoding="utf-8")


if __name__ == "__main__":
    main()
