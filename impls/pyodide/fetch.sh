#!/bin/sh
# Installs Pyodide (CPython on WebAssembly) from npm into the runtimes folder. Needs Node 20 or newer.
set -eu
version=${1:-0.29.5}
folder=${MMAP_CONFORMANCE_RUNTIMES:-${XDG_CACHE_HOME:-$HOME/.cache}/mmap-conformance}/pyodide
mkdir -p "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" "pyodide@$version"
