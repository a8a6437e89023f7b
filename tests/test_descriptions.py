"""``impl.toml`` and ``deviations.toml`` as their authors write them, well and badly."""

from __future__ import annotations

import json
import os
import sys
from importlib.resources import files

import pytest

from conformance import spec
from conformance.deviations import known as deviations
from conformance.exits import BadDescription
from conformance.harness.launch.implementation import described_implementations, load, resolve

LEAST = 'name = "mine"\nimport = "import mmap"\n'
KNOWN = '[[deviation]]\nrequirement = "find.missing"\nkinds = ["fail:value"]\nreason = "so it is"\n'


@pytest.fixture
def description(tmp_path):
    def write(text, deviations_text=None):
        path = tmp_path / "impl.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        if deviations_text is not None:
            (tmp_path / "deviations.toml").write_text(deviations_text, "utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = 'mine'", ["import", "missing"]),
        (LEAST + "colour = 1", ["colour", "unknown key", "command"]),
        (LEAST + "pace = 'fast'", ["pace", "'fast'", "5.0"]),
        (LEAST + "pace = nan", ["pace"]),
        (LEAST + "pace = inf", ["pace", "inf"]),
        (LEAST + "pace = 0", ["pace", "0"]),
        (LEAST + "command = 'python3'", ["command", "'python3'", "list of words"]),
        (LEAST + "command = []", ["command"]),
        (LEAST + "command = ['{pyhton}']", ["command", "{pyhton}", "{python}"]),
        (LEAST + "edition = '2.7'", ["edition", "'2.7'"]),
        (LEAST + "edition = '3.99'", ["edition", "'3.99'", "3.15"]),
        (LEAST + "edition = 3.7", ["edition", "3.7"]),
        (LEAST + "homepage = 'javascript:alert(1)'", ["homepage", "http"]),
        (LEAST + "[facts]\npointer-bits = 48", ["facts.pointer-bits", "48", "32 or 64"]),
        (LEAST + "[facts]\nweather = 'fine'", ["facts", "weather"]),
        (LEAST + "[inapplicable]\n'find.missing' = ''", ["inapplicable.find.missing", "''"]),
        (LEAST + "[inapplicable]\n'find.missing' = 'so it is'", ["inapplicable", "record a deviation"]),
        (LEAST + "[environment]\nA = 1", ["environment.A", "1"]),
        (LEAST + "[environment]\n'A=B' = ''", ["environment", "A=B"]),
        ("name = 'Mine!'\nimport = 'import mmap'", ["name", "Mine!", "lower case"]),
        ("name = 'mine'\nimport = 'import'", ["import", "'import'"]),
        ('name = \'mine\'\nimport = """import mmap\n\nimport os"""', ["import", "one line"]),
        ("name = 'mine'\nimport = \"import mmap\\u0000\"", ["import"]),
        ("name = ", ["is not TOML"]),
        (b"name = '\xff'", ["is not UTF-8", "byte 8"]),
        ("a = " + "[" * 100_000, ["is not TOML", "nested too deeply"]),
    ],
)
def test_a_broken_description_is_refused_with_file_key_value_and_remedy(description, text, words):
    path = description(text)
    with pytest.raises(BadDescription) as refusal:
        load(path)
    said = str(refusal.value)
    assert said.startswith(str(path))
    assert "\n" not in said
    if words[0].startswith("is not"):
        assert any(word in said for word in words)
    else:
        assert [word for word in words if word not in said] == []


def test_a_description_that_is_a_folder_or_missing_is_refused(tmp_path):
    for path in (tmp_path, tmp_path / "none.toml"):
        with pytest.raises(BadDescription, match="cannot be read"):
            load(path)


def test_nothing_of_a_description_is_run_before_the_launch(description, tmp_path):
    load(description(f'name = "mine"\nimport = "open({(tmp_path / "ran").as_posix()!r}, \'w\')"\n'))
    assert not (tmp_path / "ran").exists()


def test_a_relative_path_counts_from_the_description(description, command, tmp_path):
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "mine.py").write_text("from mmap import *\n", "utf-8")
    path = description('name = "mine"\nimport = "import mine as mmap"\npaths = ["code"]\n')
    assert command("smoke", "--impl", path).code == 0


def test_the_command_and_the_environment_reach_the_subject(description, command):
    path = description(
        LEAST.replace("import mmap", "import mmap, os; assert os.environ['MARK'] == 'here'")
        + "command = ['{python}', '-I', '-X', 'utf8', '{agent}']\n[environment]\nMARK = 'here'\n"
    )
    assert command("smoke", "--impl", path).code == 0


@pytest.mark.parametrize(("asked", "told"), [([], ""), (["--edition", "3.9"], "3.9")])
def test_the_import_is_told_which_edition_was_asked_for(description, command, asked, told):
    check = f"import mmap; assert '{{edition}}' == '{told}'"
    path = description(f'name = "mine"\nimport = "{check}"\n')
    assert command("run", "--impl", path, *asked, "-k", "find.missing").code == 0


