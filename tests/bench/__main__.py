"""Runs every benchmark, or those that are named; the exit code is 1 if one missed its limit."""

from __future__ import annotations

import importlib
import sys

NAMES = ("wire", "crash", "deaths", "workers", "gate", "report")


def main(names: list[str]) -> int:
    """Run them one after another: at the same time they would measure each other."""
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        print(f"there is no benchmark {unknown[0]!r}; they are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    kept = {name: importlib.import_module(f"bench.{name}").main() for name in names or NAMES}
    missed = [name for name, ok in kept.items() if not ok]
    print(f"missed: {', '.join(missed)}" if missed else "every limit was kept")
    return int(bool(missed))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
