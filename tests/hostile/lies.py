"""Implementations that replace, misplace and lie: each function spoils the module that it is given.

They run in the subject, under the real agent. As a rule it is rfind that goes wrong, so that find shows that no
result before it is lost.
"""

import os
import sys
import time

from hostile.spoiling import PASS, gets, rfind


def refuse(*args, **options):
    raise RuntimeError("replaced")


@gets(PASS)
def replaces_what_writes_and_reads(mmap):
    os.write = os.read = sys.exit = os._exit = os.abort = refuse
    sys.stdout = sys.stderr = sys.stdin = sys.__stdout__ = None
    sys.excepthook = sys.displayhook = sys.unraisablehook = refuse


@gets(PASS)
def replaces_builtins_that_the_agent_needs(mmap):
    import builtins

    for name in ("compile", "exec", "eval", "repr", "ascii", "hex", "print", "input", "bytes", "int", "list"):
        setattr(builtins, name, refuse)


@gets("unstable")
def replaces_builtins_that_a_property_needs(mmap):
    import builtins

    def replace(right):
        builtins.open = builtins.len = refuse
        return right()

    rfind(mmap)(replace)


@gets("fail:FileNotFoundError")
def changes_the_directory(mmap):
    rfind(mmap)(lambda right: [os.chdir("/"), right()][1])


@gets(PASS)
def changes_the_directory_when_it_is_imported(mmap):
    os.mkdir("elsewhere")
    open("elsewhere/precious", "w", encoding="utf-8").close()
    os.chdir("elsewhere")


@gets("fail:FileNotFoundError")
def deletes_its_directory(mmap):
    def delete(right):
        import shutil

        shutil.rmtree(os.getcwd())
        return right()

    rfind(mmap)(delete)


@gets("fail:Odd")
def raises_what_cannot_be_said(mmap):
    class Odd(Exception):
        def __str__(self):
            raise RuntimeError("no")

        __repr__ = __str__

    def throw(right):
        raise Odd(Odd(), "a")

    rfind(mmap)(throw)


@gets("fail:Odd")
def raises_what_takes_for_ever_to_say(mmap):
    class Odd(Exception):
        def __str__(self):
            time.sleep(1000)

        __repr__ = __reduce__ = __eq__ = __hash__ = __str__
        args = __traceback__ = __cause__ = __class__ = property(__str__)

    def throw(right):
        raise Odd(1)

    rfind(mmap)(throw)


@gets("fail:Odd")
def raises_what_takes_megabytes_to_say(mmap):
    class Odd(Exception):
        def __str__(self):
            return "x" * (50 << 20)

    def throw(right):
        raise Odd("y" * (1 << 20), b"z" * (1 << 20), [["w"] * 100] * 1000)

    rfind(mmap)(throw)


@gets("fail:Odd")
def raises_with_a_traceback_of_its_own_making(mmap):
    class Odd(ValueError):
        pass

    def deeper(depth):
        if depth:
            return deeper(depth - 1)
        raise Odd("deep")

    rfind(mmap)(lambda right: deeper(900))


@gets("fail:BaseException")
def raises_baseexception(mmap):
    def throw(right):
        raise BaseException("out")

    rfind(mmap)(throw)


@gets("fail:SystemExit")
def raises_systemexit(mmap):
    rfind(mmap)(lambda right: sys.exit(0))


@gets("fail:KeyboardInterrupt")
def raises_keyboardinterrupt(mmap):
    def throw(right):
        raise KeyboardInterrupt

    rfind(mmap)(throw)


@gets("fail:RecursionError")
def recurses_without_end(mmap):
    def again(right):
        return again(right)

    rfind(mmap)(again)


@gets("fail:value")
def returns_a_number_that_lies(mmap):
    class Liar(int):
        def __eq__(self, other):
            return True

        def __repr__(self):
            return "-1"

        __str__ = __repr__
        __hash__ = None

    rfind(mmap)(lambda right: Liar(-1))


