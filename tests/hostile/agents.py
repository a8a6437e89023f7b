"""Far ends of a wire that is broken: the real agent's source, run with a read and a write that misbehave.

As a script: ``agents.py AGENT NAME`` in the subject. Each function is given the number of the answer to the step
that calls rfind, the answer as it should be (a line without its end) and what writes to the wire.
"""

import os
import sys
import time

if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from hostile.spoiling import PASS, gets


@gets("crash:abort")
def dies_in_the_middle_of_a_reply(number, answer, write):
    write(answer[: len(answer) // 2])
    os.abort()


@gets("crash:exit-0")
def exits_in_the_middle_of_a_reply(number, answer, write):
    write(answer[: len(answer) // 2])
    os._exit(0)


@gets("hang:hang", limit=3.0, pace=0.2)
def writes_half_a_line_and_hangs(number, answer, write):
    write(answer[: len(answer) // 2])
    time.sleep(1000)


@gets(PASS)
def writes_its_reply_byte_by_byte(number, answer, write):
    for at in range(len(answer)):
        write(answer[at : at + 1])
    write(b"\n")


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def writes_a_line_without_end(number, answer, write):
    while True:
        write(b"x" * (1 << 20))


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def answers_with_invalid_utf8(number, answer, write):
    write(b"%d = '\xff\xfe'\n" % number)


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def answers_with_zeros(number, answer, write):
    write(b"%d = \0\0\n" % number)


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def answers_with_brackets_all_the_way_down(number, answer, write):
    write(b"%d = " % number + b"[" * 1_000_000 + b"]" * 1_000_000 + b"\n")


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def answers_with_signs_all_the_way_down(number, answer, write):
    write(b"%d = " % number + b"-" * 1_000_000 + b"1\n")


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def answers_with_a_sum_that_never_ends(number, answer, write):
    write(b"%d = " % number + b"1+" * 500_000 + b"1\n")


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def answers_with_a_number_of_a_million_digits(number, answer, write):
    write(b"%d = " % number + b"9" * 1_000_000 + b"\n")


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def answers_with_a_literal_that_is_no_reply(number, answer, write):
    write(b"'hello'\n")


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def answers_with_an_empty_line(number, answer, write):
    write(b"\n")


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def answers_with_code(number, answer, write):
    write(b"%d = open('ran', 'w').write('it ran') and -1\n" % number)


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def answers_the_step_before(number, answer, write):
    write(b"%d = -1\n" % (number - 1))


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def answers_the_step_after(number, answer, write):
    write(b"%d = -1\n" % (number + 1))


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def answers_twice(number, answer, write):
    write(answer + b"\n" + answer + b"\n")


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def answers_with_an_exception_that_is_none(number, answer, write):
    write(b"%d ! (1, 2, 3)\n" % number)


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def answers_with_an_exception_from_nowhere(number, answer, write):
    write(b"%d ! (1, ['ValueError', 'Exception'], (), ('here', 'there'))\n" % number)


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def answers_with_an_exception_from_far_away(number, answer, write):
    write(b"%d ! (1, ['ValueError', 'Exception'], (), ('here', 10000000000))\n" % number)


@gets("fail:__import__")
def answers_with_an_exception_named_after_a_builtin(number, answer, write):
    write(b"%d ! (99, ['__import__', 'open', 'Exception'], ('os',), None)\n" % number)


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def answers_with_an_exception_that_has_no_name(number, answer, write):
    write(b"%d ! (1, ['a\\0b'], (), None)\n" % number)


@gets("crash:segfault")
def reports_a_crash_on_the_wire_and_dies(number, answer, write):
    write(b"Fatal Python error: Segmentation fault\n\nCurrent thread 0x00007f (most recent call first):\n  File ")
    os.kill(os.getpid(), 11)


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def reports_a_crash_on_the_wire_and_lives_on(number, answer, write):
    write(b"Fatal Python error: Segmentation fault\n")


@gets("crash:segfault")
def dies_between_two_examples(number, answer, write):
    write(answer + b"\n")
    dies_between_two_examples.later = lambda: os.kill(os.getpid(), 11)


@gets("hang:hang", limit=3.0, pace=0.2)
def hangs_between_two_examples(number, answer, write):
    write(answer + b"\n")
    hangs_between_two_examples.later = lambda: time.sleep(1000)


def serve(agent, misbehave):
    """Run the real agent; the answer to a step that calls rfind goes through ``misbehave``.

    What that leaves as its ``later`` is done after the answer to the state of the map, the example's last.
    """
    right_read, right_write = os.read, os.write
    heard = []

    def read(descriptor, size):
        data = right_read(descriptor, size)
        heard.append(data)
        return data

    def write(descriptor, data):
        asked = b"".join(heard)
        heard.clear()
        if b".rfind(" in asked:
            number = int(data.partition(b" ")[0])
            misbehave(number, data[:-1], lambda part: right_write(descriptor, part))
        else:
            right_write(descriptor, data)
        if b"state(m2" in asked:
            getattr(misbehave, "later", int)()
        return len(data)

    os.read, os.write = read, write
    with open(agent, encoding="utf-8") as file:
        source = file.read()
    exec(compile(source, agent, "exec"), {"__name__": "__main__"})


if __name__ == "__main__":
    serve(sys.argv[1], globals()[sys.argv[2]])
