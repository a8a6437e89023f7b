#!/bin/sh
# Builds free-threaded CPythons from Debian's source packages (testing's, or else sid's) into the runtimes folder, with
# a launcher for each: python3.13t. Five minutes on two cores for one.
# fetch.sh [VERSION ...]: 3.13 by default, or 3.14, 3.15; needs a Debian machine, a C compiler and make.
set -eu
runtimes=${MMAP_CONFORMANCE_RUNTIMES:-${XDG_CACHE_HOME:-$HOME/.cache}/mmap-conformance}
mirror=$(apt-get indextargets --format '$(REPO_URI)' | head -n 1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$runtimes/bin" "$work/lists/partial"
printf 'deb-src %s %s main\n' "$mirror" testing "$mirror" sid >"$work/sources.list"
apt_of_sources() {
    apt-get -q -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$work/lists" \
        -o Acquire::Check-Valid-Until=false -o APT::Sandbox::User=root "$@"
}
for version in ${*:-3.13}; do
    folder=$runtimes/freethreaded/$version
    if [ ! -x "$folder/bin/python$version" ]; then
        ls "$work"/lists/*Sources* >/dev/null 2>&1 || apt_of_sources update
        (cd "$work" && { apt_of_sources source --download-only --tar-only "python$version/testing" ||
            apt_of_sources source --download-only --tar-only "python$version/sid"; })
        rm -rf "$folder" "$work/$version"
        mkdir -p "$work/$version"
        tar -xf "$work/python${version}_"*.orig.tar.* -C "$work/$version" --strip-components=1
        (
            cd "$work/$version"
            ./configure -q --disable-gil --prefix="$folder" --without-ensurepip --disable-test-modules OPT='-O1 -DNDEBUG'
            make -s -j"$(nproc)"
            make -s install
        ) >"$work/$version.log" 2>&1 || { tail -n 20 "$work/$version.log" >&2; exit 1; }
    fi
    ln -sf "$folder/bin/python$version" "$runtimes/bin/python${version}t"
done