def test_facts_that_cannot_be_asked_can_be_given(description, command):
    path = description(LEAST + "edition = '3.9'\n[facts]\npage-size = 512\ngranularity = 1024\n")
    assert "pages of 512, granularity 1024, edition 3.9" in command("smoke", "--impl", path).out


@pytest.mark.skipif(os.name != "posix", reason="a script with a first line for the system is POSIX's")
def test_a_command_may_be_a_script_of_the_authors(description, command, tmp_path):
    script = tmp_path / "start.sh"
    script.write_text('#!/bin/sh\nexec "$@"\n', "utf-8")
    script.chmod(0o755)
    path = description(LEAST + "command = ['{here}/start.sh', '{python}', '{agent}']\n")
    assert command("smoke", "--impl", path, "--python", sys.executable).code == 0


def test_what_a_host_lets_nobody_keep_is_not_in_force_there(description, tmp_path, monkeypatch):
    from conformance.harness.launch import implementation
    from conformance.session import options
    from conformance.session.setting import Setting

    monkeypatch.setattr(implementation, "bundled", lambda: tmp_path.parent)
    path = description(LEAST + "[inapplicable]\n'find.missing' = 'the emulator finds everything'\n")
    given = {one.key: one.none for one in options.OPTIONS}
    setting = Setting({**given, "impl": str(path)})
    try:
        reasons = setting.reasons(["find.missing", "find.lowest-index", "madvise.absent-on-windows"])
    finally:
        setting.stop()
    assert reasons["find.missing"] == "on this host the emulator finds everything"
    assert reasons["find.lowest-index"] == ""
    assert "windows" in reasons["madvise.absent-on-windows"]


def test_every_described_implementation_is_described_well():
    known = dict(described_implementations())
    assert "stdlib" in known
    for name, path in known.items():
        implementation = load(path)
        assert implementation.name == name
        assert set(implementation.inapplicable) <= set(spec.load())
        deviations.load(deviations.place(implementation))


@pytest.mark.parametrize("schema", ["impl", "deviations"])
def test_the_editions_of_a_schema_are_those_of_the_specification(schema):
    text = files("conformance").joinpath("schemas", f"{schema}.schema.json").read_text("utf-8")
    assert json.dumps(spec.EDITIONS) in text


def test_a_module_needs_no_description():
    assert resolve("mypackage.mymmap").statement == "import mypackage.mymmap as mmap"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (KNOWN.replace("find.missing", "find.mising"), ["find.mising", "requirements"]),
        (KNOWN.replace("fail:value", "pass"), ["kinds", "'pass'"]),
        (KNOWN.replace('reason = "so it is"', ""), ["reason", "missing"]),
        (KNOWN + "[deviation.when]\neditions = ['3.6']\n", ["editions", "'3.6'"]),
        (KNOWN + "[deviation.when]\nplatforms = ['beos']\n", ["platforms", "'beos'"]),
        (KNOWN + "until = 1\n", ["until", "unknown key"]),
        ("[deviation]\n", ["deviation", "list of tables"]),
    ],
)
def test_a_broken_list_of_deviations_is_refused(description, text, words):
    with pytest.raises(BadDescription) as refusal:
        deviations.load(deviations.place(load(description(LEAST, text))))
    assert "deviations.toml" in str(refusal.value)
    assert [word for word in words if word not in str(refusal.value)] == []


WRONG = "import mmap as _mmap\nfrom mmap import *\nclass mmap(_mmap.mmap):\n    def find(self, *args): {}\n"


@pytest.fixture
def deviating(description, command, tmp_path):
    """Run the requirement find.missing over an implementation with that body of find and those deviations."""

    def run(body, text):
        (tmp_path / "mine.py").write_text(WRONG.format(body), "utf-8")
        path = description(LEAST.replace("import mmap", "import mine as mmap") + "paths = ['.']\n", text)
        return command("run", "--impl", path, "-k", "find.missing")

    return run


def test_a_recorded_deviation_is_as_expected(deviating):
    said = deviating("return 7", KNOWN)
    assert said.code == 0, said
    assert "deviates" in said.out
    assert "so it is" in said.out


def test_a_deviation_whose_failure_changed_its_kind_is_unexpected(deviating):
    said = deviating("import os; os.abort()", KNOWN)
    assert said.code == 1
    assert "crash:abort" in said.out


def test_a_deviation_that_no_longer_fails_is_an_error(deviating):
    said = deviating("return super().find(*args)", KNOWN)
    assert said.code == 1
    assert "find.missing no longer fails; remove its entry" in said.out


def test_a_deviation_of_another_edition_excuses_nothing(deviating):
    said = deviating("return 7", KNOWN + "[deviation.when]\neditions = ['3.7']\n")
    assert said.code == 1
