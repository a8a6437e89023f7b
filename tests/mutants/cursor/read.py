"""Mutants of read, read_byte, readline and of the position that they share with write."""

from mutants.breaking import breaks
from mutants.construction import narrowed, truths


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


@breaks("readline.one-line")
def readline_skips_an_empty_line_behind_the_first(mmap):
    class Broken(mmap.mmap):
        def readline(self):
            line = super().readline()
            return super().readline() if line == b"\n" and 0 < self.tell() < len(self) - 1 else line

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


@breaks("read.by-position")
def read_takes_a_keyword(mmap):
    class Broken(mmap.mmap):
        def read(self, n=None):
            return super().read(n)

    mmap.mmap = Broken


@breaks("read.indices")
def read_takes_plain_integers_only(mmap):
    class Broken(mmap.mmap):
        def read(self, *args):
            if args and not isinstance(args[0], (int, type(None))):
                raise TypeError("an integer is needed")
            return super().read(*args)

    mmap.mmap = Broken


@breaks("read.indices")
def the_end_of_a_read_overflows(mmap):
    class Broken(mmap.mmap):
        def read(self, *args):
            if args and isinstance(args[0], int) and self.tell() + args[0] >= 1 << 63 > args[0]:
                return b""
            return super().read(*args)

    mmap.mmap = Broken


@breaks("read_byte.value")
def bytes_of_a_read_only_map_are_signed(mmap):
    class Broken(mmap.mmap):
        def read_byte(self):
            value = super().read_byte()
            try:
                self[0] = self[0]
            except TypeError:
                return value - 256 if value > 127 else value
            return value

    mmap.mmap = Broken


@breaks("read.indices")
def a_negative_index_reads_nothing(mmap):
    class Broken(mmap.mmap):
        def read(self, *count):
            if count and not isinstance(count[0], int) and hasattr(count[0], "__index__"):
                count = (max(0, count[0].__index__()),)
            return super().read(*count)

    mmap.mmap = Broken


@breaks("read_byte.position-advances")
def read_byte_answers_true_for_one(mmap):
    truths(mmap, "read_byte")


@breaks("read.up-to-count")
def a_count_is_of_32_bits(mmap):
    narrowed(mmap, "read")
