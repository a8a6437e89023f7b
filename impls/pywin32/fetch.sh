#!/bin/sh
# Installs pywin32 from PyPI for the Windows CPython 3.11 that runs under Wine, and these two where they are missing.
set -eu
sh "$(dirname "$0")/../wine/fetch.sh" 3.11.0
folder=${MMAP_CONFORMANCE_RUNTIMES:-${XDG_CACHE_HOME:-$HOME/.cache}/mmap-conformance}/windows/pywin32
python3 -m pip install -q --upgrade --no-deps --target "$folder" --platform win_amd64 --python-version 3.11 \
    --only-binary :all: pywin32
