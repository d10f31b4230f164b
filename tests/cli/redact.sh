#!/bin/sh
# SPDX-License-Identifier: MIT
#
# inquest redact: a folder full of secrets gives a copy with none left and with the same verdicts.
# Every secret here has LEAK in it, and what must stay has STAY, so that grep tells.
# shellcheck source=/dev/null
. "$(dirname "$0")/../lib.sh"
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"
need_program redact
cd "$WORK" || exit 1

base64_lines='MIIEvLEAKIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj
MzEfYyjiWA4R4LEAK2MS1bGB4t1NXhP6C1wqDtRLFm7tqGh3n8VQeR5kf0ELEAKx
LEAKQ=='

make_folder() {
    mkdir -p dumps/2026-02-11T06-45-10Z
    cd dumps/2026-02-11T06-45-10Z || exit 1
    {
        listing 'sales service active running:1' 'STAY-api service error -' \
            'sales-keys secret active -'
        printf '\n$ dataos-ctl user apikey get\n\n'
        printf '%s\n' '   TOKEN   │  TYPE  │      EXPIRATION      │   NAME    ' \
            '───────────┼────────┼──────────────────────┼───────────' \
            '  bGVuLEAKc19hcGlr │ apikey │ 2036-10-22T10:30:00Z │ STAY_one  ' \
            '  **YWJjLEAKZGVm** │ apikey │ 2036-10-22T10:30:00Z │ STAY_two  ' '' \
            '| TOKEN | TYPE |' '|---|---|' '| cGxhaW5LEAK | apikey |'
    } >get.txt
    secret_documents
    secret_lines
    cd ../.. || exit 1
}

secret_documents() {
    {
        printf '%s\n' 'name: STAY-api' 'version: v1' 'type: service' 'workspace: public' \
            'owner: tester' 'service:' '  environment:' '    DB_PASSWORD: p4ssLEAK  # STAY' \
            '    API_KEY: "k3yLEAK, with # and : in it"' "    AUTH_TOKEN: 'it''s LEAK'" \
            '    imagePullSecret: STAY-registry' '    secretName: STAY-name' \
            '    list: {password: inLEAK, port: 1, token: "LEAKf"}' '    client_secret: |' \
            '      lineLEAK1' '' '      lineLEAK2' '    privateKey: >-' \
            '      -----BEGIN PRIVATE KEY-----'
        printf '%s\n' "$base64_lines" | sed 's/^/      /'
        printf '%s\n' '      -----END PRIVATE KEY-----' '    password: "two' '      lines LEAK"' \
            'status:' '  aggregateStatus: error' '  builderState:' '    stage: error' \
            '    info: the builder encountered an error; postgres://app:LEAKpw@db:5432/STAY' \
            '---' 'kind: Secret' 'apiVersion: v1' 'data:' '  username: TEVBSw==LEAK' \
            '  tls.crt: |' '    LEAKcert' 'metadata:' '  name: STAY-secret' '---' 'name: sales-keys' \
            'version: v1' 'type: secret' 'workspace: public' 'secret:' \
            '  type: key-value-properties' '  acl: r' '  data:' '    user: uLEAK' \
            '    word: "wLEAK"' 'status:' '  aggregateStatus: active'
    } >details.yaml
    printf '%s' '{"items":[{"kind":"Secret","data":{"a":"TEFLEAK=","b":"TEFLEAK2="},"type":"Opaque"},' \
        '{"name":"other","version":"v1","type":"service","workspace":"public","owner":"STAY",' \
        '"status":{"aggregateStatus":"error"},"pin":{"password":12345678901,"token":null},' \
        '"key":"-----BEGIN RSA PRIVATE KEY-----\nMIILEAK\n-----END RSA PRIVATE KEY-----\n"}]}' >list.json
    printf '%s\n' '{' '  "data": {' '    "first": "dGhlLEAK",' '    "n": 77777' '  },' \
        '  "kind": "Secret",' '  "metadata": {"name": "STAY"}' '}' >secret.json
}

# What stands in a log, kind by kind; the last ones must stay as they are.
secret_lines() {
    printf '%s\n' 'INFO[0001] 🔧 applying(public) STAY-api:v1:service...error' \
        '⚠️ Invalid Parameter - cannot open jdbc:postgresql://db/x?user=a&password=LEAK1 STAY' \
        'INFO[0001] 🔧 applying(public) secret:v1:STAY-keys:public...' \
        'INFO[0001] 🔧 applying STAY-apikey:v1:instance-secret...error' \
        'INFO[0001] 🔧 applying STAY-password:v1:secret...error' \
        'curl -H "Authorization: Bearer LEAKabcdef123" https://STAY' \
        'Authorization: Basic TEVBSzpMRUFLTEAKSw==' \
        'jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWLEAKiJ9.c2lnLEAK_x' \
        'POST https://hooks.slack.com/services/T000/B000/LEAKLEAKLEAK' \
        'POST https://x.webhook.office.com/webhookb2/LEAK-guid@LEAK/IncomingWebhook/LEAK' \
        'AccountName=STAY;AccountKey=LEAKab+/==;EndpointSuffix=core' \
        'Server=db;User Id=sa;Password=LEAK;' 'redis://:LEAKpw@cache:6379' \
        'aws_secret_access_key = LEAK/abc+123456' 'AWS AKIALEAK567890123456 STAY' \
        'token ghp_LEAKabcdefghijklmnopqrstuvwxyz0123456789' '-----BEGIN EC PRIVATE KEY-----' \
        "$base64_lines" '-----END EC PRIVATE KEY-----' \
        '  cloned git@STAY.example:repo.git, see https://STAY.example/services' >apply.log
}

