"""Mutants of what threads see of one map: calls that are not whole, because others come in between."""

from mutants.breaking import breaks


@breaks("threads.one-position")
def read_takes_the_position_before_and_sets_it_behind(mmap):
    class Broken(mmap.mmap):
        def read(self, *count):
            place = self.tell()
            found = super().read(*count)
            behind = place + len(found)
            self.seek(behind)
            return found

    mmap.mmap = Broken


@breaks("threads.one-position")
def read_byte_looks_and_then_goes_on(mmap):
    class Broken(mmap.mmap):
        def read_byte(self):
            place = self.tell()
            if place >= len(self):
                raise ValueError("read byte out of range")
            found = self[place]
            self.seek(place + 1)
            return found

    mmap.mmap = Broken


@breaks("threads.one-position")
def a_relative_seek_loses_what_came_in_between(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, whence=0):
            if whence == 1:
                place = self.tell()
                return super().seek(place + position)
            return super().seek(position, whence)

    mmap.mmap = Broken


@breaks("threads.one-position", "threads.one-map")
def write_stores_a_byte_at_a_time(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            if len(data) > len(self) - self.tell():
                raise ValueError("data out of range")
            for byte in bytes(data):
                self.write_byte(byte)
            return len(data)

    mmap.mmap = Broken


@breaks("threads.one-map")
def find_goes_to_what_it_looks_for_and_back(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            place = self.tell()
            found = super().find(sub, *bounds)
            if found >= 0 and not bounds:
                self.seek(found)
                self.seek(place)
            return found

    mmap.mmap = Broken


@breaks("threads.one-map")
def a_slice_is_stored_in_two_halves(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, slice) and index.step in (None, 1):
                start, stop, _ = index.indices(len(self))
                if stop - start == len(value) > 1:
                    middle = start + len(value) // 2
                    super().__setitem__(slice(start, middle), value[: middle - start])
                    super().__setitem__(slice(middle, stop), value[middle - start :])
                    return
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("threads.close")
def a_read_that_finds_the_map_closed_is_at_its_end(mmap):
    class Broken(mmap.mmap):
        def readline(self):
            self.tell()
            try:
                return super().readline()
            except ValueError:
                return b""

        def read(self, *count):
            self.tell()
            try:
                return super().read(*count)
            except ValueError:
                return b""

    mmap.mmap = Broken


@breaks("threads.close")
def what_is_found_in_a_map_is_checked_once_more_when_it_is_closed(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            kept = super().__getitem__(slice(None))
            if self.closed:
                return None
            return kept[index]

        def tell(self):
            place = super().tell()
            return -1 if self.closed else place

    mmap.mmap = Broken


@breaks("threads.resize")
def resize_goes_by_way_of_nothing(mmap):
    class Broken(mmap.mmap):
        def resize(self, length):
            kept = self[: min(length, len(self))]
            super().resize(1)
            super().resize(length)
            self[: len(kept)] = kept

    mmap.mmap = Broken


@breaks("threads.two-maps")
def maps_of_one_file_share_a_position_for_a_moment(mmap):
    places = {}

    class Broken(mmap.mmap):
        def read_byte(self):
            places[0] = self.tell()
            found = super().read_byte()
            behind = places[0] + 1
            self.seek(behind)
            return found

    mmap.mmap = Broken


@breaks("threads.one-map")
def flush_sets_the_position_back(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            place = self.tell()
            done = super().flush(*args)
            self.seek(place)
            return done

    mmap.mmap = Broken
