#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""query.py EXPRESSION: read a JSON report from standard input and hold EXPRESSION against it.

EXPRESSION is Python and may use: r the report, codes the set of diagnostic codes, health and
res by resource id, names the sorted ids, rules the findings by rule, n the number of inputs, read
the observations of all of them together; sales and nightly are the ids of the dumps in lib.sh. If
it is false the exit status is 1 and a line says what the report holds.
"""
import json
import sys


def main(expression):
    text = sys.stdin.buffer.read().decode("utf-8")
    try:
        report = json.loads(text)
    except ValueError as error:
        print(f"not JSON: {error}: {text[:120]!r}")
        return 1
    known = {
        "sales": "service:v1:sales:public",
        "nightly": "workflow:v1:nightly:public",
        "r": report,
        "codes": {one["code"] for one in report["diagnostics"]},
        "res": {one["id"]: one for one in report["resources"]},
        "health": {one["id"]: one["health"] for one in report["resources"]},
        "names": sorted(one["id"] for one in report["resources"]),
        "rules": {one["rule"]: [other for other in report["findings"]
                                if other["rule"] == one["rule"]] for one in report["findings"]},
        "n": len(report["inputs"]),
        "read": sum(one["observations"] for one in report["inputs"]),
    }
    expression = " ".join(expression.split())
    if eval(expression, {}, known):  # pylint: disable=eval-used
        return 0
    print(f"{expression} is false:", known["health"], "codes", sorted(known["codes"]),
          "rules", sorted(known["rules"]), "read", known["read"])
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
