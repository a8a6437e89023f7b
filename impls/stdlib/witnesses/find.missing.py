"""find.long-maps: find finds what lies across the boundaries of pages, for subsequences of every length.
https://docs.python.org/3.11/library/mmap.html#mmap.mmap.find
mmap-conformance 0.1.0
"""
import os, sys, tempfile
import mmap
os.chdir(tempfile.mkdtemp())
def far_finds(m, method):
    search, size = (getattr(m, method), len(m))
    needle = b'abc' + b','.join((b'%d' % number for number in range(5000)))
    at, last = (size - len(needle) - 7, size - 3)
    m[at:at + len(needle)] = needle
    others = [needle[:-1] + b'x', b'x' + needle[1:], needle[:300] + b'x' + needle[301:], b'ABC']
    found = [search(one) - at for one in (needle, needle[:-9], needle[9:])] + [search(one) for one in others]
    m[at:at + len(needle)] = bytes(len(needle))
    m[last] = 255
    ranges = [(b'\xff',), (b'\xff', 5), (b'\x00\xff',), (b'\xff\x00', size - 4, -1), (b'\xff', 0, last)]
    return found + [search(*one) - last for one in ranges[:-1]] + [search(*ranges[-1])]
m1 = mmap.mmap(-1, 1310720)
got = far_finds(m1, 'find')
