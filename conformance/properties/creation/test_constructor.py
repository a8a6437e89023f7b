"""What the constructor takes and makes: its arguments on every system and on Unix."""

import errno

from hypothesis import given
from hypothesis import strategies as st

from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.model import Model
from conformance.properties.arrangements import page_edges, pattern, placed
from conformance.properties.calls import constructing, errors, raising_number, wrapped
from conformance.properties.descriptors import CONTENT
from conformance.properties.failing import check_refusal
from conformance.properties.ways import PRIVATE, READ_ONLY, SHARED, ways


@verifies("constructor.maps-length", examples=10, drawn_as="test_creation")
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


@verifies("constructor.returns-map", examples=11, drawn_as="test_creation", plain="type typed")
@given(data=st.data(), anonymous=st.booleans())
def test_the_constructor_returns_an_open_map_at_position_0(subject: Subject, data, anonymous):
    way = data.draw(ways(subject), label="way")
    file = subject.file(b"abc")
    m = subject.mmap.mmap(-1 if anonymous else file.fileno(), 3, **way.options)
    assert subject.call(about, m) == [True, False, 0]


@verifies("constructor.needs-two-arguments", examples=8, drawn_as="test_creation")
@given(given_=st.sampled_from([(), ("fileno",), ("length",), ("access",), ("fileno", "access"), ("length", "offset")]))
def test_fileno_and_length_are_needed(subject: Subject, given_):
    file = subject.file(b"abc")
    values = {"fileno": file.fileno(), "length": 3, "access": Expression("mmap.ACCESS_READ"), "offset": 0}
    with raises(TypeError):
        subject.mmap.mmap(**{name: values[name] for name in given_})
    if given_[:1] == ("fileno",):
        with raises(TypeError):
            subject.mmap.mmap(file.fileno(), **{name: values[name] for name in given_[1:]})


@verifies("constructor.unknown-keyword", examples=8, drawn_as="test_creation")
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


@verifies("constructor.unix-signature", examples=20, drawn_as="test_creation")
@given(telling=st.sampled_from(TELLING), by_position=st.integers(0, 6), data=st.data())
def test_arguments_go_by_position_and_by_keyword(subject: Subject, telling, by_position, data):
    file, values = telling_arguments(subject, telling)
    keywords = data.draw(st.permutations(UNIX_NAMES[by_position:]), label="keywords")
    positional = [values[name] for name in UNIX_NAMES[:by_position]]
    m = subject.mmap.mmap(*positional, **{name: values[name] for name in keywords})
    assert subject.call(told, m, file.path, values["offset"]) == expected_of(telling)


@verifies("constructor.unix-signature")
def test_any_number_of_arguments_may_go_by_position(subject: Subject):
    for count in range(len(UNIX_NAMES) + 1):
        file, values = telling_arguments(subject, TELLING[0])
        names = UNIX_NAMES[count:]
        m = subject.mmap.mmap(*list(values.values())[:count], **{name: values[name] for name in names})
        assert subject.call(told, m, file.path, values["offset"]) == expected_of(TELLING[0])


@verifies("constructor.unix-signature", examples=6, drawn_as="test_creation")
@given(telling=st.sampled_from(TELLING), name=st.sampled_from(UNIX_NAMES[2:]))
def test_no_argument_goes_by_position_and_by_keyword(subject: Subject, telling, name):
    file, values = telling_arguments(subject, telling)
    with raises(TypeError):
        subject.mmap.mmap(*values.values(), **{name: values[name]})
    given_ = [values[one] for one in UNIX_NAMES[: UNIX_NAMES.index(name) + 1]]
    with raises(TypeError):
        subject.mmap.mmap(*given_, **{name: values[name]})
    assert file.content() == bytes(subject.granularity) + b"abcd"


@verifies("constructor.unix-signature", examples=4, drawn_as="test_creation")
@given(telling=st.sampled_from(TELLING))
def test_there_is_no_seventh_argument_by_position(subject: Subject, telling):
    _, values = telling_arguments(subject, telling)
    with raises(TypeError):
        subject.mmap.mmap(*values.values(), 0)


@verifies("constructor.unix-no-tagname", examples=6, drawn_as="test_creation")
@given(tagname=st.sampled_from([None, "", "tag"]), by_keyword=st.booleans())
def test_there_is_no_tagname_on_unix(subject: Subject, tagname, by_keyword):
    with raises(TypeError):
        subject.mmap.mmap(-1, 10, *([] if by_keyword else [tagname]), **({"tagname": tagname} if by_keyword else {}))


# Objects in the place of integers


def with_wrapped(subject, telling, names, method):
    file, values = telling_arguments(subject, telling)
    offset = values["offset"]
    for name in names:
        values[name] = wrapped(values[name], method)
    m = subject.mmap.mmap(**values)
    return subject.call(told, m, file.path, offset)


