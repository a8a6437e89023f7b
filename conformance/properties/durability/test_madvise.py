"""madvise: what the system is told about the memory of a map, and what of it can be seen."""

import errno

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import model as oracle
from conformance import strategies as draws
from conformance.language import DidNotRaise, Expression, Subject, raises, remote, verifies
from conformance.model import Model
from conformance.properties.arrangements import mapped, more_than_any_map, places
from conformance.properties.failing import check_refusal
from conformance.properties.machine import system_advises

HINTS = [Expression(f"mmap.MADV_{name}") for name in ("NORMAL", "RANDOM", "SEQUENTIAL", "WILLNEED")]
NORMAL = HINTS[0]
FORGET = Expression("mmap.MADV_DONTNEED")
PRIVATE = Expression("mmap.MAP_PRIVATE")
COPY = Expression("mmap.ACCESS_COPY")
hints = st.sampled_from(HINTS)
two_hints = st.sampled_from([HINTS[0], HINTS[3]])


@verifies("madvise.hints", examples=20, drawn_as="test_durability_advice")
@given(place=places(), access=draws.access_modes(), hint=hints, form=st.sampled_from([(), (0,), (0, 1)]))
def test_madvise_returns_none_and_changes_nothing(subject: Subject, place, access, hint, form):
    content, position = place
    m, model = mapped(subject, content, position, access)
    assert m.madvise(hint, *form) is None
    assert m.state() == model.state()


@verifies("madvise.hints", examples=8, drawn_as="test_durability_advice")
@given(hint=hints, pages=st.sampled_from([(1, 0), (1, 1), (2, 5)]))
def test_madvise_takes_a_region_that_begins_with_a_page(subject: Subject, hint, pages):
    first, more = pages
    m = subject.anonymous(3 * subject.page_size)
    with subject.unread():
        m[-1] = 7
    assert m.madvise(hint, first * subject.page_size, subject.page_size + more) is None
    assert m[-2:] == b"\0\7"


@remote
def forgotten(m, page, arguments):
    """Fill each page at both ends, tell the system to forget a region, and see which pages are zero."""
    for at in range(0, len(m), page):
        m[at] = m[min(at + page, len(m)) - 1] = 65 + at // page
    m.madvise(mmap.MADV_DONTNEED, *arguments)
    return [m[at] + m[min(at + page, len(m)) - 1] == 0 for at in range(0, len(m), page)]


@st.composite
def regions(draw):
    """Pages of a map, the first of a region, and the region's size as pages and bytes more."""
    pages = draw(st.integers(2, 4))
    first = draw(st.integers(0, pages - 1))
    count = draw(st.integers(0, pages - first))
    return pages, first, count, draw(st.sampled_from([0, 1, -1])) if 0 < count < pages - first else 0


@verifies("madvise.region", examples=20, drawn_as="test_durability_advice")
@given(region=regions())
def test_madvise_is_about_its_region(subject: Subject, region):
    pages, first, count, more = region
    page = subject.page_size
    m = subject.anonymous(pages * page, flags=PRIVATE)
    found = subject.call(forgotten, m, page, [first * page, count * page + more])
    assert found == [first <= at < first + count + (more > 0) for at in range(pages)]


@verifies("madvise.start-alone", examples=6, drawn_as="test_durability_advice")
@given(pages=st.sampled_from([3, 1, 2, 4]), more=st.sampled_from([0, 5]), data=st.data())
def test_madvise_with_a_start_is_about_the_rest(subject: Subject, pages, more, data):
    page = subject.page_size
    first = data.draw(st.sampled_from(range(pages)[::-1]), label="first")
    m = subject.anonymous(pages * page + more, flags=PRIVATE)
    found = subject.call(forgotten, m, page, [first * page])
    assert found == [at >= first for at in range(pages + (more > 0))]


@verifies("madvise.whole-by-default", examples=6, drawn_as="test_durability_advice")
@given(pages=st.integers(1, 4), more=st.sampled_from([0, 1, 5]), access=st.booleans())
def test_madvise_is_about_the_whole_map_by_default(subject: Subject, pages, more, access):
    options = {"access": COPY} if access else {"flags": PRIVATE}
    m = subject.anonymous(pages * subject.page_size + more, **options)
    assert set(subject.call(forgotten, m, subject.page_size, [])) == {True}


