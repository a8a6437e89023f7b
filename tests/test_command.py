"""The command as a user meets it: exit codes, messages, and what it leaves behind."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import made
import pytest

from conformance import __version__, results, spec
from conformance.commands.main import COMMANDS, main
from conformance.results.lines import NAME
from conformance.results.owned import MARK

RIGHT = "import mmap as _mmap\nfrom mmap import *\n"
WRONG = RIGHT + (
    "class mmap(_mmap.mmap):\n"
    "    def find(self, sub, *bounds):\n"
    "        found = super().find(sub, *bounds)\n"
    "        return found + 1 if found > 1 else found\n"
)
CRASHING = RIGHT + (
    "import os\n"
    "class mmap(_mmap.mmap):\n"
    "    def rfind(self, *args):\n"
    "        os.abort()\n"
)  # fmt: skip


def module(folder: Path, name: str, source: str) -> None:
    (folder / f"{name}.py").write_text(source, "utf-8")


def refused(said, code, *words):
    """One clear message on standard error, nothing else, and that exit code."""
    assert said.code == code, said
    for word in words:
        assert str(word) in said.err
    assert len(said.err.strip().splitlines()) <= 3


def test_the_standard_library_is_as_expected(command, tmp_path):
    said = command("run", "-k", "search")
    assert said.code == 0, said
    read = results.read(tmp_path / "mmap-conformance-report" / NAME)
    assert read.complete
    assert "rfind.highest-index" in said.out
    passed = [name for name, line in made.by_name(read).items() if line["verdict"] == "pass"]
    assert f"{len(passed)} pass" in said.out


def test_a_wrong_value_is_an_unexpected_result_with_everything_needed_to_act(command, tmp_path):
    module(tmp_path, "wrong", WRONG)
    said = command("run", "--impl", "wrong", "--path", tmp_path, "-k", "find.lowest-index",
                   only="test_find_returns_the_lowest_index")  # fmt: skip
    assert said.code == 1, said
    rows = dict(re.findall(r"^      (\w+) +(.*)$", said.out, re.M))
    assert rows["verdict"] == "fail:value"
    assert re.fullmatch(r"m\d\.find\(b'.*'\)", rows["call"])
    assert int(rows["got"]) == int(rows["expected"]) + 1
    assert rows["rerun"].startswith("mmap-conformance run --impl wrong ")
    assert rows["rerun"].endswith("-k find.lowest-index")
    again = command("replay", rows["witness"], "--impl", "wrong")
    assert again.code == 1, again
    assert again.out.startswith("reproduces: expected")


def test_a_crash_costs_its_requirement_and_nothing_else(command, tmp_path):
    module(tmp_path, "crashing", CRASHING)
    said = command("run", "--impl", "crashing", "--path", tmp_path, "-k", "search")
    assert said.code == 1, said
    read = results.read(tmp_path / "mmap-conformance-report" / NAME)
    verdicts = {name: line["verdict"] for name, line in made.by_name(read).items()}
    assert {verdicts[name] for name in ("rfind.highest-index", "rfind.missing", "rfind.within-range")} == {"crash"}
    assert {verdict for name, verdict in verdicts.items() if name.startswith("find")} <= {"pass", "inapplicable"}
    assert read.complete


def test_a_witness_does_not_reproduce_where_there_is_nothing_wrong(command, tmp_path):
    module(tmp_path, "crashing", CRASHING)
    command("run", "--impl", "crashing", "--path", tmp_path, "-k", "rfind.missing")
    witness, *_ = (tmp_path / "mmap-conformance-report" / "witnesses").glob("*.py")
    assert command("replay", witness).code == 1
    witness.write_text(witness.read_text("utf-8").replace("import crashing as mmap", "import mmap"), "utf-8")
    assert command("replay", witness).code == 0


def test_several_implementations_get_a_report_each(command, tmp_path):
    module(tmp_path, "wrong", WRONG)
    said = command("run", "--impl", "stdlib", "--impl", "wrong", "--path", tmp_path, "-k", "tell.position", "-q")
    assert said.code == 0, said
    for name in ("stdlib", "wrong"):
        assert results.read(tmp_path / "mmap-conformance-report" / name / NAME).complete


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["run", "--impl", "no.such.module"], 3, ["import no.such.module", "ModuleNotFoundError", "--path"]),
        (["run", "--impl", "no such thing"], 2, ["no such thing", "impl.toml", "stdlib"]),
        (["run", "--impl", "os"], 3, ["os", "mmap"]),
        (["run", "--impl", "./nothing.toml"], 2, ["nothing.toml", "No such file"]),
        (["run", "--python", "python3.99"], 3, ["python3.99", "--python"]),
        (["run", "--python", "./nothing"], 3, ["nothing"]),
        (["run", "-k", "and and"], 2, ["and and", "-k"]),
        (["run", "-k", "no-requirement-like-this"], 4, ["nothing ran"]),
        (["run", "-n", "many"], 2, ["many", "-n"]),
        (["run", "--files", "nowhere"], 2, ["nowhere"]),
        (["run", "--edition", "3.6"], 2, ["3.6", "3.7"]),
        (["run", "--edition", "latest"], 2, ["latest", "3.15"]),
        (["run", "--level", "sure"], 2, ["sure", "documented"]),
        (["run", "--profile", "wild"], 2, ["wild", "gate"]),
        (["run", "--memory", "lots"], 2, ["lots"]),
        (["smoke", "--impl", "no.such.module"], 3, ["no.such.module"]),
        (["requirements", "show", "find.lowest"], 2, ["find.lowest", "find.lowest-index"]),
        (["requirements", "list", "--edition", "2.7"], 2, ["2.7"]),
        (["replay", "nothing.py"], 2, ["nothing.py"]),
    ],
)
def test_bad_input_gets_one_clear_message_and_its_exit_code(command, arguments, code, words):
    said = command(*arguments)
    assert said.code == code, said
    for word in words:
        assert word in said.err
    assert len(said.err.strip().splitlines()) <= 4


def test_a_report_that_cannot_be_written_is_refused_before_anything_runs(command, tmp_path):
    (tmp_path / "taken").write_text("not a folder", "utf-8")
    refused(command("run", "--report", tmp_path / "taken"), 2, "taken", "another folder")
    assert (tmp_path / "taken").read_text("utf-8") == "not a folder"


def test_a_refused_run_leaves_no_half_written_report(command, tmp_path):
    command("run", "--impl", "no.such.module")
    command("run", "--edition", "3.6")
    assert list(tmp_path.iterdir()) == []


def test_no_color_is_honoured_and_pipes_get_no_escapes(command):
    for environment in ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, {}):
        said = command("run", "-k", "find.missing", **environment)
        assert "\x1b[3" not in said.out


def test_quiet_says_little_and_verbose_says_more(command):
    quiet, plain, verbose = (command("run", "-k", "find.missing", *flags).out for flags in (["-q"], [], ["-v"]))
    assert "find.missing" not in quiet
    assert len(quiet.splitlines()) < len(plain.splitlines())
    assert "examples" in verbose
    assert "examples" not in plain


def test_levels_and_editions_select(command, tmp_path):
    command("run", "--level", "documented", "--edition", "3.7", "-k", "search")
    read = results.read(tmp_path / "mmap-conformance-report" / NAME)
    assert {spec.load()[name].level for name in made.by_name(read)} == {"documented"}
    assert read.header["edition"] == "3.7"


def test_workers_reach_the_same_verdicts(command, tmp_path):
    verdicts = []
    for workers in ("0", "2"):
        assert command("run", "-k", "search", "-n", workers).code == 0
        read = results.read(tmp_path / "mmap-conformance-report" / NAME)
        verdicts.append({name: (line["verdict"], line["examples"]) for name, line in made.by_name(read).items()})
    assert verdicts[0] == verdicts[1]


def test_smoke_says_what_the_subject_is(command):
    said = command("smoke")
    assert said.code == 0
    assert re.search(r"works: .* pages of \d+, granularity \d+, edition 3\.\d+", said.out)


def test_smoke_tells_a_wrong_implementation_from_a_broken_launch(command, tmp_path):
    module(tmp_path, "empty", "class mmap:\n    def __init__(self, *args): pass\n")
    refused(command("smoke", "--impl", "empty", "--path", tmp_path), 1, "starts, and is wrong")


def test_every_requirement_is_listed(command):
    listed = [line.split()[0] for line in command("requirements").out.splitlines()]
    assert listed == list(spec.load())


def test_a_requirement_is_shown_with_its_text_link_and_properties(command):
    said = command("requirements", "show", "find.lowest-index")
    assert spec.load()["find.lowest-index"].text in said.out
    assert "https://docs.python.org/" in said.out
    assert "test_search_find::test_find_returns_the_lowest_index" in said.out


def test_the_version_is_the_packages(command):
    assert command("--version").out.strip() == f"mmap-conformance, version {__version__}"


@pytest.mark.parametrize("arguments", [[], ["run"], ["smoke"], ["requirements"], ["replay"], ["report"]])
def test_help_documents_exit_codes_or_gives_examples(command, arguments):
    said = command(*arguments, "--help")
    assert said.code == 0
    if arguments != ["requirements"]:
        assert "Exit codes" in said.out


def test_the_shell_completes_names_and_ids(command):
    words = command(
        _MMAP_CONFORMANCE_COMPLETE="bash_complete",
        COMP_WORDS="mmap-conformance requirements show find.low",
        COMP_CWORD="3",
    )
    assert "find.lowest-index" in words.out


def test_results_hold_no_control_characters(command, tmp_path):
    module(
        tmp_path, "rude", RIGHT + "class mmap(_mmap.mmap):\n    def find(self, *a): raise ValueError('\\x1b[31m\\0')\n"
    )
    said = command("run", "--impl", "rude", "--path", tmp_path, "-k", "find.missing")
    assert said.code == 1
    assert "\x1b" not in said.out + said.err
    line = (tmp_path / "mmap-conformance-report" / NAME).read_text("utf-8").splitlines()[1]
    assert "ValueError" in json.loads(line)["failures"][0]["got"]


def test_the_help_says_of_each_command_what_the_command_says_of_itself():
    context = click.Context(main)
    assert list(main.list_commands(context)) == list(COMMANDS)
    for name, said in COMMANDS.items():
        own = main.get_command(context, name).get_short_help_str(400)
        assert own.startswith(said.rstrip(".").split(",")[0].split(":")[0][:40]), name


def test_help_imports_nothing_that_it_does_not_show():
    code = "import sys; from conformance.commands.main import main; print(sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, timeout=30, encoding="utf-8"
    )
    for name in ("pytest", "hypothesis", "rich", "jinja2", "conformance.spec", "conformance.session"):
        assert f"'{name}'" not in done.stdout


def test_a_run_of_one_requirement_imports_only_its_properties(command, tmp_path):
    code = "import sys\nsys.argv = ['mmap-conformance', 'run', '-k', 'find.missing', '-q']\n"
    code += "from conformance.commands.main import main\ntry:\n    main()\nfinally:\n"
    code += "    print(*(n for n in sys.modules if n.startswith(('conformance.properties.', 'jinja2', 'xdist'))))\n"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60,
                          check=False, encoding="utf-8")  # fmt: skip
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.splitlines()[-1].split()
    assert 0 < len(loaded) < 12, loaded


def test_a_screen_is_enough_for_any_number_of_failures(command, tmp_path):
    module(tmp_path, "empty_class", "class mmap:\n    def __init__(self, *args, **options): raise TypeError('no')\n")
    said = command("run", "--impl", "empty_class", "--path", tmp_path, "-k", "cursor or search", "-q", seconds=300)
    assert said.code == 1
    assert len(said.out.splitlines()) <= 24
    assert re.search(r"and \d+ more", said.out)


def test_a_pythonpath_that_the_subject_does_not_see_is_said_once(command):
    said = command("run", "-k", "tell.position", PYTHONPATH="/nowhere")
    assert said.code == 0
    assert said.err.count("--path adds a folder") == 1
    assert "PYTHONPATH" not in command("run", "-k", "tell.position", PYTHONPATH="").err


@pytest.mark.skipif(sys.platform == "win32", reason="a name that is no text is POSIX's")
@pytest.mark.parametrize("name", ["pfad-mit-\N{LATIN SMALL LETTER U WITH DIAERESIS}", "\N{SNOWMAN}", "a'b\\\"c"])
def test_an_import_path_may_be_in_any_script(command, tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    module(folder, "elsewhere", "from mmap import *\n")
    said = command("run", "--impl", "elsewhere", "--path", folder, "-k", "tell.position")
    assert said.code == 0, said


def test_a_requirement_is_shown_with_what_is_known_to_deviate(command):
    said = command("requirements", "show", "resize.zero-changes-nothing")
    assert "deviates     stdlib: fail:value: " in said.out


def test_the_link_is_to_the_newest_page_that_has_the_sentence():
    for one in spec.load().values():
        assert f"/{one.until}/" in one.link()


def test_a_report_of_somebody_else_is_not_replaced_without_a_word(command, tmp_path):
    made.results(tmp_path / "r" / "results.jsonl", implementation="early", python="pypy", python_version="3.9.16")
    (tmp_path / "r" / MARK).touch()
    first = command("run", "-k", "find.missing", "-q", "--report", "r")
    assert "held the results of early (pypy 3.9.16, linux, edition 3.12) and now gets those of stdlib" in first.err
    assert command("run", "-k", "find.missing", "-q", "--report", "r").err == ""


def test_deviations_that_nobody_has_explained_are_counted(command, tmp_path):
    (tmp_path / "known.toml").write_text(
        '[[deviation]]\nrequirement = "find.missing"\nkinds = ["fail:value", "pass"]\nreason = "not explained yet"\n'
        '[[deviation]]\nrequirement = "find.lowest-index"\nkinds = ["fail:value"]\nreason = "not explained yet"\n',
        "utf-8",
    )
    (tmp_path / "wrong.py").write_text(
        "import mmap as standard\nfrom mmap import *\n\n\nclass mmap(standard.mmap):\n    def find(self, *_):\n"
        "        return 5\n",
        "utf-8",
    )
    said = command("run", "--impl", "wrong", "--path", ".", "-k", "find.missing", "--deviations", "known.toml", "-q")
    assert said.code == 0, said
    assert "1 recorded deviation without a reason, find.missing for one" in said.out


def test_a_report_without_a_verdict_is_none(command, tmp_path):
    made.write(tmp_path / "r.jsonl", [made.header()])
    said = command("report", "r.jsonl", "--output", "site")
    assert said.code == 4
    assert "no run came to its first verdict" in said.err
    assert not (tmp_path / "site").exists()
