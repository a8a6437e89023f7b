"""A map as an object: how it is shown, compared, hashed, copied, referenced weakly and derived from."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.properties.arrangements import mapped, places
from conformance.properties.endings import CONTENT


@remote
def shown_as(m):
    names = [type(m).__name__ in repr(m), type(m).__name__ in str(m)]
    return repr(m) == str(m), type(repr(m)) is str, names


@verifies("object.repr-class", examples=2, drawn_as="test_lifetime_objects", plain="exports views")
@given(closed=st.booleans())
def test_repr_and_str_name_the_class(subject: Subject, closed):
    m, _ = mapped(subject, CONTENT)
    if closed:
        m.close()
    assert subject.call(shown_as, m) == (True, True, [True, True])
    derived = Expression("type('Derived', (mmap.mmap,), {})(-1, 10)")
    assert subject.call(shown_as, derived) == (True, True, [True, True])


STATE = re.compile(r"\b(closed|access|length|pos|offset)=(\w+)")


@remote
def shown_of(m):
    return repr(m)


@verifies("object.repr-open", examples=14, drawn_as="test_lifetime_objects")
@given(place=places(), access=draws.access_modes(), begins=st.sampled_from([0, 1]))
def test_repr_tells_the_state_of_an_open_map(subject: Subject, place, access, begins):
    content, position = place
    offset = begins * subject.granularity
    m = subject.map(subject.file(bytes(offset) + content), offset=offset, access=access)
    m.seek(position)
    expected = {
        "closed": "False",
        "access": access.text.removeprefix("mmap."),
        "length": str(len(content)),
        "pos": str(position),
        "offset": str(offset),
    }
    assert dict(STATE.findall(subject.call(shown_of, m))) == expected
    m.seek(1)
    assert dict(STATE.findall(subject.call(shown_of, m))) == {**expected, "pos": "1"}


@remote
def shown_with_another_length(m, length):
    """What repr tells of a map once it has another length; None where it cannot have one."""
    try:
        m.resize(length)
    except Exception:
        return None
    return repr(m)


@verifies("object.repr-open", examples=4, drawn_as="test_lifetime_objects")
@given(length=st.sampled_from([1, 5, 5000]))
def test_repr_tells_the_length_that_a_map_has_now(subject: Subject, length):
    shown = subject.call(shown_with_another_length, subject.map(CONTENT), length)
    assert shown is None or dict(STATE.findall(shown))["length"] == str(length)


@verifies("object.repr-closed", examples=4, drawn_as="test_lifetime_objects", plain="exports views")
@given(access=draws.access_modes())
def test_repr_tells_only_that_a_closed_map_is_closed(subject: Subject, access):
    m, _ = mapped(subject, CONTENT, access=access)
    m.close()
    assert STATE.findall(subject.call(shown_of, m)) == [("closed", "True")]


@remote
def equalities(m, content, path):
    import gc

    other = mmap.mmap(-1, len(m))
    with open(path, "r+b", 0) as file:
        twin = mmap.mmap(file.fileno(), 0)
    try:
        other[:] = m[:]
        same = [m == m, m != m, m.__eq__(m) is True]
        ended = [mmap.mmap(-1, len(m)) for _ in range(2)]
        for one in ended:
            one.close()
        same += [ended[0] == ended[1], ended[0] == ended[0]]
        return same, [m == thing for thing in (other, twin, content, None, 0, list(content))], m != other, m != content
    finally:
        other.close()
        twin.close()
        gc.collect()


@verifies("object.equality", examples=4, drawn_as="test_lifetime_objects")
@given(content=draws.contents())
def test_a_map_equals_itself_only(subject: Subject, content):
    file = subject.file(content)
    assert subject.call(equalities, subject.map(file), content, file.path) == (
        [True, False, True, False, True],
        [False] * 6,
        True,
        True,
    )


@remote
def equalities_reflected(m, content):
    other = bytes([content[0] ^ 1]) + content[1:]
    found = []
    for kind in (bytearray, memoryview):
        found += [kind(content) == m, m == kind(content), kind(other) == m, m == kind(other), kind(content) != m]
    return found


@verifies("object.equality-reflected", examples=4, drawn_as="test_lifetime_objects")
@given(content=draws.contents())
def test_a_bytearray_equals_a_map_of_the_same_bytes(subject: Subject, content):
    m, _ = mapped(subject, content)
    assert subject.call(equalities_reflected, m, content) == [True, True, False, False, False] * 2


@remote
def hashed(m):
    found = [hash(m)]
    kept = {m: "kept"}
    m[0] = 33
    m.read(1)
    found += [hash(m), hash(m)]
    m.close()
    return len({*found, hash(m)}), kept[m], m in kept, len({m, m})


@verifies("object.hash", plain="exports views")
def test_the_hash_of_a_map_never_changes(subject: Subject):
    m, _ = mapped(subject, CONTENT)
    assert subject.call(hashed, m) == (1, "kept", True, 1)


ORDERS = [f"{{m}} {sign} {other}" for sign in ("<", "<=", ">", ">=") for other in ("{m}", "b'abc'", "1", "None")]


@verifies("object.no-order", examples=2 * len(ORDERS), drawn_as="test_lifetime_objects")
@given(order=st.sampled_from(ORDERS), reflected=st.booleans())
def test_maps_are_not_ordered(subject: Subject, order, reflected):
    m, model = mapped(subject, CONTENT)
    left, sign, right = order.format(m=m.text).split(" ")
    with raises(TypeError):
        subject.step(f"{right} {sign} {left}" if reflected else f"{left} {sign} {right}", "compare")
    assert m.state() == model.state()


@verifies("object.no-copy", examples=4, drawn_as="test_lifetime_objects", plain="exports views")
@given(function=st.sampled_from(["copy", "deepcopy"]), closed=st.booleans())
def test_a_map_cannot_be_copied(subject: Subject, function, closed):
    m, model = mapped(subject, CONTENT)
    if closed:
        m.close()
    with raises(TypeError):
        subject.step(f"__import__('copy').{function}({m.text})", function)
    if not closed:
        assert m.state() == model.state()


@remote
def pickled(m):
    import pickle

    done = []
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        try:
            pickle.dumps(m, protocol)
            done.append(protocol)
        except TypeError:
            pass
    return done


@verifies("object.no-pickle", examples=2, drawn_as="test_lifetime_objects")
@given(access=draws.access_modes(1, 2))
def test_a_map_cannot_be_pickled(subject: Subject, access):
    m, model = mapped(subject, CONTENT, access=access)
    assert subject.call(pickled, m) == []
    assert m.state() == model.state()


@remote
def weakly_referenced(closing):
    import gc
    import weakref

    called = []
    m = mmap.mmap(-1, 10)
    reference, proxy = weakref.ref(m, called.append), weakref.proxy(m)
    found = [reference() is m, proxy.tell()]
    if closing:
        m.close()
        found += [reference() is m, proxy.closed]
    del m
    for _ in range(3):
        gc.collect()
    return [*found, reference() is None, len(called)]


@verifies("object.weakref", examples=2, drawn_as="test_lifetime_objects")
@given(closing=st.booleans())
def test_a_weak_reference_lives_as_long_as_its_map(subject: Subject, closing):
    expected = [True, 0, *([True, True] if closing else []), True, 1]
    assert subject.call(weakly_referenced, closing) == expected


@remote
def subclassed():
    class Named(mmap.mmap):
        __slots__ = ("slot",)

        def shout(self):
            return self[:].upper()

        def read(self, *args):
            return b"<" + super().read(*args) + b">"

    class Free(Named):
        pass

    slotted, free = Named(-1, 3), Free(-1, 3)
    found = []
    for m in (slotted, free):
        m[:] = b"abc"
        m.slot = 7
        found.append((m.shout(), m.read(2), m.readline(), m.slot, isinstance(m, mmap.mmap), len(m), bytes(m)))
    free.anything = 8
    found += [free.anything, free.__dict__ == {"anything": 8}]
    for m in (slotted, free):
        m.close()
    return found


@verifies("object.subclass")
def test_a_subclass_adds_to_what_a_map_can(subject: Subject):
    one = (b"ABC", b"<ab>", b"c", 7, True, 3, b"abc")
    assert subject.call(subclassed) == [one, one, 8, True]


@remote
def overridden():
    class Lying(mmap.mmap):
        def __len__(self):
            return 4

        def tell(self):
            return 0

        def size(self):
            return 2

        def seek(self, *args):
            raise OSError("not to be asked")

        find = read = read_byte = write = write_byte = seek

    m = Lying(-1, 6)
    m[:] = b"ab\ncd\n"
    found = [m[:], m[-1], m[4:9], m.readline(), m.rfind(b"cd", 0), m.rfind(b"a", -6)]
    m.move(0, 3, 3)
    found += [m[:3], mmap.mmap.tell(m), mmap.mmap.read(m), mmap.mmap.tell(m), mmap.mmap.find(m, b"d", 0)]
    mmap.mmap.seek(m, 0, 2)
    found.append(mmap.mmap.tell(m))
    m.close()
    return found


@verifies("object.overrides-change-nothing-else")
def test_what_a_subclass_overrides_changes_no_other_method(subject: Subject):
    assert subject.call(overridden) == [
        b"ab\ncd\n", 10, b"d\n", b"ab\n", 3, 0, b"cd\n", 3, b"cd\n", 6, 1, 6,
    ]  # fmt: skip


@remote
def constructed_otherwise():
    class Zeros(mmap.mmap):
        def __new__(cls, pages, label="none"):
            return super().__new__(cls, -1, pages * mmap.PAGESIZE)

        def __init__(self, pages, label="none"):
            super().__init__()
            self.label = label

    with Zeros(2, label="two") as m:
        return len(m) == 2 * mmap.PAGESIZE, m.label, type(m) is Zeros


@verifies("object.subclass-constructor")
def test_a_subclass_may_be_constructed_otherwise(subject: Subject):
    assert subject.call(constructed_otherwise) == (True, "two", True)


@remote
def derived_from_both(other):
    kind = {"bytes": bytes, "bytearray": bytearray, "int": int}[other]
    return [type("Both", bases, {}).__name__ for bases in ((mmap.mmap, kind), (kind, mmap.mmap))]


@verifies("object.subclass-layout", examples=2, drawn_as="test_lifetime_objects")
@given(other=st.sampled_from(["bytes", "bytearray"]))
def test_no_class_is_a_map_and_bytes_at_once(subject: Subject, other):
    with raises(TypeError):
        subject.call(derived_from_both, other)


@remote
def attributes_set(thing):
    names = ["x", "access", "read", "__len__"]
    done = []
    for name in names:
        try:
            setattr(thing, name, None)
            done.append(name)
        except (AttributeError, TypeError) as error:
            done.append(type(error).__name__)
    return done


@verifies("object.no-attributes", examples=2, drawn_as="test_lifetime_objects", plain="type typed, exports views")
@given(closed=st.booleans())
def test_a_map_takes_no_attributes(subject: Subject, closed):
    m, model = mapped(subject, CONTENT)
    if closed:
        m.close()
    assert subject.call(attributes_set, m) == ["AttributeError"] * 4
    if not closed:
        assert m.state() == model.state()


@remote
def class_changed():
    refused = []
    try:
        mmap.mmap.stranger = 1
        del mmap.mmap.stranger
    except TypeError:
        refused.append("new")
    right = mmap.mmap.__dict__.get("tell")
    try:
        mmap.mmap.tell = right
        if right is None:
            del mmap.mmap.tell
    except TypeError:
        refused.append("old")
    return refused


@verifies("object.fixed-class")
def test_the_class_takes_no_attributes(subject: Subject):
    assert subject.call(class_changed) == ["new", "old"]


@verifies("object.init-again", examples=6, drawn_as="test_lifetime_objects")
@given(place=places(), arguments=st.sampled_from(["", "-1, 5", "'anything', x=1"]))
def test_init_can_be_called_again_without_effect(subject: Subject, place, arguments):
    m, model = mapped(subject, *place)
    assert subject.step(f"{m.text}.__init__({arguments})", "__init__") is None
    assert m.state() == model.state()


@remote
def sizes_of(pages):
    import sys

    try:
        sys.getsizeof(b"")
    except TypeError:
        return None
    sizes = []
    for length in (1, pages * mmap.PAGESIZE):
        m = mmap.mmap(-1, length)
        sizes.append(sys.getsizeof(m))
        m.close()
        sizes.append(sys.getsizeof(m))
    return len(set(sizes))


@verifies("object.sizeof")
def test_the_size_of_the_object_is_not_that_of_the_map(subject: Subject):
    found = subject.call(sizes_of, 10)
    if found is None:
        pytest.skip("the subject's Python does not tell the sizes of objects")
    assert found == 1


FLOATS = {
    "fileno": "mmap.mmap(-1.0, 10)",
    "length": "mmap.mmap(-1, 10.0)",
    "access": "mmap.mmap(-1, 10, access=1.0)",
    "offset": "mmap.mmap(-1, 10, offset=0.0)",
    "item": "{m}[1.0]",
    "slice": "{m}[0:1.0]",
    "step": "{m}[::1.0]",
    "assigned item": "{m}.__setitem__(1.0, 1)",
    "assigned value": "{m}.__setitem__(1, 1.0)",
    "assigned slice": "{m}.__setitem__(slice(0.0, 1), b'x')",
    "find": "{m}.find(b'a', 0.0)",
    "find end": "{m}.find(b'a', 0, 1.0)",
    "rfind": "{m}.rfind(b'a', 0.0)",
    "read": "{m}.read(1.0)",
    "seek": "{m}.seek(1.0)",
    "whence": "{m}.seek(0, 0.0)",
    "write_byte": "{m}.write_byte(1.0)",
    "move": "{m}.move(0.0, 1, 1)",
    "move count": "{m}.move(0, 1, 1.0)",
    "flush": "{m}.flush(0.0, 1)",
}


@verifies("object.no-floats", examples=len(FLOATS), drawn_as="test_lifetime_objects")
@given(argument=st.sampled_from(list(FLOATS)))
def test_a_float_is_no_integer(subject: Subject, argument):
    m, model = mapped(subject, CONTENT)
    with raises(TypeError):
        subject.step(FLOATS[argument].format(m=m.text), argument, valued=False)
    assert m.state() == model.state()
