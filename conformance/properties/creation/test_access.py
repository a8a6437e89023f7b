"""What access means: what comes of every kind of change, and what access can be given beside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.model import COPY, DEFAULT, READ, WRITE, Model
from conformance.properties.arrangements import pattern, placed
from conformance.properties.changes import (
    CHANGED,
    REFUSED,
    change_everywhere,
    changeable_lengths,
    changed,
    comes_to,
    refusals,
)
from conformance.properties.ways import EVERYWHERE, ON_UNIX, SHARED, ways

ACCESS = {name: Expression(f"mmap.ACCESS_{name}") for name in ("DEFAULT", "READ", "WRITE", "COPY")}


@verifies("access.optional-keyword", examples=6)
@given(data=st.data())
def test_access_can_be_omitted_for_the_default(subject: Subject, data):
    content = pattern(data.draw(changeable_lengths(subject), label="length"))
    states = []
    for options in ({}, {"access": ACCESS["DEFAULT"]}):
        m = subject.mmap.mmap(subject.file(content).fileno(), 0, **options)
        subject.call(change_everywhere, m)
        states.append(m.state())
    assert states == [changed(content, DEFAULT).state()] * 2


@verifies("access.four-values", examples=16)
@given(wrong=st.sampled_from([-1, 4, 5, 7, 16, 255, 2**31 - 1, -(2**31)]), anonymous=st.booleans())
def test_there_are_four_values_of_access(subject: Subject, wrong, anonymous):
    file = subject.file(b"abc")
    with raises(ValueError):
        subject.mmap.mmap(-1 if anonymous else file.fileno(), 3, access=wrong)
    assert file.content() == b"abc"


@verifies("access.wrong-types", examples=8)
@given(wrong=st.sampled_from([None, "READ", b"1", 1.0, (1,), [1], Expression("object()"), Expression("mmap.mmap")]))
def test_access_is_an_integer(subject: Subject, wrong):
    file = subject.file(b"abc")
    with raises(TypeError):
        subject.mmap.mmap(file.fileno(), 3, access=wrong)


@verifies("access.huge", examples=7)
@given(wrong=st.sampled_from([2**31, -(2**31) - 1, 2**32, 2**32 + 1, 2**63, 2**64 + 2, -(2**64)]))
def test_an_access_that_no_c_int_holds_is_refused(subject: Subject, wrong):
    file = subject.file(b"abc")
    with raises(OverflowError):
        subject.mmap.mmap(file.fileno(), 3, access=wrong)


@verifies("access.read-only", examples=8)
@given(mode=st.sampled_from(["r+b", "rb"]), data=st.data())
def test_a_map_for_reading_refuses_every_change(subject: Subject, mode, data):
    content = pattern(data.draw(changeable_lengths(subject), label="length"))
    m = subject.mmap.mmap(subject.file(content, mode).fileno(), 0, access=ACCESS["READ"])
    assert subject.call(refusals, m) == REFUSED
    model = Model(content, READ, file=content)
    assert (m.read(3), m.find(content[-2:]), m[-1]) == (model.read(3), model.find(content[-2:]), content[-1])
    assert m.state() == model.state()


@verifies("access.write-through", examples=9)
@given(data=st.data())
def test_a_map_for_writing_writes_through(subject: Subject, data):
    content = pattern(data.draw(changeable_lengths(subject), label="length"))
    file = subject.file(content)
    m, other = subject.mmap.mmap(file.fileno(), 0, access=ACCESS["WRITE"]), subject.map(file)
    subject.call(change_everywhere, m)
    assert m.state() == changed(content, WRITE).state()
    assert other[: len(CHANGED)] == CHANGED


@verifies("access.copy-on-write", examples=12)
@given(mode=st.sampled_from(["r+b", "rb"]), data=st.data())
def test_a_copy_keeps_its_changes(subject: Subject, mode, data):
    content = pattern(data.draw(changeable_lengths(subject), label="length"))
    file = subject.file(content, mode)
    m = subject.mmap.mmap(file.fileno(), 0, access=ACCESS["COPY"])
    other = subject.map(file, access=ACCESS["READ"])
    subject.call(change_everywhere, m)
    assert m.state() == changed(content, COPY).state()
    assert other[:] == content
    with subject.unread():
        m.flush()
        m.close()
    assert file.content() == content


@remote
def changed_and_ended(path, how):
    """Change a copy everywhere and come to an end with it."""
    import gc

    with open(path, "r+b", 0) as file:
        m = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    if how == "with":
        with m:
            m[0] = 1
            m.write(b"\2\3")
    else:
        m[0] = 1
        m.write(b"\2\3")
    del m
    gc.collect()


@verifies("access.copy-on-write", examples=2)
@given(how=st.sampled_from(["with", "del"]))
def test_a_copy_takes_its_changes_with_it(subject: Subject, how):
    file = subject.file(pattern(40))
    subject.call(changed_and_ended, file.path, how)
    assert file.content() == pattern(40)


@verifies("access.default-constant")
def test_the_default_is_a_fourth_access(subject: Subject):
    values = [subject.mmap.get(f"ACCESS_{name}") for name in ACCESS]
    assert [type(value) for value in values] == [int] * 4
    assert len(set(values)) == 4
    assert subject.mmap.mmap(-1, 3, access=values[0])[:] == bytes(3)


@verifies("access.default-defers-to-prot", "access.default-with-flags-and-prot", examples=12)
@given(way=st.sampled_from(ON_UNIX), data=st.data())
def test_prot_and_flags_decide_under_the_default(subject: Subject, way, data):
    content = pattern(data.draw(changeable_lengths(subject), label="length"))
    m = subject.mmap.mmap(subject.file(content).fileno(), 0, **way.options, access=ACCESS["DEFAULT"])
    comes_to(subject, m, content, way.effect)


@verifies("access.default-defers-to-prot", examples=4)
@given(options=st.sampled_from([{}, {"access": ACCESS["DEFAULT"]}]), kind=st.sampled_from(["SHARED", "PRIVATE"]))
def test_memory_to_read_and_run_cannot_be_changed(subject: Subject, options, kind):
    # anonymous memory: a file system may allow nothing of its own to be run
    flags, prot = Expression(f"mmap.MAP_{kind}"), Expression("mmap.PROT_READ | mmap.PROT_EXEC")
    try:
        m = subject.mmap.mmap(-1, 10, flags, prot, **options)
    except PermissionError:
        pytest.skip("the system lets nobody run what is in memory")
    assert subject.call(refusals, m) == REFUSED


@verifies("access.windows-write-through", examples=8)
@given(data=st.data())
def test_a_map_without_access_writes_through_on_windows(subject: Subject, data):
    content = pattern(data.draw(changeable_lengths(subject), label="length"))
    comes_to(subject, subject.mmap.mmap(subject.file(content).fileno(), 0), content, SHARED)


@verifies("access.initial-content", examples=14)
@given(granules=st.sampled_from([0, 1, 2]), data=st.data())
def test_a_new_map_holds_what_the_file_holds(subject: Subject, granules, data):
    way = data.draw(ways(subject), label="way")
    content = data.draw(draws.contents(), label="content")
    length = data.draw(st.sampled_from([0, 1, len(content)]), label="length")
    offset = granules * subject.granularity
    m = subject.mmap.mmap(placed(subject, content, offset).fileno(), length, **way.options, offset=offset)
    assert m[:] == content[: length or None]


@verifies("access.initial-content", "length.zero", examples=10)
@given(data=st.data())
def test_a_new_map_holds_all_of_a_long_file(subject: Subject, data):
    way = data.draw(ways(subject), label="way")
    size = (5 << 18) + 5
    file = subject.file(size=size)
    with subject.unread():
        for at in (0, size // 2, size - 1):
            file.seek(at)
            file.write(b"!")
    m = subject.mmap.mmap(file.fileno(), 0, **way.options)
    assert (m.length(), m[0], m[size // 2], m[-1]) == (size, 33, 33, 33)


OTHERS = [
    {"flags": "mmap.MAP_PRIVATE"},
    {"prot": "mmap.PROT_READ"},
    {"prot": "mmap.PROT_WRITE"},
    {"flags": "mmap.MAP_PRIVATE", "prot": "mmap.PROT_READ"},
    {"flags": "mmap.MAP_SHARED", "prot": "mmap.PROT_READ"},
    {"flags": "mmap.MAP_PRIVATE", "prot": "mmap.PROT_READ | mmap.PROT_WRITE"},
    {"flags": "mmap.MAP_SHARED | mmap.MAP_ANON"},
    {"flags": "0"},
    {"prot": "0"},
]


@verifies("access.excludes-flags-and-prot", examples=27)
@given(name=st.sampled_from(["READ", "WRITE", "COPY"]), others=st.sampled_from(OTHERS), anonymous=st.booleans())
def test_access_excludes_other_flags_and_prot(subject: Subject, name, others, anonymous):
    file = subject.file(b"abc")
    options = {option: Expression(text) for option, text in others.items()}
    with raises(ValueError):
        subject.mmap.mmap(-1 if anonymous else file.fileno(), 3, access=ACCESS[name], **options)
    assert file.content() == b"abc"


SPELLED_OUT = [
    {"flags": Expression("mmap.MAP_SHARED")},
    {"prot": Expression("mmap.PROT_READ | mmap.PROT_WRITE")},
    {"flags": Expression("mmap.MAP_SHARED"), "prot": Expression("mmap.PROT_READ | mmap.PROT_WRITE")},
]


@verifies("access.with-flags-and-prot-of-default-value", examples=9)
@given(way=st.sampled_from(EVERYWHERE[2:]), spelled_out=st.sampled_from(SPELLED_OUT))
def test_access_beside_flags_and_prot_as_they_are_by_default(subject: Subject, way, spelled_out):
    content = pattern(7)
    file = subject.file(content)
    try:
        m = subject.mmap.mmap(file.fileno(), 0, **way.options, **spelled_out)
    except ValueError:
        assert file.content() == content
    else:
        comes_to(subject, m, content, way.effect)
