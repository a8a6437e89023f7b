#!/bin/sh
# Installs 32-bit Windows builds of CPython (Bytedeco's, from Maven Central) into the runtimes folder, and a 32-bit Wine
# as a tree of Debian's packages beside them, so that nothing of this machine's own architecture has to give way. The
# launcher bin/wine32 runs in that tree with all other folders of the machine in it.
# fetch.sh [VERSION ...]: the packages' versions. Needs a Debian machine that runs i386 programs, Maven, and root where
# mmdebstrap or bubblewrap has to be installed.
set -eu
runtimes=${MMAP_CONFORMANCE_RUNTIMES:-${XDG_CACHE_HOME:-$HOME/.cache}/mmap-conformance}
folder=$runtimes/windows32
tree=$runtimes/debian/bookworm-wine32
mirror=$(apt-get indextargets --format '$(REPO_URI)' | head -n 1)
command -v mvn >/dev/null || { echo "no mvn: 32-bit Windows is left out" >&2; exit 1; }
needed=
command -v mmdebstrap >/dev/null || needed=mmdebstrap
command -v bwrap >/dev/null || needed="$needed bubblewrap"
if [ -n "$needed" ]; then
    apt-get update -q
    # shellcheck disable=SC2086
    apt-get -o DPkg::Lock::Timeout=300 install -q -y --no-install-recommends $needed
fi
mkdir -p "$folder" "$runtimes/bin" "$runtimes/debian"
if [ ! -e "$tree" ]; then
    rm -rf "$tree.new"
    mmdebstrap --quiet --variant=extract --architectures=i386 --include=wine,wine32 \
        --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Apt::Install-Recommends "false"' \
        bookworm "$tree.new" "deb $mirror bookworm main"
    mv "$tree.new" "$tree"
fi
cat >"$runtimes/bin/wine32.new" <<END
#!/bin/sh
# wine32 PROGRAM ARGUMENT ...: a Windows program; wine32 --server ARGUMENT ...: Wine's server.
program=/usr/lib/wine/wine
[ "\${1:-}" != --server ] || { program=/usr/lib/wine/wineserver32; shift; }
WINEPREFIX=$folder/prefix WINEARCH=win32 WINEDEBUG=-all WINESERVER=/usr/lib/wine/wineserver32
export WINEPREFIX WINEARCH WINEDEBUG WINESERVER
others=
for place in /*; do
    case \$place in
    /bin | /sbin | /lib | /lib32 | /lib64 | /libx32 | /usr | /etc | /dev | /proc | /sys) ;;
    *) [ ! -d "\$place" ] || others="\$others --bind \$place \$place" ;;
    esac
done
exec bwrap --ro-bind $tree/usr /usr --ro-bind $tree/lib /lib --ro-bind $tree/etc /etc --dev-bind /dev /dev \\
    --proc /proc \$others --chdir "\$PWD" "\$program" "\$@"
END
chmod +x "$runtimes/bin/wine32.new"
mv "$runtimes/bin/wine32.new" "$runtimes/bin/wine32"
for version in ${*:-3.7.7-1.5.3 3.9.6-1.5.6 3.10.8-1.5.8 3.11.3-1.5.9}; do
    minor=${version%%-*}
    minor=${minor%.*}
    [ -e "$folder/$minor" ] && continue
    rm -rf "$folder/$minor.new"
    mvn -q -B dependency:copy -Dartifact="org.bytedeco:cpython:$version:jar:windows-x86" -DoutputDirectory="$folder/$minor.new"
    (cd "$folder/$minor.new" && python3 -m zipfile -e ./*.jar . && rm ./*.jar)
    found=$(find "$folder/$minor.new" -path '*windows-x86/python.exe' | head -n 1)
    mv "$(dirname "$found")" "$folder/$minor"
    rm -rf "$folder/$minor.new"
done
if [ ! -e "$folder/prefix/ready" ]; then
    # What an installation links to where Wine looks for it, and an extraction does not.
    mkdir -p "$folder/prefix/drive_c/windows/system32"
    cp "$tree/usr/i686-w64-mingw32/lib/zlib1.dll" "$folder/prefix/drive_c/windows/system32"
    "$runtimes/bin/wine32" winecfg -v win10 </dev/null
    # A crash ends the process (exit code 5) instead of starting a debugger.
    "$runtimes/bin/wine32" reg add 'HKLM\Software\Microsoft\Windows NT\CurrentVersion\AeDebug' /v Debugger /t REG_SZ \
        /d false /f </dev/null
    touch "$folder/prefix/ready"
fi
