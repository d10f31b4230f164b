#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What machines and pages export: reports of the collated API, entities of the catalogue, cards,
# grids, incidents and the health command.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program exports
cd "$WORK" || exit 1

# page ID OBSERVATION…: one page of the collated API; an observation is TYPE MINUTE VALUE.
page() {
    printf '{"items":[{"id":"%s","observations":[' "$1"
    shift
    page_comma=
    for page_one in "$@"; do
        # shellcheck disable=SC2086
        set -- $page_one
        printf '%s{"type":"%s","when":"2026-01-05T10:%s:00Z","value":%s}' "$page_comma" "$1" "$2" "$3"
        page_comma=,
    done
    printf ']}],"page":1,"size":20,"total_pages":1,"total_records":1}\n'
}

run_of() {
    printf '{"started":"2026-01-0%sT01:00:00Z","completed":"2026-01-0%sT01:10:00Z","phase":"%s"}' \
        "$1" "$1" "$2"
}

collated() {
    page service:v1:sales:public 'status 02 "active"' 'runtime 03 "running:1"' \
        'runtime 01 "pending:0/1"' >page.json
    query exports/collated 0 "health == {sales: 'healthy'} and read == 1 and
        res[sales]['runtime'] == 'running:1' and r['as_of'] == '2026-01-05T10:03:00Z' and
        r['inputs'][0]['captured_by'] == 'dump' and not codes" page.json
    page service:v1:sales:public 'runtime 01 "running:1"' 'status 02 "error"' \
        'runtime 03 "pending:0/1"' >page.json
    query exports/collated-newest-last 1 "res[sales]['runtime'] == 'pending:0/1' and
        res[sales]['status'] == 'error' and not codes" page.json
    page depot:v1:gone 'state 01 "deleted"' 'status 01 "active"' >page.json
    query exports/collated-state 0 "health == {'depot:v1:gone': 'deleted'}" page.json
    page workflow:v1:nightly:public \
        "workflow-runs 09 [$(run_of 2 succeeded),$(run_of 4 failed),$(run_of 3 succeeded)]" >page.json
    query exports/collated-runs 1 "health == {nightly: 'failed'} and
        'last-run-failed' in rules and not codes" page.json
    page workflow:v1:nightly:public \
        "workflow-runs 09 [$(run_of 4 succeeded),$(run_of 3 failed)]" >page.json
    query exports/collated-run-mended 0 "health == {nightly: 'healthy'} and not rules" page.json
    "$PYTHON" -c "import json
one = lambda i: {'type': 'runtime', 'when': f'2026-01-05T{i // 3600:02}:{i // 60 % 60:02}:{i % 60:02}Z',
                 'value': 'pending:0/1' if i < 9999 else 'running:1'}
print(json.dumps({'items': [{'id': 'service:v1:sales:public',
                             'observations': [one(i) for i in range(10000)]}]}))" >long.json
    query exports/collated-long 0 "res[sales]['runtime'] == 'running:1' and not codes" long.json
}

catalogue() {
    printf '{"name":"sales","type":"service","version":"v1","fullyQualifiedName":"%s",%s}\n' \
        dataos.public.sales \
        '"state":"Active","aggregateStatus":"error","builderState":"building","runtimeState":"running:1"' \
        >entity.json
    query exports/entity 1 "health == {sales: 'failed'} and
        res[sales]['builder']['stage'] == 'building'" entity.json
    printf '{"data":[{"fullyQualifiedName":"dataos.public.old","resourceType":"depot",%s}]}\n' \
        '"state":"Deleted","aggregateStatus":"active"' >tomb.json
    query exports/entity-tombstone 0 "health == {'depot::old': 'deleted'}" tomb.json
}

incidents() {
    listing 'sales service active running:1' >get.txt
    printf '{"id":"abc","createTime":"2026-01-05T10:00:00.5Z","properties":{"name":"stuck",%s},%s}\n' \
        '"severity":"high"' '"reportContext":{"resourceId":"service:v1:sales:public"}' >incident.json
    query exports/incident 0 "health == {sales: 'healthy'} and 'incident-reported' in rules and
        r['inputs'][1]['captured_at'] == '2026-01-05T10:00:00Z'" get.txt incident.json
    query exports/incident-alone 0 "names == [] and not codes" incident.json
}

