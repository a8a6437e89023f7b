"""reentry.close-in-resize: resize raises ValueError or OSError when its argument closes the map, and the file
keeps its length.
https://docs.python.org/3.11/library/mmap.html#module-mmap
mmap-conformance 0.1.0
"""
import os, sys, tempfile
import mmap
os.chdir(tempfile.mkdtemp())
f1 = open('f1', 'w+b', 0)
f1.write(b'abcdefghij')
m2 = mmap.mmap(f1.fileno(), 0)
m2.seek(0)
got = m2.resize(type('Meddling', (), {'__index__': lambda self: m2.close() or 3, '__int__': lambda self: m2.close() or 3})())
