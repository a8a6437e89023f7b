"""rfind.empty-beyond-the-end: rfind(b'') with a start beyond the end returns -1, or takes such a start for the
end.
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
got = empty_everywhere(m2.rfind, [2, 3], [-3, -2, -1, 0, 1, 2, 3])
if got == [[1, 0, 0, 0, 0, 1, 1, 1], [1, 0, 0, 0, 0, 1, 1, 1]]:
    sys.exit('this is the wrong result: %r' % (got,))
