#!/usr/bin/env bash
# JMH benchmarks of the protocol core, on the classes that ./mvnw package left.
#   bench/micro.sh [JMH arguments]   for example: bench/micro.sh MstBenchmark -p keys=1000
#   bench/micro.sh nodes [SIZE...]   tree nodes read and written per insert
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ls target/tempest-*.jar >/dev/null 2>&1 || { echo "micro.sh: run ./mvnw package first" >&2; exit 1; }
./mvnw -q -B -ntp -f bench/pom.xml process-classes >&2
java="$(./mvnw -v | sed -n 's/.*runtime: //p')/bin/java"
main=org.openjdk.jmh.Main
if [ "${1:-}" = nodes ]; then
  main=dev.tempest.bench.NodesTouched
  shift
fi
exec "$java" -cp "bench/target/classes:bench/target/lib/*" "$main" "$@"
