"""Items and slices of maps of several pages and of more than 64 KiB. Held against a bytearray."""

from hypothesis import given
from hypothesis import strategies as st

from conformance.language import Expression, Subject, remote, verifies


@remote
def paged(m, page, stored):
    """Items and slices around each page boundary of a map of pages, before and after they are assigned."""
    seen = []
    size = len(stored)
    for at in (page, 2 * page):
        seen += [
            m[at - 1],
            m[at],
            m[at - len(m)],
            m[at - 3 : at + 3],
            m[at - 2 - len(m) : at + 2],
            m[at - 8 : at + 8 : 3],
        ]
        seen += [m[at + 5 : at - 5 : -2]]
        m[at - 2 : at - 2 + size] = stored
        m[at - 4], m[at - 3 - len(m)] = 1, 2
        m[at + size : at - size : -3] = bytes(len(range(at + size, at - size, -3)))
    return seen, m[page - 20 : page + 20], m[2 * page - 20 : 2 * page + 20], m[:: page // 2], m[-1]


@verifies("content.long-maps", examples=4)
@given(stored=st.sampled_from([b"", b"xy", b"wxyz", b"stuvwxyz"]))
def test_items_and_slices_cross_page_boundaries(subject: Subject, stored):
    page = subject.page_size
    content = (bytes(range(251)) * (3 * page // 251 + 1))[: 3 * page]
    m = subject.anonymous(len(content))
    with subject.unread():
        m[:] = Expression(f"(bytes(range(251)) * {3 * page // 251 + 1})[:{3 * page}]")
    expected = _paged(bytearray(content), page, stored)
    assert subject.call(paged, m, page, stored) == expected


def _paged(model, page, stored):
    """What a bytearray says of the same."""
    seen, size = [], len(stored)
    for at in (page, 2 * page):
        seen += [model[at - 1], model[at], model[at - len(model)], bytes(model[at - 3 : at + 3])]
        seen += [bytes(model[at - 2 - len(model) : at + 2]), bytes(model[at - 8 : at + 8 : 3])]
        seen += [bytes(model[at + 5 : at - 5 : -2])]
        model[at - 2 : at - 2 + size] = stored
        model[at - 4], model[at - 3 - len(model)] = 1, 2
        model[at + size : at - size : -3] = bytes(len(range(at + size, at - size, -3)))
    around = [bytes(model[at - 20 : at + 20]) for at in (page, 2 * page)]
    return seen, *around, bytes(model[:: page // 2]), model[-1]


@remote
def long_slices(m):
    """Slices of a map of many pages, those whose bytes are not the model's; then after each has been assigned."""
    model = bytearray((bytes(range(251)) * (len(m) // 251 + 1))[: len(m)])
    m[:] = bytes(model)
    far, wrong = len(m) - 10, []
    shapes = [
        slice(None),
        slice(3, far),
        slice(None, None, -1),
        slice(far, 5, -1),
        slice(1, None, 2),
        slice(None, 9, -3),
    ]
    for where in shapes:
        if m[where] != model[where]:
            wrong.append(("read", where.start, where.stop, where.step))
    for where in shapes:
        stored = bytes(model[where])[::-1]
        m[where] = model[where] = stored
        if bytes(memoryview(m)) != model:
            wrong.append(("assigned", where.start, where.stop, where.step))
    return wrong


@verifies("content.long-maps")
def test_slices_of_many_pages_are_whole(subject: Subject):
    # more than 64 KiB on every machine, where some that copy in pieces begin another one
    m = subject.anonymous(17 * max(subject.page_size, 8192) + 5)
    assert subject.call(long_slices, m) == []
