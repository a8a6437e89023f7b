"""The suite's own remote functions: what every subject is given at its start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.harness.remote import remote

if TYPE_CHECKING:
    mmap: Any  # the module under test, which every subject knows by this name
    _save_coverage: Any  # what ``cover`` leaves


@remote
def facts():  # type: ignore[no-untyped-def]
    """What the interpreter says of itself, asked before the implementation is imported."""
    import os
    import sys

    try:
        system = list(os.uname())
    except AttributeError:
        system = []
    try:
        page_size = os.sysconf("SC_PAGESIZE")
    except (AttributeError, ValueError, OSError):
        page_size = 0
    return [
        sys.implementation.name,
        [int(part) for part in sys.version_info[:3]],
        sys.version,
        sys.platform,
        system,
        sys.maxsize.bit_length() + 1,
        sys.byteorder,
        page_size,
        os.getcwd(),
    ]


@remote
def module_facts():  # type: ignore[no-untyped-def]
    """What can be said of the module only once it has been imported."""
    import os

    made = getattr(mmap, "mmap", None)
    ours = [getattr(mmap, name, 0) for name in ("PAGESIZE", "ALLOCATIONGRANULARITY")]
    descriptor = os.dup(0)
    os.close(descriptor)
    return [
        isinstance(made, type),
        callable(made),
        *[size if type(size) is int else 0 for size in ours],
        str(getattr(mmap, "__version__", "")),
        descriptor,
    ]


@remote
def reset(home, floor):  # type: ignore[no-untyped-def]
    """Between examples: close and forget whatever the last one made, and return to an empty directory."""
    import os

    space = globals()
    left = []
    for name in sorted([name for name in space if name[1:].isdigit()], reverse=True):
        value = space.pop(name)
        release = getattr(value, "release", None) or getattr(value, "close", None)
        if release is not None:
            try:
                release()
            except BaseException:
                left.append(value)
    value = release = None
    if left:
        import gc

        gc.collect()
        for value in left:
            try:
                value.close()
            except BaseException:
                pass
        value = None
        del left
    try:
        os.chdir(home)
    except OSError:
        os.makedirs(home, exist_ok=True)
        os.chdir(home)
    for name in os.listdir(home):
        path = os.path.join(home, name)  # wherever a chdir that was replaced has left us
        try:
            os.unlink(path)
        except OSError:
            import shutil

            shutil.rmtree(path, ignore_errors=True)
    for _ in range(2):
        descriptor = os.dup(0)
        os.close(descriptor)
        if descriptor <= floor:
            break
        import gc

        gc.collect()
    else:
        os.closerange(floor, descriptor)  # leaked: nothing of ours was open there


@remote
def state(m, path):  # type: ignore[no-untyped-def]
    """The whole state of a map: content, position, length, and the file as a second descriptor sees it."""
    content, position, length = m[:], m.tell(), len(m)
    if path is None:
        return content, position, length, None
    with open(path, "rb", 0) as file:
        return content, position, length, file.read()


@remote
def outcomes(steps):  # type: ignore[no-untyped-def]
    """Run every step, whatever came of those before: what each returned, and which raised what."""
    returned, raised = [], []
    for at, (text, valued) in enumerate(steps):
        value = None
        try:
            if valued:
                value = eval(text, globals())
            else:
                exec(text, globals())
        except Exception as error:
            raised.append((at, [kind.__name__ for kind in type(error).__mro__], error.args))
        returned.append(value)
    return returned, raised


@remote
def smoke():  # type: ignore[no-untyped-def]
    """The least that anything called mmap does: anonymous memory keeps what is written to it."""
    m = mmap.mmap(-1, 13)
    try:
        m[0:5] = b"smoke"
        return [len(m), m[0:6]]
    finally:
        m.close()


@remote
def history(steps):  # type: ignore[no-untyped-def]
    """Run each line and tell what came of it; the number of the line that runs goes to standard error."""
    import os

    space, told = {"mmap": mmap}, []
    try:
        for number, step in enumerate(steps):
            os.write(2, b"step %d\n" % number)
            try:
                try:
                    code = compile(step, "<step>", "eval")
                except SyntaxError:
                    code = compile(step, "<step>", "exec")
                told.append(["returned", eval(code, space)])
            except Exception as error:
                more = error.errno if isinstance(error, OSError) else None
                told.append(["raised", type(error).__name__, more])
        return told
    finally:
        for name in ("v", "m", "f"):
            try:
                (getattr(space[name], "release", None) or space[name].close)()
            except Exception:
                pass


@remote
def cover(folder):  # type: ignore[no-untyped-def]
    """Measure lines with coverage.py, if there is one here; save them now and then, for a subject may die."""
    import os
    import time

    globals()["_save_coverage"] = None
    try:
        import coverage
    except ImportError:
        return
    measured = coverage.Coverage(data_file=os.path.join(folder, "data"), data_suffix=True, config_file=False)
    measured.set_option("run:disable_warnings", ["no-data-collected", "module-not-measured", "couldnt-parse"])
    measured.start()

    def save() -> None:
        measured.stop()
        measured.save()
        measured.get_data().close()
        measured.start()

    at_last = [time.monotonic() - 2]  # so that the first reset saves what the import and the first example reached
    reset_alone = globals()["reset"]

    def reset(home: str, floor: int) -> None:
        reset_alone(home, floor)
        if time.monotonic() - at_last[0] > 1:
            save()
            at_last[0] = time.monotonic()

    save()
    globals().update(reset=reset, _save_coverage=save)


@remote
def farewell():  # type: ignore[no-untyped-def]
    """Save what was measured and end in the way that lets gcov write too."""
    if _save_coverage is not None:
        _save_coverage()
    try:
        import ctypes

        ctypes.CDLL(None).exit(0)
    except (ImportError, OSError, AttributeError, TypeError):
        pass
