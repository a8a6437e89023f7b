"""reentry.close-in-assignment: Assigning to an item or a slice raises ValueError when the index or the value
closes the map.
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
m2[type('Meddling', (), {'__index__': lambda self: m2.close() or 5, '__int__': lambda self: m2.close() or 5})()] = 65
