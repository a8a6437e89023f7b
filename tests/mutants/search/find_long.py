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
