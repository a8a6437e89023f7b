"""The site as files: complete, self-contained, harmless, and quick to write. What it does is in test_browser."""

from __future__ import annotations

import html.parser
import json
import re
import sys
import time
from pathlib import Path

import made
import pytest

from conformance import spec
from conformance.report import forms, merge, site

FIRST, SECOND, *_ = made.testable()
HOSTILE = (
    "</script></title><script>pwned=1</script><img src=x onerror=pwned=1>"
    "\"' onfocus=pwned=1 \x1b[31m\x00\u202e\ud800{{7*7}}"
)


class Page(html.parser.HTMLParser):
    """The tags, links and texts of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.texts = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())


def hostile(folder):
    """Results in which every text that the schema leaves free is hostile."""
    content = made.lines({FIRST: "fail", SECOND: "inapplicable"})
    free = [name for name, value in made.FACTS.items() if isinstance(value, str) and name != "edition"]
    content[0]["subject"].update(dict.fromkeys(free, HOSTILE), homepage="javascript:pwned=1")
    content[0].update(
        suite=HOSTILE,
        hypothesis=HOSTILE,
        seed=HOSTILE,
        started=HOSTILE,
        rerun=["sh", "-c", HOSTILE],
        given={"impl": HOSTILE},
    )
    content[0]["host"] = {HOSTILE: HOSTILE}
    for line in content[1:3]:
        line.update(reason=HOSTILE, issue="javascript:pwned=1", properties=[HOSTILE])
    content[1]["failures"] = [
        {**dict.fromkeys(made.FAILURE, HOSTILE), "verdict": "fail", "kind": "fail:value", "witness": "witnesses/a.py"}
    ]
    content[-1]["problems"] = [HOSTILE]
    (folder / "witnesses").mkdir(parents=True)
    (folder / "witnesses" / "a.py").write_text(HOSTILE, "utf-8", "surrogatepass")
    return made.write(folder / "results.jsonl", content)


@pytest.fixture
def written(tmp_path):
    def write(*paths):
        forms.write(merge.merge(paths), tmp_path / "site", ["html"])
        return tmp_path / "site"

    return write


def test_there_is_a_page_for_each_subject_and_requirement(written, tmp_path):
    folder = written(made.results(tmp_path / "results.jsonl", {FIRST: "fail"}))
    assert {path.stem for path in (folder / "requirements").iterdir()} == set(spec.load())
    assert [path.name for path in (folder / "subjects").iterdir()] == ["cpython-3.12.1-linux.html"]


def test_every_link_leads_somewhere_and_nothing_is_fetched_from_elsewhere(written, tmp_path):
    folder = written(made.results(tmp_path / "results.jsonl", {FIRST: "fail", SECOND: "deviates"}))
    for path in folder.rglob("*.html"):
        page = Page(path.read_text("utf-8"))
        for link in page.links:
            if not link.startswith("https://"):
                target = link.partition("#")[0]
                assert not target or (path.parent / target).exists(), (path, link)
        loading = [dict(attrs) for tag, attrs in page.tags if tag in ("script", "link", "img", "iframe")]
        assert not [one for one in loading if "//" in (one.get("src") or one.get("href") or "")]
        assert any("default-src 'none'" in str(attrs) for tag, attrs in page.tags if tag == "meta")
        assert not [attrs for _, attrs in page.tags for name, _ in attrs if name == "style" or name.startswith("on")]


def test_a_subject_says_everything_needed_to_act(written, tmp_path):
    content = made.lines({FIRST: "fail", SECOND: "deviates"})
    content[1]["failures"][0]["witness"] = "witnesses/one.py"
    content[2].update(reason="the author knows", issue="https://example.org/1")
    (tmp_path / "in" / "witnesses").mkdir(parents=True)
    (tmp_path / "in" / "witnesses" / "one.py").write_text("import mmap\nthe_witness()\n", "utf-8")
    folder = written(made.write(tmp_path / "in" / "results.jsonl", content))
    page = Page((folder / "subjects" / "cpython-3.12.1-linux.html").read_text("utf-8"))
    for words in (
        FIRST, spec.load()[FIRST].text, "m1.find(b'never')", "the_witness()", f"-k {FIRST}", "the author knows",
        "1 known deviation", "1 unexpected", "Linux 6.1 x86_64", "3.12.1 (main)",
    ):  # fmt: skip
        assert words in page.text
    assert "https://example.org/1" in page.links
    assert ("pre", [("tabindex", "0"), ("role", "region"), ("aria-label", f"the witness of {FIRST}")]) in page.tags


def test_every_attribute_is_quoted_with_the_quote_that_is_escaped():
    templates = list((Path(site.__file__).parent / "templates").glob("*.html"))
    assert templates
    assert [path.name for path in templates if "='" in path.read_text("utf-8")] == []


def test_a_requirement_says_what_every_subject_does_with_it(written, tmp_path):
    made.results(tmp_path / "in" / "a.jsonl", {FIRST: "fail"})
    made.results(tmp_path / "in" / "b.jsonl", python_version="3.13.0")
    page = Page((written(tmp_path / "in") / "requirements" / f"{FIRST}.html").read_text("utf-8"))
    assert "fail 1 of 2" in page.text
    assert "pass 1 of 2" in page.text
    assert "fail:value" in page.text
    assert spec.load()[FIRST].link() in page.links


def test_a_requirement_names_the_mutants_that_prove_its_property(command, tmp_path):
    made.results(tmp_path / "results.jsonl")
    (tmp_path / "mutants.json").write_text(
        json.dumps({FIRST: {"forgets it": ["test_content::test_it"], "<b>": [], "f.a": [], "f.b": []}}),
        "utf-8",
    )
    assert command("report", "results.jsonl", "--output", "site", "--mutants", "mutants.json").code == 0
    page = Page((tmp_path / "site" / "requirements" / f"{FIRST}.html").read_text("utf-8"))
    assert "1 of 4 broken implementations are found out: forgets it, <b> (survives), f.a (survives), .b" in page.text
    (tmp_path / "mutants.json").write_text("[1]", "utf-8")
    said = command("report", "results.jsonl", "--output", "site", "--mutants", "mutants.json")
    assert said.code == 2
    assert "is no table of mutants" in said.err


@pytest.mark.parametrize(("home", "top", "deep"), [
    ("../index.html", "../index.html", "../../index.html"),
    ("https://example.org/", "https://example.org/", "https://example.org/"),
])  # fmt: skip
def test_pages_lead_back_to_what_is_above_them(command, tmp_path, home, top, deep):
    made.results(tmp_path / "results.jsonl")
    assert command("report", "results.jsonl", "--output", "site", "--home", home).code == 0
    assert command("history", "results.jsonl", "--output", "history", "--home", home).code == 0
    for path, address in (
        ("site/index.html", top), (f"site/requirements/{FIRST}.html", deep), ("history/history.html", top),
    ):  # fmt: skip
        assert address in Page((tmp_path / path).read_text("utf-8")).links, path


@pytest.mark.parametrize("home", ["javascript:pwned=1", "//example.org", "data:text/html,x", 'x" y', "file:///etc"])
def test_what_is_no_way_back_is_refused(command, tmp_path, home):
    made.results(tmp_path / "results.jsonl")
    for name in ("report", "history"):
        said = command(name, "results.jsonl", "--output", "site", "--home", home)
        assert said.code == 2
        assert "takes an address with https, or a relative path" in said.err


def test_the_documentation_has_every_sentence_in_the_order_of_the_page(written, tmp_path):
    text = (written(made.results(tmp_path / "results.jsonl")) / "documentation.html").read_text("utf-8")
    assert re.findall(r'<li data-n="\d+" id="([^"]+)"', text) == list(spec.load())


def test_reasons_of_what_was_skipped_are_shown(written, tmp_path):
    folder = written(made.results(tmp_path / "results.jsonl", {FIRST: "inapplicable"}))
    page = Page((folder / "subjects" / "cpython-3.12.1-linux.html").read_text("utf-8"))
    assert "1: in force since edition 3.13; this is 3.12" in page.text


ODD = "&amp;bad.jsonl" if sys.platform == "win32" else "<b>bad.jsonl"  # on Windows nothing else is a name


def test_files_that_were_left_out_are_named_in_the_report(written, tmp_path):
    (tmp_path / ODD).write_text("x\n", "utf-8")
    page = Page((written(made.results(tmp_path / "results.jsonl"), tmp_path / ODD) / "index.html").read_text("utf-8"))
    assert f"{ODD}: line 1 is no JSON" in page.text


def test_hostile_texts_stay_texts(written, tmp_path):
    folder = written(hostile(tmp_path / "in"))
    for path in folder.rglob("*"):
        if path.suffix not in (".html", ".js"):
            continue
        text = path.read_text("utf-8")
        assert not set("\x00\x1b\u202e") & set(text), path
        assert "javascript:" not in text, path
        if path.suffix == ".html":
            page = Page(text)
            assert not [tag for tag, _ in page.tags if tag == "img"], path
            assert not [attrs for _, attrs in page.tags for name, _ in attrs if name.startswith("on")], path
            assert "49}" not in text
    data = (folder / "data.js").read_text("utf-8")
    assert "</" not in data
    assert json.loads(data.removeprefix("const REPORT = ").removesuffix(";\n"))["subjects"][0]["slug"]


def test_a_subject_that_is_gone_leaves_no_page(written, tmp_path):
    first = made.results(tmp_path / "a.jsonl")
    folder = written(first)
    written(made.results(tmp_path / "b.jsonl", python_version="3.13.0"))
    assert [path.name for path in (folder / "subjects").iterdir()] == ["cpython-3.13.0-linux.html"]


def test_the_same_results_make_the_same_site(tmp_path):
    merged = merge.merge([made.results(tmp_path / "results.jsonl", {FIRST: "fail"})])
    for name in ("one", "two"):
        site.write(merged, tmp_path / name)
    for path in (tmp_path / "one").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def test_a_hundred_files_of_every_requirement_take_seconds(written, tmp_path):
    for n in range(100):
        made.results(tmp_path / "in" / f"{n}.jsonl", {FIRST: "fail"}, python_version=f"3.12.{n}")
    began = time.monotonic()
    written(tmp_path / "in")
    assert time.monotonic() - began < 30  # a thousand take as long on an idle machine: tests/bench
