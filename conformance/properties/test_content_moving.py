"""Moving bytes within a map. Held against the model."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.harness import Subject, raises, verifies
from conformance.properties.arrangements import mapped, readonly


@st.composite
def moved(draw):
    """Content, and two places and a count within it: overlapping often, empty at times."""
    content = draw(draws.contents())
    count = draw(st.integers(0, len(content)))
    place = st.integers(0, len(content) - count)
    return content, draw(place), draw(place), count


@verifies("move.copies", examples=60)
@given(move=moved())
def test_move_copies_as_if_by_way_of_a_copy(subject: Subject, move):
    content, dest, src, count = move
    m, model = mapped(subject, content)
    assert m.move(dest, src, count) is None
    model.move(dest, src, count)
    assert m.state() == model.state()


@verifies("move.read-only", examples=25)
@given(move=moved(), far=st.booleans())
def test_move_in_a_read_only_map_is_refused(subject: Subject, move, far):
    content, dest, src, count = move
    m, model = readonly(subject, content)
    with raises(TypeError):
        m.move(dest, src + far * len(content), count)
    assert m.state() == model.state()


@verifies("move.out-of-bounds", examples=50)
@given(move=moved(), data=st.data())
def test_move_refuses_what_is_not_wholly_in_the_map(subject: Subject, move, data):
    content, dest, src, count = move
    room = len(content) - count
    wrong = [(room + 1, src, count), (dest, room + 1, count), (-1, src, count), (dest, -1, count), (dest, src, -1)]
    wrong += [(dest, src, len(content) - max(dest, src) + 1), (2**30, src, count), (dest, src, 2**30)]
    m, model = mapped(subject, content)
    with raises(ValueError):
        m.move(*data.draw(st.sampled_from(wrong), label="arguments"))
    assert m.state() == model.state()


@verifies("move.three-integers", examples=15)
@given(arguments=st.sampled_from([(0, 1), (0, 1, 1, 1), (0, 1, None), (0.0, 1, 1), ("0", 1, 1), (0, b"1", 1), ()]))
def test_move_takes_three_integers(subject: Subject, arguments):
    m, model = mapped(subject, b"abc")
    with raises(TypeError):
        m.move(*arguments)
    with raises(TypeError):
        m.move(dest=0, src=1, count=1)
    assert m.state() == model.state()


@verifies("move.copy-on-write", examples=15)
@given(move=moved(), access=draws.access_modes(3))
def test_move_in_a_private_copy_leaves_the_file_alone(subject: Subject, move, access):
    content, dest, src, count = move
    m, model = mapped(subject, content, access=access)
    m.move(dest, src, count)
    model.move(dest, src, count)
    assert m.state() == model.state()
