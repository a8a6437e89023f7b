"""What the constructor takes on Windows only: its own signature, and no flags."""

from hypothesis import given
from hypothesis import strategies as st

from conformance.language import Subject, raises, remote, verifies
from conformance.properties.arrangements import FORTY, placed
from conformance.properties.calls import access, tag
from conformance.properties.ways import EVERYWHERE

NAMES = ("fileno", "length", "tagname", "access", "offset")


@verifies("constructor.windows-signature", examples=30, drawn_as="test_creation_windows")
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


@verifies("constructor.windows-signature", examples=4, drawn_as="test_creation_windows")
@given(sixth=st.sampled_from([0, True, False, None]))
def test_there_is_no_sixth_argument_by_position(subject: Subject, sixth):
    file = subject.file(FORTY)
    with raises(TypeError):
        subject.mmap.mmap(file.fileno(), 3, None, access("READ"), 0, sixth)


@verifies("constructor.windows-no-flags", examples=6, drawn_as="test_creation_windows")
@given(name=st.sampled_from(["flags", "prot"]), value=st.sampled_from([0, 1, 3]), anonymous=st.booleans())
def test_there_are_neither_flags_nor_prot(subject: Subject, name, value, anonymous):
    file = subject.file(FORTY)
    with raises(TypeError):
        subject.mmap.mmap(-1 if anonymous else file.fileno(), 3, **{name: value})


@remote
def position_of(file):
    import os

    return os.lseek(file.fileno(), 0, 1)


@verifies("constructor.windows-rewinds", examples=5, drawn_as="test_creation_windows")
@given(way=st.sampled_from(EVERYWHERE), position=st.sampled_from([5, 40]))
def test_a_map_rewinds_its_descriptor(subject: Subject, way, position):
    file = subject.file(FORTY)
    with subject.unread():
        file.seek(position)
    m = subject.mmap.mmap(file.fileno(), 0, **way.options)
    assert (subject.call(position_of, file), m[:]) == (0, FORTY)


@verifies("constructor.windows-fileno-zero", examples=5, drawn_as="test_creation_windows")
@given(way=st.sampled_from(EVERYWHERE), length=st.sampled_from([1, 10, 5000]))
def test_the_descriptor_zero_is_anonymous(subject: Subject, way, length):
    m = subject.mmap.mmap(0, length, **way.options)
    assert (m[:], m.tell()) == (bytes(length), 0)
