"""Mutants of find and rfind that are right in short maps and with short needles."""

from mutants.breaking import breaks


def finding(change):
    """Let what find and rfind found be changed: by a function of the needle and the index."""

    def install(mmap):
        class Broken(mmap.mmap):
            def find(self, sub, *bounds):
                return change(sub, super().find(sub, *bounds))

            def rfind(self, sub, *bounds):
                return change(sub, super().rfind(sub, *bounds))

        mmap.mmap = Broken

    return install


@breaks("find.long-maps", "rfind.long-maps")
def single_bytes_are_looked_for_in_64_kib(mmap):
    finding(lambda sub, at: -1 if len(sub) == 1 and at >= 1 << 16 else at)(mmap)


@breaks("find.long-maps", "rfind.long-maps")
def nothing_is_found_beyond_a_mebibyte(mmap):
    finding(lambda sub, at: -1 if at >= 1 << 20 else at)(mmap)


@breaks("find.long-maps", "rfind.long-maps")
def no_needle_is_longer_than_a_page(mmap):
    finding(lambda sub, at: -1 if len(sub) > mmap.PAGESIZE else at)(mmap)


@breaks("find.missing", "rfind.missing")
def of_a_long_needle_255_bytes_are_compared(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            at = super().find(sub, *bounds)
            return super().find(sub[:255], *bounds) if at < 0 and len(sub) > 255 else at

        def rfind(self, sub, *bounds):
            at = super().rfind(sub, *bounds)
            return super().rfind(sub[:255], *bounds) if at < 0 and len(sub) > 255 else at

    mmap.mmap = Broken


@breaks("find.missing", "rfind.missing")
def what_is_not_found_is_looked_for_in_small_letters(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            at = super().find(sub, *bounds)
            return super().find(sub.lower(), *bounds) if at < 0 else at

        def rfind(self, sub, *bounds):
            at = super().rfind(sub, *bounds)
            return super().rfind(sub.lower(), *bounds) if at < 0 else at

    mmap.mmap = Broken


@breaks("find.long-maps")
def find_sees_one_page(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            found = super().find(sub, *bounds)
            return -1 if found > mmap.PAGESIZE else found

    mmap.mmap = Broken


@breaks("find.long-maps")
def find_overlooks_matches_across_pages(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            found = super().find(sub, *bounds)
            if 0 <= found // mmap.PAGESIZE < (found + len(bytes(sub)) - 1) // mmap.PAGESIZE:
                return super().find(sub, found + 1, *bounds[1:])
            return found

    mmap.mmap = Broken


@breaks("find.long-maps")
def find_compares_the_first_eight_bytes(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            sub = bytes(sub)
            found = super().find(sub[:8], *bounds)
            if len(sub) <= 8 or found < 0 or found + len(sub) > (bounds[1] if len(bounds) > 1 else len(self)):
                return super().find(sub, *bounds)
            return found

    mmap.mmap = Broken


@breaks("find.half-matches")
def find_skips_the_length_of_half_a_match(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            found = super().find(sub, *bounds)
            half = super().find(bytes(sub)[:1], *bounds) if len(bytes(sub)) > 1 else found
            step = len(bytes(sub))
            if 0 <= half < found < half + step and found % 2:
                return super().find(sub, half + step, *bounds[1:])
            return found

    mmap.mmap = Broken


@breaks("rfind.long-maps")
def rfind_sees_one_page(mmap):
    class Broken(mmap.mmap):
        def rfind(self, sub, *bounds):
            end = min(bounds[1] if len(bounds) > 1 else len(self), 2 * mmap.PAGESIZE)
            start = bounds[0] if bounds else self.tell()
            return super().rfind(sub, start, end) if end > mmap.PAGESIZE else super().rfind(sub, *bounds)

    mmap.mmap = Broken


@breaks("rfind.long-maps")
def rfind_compares_the_last_eight_bytes(mmap):
    class Broken(mmap.mmap):
        def rfind(self, sub, *bounds):
            sub = bytes(sub)
            right = super().rfind(sub, *bounds)
            found = super().rfind(sub[-8:], *bounds) - len(sub) + 8
            return found if len(sub) > 8 and found > right else right

    mmap.mmap = Broken


@breaks("rfind.half-matches")
def rfind_skips_the_length_of_half_a_match(mmap):
    class Broken(mmap.mmap):
        def rfind(self, sub, *bounds):
            found = super().rfind(sub, *bounds)
            sub = bytes(sub)
            half = super().rfind(sub[-1:], *bounds) - len(sub) + 1
            if len(sub) > 1 and 0 <= found < half < found + len(sub):
                return super().rfind(sub, 0, found + len(sub) - 1)
            return found

    mmap.mmap = Broken


@breaks("find.lowest-index")
def find_leaps_over_a_match_after_a_long_near_match(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            found = super().find(sub, *bounds)
            if found > 4096 and len(sub) > 15 and sub[:8] == self[found - len(sub) : found][:8]:
                return super().find(sub, found + 1)
            return found

    mmap.mmap = Broken


@breaks("rfind.highest-index")
def rfind_gives_up_in_long_periods(mmap):
    class Broken(mmap.mmap):
        def rfind(self, sub, *bounds):
            found = super().rfind(sub, *bounds)
            if len(sub) > 30 and 0 <= found < len(self) - 6000:
                return -1
            return found

    mmap.mmap = Broken


@breaks("find.long-maps")
def find_loses_what_lies_across_64_kib(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            found = super().find(sub, *bounds)
            while found >= 0 and found >> 16 != (found + len(sub) - 1) >> 16 and len(sub) <= 1 << 16:
                found = super().find(sub, found + 1, *bounds[1:])
            return found

    mmap.mmap = Broken


@breaks("rfind.long-maps")
def rfind_loses_what_lies_across_a_mib(mmap):
    class Broken(mmap.mmap):
        def rfind(self, sub, *bounds):
            found = super().rfind(sub, *bounds)
            while found >= 0 and found >> 20 != (found + len(sub) - 1) >> 20 and len(sub) <= 1 << 20:
                found = super().rfind(sub, bounds[0] if bounds else 0, found + len(sub) - 1)
            return found

    mmap.mmap = Broken


@breaks("rfind.long-maps")
def rfind_looks_from_the_end_in_pieces(mmap):
    class Broken(mmap.mmap):
        def rfind(self, sub, *bounds):
            found = super().rfind(sub, *bounds)
            stop = bounds[1] if len(bounds) > 1 else len(self)
            far = stop - found
            if found >= 0 and far >> 16 != (far - len(sub) + 1) >> 16 and far > 1 << 16:
                return super().rfind(sub, bounds[0] if bounds else 0, found + len(sub) - 1)
            return found

    mmap.mmap = Broken
