"""Moving bytes within a map. Held against the model."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.model import Model
from conformance.properties.arrangements import mapped, more_than_any_map, numbered, placed, readonly
from conformance.properties.calls import LARGEST
from conformance.properties.changes import stores_no_part


@st.composite
def moved(draw):
    """Content, and two places and a count within it: overlapping often, empty at times."""
    content = draw(draws.contents())
    count = draw(st.integers(0, len(content)))
    place = st.integers(0, len(content) - count)
    return content, draw(place), draw(place), count


@verifies("move.copies", examples=60, drawn_as="test_content_moving")
@given(move=moved())
def test_move_copies_as_if_by_way_of_a_copy(subject: Subject, move):
    content, dest, src, count = move
    m, model = mapped(subject, content)
    assert m.move(dest, src, count) is None
    model.move(dest, src, count)
    assert m.state() == model.state()


@remote
def wrongly_moved_within(m):
    """Of every move within a short map, those that do not give what they give of a bytearray."""
    content, size, wrong = bytes(range(65, 65 + len(m))), len(m), []
    for count in range(size + 1):
        for dest in range(size - count + 1):
            for src in range(size - count + 1):
                m[:] = content
                m.move(dest, src, count)
                model = bytearray(content)
                model[dest : dest + count] = content[src : src + count]
                if m[:] != model:
                    wrong.append((dest, src, count, m[:]))
    return wrong


@verifies("move.copies")
def test_move_is_right_for_every_overlap(subject: Subject):
    m, _ = mapped(subject, bytes(12))
    assert subject.call(wrongly_moved_within, m) == []


@verifies("move.read-only", examples=15, drawn_as="test_content_moving")
@given(move=moved())
def test_move_in_a_read_only_map_is_refused(subject: Subject, move):
    content, dest, src, count = move
    m, model = readonly(subject, content, 1)
    with raises(TypeError):
        m.move(dest, src, count)
    assert m.state() == model.state()


@verifies("move.read-only-first", examples=6, drawn_as="test_content_moving")
@given(move=moved())
def test_move_in_a_read_only_map_looks_at_no_bounds(subject: Subject, move):
    content, dest, src, count = move
    m, model = readonly(subject, content, 1)
    with raises(TypeError):
        m.move(dest, src + len(content) + 1, count)
    assert m.state() == model.state()


@verifies("move.out-of-bounds", examples=50, drawn_as="test_content_moving")
@given(move=moved(), data=st.data())
def test_move_refuses_what_is_not_wholly_in_the_map(subject: Subject, move, data):
    content, dest, src, count = move
    room = len(content) - count
    wrong = [(room + 1, src, count), (dest, room + 1, count), (-1, src, count), (dest, -1, count), (dest, src, -1)]
    wrong += [(dest, src, len(content) - max(dest, src) + 1), (2**30, src, count), (dest, src, 2**30)]
    far = more_than_any_map(subject)[-3:-1]  # with what is added they still are what a size can be
    wrong += [one for size in far for one in ((dest + size, src, count), (dest, src + size, count), (dest, src, size))]
    m, model = mapped(subject, content)
    with raises(ValueError):
        m.move(*data.draw(st.sampled_from(wrong), label="arguments"))
    assert m.state() == model.state()


@remote
def wrongly_granted(m):
    """Of every move that does not lie wholly within a short map, those that are granted, or that change something."""
    content, size, wrong = bytes(range(65, 65 + len(m))), len(m), []
    for dest in range(-2, size + 3):
        for src in range(-2, size + 3):
            for count in range(-2, size + 3):
                if min(dest, src, count) >= 0 and max(dest, src) + count <= size:
                    continue
                m[:] = content
                try:
                    m.move(dest, src, count)
                except ValueError:
                    if m[:] == content:
                        continue
                wrong.append((dest, src, count, m[:]))
    return wrong[:3]


@verifies("move.out-of-bounds")
def test_no_move_beyond_a_short_map_is_granted(subject: Subject):
    m, _ = mapped(subject, bytes(5))
    assert subject.call(wrongly_granted, m) == []


@verifies("move.three-integers", examples=15, drawn_as="test_content_moving")
@given(arguments=st.sampled_from([(0, 1), (0, 1, 1, 1), (0, 1, None), (0.0, 1, 1), ("0", 1, 1), (0, b"1", 1), ()]))
def test_move_takes_three_integers(subject: Subject, arguments):
    m, model = mapped(subject, b"abc")
    with raises(TypeError):
        m.move(*arguments)
    with raises(TypeError):
        m.move(dest=0, src=1, count=1)
    assert m.state() == model.state()


@verifies("move.copy-on-write", examples=15, drawn_as="test_content_moving")
@given(move=moved(), access=draws.access_modes(3))
def test_move_in_a_private_copy_leaves_the_file_alone(subject: Subject, move, access):
    content, dest, src, count = move
    m, model = mapped(subject, content, access=access)
    m.move(dest, src, count)
    model.move(dest, src, count)
    assert m.state() == model.state()


@verifies("move.copy-on-write", examples=5, drawn_as="test_content_moving")
@given(move=moved(), access=draws.access_modes(3))
def test_move_in_a_private_copy_of_a_part_leaves_the_file_alone(subject: Subject, move, access):
    content, dest, src, count = move
    file = placed(subject, content, subject.granularity)
    m = subject.mmap.mmap(file.fileno(), 0, access=access, offset=subject.granularity)
    model = Model(content, access.model)
    m.move(dest, src, count)
    model.move(dest, src, count)
    assert m[:] == model.get(slice(None))
    assert file.content(subject.granularity) == content


HUGE = [2**63, 2**64, 2**64 + 1, 2**100, -(2**63) - 1]


@verifies("move.huge", examples=3 * len(HUGE), drawn_as="test_content_moving")
@given(huge=st.sampled_from(HUGE), which=st.integers(0, 2))
def test_move_refuses_numbers_that_no_size_type_holds(subject: Subject, huge, which):
    m, model = mapped(subject, b"abc", 1)
    arguments = [0, 1, 1]
    arguments[which] = huge
    with raises(OverflowError):
        m.move(*arguments)
    assert m.state() == model.state()


@verifies("move.huge", examples=7, drawn_as="test_content_moving")
@given(large=st.sampled_from([(0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)]))
def test_move_refuses_the_largest_numbers(subject: Subject, large):
    m, model = mapped(subject, b"abc", 1)
    with raises(ValueError):
        m.move(*(LARGEST if at in large else one for at, one in enumerate((0, 1, 1))))
    assert m.state() == model.state()


@verifies("move.nothing", examples=9, drawn_as="test_content_moving")
@given(dest=st.sampled_from([3, 0, 2]), src=st.sampled_from([3, 0, 2]))
def test_move_of_nothing_is_granted_up_to_the_end(subject: Subject, dest, src):
    m, model = mapped(subject, b"abc", 1)
    assert m.move(dest, src, 0) is None
    assert m.state() == model.state()


@verifies("move.nothing", examples=3, drawn_as="test_content_moving")
@given(places=st.sampled_from([(4, 0), (0, 4), (4, 4)]))
def test_move_of_nothing_beyond_the_end_is_refused(subject: Subject, places):
    m, model = mapped(subject, b"abc", 1)
    with raises(ValueError):
        m.move(*places, 0)
    assert m.state() == model.state()


@verifies("move.indices", examples=6, drawn_as="test_content_moving")
@given(
    which=st.integers(0, 2),
    one=st.sampled_from([Expression("type('Index', (), {'__index__': lambda self: 1})()"), True]),
)
def test_move_takes_what_can_stand_for_an_index(subject: Subject, which, one):
    m, model = mapped(subject, b"abc", 1)
    arguments = [1, 1, 1]
    arguments[which] = one
    m.move(*arguments)
    m.move(0, one, one)
    model.move(0, 1, 1)
    assert m.state() == model.state()


@verifies("move.long-maps", examples=12, drawn_as="test_content_moving")
@given(
    ends=st.sampled_from([(0, 1), (1, 0), (0, -1), (-1, 0), (0, 7), (7, 0), (0, 100), (100, 0)]),
    size=st.sampled_from([(2, 0), (1, 1), (1, -1), (0, 100)]),
)
def test_move_copies_across_pages_in_either_direction(subject: Subject, ends, size):
    page = subject.page_size
    dest, src = (page // 2 + end for end in ends)
    count = size[0] * page + size[1]
    content = numbered(3 * page)
    model = Model(content.model)
    m = subject.anonymous(3 * page)
    with subject.unread():
        m[:] = content
        m.move(dest, src, count)
    model.move(dest, src, count)
    assert m[:] == model.get(slice(None))


@verifies("move.out-of-bounds")
def test_move_copies_no_part_of_much_that_does_not_fit(subject: Subject):
    stores_no_part(subject, "move")


@remote
def wrongly_moved(m):
    """Moves of nearly the whole of a long map, by one byte and by a page, that differ from a bytearray's."""
    model, wrong = bytearray((bytes(range(251)) * (len(m) // 251 + 1))[: len(m)]), []
    m[:] = bytes(model)
    for dest, src in ((1, 0), (0, 1), (mmap.PAGESIZE, 0), (0, mmap.PAGESIZE)):
        count = len(m) - max(dest, src)
        m.move(dest, src, count)
        model[dest : dest + count] = model[src : src + count]
        if m[:] != model:
            wrong.append((dest, src, count))
    return wrong


@verifies("move.long-maps")
def test_move_copies_many_pages_at_once(subject: Subject):
    m = subject.anonymous(17 * max(subject.page_size, 8192) + 5)
    assert subject.call(wrongly_moved, m) == []
