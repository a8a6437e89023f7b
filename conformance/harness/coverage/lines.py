"""Runs in the subject's interpreter: prints which lines of the implementation coverage.py saw, and which it did not.

Speaks Python 3.7 and knows nothing of the suite: ``coverage_lines.py FOLDER STATEMENT PATH...``.
"""

import json
import os
import sys
from typing import Any


def main(folder: str, statement: str, paths: "list[str]") -> None:
    sys.path[:0] = paths
    space: "dict[str, Any]" = {}
    exec(statement, space)
    found: "dict[str, Any]" = {"tool": "", "compiled": [], "files": []}
    tops: "set[str]" = set()
    for name in {space["mmap"].__name__, space["mmap"].mmap.__module__}:
        module = sys.modules.get(name)
        file = getattr(module, "__file__", None)
        if name in sys.builtin_module_names:
            found["compiled"].append(name)
        elif file and not file.endswith(".py"):
            found["compiled"].append(os.path.basename(file))
        package = sys.modules.get(name.partition(".")[0])
        tops.update(getattr(package, "__path__", None) or ([file] if file else []))
    try:
        import coverage
    except ImportError:
        print(json.dumps(found))
        return
    found["tool"] = "coverage.py " + coverage.__version__
    measured = coverage.Coverage(data_file=os.path.join(folder, "data"), config_file=False)
    measured.set_option("run:disable_warnings", ["no-data-collected"])
    files = sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.startswith("data."))
    if files:
        measured.combine(files)
        for top in sorted(tops):
            for path in sorted(sources(top)):
                _, lines, _, missed, _ = measured.analysis2(path)
                shown = os.path.relpath(path, os.path.dirname(top)).replace(os.sep, "/")
                found["files"].append({"path": shown, "lines": len(lines), "missed": missed})
    print(json.dumps(found))


def sources(top: str) -> "list[str]":
    if not os.path.isdir(top):
        return [top] if top.endswith(".py") else []
    return [os.path.join(at, name) for at, _, names in os.walk(top) for name in names if name.endswith(".py")]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
