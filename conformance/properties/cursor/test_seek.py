"""Where the position is, and moving it. Held against the model."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.properties.arrangements import mapped, more_than_any_map, places
from conformance.properties.calls import HUGE


@verifies("seek.sets-position", examples=25, drawn_as="test_cursor_seeking")
@given(place=places(), data=st.data())
def test_seek_goes_to_every_place_up_to_the_end(subject: Subject, place, data):
    content, position = place
    target = data.draw(st.sampled_from([len(content), 0]) | st.integers(0, len(content)), label="target")
    m, model = mapped(subject, content, position)
    m.seek(target)
    model.seek(target)
    assert m.state() == model.state()
    assert m.read() == model.read()


def origins(value, name):
    return st.sampled_from([value, Expression(f"__import__('os').{name}", value)])


@verifies("seek.absolute-by-default", drawn_as="test_cursor_seeking")
@given(place=places(), data=st.data())
def test_seek_counts_from_the_beginning(subject: Subject, place, data):
    content, position = place
    origin = data.draw(st.just([]) | origins(0, "SEEK_SET").map(lambda value: [value]), label="origin")
    target = data.draw(st.integers(0, len(content)), label="target")
    m, _ = mapped(subject, content, position)
    m.seek(target, *origin)
    assert m.tell() == target


@verifies("seek.from-position", examples=30, drawn_as="test_cursor_seeking", plain="position cursor")
@given(place=places(), origin=origins(1, "SEEK_CUR") | st.just(True), data=st.data())
def test_seek_counts_from_the_position(subject: Subject, place, origin, data):
    content, position = place
    edges = st.sampled_from([-position, len(content) - position, -min(1, position)])
    offset = data.draw(edges | st.integers(-position, len(content) - position), label="offset")
    m, _ = mapped(subject, content, position)
    m.seek(offset, origin)
    assert m.tell() == position + offset


@verifies("seek.from-end", examples=30, drawn_as="test_cursor_seeking")
@given(place=places(), origin=origins(2, "SEEK_END"), data=st.data())
def test_seek_counts_from_the_end(subject: Subject, place, origin, data):
    content, position = place
    offset = data.draw(st.sampled_from([0, -len(content)]) | st.integers(-len(content), 0), label="offset")
    m, _ = mapped(subject, content, position)
    m.seek(offset, origin)
    assert m.tell() == len(content) + offset


@verifies("seek.from-end", examples=10, drawn_as="test_cursor_seeking")
@given(content=draws.contents(4), data=st.data())
def test_seek_counts_from_the_end_of_the_map_or_of_the_file(subject: Subject, content, data):
    length = data.draw(st.integers(2, len(content) - 1), label="length")
    m = subject.map(subject.file(content), length)
    try:
        m.seek(-1, 2)
    except ValueError:  # the end of the file is outside of the map
        assert m.tell() == 0
    else:
        assert m.tell() in (length - 1, len(content) - 1)


@verifies("seek.returns-none", examples=10, drawn_as="test_cursor_seeking")
@given(place=places(), origin=st.sampled_from([0, 1, 2]))
def test_seek_returns_none(subject: Subject, place, origin):
    m, _ = mapped(subject, *place)
    assert m.seek(0, origin) is None


@verifies("seek.returns-position", examples=30, drawn_as="test_cursor_seeking", plain="position cursor")
@given(place=places(), origin=st.sampled_from([0, 1, 2]), data=st.data())
def test_seek_returns_the_new_position(subject: Subject, place, origin, data):
    content, position = place
    base = (0, position, len(content))[origin]
    target = data.draw(st.integers(0, len(content)), label="target")
    m, _ = mapped(subject, content, position)
    assert m.seek(target - base, origin) == target


@remote
def missought(m, what):
    """The first seeks within a short map, from every position, that return, or go, what or where they should not:
    position, arguments, and what came instead."""
    wrong = []
    for position in range(len(m) + 1):
        for origin in range(3):
            for target in range(len(m) + 1):
                distance = target - (0, position, len(m))[origin]
                m.seek(position)
                found = {"value": m.seek(distance, origin), "position": m.tell()}
                if found[what.split()[0]] != (None if what == "value none" else target):
                    wrong.append((position, (distance, origin), found[what.split()[0]]))
    return wrong[:5]


@verifies("seek.sets-position")
def test_seek_goes_from_everywhere_to_everywhere(subject: Subject):
    assert subject.call(missought, subject.map(b"abcd"), "position") == []


@verifies("seek.returns-none")
def test_seek_returns_none_from_everywhere(subject: Subject):
    assert subject.call(missought, subject.map(b"abcd"), "value none") == []


@verifies("seek.returns-position")
def test_seek_returns_where_it_went_from_everywhere(subject: Subject):
    assert subject.call(missought, subject.map(b"abcd"), "value") == []


@verifies("seek.out-of-range", examples=40, drawn_as="test_cursor_seeking", plain="position cursor")
@given(place=places(), origin=st.sampled_from([0, 1, 2]), data=st.data())
def test_seek_refuses_a_place_outside_the_map(subject: Subject, place, origin, data):
    content, position = place
    base = (0, position, len(content))[origin]
    near = [-1, len(content) + 1, -len(content) - 1, 2 * len(content) + 1]
    beyond = st.sampled_from([*near, 2**30, -(2**30), *(base + count for count in more_than_any_map(subject))])
    m, model = mapped(subject, content, position)
    with raises(ValueError):
        m.seek(data.draw(beyond, label="target") - base, origin)
    assert m.state() == model.state()


@verifies("seek.out-of-range", examples=10, drawn_as="test_cursor_seeking")
@given(place=places(), origin=st.sampled_from([1, 2]))
def test_seek_refuses_a_place_that_overflows(subject: Subject, place, origin):
    content, position = place
    largest = (1 << (subject.facts.pointer_bits - 1)) - 1
    m, model = mapped(subject, content, max(1, position))
    model.seek(max(1, position))
    with raises(ValueError):
        m.seek(largest, origin)
    assert m.state() == model.state()


@verifies("seek.unknown-origin", drawn_as="test_cursor_seeking")
@given(place=places(), origin=st.sampled_from([3, 4, -1, 100, 2**31 - 1]))
def test_seek_refuses_an_unknown_origin(subject: Subject, place, origin):
    m, model = mapped(subject, *place)
    with raises(ValueError):
        m.seek(0, origin)
    assert m.state() == model.state()


@verifies("seek.positional-only", examples=6, drawn_as="test_cursor_seeking")
@given(call=st.sampled_from([((), {}), ((0, 0, 0), {}), ((), {"pos": 0}), ((0,), {"whence": 0})]))
def test_seek_takes_one_or_two_arguments_by_position(subject: Subject, call):
    m, model = mapped(subject, b"abc", 2)
    with raises(TypeError):
        m.seek(*call[0], **call[1])
    assert m.state() == model.state()


@verifies("seekable.true", examples=5, drawn_as="test_cursor_seeking")
@given(place=places())
def test_seekable_is_true(subject: Subject, place):
    m, model = mapped(subject, *place)
    assert m.seekable() is True
    assert m.state() == model.state()


@verifies("tell.position", drawn_as="test_cursor_seeking", plain="position cursor")
@given(place=places())
def test_tell_is_the_position_and_nothing_at_first(subject: Subject, place):
    content, position = place
    m, _ = mapped(subject, content)
    assert m.tell() == 0
    m.seek(position)
    assert m.tell() == position
    m.read(1)
    assert m.tell() == min(position + 1, len(content))


@verifies("seek.argument-types", examples=12, drawn_as="test_cursor_seeking")
@given(args=st.sampled_from([(value,) for value in [None, *draws.NO_INTEGERS]] + [(0, 1.0), (0, None), (0, "1")]))
def test_seek_takes_integers(subject: Subject, args):
    m, model = mapped(subject, b"abc", 1)
    with raises(TypeError):
        m.seek(*args)
    assert m.state() == model.state()


@verifies("seek.huge", examples=3 * len(HUGE) + 4, drawn_as="test_cursor_seeking")
@given(
    args=st.sampled_from(
        [(value, *origin) for value in HUGE for origin in [(), (1,), (2,)]]
        + [(0, value) for value in (2**31, 2**32, 2**64, -(2**31) - 1)]
    )
)
def test_seek_refuses_numbers_that_do_not_fit(subject: Subject, args):
    m, model = mapped(subject, b"abc", 1)
    with raises(OverflowError):
        m.seek(*args)
    assert m.state() == model.state()


@verifies("tell.no-arguments", examples=3, drawn_as="test_cursor_seeking")
@given(argument=st.sampled_from([0, None, b""]))
def test_tell_takes_no_argument(subject: Subject, argument):
    m, model = mapped(subject, b"abc", 1)
    with raises(TypeError):
        m.tell(argument)
    assert m.state() == model.state()