chosen_names = st.sampled_from([(name,) for name in UNIX_NAMES if name != "length"] + [UNIX_NAMES])


@verifies("constructor.index-objects", examples=16, drawn_as="test_creation")
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


@verifies("constructor.int-objects", examples=10, drawn_as="test_creation")
@given(telling=st.sampled_from(TELLING), name=st.sampled_from([name for name in UNIX_NAMES if name != "length"]))
def test_arguments_can_be_objects_with_int(subject: Subject, telling, name):
    assert with_wrapped(subject, telling, (name,), "__int__") == expected_of(telling)


NO_INTEGERS_BY_NAME = [
    (name, wrong, telling)
    for name in UNIX_NAMES
    if name != "length"
    for wrong, telling in zip(["__int__", "__float__", None], TELLING, strict=False)
]


@verifies("constructor.no-int-objects", examples=len(NO_INTEGERS_BY_NAME), drawn_as="test_creation")
@given(one=st.sampled_from(NO_INTEGERS_BY_NAME))
def test_arguments_that_are_no_integers_are_refused(subject: Subject, one):
    name, wrong, telling = one
    _, values = telling_arguments(subject, telling)
    values[name] = None if wrong is None else wrapped(values[name], wrong)
    with raises(TypeError):
        subject.mmap.mmap(**values)


BEYOND_A_C_INT = [2**31, -(2**31) - 1, 2**32 - 1, 2**32, 2**64 - 1, 2**64 + 1, 2**100]
"""Some of them are -1, 0 or 1 in the lower bits."""


@verifies("constructor.c-ints", examples=22, drawn_as="test_creation")
@given(name=st.sampled_from(["fileno", "flags", "prot"]), beyond=st.sampled_from(BEYOND_A_C_INT))
def test_arguments_that_no_c_int_holds_are_refused(subject: Subject, name, beyond):
    _, values = telling_arguments(subject, TELLING[0])
    values[name] = beyond
    with raises(OverflowError):
        subject.mmap.mmap(**values)


@remote
def left_by_failures(file, calls):
    """How many calls failed, and the descriptors and maps of the file that there are more of than before."""
    import gc
    import os

    path = os.path.realpath(file.name)

    def present():
        gc.collect()
        number = os.open(os.devnull, os.O_RDONLY)
        os.close(number)
        try:
            with open("/proc/self/maps", encoding="utf-8") as table:
                return number, sum(path in line for line in table)
        except OSError:
            return number, 0

    failed, (number, maps) = 0, present()
    for call in calls:
        try:
            call()
        except Exception:
            failed += 1
    after = present()
    return failed, after[0] - number, after[1] - maps


@verifies("constructor.failure-leaks-nothing")
def test_a_constructor_that_fails_leaves_nothing_behind(subject: Subject):
    file, reading = subject.file(CONTENT), subject.file(CONTENT, "rb")
    for chosen in (file, reading):
        number = chosen.fileno()
        calls = [
            constructing(number, 0, offset=1),
            constructing(number, 0, flags=0),
            constructing(number, 0, access=9),
            constructing(number, 0, Expression("mmap.MAP_PRIVATE"), access=Expression("mmap.ACCESS_READ")),
            constructing(number, 0, offset=-1),
            constructing(number, 11),
            constructing(number, -1),
            constructing(number, 0, offset=2**40),
            constructing(number, 0, "tag"),
            constructing(number),
            *[constructing(number, 0, **{name: raising_number(KeyError)}) for name in ("flags", "access", "offset")],
        ]
        if chosen is reading:
            calls.append(constructing(number, 0))
        failed, *left = subject.call(left_by_failures, chosen, calls)
        assert failed > 0
        assert left == [0, 0]


@verifies("constructor.raise-in-argument", examples=12)
@given(data=st.data(), error=errors)
def test_what_an_argument_raises_leaves_the_constructor(subject: Subject, data, error):
    names = ["fileno", "length", "access", "offset"] + ["flags", "prot"] * (subject.facts.os != "windows")
    file = subject.file(CONTENT)
    values = {"fileno": file.fileno(), "length": 3}
    values[data.draw(st.sampled_from(names), label="name")] = raising_number(error)
    with raises(error):
        subject.mmap.mmap(**values)


@verifies("constructor.failing-system", examples=6)
@given(
    refused=st.sampled_from(
        [(["mmap"], errno.ENOMEM), (["mmap"], errno.EACCES), (["mmap"], errno.EAGAIN), (["dup", "fcntl"], errno.EMFILE)]
    )
)
def test_what_the_system_refuses_while_a_map_is_made_is_raised(subject: Subject, refused):
    check_refusal(subject, "constructor", *refused)
