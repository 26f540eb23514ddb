#!/bin/sh
# Copies the shared libraries of the dependencies out of their jars, to be shipped beside the program: otherwise each
# start unpacks them into the temporary folder, which has to be writable and executable then.
#   shared-libraries.sh JARS FOLDER      JARS as Quarkus packages them: target
set -eu
jars=$1
folder=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder"

take() { # JAR RESOURCE
  jar=$(find "$jars" -name "$1-[0-9]*.jar" | head -n 1)
  [ -n "$jar" ] || {
    echo "shared-libraries.sh: no $1 below $jars" >&2
    exit 1
  }
  jar=$(readlink -f "$jar")
  (cd "$work" && jar --extract --file="$jar" "$2")
  cp "$work/$2" "$folder/"
}

take org.xerial.sqlite-jdbc org/sqlite/native/Linux/x86_64/libsqlitejdbc.so
take net.java.dev.jna.jna com/sun/jna/linux-x86-64/libjnidispatch.so
take de.mkammerer.argon2-jvm linux-x86-64/libargon2.so
