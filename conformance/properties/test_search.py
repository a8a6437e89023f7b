"""find, rfind and regular expressions, held against the model."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.harness import Subject, remote, verifies
from conformance.model import Model


@st.composite
def searches(draw, missing=False):
    """Content, a position, a needle and explicit bounds around one of its matches: none, a start, or both."""
    content = draw(draws.contents())
    match = draw(draws.slices_of(len(content)))
    needle = b"never" if missing else content[match]
    near = [draws.near(edge, len(content)) for edge in (match.start, match.stop)]
    edges = [near_edge | draws.bounds(len(content)) for near_edge in near]
    bounds = [draw(edge) for edge in edges[: draw(st.sampled_from([2, 1, 0]))]]
    if bounds and bounds[0] > len(content):
        needle = needle or b"a"  # whether nothing is found beyond the end is de facto, and changed with 3.15
    return content, draw(st.integers(0, len(content))), needle, bounds


def positioned(subject, content, position):
    m, model = subject.map(content), Model(content, file=content)
    with subject.unread():
        m.seek(position)
    model.seek(position)
    return m, model


@verifies("find.lowest-index", examples=30)
@given(content=draws.contents(), data=st.data())
def test_find_returns_the_lowest_index(subject: Subject, content, data):
    needle = data.draw(draws.needles(content), label="needle")
    m, model = subject.map(content), Model(content, file=content)
    assert m.find(needle) == model.find(needle)
    assert m.state() == model.state()


@verifies("find.within-range", examples=60)
@given(search=searches())
def test_find_stays_within_the_range(subject: Subject, search):
    content, position, needle, bounds = search
    m, model = positioned(subject, content, position)
    assert m.find(needle, *bounds) == model.find(needle, *bounds)
    assert m.state() == model.state()


@verifies("find.missing")
@given(search=searches(missing=True))
def test_find_returns_minus_one_for_what_is_not_there(subject: Subject, search):
    content, position, needle, bounds = search
    m, model = positioned(subject, content, position)
    assert m.find(needle, *bounds) == -1
    assert m.state() == model.state()


@verifies("find.bytes-like")
@given(content=draws.contents(), data=st.data())
def test_find_takes_any_bytes_like_object(subject: Subject, content, data):
    needle = data.draw(draws.needles(content).flatmap(draws.buffers), label="needle")
    assert subject.map(content).find(needle) == content.find(needle.model)


@verifies("rfind.highest-index", examples=30)
@given(content=draws.contents(), data=st.data())
def test_rfind_returns_the_highest_index(subject: Subject, content, data):
    needle = data.draw(draws.needles(content), label="needle")
    m, model = subject.map(content), Model(content, file=content)
    assert m.rfind(needle) == model.rfind(needle)
    assert m.state() == model.state()


@verifies("rfind.within-range", examples=60)
@given(search=searches())
def test_rfind_stays_within_the_range(subject: Subject, search):
    content, position, needle, bounds = search
    m, model = positioned(subject, content, position)
    assert m.rfind(needle, *bounds) == model.rfind(needle, *bounds)
    assert m.state() == model.state()


@verifies("rfind.missing")
@given(search=searches(missing=True))
def test_rfind_returns_minus_one_for_what_is_not_there(subject: Subject, search):
    content, position, needle, bounds = search
    m, model = positioned(subject, content, position)
    assert m.rfind(needle, *bounds) == -1
    assert m.state() == model.state()


@verifies("rfind.bytes-like")
@given(content=draws.contents(), data=st.data())
def test_rfind_takes_any_bytes_like_object(subject: Subject, content, data):
    needle = data.draw(draws.needles(content).flatmap(draws.buffers), label="needle")
    assert subject.map(content).rfind(needle) == content.rfind(needle.model)


@remote
def scanned(m, pattern):
    import re

    return [(found.span(), found.group()) for found in re.finditer(pattern, m)], re.split(pattern, m)


@verifies("search.re")
@given(content=draws.contents(), pattern=st.sampled_from([b"a+", b"[^a]", b"b\\n?", b"\\x00|\\xff"]))
def test_regular_expressions_scan_a_map(subject: Subject, content, pattern):
    import re

    m = subject.map(content)
    matches = [(found.span(), found.group()) for found in re.finditer(pattern, content)]
    assert subject.call(scanned, m, pattern) == (matches, re.split(pattern, content))
    assert m.state() == Model(content, file=content).state()
