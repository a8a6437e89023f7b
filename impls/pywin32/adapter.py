"""pywin32's mmapfile under the name of mmap: it takes a file's name, not its descriptor, and has no subscripts."""

import os
import sys

for folder in sys.path:
    if folder.endswith("pywin32_system32"):
        os.add_dll_directory(os.path.abspath(folder))

import msvcrt  # noqa: E402

import mmapfile  # noqa: E402
import win32file  # noqa: E402


class mmap:  # noqa: N801
    def __init__(self, fileno, length, tagname=None, access=0, offset=0):
        if access not in (0, 2):
            raise NotImplementedError("mmapfile maps for reading and writing")
        length = length or os.fstat(fileno).st_size - offset  # left to mmapfile it is whole pages
        name = None if fileno == -1 else win32file.GetFinalPathNameByHandle(msvcrt.get_osfhandle(fileno), 0)
        self._map = mmapfile.mmapfile(name, tagname, offset + length, offset, length)

    def __getattr__(self, name):
        return getattr(self._map, name)

    def __len__(self):
        return self._map.size()

    def __getitem__(self, key):
        position = self._map.tell()
        self._map.seek(0)
        content = self._map.read(self._map.size())
        self._map.seek(position)
        return content[key]

    def __setitem__(self, key, value):
        position, places = self._map.tell(), range(self._map.size())[key]
        places = [places] if isinstance(places, int) else places
        for place, byte in zip(places, [value] if isinstance(value, int) else value, strict=True):
            self._map.seek(place)
            self._map.write(bytes([byte]))
        self._map.seek(position)
