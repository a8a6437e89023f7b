"""search.no-overread: find and rfind touch no memory behind the map.
https://docs.python.org/3.11/library/mmap.html#mmap.mmap.find
mmap-conformance 0.1.0
"""
import os, sys, tempfile
import mmap
os.chdir(tempfile.mkdtemp())
def searched_at_the_brink(page, needle, tail):
    m = mmap.mmap(-1, 64 * page, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    m.resize(page)
    m[page - len(tail):] = tail
    found = []
    for search in (m.find, m.rfind):
        found.append([search(needle), search(needle, -len(tail)), search(needle, -2), search(needle, page - 1)])
        found[-1] += [search(needle, page), search(needle, 0, page), search(needle, 0, page - 1)]
    m.seek(page - len(tail))
    found.append([m.find(needle), m.rfind(needle), m.readline()])
    m.close()
    return found
got = searched_at_the_brink(4096, b'ab', b'a')
