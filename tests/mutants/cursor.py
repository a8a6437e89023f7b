"""Mutants of what happens at the position, and of moving it."""

from mutants.breaking import breaks


@breaks("cursor.like-a-file")
def write_leaves_the_position_where_the_last_read_ended(mmap):
    class Broken(mmap.mmap):
        end = None

        def read(self, *count):
            found = super().read(*count)
            self.end = self.tell()
            return found

        def write(self, data):
            stored = super().write(data)
            if self.end is not None and stored:
                self.seek(self.end)
            return stored

    mmap.mmap = Broken


@breaks("read.up-to-count")
def read_stops_one_byte_short_of_the_end(mmap):
    class Broken(mmap.mmap):
        def read(self, *count):
            found = super().read(*count)
            if count and len(found) > 1 and self.tell() == len(self):
                self.seek(-1, 1)
                return found[:-1]
            return found

    mmap.mmap = Broken


@breaks("read.up-to-count")
def read_returns_a_bytearray(mmap):
    class Broken(mmap.mmap):
        def read(self, *count):
            return bytearray(super().read(*count))

    mmap.mmap = Broken


@breaks("read.all")
def read_takes_none_for_zero(mmap):
    class Broken(mmap.mmap):
        def read(self, count=-1):
            return super().read(0 if count is None else count)

    mmap.mmap = Broken


@breaks("read.all")
def read_of_minus_two_is_empty(mmap):
    class Broken(mmap.mmap):
        def read(self, count=-1):
            return super().read(0 if count is not None and count < -1 else count)

    mmap.mmap = Broken


@breaks("read.position-advances")
def read_moves_by_what_was_asked_for(mmap):
    class Broken(mmap.mmap):
        def read(self, count=-1):
            found = super().read(count)
            if count is not None and 0 < count < len(self) and len(found) < count:
                self.seek(count)
            return found

    mmap.mmap = Broken


@breaks("read.position-advances")
def read_of_everything_does_not_move(mmap):
    class Broken(mmap.mmap):
        def read(self, count=-1):
            position = self.tell()
            found = super().read(count)
            if count is None or count < 0:
                self.seek(position)
            return found

    mmap.mmap = Broken


@breaks("read.at-the-end")
def read_at_the_end_raises(mmap):
    class Broken(mmap.mmap):
        def read(self, *count):
            if self.tell() == len(self):
                raise ValueError("read past the end")
            return super().read(*count)

    mmap.mmap = Broken


@breaks("read.argument-types")
def read_takes_floats(mmap):
    class Broken(mmap.mmap):
        def read(self, *count):
            return super().read(*(int(one) if isinstance(one, float) else one for one in count))

    mmap.mmap = Broken


@breaks("read.huge-count")
def read_clips_a_huge_count(mmap):
    class Broken(mmap.mmap):
        def read(self, count=-1):
            if isinstance(count, int):
                count = max(-1, min(count, 1 << 40))
            return super().read(count)

    mmap.mmap = Broken


@breaks("read_byte.value")
def read_byte_is_signed(mmap):
    class Broken(mmap.mmap):
        def read_byte(self):
            found = super().read_byte()
            return found - 256 if found > 127 else found

    mmap.mmap = Broken


@breaks("read_byte.value")
def read_byte_returns_bytes(mmap):
    class Broken(mmap.mmap):
        def read_byte(self):
            return bytes([super().read_byte()])

    mmap.mmap = Broken


@breaks("read_byte.position-advances")
def read_byte_only_looks(mmap):
    class Broken(mmap.mmap):
        def read_byte(self):
            found = super().read_byte()
            self.seek(-1, 1)
            return found

    mmap.mmap = Broken


@breaks("read_byte.at-the-end")
def read_byte_at_the_end_is_zero(mmap):
    class Broken(mmap.mmap):
        def read_byte(self):
            return super().read_byte() if self.tell() < len(self) else 0

    mmap.mmap = Broken


@breaks("read_byte.at-the-end")
def read_byte_at_the_end_rewinds(mmap):
    class Broken(mmap.mmap):
        def read_byte(self):
            if self.tell() == len(self):
                self.seek(0)
                raise ValueError("read byte out of range")
            return super().read_byte()

    mmap.mmap = Broken


@breaks("read_byte.no-arguments")
def read_byte_ignores_arguments(mmap):
    class Broken(mmap.mmap):
        def read_byte(self, *ignored):
            return super().read_byte()

    mmap.mmap = Broken


