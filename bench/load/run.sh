#!/usr/bin/env bash
# The load run, from nothing: starts a server on fresh data, measures it, prints Markdown rows, stops it.
#   bench/load/run.sh JAR|BINARY [flags of Load.java: --quick, --million]
# A server that runs already:
#   java bench/load/Load.java --base http://localhost:PORT --pid PID --data DIR [--quick] [--million]
# JAVA_OPTS goes to the server.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
program="${1:?run.sh JAR|BINARY [--quick] [--million]}"
shift
java="$("$here/../../mvnw" -v | sed -n 's/.*runtime: //p')/bin/java"
work="$(mktemp -d)"
server=

stop() {
  [ -n "$server" ] || return 0
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=
}
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

port="$("$java" "$here/FreePort.java")"
base="http://localhost:$port"
export PORT="$port" SECRET_KEY_BASE TEMPEST_DATA_DIR="$work/data" TEMPEST_HOSTNAME=localhost
export TEMPEST_PUBLIC_URL="$base" TEMPEST_PLC_URL=embedded TEMPEST_RATE_LIMITS_ENABLED=false
SECRET_KEY_BASE="$(head -c 48 /dev/urandom | base64 -w 0)"
case "$program" in
  # shellcheck disable=SC2206
  *.jar) command=("$java" ${JAVA_OPTS:-} -jar "$program") ;;
  *) command=("$program" ${JAVA_OPTS:-}) ;;
esac

start() { # sets server and took_ms
  local began deadline=$((SECONDS + 60))
  began=$(date +%s%N)
  "${command[@]}" >"$work/server.log" 2>&1 &
  server=$!
  until curl -fsS -o /dev/null --max-time 2 "$base/xrpc/_health" 2>/dev/null; do
    if [ "$SECONDS" -ge "$deadline" ] || ! kill -0 "$server" 2>/dev/null; then
      echo "run.sh: the server did not start" >&2
      tail -n 40 "$work/server.log" >&2
      exit 1
    fi
    sleep 0.01
  done
  took_ms=$((($(date +%s%N) - began) / 1000000))
}

# the first start makes the databases; the median of three later ones counts
start
times=()
for _ in 1 2 3; do
  stop
  start
  times+=("$took_ms")
done
startup="$(printf '%s\n' "${times[@]}" | sort -n | sed -n 2p)"

echo "$(basename "$program"), $(nproc) processors, load average $(cut -d ' ' -f 1-3 /proc/loadavg), $(date -u +%F)"
echo
"$java" "$here/Load.java" --base "$base" --pid "$server" --data "$work/data" --startup-ms "$startup" "$@" \
  || { tail -n 40 "$work/server.log" >&2; exit 1; }
