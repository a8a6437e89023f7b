"""pyarrow's MemoryMappedFile under the name of mmap: it takes a file's name and all of it, and has no subscripts."""

import pyarrow

ACCESS_DEFAULT, ACCESS_READ, ACCESS_WRITE = 0, 1, 2


class mmap:  # noqa: N801
    def __init__(self, fileno, length, *, access=ACCESS_DEFAULT, offset=0):
        if access not in (ACCESS_DEFAULT, ACCESS_READ, ACCESS_WRITE) or offset:
            raise NotImplementedError("MemoryMappedFile shares a file from its beginning")
        self._map = pyarrow.memory_map(f"/proc/self/fd/{fileno}", "r" if access == ACCESS_READ else "r+")
        if length not in (0, self._map.size()):
            raise NotImplementedError("MemoryMappedFile maps the whole file")

    def __getattr__(self, name):
        return getattr(self._map, name)

    def __len__(self):
        return self._map.size()

    def __getitem__(self, key):
        return self._map.read_at(self._map.size(), 0)[key]

    def __setitem__(self, key, value):
        position, content = self._map.tell(), bytearray(self[:])
        content[key] = value
        self._map.seek(0)
        self._map.write(bytes(content))
        self._map.seek(position)