copy() {
    run redact dumps --to copy
    check copy/exit [ "$STATUS" -eq 0 ]
    check copy/same-files sh -c '(cd dumps && find . -type f | sort) >a;
        (cd copy/dumps && find . -type f | sort) >b; cmp a b'
    check copy/nothing-left sh -c '! grep -rn LEAK copy'
    check copy/keys-are-gone sh -c '! grep -rn "PRIVATE KEY" copy'
    check copy/nothing-else-lost [ "$(grep -rho STAY dumps | wc -l)" -eq \
        "$(grep -rho STAY copy | wc -l)" ]
    check copy/numbers-are-gone sh -c '! grep -rnE "12345678901|77777" copy'
    check copy/modes sh -c '[ -z "$(find copy -type f ! -perm 600)$(find copy -type d ! -perm 700)" ]'
    check copy/json-is-valid sh -c 'for f in copy/dumps/*/*.json; do jq . "$f" || exit 1; done'
    check copy/yaml-is-valid "$PYTHON" -c 'import sys
try:
    import yaml
except ImportError:
    sys.exit(0)
docs = list(yaml.safe_load_all(open("copy/dumps/2026-02-11T06-45-10Z/details.yaml")))
tag = "‹redacted:"
env = docs[0]["service"]["environment"]
assert docs[0]["status"]["builderState"]["stage"] == "error"
for key in ("DB_PASSWORD", "API_KEY", "AUTH_TOKEN", "client_secret", "privateKey", "password"):
    assert str(env[key]).startswith(tag), (key, env[key])
assert env["list"]["port"] == 1 and env["imagePullSecret"] == "STAY-registry"
assert docs[1]["metadata"]["name"] == "STAY-secret" and docs[2]["secret"]["acl"] == "r"'
    verdicts
}

# The same but for places and for values that are hidden in other words.
VERDICTS='{s: .summary, r: [.resources[] | {id, health, phase, class, root, status, runtime, findings}],
    i: [.inputs[] | {format, captured_at, observations}]}'

verdicts() {
    run -o json dumps && jq "$VERDICTS" "$OUT" >a
    run -o json copy && jq "$VERDICTS" "$OUT" >b
    check copy/same-verdicts sh -c 'grep -q failed a && diff a b'
    run redact copy/dumps --to again
    check again/exit [ "$STATUS" -eq 0 ]
    check again/changes-nothing diff -r copy/dumps again/dumps
}

stable() {
    mkdir -p two && printf 'password: LEAKsame\n' >two/a.txt && printf 'pwd=LEAKsame\n' >two/b.txt &&
        mkdir 'two/password=LEAKsame' && printf 'x\n' >'two/password=LEAKsame/x.txt'
    run redact two --to tags
    check tags/same-number [ "$(grep -rhoE ':[0-9]+›' tags | sort -u)" = ':1›' ]
    check tags/file-name sh -c 'ls tags/two | grep -q "‹redacted:password:1›" && ! ls tags/two | grep LEAK'
    mkdir -p arch && tar -czf arch/a.tar.gz -C dumps . && run redact arch --to unpacked
    check archive/exit [ "$STATUS" -eq 0 ]
    check archive/members-are-files [ -f unpacked/arch/a.tar.gz/2026-02-11T06-45-10Z/get.txt ]
    check archive/nothing-left sh -c '! grep -rn LEAK unpacked'
}

refused() {
    expect to/missing 2 -- '--to' redact dumps
    expect to/without-redact 2 -- '--to' --to x dumps
    expect to/not-empty 2 'not empty' redact dumps --to copy
    check to/not-empty-is-left-alone diff -r copy/dumps again/dumps
    mkdir -p odd && python 'out(bytes(range(256)) * 40)' >odd/noise.bin && ln -s /etc odd/link &&
        ln -s /etc/hostname odd/file && cp dumps/*/get.txt odd/
    mkfifo odd/pipe
    run redact odd --to odd-copy
    check odd/exit [ "$STATUS" -eq 0 ]
    check odd/only-the-text [ "$(ls odd-copy/odd)" = get.txt ]
    check odd/says-so sh -c "grep -q INQ0107 '$ERR' && grep -q INQ0104 '$ERR' && grep -q INQ0103 '$ERR'"
    run redact dumps no-such --to partly
    check missing/exit [ "$STATUS" -eq 3 ]
    check missing/others-are-copied [ -f partly/dumps/2026-02-11T06-45-10Z/get.txt ]
    mkdir -p x/same y/same && cp dumps/*/get.txt x/same && printf 'y\n' >y/same/get.txt
    expect never/overwrites 4 INQ0701 redact x/same y/same --to clash
    check never/overwrites-the-first grep -q STAY clash/same/get.txt
}

