#!/usr/bin/env bash
# What deploy/compose/Caddyfile keeps besides what smoke/behind-tls sees: a real Caddy, on loopback and with an authority
# of its own, before a real server:
#   src/test/docker/caddy.sh                   # target/quarkus-app/quarkus-run.jar
#   src/test/docker/caddy.sh target/tempest    # the native binary, or any other command
# Needs caddy (Debian: caddy) and curl.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

start_limit_s=180
host=pds.example.com
work=$(mktemp -d)
pids=()

finish() {
  local status=$?
  trap - EXIT
  for pid in "${pids[@]}"; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  if [ "$status" -ne 0 ]; then tail -n 30 "$work"/*.log 2>/dev/null || true; fi
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

die() {
  echo "FAILED: $1" >&2
  exit 1
}

passed() { echo "ok   $1"; }

# PORT...: another than these; below those that the system gives to whoever asks for any
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    [[ " $* " != *" $port "* ]] || continue
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

await() { # WHAT COMMAND...
  local what=$1 deadline=$((SECONDS + start_limit_s))
  shift
  until "$@" >/dev/null 2>&1; do
    kill -0 "${pids[-1]}" 2>/dev/null || die "$what ended before it answered"
    [ "$SECONDS" -lt "$deadline" ] || die "no answer from $what in $start_limit_s s"
    sleep 0.1
  done
}

# NAME PATH [OPTION...]: asks Caddy for it, by TLS under this name
asks() {
  local name=$1 path=$2
  shift 2
  curl -sS --max-time 20 --cacert "$work/caddy/pki/authorities/local/root.crt" \
    --connect-to "$name:443:127.0.0.1:$tls_port" "$@" "https://$name$path"
}

if [ $# -eq 0 ]; then
  jar=$PWD/target/quarkus-app/quarkus-run.jar
  [ -f "$jar" ] || die "no $jar: ./mvnw package"
  set -- "$(./mvnw -v | sed -n 's/.*runtime: //p')/bin/java" -jar "$jar"
fi

port=$(free_port)
tls_port=$(free_port "$port")
http_port=$(free_port "$port" "$tls_port")

env PORT="$port" \
  SECRET_KEY_BASE="$(head -c 48 /dev/urandom | base64 -w 0)" \
  TEMPEST_DATA_DIR="$work/data" \
  TEMPEST_HOSTNAME="$host" \
  TEMPEST_PLC_URL=embedded \
  TEMPEST_CRAWLERS= \
  TEMPEST_MANAGEMENT_PORT=0 \
  "$@" >"$work/server.log" 2>&1 &
pids+=($!)
await "the server" curl -fsS --max-time 2 "http://127.0.0.1:$port/xrpc/_health"

# the file as it is, but for where the server is, which ports, and whose certificates
{
  printf '{\n\tlocal_certs\n\tskip_install_trust\n\tadmin off\n\thttp_port %s\n\thttps_port %s\n\tstorage file_system %s\n' \
    "$http_port" "$tls_port" "$work/caddy"
  tail -n +2 deploy/compose/Caddyfile
} | sed "s/tempest:4000/127.0.0.1:$port/" >"$work/Caddyfile"
export TEMPEST_HOSTNAME=$host ACME_EMAIL=you@example.com
caddy validate --adapter caddyfile --config deploy/compose/Caddyfile >"$work/validate.log" 2>&1 || die "the Caddyfile is not valid"
caddy run --adapter caddyfile --config "$work/Caddyfile" >"$work/caddy.log" 2>&1 &
pids+=($!)
await "Caddy" asks "$host" /xrpc/_health -f
passed "TLS for $host: $(asks "$host" /xrpc/_health)"

created=$(asks "$host" /xrpc/com.atproto.server.createAccount -f -H 'content-type: application/json' \
  -d "{\"handle\":\"alice.$host\",\"email\":\"alice@example.com\",\"password\":\"correct horse\"}")
did=$(grep -o 'did:plc:[a-z2-7]*' <<<"$created" | head -n 1)
[ "$(asks "alice.$host" /.well-known/atproto-did -f)" = "$did" ] || die "alice.$host does not lead to $did"
passed "TLS for the handle alice.$host, which leads to $did"

for name in "nobody.$host" "example.org"; do
  status=0
  asks "$name" / >"$work/refused.log" 2>&1 || status=$?
  [ "$status" -eq 35 ] || die "$name: a handshake should have been refused, curl said $status"
  passed "no certificate for $name: $(tail -n 1 "$work/refused.log")"
done

frames_say() { grep -qa -- '#commit' "$work/frames" && grep -qa -- "$did" "$work/frames"; }
for patience_s in 3 20 60; do # the stream has no end; a slow machine needs more of it
  asks "$host" '/xrpc/com.atproto.sync.subscribeRepos?cursor=0' --http1.1 -N --max-time "$patience_s" \
    -o "$work/frames" -D "$work/upgrade" \
    -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' \
    -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' 2>/dev/null || true
  if frames_say 2>/dev/null; then break; fi
done
grep -q '^HTTP/1.1 101 ' "$work/upgrade" || die "no upgrade: $(cat "$work/upgrade")"
frames_say || die "no #commit of $did in the firehose"
passed "the firehose over wss: $(wc -c <"$work/frames") bytes of frames, the account's commit among them"

# points that are left to whoever asks; each address has its own
left() { # ADDRESS [OPTION...]
  local address=$1
  shift
  asks "$host" /xrpc/com.atproto.server.describeServer --interface "$address" -o /dev/null -D - "$@" |
    sed -n 's/^[Rr]ate[Ll]imit-[Rr]emaining: *\([0-9]*\).*/\1/p'
}
first=$(left 127.0.0.2)
[ "$(left 127.0.0.2)" -lt "$first" ] || die "asking twice costs nothing"
[ "$(left 127.0.0.3)" -eq "$first" ] || die "a second address pays for the first one"
[ "$(left 127.0.0.2 -H 'X-Forwarded-For: 203.0.113.7')" -lt "$((first - 1))" ] || die "an address can be made up"
passed "clients' addresses arrive, and cannot be made up"
