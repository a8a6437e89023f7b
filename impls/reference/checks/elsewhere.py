"""Compiles and links the reference with zig's clang for systems that are not this one, every warning an error.

Part of ``tox -e strict``. zig carries the systems' C headers; those of Python are the running interpreter's, in a copy
whose pyconfig.h says of macOS what a Python there says. So this proves the C code against the systems' headers and C
libraries, and the values in ``conformance/spec/names.toml`` too. It does not prove that the headers of a Python for
that system agree, and nothing of it is loaded or run.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

HERE = Path(__file__).parent.parent
NAMES = HERE.parent.parent / "conformance" / "spec" / "names.toml"
TARGETS = ("x86_64-macos", "aarch64-macos", "aarch64-linux-gnu.2.17", "x86_64-linux-musl", "x86_64-linux-gnu.2.17")
WARNINGS = ("-Wall", "-Wextra", "-Wconversion", "-Werror")
SECONDS = 300
"""For one target, whose C library is built the first time."""
ZIG = (sys.executable, "-m", "ziglang", "cc")

# A Python for macOS asks for everything that Apple's headers have; one for Linux asks for POSIX and GNU by name.
PYCONFIG = """#include "{configured}"
#ifdef __APPLE__
#undef _POSIX_C_SOURCE
#undef _XOPEN_SOURCE
#undef _XOPEN_SOURCE_EXTENDED
#undef _DARWIN_C_SOURCE
#define _DARWIN_C_SOURCE 1
#endif
"""


def missing() -> str:
    """Why this cannot be done here; empty if it can."""
    if os.name != "posix":
        return "the pyconfig.h of this Python is not a POSIX system's"
    if importlib.util.find_spec("ziglang") is None:
        return "ziglang is not installed (python -m pip install ziglang, where it has a wheel)"
    return ""


def headers(folder: Path) -> Path:
    """A copy of this Python's headers: Python.h takes the pyconfig.h that lies beside it."""
    shutil.copytree(sysconfig.get_path("include"), folder, ignore=shutil.ignore_patterns("pyconfig.h"))
    (folder / "pyconfig.h").write_text(PYCONFIG.format(configured=sysconfig.get_config_h_filename()), "utf-8")
    return folder


def values(target: str) -> str:
    """C code that compiles where the system's headers say what the specification says that they say."""
    lines = ["#define _GNU_SOURCE", "#define _DARWIN_C_SOURCE", "#include <sys/mman.h>"]
    for table in tomllib.loads(NAMES.read_text(encoding="utf-8"))["constants"]:
        for name, value in table.get("macos" if "macos" in target else "linux", {}).items():
            lines += [f"#ifdef {name}", f'_Static_assert({name} == {value}, "{name} is not {value}");', "#endif"]
    return "\n".join(lines) + "\n"


def compile_for(target: str, include: Path, folder: Path) -> None:
    """Raises CalledProcessError, when the compiler has said why, and TimeoutExpired."""
    asserted = folder / "values.c"
    asserted.write_text(values(target), "utf-8")
    sources = [path for path in sorted((HERE / "src").glob("*.c")) if not path.stem.endswith("_windows")]
    # Only the interpreter that loads the module has Python's names.
    linked = ("-Wl,-undefined,dynamic_lookup",) if "macos" in target else ()
    command = [*ZIG, "-target", target, "-std=c11", "-O2", "-fPIC", "-fvisibility=hidden", *WARNINGS, "-shared"]
    command += [*linked, "-isystem", include, "-o", folder / f"{target}.so", *sources, asserted]
    subprocess.run(command, check=True, timeout=SECONDS)


def compile_everywhere(folder: Path) -> int:
    """For every target; returns an exit code."""
    reason = missing()
    if reason:
        print(f"not compiled for other systems: {reason}")
        return 0
    shutil.rmtree(folder, ignore_errors=True)
    include = headers(folder / "include")
    failed = 0
    for target in TARGETS:
        try:
            compile_for(target, include, folder)
            print(f"{target}: compiled and linked, constants as the specification says", flush=True)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            why = "does not compile" if isinstance(error, subprocess.CalledProcessError) else f"takes over {SECONDS} s"
            print(f"{target}: {why}", flush=True)
            failed = 1
    return failed
