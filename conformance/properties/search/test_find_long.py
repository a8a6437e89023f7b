"""find and rfind in long texts, with needles that nearly match again and again: where an implementation that looks
cleverly goes another way than in short ones. Held against the same methods of bytes, in the subject."""

from conformance.language import Subject, remote, verifies


@remote
def disagreements(m, method, rounds):
    """Texts of periods, needles cut from the same period with bytes exchanged, ranges that cut into the matches."""
    size, state, wrong = len(m), [method == "find"], []

    def draw(limit):
        state[0] = (state[0] * 1103515245 + 12345) % 2**31
        return (state[0] >> 8) % limit

    for _ in range(rounds):
        period = bytes([97 + draw(2) for _ in range((1, 2, 3, 7, 20)[draw(5)])])
        text = bytearray((period * (size // len(period) + 1))[:size])
        length = (2, 3, 15, 16, 17, 40, 700)[draw(7)]
        needle = bytearray((period * (length // len(period) + 1))[:length])
        for _ in range(draw(3)):
            needle[(0, length - 1, draw(length))[draw(3)]] ^= 1 + draw(3)
        for _ in range(draw(3)):
            at = draw(size - length)
            text[at : at + length] = needle
        for _ in range(draw(3)):
            text[draw(size)] ^= 4
        m[:] = text = bytes(text)
        needle = bytes(needle)
        for bounds in ((0,), (draw(size),), (draw(size // 2), size // 2 + draw(size // 2))):
            found, expected = getattr(m, method)(needle, *bounds), getattr(text, method)(needle, *bounds)
            if found != expected:
                wrong.append((period, needle[:50], length, bounds, found, expected))
    return wrong[:3]


def agrees_with_bytes(subject, method):
    m = subject.anonymous(9000)
    assert subject.call(disagreements, m, method, 150) == []


@verifies("find.lowest-index", "find.missing")
def test_find_finds_the_lowest_of_many_near_matches(subject: Subject):
    agrees_with_bytes(subject, "find")


@verifies("rfind.highest-index", "rfind.missing")
def test_rfind_finds_the_highest_of_many_near_matches(subject: Subject):
    agrees_with_bytes(subject, "rfind")


@remote
def far_finds(m, method):
    """What is found of long needles far into a map of nothing else, counted from where they are; then of bytes."""
    search, size = getattr(m, method), len(m)
    needle = b"abc" + b",".join(b"%d" % number for number in range(5000))
    at, last = size - len(needle) - 7, size - 3
    m[at : at + len(needle)] = needle
    others = [needle[:-1] + b"x", b"x" + needle[1:], needle[:300] + b"x" + needle[301:], b"ABC"]
    found = [search(one) - at for one in (needle, needle[:-9], needle[9:])] + [search(one) for one in others]
    m[at : at + len(needle)] = bytes(len(needle))
    m[last] = 255
    ranges = [(b"\xff",), (b"\xff", 5), (b"\0\xff",), (b"\xff\0", size - 4, -1), (b"\xff", 0, last)]
    return found + [search(*one) - last for one in ranges[:-1]] + [search(*ranges[-1])]


def finds_far_away(subject, method):
    # the needle is longer than most pages, the map longer than what is looked through piece by piece
    found = subject.call(far_finds, subject.anonymous(5 << 18), method)
    assert found == [0, 0, 9, -1, -1, -1, -1, 0, 0, -1, 0, -1]


@verifies("find.long-maps", "find.missing")
def test_find_finds_long_needles_and_bytes_far_away(subject: Subject):
    finds_far_away(subject, "find")


@verifies("rfind.long-maps", "rfind.missing")
def test_rfind_finds_long_needles_and_bytes_far_away(subject: Subject):
    finds_far_away(subject, "rfind")


@remote
def across_boundaries(method, from_end):
    """Where a match is not found that lies across a power of two, counted from where the search begins or ends."""
    m = mmap.mmap(-1, 9 << 18)
    search, size, missed = getattr(m, method), len(m), []
    for needle, starts in ((b"ab", (0, 1)), (bytes(range(1, 251)) * 20, (0,))):
        half = len(needle) // 2
        for power in (8, 10, 12, 13, 14, 15, 16, 17, 18, 20, 21):
            for start in starts:
                at = start + (1 << power) - half
                at = size - at - len(needle) if from_end else at
                if half > 1 << power or not start <= at <= size - start - len(needle):
                    continue
                m[at : at + len(needle)] = needle
                bounds = (0, size - start) if from_end else (start, size)
                if search(needle, *bounds) != at:
                    missed.append((len(needle), at, bounds))
                m[at : at + len(needle)] = bytes(len(needle))
    return missed[:3]


@verifies("find.long-maps", "find.lowest-index")
def test_find_finds_what_lies_across_any_boundary(subject: Subject):
    assert subject.call(across_boundaries, "find", False) == []
    assert subject.call(across_boundaries, "find", True) == []


@verifies("rfind.long-maps", "rfind.highest-index")
def test_rfind_finds_what_lies_across_any_boundary(subject: Subject):
    assert subject.call(across_boundaries, "rfind", True) == []
    assert subject.call(across_boundaries, "rfind", False) == []


@remote
def beyond_bounds(method):
    """What is found that lies partly outside of where it is looked for, by a byte, or is not found just inside."""
    wrong = []
    for size in (20, 40, 70, 300, 5000):
        m = mmap.mmap(-1, size)
        search = getattr(m, method)
        for length in (1, 2, 3, 8, 17):
            needle = bytes(range(1, length + 1))
            for at in (1, size // 2 - length // 2, size - length - 1):
                end = at + length
                m[at:end] = needle
                inside = [(at, end), (0, end), (at, size), (at - 1, end + 1)]
                outside = [(0, end - 1), (at + 1, size), (at, end - 1), (at + 1, end), (at + 1, end + 1)]
                found = [search(needle, *bounds) for bounds in inside + outside]
                if found != [at] * len(inside) + [-1] * len(outside):
                    wrong.append((size, length, at, found))
                m[at:end] = bytes(length)
        m.close()
    return wrong[:3]


@verifies("find.within-range")
def test_find_finds_nothing_that_its_bounds_cut(subject: Subject):
    assert subject.call(beyond_bounds, "find") == []


@verifies("rfind.within-range")
def test_rfind_finds_nothing_that_its_bounds_cut(subject: Subject):
    assert subject.call(beyond_bounds, "rfind") == []


@remote
def beside_near_matches(m, method):
    """Where a match is not found that stands a byte behind the last of so many near matches, or for rfind before."""
    missed = []
    for same in (2, 3, 8, 15):
        needle, near = b"a" * same + b"bb", b"a" * same + b"cb"
        for many in range(450):
            if method == "find":
                text, place = near * many + b"a" + needle + bytes(40), len(near) * many + 1
            else:
                text, place = bytes(40) + needle + b"b" + near * many, 40
            m[: len(text)] = text
            found = getattr(m, method)(needle, 0, len(text))
            if found != place:
                missed.append((same, many, found))
    return missed[:3]


@verifies("find.half-matches")
def test_find_finds_what_stands_behind_any_number_of_near_matches(subject: Subject):
    assert subject.call(beside_near_matches, subject.anonymous(8000), "find") == []


@verifies("rfind.half-matches")
def test_rfind_finds_what_stands_before_any_number_of_near_matches(subject: Subject):
    assert subject.call(beside_near_matches, subject.anonymous(8000), "rfind") == []
