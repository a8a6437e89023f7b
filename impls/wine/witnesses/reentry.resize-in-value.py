"""reentry.resize-in-value: A value whose __index__ resizes the map is stored in the map as it has become, or
refused with IndexError or ValueError where its place is gone.
https://docs.python.org/3.7/library/mmap.html#module-mmap
mmap-conformance 0.1.0
"""
import os, sys, tempfile
import mmap
os.chdir(tempfile.mkdtemp())
f1 = open('f1', 'w+b', 0)
f1.write(b'abcdefghij' + bytes(8192))
m2 = mmap.mmap(f1.fileno(), 0)
m2.seek(0)
m2[8201] = type('Meddling', (), {'__index__': lambda self: m2.resize(3) or 65, '__int__': lambda self: m2.resize(3) or 65})()
