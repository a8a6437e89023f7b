#!/bin/sh
# Extracts interpreters of Debian's releases and architectures from packages, and puts a launcher for each into the
# runtimes folder's bin/, where --python finds it by name: python3.14, python3.15, python3.15-debug, python3.9-bullseye,
# python3.13-trixie, pypy3-bookworm, python3.15-i386, python3.15-s390x (emulated), python3.15-ppc64el (pages of 64 KiB).
# fetch.sh [[SUITE/]ARCHITECTURE ... | all]: what to get, sid/amd64 by default; needs a Debian machine and mmdebstrap,
# qemu-user-static for what the processor cannot run, and root only where one of these has to be installed.
set -eu
runtimes=${MMAP_CONFORMANCE_RUNTIMES:-${XDG_CACHE_HOME:-$HOME/.cache}/mmap-conformance}
mirror=$(apt-get indextargets --format '$(REPO_URI)' | head -n 1)
every="sid/amd64 trixie/amd64 bookworm/amd64 bullseye/amd64 sid/i386 bookworm/i386
    sid/arm64 sid/armhf sid/s390x sid/ppc64el sid/riscv64"
wanted=${*:-amd64}
[ "$wanted" != all ] || wanted=$every
needed=
command -v mmdebstrap >/dev/null || needed="mmdebstrap"
case " $wanted " in *arm64\ *|*armhf\ *|*s390x\ *|*ppc64el\ *|*riscv64\ *)
    command -v qemu-s390x-static >/dev/null || needed="$needed qemu-user-static" ;;
esac
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

for one in $wanted; do
    architecture=${one#*/}
    suite=${one%"$architecture"}
    suite=${suite%/}
    suite=${suite:-sid}
    # What the suite has; of sid for a foreign architecture the newest, for one is what an emulator has time for.
    case $suite/$architecture in
    sid/amd64) packages="python3.13 python3.14 python3.15 python3.14-dbg python3.15-dbg pypy3" ;;
    sid/i386) packages="python3.13 python3.14 python3.15 pypy3" ;;
    sid/*) packages=python3.15 ;;
    trixie/*) packages="python3.13 pypy3" ;;
    bookworm/*) packages="python3.11 pypy3" ;;
    bullseye/*) packages="python3.9 pypy3" ;;
    *) echo "nothing is known of Debian's suite $suite" >&2; exit 1 ;;
    esac
    # Headers, where the C reference is compiled for what lies there (../reference/crossed.py).
    case $suite/$architecture in
    sid/amd64) headers=pypy3-dev ;;
    sid/i386|sid/arm64|sid/s390x) headers=libpython3.15-dev ;;
    *) headers= ;;
    esac
    tree=$runtimes/debian/$suite-$architecture
    case $architecture in
    amd64) libraries=x86_64-linux-gnu start=ld-linux-x86-64.so.2 ;;
    i386) libraries=i386-linux-gnu start=ld-linux.so.2 ;;
    arm64) start="qemu-aarch64-static -cpu cortex-a57 -L $tree" ;;  # of its other processors each is ten times slower
    armhf) start="qemu-arm-static -L $tree" ;;
    s390x) start="qemu-s390x-static -L $tree" ;;
    ppc64el) start="qemu-ppc64le-static -p 65536 -L $tree" ;;
    riscv64) start="qemu-riscv64-static -L $tree" ;;
    *) echo "no launcher for $architecture is known" >&2; exit 1 ;;
    esac
    case $start in ld-*)  # in releases up to 12 the system's own libraries are apart
        start="$tree/lib/$libraries/$start --library-path $tree/lib/$libraries:$tree/usr/lib/$libraries:$tree/usr/lib" ;;
    esac
    # shellcheck disable=SC2086
    content=$(echo $packages $headers)
    if [ "$(cat "$tree/.packages" 2>/dev/null)" != "$content" ]; then
        rm -rf "$tree.new" "$tree"
        mmdebstrap --quiet --variant=extract --architectures="$architecture" --include="$(echo "$content" | tr ' ' ,)" \
            --aptopt='Acquire::Check-Valid-Until "false"' "$suite" "$tree.new" "deb $mirror $suite main"
        for folder in lib lib64 bin sbin; do
            [ -e "$tree.new/$folder" ] || ln -s "usr/$folder" "$tree.new/$folder"
        done
        echo "$content" >"$tree.new/.packages"
        mv "$tree.new" "$tree"
    fi
    # python3.15-i386, python3.13-trixie, python3.11-bookworm-i386; sid on this machine's own architecture goes by
    # plain names, but for its 3.13: one that was found elsewhere has that.
    place=-$suite-$architecture
    place=${place%-amd64}
    [ "$suite" != sid ] || [ "$place" = -sid ] || place=-$architecture
    for package in $packages; do
        name=$package$place
        case $package in
        *-dbg) binary=${package%-dbg}d name=${package%-dbg}-debug ;;
        *) binary=$package ;;
        esac
        case $name in python3.14-sid|python3.15-sid) name=$package ;; esac
        launcher "$name" "$start $tree/usr/bin/$binary"
    done
done
