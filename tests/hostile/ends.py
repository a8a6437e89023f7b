"""Implementations that die, hang, flood and fill: each function spoils the module that it is given.

They run in the subject, under the real agent. As a rule it is rfind that goes wrong, so that find shows that no
result before it is lost.
"""

import contextlib
import os
import signal
import sys
import time

from hostile.spoiling import PASS, gets, once, rfind


@gets("crash:segfault")
def dies_of_a_segmentation_fault(mmap):
    rfind(mmap)(lambda right: os.kill(os.getpid(), signal.SIGSEGV))


@gets("crash:abort")
def aborts(mmap):
    rfind(mmap)(lambda right: os.abort())


@gets("crash:sigterm")
def terminates_itself(mmap):
    rfind(mmap)(lambda right: os.kill(os.getpid(), signal.SIGTERM))


@gets("killed:killed")
def is_killed_from_outside(mmap):
    rfind(mmap)(lambda right: os.kill(os.getpid(), signal.SIGKILL))


@gets("hang:hang", limit=3.0, pace=0.2)
def stops_itself(mmap):
    rfind(mmap)(lambda right: os.kill(os.getpid(), signal.SIGSTOP))


@gets("crash:exit-0")
def exits_silently(mmap):
    rfind(mmap)(lambda right: os._exit(0))


@gets("crash:exit-77")
def exits_with_a_code(mmap):
    rfind(mmap)(lambda right: os._exit(77))


@gets("hang:hang", limit=3.0, pace=0.2)
def hangs(mmap):
    rfind(mmap)(lambda right: time.sleep(1000))


@gets("hang:hang", limit=3.0, pace=0.2)
def ignores_sigterm_and_hangs(mmap):
    def hang(right):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        while True:
            time.sleep(1000)

    rfind(mmap)(hang)


@gets(PASS, limit=2.0)
def takes_nearly_as_long_as_it_may(mmap):
    slow = once(lambda: time.sleep(1.0))
    rfind(mmap)(lambda right: [slow(), right()][1])


@gets("hang:hang", limit=3.0, pace=0.2)
def takes_a_little_longer_than_it_may(mmap):
    rfind(mmap)(lambda right: [time.sleep(0.8), right()][1])


@gets(PASS)
def floods_standard_output_and_error(mmap):
    def flood():
        for _ in range(400):
            os.write(1, b"o" * 10000)
            os.write(2, b"e" * 10000 + b"\x1b[31m\xff\n")

    flood = once(flood)
    rfind(mmap)(lambda right: [flood(), right()][1])


@gets("hang:hang", limit=3.0, pace=0.2)
def floods_standard_error_for_ever(mmap):
    def flood(right):
        while True:
            os.write(2, b"e" * 10000)

    rfind(mmap)(flood)


@gets(PASS)
def prints_on_its_own(mmap):
    def say(right):
        print("7 = 8")
        print("7 ! 8", file=sys.stderr, flush=True)
        os.write(1, b"7 = 8\n")
        return right()

    rfind(mmap)(say)


@gets(PASS)
def reads_what_was_not_meant_for_it(mmap):
    rfind(mmap)(lambda right: [sys.stdin.read(), os.read(0, 1000), right()][2])


@gets("crash:exit-0")
def closes_every_descriptor(mmap):
    rfind(mmap)(lambda right: os.closerange(0, 1000))


@gets("crash:protocol-violation", limit=20.0, pace=0.1)
def closes_every_descriptor_and_lives_on(mmap):
    rfind(mmap)(lambda right: [os.closerange(0, 1000), time.sleep(1000)])


def child_with_all_descriptors():
    """A child process that has a copy of every descriptor, those of the wire among them, and stays."""
    import subprocess

    for descriptor in range(3, 64):
        with contextlib.suppress(OSError):
            os.set_inheritable(descriptor, True)
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"], close_fds=False)


@gets(PASS)
def leaves_a_child_in_a_session_of_its_own(mmap):
    import subprocess

    child = [sys.executable, "-c", "import time; time.sleep(1000)"]
    leave = once(lambda: subprocess.Popen(child, start_new_session=True))
    rfind(mmap)(lambda right: [leave(), right()][1])


@gets("crash:abort")
def dies_and_leaves_a_child_that_holds_the_pipe(mmap):
    rfind(mmap)(lambda right: [child_with_all_descriptors(), os.abort()])


@gets(PASS)
def leaves_a_child_that_holds_the_pipe(mmap):
    leave = once(child_with_all_descriptors)
    rfind(mmap)(lambda right: [leave(), right()][1])


@gets(PASS)
def forks_a_child_that_runs_on_in_its_place(mmap):
    def fork(right):
        if os.fork() == 0:
            return right()
        os.wait()
        return right()

    rfind(mmap)(fork)


@gets("fail:MemoryError", options=["--memory", "120"])
def eats_memory_to_the_limit(mmap):
    def eat(right):
        eaten = []
        while True:
            eaten.append(bytearray(1 << 22))

    rfind(mmap)(eat)


@gets("crash:abort", options=["--memory", "400"])
def dies_of_the_memory_limit(mmap):
    def eat(right):
        try:
            bytearray(1 << 40)
        except MemoryError:
            os.abort()

    rfind(mmap)(eat)
