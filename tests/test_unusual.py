"""An implementation that is right is green however unusual it is: nothing in the suite assumes what no page says."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).with_name("unusual")
SUMMARY = re.compile(r"^(\d+) pass, .* requirements", re.M)
LEVELS = {
    "macos": (),
    "adds": (),
    "keywords": ("--level", "documented", "--level", "implied"),
    "strict": ("--level", "documented", "--level", "implied"),
}
"""At which levels each is right: what two of them do is what CPython does not, where the page is silent."""


@pytest.mark.skipif(sys.platform != "linux", reason="they stand on what the standard class does on Linux")
@pytest.mark.parametrize("name", LEVELS)
def test_the_gate_is_green_over_an_implementation_that_is_right_and_unusual(command, name):
    said = command("run", "--impl", HERE / f"{name}.toml", "-q", "-n", "2", *LEVELS[name])
    assert said.code == 0, said.out + said.err
    (passed,) = SUMMARY.findall(said.out)
    assert int(passed) > 200
