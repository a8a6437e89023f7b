"""``results.jsonl``: what is written is what the schema says, and what is read may be anything."""

from __future__ import annotations

import gzip
import json

import jsonschema
import pytest

from conformance import results, schemas
from conformance.exits import UnreadableResults
from conformance.results import reading as reading_of
from conformance.results.lines import NAME, WITNESSES
from conformance.results.writing import ResultsFile
from conformance.session.options import OPTIONS


@pytest.fixture
def report(command, tmp_path):
    """The lines of a real report."""
    assert command("run", "-k", "rfind").code == 0
    return (tmp_path / "mmap-conformance-report" / NAME).read_text("utf-8").splitlines()


@pytest.fixture
def reading(tmp_path):
    def read(data):
        path = tmp_path / "results.jsonl"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return results.read(path)

    return read


def test_every_line_satisfies_the_schema(report):
    schema = jsonschema.Draft202012Validator(schemas.schema("results.schema.json"))
    schema.check_schema(schemas.schema("results.schema.json"))
    for line in report:
        schema.validate(json.loads(line))
    assert [json.loads(line)["type"] for line in report][:2] == ["header", "requirement"]
    assert json.loads(report[-1])["type"] == "footer"


def test_the_schema_refuses_what_a_line_must_not_be(report):
    schema = jsonschema.Draft202012Validator(schemas.schema("results.schema.json"))
    for change in ({"verdict": "fine"}, {"extra": 1}, {"duration": "long"}, {"failures": None}):
        assert list(schema.iter_errors({**json.loads(report[1]), **change}))


def test_the_header_names_suite_subject_host_and_what_decides_the_examples(report):
    header = json.loads(report[0])
    assert header["hypothesis"]
    assert header["seed"] == "derandomized"
    assert header["profile"] == "gate"
    assert header["subject"]["python_version"]
    assert header["host"]["python"]


def test_a_report_without_its_footer_is_incomplete(report, reading):
    assert reading("\n".join(report) + "\n").complete
    assert not reading("\n".join(report[:-1]) + "\n").complete


def test_a_line_that_was_cut_off_makes_a_report_incomplete_and_loses_nothing_before_it(report, reading):
    found = reading("\n".join(report)[:-20])
    assert not found.complete
    assert len(found.verdicts) == len(report) - 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "does not begin with a header"),
        (b"\xff\xfe\n", "is not UTF-8"),
        (b"hello\n", "line 1 is no JSON"),
        (b"[" * 200_000 + b"\n", "line 1 is no JSON"),
        (b'{"type": "footer", "counts": {}, "duration": 1, "problems": []}\n', "header"),
        (b'{"type": "header"}\n', "line 1"),
        (b'"' + b"x" * (5 << 20) + b'"\n', "longer than 4 MiB"),
        (b"NaN\n", "line 1"),
    ],
)
def test_what_is_no_report_is_refused_with_file_line_and_reason(reading, data, words):
    with pytest.raises(UnreadableResults, match=r"results\.jsonl: ") as refusal:
        reading(data)
    assert words in str(refusal.value)


def test_a_packed_file_is_read_with_the_same_suspicion(report, tmp_path, monkeypatch):
    whole = gzip.compress("".join(line + "\n" for line in report).encode())
    damaged = bytearray(whole)
    damaged[-8:-4] = bytes(4)  # the checksum of what was packed
    bomb = gzip.compress((report[0] + "\n").encode() + (b" " * (1 << 20) + report[1].encode() + b"\n") * 300)
    for data, words in [
        (whole[: len(whole) // 2], "cannot be unpacked"),
        (bytes(damaged), "cannot be read"),
        (b"", "does not begin with a header"),
        (b"PK\x03\x04 no gzip", "cannot be read"),
        (gzip.compress(bytes(1 << 30), 9), "line 1 is longer than 4 MiB"),
        (bomb, "decided twice"),
        (gzip.compress((report[0] + "\n").encode() * 2), "second header"),
    ]:
        path = tmp_path / f"{NAME}.gz"
        path.write_bytes(data)
        with pytest.raises(UnreadableResults, match=words) as refused:
            results.read(path)
        assert str(path) in str(refused.value)
    path.write_bytes(whole)
    assert results.read(path).complete
    monkeypatch.setattr(reading_of, "_MOST_BYTES", 1 << 20)
    path.write_bytes(gzip.compress(b"".join(line.encode() + b" " * (1 << 19) + b"\n" for line in report)))
    with pytest.raises(UnreadableResults, match="over 1 MiB"):
        results.read(path)


def test_a_folder_is_no_report(tmp_path):
    with pytest.raises(UnreadableResults, match="cannot be read"):
        results.read(tmp_path)


def test_witnesses_of_one_requirement_get_names_of_their_own(tmp_path):
    file = ResultsFile(tmp_path)
    failure = {"kind": "crash:segfault", "witness": "import mmap\n"}
    kept = [file.keep_witness("find.missing", failure)["witness"] for _ in range(3)]
    file.close(None)
    assert len(set(kept)) == 3
    assert all((tmp_path / path).read_text("utf-8") == "import mmap\n" for path in kept)


def test_a_new_report_leaves_no_witness_of_the_last_one(tmp_path):
    file = ResultsFile(tmp_path)
    file.keep_witness("find.missing", {"kind": "fail:value", "witness": "1\n"})
    file.close(None)
    ResultsFile(tmp_path).close(None)
    assert list((tmp_path / WITNESSES).iterdir()) == []


def test_a_results_file_gives_the_options_that_say_who_is_checked_and_no_others():
    given = schemas.schema("results.schema.json")["$defs"]["header"]["properties"]["given"]
    assert set(given["properties"]) == {option.name for option in OPTIONS if option.is_of_subject}
    assert given["additionalProperties"] is False
