"""reentry.close-in-flush: flush raises ValueError or OSError when an argument closes the map.
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
try:
    got = m2.flush(type('Meddling', (), {'__index__': lambda self: m2.close() or 0, '__int__': lambda self: m2.close() or 0})(), 5)
except (ValueError, OSError):
    sys.exit(0)
sys.exit('expected raised ValueError or OSError, and it returned')
