#!/bin/sh
# Extracts CPython for ppc64el from Debian's packages, with a launcher that gives it pages of 64 KiB under qemu:
# python3.15-ppc64el.
set -eu
exec sh "$(dirname "$0")/../debian/fetch.sh" ppc64el
