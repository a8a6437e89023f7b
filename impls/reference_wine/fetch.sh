#!/bin/sh
# Fetches the Windows CPython 3.14 that runs under Wine, with its headers, and compiles the C reference for it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sh "$here/../wine/fetch.sh" 3.14.3
exec python3 "$here/../reference/crossed.py" windows
