#!/bin/sh
# Extracts interpreters of other Debian releases and architectures from packages, and puts a launcher for each into
# the runtimes folder's bin/, where --python finds it by name: python3.14, python3.15, python3.15-i386,
# python3.15-s390x (big-endian, emulated), python3.15-ppc64el (pages of 64 KiB, emulated), pypy3.11.
# fetch.sh [amd64] [i386] [s390x] [ppc64el]: the architectures; needs a Debian machine and mmdebstrap, no root otherwise.
set -eu
runtimes=${MMAP_CONFORMANCE_RUNTIMES:-${XDG_CACHE_HOME:-$HOME/.cache}/mmap-conformance}
suite=sid
mirror=$(apt-get indextargets --format '$(REPO_URI)' | head -n 1)
wanted=${*:-amd64}
needed=
command -v mmdebstrap >/dev/null || needed="mmdebstrap"
case $wanted in *s390x*|*ppc64el*) command -v qemu-s390x-static >/dev/null || needed="$needed qemu-user-static" ;; esac
if [ -n "$needed" ]; then
    apt-get update -q
    # shellcheck disable=SC2086
    apt-get -o DPkg::Lock::Timeout=300 install -q -y --no-install-recommends $needed
fi
mkdir -p "$runtimes/bin" "$runtimes/debian"

launcher() {  # NAME COMMAND...: a script that becomes the command
    name=$1
    shift
    printf '#!/bin/sh\nexec %s "$@"\n' "$*" >"$runtimes/bin/$name.new"
    chmod +x "$runtimes/bin/$name.new"
    mv "$runtimes/bin/$name.new" "$runtimes/bin/$name"
}

for architecture in $wanted; do
    tree=$runtimes/debian/$architecture
    packages=python3.15
    [ "$architecture" = amd64 ] && packages=python3.13,python3.14,python3.15,pypy3
    if [ ! -e "$tree/usr/bin/python3.15" ]; then
        rm -rf "$tree.new"
        mmdebstrap --quiet --variant=extract --architectures="$architecture" --include="$packages" \
            --aptopt='Acquire::Check-Valid-Until "false"' "$suite" "$tree.new" "deb $mirror $suite main"
        for folder in lib lib64 bin sbin; do
            [ -e "$tree.new/$folder" ] || ln -s "usr/$folder" "$tree.new/$folder"
        done
        mv "$tree.new" "$tree"
    fi
    case $architecture in
    amd64)
        load="$tree/lib64/ld-linux-x86-64.so.2 --library-path $tree/usr/lib/x86_64-linux-gnu"
        for version in 3.13 3.14 3.15; do
            # A 3.13 that was found elsewhere goes by its own name.
            name=python$version
            [ "$version" = 3.13 ] && name=python3.13-debian
            launcher "$name" "$load $tree/usr/bin/python$version"
        done
        launcher pypy3.11 "$load $tree/usr/bin/pypy3"
        ;;
    i386) launcher python3.15-i386 "$tree/lib/ld-linux.so.2 --library-path $tree/usr/lib/i386-linux-gnu $tree/usr/bin/python3.15" ;;
    s390x) launcher python3.15-s390x "qemu-s390x-static -L $tree $tree/usr/bin/python3.15" ;;
    ppc64el) launcher python3.15-ppc64el "qemu-ppc64le-static -p 65536 -L $tree $tree/usr/bin/python3.15" ;;
    *) echo "no launcher for $architecture is known" >&2; exit 1 ;;
    esac
done
