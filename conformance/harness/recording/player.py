"""Plays recorded requests over a module in this very process: the part of a vectors file that runs.

This file is shipped as it is, behind the agent's ``serve`` and in front of the data, so it speaks Python 3.7 and needs
``os``, ``sys``, ``zlib``, ``binascii`` and ``json``, no process of its own and no thread. What is recorded stands
behind the code as remarks, so that a file that was cut off can say so.
"""

import binascii
import json
import os
import sys
import zlib

BEGIN, END = "#: recorded\n", "#: end "
SAME, OTHER, MISSING, BROKEN = 0, 1, 3, 5
_SHOWN = 160


class Damaged(Exception):
    """The file is not whole."""


def read(path):
    """What is recorded in the file. Raises Damaged."""
    with open(path, encoding="ascii", errors="replace") as file:
        text = file.read()
    code, found, data = text.partition("\n" + BEGIN)
    data, ended, sum_of = data.rpartition(END)
    if not found or not ended or sum_of.strip() != "%08x" % (zlib.crc32(data.encode("ascii", "replace")) & 0xFFFFFFFF):
        raise Damaged("%s is damaged or was cut off: make it again with `mmap-conformance vectors`" % path)
    packed = binascii.a2b_base64(data.replace("#: ", "").replace("\n", ""))
    return json.loads(zlib.decompress(packed).decode("ascii"))


class Conversation:
    """What ``serve`` reads and writes: each line that it asks for comes of the answer to the one before."""

    def __init__(self, talk):
        self._talk, self._line = talk, next(talk)

    def read(self, wire, size):
        line, self._line = self._line, b""
        return line

    def write(self, wire, data):
        answer = data.decode("latin-1").rstrip("\n").partition(" ")[2]
        try:
            self._line = self._talk.send(answer)
        except StopIteration:
            self._line = b""
        return len(data)


def play(recorded, module, folder, tell, serve=None):
    """Play everything over the module, in the folder, which is emptied again and again. Returns lines of results.

    ``tell`` is given a line for each requirement as soon as it is known.
    """
    lines, facts = [], {}

    def ask(text):
        return text.encode("ascii") + b"\n"

    def talk():
        answer = yield ask(recorded["start"])
        facts["python"] = answer
        answer = yield ask("import %s as mmap" % module)
        if answer != "= None":
            facts["problem"] = "`import %s as mmap` raised: %s" % (module, answer)
            return
        facts["module"] = yield ask("_=module_facts()")
        if not facts["module"].startswith("= [True"):
            facts["problem"] = "%s is no implementation of mmap: it has no class `mmap`" % module
            return
        floor = int(facts["module"].rpartition(", ")[2].rstrip("]"))
        reset = "reset(%a,%d)" % (folder, floor)
        waiting = dict((name, set(one["properties"])) for name, one in recorded["requirements"].items())
        others, counts = {}, {}
        for name, one in recorded["properties"].items():
            other = None
            for alternative in one["alternatives"]:
                other = None
                yield ask(reset)
                for request, expected in alternative:
                    text = "\t".join([recorded["texts"][part] for part in request])
                    got = yield ask(text.replace("\x01", reset).replace("\x02", folder))
                    got = got.replace(reset, "\x01").replace(folder, "\x02")
                    if got != recorded["texts"][expected]:
                        other = (text.rpartition("\t")[2], recorded["texts"][expected], got)
                        break
                if other is None:
                    break
            yield ask(reset)
            for requirement, left in waiting.items():
                if name not in left:
                    continue
                left.discard(name)
                counts[requirement] = counts.get(requirement, 0) + one["examples"]
                if other is not None and requirement not in others:
                    others[requirement] = other
                if not left:
                    line = decided(requirement, recorded, others.get(requirement), counts[requirement])
                    lines.append(line)
                    tell(line)

    conversation = Conversation(talk())
    serve(0, 1, read=conversation.read, write=conversation.write)
    return lines, facts


def decided(name, recorded, other, examples):
    """A requirement's line of results."""
    failures = []
    if other is not None:
        request, expected, got = [part[:2000] for part in other]
        failures = [
            {
                "verdict": "fail",
                "kind": "fail:other-answer",
                "call": request,
                "expected": expected,
                "got": got,
                "message": "answered otherwise than any subject that it was recorded with",
                "witness": "",
            }
        ]
    properties = recorded["requirements"][name]["properties"]
    return {
        "type": "requirement",
        "requirement": name,
        "verdict": "fail" if failures else "pass",
        "reason": "",
        "duration": 0.0,
        "examples": examples,
        "properties": properties,
        "played": len(properties),
        "failures": failures,
    }


