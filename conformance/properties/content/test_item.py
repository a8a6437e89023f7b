"""Items, read and assigned. Held against the model."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, verifies
from conformance.properties.arrangements import WRITABLE, mapped
from conformance.properties.calls import INDEX, items

NO_INDEX = [None, 1.0, "0", b"0", (0,), [0], Expression("..."), Expression("object()")]


@verifies("item.assign", examples=40, drawn_as="test_content")
@given(item=items(), access=draws.access_modes(*WRITABLE))
def test_assigning_to_an_index_replaces_that_byte(subject: Subject, item, access):
    content, index, value = item
    m, model = mapped(subject, content, 1, access=access)
    m[index] = value
    model.set_item(index, value)
    assert m.state() == model.state()


@verifies("item.read", examples=30, drawn_as="test_content")
@given(item=items())
def test_an_index_reads_a_byte(subject: Subject, item):
    content, index, value = item
    content = content[:-1] + bytes([value])
    m, model = mapped(subject, content, 1)
    assert [m[index], m[-1], m[len(content) - 1]] == [content[index], value, value]
    assert m.state() == model.state()


def beyond(length):
    far = [2**31, 2**32, 2**63 - 1, 2**63, 2**100]
    edges = [length, length + 1, *far, -length - 1, *(-value for value in far)]
    return st.sampled_from(edges)


@verifies("item.out-of-range", drawn_as="test_content")
@given(content=draws.contents(), data=st.data())
def test_reading_out_of_range_is_refused(subject: Subject, content, data):
    m, model = mapped(subject, content, 1)
    as_object = Expression(f"type('Index', (), {{'__index__': lambda self: {-len(content) - 1}}})()")
    for index in (data.draw(beyond(len(content)), label="index"), -2 * len(content), as_object):
        with raises(IndexError):
            m[index]
    assert m.state() == model.state()


@verifies("item.index-types", examples=15, drawn_as="test_content")
@given(content=draws.contents(), index=st.sampled_from(NO_INDEX))
def test_an_index_is_an_integer_or_a_slice(subject: Subject, content, index):
    m, model = mapped(subject, content, 1)
    with raises(TypeError):
        m[index]
    with raises(TypeError):
        m[index] = 97
    assert m.state() == model.state()


@verifies("item.assign-value", examples=30, drawn_as="test_content")
@given(item=items(), wrong=st.sampled_from([256, -1, 2**31 - 1, -129, 1000]))
def test_a_value_that_is_no_byte_is_refused(subject: Subject, item, wrong):
    content, index, _ = item
    m, model = mapped(subject, content, 1)
    with raises(ValueError):
        m[index] = wrong
    assert m.state() == model.state()


FAILING = Expression("type('Failing', (), {'__index__': lambda self: 1 // 0})()")


@verifies("item.assign-value", examples=6, drawn_as="test_content")
@given(content=draws.contents(2), index=st.sampled_from([0, -1]), value=st.sampled_from([300, -1, None]))
def test_an_object_that_is_no_byte_is_refused(subject: Subject, content, index, value):
    m, model = mapped(subject, content, 1)
    wrong = FAILING if value is None else Expression(f"type('Index', (), {{'__index__': lambda self: {value}}})()")
    with raises(ZeroDivisionError if value is None else ValueError):
        m[index] = wrong
    assert m.state() == model.state()


@verifies("item.assign-value", examples=15, drawn_as="test_content")
@given(item=items(), wrong=st.sampled_from([b"a", "a", None, 1.0, (1,), [1]]))
def test_a_value_that_is_no_integer_is_refused(subject: Subject, item, wrong):
    content, index, _ = item
    m, model = mapped(subject, content, 1)
    with raises(TypeError):
        m[index] = wrong
    assert m.state() == model.state()


@verifies("item.assign-out-of-range", drawn_as="test_content")
@given(content=draws.contents(), data=st.data())
def test_assigning_out_of_range_is_refused(subject: Subject, content, data):
    m, model = mapped(subject, content, 1)
    with raises(IndexError):
        m[data.draw(beyond(len(content)), label="index")] = 97
    assert m.state() == model.state()


@verifies("item.indices", examples=6, drawn_as="test_content")
@given(one=st.sampled_from([INDEX, True]), access=draws.access_modes(*WRITABLE))
def test_what_can_stand_for_an_index_is_one(subject: Subject, one, access):
    m, model = mapped(subject, b"abc", access=access)
    assert [m[one], m[one:]] == [98, b"bc"]
    m[one] = one
    model.set_item(1, 1)
    assert m.state() == model.state()


@verifies("item.assign-huge-value", examples=6, drawn_as="test_content")
@given(value=st.sampled_from([2**63, 2**64, 2**64 + 97, 2**100, -(2**63) - 1, -(2**100)]))
def test_a_value_that_no_integer_type_holds_is_refused(subject: Subject, value):
    m, model = mapped(subject, b"abc")
    with raises(ValueError, TypeError):
        m[1] = value
    assert m.state() == model.state()
