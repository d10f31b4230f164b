#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""many.py N [OF AT]: N services as lines of JSON, one of ten failed, or the one AT of each OF."""
import json
import sys

of, at = (int(word) for word in sys.argv[2:4] or (10, 3))
for i in range(int(sys.argv[1])):
    bad = i % of == at
    print(json.dumps({
        "name": f"app-{i:06}", "version": "v1", "type": "service", "workspace": f"area-{i % 23:02}",
        "owner": f"owner-{i % 40}",
        "status": {"aggregateStatus": "error" if bad else "active",
                   "builderState": {"stage": "building", "info": "builder is finished with work for now"},
                   "runtimeState": {"status": "failed" if bad else "running:1"}}}))
