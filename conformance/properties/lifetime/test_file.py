"""What a map has in common with file objects, and what it lacks."""

import gzip
import io
import json
import pickle
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.language import Subject, raises, remote, verifies
from conformance.properties.arrangements import mapped
from conformance.properties.endings import CONTENT

PRESENT = ["read", "readline", "seek", "tell", "write", "flush", "close"]
MISSING = [
    "readable", "writable", "fileno", "isatty", "readlines", "writelines", "readinto", "truncate", "peek", "name",
    "mode", "__next__",
]  # fmt: skip


@remote
def names_present(m, names):
    return [name for name in names if hasattr(m, name)], [name for name in names if callable(getattr(m, name, None))]


@verifies("file.methods")
def test_a_map_has_the_methods_of_a_file(subject: Subject):
    m, _ = mapped(subject, CONTENT)
    assert subject.call(names_present, m, [*PRESENT, "closed"]) == ([*PRESENT, "closed"], PRESENT)


@verifies("file.missing-methods")
def test_a_map_lacks_what_only_files_have(subject: Subject):
    m, _ = mapped(subject, CONTENT)
    assert subject.call(names_present, m, MISSING) == ([], [])


@verifies("file.no-seekable")
def test_a_map_has_no_seekable(subject: Subject):
    m, _ = mapped(subject, CONTENT)
    assert subject.call(names_present, m, ["seekable"]) == ([], [])


@remote
def taken_for_a_file(m):
    import io

    taken = [kind.__name__ for kind in (io.IOBase, io.RawIOBase, io.BufferedIOBase) if isinstance(m, kind)]
    for wrapper in (io.TextIOWrapper, io.BufferedReader, io.BufferedWriter):
        try:
            wrapper(m)
            taken.append(wrapper.__name__)
        except (AttributeError, TypeError):
            pass
    return taken


@verifies("file.no-io-class")
def test_the_io_module_takes_no_map_for_a_file(subject: Subject):
    m, model = mapped(subject, CONTENT)
    assert subject.call(taken_for_a_file, m) == []
    assert m.state() == model.state()


def archive(write):
    """What ``write`` makes of a buffer."""
    buffer = io.BytesIO()
    write(buffer)
    return buffer.getvalue()


def tar(buffer):
    with tarfile.open(fileobj=buffer, mode="w") as made:
        member = tarfile.TarInfo("inner")
        member.size = len(CONTENT)
        made.addfile(member, io.BytesIO(CONTENT))


def zipped(buffer):
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr(zipfile.ZipInfo("inner"), CONTENT)


VALUE = [1, "two", [None, True]]
CONSUMERS = {
    "json": (json.dumps(VALUE).encode(), "json.load({m})", VALUE),
    "pickle": (pickle.dumps(VALUE, 2), "pickle.load({m})", VALUE),
    "gzip": (gzip.compress(CONTENT, mtime=0), "gzip.GzipFile(fileobj={m}).read()", CONTENT),
    "tarfile": (archive(tar), "tarfile.open(fileobj={m}).extractfile('inner').read()", CONTENT),
    "xml.etree.ElementTree": (b"<a>\n<b>text</b>\n</a>", "xml.etree.ElementTree.parse({m}).find('b').text", "text"),
    "tokenize": (b"a = 1\nb", "[t.string for t in tokenize.tokenize({m}.readline)][1:6]", ["a", "=", "1", "\n", "b"]),
}


def consumed(subject, content, module, expression):
    """What a module of the subject's makes of a map in the place of a file."""
    m = subject.map(content)
    try:
        subject.step(f"import {module}", "import", valued=False)
    except ImportError as error:
        pytest.skip(f"the subject's Python cannot import {module}: {error}")
    return subject.step(expression.format(m=m.text), module)


@verifies("file.consumers", examples=len(CONSUMERS), plain="position cursor")
@given(module=st.sampled_from(list(CONSUMERS)))
def test_a_map_is_read_in_the_place_of_a_file(subject: Subject, module):
    content, expression, expected = CONSUMERS[module]
    assert consumed(subject, content, module, expression) == expected


@verifies("file.consumers", examples=3)
@given(begin=st.sampled_from([0, 4, len(CONTENT)]))
def test_a_map_is_copied_like_a_file_from_its_position(subject: Subject, begin):
    m, model = mapped(subject, CONTENT, begin)
    sink = subject.file()
    subject.step(f"__import__('shutil').copyfileobj({m.text}, {sink.text}, 3)", "copyfileobj")
    assert sink.content() == model.read()
    assert m.state() == model.state()


@verifies("file.zipfile")
def test_an_archive_is_read_from_a_map(subject: Subject):
    assert consumed(subject, archive(zipped), "zipfile", "zipfile.ZipFile({m}).read('inner')") == CONTENT


@verifies("file.fixed-size", examples=8, plain="history file")
@given(whole=st.booleans(), data=st.sampled_from([b"x", bytes(100_000)]), in_bytes=st.booleans())
def test_writing_at_the_end_lengthens_nothing(subject: Subject, whole, data, in_bytes):
    file = subject.file(CONTENT)
    length = len(CONTENT) - (not whole)
    m = subject.map(file, length)
    m.seek(length)
    with raises(ValueError):
        m.write_byte(1) if in_bytes else m.write(data)
    assert m.state() == (CONTENT[:length], length, length, CONTENT)
