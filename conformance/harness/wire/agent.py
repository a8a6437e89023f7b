"""The subject's end of the wire: reads a line of Python, runs it, answers with a line holding a literal.

It is shipped as it is to every interpreter that can be a subject, so it speaks Python 3.7, imports ``os`` and ``sys``,
and knows no mmap, no suite and no implementation. What it calls it holds by a name of its own, so that code under test
may replace ``os.write`` or a builtin. Tabs separate the statements of a line; each is compiled once, and knows the
bytes that follow it behind a NUL, in hex, as ``_data``. An answer is ``NUMBER = LITERAL`` (the step's ``_``) or an
exception: ``NUMBER ! (AT, NAMES, ARGS, WHERE)``, where AT counts the statements. While more lines wait answers gather.
"""
import os
import sys


def serve(wire_in, wire_out, read=os.read, write=os.write, compile=compile, run=exec, raised=BaseException, type=type,
          len=len, str=str, repr=repr, ascii=ascii, hex=hex, int=int, bytes=bytes, bool=bool, float=float, tuple=tuple,
          list=list, none=type(None), bytearray=bytearray, memoryview=memoryview, isinstance=isinstance,
          enumerate=enumerate, args_of=BaseException.args.__get__, trace_of=BaseException.__traceback__.__get__,
          mro_of=type.__dict__["__mro__"].__get__, name_of=type.__dict__["__name__"].__get__,
          unhex=bytes.fromhex, map=map, broken=SystemError, empties=((),), cached=4000, longest=1 << 24):
    def literal(value, depth=0):
        kind = type(value)
        if kind is int:
            return repr(value) if -1 << 64 < value < 1 << 64 else hex(value)
        if kind is none or kind is bool or (kind is bytes and len(value) < longest) or (
                kind is float and value - value == 0):
            return repr(value)
        if kind is str and len(value) < 1 << 15:
            return ascii(value)
        if (kind is tuple or kind is list) and depth < 20:
            inner = ", ".join([literal(item, depth + 1) for item in value])
            return "[" + inner + "]" if kind is list else "(" + inner + (",)" if len(value) == 1 else ")")
        # Not a value that crosses. No code of the subject is run to describe it: a __repr__ can lie or hang.
        if kind is bytearray or kind is float:
            return "{'type': %s, 'text': %s}" % (ascii(name_of(kind)), ascii(repr(value)[:200]))
        if kind is memoryview or kind is bytes or kind is str:
            size = value.nbytes if kind is memoryview else len(value)
            return "{'type': %s, 'text': 'of length %d'}" % (ascii(name_of(kind)), size)
        return "{'type': %s}" % ascii(name_of(kind))

    def failure(error, at):
        where, trace = None, trace_of(error)
        while trace is not None:
            name = trace.tb_frame.f_code.co_filename
            if name.startswith("<remote "):
                where = (name[8:-1], trace.tb_lineno)
            trace = trace.tb_next
        args = literal(args_of(error))
        if len(args) > 4000:
            first = [repr(arg)[:200] if isinstance(arg, (str, bytes)) else None for arg in args_of(error)[:3]]
            args = literal(tuple(first))
        names = [name_of(kind)[:200] for kind in mro_of(type(error))[:20]]
        return "(%d, %s, %s, %s)" % (at, literal(names), args, literal(where))

    space, codes, number, pending, data = {"__name__": "__main__"}, {}, 0, b"", b""
    while True:
        parts = [pending]
        while b"\n" not in parts[-1]:
            parts.append(read(wire_in, 1 << 16))
            if not parts[-1]:
                return space
        line, _, pending = b"".join(parts).partition(b"\n")
        number, at = number + 1, 1
        try:
            for at, part in enumerate(line.split(b"\t"), 1):  # noqa: B007
                part, _, given = part.partition(b"\0")
                code = codes.get(part)
                if given:
                    space["_data"] = unhex(str(given, "ascii"))
                if code is None:
                    code = compile(part, "<step>", "exec")
                    if len(part) < 1000:
                        if len(codes) > cached:
                            codes.clear()
                        codes[part] = code
                run(code, space)
                try:
                    tuple(map(len, empties))  # comes to nothing, and to whatever was left for the next who looks
                except raised as error:
                    raise broken("a call reported success and left %s behind" % name_of(type(error))) from None
            reply = "%d = %s" % (number, literal(space.pop("_", None)))
            if len(reply) > longest:
                reply = "%d = {'type': 'too long', 'text': '%d characters'}" % (number, len(reply))
        except raised as error:
            try:
                reply = "%d ! %s" % (number, failure(error, at))
            except raised:
                reply = "%d ! (0, ['Exception', 'BaseException'], ('cannot be described',), None)" % number
        data += reply.encode("ascii") + b"\n"
        while data and (b"\n" not in pending or len(data) > 8192 or number < 4):  # 3: who dies of the import has spoken
            data = data[write(wire_out, data):]


try:
    ends = os.dup(0), os.dup(1)                # not inherited by what the subject starts
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)                              # what the subject prints never touches the wire
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda ends=ends, close=os.close: (close(ends[0]), close(ends[1])))
    serve(*ends)
except OSError:  # the wire is gone: the host has died, or this is a forked child that came back
    pass
finally:
    sys.stdout = sys.stderr = None
    os._exit(0)
