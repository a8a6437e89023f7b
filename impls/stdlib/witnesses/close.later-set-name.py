"""close.later-set-name: set_name of a closed map raises ValueError, unless it does nothing at all.
https://docs.python.org/3.15/library/mmap.html#mmap.mmap.close
mmap-conformance 0.1.0
"""
import os, sys, tempfile
import mmap
os.chdir(tempfile.mkdtemp())
m1 = mmap.mmap(-1, 10)
m1.close()
got = m1.set_name('name')
