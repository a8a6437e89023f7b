"""What the constructor takes and makes: its arguments on every system and on Unix, and the length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.model import Model
from conformance.properties.descriptors import (
    PRIVATE,
    READ_ONLY,
    SHARED,
    page_edges,
    pattern,
    placed,
    ways,
    wrapped,
)

NO_INTEGERS = [None, 1.0, 10.5, "10", b"10", (10,), [10], Expression("10j"), Expression("object()")]
NO_INTEGERS += [Expression("__import__('fractions').Fraction(3)"), Expression("__import__('decimal').Decimal(3)")]


def largest_size(subject):
    return (1 << (subject.facts.pointer_bits - 1)) - 1


@verifies("constructor.maps-length", examples=10)
@given(data=st.data())
def test_a_map_has_the_bytes_that_were_asked_for(subject: Subject, data):
    size = data.draw(st.sampled_from(page_edges(subject)), label="size")
    length = data.draw(st.sampled_from([e for e in (size, size - 1, 1, subject.page_size) if 0 < e <= size]))
    content = pattern(size)
    file = subject.file(content)
    m, model = subject.mmap.mmap(file.fileno(), length), Model(content[:length], file=content)
    for index in (length, -length - 1):
        with raises(IndexError):
            m[index]
    with subject.unread():
        m[length - 1] = 33
    model.set_item(length - 1, 33)
    assert m.state() == model.state()


@remote
def about(m):
    return [type(m) is mmap.mmap, m.closed, m.tell()]


@verifies("constructor.returns-map", examples=11)
@given(data=st.data(), anonymous=st.booleans())
def test_the_constructor_returns_an_open_map_at_position_0(subject: Subject, data, anonymous):
    way = data.draw(ways(subject), label="way")
    file = subject.file(b"abc")
    m = subject.mmap.mmap(-1 if anonymous else file.fileno(), 3, **way.options)
    assert subject.call(about, m) == [True, False, 0]


@verifies("constructor.needs-two-arguments", examples=8)
@given(given_=st.sampled_from([(), ("fileno",), ("length",), ("access",), ("fileno", "access"), ("length", "offset")]))
def test_fileno_and_length_are_needed(subject: Subject, given_):
    file = subject.file(b"abc")
    values = {"fileno": file.fileno(), "length": 3, "access": Expression("mmap.ACCESS_READ"), "offset": 0}
    with raises(TypeError):
        subject.mmap.mmap(**{name: values[name] for name in given_})
    if given_[:1] == ("fileno",):
        with raises(TypeError):
            subject.mmap.mmap(file.fileno(), **{name: values[name] for name in given_[1:]})


@verifies("constructor.unknown-keyword", examples=8)
@given(keyword=st.sampled_from(["size", "fd", "mode", "Length", "fileno", "length"]), anonymous=st.booleans())
def test_a_keyword_that_is_unknown_or_given_twice_is_refused(subject: Subject, keyword, anonymous):
    file = subject.file(b"abc")
    with raises(TypeError):
        subject.mmap.mmap(-1 if anonymous else file.fileno(), 3, **{keyword: 3})
    assert file.content() == b"abc"


UNIX_NAMES = ("fileno", "length", "flags", "prot", "access", "offset")
TELLING = (
    (PRIVATE, "mmap.MAP_PRIVATE", "mmap.PROT_READ | mmap.PROT_WRITE", "mmap.ACCESS_DEFAULT", 1),
    (READ_ONLY, "mmap.MAP_SHARED", "mmap.PROT_READ", "mmap.ACCESS_DEFAULT", 0),
    (PRIVATE, "mmap.MAP_SHARED", "mmap.PROT_READ | mmap.PROT_WRITE", "mmap.ACCESS_COPY", 1),
    (SHARED, "mmap.MAP_SHARED", "mmap.PROT_READ | mmap.PROT_WRITE", "mmap.ACCESS_WRITE", 0),
    (READ_ONLY, "mmap.MAP_SHARED", "mmap.PROT_READ | mmap.PROT_WRITE", "mmap.ACCESS_READ", 1),
)
"""Arguments of which each can be told from the map: what comes of a change, flags, prot, access, granules."""


def telling_arguments(subject, telling):
    """A file of two granules, and the arguments for a map of three bytes of it."""
    _, flags, prot, access, granules = telling
    file = placed(subject, b"abcd", subject.granularity)
    offset = granules * subject.granularity
    values = [file.fileno(), 3, Expression(flags), Expression(prot), Expression(access), offset]
    return file, dict(zip(UNIX_NAMES, values, strict=True))


@remote
def told(m, path, offset):
    """Content, what comes of a change, content, file content."""
    before, change = m[:], None
    try:
        m[0] = 33
    except Exception as error:
        change = type(error).__name__
    with open(path, "rb") as file:
        file.seek(offset)
        return before, change, m[:], file.read(len(m))


def expected_of(telling):
    effect, content = telling[0], b"abc" if telling[4] else bytes(3)
    changed = content if effect == READ_ONLY else b"!" + content[1:]
    return content, "TypeError" if effect == READ_ONLY else None, changed, changed if effect == SHARED else content


@verifies("constructor.unix-signature", examples=20)
@given(telling=st.sampled_from(TELLING), by_position=st.integers(0, 6), data=st.data())
def test_arguments_go_by_position_and_by_keyword(subject: Subject, telling, by_position, data):
    file, values = telling_arguments(subject, telling)
    keywords = data.draw(st.permutations(UNIX_NAMES[by_position:]), label="keywords")
    positional = [values[name] for name in UNIX_NAMES[:by_position]]
    m = subject.mmap.mmap(*positional, **{name: values[name] for name in keywords})
    assert subject.call(told, m, file.path, values["offset"]) == expected_of(telling)


@verifies("constructor.unix-signature", examples=6)
@given(telling=st.sampled_from(TELLING), name=st.sampled_from(UNIX_NAMES[2:]))
def test_no_argument_goes_by_position_and_by_keyword(subject: Subject, telling, name):
    file, values = telling_arguments(subject, telling)
    with raises(TypeError):
        subject.mmap.mmap(*values.values(), **{name: values[name]})
    given_ = [values[one] for one in UNIX_NAMES[: UNIX_NAMES.index(name) + 1]]
    with raises(TypeError):
        subject.mmap.mmap(*given_, **{name: values[name]})
    assert file.content() == bytes(subject.granularity) + b"abcd"


@verifies("constructor.unix-signature", examples=4)
@given(telling=st.sampled_from(TELLING))
def test_there_is_no_seventh_argument_by_position(subject: Subject, telling):
    _, values = telling_arguments(subject, telling)
    with raises(TypeError):
        subject.mmap.mmap(*values.values(), 0)


@verifies("constructor.unix-no-tagname", examples=6)
@given(tagname=st.sampled_from([None, "", "tag"]), by_keyword=st.booleans())
def test_there_is_no_tagname_on_unix(subject: Subject, tagname, by_keyword):
    with raises(TypeError):
        subject.mmap.mmap(-1, 10, *([] if by_keyword else [tagname]), **({"tagname": tagname} if by_keyword else {}))


# Length


@verifies("length.zero", examples=10)
@given(data=st.data())
def test_length_zero_maps_the_rest_of_the_file(subject: Subject, data):
    way = data.draw(ways(subject), label="way")
    tail = pattern(data.draw(st.sampled_from(page_edges(subject)), label="tail"))
    file = placed(subject, tail, 3 * subject.granularity)
    for granules in (0, 1, 3):
        m = subject.mmap.mmap(file.fileno(), 0, **way.options, offset=granules * subject.granularity)
        assert m.length() == (3 - granules) * subject.granularity + len(tail)
        assert m[-len(tail) :] == tail


@verifies("length.zero-looks-once", examples=10)
@given(content=draws.contents(), change=st.sampled_from([1, 2, 5000]))
def test_length_zero_means_the_length_that_the_file_has_then(subject: Subject, content, change):
    file = subject.file(content)
    before = subject.mmap.mmap(file.fileno(), 0)  # nor is it the length that an earlier map was told
    with subject.unread():
        file.truncate(len(content) + change)
    m = subject.mmap.mmap(file.fileno(), 0)
    with subject.unread():
        file.truncate(len(content) + 3 * change)
    expected = content + bytes(change)
    assert m.state() == Model(expected, file=expected + bytes(2 * change)).state()
    assert before.length() == len(content)


@verifies("length.empty-file", examples=14)
@given(pages=st.sampled_from([0, 1]), less=st.booleans(), data=st.data())
def test_an_empty_file_is_refused(subject: Subject, pages, less, data):
    way = data.draw(ways(subject), label="way")
    file = subject.file()
    with raises(ValueError):
        subject.mmap.mmap(file.fileno(), pages * (1 if less else subject.page_size), **way.options)
    assert file.content() == b""


@remote
def size_of(file):
    import os

    return os.fstat(file.fileno()).st_size


@verifies("length.past-the-file", examples=24)
@given(granules=st.sampled_from([0, 1]), data=st.data())
def test_a_length_that_the_file_does_not_have_is_refused(subject: Subject, granules, data):
    way = data.draw(ways(subject), label="way")
    rest = data.draw(st.sampled_from(page_edges(subject)), label="rest")
    offset, page = granules * subject.granularity, subject.page_size
    beyond = [rest + 1, (rest // page + 1) * page, rest + page + 1, largest_size(subject), largest_size(subject) // 2]
    file = subject.file(size=offset + rest)
    with raises(ValueError):
        subject.mmap.mmap(file.fileno(), data.draw(st.sampled_from(beyond)), **way.options, offset=offset)
    assert subject.call(size_of, file) == offset + rest


@verifies("length.negative", examples=12)
@given(negative=st.sampled_from([-1, -2, -10, -(2**31), None]), anonymous=st.booleans())
def test_a_negative_length_is_refused(subject: Subject, negative, anonymous):
    file = subject.file(b"0123456789")
    length = -largest_size(subject) - 1 if negative is None else negative
    with raises(OverflowError):
        subject.mmap.mmap(-1 if anonymous else file.fileno(), length)
    assert file.content() == b"0123456789"


@verifies("length.huge", examples=16)
@given(
    length=st.sampled_from([2**63, 2**64, 2**64 + 5, -(2**64) + 5, 2**100, -(2**100), None]), anonymous=st.booleans()
)
def test_a_length_that_no_size_type_holds_is_refused(subject: Subject, length, anonymous):
    file = subject.file(b"0123456789")
    with raises(OverflowError):
        huge = largest_size(subject) + 1 if length is None else length
        subject.mmap.mmap(-1 if anonymous else file.fileno(), huge)
    assert file.content() == b"0123456789"


@verifies("length.unmappable", examples=16)
@given(length=st.sampled_from([2**63 - 1, 2**63 - 2, 2**63 - 2**16, 2**62]), data=st.data())
def test_more_memory_than_there_are_addresses_is_refused(subject: Subject, length, data):
    if subject.facts.pointer_bits < 64:
        pytest.skip("the machine can have as much memory as its addresses can tell apart")
    with raises(OSError):
        subject.mmap.mmap(-1, length, **data.draw(ways(subject), label="way").options)


@verifies("length.wrong-types", examples=24)
@given(wrong=st.sampled_from([*NO_INTEGERS, wrapped(3, "__int__"), wrapped(3, "__float__")]), anonymous=st.booleans())
def test_a_length_that_is_no_integer_is_refused(subject: Subject, wrong, anonymous):
    file = subject.file(b"0123456789")
    with raises(TypeError):
        subject.mmap.mmap(-1 if anonymous else file.fileno(), wrong)
    assert file.content() == b"0123456789"


@verifies("length.integers", examples=8)
@given(length=st.sampled_from([True, wrapped(1, "__index__"), wrapped(3, "__index__")]), anonymous=st.booleans())
def test_a_length_can_be_anything_that_is_an_integer(subject: Subject, length, anonymous):
    file = subject.file(b"abc")
    m = subject.mmap.mmap(-1 if anonymous else file.fileno(), length)
    size = 1 if length is True else length.model
    assert m[:] == (bytes(size) if anonymous else b"abc"[:size])


# Objects in the place of integers


def with_wrapped(subject, telling, names, method):
    file, values = telling_arguments(subject, telling)
    offset = values["offset"]
    for name in names:
        values[name] = wrapped(values[name], method)
    m = subject.mmap.mmap(**values)
    return subject.call(told, m, file.path, offset)


chosen_names = st.sampled_from([(name,) for name in UNIX_NAMES if name != "length"] + [UNIX_NAMES])


@verifies("constructor.index-objects", examples=16)
@given(telling=st.sampled_from(TELLING), names=chosen_names)
def test_arguments_can_be_objects_with_index(subject: Subject, telling, names):
    assert with_wrapped(subject, telling, names, "__index__") == expected_of(telling)


@verifies("constructor.index-objects")
def test_arguments_can_be_true(subject: Subject):
    file = subject.file(b"abc")
    m = subject.mmap.mmap(file.fileno(), 3, True, True)  # MAP_SHARED and PROT_READ, on every Unix
    assert subject.call(told, m, file.path, 0) == (b"abc", "TypeError", b"abc", b"abc")
    m = subject.mmap.mmap(file.fileno(), 3, access=True, offset=False)
    assert subject.call(told, m, file.path, 0) == (b"abc", "TypeError", b"abc", b"abc")


@verifies("constructor.int-objects", examples=10)
@given(telling=st.sampled_from(TELLING), name=st.sampled_from([name for name in UNIX_NAMES if name != "length"]))
def test_arguments_can_be_objects_with_int(subject: Subject, telling, name):
    assert with_wrapped(subject, telling, (name,), "__int__") == expected_of(telling)


NO_INTEGERS_BY_NAME = [
    (name, wrong, telling)
    for name in UNIX_NAMES
    if name != "length"
    for wrong, telling in zip(["__int__", "__float__", None], TELLING, strict=False)
]


@verifies("constructor.no-int-objects", examples=len(NO_INTEGERS_BY_NAME))
@given(one=st.sampled_from(NO_INTEGERS_BY_NAME))
def test_arguments_that_are_no_integers_are_refused(subject: Subject, one):
    name, wrong, telling = one
    _, values = telling_arguments(subject, telling)
    values[name] = None if wrong is None else wrapped(values[name], wrong)
    with raises(TypeError):
        subject.mmap.mmap(**values)


BEYOND_A_C_INT = [2**31, -(2**31) - 1, 2**32 - 1, 2**32, 2**64 - 1, 2**64 + 1, 2**100]
"""Some of them are -1, 0 or 1 in the lower bits."""


@verifies("constructor.c-ints", examples=22)
@given(name=st.sampled_from(["fileno", "flags", "prot"]), beyond=st.sampled_from(BEYOND_A_C_INT))
def test_arguments_that_no_c_int_holds_are_refused(subject: Subject, name, beyond):
    _, values = telling_arguments(subject, TELLING[0])
    values[name] = beyond
    with raises(OverflowError):
        subject.mmap.mmap(**values)
