"""A page of the documentation against the sentences that are known, of which none is stored."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import spec
from conformance.spec import pages
from conformance.spec.sentences import SKETCH, sentences

KNOWN = pages.load()[1]

SOURCE = """\
:mod:`boats` --- Boats of every kind
====================================

.. module:: boats
   :synopsis: Things that swim.

A boat *name* is made with :class:`~boats.Boat`, see the :ref:`list of ports
<port-names>`.  It returns ``-1`` and never ``[a, b)``.

.. note::
   Nobody should sail alone.

.. method:: row(far, *, oars=2)
            row()

   Rows as :meth:`!sail` does. It's wet.

   .. versionchanged:: 3.9
      The *oars* are new.

   .. audit-event:: boats.row far,oars boats.Boat.row

.. _port-names:

.. data:: HARBOUR
          BAY

An example::

   import boats

   # row ... and row
   boats.row(13)
"""

SHOWN = """\
boats — Boats of every kind¶
A boat name is made with Boat, see the list of ports. It returns -1 and never [a, b).
Note
Nobody should sail alone.

row(far, *, oars=2)¶
row()¶
Rows as sail() does. It\u2019s wet.
Changed in version 3.9: The oars are new.
Raises an auditing event boats.row with arguments far, oars.

HARBOUR¶
BAY¶

An example:

import boats

# row ... and row
boats.row(13)
"""

HTML = """\
<html><head><title>Nothing here. Nor here.</title></head><body><ul><li>navigation</li></ul>
<section id="boats"><h1><code><span>boats</span></code> — Boats of every kind<a title="Link">¶</a></h1>
<p>A boat <em>name</em> is made with <a href="x"><code><span>Boat</span></code></a>, see the <a
href="y">list of ports</a>. It returns <code><span>-1</span></code> and never <code>[a,<span> </span>b)</code>.</p>
<div class="note"><p>Note</p><p>Nobody should sail alone.</p></div>
<dl><dt><span>row</span><span>(</span><em>far</em>, <em><span>*</span></em>, <em>oars=2</em><span>)</span></dt>
<dt><span>row</span><span>(</span><span>)</span></dt>
<dd><p>Rows as <code>sail()</code> does. It&#8217;s wet.</p>
<div><p><span>Changed in version 3.9: </span>The <em>oars</em> are new.</p></div>
<p>Raises an <a href="z">auditing event</a> <code>boats.row</code> with arguments <code>far</code>,
<code>oars</code>.</p>
</dd></dl><dl><dt>HARBOUR</dt><dt>BAY</dt></dl>
<p>An example:</p><pre><span>import</span> <span>boats</span>

