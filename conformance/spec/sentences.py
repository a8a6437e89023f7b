"""Cuts a page of the documentation into sentences and says each in a few digits, so that no sentence has to be kept.

Knows three forms of the page: its source (reStructuredText), what a browser shows, and HTML. One sentence has the same
words in each, because markup is blanked, letter by letter, so that what is left keeps its place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b, sha256
from heapq import nsmallest

SKETCH = 16
"""How many of its runs of words say what a sentence is like."""

_END = "\f"
"""Stands in a page's text where a sentence ends that has no full stop."""

_INLINE = "\a"
"""Stands where a tag was within a line: it parts no words that its neighbours did not."""

_WORD = re.compile(
    r"""(?<!\w)-\a*\d+ | \w+ | [\[\]()|=]      # a sign, a bracket and an operator change what is said
    | (?<!\w)\*(?=[\s\a]*,) | (?<!\w)/(?=[\s\a]*[,)])  # in a signature: by keyword, by position only""",
    re.VERBOSE,
)
_STOP = re.compile(r"[.!?](?=\a*(?:\s|$))|\n[ \t\r]*\n|[\f¶]")

_BLOCK = "p|dt|dd|dl|li|ul|ol|div|h[1-6]|pre|section|hr|table|tr|td|th|blockquote"
_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_ENTITY = re.compile(r"&#?\w{1,10};")

_SILENT = re.compile(
    r"^[ \t]*(?:\.\. (?:module|moduleauthor|sectionauthor|index|include)::.*|\.\. _[^\n]*|:\w+:(?: .*)?)$"
)
_NOTED = re.compile(r"^[ \t]*\.\. (?:version\w+|availability|note|warning|seealso|deprecated)::")
_LISTED = re.compile(r"^[ \t]*\.\. (?:class|method|attribute|data|function|exception)::")
_AUDITED = re.compile(r"^([ \t]*\.\. audit-event::)[ \t]+\S+[ \t]+\S+([ \t]+\S+)?[ \t]*$")
_SHOWN = re.compile(r"^(?:(?:class )?mmap\.mmap\(.*\)|Note)$")
_LINE = re.compile(r"^[ \t]*([=\-+~^#*\"])\1{2,}[ \t]*$")
_ROLE = re.compile(r":[a-z]+(?::[a-z]+)?:(?=`)")
_TARGET = re.compile(r"\s<[^<>`]*>(?=`)")
_SHORTENED = re.compile(r"(?<=`)~(?:\w+\.)*")

_RENDERED = re.compile(
    r"\b(?:Changed|New|Added|Deprecated)\sin\sversion\s(?=\d)|\bRaises\san[\s\a]+auditing\sevent\b|\bwith\sarguments?\b"
)
_CALL = re.compile(r"\([ \t\a]*\)")


@dataclass(frozen=True)
class Sentence:
    """One sentence of a page: where it begins (from 1), its text without markup and line ends, and its words."""

    line: int
    column: int
    text: str
    words: tuple[str, ...]

    @cached_property
    def digest(self) -> str:
        """Twelve hexadecimal digits for the words in their order."""
        return sha256(" ".join(self.words).encode()).hexdigest()[:12]

    @cached_property
    def sketch(self) -> frozenset[str]:
        """What it is like: the least of the digests, of four digits each, of every three words in a row."""
        last = max(1, len(self.words) - 2)
        runs = {" ".join(self.words[at : at + 3]) for at in range(last)}
        return frozenset(nsmallest(SKETCH, (blake2b(run.encode(), digest_size=2).hexdigest() for run in runs)))


def sentences(page: str) -> Iterator[Sentence]:
    """The sentences of a page, in their order; code is cut as text is. Takes time in proportion to its length."""
    page = page.replace(_END, " ").replace(_INLINE, " ")
    text = _without_html(page) if re.search(r"<h1\b", page) else _without_markup(page)
    text = _CALL.sub(_blank, _RENDERED.sub(_blank, text))
    lines = [0, *(found.end() for found in re.finditer("\n", page))]
    begin = 0
    for stop in [*_STOP.finditer(text), None]:
        end = stop.start() if stop else len(text)
        found = list(_WORD.finditer(text, begin, end))
        words = _signature([one.group().replace(_INLINE, "").lower() for one in found])
        if words not in ([], ["note"]):
            at, line = found[0].start(), bisect_right(lines, found[0].start())
            shown = " ".join(text[at : found[-1].end()].replace(_INLINE, "").split())
            yield Sentence(line, at - lines[line - 1] + 1, shown, tuple(words))
        begin = stop.end() if stop else end


def _signature(words: list[str]) -> list[str]:
    """The words of a signature or a name as the source has it: what is shown also says whose it is."""
    if words[:4] == ["class", "mmap", "mmap", "("]:
        return words[2:]
    return words[1:] if len(words) == 2 and words[0] == "mmap" else words


def _blank(found: re.Match[str]) -> str:
    """As many spaces, so that all after it keeps its place."""
    return re.sub(r"[^\n]", " ", found.group())


def _without_html(page: str) -> str:
    """What the article of a page says; the rest of the page is navigation."""
    begin = page.index("<h1")
    end = page.find('class="clearer"', begin)
    end = len(page) if end < 0 else page.rindex("<", 0, end) if "<" in page[begin:end] else end

    def instead(tag: re.Match[str]) -> str:
        is_block = re.fullmatch(_BLOCK, tag.group(1).lstrip("/"), re.IGNORECASE)
        return (_END if is_block else _INLINE) + (_blank(tag)[1:] if is_block else _INLINE * (len(tag.group()) - 1))

    article = _TAG.sub(instead, page[begin:end])
    return re.sub(r"[^\n]", " ", page[:begin]) + _ENTITY.sub(
        lambda one: "'" + _INLINE * (len(one.group()) - 1), article
    )


def _without_markup(page: str) -> str:
    kept: list[str] = []
    listing = goes_on = False  # within a list of signatures or names; within a line of it that is cut
    for line in page.split("\n"):
        if not line:
            kept += ["", "\n"]
            listing = goes_on = False
            continue
        text = line
        listing = bool(_LISTED.match(line)) or (listing and bool(line.strip()))
        if _SILENT.match(line) or _LINE.match(line):
            text = _ends(line)
        elif audited := _AUDITED.match(line):
            anchor = audited.start(2) if audited.group(2) else len(line)
            text = _ends(audited.group(1)) + line[audited.end(1) : anchor] + " " * (len(line) - anchor)
        else:
            for directive in (_NOTED, _LISTED):
                text = directive.sub(lambda one: _ends(one.group()), text)
            if listing and text == line and not goes_on:
                text = _END + line[1:]
        goes_on = line.endswith("\\")
        kept += [text, _END if _SHOWN.match(line) else "\n"]
    text = "".join(kept[:-1])
    for markup in (_ROLE, _TARGET, _SHORTENED):
        text = markup.sub(_blank, text)
    return text


def _ends(text: str) -> str:
    return _END + " " * (len(text) - 1) if text else text
