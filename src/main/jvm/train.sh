#!/usr/bin/env bash
# Makes an AOT cache: what a JVM found out about the program's classes while it served a little, for later starts to begin with.
#   train.sh JAR CACHE       JAR as packaged with -Daot: target/quarkus-app/quarkus-run.jar
# Run it with the java, the path of the jar and the options file of later starts, or they do without the cache:
#   java @src/main/jvm/options -XX:AOTCache=CACHE -jar JAR
# Needs nothing but bash and java (JAVA, JAVA_HOME or the PATH). Talks to nobody but the server that it starts.
set -euo pipefail
jar="${1:?train.sh JAR CACHE}"
cache="${2:?train.sh JAR CACHE}"
options="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/options"
java="${JAVA:-${JAVA_HOME:+$JAVA_HOME/bin/}java}"
start_limit_s=120
"$java" -XX:AOTMode=auto -version >/dev/null 2>&1 || {
  echo "train.sh: $java is no Java 25: name one in JAVA_HOME" >&2
  exit 1
}
work="$(mktemp -d)"
server=

finish() {
  [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

call() { # VERB METHOD[?QUERY] [TYPE BODY]: prints the answer
  local body="${4:-}"
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
  printf '%s /xrpc/%s HTTP/1.1\r\nHost: localhost:%s\r\nConnection: close\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s' \
    "$1" "$2" "$port" "${token:+Authorization: Bearer $token$'\r\n'}" "${3:-application/json}" "${#body}" "$body" >&3
  tr -d '\0' <&3
  exec 3>&-
}

wanted() { # as call, and must be a success
  local answer
  answer="$(call "$@")"
  case "$answer" in
    'HTTP/1.1 200 '*) printf '%s' "$answer" ;;
    *)
      printf 'train.sh: %s answered %s\n' "$2" "$answer" >&2
      exit 1
      ;;
  esac
}

field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

serve() {
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  # no relay, directory, mail server or bucket
  env -i PATH="$PATH" HOME="$work" PORT="$port" SECRET_KEY_BASE="$(head -c 48 /dev/urandom | base64 -w 0)" \
    TEMPEST_DATA_DIR="$work/data" TEMPEST_HOSTNAME=localhost TEMPEST_PUBLIC_URL="http://localhost:$port" \
    TEMPEST_PLC_URL=embedded TEMPEST_CRAWLERS= TEMPEST_MANAGEMENT_PORT=0 QUARKUS_HTTP_HOST=127.0.0.1 \
    "$java" "@$options" "-XX:AOTCacheOutput=$cache" -jar "$jar" >"$work/log" 2>&1 &
  server=$!
  local deadline=$((SECONDS + start_limit_s))
  until call GET _health 2>/dev/null | grep -q '^HTTP/1.1 200 '; do
    if [ "$SECONDS" -ge "$deadline" ] || ! kill -0 "$server" 2>/dev/null; then
      cat "$work/log" >&2
      exit 1
    fi
    sleep 0.1
  done
  # another server could have answered, and would be written to
  kill -0 "$server" 2>/dev/null || {
    cat "$work/log" >&2
    exit 1
  }
}

visit() {
  local made did handle=train.test
  token=
  made="$(wanted POST com.atproto.server.createAccount application/json \
    "{\"handle\":\"$handle\",\"email\":\"train@example.com\",\"password\":\"only for training\"}")"
  did="$(field did <<<"$made")"
  token="$(field accessJwt <<<"$made")"
  wanted POST com.atproto.server.createSession application/json "{\"identifier\":\"$handle\",\"password\":\"only for training\"}" >/dev/null
  local post="\"\$type\":\"app.bsky.feed.post\",\"text\":\"hello\",\"createdAt\":\"2026-01-01T00:00:00Z\""
  for _ in 1 2 3; do
    wanted POST com.atproto.repo.createRecord application/json "{\"repo\":\"$did\",\"collection\":\"app.bsky.feed.post\",\"record\":{$post}}" >/dev/null
  done
  wanted POST com.atproto.repo.uploadBlob text/plain 'a blob' >/dev/null
  for query in "com.atproto.repo.listRecords?repo=$did&collection=app.bsky.feed.post" "com.atproto.repo.describeRepo?repo=$did" \
    "com.atproto.sync.getRepo?did=$did" "com.atproto.sync.getLatestCommit?did=$did" \
    com.atproto.sync.listRepos com.atproto.server.describeServer com.atproto.server.getSession; do
    wanted GET "$query" >/dev/null
  done
}

rm -f "$cache"
serve
visit
kill -TERM "$server"
wait "$server" || true # 143
server=
[ -s "$cache" ] || {
  cat "$work/log" >&2
  echo "train.sh: no cache was written" >&2
  exit 1
}
echo "$cache: $(($(wc -c <"$cache") / 1048576)) MB"
