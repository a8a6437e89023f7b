"""Threads and processes that use maps at the same time: what they do is drawn, what they saw has to have an order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Subject, remote, remote_with
from conformance.properties.orders import Call, has_order, table

REPEATED = 12
"""How often the threads do the same: each time the system has them meet elsewhere."""
_AGAIN = 300
CONTENT = b"ab\ncd\nef\ngh\nij\n"


@remote
def done_by(m, calls):
    """What came of each call of a map, with its start and end."""
    import time

    clock = getattr(time, "perf_counter_ns", None) or time.time_ns
    seen = []
    for name, args in calls:
        start = clock()
        try:
            if name == "get":
                value = m[args[0] : args[1]] if len(args) == 2 else m[args[0]]
            elif name == "set":
                value = None
                if len(args) == 3:
                    m[args[0] : args[1]] = args[2]
                else:
                    m[args[0]] = args[1]
            elif name == "len":
                value = len(m)
            elif name in ("seek", "flush"):
                getattr(m, name)(*args)
                value = None
            else:
                value = getattr(m, name)(*args)
            outcome = "returned", value
        except Exception as error:
            outcome = "raised", type(error).__name__
        seen.append((start, clock(), outcome))
    return seen


@remote
def letting_others_go_first(seed, seconds):
    """A trace function that pauses at some of the lines that run."""
    import random
    import time

    chance = random.Random(seed)

    def trace(frame, event, arg):
        if chance.random() < 0.3:
            time.sleep(seconds)
        return trace

    return trace


@remote
def passing_a_baton(count, seed):
    """Functions for threads of which one runs at a time: to begin with, to trace with, and to end with.

    Which one goes on at a line of Python code follows from the seed alone, unless the one whose turn it is waits for
    what another has: then that one goes on after a while.
    """
    import contextlib
    import random
    import threading

    chance = random.Random(seed)
    locks = [threading.Lock() for _ in range(count)]
    for lock in locks[1:]:
        lock.acquire()
    alive = list(range(count))

    def hand(number, other):
        with contextlib.suppress(RuntimeError):  # it has gone on by itself
            locks[other].release()
        if number is not None:
            locks[number].acquire(True, 0.02)

    def begin(number):
        locks[number].acquire(True, 5)

        def trace(frame, event, arg):
            if chance.random() < 0.25 and len(alive) > 1:
                other = chance.choice(alive)
                if other != number:
                    hand(number, other)
            return trace

        return trace

    def end(number):
        alive.remove(number)
        if alive:
            hand(None, chance.choice(alive))

    return begin, end


@remote_with(done_by, letting_others_go_first, passing_a_baton)
def done_at_once(path, content, programs, maps, turn):
    """What each thread saw of its program, when all began together; ``maps`` says which map of the file it used.

    Where Python code runs, in the calls too, each line may let the others go first: the first eight times one thread
    runs at a time, and who that is can be had again; then they run as the system has them.
    """
    import sys
    import threading
    import time
    import zlib

    with open(path, "w+b", 0) as file:
        file.write(content)
        made = [mmap.mmap(file.fileno(), 0) for _ in range(max(maps) + 1)]
    seen = [None] * len(programs)
    ready, deadline = [], time.time() + 20
    begin, end = passing_a_baton(len(programs), turn + zlib.crc32(repr(programs).encode()))

    def run(number):
        if turn >= 8:
            ready.append(number)
            while len(ready) < len(programs) and time.time() < deadline:
                time.sleep(0)
            sys.settrace(letting_others_go_first(turn + number, 0))
            seen[number] = done_by(made[maps[number]], programs[number])
            return
        sys.settrace(begin(number))
        seen[number] = done_by(made[maps[number]], programs[number])
        sys.settrace(None)
        end(number)

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(len(programs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    for m in made:
        m.close()
    return seen


@remote_with(done_by, letting_others_go_first, passing_a_baton, done_at_once)
def seen_by_threads(path, content, programs, maps, times):
    """What the threads saw, each of so many times."""
    return [done_at_once(path, content, programs, maps, turn) for turn in range(times)]


@remote_with(done_by, letting_others_go_first, passing_a_baton, done_at_once)
def comes_again(path, content, programs, maps, outcomes, times):
    """Whether the threads see this once more, for which there is no order."""
    for turn in range(times):
        seen = done_at_once(path, content, programs, maps, turn)
        if [[outcome for _, _, outcome in calls] for calls in seen] == outcomes:
            return True
    return False


@remote_with(done_by, letting_others_go_first)
def seen_by_processes(path, content, programs, times):
    """What a process and its child saw of one file, each through a map of its own, each of so many times."""
    import os
    import sys

    found = []
    for turn in range(times):
        with open(path, "w+b", 0) as file:
            file.write(content)
            own, child_s = mmap.mmap(file.fileno(), 0), mmap.mmap(file.fileno(), 0)
        reader, writer = os.pipe()
        ready_reader, ready_writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                sys.settrace(letting_others_go_first(turn, 0.0001))
                os.write(ready_writer, b"!")
                os.write(writer, repr(done_by(child_s, programs[1])).encode())
            finally:
                os._exit(0)
        os.close(writer)
        os.read(ready_reader, 1)
        sys.settrace(letting_others_go_first(turn + times, 0.0001))
        seen = done_by(own, programs[0])
        sys.settrace(None)
        told = b""
        while True:
            part = os.read(reader, 1 << 16)
            if not part:
                break
            told += part
        os.waitpid(child, 0)
        for number in (reader, ready_reader, ready_writer):
            os.close(number)
        own.close()
        child_s.close()
        found.append([seen, eval(told)])
    return found


def check_order(subject: Subject, programs: list[list[tuple[str, tuple[Any, ...]]]], maps: list[int]) -> None:
    """Hold what the threads see, again and again, against the model: each time there is an order of their calls."""
    given = [[[name, list(args)] for name, args in calls] for calls in programs]
    for seen in subject.call(seen_by_threads, "shared", CONTENT, given, maps, REPEATED):
        history = history_of(programs, seen)
        if has_order(CONTENT, history, maps):
            continue
        if not has_order(CONTENT, history, maps, timed=False):
            outcomes = [[call.outcome for call in calls] for calls in history]
            assert not subject.call(comes_again, "shared", CONTENT, given, maps, outcomes, _AGAIN), table(history)
        assert table(history) == []


def history_of(programs: list[list[tuple[str, tuple[Any, ...]]]], seen: Any) -> list[list[Call]]:
    """The calls of the programs with what was seen of them."""
    if any(one is None for one in seen):
        pytest.fail("a thread did not come to its end within 20 s")
    return [
        [
            Call(name, args, start, end, tuple(outcome))
            for (name, args), (start, end, outcome) in zip(*pair, strict=True)
        ]
        for pair in zip(programs, seen, strict=True)
    ]


_place = st.integers(0, len(CONTENT) - 1)
MOVING = [
    *[st.just((name, ())) for name in ("read_byte", "readline")],
    st.tuples(st.just("read"), st.tuples(st.integers(0, 6))),
    st.tuples(st.just("write"), st.tuples(draws.contents(2, 5))),
    st.tuples(st.just("write_byte"), st.tuples(st.integers(65, 68))),
    st.tuples(st.just("seek"), st.tuples(_place)),
    st.tuples(st.just("seek"), st.tuples(st.integers(1, 3), st.just(1))),
]
"""Calls that move the position."""
STANDING = [
    st.tuples(st.just("set"), st.tuples(st.just(2), st.just(9), st.sampled_from([b"AAAAAAA", b"BBBBBBB"]))),
    st.tuples(st.just("find"), st.tuples(st.sampled_from([b"AA", b"d", b"\n"]))),
    st.tuples(st.just("move"), st.tuples(st.just(0), st.just(8), st.just(5))),
    st.just(("len", ())),
]
"""Calls that leave it alone."""
FLUSHING = st.just(("flush", ()))
"""A call that leaves it alone too, and may let other threads run."""
BYTES = [
    st.tuples(st.just("set"), st.tuples(st.integers(0, 1), st.integers(65, 68))),
    st.just(("read_byte", ())),
    st.tuples(st.just("write_byte"), st.tuples(st.integers(65, 68))),
    st.tuples(st.just("seek"), st.tuples(st.integers(0, 2))),
]
"""Calls of a single byte each."""
LOOKING = [st.just(("tell", ())), st.tuples(st.just("get"), st.just((2, 9)))]
LOOKING_AT_A_BYTE = [st.just(("tell", ())), st.tuples(st.just("get"), st.tuples(st.integers(0, 1)))]


@st.composite
def programs(
    draw: st.DrawFn,
    kinds: list[Any],
    looking: list[Any] = LOOKING,
    shapes: tuple[tuple[int, ...], ...] = ((4, 4), (3, 3, 3), (5, 5)),
    beside: list[Any] | None = None,
) -> list[list[tuple[str, tuple[Any, ...]]]]:
    """What threads do: eight to ten calls in all, of one kind or two and of those that look, so that they meet.

    Two kinds are any two of ``kinds``, or one of them and one of ``beside``.
    """
    if beside:
        few = [kinds[draw(st.integers(0, len(kinds) - 1))], beside[draw(st.integers(0, len(beside) - 1))]]
    else:
        few = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=2, unique_by=kinds.index))
    call = st.one_of(*few, *looking)
    return [[draw(call) for _ in range(count)] for count in draw(st.sampled_from(shapes))]
