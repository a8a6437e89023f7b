"""What crosses the wire, crosses it exactly, both ways; what cannot cross is seen to be something else."""

from __future__ import annotations

import ast
import math

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from conformance.harness.wire import literal
from conformance.harness.wire.images import Foreign, alone
from conformance.harness.wire.source import render
from conformance.language import Expression, remote, start

integers = st.integers() | st.integers(0, 20_000).flatmap(lambda bits: st.sampled_from([1 << bits, -(1 << bits) + 1]))
texts = st.text(st.characters(exclude_categories=[])) | st.text(st.characters(categories=["Cs", "Cc"]))
floats = st.floats(allow_nan=False, allow_infinity=False)
plain = st.none() | st.booleans() | integers | st.binary() | texts | floats
values = st.recursive(plain, lambda inner: st.lists(inner) | st.lists(inner).map(tuple), max_leaves=20)


@remote
def echo(value):
    return value


@remote
def twice(value):
    return [value, (value, value)]


def same(left, right):
    """Equal, and of equal types all the way down: True is not 1, and 1.0 neither."""
    if isinstance(right, (list, tuple)):
        return type(left) is type(right) and len(left) == len(right) and all(map(same, left, right))
    if isinstance(right, float):
        return isinstance(left, float) and left == right and math.copysign(1, left) == math.copysign(1, right)
    return type(alone(left)) is type(right) and left == right


@pytest.fixture(scope="module")
def subject():
    with start() as subject:
        yield subject


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@example(value=bytes(range(256)))
@example(value="\ud800\udfff\0\x1b\\'\"\n\t\N{SNOWMAN}\U0001f40d")
@example(value=[True, False, 1, 0, None, (), [], ((),)])
@example(value=10**5000)
@example(value=-(2**64))
@example(value=(1,))
@example(value=-0.0)
@example(value=5e-324)
@example(value="a\tb")
@example(value=b"\t;\n")
@given(value=values)
def test_a_value_comes_back_as_it_went(subject, value):
    subject.begin()
    assert same(subject.call(echo, value), value)
    assert same(subject.call(twice, value), [value, (value, value)])


@settings(max_examples=500, deadline=None, database=None)
@example(value=(b"'", b'"', b"\\", b", ", b"b'1', 2", bytes(range(256))))
@example(value=(10**17, 10**18, -(10**18), 0, b"a" * 2000))
@given(value=values)
def test_a_literal_is_read_as_python_reads_it(value):
    assert same(literal.read(render(value).encode("ascii")), value)


@pytest.mark.parametrize(
    "text",
    ["", "(", "()()", "1, b'a", "(1, 2", "(1,2)3", "b'\\xz0'", "None()", "1 2", "(-, 1)", "b'", "print(1)"],
)
def test_what_is_no_literal_is_refused(text):
    with pytest.raises((ValueError, SyntaxError)):
        literal.read(text.encode("ascii"))


@pytest.mark.parametrize(
    "text",
    ["(1,2)", "( 1, 2 )", "(1)", "(b'a')", "b'a' b'b'", "(b'a' b'b', 1)", "b'\\101'", "1_0", "+1", "1,2", "00"],
)
def test_a_literal_in_another_form_is_read_as_python_reads_it(text):
    assert literal.read(text.encode("ascii")) == ast.literal_eval(text)


@given(data=st.binary(), begin=st.integers(0, 3))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@example(data=b"_data", begin=0)
@example(data=b"b'\0'", begin=1)
def test_bytes_arrive_in_files_and_in_calls_as_they_are(subject, data, begin):
    subject.begin()
    file = subject.file(b"0123456" + data)
    m = subject.map(file)
    assert file.content() == b"0123456" + data
    assert m.find(data, begin) == (b"0123456" + data).find(data, begin)
    m[7:] = data[::-1]
    assert m[:] == b"0123456" + data[::-1]
    m.seek(7)  # what it returns changed with 3.13
    assert m.write(data) == len(data)
    assert m.state() == (b"0123456" + data, 7 + len(data), 7 + len(data), b"0123456" + data)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, {1: 2}, {1}, object(), 1j, bytearray(b"a"), ...])
def test_what_has_no_literal_is_refused_before_it_travels(value):
    with pytest.raises(TypeError, match="wrap its text in an Expression"):
        render(value)
    with pytest.raises(TypeError):
        render([1, (value,)])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("float('nan')", "float"),
        ("float('inf')", "float"),
        ("bytearray(b'ab')", "bytearray"),
        ("memoryview(b'ab')", "memoryview"),
        ("{}", "dict"),
        ("{1}", "set"),
        ("1j", "complex"),
        ("object()", "object"),
        ("...", "ellipsis"),
        ("type('Whole', (int,), {})(7)", "Whole"),
        ("type('Octets', (bytes,), {})(b'ab')", "Octets"),
        ("type('Pair', (tuple,), {})((1, 2))", "Pair"),
        ("type('A b', (), {})()", "A b"),
    ],
)
def test_what_is_no_plain_value_arrives_as_something_that_equals_nothing(subject, text, kind):
    subject.begin()
    found = subject.call(echo, Expression(text))
    assert isinstance(found, Foreign)
    assert found.type_name == kind
    assert found != subject.call(echo, Expression(text))
    for value in (7, b"ab", (1, 2), True, None, {}, float("inf")):
        assert found != value
    (inner,) = subject.call(echo, [Expression(text)])
    assert isinstance(inner, Foreign)


def test_a_float_is_no_integer(subject):
    subject.begin()
    assert subject.call(echo, 1.0) != 1
    assert subject.call(echo, 1) != 1.5
    assert subject.call(echo, 1.0) == 1.0
    assert subject.call(echo, True) is True


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (slice(2, 5), "2:5"),
        (slice(None), ":"),
        (slice(None, None, -1), "::-1"),
        (slice(-1, None, 2), "-1::2"),
        (slice(2**70, None), f"{hex(2**70)}:"),
        (slice(None, Expression("m2")), ":m2"),
    ],
)
def test_a_slice_is_written_as_people_write_it(where, text):
    assert render(where) == text


@pytest.mark.parametrize("text", [b"[True, 0]", b"(True, False)", b"[[1], (True,)]"])
def test_a_bool_within_an_answer_is_a_bool_and_no_number(text):
    found = literal.read(text)
    meant = ast.literal_eval(text.decode())
    assert found == meant
    assert repr(found) == repr(meant)
    assert found != ast.literal_eval(text.decode().replace("True", "1"))
    assert hash(literal.read(b"(True, 1)")[0]) == hash(True)


def test_long_contents_are_read_where_they_stand():
    long, short = bytes(range(256)) * 4000, b"it's"
    for value in (long, (long, 1, long[::-1]), [short, [long], (True, None, long)]):
        assert same(literal.read(render(value).encode("ascii")), value)
        assert same(literal.read(repr(value).encode("ascii")), value)
