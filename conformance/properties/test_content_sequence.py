"""What else a sequence of bytes does: deletion, concatenation, iteration, containment."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.properties.arrangements import mapped, places


@verifies("content.no-deletion", examples=15)
@given(
    content=draws.contents(2),
    index=st.sampled_from([0, -1, slice(0, 1), slice(0, 0), slice(None), slice(None, None, 2)]),
)
def test_nothing_can_be_deleted(subject: Subject, content, index):
    m, model = mapped(subject, content)
    with raises(TypeError):
        del m[index]
    assert m.state() == model.state()


@remote
def combined(m):
    def add():
        return m + b"a"

    def repeat():
        return m * 2

    def repeat_from_the_left():
        return 2 * m

    def extend():
        n = m
        n += b"a"
        return n

    def repeat_in_place():
        n = m
        n *= 2
        return n

    def fill_in():
        return m % (1,)

    refused = []
    for operation in (add, repeat, repeat_from_the_left, extend, repeat_in_place, fill_in):
        try:
            operation()
        except TypeError:
            refused.append(operation.__name__)
    return refused


@verifies("content.no-concatenation", examples=3)
@given(content=draws.contents())
def test_a_map_cannot_be_combined(subject: Subject, content):
    m, model = mapped(subject, content)
    every = ["add", "repeat", "repeat_from_the_left", "extend", "repeat_in_place", "fill_in"]
    assert subject.call(combined, m) == every
    assert m.state() == model.state()


@remote
def methods_of_bytearray(m):
    return sorted(name for name in dir(bytearray) if name[0] != "_" and hasattr(m, name))


@verifies("content.no-bytearray-methods")
def test_of_the_methods_of_bytearray_a_map_has_two(subject: Subject):
    m, _ = mapped(subject, b"ab")
    assert [name for name in subject.call(methods_of_bytearray, m) if name != "resize"] == ["find", "rfind"]


@remote
def walked(m):
    first, *others = m
    return [
        [bytes([one]) if isinstance(one, int) else bytes(one) for one in each]
        for each in (list(m), [first, *others], list(reversed(m))[::-1], list(iter(m)))
    ]


@verifies("iteration.walks-all")
@given(content=draws.contents())
def test_iteration_visits_each_byte_once(subject: Subject, content):
    m, model = mapped(subject, content)
    assert subject.call(walked, m) == [[bytes([byte]) for byte in content]] * 4
    assert m.state() == model.state()


@remote
def kinds_walked(m):
    """The types and lengths of what is yielded in either direction, of every page."""
    return [sorted({(type(one).__name__, len(one)) for one in each}) for each in (iter(m), reversed(m))]


@verifies("iteration.yields-bytes")
def test_iteration_yields_bytes_to_the_last_page_and_backwards(subject: Subject):
    m = subject.anonymous(subject.page_size + 2)
    assert subject.call(kinds_walked, m) == [[("bytes", 1)]] * 2


@verifies("iteration.yields-bytes")
@given(content=draws.contents(max_size=6))
def test_iteration_yields_bytes_of_length_one(subject: Subject, content):
    m, _ = mapped(subject, content)
    found = iter(m)
    for byte in content:
        assert next(found) == bytes([byte])
    with raises(StopIteration):
        next(found)


@verifies("iteration.ignores-position")
@given(place=places())
def test_iteration_leaves_the_position_alone(subject: Subject, place):
    content, position = place
    m, model = mapped(subject, content, position)
    assert subject.call(walked, m) == [[bytes([byte]) for byte in content]] * 4
    assert m.state() == model.state()


@verifies("iteration.closed", examples=10)
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


@verifies("contains.single-byte", examples=40)
@given(place=places(), data=st.data())
def test_a_map_contains_single_bytes(subject: Subject, place, data):
    content, position = place
    one = data.draw(st.sampled_from(content) | st.integers(0, 255), label="byte")
    m, model = mapped(subject, content, position)
    forms = st.sampled_from(["{!r}", "bytearray({!r})", "memoryview({!r})"])  # an array never equals a byte
    single = Expression(data.draw(forms, label="form").format(bytes([one])))
    assert m.contains(single) is (one in content)
    others = [
        one,
        content[0],
        content[:2],
        content[-3:],
        content,
        bytes([one, one]),
        content[:2] + b"a",
        b"",
        "a",
        None,
    ]
    with subject.together() as found:
        for other in others:
            m.contains(other)
    assert [answer.value() for answer in found] == [isinstance(other, bytes) and len(other) == 1 for other in others]
    assert m.state() == model.state()


@remote
def found_in_long(m):
    m[0], m[-1] = 1, 2
    return [one in m for one in (b"\1", b"\2", b"\3", b"\0\2")]


@verifies("contains.single-byte")
def test_a_map_contains_the_bytes_of_its_last_page(subject: Subject):
    m = subject.anonymous(2 * subject.page_size)
    assert subject.call(found_in_long, m) == [True, True, False, False]


@remote
def truth(m):
    return bool(m)


@verifies("content.true", examples=6)
@given(content=st.sampled_from([b"\0", b"\0\0", b"a"]), at_end=st.booleans())
def test_an_open_map_is_true(subject: Subject, content, at_end):
    m, _ = mapped(subject, content, len(content) if at_end else 0)
    assert subject.call(truth, m) is True


@remote
def counted(m, byte):
    import operator

    return operator.countOf(m, byte), operator.indexOf(m, byte), operator.countOf(m, byte[0])


@verifies("content.operator-functions", examples=15)
@given(content=draws.contents(), data=st.data())
def test_the_operator_module_sees_single_bytes(subject: Subject, content, data):
    byte = bytes([data.draw(st.sampled_from(content), label="byte")])
    m, _ = mapped(subject, content)
    assert subject.call(counted, m, byte) == (content.count(byte), content.index(byte), 0)


@remote
def abstract_classes(m):
    import collections.abc

    names = ["Sized", "Hashable", "Sequence", "MutableSequence", "Iterable", "Container", "Collection", "Reversible"]
    return [name for name in names if isinstance(m, getattr(collections.abc, name))]


@verifies("content.abstract-classes")
def test_a_map_is_sized_and_hashable_and_nothing_else(subject: Subject):
    m, _ = mapped(subject, b"ab")
    assert subject.call(abstract_classes, m) == ["Sized", "Hashable"]


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


@verifies("iteration.consumers", examples=8)
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


@remote
def inside(m, text):
    return m in text


@verifies("contains.from-the-other-side", examples=8)
@given(content=draws.contents(max_size=4), around=st.sampled_from([b"", b"<", b"\0"]), cut=st.booleans())
def test_a_map_is_in_bytes_where_its_bytes_are(subject: Subject, content, around, cut):
    m, _ = mapped(subject, content)
    text = around + content[cut:] + around
    assert subject.call(inside, m, text) is (content in text)
