"""tagname, on Windows.

A tag name is known to every process of the session, and stays where a map of it is left behind: so each is used
in one example only.
"""

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, verifies
from conformance.properties.arrangements import FORTY
from conformance.properties.calls import tag


@verifies("tagname.text-or-none", examples=10, drawn_as="test_creation_windows")
@given(named=st.booleans(), anonymous=st.booleans(), by_keyword=st.booleans())
def test_a_tag_name_is_text_or_none(subject: Subject, named, anonymous, by_keyword):
    file, tagname = subject.file(FORTY), tag() if named else None
    number = -1 if anonymous else file.fileno()
    m = subject.mmap.mmap(number, 9, tagname=tagname) if by_keyword else subject.mmap.mmap(number, 9, tagname)
    assert m[:] == (bytes(9) if anonymous else FORTY[:9])


@verifies("tagname.text-or-none", examples=12, drawn_as="test_creation_windows")
@given(wrong=st.sampled_from([1, 0, 1.5, b"tag", (), ["tag"], Expression("object()"), False]), anonymous=st.booleans())
def test_a_tag_name_of_another_type_is_refused(subject: Subject, wrong, anonymous):
    file = subject.file(FORTY)
    with raises(TypeError):
        subject.mmap.mmap(-1 if anonymous else file.fileno(), 9, tagname=wrong)


@verifies("tagname.without-nul", examples=4, drawn_as="test_creation_windows")
@given(tagname=st.sampled_from(["\0", "a\0", "\0a", "a\0b"]))
def test_a_tag_name_has_no_nul(subject: Subject, tagname):
    with raises(ValueError):
        subject.mmap.mmap(-1, 9, tagname=tagname)


@verifies("tagname.many-for-one-file", examples=6, drawn_as="test_creation_windows")
@given(lengths=st.lists(st.sampled_from([0, 10, 40]), min_size=2, max_size=3))
def test_a_file_can_have_several_tag_names(subject: Subject, lengths):
    file = subject.file(FORTY)
    maps = [subject.mmap.mmap(file.fileno(), length, tag()) for length in lengths]
    for length, m in zip(lengths, maps, strict=True):
        assert m[:] == FORTY[: length or None]
    maps[0][3] = 33
    assert [m[3] for m in maps] == [33] * len(maps)  # they are views of one file
    with subject.unread():
        maps[0].close()
    assert maps[1][:5] == FORTY[:3] + b"!" + FORTY[4:5]


@verifies("tagname.opens-the-existing", examples=8, drawn_as="test_creation_windows")
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


@verifies("tagname.opens-the-existing", examples=2, drawn_as="test_creation_windows")
@given(data=draws.contents(3, 3))
def test_the_tag_name_of_a_file_is_the_file(subject: Subject, data):
    file, name = subject.file(FORTY), tag()
    first = subject.mmap.mmap(file.fileno(), 0, name)
    first[:3] = data
    assert subject.mmap.mmap(-1, len(FORTY), name)[:] == data + FORTY[3:]


@verifies("tagname.makes-a-new-one", examples=6, drawn_as="test_creation_windows")
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


@verifies("tagname.larger-than-the-existing", examples=4, drawn_as="test_creation_windows")
@given(pages=st.sampled_from([1, 2, 16]))
def test_more_than_there_is_under_a_tag_name_is_refused(subject: Subject, pages):
    name = tag()
    first = subject.mmap.mmap(-1, 10, name)
    first[0] = 33
    with raises(OSError):
        subject.mmap.mmap(-1, (pages + 1) * subject.page_size, name)
    assert first[:] == b"!" + bytes(9)


@verifies("tagname.none-is-unnamed", examples=6, drawn_as="test_creation_windows")
@given(options=st.sampled_from([{}, {"tagname": None}]), length=st.sampled_from([1, 10, 5000]))
def test_memory_without_a_tag_name_is_not_shared(subject: Subject, options, length):
    first, second = (subject.mmap.mmap(-1, length, **options) for _ in range(2))
    first[0] = 33
    assert second[:] == bytes(length)
    second[-1] = 34
    assert first[:] == (b"!" + bytes(length))[:length]
