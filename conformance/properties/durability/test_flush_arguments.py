"""What flush is given: ranges, numbers and flags that it takes or refuses."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import model as oracle
from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, verifies
from conformance.properties.arrangements import mapped, places
from conformance.properties.calls import HUGE, LARGEST, LEAST, WIDE
from conformance.properties.machine import needs_syncing

SYNC, ASYNC, INVALIDATE = (f"mmap.MS_{name}" for name in ("SYNC", "ASYNC", "INVALIDATE"))


OUTSIDE = [(0, 6), (5, 1), (6, 0), (-1, 0), (-1, 1), (0, -2), (1, 5), (-5, 5), (LARGEST, LARGEST)]
OUTSIDE += [(1, LARGEST), (0, LARGEST), (LARGEST, 0), (LARGEST, 1), (LEAST, 0), (LEAST, LARGEST)]
OUTSIDE += [(WIDE, 0), (WIDE, 1), (0, WIDE)]
two_modes = draws.access_modes(oracle.DEFAULT, oracle.READ)


@verifies("flush.out-of-range", examples=len(OUTSIDE) * 2, drawn_as="test_durability_arguments")
@given(where=st.sampled_from(OUTSIDE), access=two_modes)
def test_flush_refuses_a_range_outside_of_the_map(subject: Subject, where, access):
    m, model = mapped(subject, b"abcde", 2, access)
    with raises(ValueError):
        m.flush(*where)
    assert m.state() == model.state()


@verifies("flush.negative-size", examples=6, drawn_as="test_durability_arguments")
@given(access=draws.access_modes())
def test_flush_refuses_a_size_of_minus_one(subject: Subject, access):
    m, model = mapped(subject, b"abc", 2, access)
    with raises(ValueError):
        m.flush(0, -1)
    assert m.state() == model.state()


@verifies("flush.size-to-the-end", examples=10, drawn_as="test_durability_arguments")
@given(place=places(), access=draws.access_modes())
def test_flush_takes_minus_one_for_the_rest(subject: Subject, place, access):
    content, position = place
    m, model = mapped(subject, content, position, access)
    if access.model != oracle.READ:
        m[-1] = 7
        model.set_item(-1, 7)
    assert m.flush(0, -1) is None
    assert m.state() == model.state()


@verifies("flush.huge", examples=12, drawn_as="test_durability_arguments")
@given(huge=st.sampled_from(HUGE), second=st.booleans())
def test_flush_refuses_numbers_that_no_size_type_holds(subject: Subject, huge, second):
    m, model = mapped(subject, b"abc", 2)
    with raises(OverflowError):
        m.flush(*((0, huge) if second else (huge, 1)))
    assert m.state() == model.state()


@verifies("flush.argument-types", examples=20, drawn_as="test_durability_arguments")
@given(
    wrong=st.sampled_from([(0, 1, 0), (None, 1), *((value, 1) for value in draws.NO_INTEGERS)])
    | st.sampled_from([(0, value) for value in draws.NO_INTEGERS]),
)
def test_flush_takes_two_integers_at_most(subject: Subject, wrong):
    m, model = mapped(subject, b"abc", 2)
    with raises(TypeError):
        m.flush(*wrong)
    assert m.state() == model.state()


@verifies("flush.no-size-none", "flush.no-size-none-again", examples=4, drawn_as="test_durability_arguments")
@given(access=draws.access_modes())
def test_flush_takes_none_for_no_size(subject: Subject, access):
    m, model = mapped(subject, b"abc", 2, access)
    with raises(TypeError):
        m.flush(0, None)
    assert m.state() == model.state()


@verifies("flush.by-position", "flush.no-keywords", examples=6, drawn_as="test_durability_arguments")
@given(call=st.sampled_from([((), {"offset": 0, "size": 1}), ((0,), {"size": 1}), ((), {"offset": 0})]))
def test_flush_takes_offset_and_size_by_position(subject: Subject, call):
    m, model = mapped(subject, b"abc", 2)
    with raises(TypeError):
        m.flush(*call[0], **call[1])
    assert m.state() == model.state()


def flags(*texts):
    return st.sampled_from([Expression(text) for text in texts])


def written(subject):
    """A map with a change that is not flushed yet, and its model."""
    m, model = mapped(subject, b"abc", 2)
    m[0] = 7
    model.set_item(0, 7)
    return m, model


@verifies("flush.flags", examples=20, drawn_as="test_durability_arguments")
@given(
    how=flags(SYNC, ASYNC, f"{SYNC} | {INVALIDATE}", f"{ASYNC} | {INVALIDATE}", f"int({SYNC})"),
    form=st.sampled_from([(), (0,), (0, 1)]),
)
def test_flush_takes_the_flags_of_the_system(subject: Subject, how, form):
    m, model = written(subject)
    assert m.flush(*form, flags=how) is None
    assert m.state() == model.state()


@verifies("flush.invalidates", examples=6)
@given(how=flags(INVALIDATE, f"{SYNC} | {INVALIDATE}", f"{ASYNC} | {INVALIDATE}"), form=st.sampled_from([(), (0, 1)]))
def test_flush_shows_changes_to_other_maps(subject: Subject, how, form):
    file = subject.file(b"abc")
    m, other = subject.map(file), subject.map(file)
    assert other[0] == ord("a")
    with subject.unread():
        m[0] = 7
    assert m.flush(*form, flags=how) is None
    assert (m[:], other[:], file.content()) == (b"\x07bc", b"\x07bc", b"\x07bc")


@verifies("flush.flags-by-keyword", examples=6, drawn_as="test_durability_arguments")
@given(access=two_modes, how=st.sampled_from([0, 4]))
def test_flush_takes_no_flags_by_position(subject: Subject, access, how):
    m, model = mapped(subject, b"abc", 2, access)
    with raises(TypeError):
        m.flush(0, 1, how)
    assert m.state() == model.state()


@verifies("flush.flags-on-windows", examples=8, drawn_as="test_durability_arguments")
@given(how=st.sampled_from([0, 1, 4, 7, -1, 8, 1000, 2**31 - 1]))
def test_flush_ignores_flags_on_windows(subject: Subject, how):
    m, model = written(subject)
    assert m.flush(flags=how) is None
    assert m.state() == model.state()


@verifies("flush.flags-refused", examples=8, drawn_as="test_durability_arguments", plain="memory copied")
@given(how=flags(f"{SYNC} | {ASYNC}", "-1"), form=st.sampled_from([(), (0, 1)]))
def test_flush_refuses_flags_that_contradict_each_other(subject: Subject, how, form):
    needs_syncing(subject)
    m, model = written(subject)
    with raises(OSError, ValueError):
        m.flush(*form, flags=how)
    assert m.state() == model.state()


@verifies("flush.flags-unknown-bits", examples=8, drawn_as="test_durability_arguments", plain="memory copied")
@given(how=flags("8", "1000", "2**31 - 1", f"{SYNC} | 1 << 20", "-1"))
def test_flush_refuses_flags_that_do_not_exist(subject: Subject, how):
    needs_syncing(subject)
    m, model = written(subject)
    with raises(OSError):
        m.flush(flags=how)
    assert m.state() == model.state()


@verifies("flush.flags-types", examples=12, drawn_as="test_durability_arguments")
@given(wrong=st.sampled_from([None, 2**31, 2**64, -(2**31) - 1, *draws.NO_INTEGERS]))
def test_flush_takes_an_integer_for_flags(subject: Subject, wrong):
    m, model = mapped(subject, b"abc", 2)
    with raises(OverflowError if isinstance(wrong, int) else TypeError):
        m.flush(flags=wrong)
    assert m.state() == model.state()


@verifies("flush.flags-read-only", examples=8, drawn_as="test_durability_arguments")
@given(access=draws.access_modes(oracle.READ, oracle.COPY), how=st.sampled_from([-1, 8, 1000]))
def test_flush_of_what_is_never_written_back_takes_any_flags(subject: Subject, access, how):
    m, model = mapped(subject, b"abc", 2, access)
    assert m.flush(flags=how) is None
    assert m.state() == model.state()
