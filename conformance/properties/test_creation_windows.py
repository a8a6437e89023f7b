"""What the constructor takes and does on Windows only: tag names, files that grow, and its own signature.

A tag name is known to every process of the session, and stays where a map of it is left behind: so each is used
in one example only.
"""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.model import Model
from conformance.properties.descriptors import EVERYWHERE, page_edges, pattern, placed

CONTENT = pattern(40)


_numbers = itertools.count()


def tag(name=""):
    """A tag name that nobody has used."""
    return Expression(f"'{name}-{next(_numbers)}-%d' % __import__('os').getpid()")


@remote
def size_of(file):
    import os

    return os.fstat(file.fileno()).st_size


NAMES = ("fileno", "length", "tagname", "access", "offset")


def access(name):
    return Expression(f"mmap.ACCESS_{name}")


@verifies("constructor.windows-signature", examples=30)
@given(by_position=st.integers(0, 5), tagname=st.booleans(), granules=st.sampled_from([1, 0]), data=st.data())
def test_arguments_go_by_position_and_by_keyword(subject: Subject, by_position, tagname, granules, data):
    file, offset = placed(subject, b"abcd", subject.granularity), granules * subject.granularity
    given_ = [file.fileno(), 3, tag() if tagname else None, access("COPY"), offset]
    values = dict(zip(NAMES, given_, strict=True))
    keywords = data.draw(st.permutations(NAMES[by_position:]), label="keywords")
    m = subject.mmap.mmap(*given_[:by_position], **{name: values[name] for name in keywords})
    content = b"abc" if granules else bytes(3)
    assert (m[:], m.tell()) == (content, 0)
    m[0] = 33
    assert (m[:], file.content()[offset : offset + 3]) == (b"!" + content[1:], content)


@verifies("constructor.windows-signature", examples=4)
@given(sixth=st.sampled_from([0, True, False, None]))
def test_there_is_no_sixth_argument_by_position(subject: Subject, sixth):
    file = subject.file(CONTENT)
    with raises(TypeError):
        subject.mmap.mmap(file.fileno(), 3, None, access("READ"), 0, sixth)


@verifies("constructor.windows-no-flags", examples=6)
@given(name=st.sampled_from(["flags", "prot"]), value=st.sampled_from([0, 1, 3]), anonymous=st.booleans())
def test_there_are_neither_flags_nor_prot(subject: Subject, name, value, anonymous):
    file = subject.file(CONTENT)
    with raises(TypeError):
        subject.mmap.mmap(-1 if anonymous else file.fileno(), 3, **{name: value})


@verifies("length.empty-file-windows", examples=5)
@given(way=st.sampled_from(EVERYWHERE))
def test_an_empty_file_cannot_be_mapped_whole(subject: Subject, way):
    file = subject.file()
    with raises(ValueError, OSError):
        subject.mmap.mmap(file.fileno(), 0, **way.options)
    assert file.content() == b""


longer = st.sampled_from([1, 2, 100])


def lengths_beyond(subject, size):
    return st.sampled_from([size + 1, *(edge for edge in page_edges(subject) if edge > size), subject.granularity + 1])


@verifies("length.extends-the-file", "length.extended-with-zeros", examples=12)
@given(content=draws.contents(0), way=st.sampled_from([EVERYWHERE[0], EVERYWHERE[2]]), data=st.data())
def test_a_longer_map_makes_its_file_longer(subject: Subject, content, way, data):
    length = data.draw(lengths_beyond(subject, len(content)), label="length")
    file = subject.file(content)
    m = subject.mmap.mmap(file.fileno(), length, **way.options)
    assert (m.length(), subject.call(size_of, file)) == (length, length)
    expected = content + bytes(length - len(content))
    m[length - 1] = 33
    model = Model(expected, file=expected)
    model.set_item(length - 1, 33)
    assert m.state() == model.state()


@verifies("length.extends-the-file", examples=8)
@given(content=draws.contents(), granules=st.sampled_from([1, 2]), more=longer)
def test_a_longer_map_with_an_offset_makes_its_file_longer(subject: Subject, content, granules, more):
    offset = granules * subject.granularity
    file = placed(subject, content, offset)
    m = subject.mmap.mmap(file.fileno(), len(content) + more, offset=offset)
    assert (m.length(), subject.call(size_of, file)) == (len(content) + more, offset + len(content) + more)
    assert m[: len(content)] == content


@verifies("length.read-only-extends-nothing", examples=8)
@given(mode=st.sampled_from(["r+b", "rb"]), more=longer)
def test_a_map_for_reading_makes_no_file_longer(subject: Subject, mode, more):
    file = subject.file(CONTENT, mode)
    with raises(OSError):
        subject.mmap.mmap(file.fileno(), len(CONTENT) + more, access=access("READ"))
    assert file.content() == CONTENT


@verifies("tagname.text-or-none", examples=10)
@given(named=st.booleans(), anonymous=st.booleans(), by_keyword=st.booleans())
def test_a_tag_name_is_text_or_none(subject: Subject, named, anonymous, by_keyword):
    file, tagname = subject.file(CONTENT), tag() if named else None
    number = -1 if anonymous else file.fileno()
    m = subject.mmap.mmap(number, 9, tagname=tagname) if by_keyword else subject.mmap.mmap(number, 9, tagname)
    assert m[:] == (bytes(9) if anonymous else CONTENT[:9])


