#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""hostile.py: a listing of services, as JSON, whose names, owners and messages are made of what some
syntax has a use for; the same every time."""
import json
import random

LETTERS = ["<", ">", "&", "\"", "'", "`", "|", "\\", "\n", "\r", "\t", "%", "#", ";", ":", ",", "=", "+",
           "-", "@", "[", "]", "(", ")", "{", "}", "$", "/", "_", "*", "~", "!", "?", "^", ".", " ", "a",
           "]]>", "<!--", "-->", "::", "##[", "\\n", "%0A", "&#x41;", "#quot;", "${", "$$", "<br/>", "end",
           "\x00", "\x07", "\x1b[2J", "\x7f", "\x85", "\x9b", "\u061c", "\u200e", "\u200f", "\u2028",
           "\u202e", "\u2066", "\ufeff", "\ufffd", "\ufffe", "\uff1d", "\u00e9", "\u65e5", "\U0001f512"]
STATES = [("active", "failed"), ("error", ""), ("active", "running:1"), ("pending", "pending"),
          ("deleted", ""), ("", "")]


def text(letters, most):
    return "".join(letters.choice(LETTERS) for _ in range(letters.randint(1, most)))


def service(letters, name):
    status, runtime = letters.choice(STATES)
    return {"name": name, "version": "v1", "type": letters.choice(["service", "depot", "lens"]),
            "workspace": letters.choice(["public", text(letters, 4)]), "owner": text(letters, 8),
            "status": {"aggregateStatus": status,
                       "builderState": {"stage": "building", "info": text(letters, 20)},
                       "runtimeState": {"status": runtime}}}


def main():
    letters = random.Random(1)
    names = [text(letters, 12) for _ in range(300)]
    names += [name + "-api" for name in names[:50]]
    names.append("".join(letters.choice(LETTERS) for _ in range(10000)))
    print(json.dumps({"items": [service(letters, name) for name in names]}, indent=1))


main()
