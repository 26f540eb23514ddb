#!/bin/sh
# The program as the JVM's image starts it; JAVA_OPTS adds to its options, as -Xmx512m.
# shellcheck disable=SC2086 # options, not one word
exec java @/opt/tempest/jvm/options -XX:AOTCache=/opt/tempest/app.aot ${JAVA_OPTS-} -jar /opt/tempest/quarkus-run.jar "$@"
