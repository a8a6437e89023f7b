#!/bin/sh
# Extracts CPython for other processors from Debian's packages, with a launcher under qemu's user emulation for each:
# python3.15-arm64, python3.15-armhf, python3.15-s390x, python3.15-riscv64.
set -eu
exec sh "$(dirname "$0")/../debian/fetch.sh" ${*:-arm64 armhf s390x riscv64}
