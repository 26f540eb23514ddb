#!/usr/bin/env bash
# Proves the example and the alert rules. Needs promtool (Debian: apt-get install prometheus).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
command -v promtool >/dev/null || { echo "check.sh: promtool is missing (apt-get install prometheus)" >&2; exit 1; }
promtool check config prometheus.yml
promtool test rules alerts.test.yml