def header(recorded, module, facts, selected):
    """The first line of a results file."""
    import ast

    python, version, text, platform, system, bits, order, page, home, own = ast.literal_eval(facts["python"][2:])[:10]
    about = ast.literal_eval(facts["module"][2:])
    try:
        import time

        started = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    except (ImportError, AttributeError):
        started = "1970-01-01T00:00:00Z"
    subject = {
        "implementation": "stdlib" if module == "mmap" else module,
        "implementation_version": about[4][:40],
        "title": module,
        "homepage": "",
        "issues": "",
        "python": python,
        "python_version": ".".join(map(str, version)),
        "own_version": ".".join(map(str, own)),
        "version_text": " ".join(text.split())[:200],
        "platform": platform,
        "system": " ".join([str(part) for part in system[:1] + system[2:]]),
        "pointer_bits": bits,
        "byte_order": order,
        "page_size": about[2] or page or 4096,
        "granularity": about[3] or page or 4096,
        "edition": recorded["edition"],
        "files": "",
    }
    return {
        "type": "header",
        "schema": 1,
        "suite": recorded["suite"],
        "commit": "",
        "edition": recorded["edition"],
        "profile": "vectors",
        "levels": ["documented", "implied", "de-facto"],
        "selected": selected,
        "requirements": recorded["known"],
        "hypothesis": recorded["hypothesis"],
        "seed": "derandomized",
        "started": started,
        "subject": subject,
        "host": {"python": ".".join(map(str, version)), "platform": platform},
    }


def unlike(recorded, first):
    """What this machine has otherwise than the one that it was recorded on."""
    ours = dict((name, first["subject"][name]) for name in recorded["facts"])
    return [
        "%s %s, recorded with %s" % (name, ours[name], told)
        for name, told in recorded["facts"].items()
        if told != ours[name]
    ]


def run(module="mmap", path=None, output="mmap_vectors_results.jsonl", echo=print, verbose=False, serve=None):
    """Play the file over the module and write its results. Returns the exit code."""
    serve = serve or globals()["serve"]
    try:
        recorded = read(path or __file__)
    except (Damaged, OSError, ValueError, KeyError, zlib.error) as error:
        echo("mmap_vectors: %s" % error)
        return BROKEN
    if not all([part.isidentifier() for part in module.split(".")]):
        echo("mmap_vectors: %r is no name of a module" % module[:100])
        return 2
    here = os.getcwd()
    folder = os.path.join(here, "mmap-vectors-%d" % os.getpid())
    os.mkdir(folder)
    os.chdir(folder)

    def tell(line):
        if line["failures"]:
            one = line["failures"][0]
            echo(
                "other  %s\n         request   %s\n         expected  %s\n         came      %s"
                % (line["requirement"], one["call"][:_SHOWN], one["expected"][:_SHOWN], one["got"][:_SHOWN])
            )
        elif verbose:
            echo("same   %s" % line["requirement"])

    try:
        lines, facts = play(recorded, module, folder, tell, serve)
    finally:
        os.chdir(here)
        try:
            os.rmdir(folder)
        except OSError:
            pass
    if "problem" in facts or "module" not in facts:
        echo("mmap_vectors: %s" % facts.get("problem", "the module ended the play"))
        return MISSING
    first = header(recorded, module, facts, len(lines))
    for one in unlike(recorded, first):
        echo("note   %s: what is answered otherwise may be right" % one)
    for name, reason in recorded["left_out"].items() if verbose else ():
        echo("not tried here  %s: %s" % (name, reason))
    others = len([line for line in lines if line["failures"]])
    counts = dict((verdict, count) for verdict, count in (("pass", len(lines) - others), ("fail", others)) if count)
    with open(output, "w") as file:
        for line in [first] + lines + [{"type": "footer", "counts": counts, "duration": 0.0, "problems": []}]:
            file.write(json.dumps(line) + "\n")
    echo(
        "%d same, %d other, %d not tried here of %d requirements in force in edition %s; results in %s"
        % (
            len(lines) - others,
            others,
            len(recorded["left_out"]),
            len(lines) + len(recorded["left_out"]),
            recorded["edition"],
            output,
        )
    )
    return OTHER if others else SAME


def main():
    """``python mmap_vectors.py [-v] [MODULE]``."""
    arguments = sys.argv[1:]
    words = [word for word in arguments if word not in ("-v", "--verbose")]
    if len(words) > 1 or [word for word in words if word.startswith("-")]:
        print(
            "usage: python mmap_vectors.py [-v] [MODULE]\n\nPlays the recorded requests over a module, mmap unless "
            "another is named, in this process.\nExit codes: 0 all the same, 1 some answered otherwise, 2 usage, "
            "3 no such module, 5 this file is damaged."
        )
        return 0 if words in (["-h"], ["--help"]) else 2
    return run(words[0] if words else "mmap", verbose=len(words) < len(arguments))