@gets("fail:value")
def returns_what_takes_for_ever_to_look_at(mmap):
    class Meta(type):
        def __getattribute__(cls, name):
            time.sleep(1000)

    class Slow(metaclass=Meta):
        def __getattribute__(self, name):
            time.sleep(1000)

        __repr__ = __str__ = __eq__ = __len__ = __bool__ = lambda self: time.sleep(1000)

    slow = Slow()
    rfind(mmap)(lambda right: slow)


@gets("fail:value")
def returns_a_list_that_holds_itself(mmap):
    endless = []
    endless.append(endless)
    rfind(mmap)(lambda right: endless)


@gets("fail:value")
def returns_hundreds_of_megabytes(mmap):
    rfind(mmap)(lambda right: b"\0" * (100 << 20))


@gets("crash:abort")
def dies_when_it_is_closed(mmap):
    class Hostile(mmap.mmap):
        searched = False

        def rfind(self, *args):
            self.searched = True
            return super().rfind(*args)

        def close(self):
            if self.searched:
                os.abort()
            super().close()

    mmap.mmap = Hostile


@gets("hang:hang", limit=3.0, pace=0.2)
def hangs_when_it_is_closed(mmap):
    class Hostile(mmap.mmap):
        searched = False

        def rfind(self, *args):
            self.searched = True
            return super().rfind(*args)

        def close(self):
            if self.searched:
                time.sleep(1000)
            super().close()

    mmap.mmap = Hostile


@gets(PASS)
def leaves_descriptors_and_files_open(mmap):
    kept = []

    def leave(right):
        kept.append(os.open(os.devnull, os.O_RDONLY))
        folder = "folder" + str(len(kept))
        os.mkdir(folder)
        open(os.path.join(folder, "file"), "w", encoding="utf-8").close()
        return right()

    rfind(mmap)(leave)


@gets(PASS)
def starts_slowly(mmap):
    time.sleep(1.5)


@gets(PASS)
def lies_about_its_version_once_it_is_imported(mmap):
    sys.version_info = (2, 7, 0, "final", 0)
    sys.version, sys.platform, sys.byteorder, sys.maxsize = "0.1", "beos", "middle", 127


@gets(3)
def dies_when_it_is_imported(mmap):
    os.abort()


@gets(3)
def leaves_when_it_is_imported(mmap):
    sys.exit("no")


@gets(3)
def has_a_function_in_the_place_of_the_class(mmap):
    mmap.mmap = lambda *args: None


@gets(3)
def raises_what_cannot_be_said_when_it_is_imported(mmap):
    class Odd(Exception):
        def __str__(self):
            raise RuntimeError("no")

    raise Odd("\x1b[31m" * 100_000)


def raises(kind, make):
    """Let rfind raise what ``make`` gives, under the real agent."""

    def spoil(mmap):
        def throw(right):
            raise make()

        rfind(mmap)(throw)

    return gets(f"fail:{kind}")(spoil)


raises_an_error_of_positions_that_are_none = raises(
    "UnicodeDecodeError", lambda: UnicodeDecodeError("utf-8", b"abc", -(10**12), -(10**12) + 1, "x")
)
raises_an_error_that_starts_behind_its_end = raises(
    "UnicodeEncodeError", lambda: UnicodeEncodeError("utf-8", "abc", -(10**12), -(10**12) + 1, "x")
)
raises_an_error_of_translation = raises("UnicodeTranslateError", lambda: UnicodeTranslateError("abc", -5, -4, "x"))
raises_a_caret_far_to_the_right = raises("SyntaxError", lambda: SyntaxError("m", ("f", 1, 1, "text", 1, 3 * 10**9)))
raises_a_line_far_down = raises("SyntaxError", lambda: SyntaxError("m", ("f", 2**15000, 1, "text", 1, 2)))
raises_lines_that_are_texts = raises("IndentationError", lambda: IndentationError("m", ("f", "1", "2", "t", "1", "3")))
raises_a_class_of_a_long_name_each_time = raises("odd-4c7660226fc6", lambda: type("E" * 10**7, (ValueError,), {})())


@gets("fail:value")
def returns_a_long_text_of_wide_letters(mmap):
    rfind(mmap)(lambda right: "\U0001f600" + "a" * 16_000_000)
