#!/bin/sh
# Builds RustPython with cargo into the runtimes folder: about five minutes on two cores.
set -eu
version=${1:-0.5.0}
folder=${MMAP_CONFORMANCE_RUNTIMES:-${XDG_CACHE_HOME:-$HOME/.cache}/mmap-conformance}/rustpython
[ -x "$folder/bin/rustpython" ] && { echo "rustpython is there: $folder/bin/rustpython"; exit 0; }
cargo install rustpython --version "$version" --locked --root "$folder" --no-default-features \
    --features stdio,importlib,stdlib,freeze-stdlib,threading,host_env
