"""reentry.resize-in-slice-value: An object whose __buffer__ resizes the map is assigned to a slice of the map as
it has become, or refused with IndexError or ValueError where the place is gone.
https://docs.python.org/3.12/library/mmap.html#module-mmap
mmap-conformance 0.1.0
"""
import os, sys, tempfile
import mmap
os.chdir(tempfile.mkdtemp())
f1 = open('f1', 'w+b', 0)
f1.write(b'abcdefghij' + bytes(8192))
m2 = mmap.mmap(f1.fileno(), 0)
m2.seek(0)
m2[8194:8202:1] = type('Meddling', (), {'__buffer__': lambda self, flags: m2.resize(3) or memoryview(b'ABCDEFGH')})()
