#!/bin/sh
# Collects GraalPy from Maven Central into the runtimes folder. Needs Java 17 or newer, and Maven.
set -eu
version=${1:-25.0.1}
folder=${MMAP_CONFORMANCE_RUNTIMES:-${XDG_CACHE_HOME:-$HOME/.cache}/mmap-conformance}/graalpy
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>subject</groupId><artifactId>graalpy</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.graalvm.python</groupId><artifactId>python-launcher</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.graalvm.polyglot</groupId><artifactId>python-community</artifactId><version>$version</version><type>pom</type></dependency>
  </dependencies>
</project>
POM
mvn -q -B -f "$work/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder"
# An archive of the classes that every start loads, of this Java and these jars: a start takes a third of the time.
cd "$work"
java -XX:ArchiveClassesAtExit="$work/classes.jsa" -XX:+UseSerialGC -Xlog:disable -Xlog:all=off \
    -Dpolyglot.engine.WarnInterpreterOnly=false -cp "$folder/*" com.oracle.graal.python.shell.GraalPythonMain -I -S -u \
    -c 'import mmap, os; m = mmap.mmap(-1, 13); m[:5] = b"smoke"; m.find(b"k"); m.close(); open("f", "w+b", 0).close()'
mv "$work/classes.jsa" "$folder/classes.jsa"
