"""Slices, read and assigned, and every slice that there is of a short map. Held against the model."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.properties.arrangements import WRITABLE, mapped
from conformance.properties.changes import stores_no_part


@st.composite
def runs(draw):
    """Content, an ordinary slice with its ends counted from either side, and bytes of its size."""
    content = draw(draws.contents())
    where = draw(draws.slices_of(len(content)))
    start = where.start if where.start == len(content) else draw(draws.spellings(where.start, len(content)))
    spelled = slice(start, draw(draws.spellings(where.stop, len(content))))
    size = where.stop - where.start
    return content, spelled, draw(draws.contents(size, size))


@verifies("slice.assign", examples=40, drawn_as="test_content")
@given(run=runs(), access=draws.access_modes(*WRITABLE))
def test_assigning_to_a_slice_replaces_that_run(subject: Subject, run, access):
    content, where, data = run
    m, model = mapped(subject, content, 1, access=access)
    m[where] = data
    model.set_slice(where, data)
    assert m.state() == model.state()


def of_another_size(run, change):
    content, where, data = run
    other = data + bytes(change) if change > 0 else data[:change]
    return content, where, data + b"a" if len(other) == len(data) else other


changes = st.sampled_from([-1, 1, 2, -100, 100])


@verifies("slice.same-size", examples=40, drawn_as="test_content")
@given(run=runs(), change=changes)
def test_a_slice_takes_bytes_of_its_own_size_only(subject: Subject, run, change):
    content, where, other = of_another_size(run, change)
    m, model = mapped(subject, content, 1)
    with raises(IndexError, ValueError):
        m[where] = other
    assert m.state() == model.state()


@verifies("slice.same-size")
def test_no_part_of_much_of_another_size_is_assigned(subject: Subject):
    stores_no_part(subject, "slice")


@verifies("slice.same-size", examples=8, drawn_as="test_content")
@given(content=draws.contents(2), data=st.data())
def test_a_slice_that_ends_before_it_begins_takes_no_bytes(subject: Subject, content, data):
    begin = data.draw(st.integers(1, len(content)), label="begin")
    end = data.draw(st.integers(0, begin - 1), label="end")
    m, model = mapped(subject, content, 1)
    with raises(IndexError, ValueError):
        m[begin:end] = content[end:begin]
    m[begin:end] = b""
    assert m.state() == model.state()


@verifies("slice.same-size-or-index-error", examples=12, drawn_as="test_content")
@given(run=runs(), change=changes)
def test_bytes_of_another_size_are_an_index_error(subject: Subject, run, change):
    content, where, other = of_another_size(run, change)
    m, _ = mapped(subject, content)
    with raises(IndexError):
        m[where] = other
    with raises(IndexError):
        m[::-1] = content + b"a"
    with raises(IndexError):
        m[::2] = content[:1] + content[::2]


@verifies("slice.read", examples=80, drawn_as="test_content")
@given(content=draws.contents(), data=st.data())
def test_a_slice_is_what_it_is_of_a_bytearray(subject: Subject, content, data):
    where = data.draw(draws.any_slices(len(content)), label="slice")
    m, model = mapped(subject, content, 1)
    assert m[where] == model.get(where)
    assert m.state() == model.state()


@remote
def kept_slice(m):
    kept, backwards = m[0 : len(m)], m[::-1]
    before = bytes(kept)
    m[0] = (m[0] + 1) % 256
    anew = m[0 : len(m)] == bytes([m[0]]) + before[1:] == m[::-1][::-1]
    types = {type(one) for one in (kept, backwards, m[0:0], m[::2])}
    return types == {bytes}, kept == before == backwards[::-1], anew


@verifies("slice.independent", examples=5, drawn_as="test_content")
@given(content=draws.contents())
def test_a_slice_does_not_follow_the_map(subject: Subject, content):
    m, _ = mapped(subject, content)
    assert subject.call(kept_slice, m) == (True, True, True)


@verifies("slice.assign-types", examples=30, drawn_as="test_content")
@given(run=runs(), data=st.data())
def test_a_slice_takes_any_bytes_like_object(subject: Subject, run, data):
    content, where, stored = run
    m, model = mapped(subject, content, 1)
    m[where] = data.draw(draws.buffers(stored), label="buffer")
    model.set_slice(where, stored)
    assert m.state() == model.state()


FORMS = [
    "__import__('array').array('H', b'wxyz')",
    "memoryview(b'wxyz').cast('H')",
    "memoryview(b'wxyz').cast('B', [2, 2])",
    "bytearray(b'wxyz')",
    "memoryview(b'wxyz')",
]


@verifies("slice.assign-types", examples=2 * len(FORMS), drawn_as="test_content")
@given(form=st.sampled_from(FORMS), where=st.sampled_from([slice(1, 5), slice(None, None, 2)]))
def test_a_slice_takes_the_bytes_of_items_of_every_form(subject: Subject, form, where):
    m, model = mapped(subject, b"abcdefgh")
    m[where] = Expression(form)
    model.set_slice(where, b"wxyz")
    assert m.state() == model.state()


@verifies("slice.assign-types", examples=8, drawn_as="test_content", plain="position cursor")
@given(stored=draws.contents(2), step=st.sampled_from([1, 2]))
def test_a_slice_takes_the_whole_of_another_map(subject: Subject, stored, step):
    m, model = mapped(subject, bytes(2 * len(stored) + 1))
    other, _ = mapped(subject, stored, len(stored) - 1)
    where = slice(1, 1 + step * len(stored), step)
    m[where] = other
    model.set_slice(where, stored)
    assert m.state() == model.state()
    assert other.tell() == len(stored) - 1


@verifies("slice.assign-types", examples=15, drawn_as="test_content")
@given(
    content=draws.contents(2), wrong=st.sampled_from(["ab", [97, 98], (97, 98), 97, None, Expression("iter(b'ab')")])
)
def test_a_slice_takes_nothing_that_is_not_bytes_like(subject: Subject, content, wrong):
    m, model = mapped(subject, content, 1)
    with raises(TypeError):
        m[0:2] = wrong
    assert m.state() == model.state()


@verifies("slice.assign-types", examples=5, drawn_as="test_content")
@given(
    content=draws.contents(4),
    where=st.sampled_from([slice(0, 2), slice(0, 4, 2), slice(1, None, -1)]),
    view=st.sampled_from(["memoryview(b'abcd')[::2]", "memoryview(b'ab')[::-1]"]),
)
def test_a_slice_takes_no_view_with_gaps(subject: Subject, content, where, view):
    m, model = mapped(subject, content, 1)
    with raises(BufferError):
        m[where] = Expression(view)
    assert m.state() == model.state()


@remote
def let_go_by(changes):
    """Of some changes that are given a bytearray, whether each left it free to grow."""
    import contextlib

    found = []
    for change in changes:
        given = bytearray(b"ab")
        with contextlib.suppress(IndexError, ValueError, TypeError):
            change(given)
        try:
            given.append(1)
            found.append(True)
        except BufferError:
            found.append(False)
    return found


@verifies("slice.assign-types", drawn_as="test_content")
def test_a_slice_lets_go_of_what_it_was_given(subject: Subject):
    m, _ = mapped(subject, b"abcd")
    granted, refused = [(0, 2), (None, None, 2), (None, None, -2)], [(0, 3), (0, 1), (None, None, 3)]
    changes = [
        Expression(f"lambda given: {m.text}.__setitem__(slice(*{ends}), given)") for ends in [*granted, *refused]
    ]
    assert subject.call(let_go_by, changes) == [True] * len(changes)


@verifies("slice.assign-extended", examples=60, drawn_as="test_content")
@given(content=draws.contents(), access=draws.access_modes(*WRITABLE), data=st.data())
def test_a_slice_with_a_step_takes_its_bytes_one_by_one(subject: Subject, content, access, data):
    where = data.draw(draws.any_slices(len(content)), label="slice")
    size = len(range(*where.indices(len(content))))
    stored = data.draw(draws.contents(size, size), label="stored")
    m, model = mapped(subject, content, 1, access=access)
    m[where] = stored
    model.set_slice(where, stored)
    assert m.state() == model.state()


BOUNDS = ["1.0:", ":2.0", "::1.0", "'a':", ":b'a'", "[]:"]


@verifies("slice.bad-bounds", examples=2 * len(BOUNDS) + 2, drawn_as="test_content")
@given(where=st.sampled_from([*BOUNDS, "::0"]), assigned=st.booleans())
def test_a_slice_has_integer_bounds_and_a_step(subject: Subject, where, assigned):
    m, model = mapped(subject, b"abc", 1)
    with raises(ValueError if where == "::0" else TypeError):
        if assigned:
            m[Expression(where)] = b"xyz"
        else:
            m[Expression(where)]
    assert m.state() == model.state()


@verifies("slice.assign-itself", examples=3, drawn_as="test_content")
@given(content=draws.contents())
def test_a_slice_takes_the_map_itself(subject: Subject, content):
    m, model = mapped(subject, content, 1)
    m[:] = Expression(m.text)
    model.position = 1
    assert m.state() == model.state()


@verifies("slice.refused-as-a-whole", examples=20, drawn_as="test_content")
@given(content=draws.contents(4), data=st.data())
def test_a_refused_assignment_changes_nothing(subject: Subject, content, data):
    where = data.draw(draws.any_slices(len(content)), label="slice")
    size = len(range(*where.indices(len(content))))
    wrong = [
        bytes(size + 1),
        bytes(size + 100),
        Expression(f"memoryview(bytes({2 * size + 4}))[::2]"),
        "x" * size,
        None,
    ]
    m, model = mapped(subject, content, 1)
    with raises(IndexError, ValueError, TypeError, BufferError):
        m[where] = data.draw(st.sampled_from(wrong if size == 0 else [*wrong, bytes(size - 1)]), label="wrong")
    assert m.state() == model.state()


@remote
def wrong_slices(m, assigned):
    """Of all slices within and a little beyond a short map, those whose bytes are others than a bytearray's."""
    content, wrong = m[:], []
    edges = [None, *range(-len(m) - 2, len(m) + 3)]
    every = [slice(start, stop, step) for start in edges for stop in edges for step in (None, 1, 2, 3, -1, -2, -3)]
    for where in every:
        model = bytearray(content)
        if assigned:
            m[:] = content
            m[where] = model[where] = bytes([255 - byte for byte in content[where]])
            right = m[:] == model
        else:
            right = m[where] == model[where]
        if not right:
            wrong.append((where.start, where.stop, where.step))
    return wrong[:5]


@verifies("slice.read")
def test_every_slice_of_a_short_map_is_what_it_is_of_a_bytearray(subject: Subject):
    assert subject.call(wrong_slices, subject.map(b"abcd"), False) == []


@verifies("slice.assign", "slice.assign-extended")
def test_every_slice_of_a_short_map_can_be_assigned(subject: Subject):
    assert subject.call(wrong_slices, subject.map(b"abcd"), True) == []
