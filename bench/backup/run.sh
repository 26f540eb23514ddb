#!/usr/bin/env bash
# What a backup keeps and what it costs, with a real S3 server on loopback:
#   bench/backup/run.sh JAR|BINARY load          16 writers; create --upload meanwhile; restore; every answered write looked for
#   bench/backup/run.sh JAR|BINARY size [N R B]  N accounts (100), R records (100000), B blobs of 2 MB (1000): time and peak memory
# JAVA_OPTS goes to the program. Everything lies in a temporary folder; KEEP=1 leaves it.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$here/../.."
program="$(realpath "${1:?run.sh JAR|BINARY load|size}")"
what="${2:?load or size}"
java="$("$root/mvnw" -v | sed -n 's/.*runtime: //p')/bin/java"
work="$(mktemp -d)"
pids=()

finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  if [ -n "${KEEP:-}" ]; then echo "kept: $work"; else rm -rf "$work"; fi
}
trap finish EXIT
trap 'exit 130' INT TERM

free_port() { "$java" "$here/../load/FreePort.java"; }

case "$program" in
  # shellcheck disable=SC2206
  *.jar) tempest=("$java" ${JAVA_OPTS:-} -jar "$program") ;;
  *) tempest=("$program" ${JAVA_OPTS:-}) ;;
esac

store() { # a real S3 server, which asks for the right keys
  local port
  port="$(free_port)"
  mkdir -p "$work/s3/backups"
  cat >"$work/pom.xml" <<POM
<project><modelVersion>4.0.0</modelVersion><groupId>bench</groupId><artifactId>store</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.gaul</groupId><artifactId>s3proxy</artifactId><version>4.1.0</version></dependency>
<dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-annotations</artifactId><version>2.21</version></dependency>
</dependencies></project>
POM
  cat >"$work/s3.properties" <<PROPERTIES
s3proxy.endpoint=http://127.0.0.1:$port
s3proxy.authorization=aws-v4
s3proxy.identity=bench
s3proxy.credential=bench secret
jclouds.provider=filesystem-nio2
jclouds.identity=bench
jclouds.credential=bench secret
jclouds.filesystem.basedir=$work/s3
PROPERTIES
  "$root/mvnw" -B -ntp -q -f "$work/pom.xml" dependency:build-classpath -Dmdep.outputFile="$work/s3.path"
  "$java" -XX:+UseSerialGC -cp "$(cat "$work/s3.path")" org.gaul.s3proxy.Main --properties "$work/s3.properties" >"$work/s3.log" 2>&1 &
  pids+=($!)
  export TEMPEST_BACKUP_STORE=s3 TEMPEST_BACKUP_S3_ENDPOINT="http://127.0.0.1:$port" TEMPEST_BACKUP_S3_BUCKET=backups
  export TEMPEST_BACKUP_S3_ACCESS_KEY_ID=bench TEMPEST_BACKUP_S3_SECRET_ACCESS_KEY='bench secret'
}

serve() { # DATA_DIR: sets server and base
  export TEMPEST_DATA_DIR="$1"
  PORT="$(free_port)"
  base="http://localhost:$PORT"
  export PORT TEMPEST_PUBLIC_URL="$base"
  local deadline=$((SECONDS + 60))
  "${tempest[@]}" >"$work/$(basename "$1").log" 2>&1 &
  server=$!
  pids+=("$server")
  until curl -fsS -o /dev/null --max-time 2 "$base/xrpc/_health" 2>/dev/null; do
    if [ "$SECONDS" -ge "$deadline" ] || ! kill -0 "$server" 2>/dev/null; then
      tail -n 40 "$work/$(basename "$1").log" >&2
      exit 1
    fi
    sleep 0.05
  done
}

stop() {
  kill "$server"
  wait "$server" 2>/dev/null || true
}

field() { sed -E "s/.*\"$1\" *: *\"?([^\",}]+).*/\1/"; }

timed() { # NAME COMMAND...: its time and peak memory
  local name="$1"
  shift
  /usr/bin/env time -f "$name: %e s, %U s user, %S s system, peak %M kB" -o "$work/time" "$@"
  cat "$work/time" >&2
}

kept() { "$java" -cp "$work/classes" Kept "$@"; }

mkdir "$work/classes"
"${java%java}javac" -d "$work/classes" "$here"/../load/*.java
export SECRET_KEY_BASE TEMPEST_HOSTNAME=localhost TEMPEST_PLC_URL=embedded TEMPEST_RATE_LIMITS_ENABLED=false
export TEMPEST_CRAWLERS='' TEMPEST_MANAGEMENT_PORT=0 TEMPEST_BACKUP_PASSPHRASE='the passphrase of the bench'
export TEMPEST_ADMIN_TOKEN_HASH='$argon2id$v=19$m=19456,t=2,p=1$2Z5rRnda8EXTgYhgJpWFlg$Jz+oPbg1tLOcx8WRJ2xxHPGJzgnXhgvgQwGa/8MCNnA'
SECRET_KEY_BASE="$(head -c 48 /dev/urandom | base64 -w 0)"
store
echo "$(basename "$program"), $(nproc) processors, load average $(cut -d ' ' -f 1-3 /proc/loadavg), $(date -u +%F)"

case "$what" in
  load)
    serve "$work/first"
    kept write "$base" "$work/writes" "$work/stop" &
    writer=$!
    sleep 10 # the writers are under way, the server is warm
    "${tempest[@]}" backup create --upload --json | tee "$work/created.json"
    sleep 3
    touch "$work/stop"
    wait "$writer"
    kill -9 "$server"
    "${tempest[@]}" backup restore "$(field name <"$work/created.json")" --target "$work/second" | tee "$work/proof"
    serve "$work/second"
    kept check "$base" "$work/writes" "$(field createdAt <"$work/created.json")"
    "$root/smoke/sdk/run.sh" "$base" --admin-token 'the admin token of development' | tail -n 3
    stop
    ;;
  size)
    accounts="${3:-100}" records="${4:-100000}" blobs="${5:-1000}"
    serve "$work/first"
    kept fill "$base" "$accounts" "$records" "$blobs" 2000000
    du -sh "$work/first"
    stop
    timed "create, a folder" "${tempest[@]}" backup create --output "$work/folder"
    timed "create, uploaded and encrypted" "${tempest[@]}" backup create --upload --json | tee "$work/created.json"
    name="$(field name <"$work/created.json")"
    timed "verify a folder" "${tempest[@]}" backup verify "$work"/folder/tempest-backup-*
    timed "verify on S3" "${tempest[@]}" backup verify "$name"
    timed "restore a folder" "${tempest[@]}" backup restore "$work"/folder/tempest-backup-* --target "$work/third"
    timed "restore from S3" "${tempest[@]}" backup restore "$name" --target "$work/second"
    ;;
  *)
    echo "run.sh: load or size" >&2
    exit 2
    ;;
esac
