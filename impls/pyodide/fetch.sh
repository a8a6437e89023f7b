#!/bin/sh
# Installs Pyodide (CPython on WebAssembly) from npm into the runtimes folder, each version under the Python that it is:
# 3.11 to 3.15 by default. fetch.sh [VERSION ...]: of the package. Needs Node 20 or newer.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${MMAP_CONFORMANCE_RUNTIMES:-${XDG_CACHE_HOME:-$HOME/.cache}/mmap-conformance}/pyodide
mkdir -p "$folder"
for version in ${*:-0.25.1 0.27.7 0.29.5 314.0.7 315.0.0-alpha.2}; do
    grep -qsx "$version" "$folder"/*/version && continue
    rm -rf "$folder/new"
    mkdir "$folder/new"
    npm install --silent --no-audit --no-fund --prefix "$folder/new" "pyodide@$version"
    minor=$(node -p 'require(process.argv[1]).info.python.split(".").slice(0, 2).join(".")' \
        "$folder/new/node_modules/pyodide/pyodide-lock.json")
    node "$here/snapshot.mjs" "$folder/new/node_modules/pyodide/pyodide.mjs" >"$folder/new/snapshot.log" 2>&1 ||
        echo "Pyodide $version makes no snapshot: it starts in seconds" >&2
    echo "$version" >"$folder/new/version"
    rm -rf "${folder:?}/$minor"
    mv "$folder/new" "$folder/$minor"
done