<span># row ... and row</span>
<span>boats</span><span>.</span><span>row</span><span>(</span><span>13</span><span>)</span>
</pre></section><div class="clearer"></div><p>More navigation.</p></body></html>
"""


def words(page):
    return [" ".join(one.words) for one in sentences(page)]


def test_a_page_has_the_same_words_in_each_of_its_forms():
    assert words(SOURCE) == [
        "boats boats of every kind",
        "a boat name is made with boat see the list of ports",
        "it returns -1 and never [ a b )",
        "nobody should sail alone",
        "row ( far * oars = 2 )",
        "row",
        "rows as sail does",
        "it s wet",
        "3 9 the oars are new",
        "boats row far oars",
        "harbour",
        "bay",
        "an example",
        "import boats",
        "row",
        "and row boats row ( 13 )",
    ]
    assert words(SHOWN) == words(SOURCE)
    assert words(HTML) == words(SOURCE)


@pytest.mark.parametrize("page", [SOURCE, SHOWN, HTML])
def test_a_sentence_knows_its_place(page):
    lines = page.splitlines()
    for one in sentences(page):
        assert lines[one.line - 1][one.column - 1 :].lower().startswith(one.words[0])


def test_what_is_said_and_not_how_decides():
    (plain,) = sentences("It returns the lowest index, or -1.")
    assert [one.digest for one in sentences("It  returns\nthe *lowest*\nindex or\n``-1``.")] == [plain.digest]
    for other in (
        "It returns the lowest index, or 1.",
        "It returns the index, or -1.",
        "It returns the lowest index, or [-1.",
    ):
        assert [one.digest for one in sentences(other)] != [plain.digest]


def made(page, *statements):
    """What is known after a page, of which each sentence makes the statement of its place."""
    found = pages.merged("3.7", page, [])
    return [pages.Known(one.digest, one.since, one.until, (name,), one.sketch)
            for one, name in zip(found, statements, strict=True)]  # fmt: skip


FIRST = "The first sentence of all is about boats on the water. "
SECOND = "A second sentence is about the ports where boats may lie at night. "


def test_a_changed_sentence_is_told_from_a_new_one():
    known = made(FIRST + SECOND, "find.index", "find.failure")
    page = FIRST + "Nobody knew this before. " + SECOND.replace("night", "any time of the day")
    new, changed = pages.differences(sentences(page), known)
    assert (new.like, new.after, new.sentence.text) == (None, known[0], "Nobody knew this before")
    assert (changed.like, changed.sentence.column) == (known[1], len(FIRST + "Nobody knew this before. ") + 1)
    assert list(pages.differences(sentences(FIRST + SECOND), known)) == []


def test_a_page_is_added_to_what_is_known():
    known = made(FIRST + SECOND, "find.index", "find.failure")
    found = pages.merged("3.9", "Before all. " + FIRST, known)
    assert [(one.since, one.until, one.statements) for one in found] == [
        ("3.9", "3.9", ()),
        ("3.7", "3.9", ("find.index",)),
        ("3.7", "3.7", ("find.failure",)),
    ]
    assert [one.stands_in("3.8") for one in found] == [False, True, False]


def test_what_is_known_is_written_and_read(tmp_path):
    known = [*made(FIRST + SECOND, "find.index", "find.failure"), pages.Known("0" * 12, "", "", (), frozenset())]
    (tmp_path / "sentences.txt").write_text(pages.written(["3.7"], known), "ascii")
    assert pages.load(tmp_path / "sentences.txt") == (("3.7",), known)


GOOD = "pages 3.7\n0123456789ab 3.7-3.7 find.index 0123\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "sentences.txt"),
        ("0123456789ab 3.7-3.7 - 0123\n", "the first line names the pages"),
        (GOOD.replace("pages 3.7", "pages 3.6"), "the first line names the pages"),
        (GOOD.replace("3.7-3.7", "3.7-3.8"), "'3.8' is neither a page nor a statement"),
        (GOOD.replace("find.index", "find.no"), "'find.no' is neither a page nor a statement"),
        (GOOD.replace(" 0123", ""), "a line has a digest"),
        (GOOD + GOOD.splitlines()[1], "0123456789ab is listed twice"),
    ],
)
def test_a_broken_list_is_refused(tmp_path, text, said):
    (tmp_path / "sentences.txt").write_text(text, "ascii")
    with pytest.raises(spec.BrokenSpecification, match=r"sentences\.txt") as refusal:
        pages.load(tmp_path / "sentences.txt")
    assert said in str(refusal.value)


def test_the_list_holds_no_sentence_and_leads_to_statements():
    editions, known = pages.load()
    assert {"3.7", "3.15"} <= set(editions)
    assert all(len(one.sketch) <= SKETCH and {len(run) for run in one.sketch} == {4} for one in known)
    assert len([one for one in known if not one.statements]) < 5
    said = {name for one in known for name in one.statements}
    documented = {name for one in spec.load().values() if one.level == "documented" for name in one.statements}
    assert len(documented & said) > len(said) * 0.9


PART = "find(sub[, start[, end]])¶\n\ntell()¶\n\n"


def test_the_command_finds_nothing_in_what_is_known(command, tmp_path):
    (tmp_path / "page.txt").write_text(PART, "utf-8")
    said = command("requirements", "page", "page.txt")
    assert (said.code, said.out) == (0, "2 sentences, 2 of them known; 0 differences\n")


def test_the_command_names_what_is_new_and_what_is_gone(command, tmp_path):
    (tmp_path / "page.txt").write_text(PART + "   It sinks\x1b[31m quickly. ", "utf-8")
    said = command("requirements", "page", "page.txt", "--edition", "3.15")
    assert said.code == 1
    first, *rest = said.out.splitlines()
    number = spec.statements().index("tell.position") + 1
    assert first.startswith(f"page.txt:5:4: new, after statement {number} tell.position (tell.position")
    assert "\x1b" not in said.out
    assert any(line.startswith("gone: statement ") and "size.anonymous" in line for line in rest)
    assert "gone" not in command("requirements", "page", "page.txt").out


def test_the_command_bounds_what_it_says(command, tmp_path):
    (tmp_path / "page.txt").write_text(PART + "".join(f"New {n}. " for n in range(3000)), "utf-8")
    said = command("requirements", "page", "page.txt")
    assert said.code == 1
    assert "and 2800 more" in said.out
    assert len(said.out.splitlines()) == 202


def _pipe(path: Path) -> str:
    os.mkfifo(path / "pipe")
    return "pipe"


def _large(path: Path) -> str:
    (path / "large").write_bytes(b"x" * ((1 << 19) + 1))
    return "large"


def _other(path: Path) -> str:
    (path / "other").write_bytes(bytes(range(256)) * 400)
    return "other"


@pytest.mark.parametrize("name", ["nowhere", "", "/dev/zero", _pipe, _large, _other, "a" * 5000])
def test_the_command_refuses_what_is_no_page(command, tmp_path, name):
    if callable(name):
        if name is _pipe and not hasattr(os, "mkfifo"):
            pytest.skip("there are no pipes with names here")
        name = name(tmp_path)
    said = command("requirements", "page", name, seconds=20)
    assert said.code == 2
    assert len(said.err) < 2000


def test_the_command_refuses_an_edition_whose_page_is_not_known(command, tmp_path):
    (tmp_path / "page.txt").write_text(PART, "utf-8")
    missing = [one for one in spec.EDITIONS if one not in pages.load()[0]]
    said = command("requirements", "page", "page.txt", "--edition", missing[0])
    assert said.code == 2
    assert f"the page of {missing[0]} is not known" in said.err


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.lists(st.sampled_from(
    ["<h1", "<h1>", "<p", ">", "<", "&#1;", "`", "``", ":a:", "~", "..", " ", "\n", ".. data:: x", "::", "-", "1",
     ".", "(", ")", "*", ",", "¶", "\f", "\a", "class mmap.mmap(", 'class="clearer"', "Note", "x", "\r", "\u2028"]
), max_size=60).map(lambda parts: "".join(parts).encode()))  # fmt: skip
def test_any_bytes_are_cut(content):
    text = content.decode("utf-8", "replace")
    at = (0, 0)
    for one in sentences(text):
        assert (one.line, one.column) > at
        at = (one.line, one.column)
        assert one.words
        assert one.sketch
    assert list(pages.differences(sentences(text), KNOWN)) is not None


SLOW = ["<", "<h1 ", "<p>.", "<h1>&", ".", "`", "`~a.", ":a", ":a:`", "(", "( ", "-", "* ", ". ", "a ", "a. ", "find "]
SLOW += ["\n", "\n\n", " \t", "\f", ".. audit-event:: ", "Raises an "]


@pytest.mark.parametrize("part", SLOW)
def test_a_long_page_takes_no_more_than_its_share(part):
    began = time.monotonic()
    text = part * ((1 << 18) // len(part))
    assert list(pages.differences(sentences(text), KNOWN)) is not None
    assert time.monotonic() - began < 15


def test_a_page_is_recorded_by_the_recipe(tmp_path):
    (tmp_path / "page.txt").write_text(SHOWN, "utf-8")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import page; from conformance.spec import pages; "
        "from pathlib import Path; pages.PATH = Path('s.txt'); load = pages.load; "
        "pages.load = lambda: load(pages.PATH); "
        "page.main('3.9', 'page.txt'); page.main('3.8', 'page.txt')"
    )
    (tmp_path / "s.txt").write_text(GOOD, "ascii")
    recipes = Path(__file__).parent.parent / "recipes"
    command = [sys.executable, "-B", "-c", code, str(recipes)]  # nothing is left beside the recipe
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1].startswith("16 sentences are known, 0 of them new")
    editions, known = pages.load(tmp_path / "s.txt")
    assert editions == ("3.7", "3.8", "3.9")
    assert [one.since for one in known].count("3.8") == 15
