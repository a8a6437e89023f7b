"""Orders of concurrent calls: found where there is one, refused where there is none, whatever came of the calls."""

from __future__ import annotations

import pytest

from conformance.properties.orders import Call, has_order, table


def call(name, args, start, end, *outcome):
    return Call(name, args, start, end, outcome)


def returned(name, args, start, end, value):
    return call(name, args, start, end, "returned", value)


ONE = [0, 0]
EXPLAINED = {
    "each reads its part": (ONE, [[returned("read", (2,), 0, 9, b"cd")], [returned("read", (2,), 1, 8, b"ab")]]),
    "the first ended before": (ONE, [[returned("read", (2,), 0, 1, b"ab")], [returned("read", (2,), 2, 3, b"cd")]]),
    "closed in between": (
        ONE,
        [
            [returned("close", (), 0, 9, None)],
            [returned("tell", (), 1, 2, 0), call("len", (), 3, 4, "raised", "ValueError")],
        ],
    ),
    "the end is found by both": (
        ONE,
        [
            [returned("seek", (4,), 0, 1, None), call("read_byte", (), 2, 3, "raised", "ValueError")],
            [returned("readline", (), 2, 3, b"")],
        ],
    ),
    "resized before it is measured": (ONE, [[returned("resize", (9,), 0, 5, None)], [returned("len", (), 0, 5, 9)]]),
    "two maps have a position each": (
        [0, 1],
        [[returned("read", (2,), 0, 9, b"ab")], [returned("read", (2,), 0, 9, b"ab")]],
    ),
    "a map sees what another stores": (
        [0, 1],
        [[returned("set", (0, 65), 0, 1, None)], [returned("get", (0,), 2, 3, 65)]],
    ),
}
UNEXPLAINED = {
    "both read the same": (ONE, [[returned("read", (2,), 0, 9, b"ab")], [returned("read", (2,), 0, 9, b"ab")]]),
    "a part is skipped": (ONE, [[returned("read", (1,), 0, 9, b"a")], [returned("read", (1,), 0, 9, b"c")]]),
    "half a slice": (
        ONE,
        [[returned("set", (0, 4, b"AAAA"), 0, 9, None)], [returned("get", (0, 4), 0, 9, b"AAcd")]],
    ),
    "read after close": (ONE, [[returned("close", (), 0, 1, None)], [returned("tell", (), 2, 3, 0)]]),
    "True is not 1": (ONE, [[returned("read", (1,), 0, 1, b"a"), returned("tell", (), 2, 3, True)], []]),
    "an error that nothing explains": (ONE, [[call("tell", (), 0, 1, "raised", "OSError")], []]),
}
TOO_LATE = [[returned("set", (0, 65), 0, 1, None)], [returned("get", (0,), 2, 3, 97)]]


@pytest.mark.parametrize("name", EXPLAINED)
def test_what_can_have_come_about_has_an_order(name):
    maps, history = EXPLAINED[name]
    assert has_order(b"abcd", history, maps)


@pytest.mark.parametrize("name", UNEXPLAINED)
def test_what_cannot_have_come_about_has_none(name):
    maps, history = UNEXPLAINED[name]
    assert not has_order(b"abcd", history, maps)
    if name != "read after close":  # another order would explain it
        assert not has_order(b"abcd", history, maps, timed=False)


def test_an_order_keeps_to_the_clock_where_it_is_asked_to():
    assert not has_order(b"abcd", TOO_LATE, ONE)
    assert has_order(b"abcd", TOO_LATE, ONE, timed=False)


def test_a_history_of_thirty_calls_that_has_no_order_is_refused_in_bounded_time():
    history = [[returned("tell", (), 0, 9, 0)] * 10 for _ in range(3)]
    history[2][9] = returned("tell", (), 0, 9, 1)
    assert not has_order(b"abcd", history, [0, 0, 0])


def test_a_history_is_a_table_with_a_line_a_call_in_the_order_of_their_beginning():
    assert table(TOO_LATE) == [
        "thread 1, 0 to 1 ns: set(0, 65) returned None",
        "thread 2, 2 to 3 ns: get(0) returned 97",
    ]
    assert table([]) == []