platform() {
    printf '%s\n' 'INFO[0000] 🏥...' 'INFO[0000] DataOS® CLI...OK      ' 'INFO[0005] DataOS® CK...OK' \
        'INFO[0005] 🏥...complete' >well.log
    query exports/health-well 0 'not rules and not codes' well.log
    printf '%s\n' 'INFO[0000] 🏥...' 'INFO[0000] DataOS® CLI...OK' 'ERRO[0005] DataOS® CK...error' \
        >ill.log
    query exports/health-ill 0 "'platform-health' in rules" ill.log
}

cards() {
    printf '%s\n' sales Info '  Name: sales' '  Type: service' '  Workspace: public' '  Version: v1' \
        'Tags: dataos:type:resource a:b' Status '  Status: active' '  Cloud Kernel Resource Count: 2' \
        '  WebService Resource Count:' '  Builder Stage: error' '  Runtime Status: running:1' >card.txt
    query exports/card 1 "health == {sales: 'failed'} and res[sales]['phase'] == 'builder' and
        res[sales]['runtime'] == 'running:1' and codes <= {'INQ0200'}" card.txt
    printf '%s\n' 'Name: old' 'Type: depot' 'Version: v1' 'State: Deleted' 'Aggregate Status: active' \
        'Builder State: building' 'Owner: tester' >page.txt
    query exports/card-tombstone 0 "health == {'depot:v1:old': 'deleted'} and not codes" page.txt
    printf 'Dear Reader: hello\nNote: one\nOther: two\nmore text: here\n' >letter.txt
    query exports/no-card 0 "names == []" letter.txt
}

# page_of NAME STATE STATUS RUNTIME: a page of the catalogue copied as text, labels over values.
page_of() {
    printf '%s\n' "$1" '' Name "$1" Type workflow Version v1 Workspace public '' Owner 'Ada Tester' Tier \
        'No Tier' Description -- '' State "$2" 'Aggregate Status' "$3" 'Builder State' building \
        'Runtime State' "$4" '' 'Lifecycle Event' Created 'Run As User' tester '' Manifest Runtime \
        'Run History'
}

stacked() {
    page_of nightly Active active succeeded >page.txt
    query exports/page 0 "health == {nightly: 'healthy'} and res[nightly]['owner'] == 'Ada Tester' and
        res[nightly]['runtime'] == 'succeeded' and res[nightly]['builder']['stage'] == 'building' and
        r['inputs'][0]['format'] == 'labels' and codes == {'INQ0200'}" page.txt
    page_of nightly Deleted active succeeded >page.txt
    query exports/page-tombstone 0 "health == {nightly: 'deleted'}" page.txt
    { page_of nightly Active active succeeded && history '02 Failed' '01 Succeeded'; } | sed 's,^succeeded,next:2026-01-03T01:00:00Z,' >page.txt
    query exports/page-with-history 1 "health == {nightly: 'degraded'} and
        'last-run-failed' in rules and read == 2" page.txt
    { page_of nightly Active active failed && page_of hourly Active error pending; } >page.txt
    query exports/two-pages 1 "health == {nightly: 'failed', 'workflow:v1:hourly:public': 'failed'} and
        read == 2" page.txt
    page_of nightly Active active failed | sed 's/$/\n/' >page.txt
    query exports/page-with-blank-lines 1 "health == {nightly: 'failed'}" page.txt
    printf '%s\n' Name nightly Type workflow Version v1 Workspace public 'Aggregate Status' active \
        'Run Status' Failed 'Started At' '2026-01-02T01:00:00Z' >page.txt
    query exports/page-with-last-run 1 "'last-run-failed' in rules" page.txt
    { page_of nightly Active active succeeded && listing 'sales service error -'; } >page.txt
    query exports/page-then-listing 1 "health == {nightly: 'healthy', sales: 'failed'}" page.txt
    printf '%s\n' 'Getting Started' 'First Steps' 'More Steps' Examples 'See Also' >contents.txt
    query exports/no-page 3 "names == [] and r['inputs'][0]['format'] is None" contents.txt
    printf '%s\n' 'Dear Reader' 'it rained today' 'Kind Regards' Ada >letter.txt
    query exports/no-page-but-a-letter 3 "names == []" letter.txt
    "$PYTHON" -c "print('Run Name\nx\nOther Name\nx\n' + 'Some Word\n' * 200000 + ' ' * 200000)" >long.txt
    query exports/page-without-end 0 "names == []" long.txt
}

