"""System calls that fail once they are asked for: in a fork of the subject's process, by a filter of Linux's own."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from conformance.language import Subject, remote

CALLS = {
    "mmap": ({"x86_64": [9], "aarch64": [222]}, 4, [-1]),
    "dup": ({"x86_64": [32, 292, 33], "aarch64": [23, 24]}, None, []),
    "fcntl": ({"x86_64": [72], "aarch64": [25]}, 1, [0, 1030]),
    "mremap": ({"x86_64": [25], "aarch64": [216]}, None, []),
    "msync": ({"x86_64": [26], "aarch64": [227]}, None, []),
    "madvise": ({"x86_64": [28], "aarch64": [233]}, None, []),
    "ftruncate": ({"x86_64": [77], "aarch64": [46]}, None, []),
    "fstat": ({"x86_64": [5, 262, 332], "aarch64": [80, 79, 291]}, None, []),
}
"""The numbers of each call, and where one of its arguments decides: which, and its values (of mmap: all but -1)."""


@remote
def refused_by_the_system(path, how, calls, error):
    """How a call of the map's ends when the system refuses these calls in it, and what is left of map and file.

    None where no call can be made to fail; else the exception's class and errno, and what differs from before.
    """
    import os
    import struct

    content_before = b"abcdefghij" * 1000
    length = len(content_before)
    lengths = {"grow": 5 * length, "shrink": 8}

    def filtered():  # a program for the kernel: arch, number, argument; then refuse or allow
        allow, refuse = 0x7FFF0000, 0x00050000 | error
        code = []
        for number, argument, values in calls:
            code.append((0x20, 0, 0, 0))
            if argument is None:
                code += [(0x15, 0, 1, number), (0x06, 0, 0, refuse)]
                continue
            is_all_but = values == [-1]
            code.append((0x15, 0, 2 + 2 * len(values), number))
            code.append((0x20, 0, 0, 16 + 8 * argument))
            for value in values:
                hit, miss = (1, 0) if is_all_but else (0, 1)
                code += [(0x15, hit, miss, value & 0xFFFFFFFF), (0x06, 0, 0, refuse)]
            code.append((0x06, 0, 0, allow))
        code.append((0x06, 0, 0, allow))
        return code

    def install():
        import ctypes

        class Program(ctypes.Structure):
            _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]

        packed = b"".join(struct.pack("=HBBI", *one) for one in filtered())
        kept = ctypes.create_string_buffer(packed, len(packed))
        program = Program(len(packed) // 8, ctypes.addressof(kept))
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        none = ctypes.c_ulong(0)
        if prctl(38, ctypes.c_ulong(1), none, none, none) or prctl(22, ctypes.c_ulong(2), ctypes.byref(program)):
            raise OSError(ctypes.get_errno(), "no seccomp")

    def lowest_free():
        number = os.open(os.devnull, os.O_RDONLY)
        os.close(number)
        return number

    def mapped():
        table, file = b"", os.open("/proc/self/maps", os.O_RDONLY)
        while True:
            part = os.read(file, 1 << 16)
            if not part:
                break
            table += part
        os.close(file)
        name = os.sep.encode() + path.encode() + b"\n"
        return sum(line.endswith(name) for line in table.splitlines(True))

    def in_child(length):
        file = os.open(path, os.O_RDWR | os.O_CREAT)
        os.write(file, content_before)
        made = how != "constructor"
        m = mmap.mmap(file, length) if made else None
        if made:
            m.seek(7)
        lowest_free(), mapped(), os.pread(file, 1, 0)  # whatever they load is loaded
        install()
        before = lowest_free(), mapped()
        try:
            if how == "constructor":
                mmap.mmap(file, length)
            elif how == "flush":
                m.flush()
            elif how == "flush a page":
                m.flush(0, 1)
            elif how == "size":
                m.size()
            elif how == "madvise":
                m.madvise(mmap.MADV_NORMAL)
            elif how in lengths:
                m.resize(lengths[how])
            ended, length = ("returned", 0), lengths.get(how, length)
        except Exception as raised:
            ended = type(raised).__name__, getattr(raised, "errno", 0) or 0
        content = (content_before + bytes(length))[:length]
        different = []
        if lowest_free() != before[0]:
            different.append("descriptors")
        if mapped() != before[1]:
            different.append("mappings")
        if os.lseek(file, 0, 2) != length or os.pread(file, length + 1, 0) != content:
            different.append("file")
        if made:
            if len(m) != length:
                different.append("length")
            elif m[:] != content:
                different.append("content")
            if m.tell() != 7:
                different.append("position")
            with memoryview(m) as view:
                if len(view) != length:
                    different.append("view")
        return ended, different

    try:
        import ctypes

        has_filter = os.path.exists("/proc/self/status") and ctypes.sizeof(ctypes.c_void_p) == 8
        child = os.fork() if has_filter else -1
    except (ImportError, AttributeError, OSError, NotImplementedError):
        return None
    if child == -1:
        return None
    if child == 0:
        ending = 97
        try:
            told = repr(in_child(length)).encode()
            file = os.open(path + ".told", os.O_WRONLY | os.O_CREAT)
            os.write(file, told)
            os.close(file)
            ending = 0
        except OSError as raised:
            ending = 98 if "seccomp" in str(raised) else 97
        finally:
            os._exit(ending)
    status = os.waitpid(child, 0)[1]
    if status == 98 << 8:
        return None
    if status:
        return ("died", status), []
    with open(path + ".told", "rb") as file:
        return eval(file.read())


def check_refusal(
    subject: Subject, how: str, names: Sequence[str], error: int, *, may_do_without: bool = False
) -> None:
    """Hold a call in which the system refuses what these names stand for against the rule: the error, and no trace.

    ``may_do_without``: another way may lead there without them; then it is as if nothing had been refused.
    """
    machine = subject.facts.system.rpartition(" ")[2]
    numbers = [
        [number, argument, values]
        for name in names
        for table, argument, values in [CALLS[name]]
        for number in table.get(machine, [])
    ]
    found = subject.call(refused_by_the_system, "failing", how, numbers, error) if numbers else None
    if found is None:
        pytest.skip("no system call can be made to fail there: that takes fork, ctypes and a filter that Linux has")
    ended, different = found
    refused = type(OSError(error, "")).__name__, error
    assert tuple(ended) in ([refused, ("returned", 0)] if may_do_without else [refused])
    assert different == []