@verifies("madvise.private-copy", examples=6, drawn_as="test_durability_advice", plain="position cursor")
@given(content=draws.contents(2), options=st.sampled_from([{"access": COPY}, {"flags": PRIVATE}]))
def test_a_private_map_that_is_forgotten_is_the_file_again(subject: Subject, content, options):
    m = subject.map(content, **options)
    m[0:2] = b"no"
    assert m[0:2] == b"no"
    m.madvise(FORGET)
    assert m.state() == Model(content, file=content).state()


@verifies("madvise.shared", examples=8, drawn_as="test_durability_advice", plain="memory copied")
@given(content=draws.contents(2), anonymous=st.booleans())
def test_shared_memory_that_is_forgotten_is_what_it_was(subject: Subject, content, anonymous):
    m = subject.anonymous(len(content)) if anonymous else subject.map(content)
    with subject.unread():
        m[:] = content
        m[0:2] = b"ok"
        m.madvise(FORGET)
    assert m[:] == b"ok" + content[2:]


@verifies("madvise.unknown-option", examples=8, drawn_as="test_durability_advice")
@given(option=st.sampled_from([-1, 1234567, 2**31 - 1, -(2**31)]))
def test_madvise_refuses_an_option_that_does_not_exist(subject: Subject, option):
    m, model = mapped(subject, b"abc", 2)
    try:
        with raises(OSError):
            m.madvise(option)
    except DidNotRaise:
        if not subject.call(system_advises, option, subject.page_size):
            raise
        pytest.skip("the system takes an advice that does not exist, as qemu's user emulation does")
    assert m.state() == model.state()


@verifies("madvise.option-types", examples=10, drawn_as="test_durability_advice")
@given(wrong=st.sampled_from([(), (None,), *((value,) for value in draws.NO_INTEGERS)]))
def test_madvise_takes_an_integer_for_its_option(subject: Subject, wrong):
    m, model = mapped(subject, b"abc", 2)
    with raises(TypeError):
        m.madvise(*wrong)
    assert m.state() == model.state()


@verifies("madvise.huge-option", examples=6, drawn_as="test_durability_advice")
@given(option=st.sampled_from([2**31, -(2**31) - 1, 2**32, 2**63, 2**64, 2**100]))
def test_madvise_refuses_an_option_that_no_int_holds(subject: Subject, option):
    m, model = mapped(subject, b"abc", 2)
    with raises(OverflowError):
        m.madvise(option)
    assert m.state() == model.state()


@verifies("madvise.unaligned-start", examples=8, drawn_as="test_durability_advice")
@given(hint=hints, start=st.sampled_from([(0, 1), (1, -1), (1, 1), (2, -1)]), form=st.sampled_from([(), (1,), (0,)]))
def test_madvise_refuses_a_start_within_a_page(subject: Subject, hint, start, form):
    pages, more = start
    m, behind = subject.anonymous(2 * subject.page_size), subject.granularity
    part = subject.map(subject.file(size=behind + 2 * subject.page_size), offset=behind)
    for one in (m, part):
        with raises(OSError):
            one.madvise(hint, pages * subject.page_size + more, *form)
    assert m[:2] == b"\0\0"


@remote
def has_madvise():
    return callable(getattr(mmap.mmap, "madvise", None))


@verifies("madvise.available")
def test_maps_have_madvise_where_the_system_has_it(subject: Subject):
    assert subject.call(has_madvise) is True


@verifies("madvise.absent-on-windows")
def test_maps_have_no_madvise_where_the_system_has_none(subject: Subject):
    assert subject.call(has_madvise) is False


@verifies("madvise.start-out-of-range", examples=15, drawn_as="test_durability_advice")
@given(hint=two_hints, form=st.sampled_from([(), (0,)]), data=st.data())
def test_madvise_refuses_a_start_outside_of_the_map(subject: Subject, hint, form, data):
    starts = [-1, 3, 4, -(2**31), 2**30, *more_than_any_map(subject)]
    m, model = mapped(subject, b"abc", 2)
    with raises(ValueError):
        m.madvise(hint, data.draw(st.sampled_from(starts), label="start"), *form)
    assert m.state() == model.state()


@verifies("madvise.negative-length", examples=6, drawn_as="test_durability_advice")
@given(hint=two_hints, length=st.sampled_from([-1, -2, -(2**31)]))
def test_madvise_refuses_a_negative_length(subject: Subject, hint, length):
    m, model = mapped(subject, b"abc", 2)
    with raises(ValueError):
        m.madvise(hint, 0, length)
    assert m.state() == model.state()


