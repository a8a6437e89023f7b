"""reentry.close-in-write-byte: write_byte raises ValueError when its argument closes the map.
https://docs.python.org/3.7/library/mmap.html#module-mmap
mmap-conformance 0.1.0
"""
import os, sys, tempfile
import mmap
os.chdir(tempfile.mkdtemp())
f1 = open('f1', 'w+b', 0)
f1.write(b'abcdefghij')
m2 = mmap.mmap(f1.fileno(), 0)
m2.seek(0)
got = m2.write_byte(type('Meddling', (), {'__index__': lambda self: m2.close() or 65, '__int__': lambda self: m2.close() or 65})())
