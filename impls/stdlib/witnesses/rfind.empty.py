"""rfind.empty: rfind finds no bytes wherever slices would have them, for every start up to the end.
https://docs.python.org/3.11/library/mmap.html#mmap.mmap.rfind
mmap-conformance 0.1.0
"""
import os, sys, tempfile
import mmap
os.chdir(tempfile.mkdtemp())
def empty_everywhere(search, starts, ends):
    return [[search(b'', start)] + [search(b'', start, end) for end in ends] for start in starts]
f1 = open('f1', 'w+b', 0)
f1.write(b'a')
m2 = mmap.mmap(f1.fileno(), 0)
got = empty_everywhere(m2.rfind, [-3, -2, -1, 0, 1], [-3, -2, -1, 0, 1, 2, 3])
expected = [[1, 0, 0, 0, 0, 1, 1, 1], [1, 0, 0, 0, 0, 1, 1, 1], [1, 0, 0, 0, 0, 1, 1, 1], [1, 0, 0, 0, 0, 1, 1, 1], [1, -1, -1, -1, -1, 1, 1, 1]]
if got != expected or type(got) is not type(expected):
    sys.exit('expected %r, got %r' % (expected, got))
