"""Writes recordings as one Python file that plays them in the process that it is started in."""

from __future__ import annotations

import ast
import binascii
import json
import re
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import hypothesis

from conformance import __version__
from conformance.harness.launch import questions
from conformance.harness.launch.facts import Facts
from conformance.harness.launch.launch import AGENT
from conformance.harness.recording.tape import Recording
from conformance.harness.wire.remote import RemoteFunction

ELSEWHERE = re.compile(
    r"\bos\.(?:fork|_exit|kill|abort|posix_spawn|exec\w*)\b|\bsubprocess\b|\bthreading\b|\b_thread\b|\bmultiprocessing\b"
    r"|\bprctl\b|\bsignal\b|\bresource\b|\bctypes\b|\bfaulthandler\b|\baddaudithook\b|\b_xxsubinterpreters\b|\b_interpreters\b"
)
"""What a request may do to a process that is nobody's but its own."""
_HEAD = '''"""Requests of mmap-conformance {version} to Python's mmap, edition {edition}, recorded on {platform}.

``python {name} [-v] [MODULE]`` plays them over a module (mmap unless another is named) in this process, or
``import mmap_vectors; mmap_vectors.run("module")``. It needs os, sys, zlib, binascii, json and a folder to write in.
A module that ends the process ends the play: the requirement that was told last is the one before.
"""
'''
_WIDTH = 120


def vectors(
    recordings: Iterable[list[Recording]],
    requirements: Mapping[str, list[str]],
    facts: Facts,
    functions: Iterable[RemoteFunction],
    known: int,
    name: str,
) -> str:
    """The file. ``requirements``: by id, the names of all of its properties; ``functions`` are given at the start."""
    kept, reasons = {}, {}
    for alternatives in recordings:
        whole = "\n".join(request for one in alternatives for request, _ in one.lines)
        found = ELSEWHERE.search(whole)
        if found:
            reasons[alternatives[0].name] = f"needs a process of its own ({found[0]})"
        else:
            kept[alternatives[0].name] = alternatives
    texts: dict[str, int] = {}

    def at(text: str) -> int:
        return texts.setdefault(text, len(texts))

    properties = {
        one: {
            "examples": alternatives[0].examples,
            "alternatives": [
                [[[at(part) for part in request.split("\t")], at(answer)] for request, answer in each.lines]
                for each in alternatives
            ],
        }
        for one, alternatives in kept.items()
    }
    tried, left_out = {}, {}
    for requirement, names in requirements.items():
        missing = [one for one in names if one not in kept]
        if missing:
            left_out[requirement] = reasons.get(
                missing[0], "is answered otherwise each time, or has to end the process"
            )
        else:
            tried[requirement] = {"properties": names}
    first = "".join(one.definition + ";" for one in (questions.facts, questions.module_facts, *functions)) + "_=facts()"
    content = {
        "suite": __version__, "hypothesis": hypothesis.__version__, "edition": facts.edition, "known": known,
        "facts": {key: getattr(facts, key) for key in
                  ("platform", "pointer_bits", "byte_order", "page_size", "granularity")},
        "start": first, "texts": list(texts), "properties": properties, "requirements": tried, "left_out": left_out,
    }  # fmt: skip
    return _code(facts, name) + _data(content)


def _code(facts: Facts, name: str) -> str:
    head = _HEAD.format(version=__version__, edition=facts.edition, platform=facts.platform, name=name)
    player = Path(__file__).with_name("player.py").read_text("utf-8")
    body = ast.parse(player).body
    lines = player.splitlines()
    imports = [one for one in body if isinstance(one, ast.Import)]
    first, last = imports[0].lineno - 1, imports[-1].end_lineno or 0
    rest = "\n".join(lines[last:])
    return f"{head}{chr(10).join(lines[first:last])}\n\n\n{_serve()}\n\n{rest.strip()}\n\n\n{_MAIN}"


_MAIN = 'if __name__ == "__main__":\n    sys.exit(main())\n\n'


def _serve() -> str:
    """The agent's own function, word for word."""
    source = AGENT.read_text("utf-8")
    (function,) = [one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef) and one.name == "serve"]
    return "\n".join(source.splitlines()[function.lineno - 1 : function.end_lineno])


def _data(whole: Mapping[str, Any]) -> str:
    packed = zlib.compress(json.dumps(whole, separators=(",", ":")).encode("ascii"), 9)
    text = binascii.b2a_base64(packed, newline=False).decode("ascii")
    data = "".join(f"#: {text[at : at + _WIDTH]}\n" for at in range(0, len(text), _WIDTH))
    return f"#: recorded\n{data}#: end {zlib.crc32(data.encode('ascii')):08x}\n"
