#!/usr/bin/env bash
# Runs the image's entrypoint as root against root's folders, with a real user tempest and a real server:
#   src/test/docker/entrypoint.sh                   # target/quarkus-app/quarkus-run.jar
#   src/test/docker/entrypoint.sh target/tempest    # the native binary, or any other command
# Only root can, as the user and some mounts are real; all that is made is removed again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

if [ "$(id -u)" -ne 0 ]; then
  echo "the entrypoint is not tried: only root can (this is $(id -un))"
  exit 0
fi

entrypoint=$PWD/src/main/docker/docker-entrypoint.sh
healthcheck=$PWD/src/main/docker/healthcheck.sh
start_limit_s=180
work=$(mktemp -d)
made_user=
server=

finish() {
  local status=$?
  trap - EXIT
  [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
  if [ "$status" -ne 0 ]; then tail -n 40 "$work"/*.log 2>/dev/null || true; fi
  for mount in read-only read-only-ours inner/mounted; do
    umount "$work/$mount" 2>/dev/null || true
  done
  rm -rf "$work"
  [ -z "$made_user" ] || userdel tempest
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

die() {
  echo "FAILED: $1" >&2
  exit 1
}

passed() { echo "ok   $1"; }

same() { # WHAT EXPECTED SEEN
  [ "$2" = "$3" ] || die "$1: expected '$2', was '$3'"
}

# In the environment of a container: its own PATH and nothing of the caller's. `become` ends the shell that calls it, as
# it becomes the entrypoint, which becomes setpriv, which becomes the program: one process all along.
become() { # [VARIABLE=VALUE...] -- ARGUMENT...
  local variables=()
  while [ "$1" != -- ]; do
    variables+=("$1")
    shift
  done
  shift
  exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin ENTRYPOINT_PROGRAM="$program" \
    "${variables[@]}" "$entrypoint" "$@"
}

entrypoint() { (become "$@"); }

refused() { # DATA_DIR WORDS
  local said status=0
  said=$(entrypoint TEMPEST_DATA_DIR="$1" -- start 2>&1) || status=$?
  same "exit code for TEMPEST_DATA_DIR='$1'" 1 "$status"
  [[ "$said" == *"TEMPEST_DATA_DIR='$1'"*"$2"* ]] || die "TEMPEST_DATA_DIR='$1' should be refused with '$2': $said"
  passed "refused: $said"
}

owners() { find "$1" -printf '%u:%g\n' | sort -u; }

if ! id tempest >/dev/null 2>&1; then
  useradd --system --user-group --create-home --home-dir "$work/home" --shell /usr/sbin/nologin tempest
  made_user=yes
fi
chmod 755 "$work"
uid=$(id -u tempest)
gid=$(id -g tempest)

# --- what the program is given, seen by one that only tells ---
program=$work/stub
cat >"$program" <<'STUB'
#!/bin/sh
echo "$(id -u):$(id -g) groups=$(id -G) umask=$(umask) home=${HOME-} arguments=$*"
grep -E '^(NoNewPrivs|CapInh|CapPrm|CapEff|CapAmb):' /proc/self/status | tr -s '\t\n' ' '
STUB
chmod 755 "$program"
home=$(getent passwd tempest | cut -d: -f6)

none=0000000000000000
same "what the program sees" \
  "$uid:$gid groups=$gid umask=0077 home=$home arguments=start --some two words
CapInh: $none CapPrm: $none CapEff: $none CapAmb: $none NoNewPrivs: 1 " \
  "$(entrypoint TEMPEST_DATA_DIR="$work/fresh/deep" -- tempest start --some 'two words')"
same "owner of a folder that was missing" tempest:tempest "$(owners "$work/fresh/deep")"
same "its mode" 700 "$(stat -c %a "$work/fresh/deep")"
passed "runs as tempest ($uid:$gid), no groups, no capabilities, no new privileges; makes the folder"

same "the default" "arguments=start" "$(entrypoint TEMPEST_DATA_DIR="$work/fresh" -- | grep -o 'arguments=.*')"
for command in secret argon 'key generate' 'config check' doctor --help --version; do
  # shellcheck disable=SC2086 # words on purpose
  entrypoint TEMPEST_DATA_DIR="$work/untouched" -- $command >/dev/null
  [ ! -e "$work/untouched" ] || die "tempest $command made the folder"
done
passed "secret, argon, key, config, doctor and --help touch no folder"

told=$(setpriv --reuid=65534 --regid=65534 --clear-groups env -i PATH="$PATH" ENTRYPOINT_PROGRAM="$program" \
  TEMPEST_DATA_DIR="$work/untouched" "$entrypoint" start)
[[ "$told" == 65534:65534* && ! -e "$work/untouched" ]] || die "as another user: $told"
passed "as another user than root it just runs"

mkdir -p "$work/dropped/repos"
capabilities=$(sed -n 's/^ *cap_add: \[\(.*\)\]$/+\1/p' deploy/compose/compose.yaml | tr -d ' ' | tr '[:upper:]' '[:lower:]' | sed 's/,/,+/g')
[ -n "$capabilities" ] || die "deploy/compose/compose.yaml adds no capabilities"
told=$(setpriv --bounding-set="-all,$capabilities" --no-new-privs env -i PATH="$PATH" ENTRYPOINT_PROGRAM="$program" \
  TEMPEST_DATA_DIR="$work/dropped" "$entrypoint" start)
[[ "$told" == "$uid:$gid "* ]] || die "with $capabilities: $told"
same "owners" tempest:tempest "$(owners "$work/dropped")"
passed "root with no more than $capabilities is enough"

# --- folders that are not to be given away ---
refused data 'must be an absolute path'
refused / 'belongs to the system'
refused // 'belongs to the system'
refused /etc 'belongs to the system'
refused /usr/local/tempest 'belongs to the system'
refused /var/lib/ 'belongs to the system'
refused "$work/../etc" "name that folder itself"
ln -s /etc "$work/link"
refused "$work/link" "leads to '/etc'"
refused "$work/link/tempest" "leads to '/etc/tempest'"
touch "$work/file"
refused "$work/file" 'is no folder'
same "owner of /etc" root:root "$(stat -c %U:%G /etc)"

# --- read-only folders ---
mkdir "$work/read-only" "$work/read-only-ours" "$work/inner"
if mount -t tmpfs -o ro tempest-test "$work/read-only" 2>/dev/null; then
  mount -t tmpfs -o "ro,uid=$uid,gid=$gid,mode=700" tempest-test "$work/read-only-ours"
  refused "$work/read-only" 'mount it writable'
  refused "$work/read-only-ours" 'cannot be written by tempest'
  refused "$work/read-only/below" 'cannot be made'
  mkdir "$work/inner/mounted"
  mount -t tmpfs tempest-test "$work/inner/mounted"
  touch "$work/inner/mounted/other"
  entrypoint TEMPEST_DATA_DIR="$work/inner" -- start >/dev/null
  same "owner in a file system that is mounted inside" root "$(stat -c %U "$work/inner/mounted/other")"
  passed "other file systems inside are not entered"
else
  echo "     nothing can be mounted here: read-only folders are not tried"
fi

# --- what lies in the folder already ---
foreign=$work/foreign
mkdir -p "$foreign/repos" "$foreign/blobs/did" "$foreign/lost+found"
echo kept >"$foreign/account.sqlite"
echo theirs >"$work/theirs"
ln -s "$work/theirs" "$foreign/blobs/did/link"
ln -s /etc "$foreign/blobs/etc"
ln "$work/theirs" "$foreign/blobs/did/hard"
echo twice >"$foreign/repos/one"
ln "$foreign/repos/one" "$foreign/repos/another"
mkfifo "$foreign/pipe"
touch "$foreign/lost+found/inode"
chown -h 1234:1234 "$foreign/account.sqlite" "$foreign/repos/one"
shadow=$(stat -c '%U:%G %Z' /etc/shadow)
said=$(entrypoint TEMPEST_DATA_DIR="$foreign" -- start 2>&1 >/dev/null)
same "what is said" "tempest: left alone, it has a name elsewhere: $foreign/blobs/did/hard" "$said"
same "whose a linked file is" root:root "$(stat -c %U:%G "$work/theirs")"
same "/etc/shadow" "$shadow" "$(stat -c '%U:%G %Z' /etc/shadow)"
same "what is not given away" "blobs/did/hard lost+found lost+found/inode" \
  "$(find "$foreign" ! -user tempest -printf '%P\n' | sort | tr '\n' ' ' | sed 's/ $//')"
passed "foreign files are taken over; not what links lead to, not a file with a name elsewhere, not lost+found"

# --- a large tree that is right already ---
large=$work/large
mkdir "$large"
(cd "$large" && mkdir $(seq 100) && for folder in *; do (cd "$folder" && seq 200 | xargs touch); done)
chown -R tempest:tempest "$large"
before=$(find "$large" -printf '%p %C@\n' | sort | sha256sum)
started=$(date +%s%N)
entrypoint TEMPEST_DATA_DIR="$large" -- start >/dev/null
took=$((($(date +%s%N) - started) / 1000000))
same "times of change in a tree that is right" "$before" "$(find "$large" -printf '%p %C@\n' | sort | sha256sum)"
touch "$large/7/root-made"
entrypoint TEMPEST_DATA_DIR="$large" -- backup create >/dev/null
same "a command beside the server walks" root "$(stat -c %U "$large/7/root-made")"
entrypoint TEMPEST_DATA_DIR="$large" -- start >/dev/null
same "owners" tempest:tempest "$(owners "$large")"
passed "20,100 files that are right: none is written ($took ms); one that is not is found by the next start"

# --- the server ---
program=$work/run
if [ $# -eq 0 ]; then
  jar=$PWD/target/quarkus-app/quarkus-run.jar
  [ -f "$jar" ] || die "no $jar: ./mvnw package"
  java=$(./mvnw -v | sed -n 's/.*runtime: //p')/bin/java
  set -- "$java" -jar "$jar"
else
  set -- "$(realpath "$1")" "${@:2}"
fi
printf '#!/bin/sh\nexec %s "$@"\n' "$(printf '%q ' "$@")" >"$program"
chmod 755 "$program"
setpriv --reuid="$uid" --regid="$gid" --clear-groups test -x "$1" || die "the user tempest cannot reach $1"

port=
until [ -n "$port" ] && ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
  port=$((20000 + RANDOM % 12000))
done
volume=$work/volume
mkdir -p "$volume/repos"
echo "left by root" >"$volume/repos/note"
container=(
  PORT="$port"
  SECRET_KEY_BASE="$(head -c 48 /dev/urandom | base64 -w 0)"
  TEMPEST_DATA_DIR="$volume"
  TEMPEST_HOSTNAME=localhost
  TEMPEST_PUBLIC_URL="http://localhost:$port"
  TEMPEST_PLC_URL=embedded
  TEMPEST_CRAWLERS=
  TEMPEST_MANAGEMENT_PORT=0
)

serve() { # LOG
  become "${container[@]}" -- >"$work/$1.log" 2>&1 &
  server=$!
  local deadline=$((SECONDS + start_limit_s))
  until PORT=$port "$healthcheck" 2>/dev/null; do
    kill -0 "$server" 2>/dev/null || die "the server ended before it answered"
    [ "$SECONDS" -lt "$deadline" ] || die "no answer in $start_limit_s s"
    sleep 0.1
  done
  same "user ids of the server" "$uid $uid $uid $uid" "$(sed -n 's/^Uid:\t//p' "/proc/$server/status" | tr '\t' ' ')"
  same "group ids of the server" "$gid $gid $gid $gid" "$(sed -n 's/^Gid:\t//p' "/proc/$server/status" | tr '\t' ' ')"
  same "processes that the server started" "" "$(cat "/proc/$server/task/$server/children")"
  passed "the $1 server answers: pid $server, the one that was started, as $(ps -o user= -p "$server")"
}

stop() { # LOG
  local status=0
  kill -TERM "$server"
  wait "$server" || status=$?
  server=
  # 143 is how a program ends that SIGTERM ended, 0 that it was done
  [ "$status" -eq 143 ] || [ "$status" -eq 0 ] || die "exit code $status after SIGTERM"
  [ -z "$(find "$volume" -name '*-wal' -size +0)" ] || die "databases are not closed after SIGTERM"
  same "owners" tempest:tempest "$(owners "$volume")"
  passed "SIGTERM arrives: exit code $status, databases closed, $(find "$volume" | wc -l) files, all of tempest"
}

serve first
same "owners" tempest:tempest "$(owners "$volume")"
entrypoint "${container[@]}" -- tempest account create alice.test --email alice@example.com --generate \
  >"$work/command.log" 2>&1
entrypoint "${container[@]}" -- backup create >>"$work/command.log" 2>&1
same "owners after commands as root" tempest:tempest "$(owners "$volume")"
passed "account create and backup create as root beside it leave nothing of root's"
stop first

serve second
grep -q 'outboxes_recovered' "$work/second.log" && die "the first stop was not a clean one"
entrypoint "${container[@]}" -- account list >"$work/command.log" 2>&1
grep -q alice.test "$work/command.log" || die "the account is gone"
passed "the second start finds what the first one wrote"
stop second

setpriv --reuid="$uid" --regid="$gid" --clear-groups \
  env -i PATH="$PATH" ENTRYPOINT_PROGRAM="$program" HOME="$home" "${container[@]}" "$entrypoint" account list \
  >"$work/command.log" 2>&1
grep -q alice.test "$work/command.log" || die "as tempest: $(cat "$work/command.log")"
passed "as tempest itself, a command without a server"
