#!/bin/sh
# Installs PyPy from Debian's packages; anywhere else, put a pypy3 on PATH and skip this.
set -eu
if command -v pypy3 >/dev/null; then echo "pypy3 is there: $(command -v pypy3)"; exit 0; fi
apt-get update -q
apt-get -o DPkg::Lock::Timeout=300 install -q -y --no-install-recommends pypy3
