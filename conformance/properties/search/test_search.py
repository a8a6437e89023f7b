"""Regular expressions that scan a map, and searches at the very end of mapped memory."""

import re

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Subject, remote, verifies
from conformance.properties.arrangements import mapped, places

PATTERNS = [b"a+", b"[^a]", b"b\\n?", b"\\x00|\\xff", b"$", b"^", b"(?m)^.", b"(?s).+?(a|b)", b"never", b""]


@remote
def scanned(text, pattern):
    import re

    compiled = re.compile(pattern)

    def seen(match):
        return match and (match.span(), match.group(), match.groups())

    return [
        seen(re.search(pattern, text)),
        seen(re.match(pattern, text)),
        seen(re.fullmatch(pattern, text)),
        seen(compiled.search(text, 1)),
        seen(compiled.search(text, 1, 2)),
        [seen(found) for found in re.finditer(pattern, text)],
        re.findall(pattern, text),
        re.split(pattern, text),
        re.search(pattern, text, re.DOTALL) is not None,
    ]


@verifies("search.re", examples=30, drawn_as="test_search_patterns")
@given(place=places(), pattern=st.sampled_from(PATTERNS))
def test_regular_expressions_scan_a_map(subject: Subject, place, pattern):
    content, position = place
    m, model = mapped(subject, content, position)
    found, expected = (subject.call(scanned, text, pattern) for text in (m, content))
    assert found == expected
    assert found[6] == re.findall(pattern, content)
    assert m.state() == model.state()


@remote
def substituted(pattern, replacement, text):
    import re

    return re.sub(pattern, replacement, text), re.subn(pattern, replacement, text, count=1)


@verifies("search.re-replacement", examples=12, drawn_as="test_search_patterns")
@given(place=places(), pattern=st.sampled_from(PATTERNS), replacement=st.sampled_from([b"", b"<>", b"<\\g<0>>"]))
def test_replacing_in_a_map_gives_bytes(subject: Subject, place, pattern, replacement):
    content, position = place
    m, model = mapped(subject, content, position)
    expected = re.sub(pattern, replacement, content), re.subn(pattern, replacement, content, count=1)
    assert subject.call(substituted, pattern, replacement, m) == expected
    assert m.state() == model.state()


@remote
def scanned_with_text(m, pattern):
    import re

    refused = []
    for name in ("search", "match", "fullmatch", "findall", "split"):
        try:
            getattr(re, name)(pattern, m)
        except TypeError:
            refused.append(name)
    return refused


@verifies("search.re-text-pattern", examples=3, drawn_as="test_search_patterns")
@given(content=draws.contents(), pattern=st.sampled_from(["a", "", "[^a]"]))
def test_a_text_pattern_scans_no_map(subject: Subject, content, pattern):
    m, _ = mapped(subject, content)
    assert subject.call(scanned_with_text, m, pattern) == ["search", "match", "fullmatch", "findall", "split"]


@remote
def closed_while_scanning(m, pattern):
    import gc
    import re

    found = re.finditer(pattern, m)
    next(found)
    try:
        m.close()
        held = False
    except BufferError:
        held = True
    open_then = not m.closed and len(m)
    del found
    gc.collect()
    m.close()
    return held, open_then, m.closed


@verifies("search.re-scanner-holds-the-map", examples=3, drawn_as="test_search_patterns", plain="exports views")
@given(content=draws.contents(2))
def test_a_map_cannot_be_closed_while_it_is_scanned(subject: Subject, content):
    m, _ = mapped(subject, content)
    assert subject.call(closed_while_scanning, m, b"(?s).") == (True, len(content), True)


@remote
def matched_and_closed(m, pattern):
    import re

    match = re.search(pattern, m)
    before = match.group()
    m.close()
    try:
        after = match.group()
    except (TypeError, ValueError):
        after = "refused"
    return before, m.closed, match.span(), match.start(), after


@verifies("search.re-match-holds-nothing", examples=3, drawn_as="test_search_patterns", plain="exports views")
@given(before=st.sampled_from([b"", b"<", b"<\n>"]))
def test_a_match_does_not_keep_its_map_open(subject: Subject, before):
    m, _ = mapped(subject, before + b"aab")
    size = len(before)
    assert subject.call(matched_and_closed, m, b"a+") == (b"aa", True, (size, size + 2), size, "refused")


@remote
def matched_and_changed(m, pattern, stored):
    import re

    match = re.search(pattern, m)
    seen = [match.group()]
    m[match.start() : match.end()] = stored
    return [*seen, match.group(), match[0]]


@verifies("search.re-match-is-live", examples=3, drawn_as="test_search_patterns")
@given(before=st.sampled_from([b"", b"<", b"<\n>"]))
def test_a_match_shows_the_bytes_of_now(subject: Subject, before):
    m, _ = mapped(subject, before + b"aab")
    assert subject.call(matched_and_changed, m, b"a+", b"cd") == [b"aa", b"cd", b"cd"]


@remote
def scanned_when_closed(m):
    import re

    m.close()
    refused = []
    for name in ("search", "match", "findall", "finditer", "split"):
        try:
            getattr(re, name)(b"a", m)
        except (TypeError, ValueError):
            refused.append(name)
    return refused


@verifies("search.re-closed", examples=2, drawn_as="test_search_patterns", plain="exports views")
@given(content=draws.contents())
def test_a_closed_map_cannot_be_scanned(subject: Subject, content):
    m, _ = mapped(subject, content)
    assert subject.call(scanned_when_closed, m) == ["search", "match", "findall", "finditer", "split"]


@remote
def searched_at_the_brink(page, needle, tail):
    """Searches in a map of one page that has nothing mapped behind it: many pages, all but one given back."""
    m = mmap.mmap(-1, 64 * page, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    m.resize(page)
    m[page - len(tail) :] = tail
    found = []
    for search in (m.find, m.rfind):
        found.append([search(needle), search(needle, -len(tail)), search(needle, -2), search(needle, page - 1)])
        found[-1] += [search(needle, page), search(needle, 0, page), search(needle, 0, page - 1)]
    m.seek(page - len(tail))
    found.append([m.find(needle), m.rfind(needle), m.readline()])
    m.close()
    return found


@verifies("search.no-overread", examples=12, drawn_as="test_search_patterns")
@given(
    needle=st.sampled_from([b"ab", b"abc", b"ba", b"aab", b"b" + b"a" * 15, b"a" * 40, b"a"]),
    tail=st.sampled_from([b"a", b"aa", b"ab", b"ba", b"b", b"b" + b"a" * 15]),
)
def test_searches_touch_nothing_behind_the_map(subject: Subject, needle, tail):
    page = subject.page_size
    content = bytes(page - len(tail)) + tail
    expected = []
    for search in (content.find, content.rfind):
        expected.append([search(needle), search(needle, -len(tail)), search(needle, -2), search(needle, page - 1)])
        expected[-1] += [search(needle, page), search(needle, 0, page), search(needle, 0, page - 1)]
    start = page - len(tail)
    expected.append([content.find(needle, start), content.rfind(needle, start), tail])
    assert subject.call(searched_at_the_brink, page, needle, tail) == expected
