"""The C reference: it builds, its editions have the surfaces they should, and the suite finds nothing.

Every edition over the whole suite, sanitizers and coverage are `tox -e reference`, `asan`, `c-coverage` and kin.
"""

from __future__ import annotations

import importlib
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import spec

REFERENCE = Path(__file__).parent.parent / "impls" / "reference"


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The folder that the reference is installed into, as a user installs it."""
    if not any(shutil.which(compiler) for compiler in ("cc", "gcc", "clang")):
        pytest.skip("there is no C compiler on PATH")
    folder = tmp_path_factory.mktemp("reference")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, REFERENCE]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def reference(built):
    sys.path.insert(0, str(built))
    try:
        yield importlib.import_module("mmap_reference")
    finally:
        sys.path.remove(str(built))


@pytest.mark.sampled(2)
@pytest.mark.parametrize("edition", ["3.15", "3.7"])
def test_the_suite_finds_nothing(built, command, edition):
    """A part of it, so that this takes seconds."""
    part = "find or rfind or resize or slice or seek or flush or close or trackfd"
    said = command("run", "-q", "--impl", "reference", "--path", built, "--edition", edition, "-k", part)
    assert said.code == 0, said.out


def test_every_edition_can_be_had_and_no_other(reference):
    assert reference.EDITIONS == spec.EDITIONS
    made = [reference.edition(edition) for edition in spec.EDITIONS]
    assert len({module.mmap for module in made}) == len(spec.EDITIONS)
    assert [reference.edition(edition) for edition in spec.EDITIONS] == made
    for unknown in ("3.6", "3.16", "", "4"):
        with pytest.raises(ValueError, match=r"3\.7"):
            reference.edition(unknown)
    assert reference.mmap is made[-1].mmap


@pytest.mark.skipif(sys.platform != "linux", reason="which names there are depends on the system")
@pytest.mark.parametrize(
    ("edition", "module", "methods"),
    [
        ("3.8", {"MADV_NORMAL"}, {"madvise"}),
        ("3.10", {"MAP_POPULATE"}, set()),
        ("3.11", {"MAP_STACK"}, set()),
        ("3.13", {"MAP_NORESERVE"}, {"seekable"}),
        ("3.15", {"MS_ASYNC", "MS_INVALIDATE", "MS_SYNC"}, {"set_name"}),
    ],
)
def test_what_an_edition_added_is_in_it_and_not_in_the_one_before(reference, edition, module, methods):
    new = reference.edition(edition)
    old = reference.edition(spec.EDITIONS[spec.EDITIONS.index(edition) - 1])
    assert module <= set(dir(new)) - set(dir(old))
    assert set(dir(new.mmap)) - set(dir(old.mmap)) == methods


def test_every_method_tells_what_it_does(reference):
    import inspect

    for name, method in vars(reference.mmap).items():
        if callable(method) and not name.startswith("__"):
            assert inspect.signature(method).parameters, name
            assert method.__doc__, name


def unlucky(draw):
    """Text and needle that make a search look right again and again: few letters, periods, near misses."""
    piece = bytes(draw.choices(b"ab", k=draw.choice([1, 2, 3, 7])))
    text = bytearray(piece * (draw.choice([40, 3000, 20000]) // len(piece)))
    size = draw.choice([2, 3, 15, 16, 17, 33, 300, 5000])
    needle = bytearray((piece * (size // len(piece) + 1))[:size])
    for _ in range(draw.choice([0, 1, 1, 2])):
        needle[draw.choice([0, -1, draw.randrange(size)])] ^= draw.choice([1, 3])
    for _ in range(draw.choice([0, 0, 1, 5])):
        at = draw.randrange(len(text))
        text[at : at + size] = needle[: len(text) - at]
    if draw.random() < 0.5:
        text[draw.randrange(len(text))] ^= 7
    return bytes(text), bytes(needle)


def test_long_searches_agree_with_those_of_bytes(reference):
    draw = random.Random(1)
    for _ in range(1500):
        text, needle = unlucky(draw)
        with reference.mmap(-1, len(text)) as m:
            m[:] = text
            start, end = sorted(draw.choices(range(len(text) + 1), k=2))
            for bounds in ((0,), (start,), (start, end)):
                assert m.find(needle, *bounds) == text.find(needle, *bounds), (text, needle, bounds)
                assert m.rfind(needle, *bounds) == text.rfind(needle, *bounds), (text, needle, bounds)


@pytest.mark.skipif(sys.platform == "win32", reason="where a mapped file cannot be cut")
def test_touching_what_is_cut_off_is_an_error(reference, tmp_path):
    page = reference.PAGESIZE
    with open(tmp_path / "cut", "w+b") as file:
        file.truncate(3 * page)
        m = reference.mmap(file.fileno(), 0)
        m.seek(page)
        file.truncate(page)
        gone = [
            *(lambda: m[page], lambda: m[:], lambda: m[::-2], lambda: m.find(b"a"), lambda: m.rfind(b"ab")),
            *(m.read, m.readline, m.read_byte, lambda: m.write(b"a"), lambda: m.write_byte(1), lambda: list(m)),
            *(lambda: m.__setitem__(page, 1), lambda: m.__setitem__(slice(None, None, 3), bytes(page))),
            *(lambda: m.move(0, page, page), lambda: m.move(page, 0, page)),
        ]
        for touch in gone:
            with pytest.raises(OSError, match="shorter"):
                touch()
            assert m.tell() == page
        file.truncate(3 * page)
        assert m[page] == 0
        m.close()
