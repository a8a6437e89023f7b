"""resize.zero-changes-nothing: Where resize to no bytes is refused, the file stays as it was and the map in use;
were it granted, both would be empty.
https://docs.python.org/3.7/library/mmap.html#mmap.mmap.resize
mmap-conformance 0.1.0
"""
import os, sys, tempfile
import mmap
os.chdir(tempfile.mkdtemp())
f1 = open('f1', 'w+b', 0)
f1.write(b'abcde')
m2 = mmap.mmap(f1.fileno(), 0)
m2.seek(2)
with __import__('contextlib').suppress(OSError): m2.resize(0)
got = open('f1', 'rb', 0).read()
expected = b'abcde'
if got != expected or type(got) is not type(expected):
    sys.exit('expected %r, got %r' % (expected, got))
