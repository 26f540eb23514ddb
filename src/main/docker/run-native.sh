#!/bin/sh
# The native program as the image starts it.
# Half of the memory that the container may use, at most 512 MiB, for the heap: natively the default is 80 % of it.
limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)
case $limit in
  *[!0-9]* | '') heap=512 ;;
  *) heap=$((limit / 1048576 / 2)) ;;
esac
[ "$heap" -le 512 ] || heap=512
exec /opt/tempest/tempest "-Xmx${heap}m" -Dorg.sqlite.lib.path=/opt/tempest -Dorg.sqlite.lib.name=libsqlitejdbc.so "$@"
