"""Mutants of write and write_byte."""

from mutants.breaking import breaks
from mutants.construction import given_another_map, truths


@breaks("write.bytes-like")
def write_counts_rows(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            stored = super().write(data)
            return len(data) if isinstance(data, memoryview) and data.ndim == 2 else stored

    mmap.mmap = Broken


@breaks("write.bytes-like")
def write_stores_the_first_row(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            if isinstance(data, memoryview) and data.ndim > 1:
                before, row = self.tell(), data.nbytes // data.shape[0]
                kept = self[before + row : before + data.nbytes]
                stored = super().write(data)
                self[before + row : before + data.nbytes] = kept
                return stored
            return super().write(data)

    mmap.mmap = Broken


@breaks("write.bytes-like")
def write_takes_no_view_without_dimensions(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            if isinstance(data, memoryview) and data.ndim == 0:
                raise TypeError("no dimension")
            return super().write(data)

    mmap.mmap = Broken


@breaks("write.bytes-like")
def write_stores_what_a_view_is_a_piece_of(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            if isinstance(data, memoryview) and data.c_contiguous and isinstance(data.obj, (bytes, bytearray)):
                data = bytes(data.obj)[: data.nbytes]
            return super().write(data)

    mmap.mmap = Broken


@breaks("write.wrong-types")
def an_empty_list_is_written(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            return 0 if data == [] else super().write(data)

    mmap.mmap = Broken


@breaks("write.itself")
def a_view_of_the_map_moves_nothing(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            before, stored = self.tell(), super().write(data)
            if isinstance(data, memoryview) and data.obj is self:
                self.seek(before)
            return stored

    mmap.mmap = Broken


@breaks("write_byte.stores")
def write_byte_takes_no_bool(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, value):
            if isinstance(value, bool):
                raise TypeError("no integer")
            super().write_byte(value)

    mmap.mmap = Broken


@breaks("write.at-position")
def write_clears_the_byte_behind(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            stored = super().write(data)
            if stored and self.tell() < len(self):
                self[self.tell()] = 0
            return stored

    mmap.mmap = Broken


@breaks("write.at-position")
def write_stores_at_the_beginning(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            old, position = self[:], self.tell()
            stored = super().write(data)
            self[:] = old
            self[: len(data)] = bytes(data)
            self.seek(position + stored)
            return stored

    mmap.mmap = Broken


@breaks("write.returns-count")
def write_returns_the_position(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            super().write(data)
            return self.tell()

    mmap.mmap = Broken


@breaks("write.returns-count")
def write_counts_items(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            super().write(data)
            return len(data)

    mmap.mmap = Broken


@breaks("write.all-or-nothing")
def write_stores_what_fits(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            return super().write(bytes(data)[: len(self) - self.tell()])

    mmap.mmap = Broken


@breaks("write.all-or-nothing")
def write_stores_what_fits_and_raises(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            room = len(self) - self.tell()
            if len(data) > room:
                super().write(bytes(data)[:room])
                self.seek(-room, 1)
                raise ValueError("data out of range")
            return super().write(data)

    mmap.mmap = Broken


@breaks("write.position-advances")
def write_does_not_move(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            position = self.tell()
            stored = super().write(data)
            self.seek(position)
            return stored

    mmap.mmap = Broken


@breaks("write.read-only", "write_byte.read-only")
def a_read_only_map_refuses_with_value_errors(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            try:
                return super().write(data)
            except TypeError:
                raise ValueError("read only") from None

        def write_byte(self, value):
            try:
                return super().write_byte(value)
            except TypeError:
                raise ValueError("read only") from None

    mmap.mmap = Broken


@breaks("write.read-only")
def writing_nothing_to_a_read_only_map_is_granted(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            return super().write(data) if data != b"" else 0

    mmap.mmap = Broken


@breaks("write.bytes-like")
def write_takes_no_bytearray(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            if isinstance(data, bytearray):
                raise TypeError("no bytearray")
            return super().write(data)

    mmap.mmap = Broken


@breaks("write.wrong-types")
def write_encodes_text(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            return super().write(data.encode() if isinstance(data, str) else data)

    mmap.mmap = Broken


@breaks("write.empty-at-the-end")
def write_of_nothing_at_the_end_raises(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            if self.tell() == len(self):
                raise ValueError("at the end")
            return super().write(data)

    mmap.mmap = Broken


@breaks("write.one-argument")
def write_takes_a_keyword(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            return super().write(data)

    mmap.mmap = Broken


@breaks("write_byte.stores")
def write_byte_clears_the_highest_bit(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, value):
            super().write_byte(value)
            if value == 255:
                self[self.tell() - 1] = 127

    mmap.mmap = Broken


@breaks("write_byte.stores")
def write_byte_stores_at_the_beginning(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, value):
            position, old = self.tell(), self[self.tell() :][:1]
            super().write_byte(value)
            self[position : position + 1] = old
            self[0] = value

    mmap.mmap = Broken


@breaks("write_byte.position-advances")
def write_byte_moves_by_two(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, value):
            super().write_byte(value)
            if self.tell() < len(self):
                self.seek(1, 1)

    mmap.mmap = Broken


@breaks("write_byte.at-the-end")
def write_byte_at_the_end_stores_the_last(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, value):
            if self.tell() == len(self):
                self.seek(-1, 1)
            super().write_byte(value)

    mmap.mmap = Broken


@breaks("write_byte.value-range")
def write_byte_stores_modulo_256(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, value):
            super().write_byte(value % 256)

    mmap.mmap = Broken


@breaks("write_byte.wrong-types")
def write_byte_takes_bytes(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, value):
            super().write_byte(value[0] if isinstance(value, bytes) else value)

    mmap.mmap = Broken


@breaks("write.read-only-first")
def write_looks_at_the_size_first(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            if len(data) > len(self) - self.tell():
                raise ValueError("data out of range")
            return super().write(data)

    mmap.mmap = Broken


@breaks("write.views-with-gaps")
def write_closes_gaps(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            return super().write(bytes(data) if isinstance(data, memoryview) else data)

    mmap.mmap = Broken


@breaks("write.itself")
def a_map_cannot_be_written_to_itself(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            return 0 if data is self else super().write(data)

    mmap.mmap = Broken


@breaks("write_byte.returns-none")
def write_byte_returns_the_count(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, value):
            super().write_byte(value)
            return 1

    mmap.mmap = Broken


@breaks("write_byte.one-argument")
def write_byte_takes_a_keyword(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, value):
            super().write_byte(value)

    mmap.mmap = Broken


@breaks("write.returns-count")
def write_answers_true_for_one(mmap):
    truths(mmap, "write")


@breaks("write.bytes-like")
def write_takes_what_is_behind_the_position_of_another_map(mmap):
    given_another_map(mmap, "write", lambda other: other[other.tell() :])


@breaks("write.bytes-like")
def write_reads_another_map(mmap):
    given_another_map(mmap, "write", lambda other: (other.seek(0), other.read())[1])


@breaks("write.all-or-nothing")
def what_fits_of_much_is_stored_in_blocks_before_the_rest_is_refused(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            place, room, block = self.tell(), len(self) - self.tell(), 1 << 16
            try:
                return super().write(data)
            except ValueError:
                if not self.closed and room >= block:
                    self[place : place + room // block * block] = bytes(data)[: room // block * block]
                raise

    mmap.mmap = Broken


@breaks("write.at-position")
def write_of_all_but_the_first_byte_stores_the_first_too(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            place = self.tell()
            stored = super().write(data)
            if place == 1 and stored and self.tell() == len(self):
                self[0] = data[0]
            return stored

    mmap.mmap = Broken
