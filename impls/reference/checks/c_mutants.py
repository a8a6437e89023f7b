"""First-order mutants of the reference's C code: one operator, constant or statement changed, and the gate over each.

``python impls/reference/checks/c_mutants.py --number 100`` spreads as many over all that can be made, so that the same
number is the same mutants. What lives is told with its line: a person says whether Python code could see it, and
writes that into ``c_mutants.toml`` with the reason, by the text of the line.
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

HERE = Path(__file__).parent.parent
SOURCES = HERE / "src"
STATEMENT: str = tomllib.loads((HERE / "impl.toml").read_text("utf-8"))["import"]
INVISIBLE = Path(__file__).with_name("c_mutants.toml")
EDITIONS = ("3.15", "3.7")
SECONDS = 300
LIMIT = 0.98

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
        """The line that it changes."""
        begin = text.rfind("\n", 0, self.start) + 1
        return text[begin : text.index("\n", self.start)].strip()

    def told(self, text: str) -> str:
        number = text.count("\n", 0, self.start) + 1
        return f"{self.file}:{number}: {self.before.strip()} -> {self.after.strip() or 'nothing'}: {self.line(text)}"


def mutants() -> Iterator[Mutant]:
    """All of them, file by file: of what is compiled here, and of code only."""
    for path in sorted(SOURCES.glob("*.c")):
        if path.stem.endswith("_windows"):
            continue
        text = path.read_text("utf-8")
        # What is no code keeps its place and is nothing that a pattern finds.
        code = _NO_CODE.sub(lambda found: "".join("\n" if c == "\n" else "~" for c in found[0]), text)
        found = [
            Mutant(path.name, at.start(), old, new)
            for old, new in _OPERATORS.items()
            for at in re.finditer(re.escape(old), code)
        ]
        found += [Mutant(path.name, at.start(), at[0], ";") for at in _STATEMENT.finditer(code)]
        found += [Mutant(path.name, at.start(), at[0], str(int(at[0]) + 1)) for at in _CONSTANT.finditer(code)]
        yield from sorted(found, key=lambda one: (one.start, one.after))


class Builds:
    """The reference, built file by file: of a mutant only one is compiled again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        compiler = sysconfig.get_config_var("CC").split()
        self.compile = [*compiler, "-std=c11", "-O1", "-fPIC", "-fvisibility=hidden", "-w", "-DNDEBUG"]
        self.compile += [f"-I{sysconfig.get_path('include')}", f"-I{SOURCES}"]
        self.link = [*compiler, "-shared"]
        self.objects = {}
        for path in sorted(SOURCES.glob("*.c")):
            if not path.stem.endswith("_windows"):
                self.objects[path.name] = folder / f"{path.stem}.o"
                subprocess.run([*self.compile, "-c", str(path), "-o", str(self.objects[path.name])], check=True)

    def build(self, mutant: Mutant | None, place: Path) -> Path | None:
        """An implementation with that change; None where it is no C any more. Returns its description."""
        site = place / "site" / "mmap_reference"
        site.mkdir(parents=True)
        shutil.copy(HERE / "mmap_reference" / "__init__.py", site)
        objects = dict(self.objects)
        if mutant is not None:
            source, objects[mutant.file] = place / mutant.file, place / "mutant.o"
            source.write_text(mutant.applied((SOURCES / mutant.file).read_text("utf-8")), "utf-8")
            words = [*self.compile, "-c", str(source), "-o", str(objects[mutant.file])]
            if subprocess.run(words, capture_output=True, check=False, timeout=SECONDS).returncode:
                return None
        target = site / f"_core{sysconfig.get_config_var('EXT_SUFFIX')}"
        subprocess.run([*self.link, *map(str, objects.values()), "-o", str(target)], check=True, timeout=SECONDS)
        about = place / "impl.toml"
        about.write_text(f'name = "mutant"\nimport = "{STATEMENT}"\npaths = ["site"]\n', "utf-8")
        return about


def killed_in(about: Path) -> str:
    """The edition in which the gate kills an implementation; empty where it lives."""
    for edition in EDITIONS:
        command = [sys.executable, "-m", "conformance", "run", "-q", "-x", "--impl", str(about), "--edition", edition]
        command += ["--report", str(about.parent / "report"), "--step-seconds", "2"]
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
    given = parser.parse_args()
    every = list(mutants())
    chosen = every[:: max(1, len(every) // given.number)] if given.number else every
    table = tomllib.loads(INVISIBLE.read_text("utf-8")) if INVISIBLE.exists() else {}
    invisible = {(one["file"], one["line"], one["after"]): one["reason"] for one in table.get("invisible", ())}
    texts = {one.file: (SOURCES / one.file).read_text("utf-8") for one in every}
    killed, lived, excused, no_code = 0, 0, 0, 0
    with tempfile.TemporaryDirectory(prefix="mmap-conformance-") as name:
        builds = Builds(Path(name))
        whole = builds.build(None, Path(name, "whole"))
        assert whole is not None
        if edition := killed_in(whole):
            print(f"the reference itself is red in edition {edition}: nothing can be said")
            return 1

        def tried(numbered: tuple[int, Mutant]) -> tuple[Mutant, str | None]:
            place = Path(name, str(numbered[0]))
            place.mkdir()
            about = builds.build(numbered[1], place)
            found = killed_in(about) if about is not None else None
            shutil.rmtree(place, ignore_errors=True)
            return numbered[1], found

        with ThreadPoolExecutor(given.n) as pool:
            for one, edition in pool.map(tried, enumerate(chosen)):
                text = texts[one.file]
                if edition is None:
                    no_code += 1
                elif edition:
                    killed += 1
                elif reason := invisible.get((one.file, one.line(text), one.after.strip())):
                    excused += 1
                    print(f"invisible  {one.told(text)}: {reason}", flush=True)
                else:
                    lived += 1
                    print(f"lives      {one.told(text)}", flush=True)
    share = killed / max(1, killed + lived)
    print(f"{len(chosen)} of {len(every)} mutants: {no_code} are no C, {killed} killed, {excused} nobody can see")
    print(f"{lived} live: {share:.1%} of the others are killed (at least {LIMIT:.0%})")
    return int(share < LIMIT)


if __name__ == "__main__":
    sys.exit(main())
