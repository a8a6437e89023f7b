"""First-order mutants of a C implementation: one operator, constant or statement changed, and the gate over each.

``python impls/reference/checks/c_mutants.py --number 100`` spreads as many over all of the reference's that can be
made, so that the same number is the same mutants. What lives is told with its line: a person says whether Python code
could see it, and writes that into ``c_mutants.toml`` with the reason, by the text of the line. One that compiles to
the same code as what it was made of is none.

``--source FILE --python INTERPRETER`` does it to another module of one C file, built for that interpreter as ``mmap``:
for a measurement, of which nothing but numbers is kept.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from conformance.harness.launch.interpreters import find

HERE = Path(__file__).parent.parent
SOURCES = HERE / "src"
STATEMENT: str = tomllib.loads((HERE / "impl.toml").read_text("utf-8"))["import"]
INVISIBLE = Path(__file__).with_name("c_mutants.toml")
EDITIONS = ("3.15", "3.7")
SECONDS = 300
LIMIT = 0.98
KNOWN = {"mmap": HERE.parent / "stdlib" / "deviations.toml"}
"""What the module is known to do, before anything is changed in it."""

_NO_CODE = re.compile(
    r"/\*.*?\*/|//[^\n]*|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"  # remarks and texts
    r"|^[ \t]*#(?:\\\n|[^\n])*|\bassert\([^;]*;",  # the preprocessor's, and what an ordinary build leaves out
    re.S | re.M,
)
_OPERATORS = {
    " < ": " <= ", " <= ": " < ", " > ": " >= ", " >= ": " > ", " == ": " != ", " != ": " == ", " && ": " || ",
    " || ": " && ", " + ": " - ", " - ": " + ", " += ": " -= ", " -= ": " += ", " & ": " | ", "++;": "--;",
    "--;": "++;", "(!": "(", "return -1;": "return 0;", "return 0;": "return -1;", "return true;": "return false;",
    "return false;": "return true;",
}  # fmt: skip
_STATEMENT = re.compile(r"^[ \t]+(?:[A-Za-z_]\w*\([^;{}]*\)|[\w.>-]+ [+-]?= [^;{}]*);$", re.M)
_CONSTANT = re.compile(r"(?<![\w.])(0|1|2)(?![\w.])")


@dataclass(frozen=True)
class Mutant:
    """One change of one file: what stood at ``start``, and what stands there now."""

    file: str
    start: int
    before: str
    after: str

    def applied(self, text: str) -> str:
        return text[: self.start] + self.after + text[self.start + len(self.before) :]

    def line(self, text: str) -> str:
        """The line that it changes, behind the one before where it only returns: many lines do."""
        begin = text.rfind("\n", 0, self.start) + 1
        line = text[begin : text.index("\n", self.start)].strip()
        return f"{text[:begin].splitlines()[-1].strip()} {line}" if line.startswith("return ") else line

    def becomes(self, text: str) -> str:
        """What stands in the place of that line."""
        made = self.applied(text)
        return Mutant(self.file, self.start, "", "").line(made)

    def told(self, text: str) -> str:
        number = text.count("\n", 0, self.start) + 1
        return f"{self.file}:{number}: {self.before.strip()} -> {self.after.strip()}: {self.line(text)}"


@dataclass(frozen=True)
class Target:
    """What is mutated: the C files, how one is compiled, and how a subject finds the module that is linked of them."""

    sources: Path
    names: tuple[str, ...]
    flags: tuple[str, ...]
    suffix: str
    module: str
    statement: str
    editions: tuple[str, ...]
    python: str

    def texts(self) -> dict[str, str]:
        """What stands in each file."""
        return {name: (self.sources / name).read_text("utf-8") for name in self.names}


def of_the_reference() -> Target:
    """The reference, for the interpreter that this runs in."""
    names = tuple(path.name for path in sorted(SOURCES.glob("*.c")) if not path.stem.endswith("_windows"))
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    flags = (f"-I{sysconfig.get_path('include')}", f"-I{SOURCES}", "-fvisibility=hidden")
    return Target(SOURCES, names, flags, suffix, "mmap_reference/_core", STATEMENT, EDITIONS, sys.executable)


def of_one_file(source: Path, python: str) -> Target:
    """A module ``mmap`` of one file, which may use what only an interpreter's own modules see."""
    told = "import sysconfig as s; print(s.get_path('include'), s.get_config_var('EXT_SUFFIX'), s.get_python_version())"
    words = [python, "-c", told]
    include, suffix, edition = subprocess.run(words, capture_output=True, check=True, text=True).stdout.split()
    flags = (f"-I{include}", f"-I{include}/internal", f"-I{source.parent}", "-DPy_BUILD_CORE_MODULE")
    return Target(source.parent, (source.name,), flags, suffix, "mmap", "import mmap", (edition,), python)


def mutants(target: Target) -> Iterator[Mutant]:
    """All of them, file by file: of code only."""
    for name, text in target.texts().items():
        # What is no code keeps its place and is nothing that a pattern finds.
        code = _NO_CODE.sub(lambda found: "".join("\n" if c == "\n" else "~" for c in found[0]), text)
        found = [
            Mutant(name, at.start(), old, new)
            for old, new in _OPERATORS.items()
            for at in re.finditer(re.escape(old), code)
        ]
        found += [Mutant(name, at.start(), at[0], ";") for at in _STATEMENT.finditer(code)]
        found += [Mutant(name, at.start(), at[0], str(int(at[0]) + 1)) for at in _CONSTANT.finditer(code)]
        yield from sorted(found, key=lambda one: (one.start, one.after))