@verifies("madvise.overflow", examples=12, drawn_as="test_durability_advice")
@given(hint=two_hints, huge=st.sampled_from([2**63, 2**64 + 1, 2**100, -(2**63) - 1]), first=st.booleans())
def test_madvise_refuses_numbers_that_no_size_type_holds(subject: Subject, hint, huge, first):
    m, model = mapped(subject, b"abc", 2)
    with raises(OverflowError):
        m.madvise(hint, *((huge, 1) if first else (0, huge)))
    assert m.state() == model.state()


@verifies("madvise.overflow", examples=4, drawn_as="test_durability_advice")
@given(hint=hints, less=st.sampled_from([0, 1]))
def test_madvise_refuses_a_region_whose_end_overflows(subject: Subject, hint, less):
    largest = (1 << (subject.facts.pointer_bits - 1)) - 1
    m = subject.anonymous(2 * subject.page_size)
    with raises(OverflowError):
        m.madvise(hint, subject.page_size, largest - less)


@verifies("madvise.clipped", examples=10, drawn_as="test_durability_advice")
@given(hint=hints, more=st.sampled_from([1, 5000, 2**30]), nothing=st.booleans())
def test_madvise_takes_a_length_past_the_end(subject: Subject, hint, more, nothing):
    m, model = mapped(subject, b"abc", 2)
    assert m.madvise(hint, 0, 0 if nothing else 3 + more) is None
    assert m.state() == model.state()


@remote
def forgotten_at_the_brink(page):
    """Of four pages, with nothing mapped behind them: which are zero when all from one on, and more, is forgotten."""
    found = []
    for start in range(4):
        for more in (1, page, 60 * page, 1 << 30):
            m = mmap.mmap(-1, 64 * page, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
            try:
                m.resize(4 * page)
            except (OSError, SystemError):
                return None
            for at in range(4):
                m[at * page] = 1
            m.madvise(mmap.MADV_DONTNEED, start * page, (4 - start) * page + more)
            found.append([m[at * page] == 0 for at in range(4)])
            m.close()
    return found


@verifies("madvise.clipped")
def test_madvise_touches_nothing_behind_the_map(subject: Subject):
    found = subject.call(forgotten_at_the_brink, subject.page_size)
    if found is None:
        pytest.skip("the machine has no resize")
    assert found == [[at >= start for at in range(4)] for start in range(4) for _ in range(4)]


@verifies("madvise.argument-types", examples=20, drawn_as="test_durability_advice")
@given(
    call=st.sampled_from(
        [((NORMAL, 0, 1, 1), {}), ((), {"option": NORMAL}), ((NORMAL,), {"start": 0}), ((NORMAL, 0), {"length": 1})]
        + [((NORMAL, value), {}) for value in [None, *draws.NO_INTEGERS]]
        + [((NORMAL, 0, value), {}) for value in draws.NO_INTEGERS]
    ),
)
def test_madvise_takes_integers_by_position(subject: Subject, call):
    m, model = mapped(subject, b"abc", 2)
    with raises(TypeError):
        m.madvise(*call[0], **call[1])
    assert m.state() == model.state()


@remote
def advised_under_view(m):
    with memoryview(m) as view:
        returned = m.madvise(mmap.MADV_NORMAL)
        return returned, bytes(view)


@verifies("madvise.read-only", examples=10, drawn_as="test_durability_advice")
@given(place=places(), access=draws.access_modes(oracle.READ, oracle.DEFAULT))
def test_madvise_works_on_read_only_maps_and_under_views(subject: Subject, place, access):
    content, position = place
    m, model = mapped(subject, content, position, access)
    assert subject.call(advised_under_view, m) == (None, content)
    assert m.state() == model.state()


@verifies("madvise.read-only", examples=4, drawn_as="test_durability_advice", plain="position cursor")
@given(content=draws.contents(), hint=hints)
def test_madvise_works_on_maps_that_are_protected(subject: Subject, content, hint):
    m = subject.map(content, prot=Expression("mmap.PROT_READ"))
    assert m.madvise(hint) is None
    assert m.state() == Model(content, oracle.READ, file=content).state()


@verifies("madvise.failing-system", examples=3)
@given(error=st.sampled_from([errno.EIO, errno.ENOMEM, errno.EAGAIN]))
def test_what_the_system_refuses_of_an_advice_is_raised(subject: Subject, error):
    check_refusal(subject, "madvise", ["madvise"], error)