# Tables of users, keys and the like are counted; of what stands in them nothing is told.
private() {
    printf '%s\n' '   TOKEN     │  TYPE  │      EXPIRATION      │  NAME   ' \
        '─────────────┼────────┼──────────────────────┼─────────' \
        '  kangaroo77 │ apikey │ 2026-01-05T10:00:00Z │ wombat  ' >keys.txt
    printf '%s\n' '  NAME   │   ID   │  TYPE  │    EMAIL    │      TAGS       ' \
        '─────────┼────────┼────────┼─────────────┼─────────────────' \
        '  Wombat │ wombat │ person │ wombat@a.b  │ roles:id:user,  ' \
        '         │        │        │             │ users:id:wombat ' \
        '  Bandicoot │ bandi │ person │ wombat@a.b  │ roles:id:user ' >users.txt
    printf '%s\n' '  NAME   │ LAYER │ OWNER  │   DESCRIPTION    │     TAGS      │ STATUS  ' \
        '─────────┼───────┼────────┼──────────────────┼───────────────┼─────────' \
        '  wombat │ user  │ tester │ where wombats do │ workspace,    │ active  ' \
        '         │       │        │ their work       │ user          │         ' >workspaces.txt
    printf '%s\n' '    BRANCH  │     SNAPSHOTID       ' '────────────┼──────────────────────' \
        '  wombat    │ 1234567890123456789  ' '  main      │ 1234567890123456780  ' >branches.txt
    passed_over keys 'API keys, 1 row'
    passed_over users 'users, 2 rows'
    passed_over workspaces 'workspaces, 1 row'
    passed_over branches 'branches of a dataset, 2 rows'
    printf '%s\n' 'kangaroo77kangaroo77kangaroo77 │ apikey │ tester' \
        '───────────────────────────────┼────────┼────────' >no-titles.txt
    query exports/no-titles 0 "'kangaroo77' not in str(r)" no-titles.txt
}

# passed_over NAME WHAT: the table of NAME.txt is counted, and none of its words is shown.
passed_over() {
    query "exports/$1" 0 "codes == {'INQ0217'} and names == [] and
        r['inputs'][0]['format'] == 'table' and r['inputs'][0]['observations'] == 0 and
        r['diagnostics'][0]['message'].endswith(': $2') and
        'kangaroo77' not in str(r) and 'ombat' not in str(r) and 'Bandicoot' not in str(r) and
        '123456789' not in str(r)" \
        "$1.txt"
}

# history RUN…: the history of runs as the catalogue shows it; a run is DAY STATUS.
history() {
    printf 'Run ID\tStatus\tStarted At\tDuration\n'
    for history_run in "$@"; do
        # shellcheck disable=SC2086
        set -- $history_run
        printf 'nightly-ab12-17672292%s\t%s\t2026-01-%sT01:00:00Z\t5m\n' "$1" "$2" "$1"
    done
}

# The grids of the Operations app, copied with tabs.
grids() {
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' Name Type Workspace Status Runtime Owner \
        sales service public active running:1 tester >grid.tsv
    query exports/grid 0 "health == {'service::sales:public': 'healthy'} and not codes" grid.tsv
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' Name 'App Name' Type 'Pod Name' Workspace 'Data Plane' Phase \
        sales-ab12-d sales-ab12-d pod-deployment sales-ab12-d-6bfd6cfb46-xm8qk public hub Failed >nodes.tsv
    query exports/nodes 1 "health == {'service::sales:public': 'degraded',
        'pod::sales-ab12-d-6bfd6cfb46-xm8qk:public': 'failed'} and
        r['summary']['roots'] == 1 and not codes" grid.tsv nodes.tsv
}

run_history() {
    history '03 Failed' '02 Succeeded' '01 Succeeded' >runs.tsv
    query exports/history-failed 1 "health == {'workflow::nightly': 'failed'} and
        'last-run-failed' in rules and r['resources'][0]['evidence'][0]['line'] == 2" runs.tsv
    history '01 Failed' '03 Succeeded' '02 Failed' >runs.tsv
    query exports/history-oldest-first 0 "health == {'workflow::nightly': 'healthy'}" runs.tsv
    listing 'nightly workflow active -' >get.txt
    history '02 Aborted' '01 Succeeded' >runs.tsv
    query exports/history-joins 1 "health == {nightly: 'degraded'} and 'last-run-failed' in rules" \
        get.txt runs.tsv
}

collated
catalogue
incidents
platform
cards
stacked
private
run_history
grids
finish exports
