#!/usr/bin/env bash
# Installs what is missing and runs the checks: run.sh BASE_URL [more flags of run.mjs]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
base="${1:?run.sh BASE_URL, for example http://localhost:4000}"
shift

major="$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)"
extra=()
if [ "$major" -ge 22 ]; then
  extra=(--omit=optional) # the optional packages are a Node 22, for machines with an older one
fi
if ! cmp -s package-lock.json node_modules/.installed.json; then
  npm ci --ignore-scripts --loglevel=error "${extra[@]}"
  cp package-lock.json node_modules/.installed.json
fi
node=node
if [ "$major" -lt 22 ]; then
  node="$(ls node_modules/node-linux-*/bin/node 2>/dev/null | head -n 1)"
  [ -n "$node" ] || { echo "run.sh: needs Node 22 or newer" >&2; exit 1; }
fi
exec "$node" --no-warnings run.mjs --base "$base" "$@"
