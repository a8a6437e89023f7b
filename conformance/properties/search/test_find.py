"""What find and rfind find, held against the model."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, modelled, remote, verifies
from conformance.model import READ
from conformance.properties.arrangements import mapped
from conformance.properties.calls import LARGEST, LEAST


def around(edge, length):
    """A bound near an edge of a match, or near those of the map, or as far out as a bound can be."""
    edges = [0, 1, -1, length - 1, length, length + 1, -length, -length - 1]
    return draws.near(edge, length) | st.sampled_from([*edges, LARGEST, LEAST]) | st.integers(-length - 2, length + 2)


@st.composite
def searches(draw, missing=False):
    """Content, a position, a needle and explicit bounds around one of its matches: a start, or both."""
    content = draw(draws.contents())
    match = draw(draws.slices_of(len(content)))
    needle = b"never" if missing else content[match] or b"a"  # where nothing is found is implied at most
    edges = [around(edge, len(content)) for edge in (match.start, match.stop)]
    bounds = [draw(edge) for edge in edges[: draw(st.sampled_from([2, 1, 0] if missing else [2, 1]))]]
    return content, draw(st.integers(0, len(content))), needle, bounds


def plain(bounds):
    return [modelled(bound) for bound in bounds]


@st.composite
def occurrences(draw):
    """Content, a position, and a needle that occurs behind the position, often once, and at times in vain."""
    before, needle, behind = draw(draws.contents(0, 12)), draw(draws.contents(1, 4)), draw(draws.contents(0, 12))
    content = before + needle + behind
    position = draw(st.integers(0, len(before)) | st.sampled_from([0, len(content)]))
    return content, position, needle


@verifies("find.lowest-index", examples=30, drawn_as="test_search")
@given(occurrence=occurrences())
def test_find_returns_the_lowest_index(subject: Subject, occurrence):
    content, _, needle = occurrence
    m, model = mapped(subject, content)
    assert m.find(needle) == model.find(needle)
    assert m.state() == model.state()


@verifies("rfind.highest-index", examples=30, drawn_as="test_search")
@given(occurrence=occurrences())
def test_rfind_returns_the_highest_index(subject: Subject, occurrence):
    content, _, needle = occurrence
    m, model = mapped(subject, content)
    assert m.rfind(needle) == model.rfind(needle)
    assert m.state() == model.state()


@remote
def searched(m, method, texts, needles):
    """What the method says of every needle in every text."""
    found = []
    for text in texts:
        m[:] = text
        found += [getattr(m, method)(needle) for needle in needles]
    return found


def strings(length):
    return [bytes(letters) for letters in product(b"ab", repeat=length)]


def search_exhaustively(subject, method):
    """Every text of six bytes and every needle of up to four, of two letters."""
    texts, needles = strings(6), [needle for length in (1, 2, 3, 4) for needle in strings(length)]
    m, _ = mapped(subject, bytes(6))
    found = subject.call(searched, m, method, texts, needles)
    pairs = list(product(texts, needles))
    expected = [getattr(text, method)(needle) for text, needle in pairs]
    # The first that is wrong is asked about once more: a failure shows one search and not two thousand.
    text, needle = next(
        (pair for pair, one, right in zip(pairs, found, expected, strict=True) if one != right), pairs[0]
    )
    m[:] = text
    assert getattr(m, method)(needle) == getattr(text, method)(needle)
    assert found == expected


@verifies("find.half-matches", plain="position cursor")
def test_find_finds_every_short_needle_in_every_short_text(subject: Subject):
    search_exhaustively(subject, "find")


@verifies("rfind.half-matches", plain="position cursor")
def test_rfind_finds_every_short_needle_in_every_short_text(subject: Subject):
    search_exhaustively(subject, "rfind")


@st.composite
def crowds(draw):
    """A needle of some length, what fills the map around it, and its places as pages and bytes more or fewer.

    The filling is half of a match: as many bytes as the needle has, but for the first, a middle or the last.
    """
    size = draw(st.sampled_from([1, 2, 3, 4, 8, 16, 17, 100]))
    needle = b"a" * (size - 1) + b"b"
    filling = draw(st.sampled_from([b"a", b".", b"b" if size > 1 else b"a"]))
    if draw(st.booleans()):
        needle = needle[::-1]
    before = st.sampled_from([0, 1, size // 2, size, size + 1])
    # the bytes before a page boundary at which the first and the last occurrence begin
    return needle, filling, draw(before), draw(before)


def crowded(subject, crowd):
    """A map of three pages with two occurrences of a needle across its page boundaries; where they are."""
    needle, filling, first, last = crowd
    page = subject.page_size
    length = 3 * page
    m = subject.anonymous(length)
    places = [page - first, min(2 * page - last, length - len(needle))]
    with subject.unread():
        m[:] = Expression(f"{filling!r} * {length}")
        for at in places:
            # no accidental occurrence beside it: what surrounds it is foreign to needle and filling
            m[at - 1 : at + len(needle) + 1] = b"|" + needle + b"|"
    return m, places


@verifies("find.long-maps", examples=25, drawn_as="test_search")
@given(crowd=crowds())
def test_find_sees_across_pages_and_past_half_matches(subject: Subject, crowd):
    m, (first, last) = crowded(subject, crowd)
    needle = crowd[0]
    with subject.together() as found:
        m.find(needle)
        m.find(needle, first)
        m.find(needle, first + 1)
        m.find(needle, 0, last + len(needle) - 1)
        m.find(needle, last + 1)
    assert [one.value() for one in found] == [first, first, last, first, -1]


@verifies("rfind.long-maps", examples=25, drawn_as="test_search")
@given(crowd=crowds())
def test_rfind_sees_across_pages_and_past_half_matches(subject: Subject, crowd):
    m, (first, last) = crowded(subject, crowd)
    needle = crowd[0]
    with subject.together() as found:
        m.rfind(needle)
        m.rfind(needle, last)
        m.rfind(needle, 0, last + len(needle) - 1)
        m.rfind(needle, first, last + len(needle))
        m.rfind(needle, 0, first + len(needle) - 1)
    assert [one.value() for one in found] == [last, last, first, last, -1]


@verifies("find.within-range", examples=60, drawn_as="test_search")
@given(search=searches())
def test_find_stays_within_the_range(subject: Subject, search):
    content, position, needle, bounds = search
    m, model = mapped(subject, content, position)
    assert m.find(needle, *bounds) == model.find(needle, *plain(bounds))
    assert m.state() == model.state()


@verifies("rfind.within-range", examples=60, drawn_as="test_search")
@given(search=searches())
def test_rfind_stays_within_the_range(subject: Subject, search):
    content, position, needle, bounds = search
    m, model = mapped(subject, content, position)
    assert m.rfind(needle, *bounds) == model.rfind(needle, *plain(bounds))
    assert m.state() == model.state()


@verifies("find.missing", drawn_as="test_search")
@given(search=searches(missing=True))
def test_find_returns_minus_one_for_what_is_not_there(subject: Subject, search):
    content, position, needle, bounds = search
    m, model = mapped(subject, content, position)
    assert m.find(needle, *bounds) == -1
    assert m.state() == model.state()


@verifies("rfind.missing", drawn_as="test_search")
@given(search=searches(missing=True))
def test_rfind_returns_minus_one_for_what_is_not_there(subject: Subject, search):
    content, position, needle, bounds = search
    m, model = mapped(subject, content, position)
    assert m.rfind(needle, *bounds) == -1
    assert m.state() == model.state()


def found_later(subject, content, position, access):
    """A map that held something else before, where it can be changed: what is searched is what it holds now."""
    if access.model == READ:
        return mapped(subject, content, position, access)
    m, model = mapped(subject, bytes(len(content)), position, access)
    with subject.unread():
        m[:] = content
    model.set_slice(slice(None), content)
    return m, model


@verifies("find.from-position", examples=30, drawn_as="test_search")
@given(occurrence=occurrences(), access=draws.access_modes())
def test_find_begins_at_the_position(subject: Subject, occurrence, access):
    content, position, needle = occurrence
    m, model = found_later(subject, content, position, access)
    assert m.find(needle) == model.find(needle)
    assert m.find(b"") == model.find(b"")
    assert m.state() == model.state()


@verifies("find.from-position", examples=4, drawn_as="test_search")
@given(access=draws.access_modes())
def test_find_begins_at_the_position_under_every_access(subject: Subject, access):
    m, model = mapped(subject, b"abab", 1, access)
    assert [m.find(b"a"), m.find(b"b")] == [2, 1]
    assert m.state() == model.state()


MOVING = {
    "read": lambda m: m.read(1),
    "read_byte": lambda m: m.read_byte(),
    "readline": lambda m: m.readline(),
    "write": lambda m: m.write(b"a"),
    "write_byte": lambda m: m.write_byte(97),
}


def moved_by(subject, call):
    """A map that a call has taken to its position."""
    m, model = mapped(subject, b"a\nab")
    with subject.unread():
        MOVING[call](m)
    MOVING[call](model)
    return m, model


@verifies("find.from-position", examples=len(MOVING), drawn_as="test_search", plain="position cursor")
@given(call=st.sampled_from(sorted(MOVING)))
def test_find_begins_where_a_call_has_moved_to(subject: Subject, call):
    m, model = moved_by(subject, call)
    assert m.find(b"a") == model.find(b"a")
    assert m.state() == model.state()


@verifies("rfind.from-position", examples=len(MOVING), drawn_as="test_search", plain="position cursor")
@given(call=st.sampled_from(sorted(MOVING)))
def test_rfind_begins_where_a_call_has_moved_to(subject: Subject, call):
    m, model = moved_by(subject, call)
    assert m.rfind(b"\n") == model.rfind(b"\n")
    assert m.state() == model.state()


@verifies("rfind.from-position", examples=4, drawn_as="test_search")
@given(access=draws.access_modes())
def test_rfind_begins_at_the_position_under_every_access(subject: Subject, access):
    m, model = mapped(subject, b"abab", 3, access)
    assert [m.rfind(b"a"), m.rfind(b"b")] == [-1, 3]
    assert m.state() == model.state()


@verifies("rfind.from-position", examples=30, drawn_as="test_search")
@given(occurrence=occurrences(), access=draws.access_modes())
def test_rfind_begins_at_the_position(subject: Subject, occurrence, access):
    content, position, needle = occurrence
    m, model = found_later(subject, content, position, access)
    assert m.rfind(needle) == model.rfind(needle)
    assert m.rfind(b"") == model.rfind(b"")
    assert m.state() == model.state()


@verifies("find.bytes-like", drawn_as="test_search", plain="position cursor")
@given(content=draws.contents(), data=st.data())
def test_find_takes_any_bytes_like_object(subject: Subject, content, data):
    needle = data.draw(draws.needles(content).flatmap(draws.buffers), label="needle")
    assert subject.map(content).find(needle) == content.find(needle.model)


@verifies("rfind.bytes-like", drawn_as="test_search", plain="position cursor")
@given(content=draws.contents(), data=st.data())
def test_rfind_takes_any_bytes_like_object(subject: Subject, content, data):
    needle = data.draw(draws.needles(content).flatmap(draws.buffers), label="needle")
    assert subject.map(content).rfind(needle) == content.rfind(needle.model)


def unusual(subject, m, content):
    """Needles that only a map has, another map that stands somewhere, and one of items of two bytes."""
    other, _ = mapped(subject, b"aabb", 2)
    return [
        (other, b"aabb"),
        (Expression(m.text), content),
        (Expression(f"memoryview({m.text})[1:]"), content[1:]),
        (Expression(f"memoryview({m.text})[-1:]"), content[-1:]),
        (Expression("__import__('array').array('H', [0x6161, 0x6262])"), b"aabb"),
        (Expression("__import__('array').array('H', b'aaxy')"), b"aaxy"),
        (Expression("memoryview(b'aaxy').cast('H')"), b"aaxy"),
    ]


@verifies("find.bytes-like", examples=5, drawn_as="test_search", plain="position cursor")
@given(content=draws.contents(2))
def test_find_takes_the_map_itself_and_larger_items(subject: Subject, content):
    content += b"aabbaa"
    m, _ = mapped(subject, content)
    needles = unusual(subject, m, content)
    assert [m.find(needle) for needle, _ in needles] == [content.find(same) for _, same in needles]


@verifies("rfind.bytes-like", examples=5, drawn_as="test_search", plain="position cursor")
@given(content=draws.contents(2))
def test_rfind_takes_the_map_itself_and_larger_items(subject: Subject, content):
    content += b"aabbaa"
    m, _ = mapped(subject, content)
    needles = unusual(subject, m, content)
    assert [m.rfind(needle) for needle, _ in needles] == [content.rfind(same) for _, same in needles]