class Builds:
    """The module, built file by file: of a mutant only one is compiled again."""

    def __init__(self, target: Target, folder: Path) -> None:
        self.target = target
        compiler = sysconfig.get_config_var("CC").split()
        self.compile = [*compiler, "-std=c11", "-D_GNU_SOURCE", "-O1", "-fPIC", "-w", "-DNDEBUG", *target.flags]
        self.link = [*compiler, "-shared"]
        self.objects = {name: folder / f"{name}.o" for name in target.names}
        for name, place in self.objects.items():
            subprocess.run([*self.compile, "-c", str(target.sources / name), "-o", str(place)], check=True)

    def build(self, mutant: Mutant | None, place: Path) -> Path | None:
        """An implementation with that change, as a description; None where it is no C, or no change, any more."""
        target, objects = self.target, dict(self.objects)
        module = place / "site" / f"{target.module}{target.suffix}"
        module.parent.mkdir(parents=True)
        if target.sources == SOURCES:
            shutil.copy(HERE / "mmap_reference" / "__init__.py", module.parent)
        if mutant is not None:
            source, objects[mutant.file] = place / mutant.file, place / "mutant.o"
            source.write_text(mutant.applied((target.sources / mutant.file).read_text("utf-8")), "utf-8")
            words = [*self.compile, "-c", str(source), "-o", str(objects[mutant.file])]
            if subprocess.run(words, capture_output=True, check=False, timeout=SECONDS).returncode:
                return None
            if objects[mutant.file].read_bytes() == self.objects[mutant.file].read_bytes():
                return None
        subprocess.run([*self.link, *map(str, objects.values()), "-o", str(module)], check=True, timeout=SECONDS)
        about = place / "impl.toml"
        # Races that a free-threaded build brings are another measurement's.
        told = f'name = "mutant"\nimport = "{target.statement}"\npaths = ["site"]\n'
        told += 'command = ["{python}", "-I", "-X", "gil=1", "-u", "{agent}"]\n'
        about.write_text(told, "utf-8")
        return about


def killed_in(about: Path, target: Target) -> str:
    """The edition in which the gate kills an implementation; empty where it lives."""
    for edition in target.editions:
        command = [sys.executable, "-m", "conformance", "run", "-q", "-x", "--impl", str(about), "--edition", edition]
        command += ["--python", target.python, "--report", str(about.parent / "report"), "--step-seconds", "2"]
        if deviations := KNOWN.get(target.module):
            command += ["--deviations", str(deviations)]
        try:
            done = subprocess.run(
                command, capture_output=True, check=False, timeout=SECONDS, encoding="utf-8", cwd=about.parent
            )
        except subprocess.TimeoutExpired:
            return edition
        if done.returncode:
            return edition
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=100, help="of mutants, spread over all; 0 is all")
    parser.add_argument("-n", type=int, default=2, help="mutants at a time")
    parser.add_argument("--source", type=Path, help="a module of one C file instead of the reference")
    parser.add_argument("--python", default="python3.13", help="the interpreter that it is built for")
    given = parser.parse_args()
    target = of_one_file(given.source.resolve(), find(given.python)) if given.source else of_the_reference()
    every = list(mutants(target))
    chosen = every[:: max(1, len(every) // given.number)] if given.number else every
    table = tomllib.loads(INVISIBLE.read_text("utf-8")) if INVISIBLE.exists() else {}
    invisible = {(one["file"], one["line"], one["becomes"]): one["reason"] for one in table.get("invisible", ())}
    texts = target.texts()
    killed, lived, excused, no_code = 0, 0, 0, 0
    with tempfile.TemporaryDirectory(prefix="mmap-conformance-") as name:
        builds = Builds(target, Path(name))
        whole = builds.build(None, Path(name, "whole"))
        assert whole is not None
        if edition := killed_in(whole, target):
            print(f"what is to be changed is red in edition {edition}: nothing can be said")
            return 1

        def tried(numbered: tuple[int, Mutant]) -> tuple[Mutant, str | None]:
            place = Path(name, str(numbered[0]))
            place.mkdir()
            about = builds.build(numbered[1], place)
            found = killed_in(about, target) if about is not None else None
            shutil.rmtree(place, ignore_errors=True)
            return numbered[1], found

        with ThreadPoolExecutor(given.n) as pool:
            for one, edition in pool.map(tried, enumerate(chosen)):
                text = texts[one.file]
                if edition is None:
                    no_code += 1
                elif edition:
                    killed += 1
                elif reason := invisible.get((one.file, one.line(text), one.becomes(text))):
                    excused += 1
                    print(f"invisible  {one.told(text)}: {reason}", flush=True)
                else:
                    lived += 1
                    print(f"lives      {one.told(text)}", flush=True)
    share = killed / max(1, killed + lived)
    print(f"{len(chosen)} of {len(every)} mutants, {no_code} of them no C or no change: {killed} killed")
    print(f"{excused} live that nobody can see, {lived} others: {share:.1%} killed (at least {LIMIT:.0%})")
    return int(share < LIMIT)


if __name__ == "__main__":
    sys.exit(main())
