"""Builds a variant of the reference beside the ordinary one and runs the suite over it, under every edition asked for.

``python impls/reference/checks/variants.py asan`` and its kin are what tox runs. Knows how a variant is built and
started, and nothing of what is checked. What a variant needs of the subject's process stands in an ``impl.toml``
that is written beside it.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import elsewhere

HERE = Path(__file__).parent.parent
STATEMENT: str = tomllib.loads((HERE / "impl.toml").read_text("utf-8"))["import"]
EDITIONS = ("3.7", "3.15")
"""The founding edition and the newest: between them they reach every line."""

# -E would keep PYTHONMALLOC away, which lets the checkers see every block.
SEEING_EVERY_BLOCK = ("{python}", "-P", "-s", "-u", "{agent}")


@dataclass(frozen=True)
class Variant:
    """How one variant is built, how its subjects are started, and how often it is tried."""

    setup: tuple[str, ...]
    command: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    statement: str = STATEMENT
    pace: float = 1.0
    editions: tuple[str, ...] = EDITIONS
    options: tuple[str, ...] = ()


def library(name: str) -> str:
    """Where the compiler, which meson too takes from CC, keeps one of its run-time libraries."""
    asked = [*shlex.split(os.environ.get("CC", "cc")), f"-print-file-name={name}"]
    return subprocess.run(asked, capture_output=True, text=True, check=True, encoding="utf-8").stdout.strip()


def variants(folder: Path) -> dict[str, Variant]:
    """Every variant by name; ``folder`` is where it is built."""
    return {
        "strict": Variant(("-Dwerror=true",), editions=()),
        "invariants": Variant(("-Dinvariants=true", "-Db_ndebug=false")),
        "asan": Variant(
            ("-Db_sanitize=address,undefined", "-Db_lundef=false", "-Dinvariants=true", "-Dbuildtype=debugoptimized"),
            SEEING_EVERY_BLOCK,
            {
                "LD_PRELOAD": f"{library('libasan.so')} {library('libubsan.so')}",
                "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1:handle_sigbus=0:handle_segv=1",
                "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
                "PYTHONMALLOC": "malloc",
            },
            pace=5.0,
        ),
        "coverage": Variant(
            ("-Db_coverage=true", "-Dbuildtype=debug"),
            # A subject is ended and not asked to go, so it writes down what it counted between two examples, when it
            # looks for what the last one left.
            statement=STATEMENT + "; import os; os.listdir = "
            "lambda where, look=os.listdir, written=mmap.write_coverage: (written(), look(where))[1]",
        ),
        "valgrind": Variant(
            ("-Dbuildtype=debugoptimized",),
            (
                *("valgrind", "--quiet", "--error-exitcode=99", "--exit-on-first-error=yes", "--track-origins=yes"),
                *(f"--suppressions={HERE / 'checks' / 'valgrind.supp'}", *SEEING_EVERY_BLOCK),
            ),
            {"PYTHONMALLOC": "malloc"},
            pace=50.0,
            editions=("3.15",),
            # To valgrind a touch of memory that may not be read is a mistake, also where it is meant.
            options=("-k", "not none-unreadable and not no-permission"),
        ),
    }


def build(name: str, variant: Variant, folder: Path) -> None:
    """Install the variant into ``folder/site``, with its objects in ``folder/build``."""
    shutil.rmtree(folder, ignore_errors=True)
    options = [f"-Csetup-args={option}" for option in variant.setup]
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder / "site")]
    subprocess.run([*command, f"-Cbuild-dir={folder / 'build'}", *options, str(HERE)], check=True)
    lines = [f'name = "reference-{name}"', f'import = "{variant.statement}"', 'paths = ["site"]']
    lines += [f"pace = {variant.pace}"]
    if variant.command:
        lines += [f"command = {list(variant.command)!r}"]
    lines += ["[environment]", *(f"{key} = {value!r}" for key, value in variant.environment.items())]
    (folder / "impl.toml").write_text("\n".join(lines) + "\n", "utf-8")


def measure(folder: Path) -> None:
    """Print which lines and branches of the C code the suite has reached."""
    command = [sys.executable, "-m", "gcovr", "--root", str(HERE / "src"), "--object-directory", str(folder / "build")]
    html = ["--html-details", str(folder / "html" / "index.html")]
    (folder / "html").mkdir()
    subprocess.run([*command, "--txt", "--txt-metric", "line", *html, str(folder / "build")], check=True)
    subprocess.run([*command, "--txt", "--txt-metric", "branch", str(folder / "build")], check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    folder = Path.cwd() / ".tox" / "variants"
    parser.add_argument("variant", choices=variants(folder))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="handed on to mmap-conformance run")
    chosen = parser.parse_args()
    folder /= f"{chosen.variant}-{sysconfig.get_python_version()}"
    variant = variants(folder)[chosen.variant]
    build(chosen.variant, variant, folder)
    codes = []
    for edition in variant.editions:
        print(f"\n{chosen.variant}, edition {edition}:", flush=True)
        command = [sys.executable, "-m", "conformance", "run", "--quiet", "--impl", str(folder / "impl.toml")]
        command += ["--edition", edition, "--report", str(folder / f"report-{edition}")]
        command += [*variant.options, *chosen.rest]
        codes.append(subprocess.run(command, check=False).returncode)
    if chosen.variant == "strict":
        codes.append(elsewhere.compile_everywhere(folder / "elsewhere"))
    if chosen.variant == "coverage":
        measure(folder)
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())
