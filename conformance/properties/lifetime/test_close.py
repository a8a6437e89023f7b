"""Closing a map, what it leaves as it was, and the attribute closed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Subject, raises, remote, verifies
from conformance.properties.arrangements import LEAST, longer, mapped
from conformance.properties.endings import CONTENT, ended, endings, file_left
from conformance.properties.machine import descriptors_left, has_fork, has_threads, times_mapped


@verifies("close.ends-the-map", examples=8, drawn_as="test_lifetime", plain="exports views")
@given(content=draws.contents(), access=draws.access_modes())
def test_close_turns_closed_from_false_to_true(subject: Subject, content, access):
    m, model = mapped(subject, content, access=access)
    assert m.closed is False
    assert m.close() is None
    assert m.closed is True
    assert file_left(m) == model.file


@verifies("close.gives-descriptor-back", examples=2, drawn_as="test_lifetime")
@given(how=endings)
def test_descriptors_are_as_many_after_close_as_before(subject: Subject, how):
    assert subject.call(descriptors_left, subject.file(CONTENT).path, how) == 0


@verifies("close.unmaps", examples=10, drawn_as="test_lifetime", plain="company counted, exports views")
@given(how=endings, least=st.sampled_from(LEAST))
def test_the_file_is_mapped_no_longer_after_close(subject: Subject, how, least):
    file = subject.file(size=longer(subject, least))
    m = subject.map(file)
    if subject.call(times_mapped, file.path) is None:
        pytest.skip("the machine has no /proc/self/maps")
    ended(m, how)
    assert subject.call(times_mapped, file.path) == 0


@remote
def used(file):
    import os

    size = os.fstat(file.fileno()).st_size
    file.seek(1)
    return file.closed, size, file.write(b"XY"), file.seek(0), file.read(4)


@verifies(
    "close.leaves-file-open", examples=16, drawn_as="test_lifetime", plain="place file, descriptor file, exports views"
)
@given(content=draws.contents(4), access=draws.access_modes(), how=endings)
def test_the_file_can_be_used_after_close(subject: Subject, content, access, how):
    m, _ = mapped(subject, content, access=access)
    ended(m, how)
    assert subject.call(used, m.file) == (False, len(content), 2, 0, content[:1] + b"XY" + content[3:4])


@verifies("close.twice", examples=2, drawn_as="test_lifetime", plain="exports views")
@given(how=endings)
def test_closing_again_does_nothing(subject: Subject, how):
    m, model = mapped(subject, CONTENT)
    ended(m, how)
    other, _ = mapped(subject, CONTENT)
    assert (m.close(), m.close(), m.closed) == (None, None, True)
    assert other.state() == model.state()


@remote
def closed_again(m, path):
    """How many files can be read that were opened between two calls of close, and have its numbers."""
    m.close()
    files = [open(path, "rb", 0) for _ in range(5)]  # noqa: SIM115  # closed below
    found = [m.close(), m.close()]
    for file in files:
        try:
            found.append(file.read(1))
            file.close()
        except OSError:
            found.append("closed")
    return found


@verifies("close.twice", plain="exports views")
def test_closing_again_closes_no_file_of_others(subject: Subject):
    file = subject.file(CONTENT)
    assert subject.call(closed_again, subject.map(file), file.path) == [None, None] + [CONTENT[:1]] * 5


@verifies("close.keeps-changes", examples=15, drawn_as="test_lifetime", plain="position cursor, exports views")
@given(content=draws.contents(4), data=draws.contents(1, 4), how=endings, access=draws.access_modes(0, 2))
def test_changes_are_in_the_file_after_close(subject: Subject, content, data, how, access):
    m, model = mapped(subject, content, access=access)
    with subject.unread():
        m.write(data)
        m[-1] = 33
    model.write(data)
    model.set_item(-1, 33)
    ended(m, how)
    assert file_left(m) == model.file


@verifies("close.one-of-many", examples=8, drawn_as="test_lifetime", plain="exports views")
@given(content=draws.contents(2), access=draws.access_modes(), is_last=st.booleans())
def test_other_maps_of_the_file_outlive_one(subject: Subject, content, access, is_last):
    file = subject.file(content)
    first = None if is_last else subject.map(file, access=access)
    others = [subject.map(file), subject.map(file)]
    (first or subject.map(file, access=access)).close()
    others[0][0] = 33
    assert [m.closed for m in others] == [False, False]
    assert [m.state() for m in others] == [(b"!" + content[1:], 0, len(content), b"!" + content[1:])] * 2


@remote
def closed_in_child(m):
    import os

    child = os.fork()
    if not child:
        m.close()
        os._exit(7 if m.closed else 1)
    status = os.waitpid(child, 0)[1]
    m[0] = 33
    return os.WEXITSTATUS(status), m.closed, m[:2], m.tell()


@verifies("close.other-process", examples=2, drawn_as="test_lifetime", plain="position cursor, exports views")
@given(anonymous=st.booleans())
def test_a_child_closes_its_own_map_only(subject: Subject, anonymous):
    if not subject.call(has_fork):
        pytest.skip("the machine has no fork")
    m = subject.anonymous(10) if anonymous else subject.map(CONTENT)
    assert subject.call(closed_in_child, m) == (7, False, b"!" + (b"\0" if anonymous else b"b"), 0)


@remote
def closed_in_thread(m):
    import threading

    thread = threading.Thread(target=m.close)
    thread.start()
    thread.join()
    try:
        m.read(1)
    except ValueError:
        return m.closed


@verifies("close.other-thread", plain="exports views")
def test_close_in_one_thread_closes_for_all(subject: Subject):
    if not subject.call(has_threads):
        pytest.skip("the machine has no threads")
    m, _ = mapped(subject, CONTENT)
    assert subject.call(closed_in_thread, m) is True


@verifies("closed.open-and-closed", examples=4, drawn_as="test_lifetime", plain="exports views")
@given(how=endings, anonymous=st.booleans())
def test_closed_says_whether_the_map_is_closed(subject: Subject, how, anonymous):
    m = subject.anonymous(10) if anonymous else subject.map(CONTENT)
    assert m.closed is False
    m.read()
    assert m.closed is False
    ended(m, how)
    assert m.closed is True


@verifies("closed.file-closed", examples=5, drawn_as="test_lifetime")
@given(content=draws.contents())
def test_closed_does_not_contradict_the_map_when_the_file_is_closed(subject: Subject, content):
    file = subject.file(content)
    m = subject.map(file)
    file.close()
    if m.closed is True:  # elsewhere: as the text has it
        with raises(ValueError):
            m.read()
    else:
        assert m.closed is False
        assert m.state() == (content, 0, len(content), content)


@remote
def closed_attribute_misused(m):
    refused = []
    for misuse in (
        lambda: setattr(m, "closed", True),
        lambda: setattr(m, "closed", False),
        lambda: delattr(m, "closed"),
        lambda: m.closed(),
    ):
        try:
            misuse()
            refused.append(None)
        except (AttributeError, TypeError) as error:
            refused.append(isinstance(error, TypeError))
    return refused, m.closed


@verifies("closed.read-only", examples=2, drawn_as="test_lifetime", plain="exports views")
@given(closed=st.booleans())
def test_closed_can_only_be_read(subject: Subject, closed):
    m, _ = mapped(subject, CONTENT)
    if closed:
        m.close()
    assert subject.call(closed_attribute_misused, m) == ([False, False, False, True], closed)
