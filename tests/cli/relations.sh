#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Who belongs to whom and who needs whom, from what the dumps say: bundles and their members, pods
# and what made them, clusters that a workflow names.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program relations
cd "$WORK" || exit 1

# pods ROW…: what kubectl prints of pods in all namespaces; a row is NAMESPACE NAME STATUS.
pods() {
    printf '%s\n' "\$ kubectl get pods -A"
    printf '%-13s %-40s %-7s %-18s %-10s %s\n' NAMESPACE NAME READY STATUS RESTARTS AGE
    for pods_row in "$@"; do
        # shellcheck disable=SC2086
        set -- $pods_row
        printf '%-13s %-40s 0/1     %-18s 0          10m\n' "$1" "$2" "$3"
    done
}

# links NAME FROM KIND TO FILE…: the relation is in the report, whatever the exit status.
links() {
    links_name=$1 links_from=$2 links_kind=$3 links_to=$4
    shift 4
    query "$links_name" 1 "{'to': '$links_to', 'kind': '$links_kind'}.items() <= next(
        (one for x in r['resources'] if x['id'] == '$links_from' for one in x['relations']
         if one['to'] == '$links_to'), {}).items()" "$@"
}

bundles() {
    cat >bundle.yaml <<'END'
name: tides-all
version: v1beta
type: bundle
bundle:
  resources:
    - id: load
      workspace: public
      spec: {name: nightly, version: v1, type: workflow}
    - id: store
      spec: {name: tidestore, version: v2alpha, type: depot}
status:
  aggregateStatus: active
  builderState: {stage: building}
END
    listing 'nightly workflow active failed' 'tidestore depot active running:1' |
        sed '/depot/s/public   /         /' >get.txt
    links bundle/member-of-a-workspace bundle:v1beta:tides-all child workflow:v1:nightly:public \
        bundle.yaml get.txt
    links bundle/member-of-none bundle:v1beta:tides-all child depot:v1:tidestore bundle.yaml get.txt
    query bundle/is-as-ill-as-its-members 1 "health['bundle:v1beta:tides-all'] == 'degraded'" \
        bundle.yaml get.txt
}

owners() {
    listing 'nightly workflow active failed' 'tidestore depot active running:1' \
        'trino cluster active running:1' 'sales service active running:1' \
        'feed worker active running:1' | sed '/depot/s/public   /         /' >owners.txt
    pods 'user-system tidestore-ss-0 Error' 'public trino-ss-0 Error' \
        'public nightly-k4ow-3055187720 Error' 'public sales-q7hd-d-6f9c8b5d7f-x4ktp Error' \
        'public feed-ju9z-ss-0 Error' >pods.txt
    links pod/of-a-depot depot:v1:tidestore child pod::tidestore-ss-0:user-system owners.txt pods.txt
    links pod/of-a-cluster cluster:v1:trino:public child pod::trino-ss-0:public owners.txt pods.txt
    links pod/of-a-workflow workflow:v1:nightly:public child pod::nightly-k4ow-3055187720:public \
        owners.txt pods.txt
    links pod/of-a-service service:v1:sales:public child pod::sales-q7hd-d-6f9c8b5d7f-x4ktp:public \
        owners.txt pods.txt
    links pod/of-a-worker worker:v1:feed:public child pod::feed-ju9z-ss-0:public owners.txt pods.txt
}

clusters() {
    cat >workflow.yaml <<'END'
name: nightly
version: v1
type: workflow
workspace: public
workflow:
  dag:
    - name: query
      spec: {stack: trino, stackSpec: {cluster: trino}}
status:
  aggregateStatus: active
  runtimeState: {status: failed}
END
    listing 'trino cluster active failed' >cluster.txt
    links cluster/that-a-step-names workflow:v1:nightly:public depends-on cluster:v1:trino:public \
        workflow.yaml cluster.txt
}

# One root, whichever of an owner and its pods tells why it failed.
executions() {
    listing 'nightly workflow active running' >runs.txt
    listing 'nightly workflow active failed' >failed.txt
    pods 'public nightly-k4ow-3055187720 OOMKilled' 'public nightly-k4ow-3055187721 Error' >why.txt
    pods 'public nightly-k4ow-3055187720 CrashLoopBackOff' \
        'public nightly-k4ow-3055187721 Error' >how.txt
    pods 'public nightly-k4ow-3055187720 Error' 'public nightly-k4ow-3055187721 Error' >that.txt
    roots="[x['id'][:24] for x in r['resources'] if x['health'] in ('failed', 'degraded') and not x['root']]"
    query executions/the-pod-that-tells-why 1 "$roots == ['pod::nightly-k4ow-305518'] and
        r['findings'][0]['rule'] == 'pod-out-of-memory'" runs.txt why.txt
    query executions/the-pod-that-tells-how 1 "$roots == ['pod::nightly-k4ow-305518']" \
        failed.txt how.txt
    query executions/or-else-the-owner 1 "$roots == ['workflow:v1:nightly:publ']" failed.txt that.txt
}

bundles
owners
executions
clusters
finish relations
