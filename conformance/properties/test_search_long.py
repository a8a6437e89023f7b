"""find and rfind in long texts, with needles that nearly match again and again: where an implementation that looks
cleverly goes another way than in short ones. Held against the same methods of bytes, in the subject."""

from conformance.harness import Subject, remote, verifies


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
