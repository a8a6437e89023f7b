"""find.long-maps: find finds what lies across the boundaries of pages, for subsequences of every length.
https://docs.python.org/3.11/library/mmap.html#mmap.mmap.find
mmap-conformance 0.1.0
"""
import os, sys, tempfile
import mmap
os.chdir(tempfile.mkdtemp())
m1 = mmap.mmap(-1, 12288)
m1[:] = b'a' * 12288
m1[4095:4099] = b'|ab|'
m1[8191:8195] = b'|ab|'
m1.find(b'ab')
m1.find(b'ab', 4096)
m1.find(b'ab', 4097)
m1.find(b'ab', 0, 8193)
got = m1.find(b'ab', 8193)