@verifies("tagname.text-or-none", examples=12)
@given(wrong=st.sampled_from([1, 0, 1.5, b"tag", (), ["tag"], Expression("object()"), False]), anonymous=st.booleans())
def test_a_tag_name_of_another_type_is_refused(subject: Subject, wrong, anonymous):
    file = subject.file(CONTENT)
    with raises(TypeError):
        subject.mmap.mmap(-1 if anonymous else file.fileno(), 9, tagname=wrong)


@verifies("tagname.without-nul", examples=4)
@given(tagname=st.sampled_from(["\0", "a\0", "\0a", "a\0b"]))
def test_a_tag_name_has_no_nul(subject: Subject, tagname):
    with raises(ValueError):
        subject.mmap.mmap(-1, 9, tagname=tagname)


@verifies("tagname.many-for-one-file", examples=6)
@given(lengths=st.lists(st.sampled_from([0, 10, 40]), min_size=2, max_size=3))
def test_a_file_can_have_several_tag_names(subject: Subject, lengths):
    file = subject.file(CONTENT)
    maps = [subject.mmap.mmap(file.fileno(), length, tag()) for length in lengths]
    for length, m in zip(lengths, maps, strict=True):
        assert m[:] == CONTENT[: length or None]
    maps[0][3] = 33
    assert [m[3] for m in maps] == [33] * len(maps)  # they are views of one file
    with subject.unread():
        maps[0].close()
    assert maps[1][:5] == CONTENT[:3] + b"!" + CONTENT[4:5]


@verifies("tagname.opens-the-existing", examples=8)
@given(length=st.sampled_from([1, 10, 5000]), shorter=st.sampled_from([0, 1]))
def test_the_same_tag_name_is_the_same_memory(subject: Subject, length, shorter):
    name = tag()
    first = subject.mmap.mmap(-1, length, name)
    first[0] = 33
    second = subject.mmap.mmap(-1, max(1, length - shorter), tagname=name)
    assert second[0] == 33
    second[-1] = 34
    assert first[max(1, length - shorter) - 1] == 34
    with subject.unread():
        first.close()
    assert second[-1] == 34


@verifies("tagname.opens-the-existing", examples=2)
@given(data=draws.contents(3, 3))
def test_the_tag_name_of_a_file_is_the_file(subject: Subject, data):
    file, name = subject.file(CONTENT), tag()
    first = subject.mmap.mmap(file.fileno(), 0, name)
    first[:3] = data
    assert subject.mmap.mmap(-1, len(CONTENT), name)[:] == data + CONTENT[3:]


@verifies("tagname.makes-a-new-one", examples=6)
@given(other=st.sampled_from(["b", "aa"]), length=st.sampled_from([1, 10, 5000]))
def test_another_tag_name_is_other_memory(subject: Subject, other, length):
    names = [tag("a"), tag(other)]
    first, second = (subject.mmap.mmap(-1, length, name) for name in names)
    first[0] = 33
    assert second[:] == bytes(length)
    with subject.unread():
        second[0] = 34
        first.close()
    assert subject.mmap.mmap(-1, length, names[0])[:] == bytes(length)
    assert second[0] == 34


@verifies("tagname.larger-than-the-existing", examples=4)
@given(pages=st.sampled_from([1, 2, 16]))
def test_more_than_there_is_under_a_tag_name_is_refused(subject: Subject, pages):
    name = tag()
    first = subject.mmap.mmap(-1, 10, name)
    first[0] = 33
    with raises(OSError):
        subject.mmap.mmap(-1, (pages + 1) * subject.page_size, name)
    assert first[:] == b"!" + bytes(9)


@verifies("tagname.none-is-unnamed", examples=6)
@given(options=st.sampled_from([{}, {"tagname": None}]), length=st.sampled_from([1, 10, 5000]))
def test_memory_without_a_tag_name_is_not_shared(subject: Subject, options, length):
    first, second = (subject.mmap.mmap(-1, length, **options) for _ in range(2))
    first[0] = 33
    assert second[:] == bytes(length)
    second[-1] = 34
    assert first[:] == (b"!" + bytes(length))[:length]


@remote
def position_of(file):
    import os

    return os.lseek(file.fileno(), 0, 1)


@verifies("constructor.windows-rewinds", examples=5)
@given(way=st.sampled_from(EVERYWHERE), position=st.sampled_from([5, 40]))
def test_a_map_rewinds_its_descriptor(subject: Subject, way, position):
    file = subject.file(CONTENT)
    with subject.unread():
        file.seek(position)
    m = subject.mmap.mmap(file.fileno(), 0, **way.options)
    assert (subject.call(position_of, file), m[:]) == (0, CONTENT)


@verifies("constructor.windows-fileno-zero", examples=5)
@given(way=st.sampled_from(EVERYWHERE), length=st.sampled_from([1, 10, 5000]))
def test_the_descriptor_zero_is_anonymous(subject: Subject, way, length):
    m = subject.mmap.mmap(0, length, **way.options)
    assert (m[:], m.tell()) == (bytes(length), 0)
