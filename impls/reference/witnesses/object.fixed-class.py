"""object.fixed-class: The class mmap takes no new attributes: TypeError.
https://docs.python.org/3.15/library/mmap.html#module-mmap
mmap-conformance 0.1.0
"""
import os, sys, tempfile
import mmap_reference, sys; mmap = mmap_reference.edition('3.15' or '%d.%d' % sys.version_info[:2])
os.chdir(tempfile.mkdtemp())
def class_changed():
    refused = []
    try:
        mmap.mmap.stranger = 1
        del mmap.mmap.stranger
    except TypeError:
        refused.append('new')
    right = mmap.mmap.__dict__.get('tell')
    try:
        mmap.mmap.tell = right
        if right is None:
            del mmap.mmap.tell
    except TypeError:
        refused.append('old')
    return refused
got = class_changed()
expected = ['new', 'old']
if got != expected or type(got) is not type(expected):
    sys.exit('expected %r, got %r' % (expected, got))
