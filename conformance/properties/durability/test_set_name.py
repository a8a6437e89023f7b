"""set_name: a label for anonymous memory in the system's list of mappings.

Whether the kernel keeps labels is a matter of its configuration, and Python asks it in development mode and in debug
builds only: there, a kernel that cannot label refuses with EINVAL, so OSError is as good as None for a right name.
"""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.properties.arrangements import mapped

PRIVATE = Expression("mmap.MAP_PRIVATE")
MIXED = Expression("mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS")


@remote
def has_set_name():
    return callable(getattr(mmap.mmap, "set_name", None))


@verifies("set_name.available")
def test_maps_have_set_name(subject: Subject):
    assert subject.call(has_set_name) is True


@remote
def named(m, name):
    """What set_name returns, whether the label is listed, and whether Python asks the kernel."""
    import sys

    asks = sys.flags.dev_mode or hasattr(sys, "gettotalrefcount")
    try:
        returned = m.set_name(name)
    except OSError as error:
        return "refused by the kernel", error.errno == 22, asks
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
        return returned, name in maps.read(), asks


@verifies("set_name.annotates", examples=8, drawn_as="test_durability_naming")
@given(name=st.sampled_from(["a", "work area", "x" * 20, "é", ""]), private=st.booleans(), position=st.integers(0, 8))
def test_set_name_labels_the_mapping(subject: Subject, name, private, position):
    m = subject.anonymous(8, **({"flags": PRIVATE} if private else {}))
    with subject.unread():
        m[:] = b"contents"
        m.seek(position)
    returned, listed, asks = subject.call(named, m, name)
    if asks:  # elsewhere: in a debug build
        assert (returned, listed) in [(None, True), ("refused by the kernel", True)]
    else:
        assert returned is None
    assert m.state() == (b"contents", position, 8, None)


@st.composite
def names(draw, size):
    """A name of so many bytes in UTF-8."""
    letter = draw(st.sampled_from(["n", "é", "€", "\U0001f600"]))
    width = len(letter.encode())
    return letter * (size // width) + "n" * (size % width)


@verifies("set_name.length", examples=12, drawn_as="test_durability_naming")
@given(name=st.sampled_from([66, 65, 1]).flatmap(names))
def test_set_name_takes_66_bytes(subject: Subject, name):
    m = subject.anonymous(8)
    with suppress(OSError):
        assert m.set_name(name) is None
    assert m.state() == (bytes(8), 0, 8, None)


@verifies("set_name.length", examples=12, drawn_as="test_durability_naming")
@given(name=st.sampled_from([67, 68, 80, 1000]).flatmap(names))
def test_set_name_refuses_67_bytes(subject: Subject, name):
    m = subject.anonymous(8)
    with raises(ValueError):
        m.set_name(name)
    assert m.state() == (bytes(8), 0, 8, None)


@verifies("set_name.by-position", examples=4, drawn_as="test_durability_naming")
@given(call=st.sampled_from([((), {}), (("a", "b"), {}), ((), {"name": "a"})]))
def test_set_name_takes_one_argument_by_position(subject: Subject, call):
    m = subject.anonymous(8)
    with raises(TypeError):
        m.set_name(*call[0], **call[1])


@verifies("set_name.types", examples=8, drawn_as="test_durability_naming")
@given(wrong=st.sampled_from([None, 1, b"a", 1.0, ["a"], ("a",), Expression("bytearray(b'a')")]))
def test_set_name_takes_a_str(subject: Subject, wrong):
    m = subject.anonymous(8)
    with raises(TypeError):
        m.set_name(wrong)


@verifies("set_name.types", examples=6, drawn_as="test_durability_naming")
@given(name=st.sampled_from(["\0", "a\0", "\0a", "a\0b", "\ud800", "a\udfff"]))
def test_set_name_refuses_what_the_system_cannot_spell(subject: Subject, name):
    m = subject.anonymous(8)
    with raises(ValueError):
        m.set_name(name)


@verifies("set_name.of-files", examples=6, drawn_as="test_durability_naming")
@given(content=draws.contents(), access=draws.access_modes())
def test_a_map_of_a_file_cannot_be_named(subject: Subject, content, access):
    m, model = mapped(subject, content, access=access)
    with raises(ValueError):
        m.set_name("file")
    assert m.state() == model.state()


@remote
def renamed_under_view(m):
    found = []
    with memoryview(m):
        for name in ("first", "second", "first"):
            try:
                found.append(m.set_name(name))
            except OSError:
                found.append(None)
    return found


@verifies("set_name.kinds", examples=10, drawn_as="test_durability_naming")
@given(
    options=st.sampled_from([{}, {"flags": PRIVATE}, {"prot": Expression("mmap.PROT_READ")}])
    | draws.access_modes().map(lambda mode: {"access": mode})
)
def test_anonymous_memory_of_every_kind_can_be_renamed(subject: Subject, options):
    assert subject.call(renamed_under_view, subject.anonymous(8, **options)) == [None] * 3


@verifies("set_name.kinds", examples=2, drawn_as="test_durability_naming")
@given(content=draws.contents())
def test_anonymous_memory_made_with_a_descriptor_can_be_named(subject: Subject, content):
    m = subject.map(content, len(content), flags=MIXED)
    assert subject.call(renamed_under_view, m) == [None] * 3
