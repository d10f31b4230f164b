#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""When Monitors with many schedules run first, against what croniter says of them.

Usage: schedules.py INQUEST DIRECTORY
A resource is broken from a moment on; the incident of a Monitor for it is fired at its first run
from then on. Times and zones keep clear of the hours in which clocks are put forward or back: what
happens then is a matter of taste, see inquest(1), and has cases of its own at the end.
"""
import datetime
import json
import os
import subprocess
import sys
import zoneinfo

from croniter import croniter

EXPRESSIONS = """\
* * * * *
*/2 * * * *
*/5 * * * *
*/7 * * * *
*/59 * * * *
0 * * * *
15 * * * *
0,30 * * * *
5,20,35,50 * * * *
10-20 * * * *
10-20/5 * * * *
50/3 * * * *
1-59/2 * * * *
0 0 * * *
0 12 * * *
30 6 * * *
0 */2 * * *
0 */5 * * *
0 8-18 * * *
0 8-18/3 * * *
*/15 9-17 * * *
0 0,6,12,18 * * *
59 23 * * *
0 7 * * 1-5
30 9 * * 1-5
*/2 * * * 1-5
0 0 * * 0
0 0 * * 7
0 0 * * sun
0 0 * * MON
0 0 * * mon-fri
0 0 * * 1,3,5
0 0 * * 6,0
0 0 1 * *
0 0 15 * *
0 0 31 * *
0 0 30 * *
0 0 29 2 *
0 0 28 2 *
0 0 1 1 *
0 0 25 12 *
0 0 1 */3 *
0 0 1 1,7 *
0 0 1 jan *
0 0 1 JUN-AUG *
0 3 10-20 * *
0 3 4-28/6 * *
0 0 1,15 * *
0 0 13 * 5
0 0 1 * 1
30 4 1,15 * 5
0 0 1-7 * 1
0 12 * 3-5 *
23 1-21/2 * * *
5 4 * * sun
0 22 * * 1-5
15 14 1 * *
0 5,17 * * *
0 17 * * sun,fri
*/10 * * jan,may,aug *
0 4 8-14 * *
0 0 29 2 1
"""

MOMENTS = ["2026-03-14T06:15:00Z", "2026-02-28T23:59:30Z", "2026-12-31T23:58:00Z",
           "2028-02-29T00:00:00Z", "2026-07-01T12:00:01Z"]
ZONES = ["UTC", "Europe/Amsterdam", "Asia/Kolkata", "America/New_York", "Pacific/Auckland"]
# Zone, schedule, moment, first run: the clock leaves 02:00 to 03:00 out on 29 March 2026 and shows
# it twice on 25 October.
CLOCKS = [
    ("Europe/Amsterdam", "30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z"),
    ("Europe/Amsterdam", "30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"),
    ("Europe/Amsterdam", "30 2 * * *", "2026-10-25T00:31:00Z", "2026-10-26T01:30:00Z"),
    ("Europe/Amsterdam", "0 3 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"),
    ("UTC", "0 3 */10 * *", "2026-02-28T23:59:30Z", "2026-03-01T03:00:00Z"),
    ("UTC", "@hourly", "2026-03-28T12:10:00Z", "2026-03-28T13:00:00Z"),
    ("UTC", "@weekly", "2026-03-25T12:10:00Z", "2026-03-29T00:00:00Z"),
    ("UTC", "0 0 ? * 1", "2026-03-25T12:10:00Z", "2026-03-30T00:00:00Z"),
]

MONITOR = """\
name: m{number}
type: monitor
monitor:
  schedule: '{schedule}'
  timezone: {zone}
  type: report_monitor
  report:
    source: {{dataOsInstance: {{path: '/x?id=service:v1:sales:public'}}}}
    conditions:
      - valueComparison: {{observationType: status, valueJqFilter: .value, operator: equals, value: error}}
"""
DUMP = """\
NAME | VERSION | TYPE | WORKSPACE | STATUS | RUNTIME
-----|---------|------|-----------|--------|--------
sales | v1 | service | public | error | running:1
"""


def parse(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def first_run(schedule, zone, moment):
    """The first run at the moment or later; croniter looks for one after it, on a clock without
    zone, which is put into its zone afterwards."""
    local = parse(moment).astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)
    runs = croniter(schedule, local - datetime.timedelta(seconds=1), max_years_between_matches=50)
    found = runs.get_next(datetime.datetime).replace(tzinfo=zoneinfo.ZoneInfo(zone))
    return found.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def fired(inquest, folder, moment, cases):
    dump = os.path.join(folder, "cron.txt")
    manifest = os.path.join(folder, "cron.yaml")
    with open(dump, "w", encoding="utf-8") as file:
        file.write(DUMP)
    with open(manifest, "w", encoding="utf-8") as file:
        file.write("---\n".join(MONITOR.format(number=i, schedule=schedule, zone=zone)
                                for i, (zone, schedule) in enumerate(cases)))
    out = subprocess.run([inquest, "replay", "-m", manifest, "--at", moment, "-o", "json", dump],
                         stdout=subprocess.PIPE, check=False).stdout
    return {i["monitor"]: i["fired_at"] for i in json.loads(out)["incidents"]}


def main():
    inquest, folder = sys.argv[1:]
    expressions = EXPRESSIONS.splitlines()
    wrong = []
    for moment in MOMENTS:
        cases = [(zone, schedule) for zone in ZONES for schedule in expressions]
        got = fired(inquest, folder, moment, cases)
        for i, (zone, schedule) in enumerate(cases):
            want = first_run(schedule, zone, moment)
            if got.get(f"m{i}") != want:
                wrong.append(f"{schedule} in {zone} from {moment}: {got.get(f'm{i}')}, not {want}")
    for zone, schedule, moment, want in CLOCKS:
        got = fired(inquest, folder, moment, [(zone, schedule)]).get("m0")
        if got != want:
            wrong.append(f"{schedule} in {zone} from {moment}: {got}, not {want}")
    print(f"{len(expressions)} schedules, {len(ZONES)} zones, {len(MOMENTS)} moments")
    if wrong:
        sys.exit("\n".join(wrong[:20]))


if __name__ == "__main__":
    main()
