"""The harness's own remote functions: what every subject is given at its start."""

from __future__ import annotations

from conformance.harness.wire.remote import remote


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
    for _ in range(2):
        descriptor = os.dup(0)
        os.close(descriptor)
        if descriptor <= floor:
            break
        import gc

        gc.collect()
    else:
        os.closerange(
            floor, descriptor
        )  # what the example leaked; Windows removes no open file, and ours are below `floor`
    if os.path.islink(home):
        os.unlink(home)  # the example led it somewhere else, and what is there is not ours to empty
    try:
        os.chdir(home)
    except OSError:
        os.makedirs(home, exist_ok=True)
        os.chdir(home)
    moved = failed = 0
    names = os.listdir(home)
    while names and failed < 10:
        folders = 0
        for name in names:
            path = os.path.join(home, name)  # an absolute path: the subject may have replaced os.chdir
            try:
                os.unlink(path)
                continue
            except OSError:
                folders += 1
            try:
                # Folders may be nested deeper than anything can follow: what is inside is moved up.
                for inner in os.listdir(path):
                    moved += 1
                    os.rename(os.path.join(path, inner), os.path.join(home, "gone-%d" % moved))
                os.rmdir(path)
            except OSError:
                failed += 1
                if os.name == "nt":
                    # It leaked descriptors above one that is free again, and Windows removes no file that is open.
                    os.closerange(floor, 1024)
        names = os.listdir(home) if folders else []


@remote
def state(m, path, before=0, after=0):  # type: ignore[no-untyped-def]
    """The whole state of a map: content, position, length, and the file as a second descriptor sees it.

    Without so many bytes at the file's beginning and its end.
    """
    content, position, length = m[:], m.tell(), len(m)
    if path is None:
        return content, position, length, None
    with open(path, "rb", 0) as file:
        return content, position, length, file.read()[before : -after or None]


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
