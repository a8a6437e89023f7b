#!/bin/sh
# Fetches every runtime that has a fetch.sh, one after the other; goes on where one cannot be had, and says so.
cd "$(dirname "$0")" || exit 1
missing=
for script in */fetch.sh; do
    [ "$script" != reference/fetch.sh ] || continue  # it is no runtime
    echo "== $script"
    every=
    [ "$script" != debian/fetch.sh ] || every=all
    # shellcheck disable=SC2086
    sh "$script" $every || missing="$missing ${script%/*}"
done
[ -z "$missing" ] || echo "not to be had here:$missing" >&2
exit 0
