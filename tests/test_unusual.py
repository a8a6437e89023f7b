"""An implementation that is right is green however unusual it is: nothing in the suite assumes what no page says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import THOROUGH

HERE = Path(__file__).with_name("unusual")
SUMMARY = re.compile(r"^(\d+) pass, .* requirements", re.M)
JUDGED = ("--level", "documented", "--level", "implied")
RIGHT = {"macos": (), "adds": (), "keywords": JUDGED, "strict": JUDGED}
"""At which levels each is right: what two of them do is what CPython does not, where the page is silent."""
SAMPLE = {
    "macos": ("-k", "creation or durability or extent"),
    "adds": ("-k", "module or lifetime or content"),
    "keywords": (*JUDGED, "-k", "not search"),
    "strict": (*JUDGED, "-k", "not search"),
}
"""What each is unusual in. `tox -e thorough` tries all that it is right at."""
OPTIONS = RIGHT if THOROUGH else SAMPLE


@pytest.mark.skipif(sys.platform != "linux", reason="they stand on what the standard class does on Linux")
@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", OPTIONS)
def test_the_gate_is_green_over_an_implementation_that_is_right_and_unusual(command, name):
    said = command("run", "--impl", HERE / f"{name}.toml", "-q", "-n", "2", *OPTIONS[name])
    assert said.code == 0, said.out + said.err
    (passed,) = SUMMARY.findall(said.out)
    assert int(passed) > (200 if THOROUGH else 100)


SUPPRESSED = """
#include <stddef.h>
int msync(void *address, size_t length, int flags) { return 0; }
int fsync(int descriptor) { return 0; }
"""


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("gcc"), reason="gcc makes what Linux preloads")
def test_where_syncing_is_suppressed_nothing_is_asked_of_it(command, tmp_path):
    (tmp_path / "suppressed.c").write_text(SUPPRESSED, "utf-8")
    made = ["gcc", "-shared", "-fPIC", "-o", "suppressed.so", "suppressed.c"]
    subprocess.run(made, cwd=tmp_path, check=True, timeout=60)
    said = command("run", "-k", "flush or reentry", LD_PRELOAD=str(tmp_path / "suppressed.so"))
    assert said.code == 0, said.out + said.err
    assert said.out.count("syncing is suppressed there: a pipe can be synced") == 4
