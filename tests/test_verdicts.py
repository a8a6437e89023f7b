"""What a failure is called: unstable where it does not repeat, several where there are several, ours where it is."""

from __future__ import annotations

import made
import pytest

from conformance import results, spec
from conformance.exits import LaunchFailed
from conformance.harness.judging.failure import failures, worst_verdict
from conformance.harness.launch.implementation import resolve
from conformance.harness.launch.launch import Launch
from conformance.harness.wire.deaths import Segfault
from conformance.results.lines import NAME
from conformance.verdicts import worst

HEAD = "import mmap as _mmap, os, sys, time\nfrom mmap import *\n"
ONCE = """
def once():
    # the first to come makes the file, in whatever process it is
    try:
        os.close(os.open({path!r}, os.O_CREAT | os.O_EXCL))
        return True
    except FileExistsError:
        return False
class mmap(_mmap.mmap):
"""


@pytest.fixture
def verdicts(command, tmp_path):
    """Run requirements over an implementation with this source, and return their lines with what was said."""

    def run(source, expression, *arguments, only=""):
        (tmp_path / "made_up.py").write_text(HEAD + source, "utf-8")
        said = command("run", "--impl", "made_up", "--path", tmp_path, "-k", expression, *arguments, only=only)
        return made.by_name(results.read(tmp_path / "mmap-conformance-report" / NAME)), said

    return run


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("return super().find(*args) + once()", "fail:value"),
        ("return 1 / 0 if once() else super().find(*args)", "fail:ZeroDivisionError"),
        ("return os.abort() if once() else super().find(*args)", "crash:abort"),
    ],
)
def test_what_fails_once_is_unstable(verdicts, tmp_path, body, kind):
    source = ONCE.format(path=str(tmp_path / "flag")) + f"    def find(self, *args):\n        {body}\n"
    lines, said = verdicts(source, "find.missing", only="test_find_returns_minus_one_for_what_is_not_there")
    assert lines["find.missing"]["verdict"] == "unstable"
    assert [failure["kind"] for failure in lines["find.missing"]["failures"]] == [kind]
    assert said.code == 1
    assert "unstable" in said.out


def test_what_fails_once_in_a_property_that_draws_nothing_is_unstable(verdicts, tmp_path):
    source = ONCE.format(path=str(tmp_path / "flag")) + "    def __init__(self, *args):\n        assert not once()\n"
    lines, _ = verdicts(source, "content.abstract-classes")
    assert lines["content.abstract-classes"]["verdict"] == "unstable"


def test_a_death_between_examples_that_does_not_repeat_is_unstable(verdicts, tmp_path):
    source = ONCE.format(path=str(tmp_path / "flag"))
    source += "    def close(self):\n        if once(): os.abort()\n        super().close()\n"
    lines, _ = verdicts(source, "find.missing", only="test_find_returns_minus_one_for_what_is_not_there")
    assert lines["find.missing"]["verdict"] == "unstable"


def test_a_death_between_examples_is_shrunk_and_its_witness_closes_what_was_made(verdicts, command, tmp_path):
    source = "class mmap(_mmap.mmap):\n    def close(self):\n"
    source += "        if len(self) > 2 and self.closed is False: os.abort()\n        super().close()\n"
    lines, _ = verdicts(source, "test_find_returns_the_lowest_index")
    failure, *_ = lines["find.lowest-index"]["failures"]
    assert (failure["kind"], failure["call"]) == ("crash:abort", "m2.close(); f1.close()")
    script = tmp_path / "mmap-conformance-report" / failure["witness"]
    assert "f1.write(b'aaa')" in script.read_text("utf-8")
    assert command("replay", script).code == 1
    (tmp_path / "made_up.py").write_text("from mmap import *\n", "utf-8")
    assert command("replay", script).code == 0


FOUR = """
class mmap(_mmap.mmap):
    def find(self, *args):
        if len(self) % 4 == 0: os.abort()
        if len(self) % 4 == 1: os.kill(os.getpid(), 11) if os.name == "posix" else os._exit(0xC0000005 - (1 << 32))
        return super().find(*args) + (1.5 if len(self) % 4 == 2 else 0)
    def tell(self):
        return super().tell() + (len(self) % 4 == 3)
"""


def test_two_crashes_and_two_wrong_values_are_four_failures(verdicts):
    lines, said = verdicts(FOUR, "find.lowest-index", only="test_find_returns_the_lowest_index")
    found = lines["find.lowest-index"]["failures"]
    assert sorted(failure["kind"] for failure in found) == ["crash:abort", "crash:segfault", "fail:value", "fail:value"]
    assert len({failure["witness"] for failure in found}) == 4
    assert len({failure["call"] for failure in found if failure["kind"] == "fail:value"}) == 2
    assert said.out.count("witness  ") == 4


def test_two_crashes_of_two_operations_are_two_failures(verdicts):
    source = "class mmap(_mmap.mmap):\n    def find(self, *args):\n        if len(self) % 2: os.abort()\n"
    source += "        return super().find(*args)\n    def tell(self):\n        os.abort()\n"
    lines, _ = verdicts(source, "test_find_returns_the_lowest_index")
    found = lines["find.lowest-index"]["failures"]
    assert [failure["kind"] for failure in found] == ["crash:abort", "crash:abort"]
    assert len({failure["call"].partition(".")[2].partition("(")[0] for failure in found}) == 2


def judged(error):
    found = failures(error, Launch.of(resolve("stdlib")), spec.load()["find.missing"])
    return worst_verdict(found), [one.kind for one in found]


def test_what_goes_wrong_in_the_harness_is_our_fault():
    from hypothesis.errors import Unsatisfiable

    assert judged(LaunchFailed("no")) == ("broken", ["broken:LaunchFailed"])
    assert judged(Unsatisfiable("no")) == ("broken", ["broken:Unsatisfiable"])


def test_of_several_verdicts_the_worst_counts():
    assert worst(["pass", "fail", "inapplicable"]) == "fail"
    assert worst(["deviates", "unstable", "pass"]) == "unstable"
    assert worst(["crash", "broken"]) == "broken"
    with pytest.raises(ValueError, match="empty"):
        worst([])


def test_a_group_of_failures_is_each_of_them_once():
    group = ExceptionGroup("two", [ValueError("a"), ExceptionGroup("one", [Segfault("b"), ValueError("a")])])
    assert judged(group) == ("crash", ["fail:ValueError", "crash:segfault"])
