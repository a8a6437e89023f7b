#!/bin/sh
# Collects GraalPy from Maven Central into the runtimes folder. Needs Java 17 or newer, and Maven.
set -eu
version=${1:-25.0.1}
folder=${MMAP_CONFORMANCE_RUNTIMES:-$HOME/.cache/mmap-conformance}/graalpy
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
