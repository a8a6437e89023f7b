"""The closed sets: exit codes, verdicts, placeholders. Read from the modules that have them."""

from __future__ import annotations

from conformance import exits
from conformance.harness.launch.implementation import PLACEHOLDERS
from conformance.session.options import OPTIONS, PREFIX
from conformance.verdicts import EXPECTED, RECORDABLE, VERDICTS
from extension.words import code, table, text

_FILLED = {
    "python": "the interpreter",
    "agent": "the path of the one file that runs in the subject",
    "agent-source": "the text of that file as one word, for machines that it is not copied to",
    "here": "the folder of the impl.toml",
    "runtimes": "the folder of fetched runtimes",
}


def exit_codes() -> str:
    """What the command's exit codes mean, and which of several runs counts."""
    rows = [[code(str(number)), text(meaning)] for number, meaning in exits.MEANINGS.items()]
    rows += [[code(str(exits.INTERRUPTED)), "interrupted by Ctrl-C (SIGINT)"],
             [code(str(exits.TERMINATED)), "ended from outside (SIGTERM, SIGHUP)"]]  # fmt: skip
    order = ", ".join(map(str, exits.WORST_FIRST))
    return (
        f"{table(['Code', 'Meaning'], rows)}\nOf several runs in one command the first of these that occurred is the "
        f"command's: {order}.\n"
    )


def verdicts() -> str:
    """The closed set of verdicts, the worst first."""
    rows = [
        [code(one.name), one.symbol, text(one.meaning), "yes" if one.name in EXPECTED else "no",
         "yes" if one.name in RECORDABLE else "no", code(one.junit) if one.junit else "passed"]
        for one in VERDICTS.values()
    ]  # fmt: skip
    return table(["Verdict", "Shown as", "Meaning", "Expected", "Can be recorded", "In JUnit"], rows)


def placeholders() -> str:
    """What is filled in in the texts of a description."""
    if set(PLACEHOLDERS) != set(_FILLED):
        raise ValueError(f"the placeholders are {', '.join(PLACEHOLDERS)}")
    return table(["Placeholder", "Stands for"], [[code(f"{{{name}}}"), _FILLED[name]] for name in PLACEHOLDERS])


def options() -> str:
    """The options of a run, as the command and as pytest have them."""
    rows = [[code(f"{PREFIX}{one.name}"), code(one.metavar) if one.metavar else "", text(one.help)] for one in OPTIONS]
    return table(["Option", "Value", "Meaning"], rows)
