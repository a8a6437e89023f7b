#!/bin/sh
# Installs the C reference for the interpreter of --python: from the checkout beside this script, which takes a C
# compiler, or else from the package index.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ -e "$here/pyproject.toml" ] || here=mmap-reference
exec "${PYTHON:-python3}" -m pip install "$here"
