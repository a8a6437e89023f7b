"""What find and rfind take for a subsequence and for bounds, and the empty subsequence within them."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.properties.arrangements import mapped
from conformance.properties.calls import INDEX

NEEDLESS = ["b", 98, None, [98], (98,), 1.0, Expression("object()")]
GAPS = ["memoryview(b'b.b.')[::2]", "memoryview(b'bb')[::-1]"]
gaps = st.sampled_from([Expression(text) for text in GAPS])


def refused(subject, method, call, *errors):
    m, model = mapped(subject, b"abcb", 1)
    args, options = call
    with raises(*errors):
        getattr(m, method)(*args, **options)
    assert m.state() == model.state()


@verifies("find.wrong-types", examples=len(NEEDLESS), drawn_as="test_search_bounds")
@given(wrong=st.sampled_from(NEEDLESS))
def test_find_refuses_what_is_not_bytes_like(subject: Subject, wrong):
    refused(subject, "find", ((wrong,), {}), TypeError)


@verifies("rfind.wrong-types", examples=len(NEEDLESS), drawn_as="test_search_bounds")
@given(wrong=st.sampled_from(NEEDLESS))
def test_rfind_refuses_what_is_not_bytes_like(subject: Subject, wrong):
    refused(subject, "rfind", ((wrong,), {}), TypeError)


@verifies("find.views-with-gaps", examples=len(GAPS), drawn_as="test_search_bounds")
@given(view=gaps)
def test_find_refuses_a_view_with_gaps(subject: Subject, view):
    refused(subject, "find", ((view,), {}), BufferError)


@verifies("rfind.views-with-gaps", examples=len(GAPS), drawn_as="test_search_bounds")
@given(view=gaps)
def test_rfind_refuses_a_view_with_gaps(subject: Subject, view):
    refused(subject, "rfind", ((view,), {}), BufferError)


COUNTS: list[Any] = [((), {}), ((b"b", 0, 4, 0), {})]


@verifies("find.one-to-three-arguments", examples=2, drawn_as="test_search_bounds")
@given(call=st.sampled_from(COUNTS))
def test_find_takes_a_subsequence_and_two_bounds(subject: Subject, call):
    refused(subject, "find", call, TypeError)


@verifies("rfind.one-to-three-arguments", examples=2, drawn_as="test_search_bounds")
@given(call=st.sampled_from(COUNTS))
def test_rfind_takes_a_subsequence_and_two_bounds(subject: Subject, call):
    refused(subject, "rfind", call, TypeError)


KEYWORDS = [((b"b",), {"start": 0}), ((b"b", 0), {"end": 4}), ((), {"sub": b"b"})]


@verifies("find.by-position", examples=3, drawn_as="test_search_bounds")
@given(call=st.sampled_from(KEYWORDS))
def test_find_takes_no_keywords(subject: Subject, call):
    refused(subject, "find", call, TypeError)


@verifies("rfind.by-position", examples=3, drawn_as="test_search_bounds")
@given(call=st.sampled_from(KEYWORDS))
def test_rfind_takes_no_keywords(subject: Subject, call):
    refused(subject, "rfind", call, TypeError)


NO_BOUNDS = [(b"b", value) for value in draws.NO_INTEGERS] + [(b"b", 0, value) for value in draws.NO_INTEGERS]


@verifies("find.bound-types", examples=len(NO_BOUNDS), drawn_as="test_search_bounds")
@given(args=st.sampled_from(NO_BOUNDS))
def test_find_refuses_bounds_that_are_no_integers(subject: Subject, args):
    refused(subject, "find", (args, {}), TypeError)


@verifies("rfind.bound-types", examples=len(NO_BOUNDS), drawn_as="test_search_bounds")
@given(args=st.sampled_from(NO_BOUNDS))
def test_rfind_refuses_bounds_that_are_no_integers(subject: Subject, args):
    refused(subject, "rfind", (args, {}), TypeError)


@verifies("find.bound-types", examples=4, drawn_as="test_search_bounds")
@given(one=st.sampled_from([INDEX, True]))
def test_find_takes_indices_for_bounds(subject: Subject, one):
    m, _ = mapped(subject, b"bbbb")
    assert [m.find(b"b", one), m.find(b"b", 0, one), m.find(b"b", one, one)] == [1, 0, -1]


@verifies("rfind.bound-types", examples=4, drawn_as="test_search_bounds")
@given(one=st.sampled_from([INDEX, True]))
def test_rfind_takes_indices_for_bounds(subject: Subject, one):
    m, _ = mapped(subject, b"bbbb")
    assert [m.rfind(b"b", one), m.rfind(b"b", 0, one), m.rfind(b"b", one, one)] == [3, 0, -1]


HUGE = [2**63, 2**64, 2**64 + 1, 2**100, -(2**63) - 1, -(2**64), -(2**100)]
huge_bounds = st.sampled_from([(value,) for value in HUGE] + [(0, value) for value in HUGE])


def clamped_or_refused(subject, method, bounds):
    m, model = mapped(subject, b"abcb", 1)
    try:
        found = getattr(m, method)(b"b", *bounds)
    except OverflowError:
        found = getattr(model, method)(b"b", *bounds)
    assert found == getattr(model, method)(b"b", *bounds)
    assert m.state() == model.state()


@verifies("find.huge-bounds", examples=2 * len(HUGE), drawn_as="test_search_bounds")
@given(bounds=huge_bounds)
def test_find_clamps_huge_bounds_or_refuses_them(subject: Subject, bounds):
    clamped_or_refused(subject, "find", bounds)


@verifies("rfind.huge-bounds", examples=2 * len(HUGE), drawn_as="test_search_bounds")
@given(bounds=huge_bounds)
def test_rfind_clamps_huge_bounds_or_refuses_them(subject: Subject, bounds):
    clamped_or_refused(subject, "rfind", bounds)


@remote
def found_between(search, every):
    return [search(b"b", *bounds) for bounds in every]


def far_away(subject, method):
    """Every number that the platform's size type holds is a bound."""
    bits = subject.facts.pointer_bits
    half, most = 1 << bits // 2, (1 << bits - 1) - 1
    far = [half // 2, half // 2 + 2, half - 1, half, half + 1, half + 2, most // 2 + 1, most]
    far += [-one for one in far]
    every = [bounds for one in far for bounds in ((one,), (0, one), (one, 3), (-one, one))]
    m, model = mapped(subject, b"abcb", 1)
    found = subject.call(found_between, Expression(f"{m.text}.{method}"), every)
    assert found == [getattr(b"abcb", method)(b"b", *bounds) for bounds in every]
    least = Expression("-__import__('sys').maxsize - 1")
    assert getattr(m, method)(b"b", least) == getattr(b"abcb", method)(b"b")
    assert m.state() == model.state()


@verifies("find.within-range")
def test_find_takes_bounds_far_beyond_the_map(subject: Subject):
    far_away(subject, "find")


@verifies("rfind.within-range")
def test_rfind_takes_bounds_far_beyond_the_map(subject: Subject):
    far_away(subject, "rfind")


@remote
def free_after(search):
    """Whether a needle can grow once it has been looked for, granted and refused."""
    import contextlib

    found = []
    for bounds in ((), (0,), (4, 0), ("0",), (0, "1"), (0, 1, 2)):
        needle = bytearray(b"b")
        with contextlib.suppress(TypeError):
            search(needle, *bounds)
        try:
            needle.append(1)
            found.append(True)
        except BufferError:
            found.append(False)
    for wrong in ("b", 98, None, [98]):
        with contextlib.suppress(TypeError):
            search(wrong)
    needle = bytearray(b"b")
    with memoryview(needle):
        return [*found, search(needle, 0) in (1, 3)]


def lets_go(subject, method):
    """The needle is free when the search is over, and so is the map."""
    m, _ = mapped(subject, b"abcb")
    assert subject.call(free_after, Expression(f"{m.text}.{method}")) == [True] * 7
    m.close()


@verifies("find.bytes-like", plain="exports views")
def test_find_lets_go_of_its_needle(subject: Subject):
    lets_go(subject, "find")


@verifies("rfind.bytes-like", plain="exports views")
def test_rfind_lets_go_of_its_needle(subject: Subject):
    lets_go(subject, "rfind")


@remote
def seen_in_views(search):
    """Which views of the bytes "bc", and of nothing, are not found where those are: of the middle, of other shapes."""
    import array

    views = {
        "the middle": memoryview(b"<bc>")[1:-1],
        "the end": memoryview(b"xyzbc")[3:],
        "the beginning": memoryview(b"bcx")[:2],
        "of a bytearray": memoryview(bytearray(b"<bc>"))[1:3],
        "of an array": memoryview(array.array("B", b"<bc>"))[1:3],
        "of a view": memoryview(memoryview(b"<<bc>>")[1:-1])[1:-1],
        "read-only": memoryview(bytes(bytearray(b"xbc")))[1:],
        "two dimensions": memoryview(b"bc").cast("B", (2, 1)),
        "characters": memoryview(b"<bc>").cast("c")[1:3],
        "signed": memoryview(b"<bc>").cast("b")[1:3],
        "one item of two bytes": memoryview(b"<<bc").cast("H")[1:],
    }
    wrong = [name for name, view in views.items() if search(view, 0) != 1]
    ranges = [(start, end) for start in range(5) for end in range(5)]
    right = [search(b"bc", *one) for one in ranges]
    wrong += [f"{name}, in a range" for name, view in views.items() if [search(view, *one) for one in ranges] != right]
    return wrong + [name for name, view in views.items() if view.nbytes and view.ndim == 1 and search(view[:0], 1) < 1]


def sees_views(subject, method):
    m, _ = mapped(subject, b"abcd")
    assert subject.call(seen_in_views, Expression(f"{m.text}.{method}")) == []


@verifies("find.bytes-like", plain="exports views")
def test_find_looks_for_the_bytes_of_a_view_and_no_others(subject: Subject):
    sees_views(subject, "find")


@verifies("rfind.bytes-like", plain="exports views")
def test_rfind_looks_for_the_bytes_of_a_view_and_no_others(subject: Subject):
    sees_views(subject, "rfind")


@remote
def disagreements_in_ranges(m, name):
    """The first searches of a short map between any two bounds that find something else than in its bytes."""
    content, edges, found = m[:], range(-len(m) - 2, len(m) + 3), []
    for needle in (b"a", b"b", b"ab", b"ba", b"abab", b"aa", b"c"):
        for start in edges:
            for end in edges:
                at = getattr(m, name)(needle, start, end)
                if at != getattr(content, name)(needle, start, end):
                    found.append((needle, start, end, at))
    return found[:5]


@verifies("find.within-range")
def test_find_looks_in_every_range(subject: Subject):
    assert subject.call(disagreements_in_ranges, subject.map(b"abab"), "find") == []


@verifies("rfind.within-range")
def test_rfind_looks_in_every_range(subject: Subject):
    assert subject.call(disagreements_in_ranges, subject.map(b"abab"), "rfind") == []


@remote
def misses_itself(m, name):
    """The first searches of a map for itself and for views of itself, from each position and in every range, that find
    something else than in its bytes: needle, position, range, and what was found."""
    content, wrong = m[:], []
    ranges = [(), *((start,) for start in range(5)), *((start, end) for start in range(5) for end in range(5))]
    for told, needle in (("m", m), ("memoryview(m)", memoryview(m)), ("memoryview(m)[2:]", memoryview(m)[2:])):
        for position in (0, 2, 4):
            m.seek(position)
            for bounds in ranges:
                found = getattr(m, name)(needle, *bounds)
                if found != getattr(content, name)(bytes(needle), *(bounds or (position,))):
                    wrong.append((told, position, bounds, found))
    return wrong[:5]


@verifies("find.within-range", plain="position cursor")
def test_find_looks_for_the_map_itself_in_the_range(subject: Subject):
    assert subject.call(misses_itself, subject.map(b"abcd"), "find") == []


@verifies("rfind.within-range", plain="position cursor")
def test_rfind_looks_for_the_map_itself_in_the_range(subject: Subject):
    assert subject.call(misses_itself, subject.map(b"abcd"), "rfind") == []


def default_or_refused(subject, method, bounds):
    m, model = mapped(subject, b"abcb")
    meant = [edge if bound is None else bound for bound, edge in zip(bounds, (model.position, 4), strict=False)]
    expected = getattr(model, method)(b"b", *meant)
    try:
        found = getattr(m, method)(b"b", *bounds)
    except TypeError:
        found = expected
    assert found == expected
    assert m.state() == model.state()


nones = st.sampled_from([(None,), (None, None), (0, None), (2, None), (-1, None)])


@verifies("find.none-for-a-bound", examples=5, drawn_as="test_search_bounds")
@given(bounds=nones)
def test_find_takes_none_for_a_default_or_refuses_it(subject: Subject, bounds):
    default_or_refused(subject, "find", bounds)


@verifies("rfind.none-for-a-bound", examples=5, drawn_as="test_search_bounds")
@given(bounds=nones)
def test_rfind_takes_none_for_a_default_or_refuses_it(subject: Subject, bounds):
    default_or_refused(subject, "rfind", bounds)


@remote
def empty_everywhere(search, starts, ends):
    """Where no bytes are found, for every start alone and with every end."""
    return [[search(b"", start)] + [search(b"", start, end) for end in ends] for start in starts]


def everywhere(subject, method, size, beyond):
    """What ``method`` says for every end and every start up to the end, or beyond it.

    And what it says of bytes, and of bytes when such a start is taken for their end.
    """
    content = b"abcde"[:size]
    starts = range(size + 1, 2 * size + 2) if beyond else range(-2 * size - 1, size + 1)
    ends = range(-2 * size - 1, 2 * size + 2)
    m, _ = mapped(subject, content)
    found = subject.call(empty_everywhere, Expression(f"{m.text}.{method}"), list(starts), list(ends))
    search = getattr(content, method)
    expected = [[search(b"", start)] + [search(b"", start, end) for end in ends] for start in starts]
    clamped = [[size] + [size if end >= size else -1 for end in ends] for _ in starts]
    return found, expected, clamped


sizes = st.sampled_from([1, 2, 5])


@verifies("find.empty", examples=3, drawn_as="test_search_bounds")
@given(size=sizes)
def test_find_finds_no_bytes_wherever_a_slice_begins(subject: Subject, size):
    found, expected, _ = everywhere(subject, "find", size, beyond=False)
    assert found == expected


@verifies("rfind.empty", examples=3, drawn_as="test_search_bounds")
@given(size=sizes)
def test_rfind_finds_no_bytes_wherever_a_slice_ends(subject: Subject, size):
    found, expected, _ = everywhere(subject, "rfind", size, beyond=False)
    assert found == expected


@verifies("find.empty-beyond-the-end", examples=3, drawn_as="test_search_bounds")
@given(size=sizes)
def test_find_takes_a_start_beyond_the_end_for_what_it_is_or_for_the_end(subject: Subject, size):
    found, expected, clamped = everywhere(subject, "find", size, beyond=True)
    assert found in (expected, clamped)


@verifies("rfind.empty-beyond-the-end", examples=3, drawn_as="test_search_bounds")
@given(size=sizes)
def test_rfind_takes_a_start_beyond_the_end_for_what_it_is_or_for_the_end(subject: Subject, size):
    found, expected, clamped = everywhere(subject, "rfind", size, beyond=True)
    assert found in (expected, clamped)


@verifies("find.nothing-beyond-the-end", examples=3, drawn_as="test_search_bounds")
@given(size=sizes)
def test_find_finds_nothing_beyond_the_end(subject: Subject, size):
    found, expected, _ = everywhere(subject, "find", size, beyond=True)
    assert found == expected


@verifies("rfind.nothing-beyond-the-end", examples=3, drawn_as="test_search_bounds")
@given(size=sizes)
def test_rfind_finds_nothing_beyond_the_end(subject: Subject, size):
    found, expected, _ = everywhere(subject, "rfind", size, beyond=True)
    assert found == expected
