#!/usr/bin/env bash
# How long Tempest takes from exec to its first 200 on /xrpc/_health, and the memory that it holds when idle:
#   bench/start/run.sh [--runs 10] [--idle 5] PROGRAM...
# PROGRAM is a jar, a binary, or in quotes a command line that starts with java:
#   bench/start/run.sh target/tempest target/quarkus-app/quarkus-run.jar \
#     "java @src/main/jvm/options -XX:AOTCache=target/app.aot -jar target/quarkus-app/quarkus-run.jar"
# JAVA_OPTS goes to jars. Needs Node.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
JAVA="$("$here/../../mvnw" -v | sed -n 's/.*runtime: //p')/bin/java"
export JAVA
exec node "$here/start.mjs" "$@"
