"""What a closed map refuses, and the little that it still answers."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.properties.arrangements import mapped, readonly
from conformance.properties.endings import CONTENT, ended, endings, file_left

LATER = {
    "find": lambda m: m.find(b"a"),
    "find nothing": lambda m: m.find(b"", 0, 1),
    "rfind": lambda m: m.rfind(b"a", 0),
    "flush": lambda m: m.flush(),
    "flush a range": lambda m: m.flush(0, 1),
    "move": lambda m: m.move(0, 1, 2),
    "move nothing": lambda m: m.move(0, 0, 0),
    "read": lambda m: m.read(),
    "read nothing": lambda m: m.read(0),
    "read the rest": lambda m: m.read(None),
    "read_byte": lambda m: m.read_byte(),
    "readline": lambda m: m.readline(),
    "seek": lambda m: m.seek(0),
    "seek from the end": lambda m: m.seek(0, 2),
    "seek no further": lambda m: m.seek(0, 1),
    "size": lambda m: m.size(),
    "tell": lambda m: m.tell(),
    "write": lambda m: m.write(b"a"),
    "write nothing": lambda m: m.write(b""),
    "write_byte": lambda m: m.write_byte(1),
}


def refused_when_closed(subject, call, how):
    m, model = mapped(subject, CONTENT, 3)
    ended(m, how)
    with raises(ValueError):
        call(m)
    assert m.closed is True
    assert file_left(m) == model.file


@verifies(
    "close.later-methods", examples=2 * len(LATER), drawn_as="test_lifetime_closed", plain="memory file, exports views"
)
@given(call=st.sampled_from(list(LATER)), how=endings)
def test_a_closed_map_refuses_every_method(subject: Subject, call, how):
    refused_when_closed(subject, LATER[call], how)


@verifies("close.later-methods", examples=5, drawn_as="test_lifetime_closed", plain="exports views")
@given(access=draws.access_modes(), anonymous=st.booleans())
def test_a_closed_map_of_any_kind_refuses_every_method(subject: Subject, access, anonymous):
    m = subject.anonymous(10, access=access) if anonymous else subject.map(CONTENT, access=access)
    m.close()
    for call in LATER.values():
        with raises(ValueError):
            call(m)


@verifies("close.later-resize", examples=3, drawn_as="test_lifetime_closed", plain="memory file, exports views")
@given(size=st.sampled_from([1, len(CONTENT), 10_000]))
def test_a_closed_map_cannot_be_resized(subject: Subject, size):
    refused_when_closed(subject, lambda m: m.resize(size), "close")


@verifies("close.later-resize", examples=4, drawn_as="test_lifetime_closed", plain="exports views")
@given(access=draws.access_modes(), anonymous=st.booleans())
def test_a_closed_map_of_any_kind_cannot_be_resized(subject: Subject, access, anonymous):
    m = subject.anonymous(10, access=access) if anonymous else subject.map(CONTENT, access=access)
    m.close()
    with raises(ValueError):
        m.resize(5)


@verifies("close.later-madvise", examples=6, drawn_as="test_lifetime_closed", plain="memory file, exports views")
@given(how=endings, form=st.sampled_from([(), (0,), (0, 1)]))
def test_a_closed_map_takes_no_advice(subject: Subject, how, form):
    refused_when_closed(subject, lambda m: m.madvise(Expression("mmap.MADV_NORMAL"), *form), how)


@verifies("close.later-seekable", examples=2, drawn_as="test_lifetime_closed", plain="exports views")
@given(how=endings)
def test_a_closed_map_is_seekable_or_refuses_to_say(subject: Subject, how):
    m, _ = mapped(subject, CONTENT)
    ended(m, how)
    with suppress(ValueError):
        assert m.seekable() is True


@verifies("close.later-set-name", examples=2, drawn_as="test_lifetime_closed", plain="exports views")
@given(how=endings)
def test_a_closed_map_is_given_no_name(subject: Subject, how):
    m = subject.anonymous(10)
    ended(m, how)
    with suppress(ValueError):
        assert m.set_name("name") is None


SEQUENCE = {
    "len": lambda m: m.length(),
    "item": lambda m: m[0],
    "last item": lambda m: m[-1],
    "slice": lambda m: m[1:3],
    "whole": lambda m: m[:],
    "empty slice": lambda m: m[0:0],
    "stepped slice": lambda m: m[::2],
    "set item": lambda m: m.__setitem__(0, 1),
    "set slice": lambda m: m.__setitem__(slice(0, 2), b"xy"),
    "set empty slice": lambda m: m.__setitem__(slice(0, 0), b""),
    "in": lambda m: m.contains(b"a"),
}


@verifies(
    "close.later-sequence",
    examples=2 * len(SEQUENCE),
    drawn_as="test_lifetime_closed",
    plain="memory file, exports views",
)
@given(call=st.sampled_from(list(SEQUENCE)), how=endings)
def test_a_closed_map_is_no_sequence_any_longer(subject: Subject, call, how):
    refused_when_closed(subject, SEQUENCE[call], how)


@remote
def truth(m):
    return bool(m)


@verifies("close.later-sequence", examples=2, drawn_as="test_lifetime_closed", plain="exports views")
@given(how=endings)
def test_a_closed_map_is_neither_true_nor_false(subject: Subject, how):
    m, _ = mapped(subject, CONTENT)
    ended(m, how)
    with raises(ValueError):
        subject.call(truth, m)


@verifies("close.later-deletion", examples=3, drawn_as="test_lifetime_closed", plain="memory file, exports views")
@given(where=st.sampled_from([0, slice(0, 2), slice(0, 0)]))
def test_nothing_is_deleted_from_a_closed_map(subject: Subject, where):
    m, model = mapped(subject, CONTENT)
    m.close()
    with raises(ValueError, TypeError):
        del m[where]
    assert file_left(m) == model.file


CONSUMERS = [
    "b''.join([{m}])",
    "b'' + {m}",
    "__import__('re').search(b'a', {m})",
    "__import__('struct').unpack_from('B', {m})",
    "__import__('struct').pack_into('B', {m}, 0, 1)",
    "__import__('io').BytesIO(b'xy').readinto({m})",
    "open('sink', 'wb', 0).write({m})",
]


@verifies(
    "close.later-consumers",
    examples=len(CONSUMERS),
    drawn_as="test_lifetime_closed",
    plain="memory file, exports views",
)
@given(consumer=st.sampled_from(CONSUMERS))
def test_no_consumer_of_bytes_takes_a_closed_map(subject: Subject, consumer):
    m, model = mapped(subject, CONTENT)
    m.close()
    with raises(ValueError, TypeError):
        subject.step(consumer.format(m=m.text), "consumer")
    assert file_left(m) == model.file


WRONG = {
    "find without argument": lambda m: m.find(),
    "find text": lambda m: m.find("s"),
    "find at text": lambda m: m.find(b"s", "0"),
    "read text": lambda m: m.read("s"),
    "read too much": lambda m: m.read(2**100),
    "seek from nowhere": lambda m: m.seek(0, 9),
    "seek outside": lambda m: m.seek(-1),
    "seek to text": lambda m: m.seek("s"),
    "move one argument": lambda m: m.move(1),
    "move outside": lambda m: m.move(0, 0, 2**62),
    "flush outside": lambda m: m.flush(0, 2**40),
    "write text": lambda m: m.write("s"),
    "write too much": lambda m: m.write(bytes(100)),
    "write_byte too large": lambda m: m.write_byte(999),
    "item text": lambda m: m["s"],
    "item outside": lambda m: m[2**100],
    "set item too large": lambda m: m.__setitem__(0, 999),
    "set item text": lambda m: m.__setitem__(0, "s"),
    "set slice of another size": lambda m: m.__setitem__(slice(0, 2), b"xyz"),
    "set slice of text": lambda m: m.__setitem__(slice(0, 2), "xy"),
}


@verifies(
    "close.later-wrong-arguments",
    examples=2 * len(WRONG),
    drawn_as="test_lifetime_closed",
    plain="memory file, exports views",
)
@given(call=st.sampled_from(list(WRONG)), arrange=st.sampled_from([mapped, readonly]))
def test_a_closed_map_refuses_wrong_arguments_somehow(subject: Subject, call, arrange):
    m, model = arrange(subject, CONTENT)
    m.close()
    with raises(ValueError, TypeError, OverflowError, IndexError):
        WRONG[call](m)
    assert file_left(m) == model.file


@remote
def asked_when_closed(m):
    import weakref

    before = hash(m)
    m.close()
    left = m.__exit__(None, None, None)
    named = type(m).__name__ in repr(m) and type(m).__name__ in str(m)
    return left, m.closed, hash(m) == before, m == m, m == b"abc", m != m, named, weakref.ref(m)() is m


@verifies("close.harmless-afterwards", plain="exports views")
def test_a_closed_map_can_still_be_looked_at(subject: Subject):
    m, _ = mapped(subject, CONTENT)
    assert subject.call(asked_when_closed, m) == (None, True, True, True, False, False, True, True)
