"""Iteration over a map, forwards and backwards."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Subject, raises, remote, verifies
from conformance.properties.arrangements import mapped, places


@remote
def walked(m):
    first, *others = m
    return [
        [bytes([one]) if isinstance(one, int) else bytes(one) for one in each]
        for each in (list(m), [first, *others], list(reversed(m))[::-1], list(iter(m)))
    ]


@verifies("iteration.walks-all", drawn_as="test_content_sequence")
@given(content=draws.contents())
def test_iteration_visits_each_byte_once(subject: Subject, content):
    m, model = mapped(subject, content)
    assert subject.call(walked, m) == [[bytes([byte]) for byte in content]] * 4
    assert m.state() == model.state()


@remote
def kinds_walked(m):
    """The types and lengths of what is yielded in either direction, of every page."""
    return [sorted({(type(one).__name__, len(one)) for one in each}) for each in (iter(m), reversed(m))]


@verifies("iteration.yields-bytes", plain="type typed")
def test_iteration_yields_bytes_to_the_last_page_and_backwards(subject: Subject):
    m = subject.anonymous(subject.page_size + 2)
    assert subject.call(kinds_walked, m) == [[("bytes", 1)]] * 2


@verifies("iteration.yields-bytes", drawn_as="test_content_sequence", plain="type typed")
@given(content=draws.contents(max_size=6))
def test_iteration_yields_bytes_of_length_one(subject: Subject, content):
    m, _ = mapped(subject, content)
    found = iter(m)
    for byte in content:
        assert next(found) == bytes([byte])
    with raises(StopIteration):
        next(found)


@verifies("iteration.ignores-position", drawn_as="test_content_sequence")
@given(place=places())
def test_iteration_leaves_the_position_alone(subject: Subject, place):
    content, position = place
    m, model = mapped(subject, content, position)
    assert subject.call(walked, m) == [[bytes([byte]) for byte in content]] * 4
    assert m.state() == model.state()


@verifies("iteration.closed", examples=10, drawn_as="test_content_sequence", plain="exports views")
@given(content=draws.contents(2), before=st.booleans())
def test_iterating_a_closed_map_is_refused(subject: Subject, content, before):
    m, _ = mapped(subject, content)
    if before:
        found = iter(m)
        next(found)
        m.close()
    else:
        m.close()
        found = iter(m)
    with raises(ValueError):
        next(found)


@remote
def iterated_by_others(m):
    try:
        sum(m)
        added = True
    except TypeError:
        added = False
    return [
        [(at, one) for at, one in enumerate(m)],
        sorted(set(m)),
        min(m),
        max(m),
        tuple(m),
        b"-".join(m),
        list(map(bytes, m)),
        list(bytes(m)),
        list(memoryview(m)),
        list(bytearray(m)),
        added,
    ]


@verifies("iteration.consumers", examples=8, drawn_as="test_content_sequence", plain="type typed")
@given(content=draws.contents())
def test_what_consumes_iterables_sees_bytes_objects(subject: Subject, content):
    m, model = mapped(subject, content)
    each = [bytes([one]) for one in content]
    assert subject.call(iterated_by_others, m) == [
        list(enumerate(each)),
        sorted(set(each)),
        min(each),
        max(each),
        tuple(each),
        b"-".join(each),
        each,
        list(content),
        list(content),
        list(content),
        False,
    ]
    assert m.state() == model.state()
