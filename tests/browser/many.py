#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""many.py N: N services as lines of JSON, one of ten failed."""
import json
import sys

for i in range(int(sys.argv[1])):
    bad = i % 10 == 3
    print(json.dumps({
        "name": f"app-{i:06}", "version": "v1", "type": "service", "workspace": f"area-{i % 23:02}",
        "owner": f"owner-{i % 40}",
        "status": {"aggregateStatus": "error" if bad else "active",
                   "builderState": {"stage": "building", "info": "builder is finished with work for now"},
                   "runtimeState": {"status": "failed" if bad else "running:1"}}}))
