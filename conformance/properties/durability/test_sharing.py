"""Who else sees what is changed in a map: other maps, the file, a child, another interpreter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, remote, verifies
from conformance.model import READ, WRITE, Model

PRIVATE = Expression("mmap.MAP_PRIVATE")
COPY = Expression("mmap.ACCESS_COPY")
SHARED = [{}, {"access": Expression("mmap.ACCESS_WRITE")}, {"flags": Expression("mmap.MAP_SHARED")}]


@st.composite
def windows(draw):
    """Content and two ranges of a file that overlap: where each begins in units of the granularity, and its length.

    A length of 0 is that of what the file has from there on.
    """
    content = draw(draws.contents(4))
    begins = draw(st.sampled_from([(0, 0), (0, 1), (1, 0), (1, 1)]))
    return content, begins, [draw(st.sampled_from([0, len(content)])) if at else 0 for at in begins]


@verifies("sharing.maps-of-one-file", examples=15)
@given(window=windows(), data=st.data())
def test_maps_of_one_file_show_each_others_changes(subject: Subject, window, data):
    content, begins, lengths = window
    unit = subject.granularity if any(begins) else 0
    file = subject.file(size=unit + len(content))
    maps = [subject.map(file, length, offset=at * unit) for at, length in zip(begins, lengths, strict=True)]
    at = data.draw(st.integers(0, len(content) - 2), label="at")
    positions = [0, 0]
    for writing, reading in (0, 1), (1, 0):
        # where in each map the bytes begin that both have
        first, second = (unit * (1 - begins[which]) for which in (writing, reading))
        stored = data.draw(draws.contents(2, 2), label="stored")
        with subject.unread():
            maps[writing].seek(first)
            maps[writing].write(content[:1])
            maps[writing][first + at : first + at + 2] = stored
        positions[writing] = first + 1
        assert maps[reading][second + at : second + at + 2] == stored
        assert maps[reading].find(stored, second + at) == second + at
        assert maps[reading].tell() == positions[reading]


# An implementation that caches what it has read would still show the old bytes.
@verifies("sharing.maps-of-one-file", examples=4)
@given(content=draws.contents(6, 8), access=draws.access_modes(READ, WRITE))
def test_what_was_seen_before_is_not_remembered(subject: Subject, content, access):
    file = subject.file(content)
    m, other = subject.map(file, access=access), subject.map(file)
    seen = [m[2], m[2:4], m.find(b"<", 0), m[:]]
    assert seen == [content[2], content[2:4], content.find(b"<"), content]
    with subject.unread():
        other[2] = 60
    changed = content[:2] + b"<" + content[3:]
    assert [m[2], m[2:4], m.find(b"<", 0), m[:]] == [60, changed[2:4], changed.find(b"<"), changed]


@verifies("sharing.maps-of-one-file", examples=4)
@given(content=draws.contents(6, 8), byte=st.booleans(), own=st.booleans())
def test_reading_goes_on_with_what_was_stored_meanwhile(subject: Subject, content, byte, own):
    file = subject.file(content)
    m, other = subject.map(file), subject.map(file)
    assert m[:] == content
    with subject.unread():
        m.seek(1)
        m.read_byte() if byte else m.read(1)
        (m if own else other)[2:5] = b"<\n>"
    assert (m.read(1), m.readline(), m.read_byte(), m.tell()) == (b"<", b"\n", 62, 5)
    assert m[:] == content[:2] + b"<\n>" + content[5:]


@verifies("sharing.with-file", examples=10)
@given(content=draws.contents(4), data=st.data())
def test_a_map_and_its_file_show_each_others_changes(subject: Subject, content, data):
    at = data.draw(st.integers(0, len(content) - 2), label="at")
    file = subject.file(content)
    m = subject.map(file)
    with subject.unread():
        file.seek(at)
        file.write(b"<>")
    changed = content[:at] + b"<>" + content[at + 2 :]
    assert m.state() == (changed, 0, len(content), changed)
    m[at] = 33
    changed = changed[:at] + b"!" + changed[at + 1 :]
    assert file.content() == changed


@verifies("sharing.private-copies", examples=10)
@given(content=draws.contents(2), data=st.data())
def test_private_maps_of_one_file_keep_their_changes(subject: Subject, content, data):
    file = subject.file(content)
    maps = [subject.map(file, access=COPY), subject.map(file, access=COPY), subject.map(file)]
    models = [Model(content, file=content, private=True) for _ in maps]
    for which in (0, 1):
        at = data.draw(st.integers(0, len(content) - 1), label="at")
        maps[which][at] = 65 + which
        models[which].set_item(at, 65 + which)
    for m, model in zip(maps, models, strict=True):
        assert m.state() == model.state()


@verifies("sharing.closing-one", examples=6, plain="exports views")
@given(content=draws.contents(2), access=draws.access_modes(), first=st.booleans())
def test_closing_a_map_leaves_the_others_open(subject: Subject, content, access, first):
    file = subject.file(content)
    maps = [subject.map(file), subject.map(file, access=access)]
    kept, closed = maps if first else maps[::-1]
    model = Model(content, access=0 if first else access.model, file=content)
    with subject.unread():
        closed.close()
    if not model.readonly:
        kept[1] = 33
        model.set_item(1, 33)
    assert kept.closed is False
    assert kept.state() == model.state()


@remote
def with_a_child(m, turns):
    """Run each text in the child or in the parent, in turn: what came of each. None where nothing can fork."""
    import ast
    import contextlib
    import os

    def outcome(text):
        try:
            try:
                code = compile(text, "<turn>", "eval")
            except SyntaxError:
                exec(text, {"m": m, "mmap": mmap})
                return None
            return eval(code, {"m": m, "mmap": mmap})
        except Exception as error:
            return type(error).__name__

    asking, answering = os.pipe(), os.pipe()
    try:
        child = os.fork()
    except (AttributeError, OSError):
        return None
    if child == 0:
        try:
            os.close(asking[1])
            while True:
                asked = os.read(asking[0], 1)
                if not asked:
                    break
                os.write(answering[1], ascii(outcome(turns[asked[0]][1])).encode() + b"\n")
        finally:
            os._exit(0)
    os.close(asking[0])
    os.close(answering[1])
    outcomes = []
    for number, (who, text) in enumerate(turns):
        if who == "parent":
            outcomes.append(outcome(text))
            continue
        with contextlib.suppress(BrokenPipeError):  # a child that died before is found by the next read
            os.write(asking[1], bytes([number]))
        answer = b""
        while not answer.endswith(b"\n"):
            piece = os.read(answering[0], 4096)
            if not piece:
                break
            answer += piece
        outcomes.append(ast.literal_eval(answer.decode()) if answer else "the child died")
    os.close(asking[1])
    os.close(answering[0])
    os.waitpid(child, 0)
    return outcomes


def take_turns(subject, m, *turns):
    """Check what each turn, ``(who, text, outcome)``, comes to."""
    outcomes = subject.call(with_a_child, m, [(who, text) for who, text, _ in turns])
    if outcomes is None:
        pytest.skip("the machine has no fork")
    assert outcomes == [outcome for _, _, outcome in turns]


@verifies("sharing.file-after-fork", examples=3)
@given(options=st.sampled_from(SHARED))
def test_a_child_shares_the_map_of_a_file(subject: Subject, options):
    file = subject.file(b"content of a file")
    m = subject.map(file, **options)
    take_turns(
        subject,
        m,
        ("child", "m[:7]", b"content"),
        ("child", "m[:7] = b'changed'", None),
        ("parent", "m[:9]", b"changed o"),
        ("parent", "m.write(b'by parent')", 9),
        ("child", "m[:]", b"by parentf a file"),
        ("child", "m.size()", 17),
        ("child", "m.move(0, 3, 6)", None),
        ("parent", "m.find(b'parent')", -1),
        ("parent", "m[:9]", b"parentent"),
    )
    assert file.content() == b"parententf a file"


@verifies("sharing.anonymous-after-fork", examples=4)
@given(
    options=st.sampled_from(
        [{}, {"access": Expression("mmap.ACCESS_WRITE")}, {"flags": Expression("mmap.MAP_SHARED")}]
    ),
    pages=st.sampled_from([0, 2]),
)
def test_a_child_shares_anonymous_memory(subject: Subject, options, pages):
    m = subject.anonymous(13 + pages * subject.page_size, **options)
    with subject.unread():
        m.write(b"Hello world!")
    take_turns(
        subject,
        m,
        ("child", "m.seek(0) or m.readline()[:12]", b"Hello world!"),
        ("child", "m[-1] = 33", None),
        ("parent", "m[-1]", 33),
        ("parent", "m.write_byte(34)", None),
        ("child", "m[12]", 34),
        ("parent", "m[:5] = b'Howdy'", None),
        ("child", "m[:12]", b"Howdy world!"),
    )


@verifies("sharing.private-after-fork", examples=4)
@given(options=st.sampled_from([{"flags": PRIVATE}, {"access": COPY}]), anonymous=st.booleans())
def test_a_child_shares_no_private_map(subject: Subject, options, anonymous):
    file = subject.file(bytes(4))
    m = subject.anonymous(4, **options) if anonymous else subject.map(file, **options)
    with subject.unread():
        m[0] = 1
    take_turns(
        subject,
        m,
        ("child", "m[:]", b"\1\0\0\0"),
        ("child", "m[1] = 2", None),
        ("parent", "m[:]", b"\1\0\0\0"),
        ("parent", "m[2] = 3", None),
        ("child", "m[:]", b"\1\2\0\0"),
        ("child", "done = m.flush()", None),
        ("parent", "m[:]", b"\1\0\3\0"),
    )
    if not anonymous:
        assert file.content() == bytes(4)


@verifies("sharing.read-only-after-fork", examples=2)
@given(anonymous=st.booleans())
def test_a_child_cannot_write_to_a_read_only_map(subject: Subject, anonymous):
    access = Expression("mmap.ACCESS_READ")
    m = subject.anonymous(4, access=access) if anonymous else subject.map(bytes(4), access=access)
    take_turns(
        subject,
        m,
        ("child", "m[0] = 1", "TypeError"),
        ("child", "m.write(b'a')", "TypeError"),
        ("child", "m[:]", bytes(4)),
        ("parent", "m[:]", bytes(4)),
    )


@verifies("sharing.position-after-fork", examples=2)
@given(anonymous=st.booleans())
def test_parent_and_child_have_positions_of_their_own(subject: Subject, anonymous):
    m = subject.anonymous(8) if anonymous else subject.map(b"abcdefgh")
    with subject.unread():
        m[:] = b"abcdefgh"
        m.seek(3)
    take_turns(
        subject,
        m,
        ("child", "m.tell()", 3),
        ("child", "m.read(2)", b"de"),
        ("parent", "m.tell()", 3),
        ("parent", "at = m.seek(1)", None),
        ("child", "m.read()", b"fgh"),
        ("parent", "m.read(1)", b"b"),
        ("child", "m.tell()", 8),
    )


@verifies("sharing.closed-after-fork", examples=4, plain="exports views")
@given(in_child=st.booleans(), anonymous=st.booleans())
def test_closing_a_map_closes_it_in_one_process(subject: Subject, in_child, anonymous):
    file = subject.file(bytes(4))
    m = subject.anonymous(4) if anonymous else subject.map(file)
    one, other = ("child", "parent") if in_child else ("parent", "child")
    take_turns(
        subject,
        m,
        (one, "m[0] = 1", None),
        (one, "m.close()", None),
        (other, "m.closed", False),
        (other, "m[1] = 2", None),
        (other, "m[:]", b"\1\2\0\0"),
        (one, "m.closed", True),
        (one, "m[0]", "ValueError"),
        (other, "len(m)", 4),
    )
    if not anonymous:
        assert file.content() == b"\1\2\0\0"


@remote
def with_another_interpreter(m, path, importing, turns):
    """Run each text here or in a second interpreter with a map of the same file. None where none can be started."""
    import ast
    import contextlib
    import os
    import subprocess
    import sys

    code = (
        "import sys\n"
        "sys.stdout.write('started\\n')\n"
        "sys.stdout.flush()\n"
        f"{importing}\n"
        f"file = open({os.path.abspath(path)!r}, 'r+b', 0)\n"
        "m = mmap.mmap(file.fileno(), 0)\n"
        "for line in sys.stdin:\n"
        "    if line.startswith('+'):\n"
        "        exec(line[1:])\n"
        "        found = None\n"
        "    else:\n"
        "        found = eval(line[1:])\n"
        "    sys.stdout.write(ascii(found) + '\\n')\n"
        "    sys.stdout.flush()\n"
    )
    try:
        other = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    except Exception:  # no executable, no processes
        return None
    try:
        if other.stdout.readline().strip() != b"started":
            return None
        outcomes = []
        for who, text in turns:
            is_statement = " = " in text
            if who == "other":
                with contextlib.suppress(BrokenPipeError):  # if it died before, the next read finds the end
                    other.stdin.write(("+" if is_statement else "=").encode() + text.encode() + b"\n")
                    other.stdin.flush()
                answer = other.stdout.readline().decode()
                outcomes.append(ast.literal_eval(answer) if answer else "the other interpreter died")
            elif is_statement:
                exec(text, {"m": m})
                outcomes.append(None)
            else:
                outcomes.append(eval(text, {"m": m}))
        return outcomes
    finally:
        other.stdin.close()
        other.stdout.close()
        other.wait()


@verifies("sharing.second-interpreter")
def test_two_interpreters_share_a_file(subject: Subject):
    file = subject.file(b"content of a file")
    m = subject.map(file)
    turns = [
        ("other", "m[:7]", b"content"),
        ("other", "m[:7] = b'changed'", None),
        ("here", "m[:9]", b"changed o"),
        ("here", "m[-4:] = b'FILE'", None),
        ("other", "m[:]", b"changed of a FILE"),
        ("other", "m.write(b'other')", 5),
        ("here", "m.find(b'other')", 0),
        ("here", "m.tell()", 0),
        ("other", "m.close()", None),
        ("here", "m.write(b'still')", 5),
    ]
    importing = subject.launch.import_line()
    outcomes = subject.call(with_another_interpreter, m, file.path, importing, [turn[:2] for turn in turns])
    if outcomes is None:
        pytest.skip("no second interpreter can be started there")
    assert outcomes == [outcome for _, _, outcome in turns]
    assert file.content() == b"stilled of a FILE"