@breaks("readline.one-line")
def readline_strips_the_newline(mmap):
    class Broken(mmap.mmap):
        def readline(self):
            return super().readline().rstrip(b"\n")

    mmap.mmap = Broken


@breaks("readline.one-line")
def readline_ends_at_carriage_returns(mmap):
    class Broken(mmap.mmap):
        def readline(self):
            line = super().readline()
            cut = line.find(b"\r") + 1
            if cut:
                self.seek(cut - len(line), 1)
                return line[:cut]
            return line

    mmap.mmap = Broken


@breaks("readline.position-advances", "readline.moves")
def readline_moves_one_too_far(mmap):
    class Broken(mmap.mmap):
        def readline(self):
            line = super().readline()
            if line.endswith(b"\n") and self.tell() < len(self):
                self.seek(1, 1)
            return line

    mmap.mmap = Broken


@breaks("readline.at-the-end")
def readline_at_the_end_starts_again(mmap):
    class Broken(mmap.mmap):
        def readline(self):
            if self.tell() == len(self):
                self.seek(0)
            return super().readline()

    mmap.mmap = Broken


@breaks("readline.no-size")
def readline_takes_a_size(mmap):
    class Broken(mmap.mmap):
        def readline(self, size=-1):
            return super().readline()

    mmap.mmap = Broken


@breaks("seek.sets-position", "seek.returns-position")
def seek_refuses_the_end(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, *origin):
            if not origin and position == len(self):
                raise ValueError("seek out of range")
            return super().seek(position, *origin)

    mmap.mmap = Broken


@breaks("seek.absolute-by-default")
def seek_counts_from_the_position_by_default(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=1):
            return super().seek(position, origin)

    mmap.mmap = Broken


@breaks("seek.from-position")
def seek_from_the_position_is_off_after_the_first_byte(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            off = 1 if origin == 1 and position < 0 and -position < self.tell() else 0
            return super().seek(position + off, origin)

    mmap.mmap = Broken


@breaks("seek.from-position")
def seek_ignores_its_second_argument(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            return super().seek(abs(position))

    mmap.mmap = Broken


@breaks("seek.from-end")
def seek_from_the_end_counts_from_the_last_byte(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            return super().seek(max(position - 1, -len(self)) if origin == 2 else position, origin)

    mmap.mmap = Broken


@breaks("seek.returns-none")
def seek_returns_the_position_too_early(mmap):
    class Broken(mmap.mmap):
        def seek(self, *args):
            super().seek(*args)
            return self.tell()

    mmap.mmap = Broken


@breaks("seek.returns-position")
def seek_returns_its_argument(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            super().seek(position, origin)
            return position

    mmap.mmap = Broken


@breaks("seek.out-of-range")
def seek_goes_past_the_end_by_one(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            base = (0, self.tell(), len(self))[origin]
            return super().seek(len(self) if base + position == len(self) + 1 else base + position)

    mmap.mmap = Broken


@breaks("seek.out-of-range")
def seek_clips_at_the_beginning(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            if origin == 1:
                position, origin = max(0, self.tell() + position), 0
            return super().seek(position, origin)

    mmap.mmap = Broken


@breaks("seek.out-of-range")
def seek_moves_before_it_refuses(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            try:
                return super().seek(position, origin)
            except ValueError:
                super().seek(0)
                raise

    mmap.mmap = Broken


@breaks("seek.unknown-origin")
def seek_takes_an_unknown_origin_for_the_beginning(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            return super().seek(position, origin if origin in (0, 1, 2) else 0)

    mmap.mmap = Broken


@breaks("seek.positional-only")
def seek_takes_keywords(mmap):
    class Broken(mmap.mmap):
        def seek(self, pos, whence=0):
            return super().seek(pos, whence)

    mmap.mmap = Broken


@breaks("seekable.true")
def seekable_is_false(mmap):
    class Broken(mmap.mmap):
        def seekable(self):
            return False

    mmap.mmap = Broken


@breaks("tell.position")
def tell_counts_from_one(mmap):
    class Broken(mmap.mmap):
        def tell(self):
            return super().tell() + 1

    mmap.mmap = Broken


@breaks("tell.position")
def a_new_map_stands_at_its_end(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            self.seek(0, 2)

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