# KIND, a line with a secret of the kind, and one that looks much like it and has none.
kinds_table() {
    cat <<'EOF'
private-key~-----BEGIN OPENSSH PRIVATE KEY-----~-----BEGIN CERTIFICATE-----
private-key~private_key: "b3BlbnNzaC1r"~private_key_file: /etc/key.pem
private-key~MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj~9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
jwt~id eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl~id eyJh is not one
bearer~sent bearer 0123456789abcdef~the bearer of it
authorization~Authorization = Digest abcdefgh~authorization: denied for it
password~login with passwd=hunter2 failed~the password was wrong
password~MYSQL_PASSWORD: hunter2~passwordPolicy: strict
password~"sslPassphrase": "x"~"sslPassphrase": ""
token~GET /x?api_key=0123456789abc~api_key is missing
token~  refreshToken: abcdef~  token: null
token~apikey: dG9rZW4uYQ==~continue with secret:v1:orders-keys:public
token~secret = 0123456789~imagePullSecret: registry-secret
token~accessKeyId: AKxyz~maxTokens: 4096
connection-string~connectionString: Server=db;Port=1~connection: refused
credentials~mongodb+srv://app:hunter2@db.example/x~postgres://db.example:5432/x
credentials~  .dockerconfigjson: eyJhdXRocyI6e319~  dockerconfig: none
webhook~https://outlook.example/webhookb2/0123456789~https://docs.example/guide/0123456789
webhook~webhookUrl: https://x.example/abcdef~webhook: called
aws-key~key AKIA0123456789ABCDEF~key AKIA0123
cloud-key~xoxb-0123456789-abcdef~xox-mas
cloud-key~at AIzaSyA0123456789abcdefghijklmnopqrstuv~at AIza
EOF
}

kinds() {
    mkdir -p kinds
    kinds_table | cut -d~ -f2 >kinds/fires.txt
    kinds_table | cut -d~ -f3 >kinds/silent.txt
    run redact kinds --to kinds-copy
    kinds_table | cut -d~ -f1 | paste -d~ - kinds-copy/kinds/fires.txt >fired
    check kinds/each-fires sh -c '! grep -vE "^([a-z-]+)~.*‹redacted:\\1:[0-9]+›" fired'
    check kinds/each-is-silent diff kinds/silent.txt kinds-copy/kinds/silent.txt
    sed -n 's/^ *- {kind: \([a-z-]*\),.*/\1/p' "$ROOT/core/kinds/secrets.yaml" | sort -u |
        grep -v secret-data >known
    kinds_table | cut -d~ -f1 | sort -u >tried
    check kinds/all-are-tried diff known tried
}

# A secret cannot hide in the length of a line, and a hard one takes no long time.
long() {
    python 'out(b"{\"a\":[" + b"{\"n\":\"STAY\",\"password\":\"LEAK\\\"x\"}," * 200000 + b"1]}")' >long.json
    python 'out(b"x" * 3000000 + b" password=LEAK\n" + b"a|" * 500000)' >long.txt
    python 'out(b"password: \"" * 100000 + b"{" * 300000 + b"-----BEGIN PRIVATE KEY-----\n" * 20000)' >hard.txt
    python 'out(b"kind: Secret\nx: {" + b"data: x, password: |x, " * 40000 + b"}" + b" " * 900000 + b"\n")' >trail.txt
    python 'out(b"\"" + b"\\\"" * 400000)' >escapes.txt
    # `run` of tests/lib.sh takes it from here.
    # shellcheck disable=SC2034
    TIMEOUT=30
    run redact long.json long.txt hard.txt trail.txt escapes.txt --to long
    check long/ends [ "$STATUS" -eq 0 ]
    check long/nothing-left sh -c '! grep -rlE LEAK long'
    check long/json sh -c 'jq ".a | length" long/long.json | grep -q 200001'
}

# No output shows a secret that stands beside what it shows, or in it.
reports() {
    for output in $("$INQUEST" plugins | awk '$2 == "output" { print $1 }'); do
        command=analyze
        [ "$output" = manifest ] && command=monitors
        run $command -o "$output=report.$output" --limit 0 dumps
        check "report/$output" sh -c "[ -s report.$output ] && ! grep -n LEAK report.$output"
        run $command -o "$output=card.$output" -n STAY-api dumps
        check "report/$output-card" sh -c "[ -s card.$output ] && ! grep -n LEAK card.$output"
    done
}

make_folder
copy
stable
refused
kinds
long
reports
finish redact
