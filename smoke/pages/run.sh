#!/usr/bin/env bash
# Installs what is missing and looks at the pages with Chromium: run.sh BASE_URL [FOLDER for screenshots]
# The browser is $CHROMIUM, else chromium on the PATH (Debian: apt-get install chromium).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
base="${1:?run.sh BASE_URL, for example http://localhost:4000}"
shift

chromium="${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"
[ -n "$chromium" ] || { echo "run.sh: no chromium; install it or set CHROMIUM" >&2; exit 1; }
if ! cmp -s package-lock.json node_modules/.installed.json; then
  npm ci --ignore-scripts --loglevel=error
  cp package-lock.json node_modules/.installed.json
fi
CHROMIUM="$chromium" exec node run.mjs "$base" "$@"
