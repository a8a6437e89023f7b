"""One pytest session over one implementation: launch, selection, outcomes, results.

It is registered as a plugin of its own once a session turns out to be one of the suite's. Under xdist there is
one in the controller, which records, and one in each worker, which runs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Never, TypeVar

import pytest

from conformance import __version__, spec
from conformance.harness import coverage, deviations, examples, failure, filesystem, implementation
from conformance.harness.facts import Facts
from conformance.harness.launch import Launch
from conformance.harness.outcome import LaunchFailed
from conformance.harness.plugin import is_property
from conformance.harness.recorder import Recorder
from conformance.harness.subject import Subject
from conformance.harness.verdict import worst
from conformance.properties import all_properties
from conformance.report.results import UnwritableReport

USAGE, LAUNCH, SUITE_BROKEN = 2, 3, 5
"""The exit codes for what keeps a session from taking place."""

_Value = TypeVar("_Value")


class Conformance:
    """The suite's part of a pytest session."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self._run: Any = config.pluginmanager.get_plugin("mmap-conformance-run")
        self.is_worker = hasattr(config, "workerinput")
        self._subject: Subject | None = None
        self._facts: Facts | None = None
        option = config.getoption
        self._or_exit(spec.load)
        name = option("--impl") or "stdlib"
        self.implementation = self._or_exit(lambda: implementation.resolve(name))
        self.deviations_file = option("--deviations") or deviations.place(self.implementation)
        self.deviations = self._or_exit(lambda: self._deviations(option("--deviations")))
        self.launch: Launch = self._or_exit(
            lambda: Launch.of(
                self.implementation,
                option("--python"),
                edition=option("--edition"),
                paths=tuple(str(Path(path).absolute()) for path in option("--path")),
                files=self._files(option("--files")),
                files_described=filesystem.describe(option("--files")) if option("--files") else "",
                memory=option("--memory"),
                step_seconds=option("--step-seconds"),
                coverage=coverage.new_folder(option("--report-dir")) if option("--coverage") else None,
            )
        )
        self.recorder: Recorder | None = None
        self.began = time.time()

    @staticmethod
    def _files(folder: Path | None) -> Path | None:
        if folder is not None and not folder.is_dir():
            raise implementation.BadDescription(f"--files {folder}: there is no such folder")
        return folder.absolute() if folder is not None else None

    def _deviations(self, given: Path | None) -> dict[str, list[deviations.Deviation]]:
        if given is not None and not given.is_file():
            raise implementation.BadDescription(f"--deviations {given}: there is no such file")
        return deviations.load(self.deviations_file)

    # Launch

    def subject(self) -> Subject:
        """The running subject, started when first asked for."""
        if self._subject is None:
            self._subject = self._or_exit(lambda: Subject(self.launch))
            self._facts = self._subject.facts
        return self._subject

    def facts(self) -> Facts:
        """What the subject states of itself."""
        return self._facts or self.subject().facts

    def check_launch(self) -> None:
        """See that the subject can be started, and stop it again where only workers need it."""
        self.subject()
        if self.config.getoption("numprocesses", None):
            self.stop()

    def stop(self) -> None:
        """End the subject's processes."""
        if self._subject is not None:
            self._subject.stop()
            self._subject = None

    def _or_exit(self, make: Callable[[], _Value]) -> _Value:
        try:
            return make()
        except implementation.BadDescription as error:
            self._exit(str(error), USAGE)
        except (LaunchFailed, OSError) as error:
            self._exit(str(error), LAUNCH)
        except spec.BrokenSpecification as error:
            self._exit(str(error), SUITE_BROKEN)

    def _exit(self, message: str, code: int) -> Never:
        if self._run is not None:
            self._run.refuse(code, message)
        pytest.exit(message, returncode=code)

    # Selection

    def applicable(self, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """The properties of the asked levels; those not in force here are marked to be skipped, with the reason."""
        known, levels = spec.load(), self.config.getoption("--level")
        kept = []
        for item in items:
            ids = item.function.requirements  # type: ignore[attr-defined]
            item.extra_keyword_matches.update(ids, (known[name].stem for name in ids))
            if levels and not any(known[name].level in levels for name in ids):
                continue
            kept.append(item)
            if not self.config.option.collectonly:
                reasons = self.reasons(ids)
                if all(reasons.values()):
                    item.add_marker(pytest.mark.skip(reason="; ".join(dict.fromkeys(reasons.values()))))
        return kept

    def reasons(self, ids: Sequence[str]) -> dict[str, str]:
        """Why each requirement is not in force for this subject; an empty text where it is."""
        facts, known = self.facts(), spec.load()
        return {name: known[name].inapplicable(facts.edition, facts.platforms) for name in ids}

    # Hooks

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> None:
        if not self.is_worker and self.config.getoption("numprocesses", None):
            all_properties()  # the recorder will need them; now the workers are starting, later they would wait

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        properties = [item.nodeid for item in session.items if is_property(item)]
        if properties and not self.is_worker and not self.config.option.collectonly:
            self.begin(properties)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        if self.recorder is None:
            self.begin(ids)

    def begin(self, nodeids: Sequence[str]) -> None:
        """Everything is known that a report's header needs: start recording."""
        folder = self.config.getoption("--report-dir")
        try:
            self.recorder = Recorder(folder, self, nodeids, self._run)
        except UnwritableReport as error:
            self._exit(str(error), USAGE)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        if not is_property(item):
            return (yield)
        examples_of = self.subject().examples
        examples_of.budget = self._budget(item)
        try:
            result = yield
        except Exception as error:
            # What nobody expected is shrunk like any failure.
            if examples_of.budget is None or self._is_expected(item, error):
                raise
            examples_of.start()
            result = item.runtest()
        self.subject().examples.finish(item.runtest)
        return result

    def _budget(self, item: Any) -> int | None:
        """How many examples of a property are worth running if it fails: as many as it has, where that is known."""
        reasons = self.reasons(item.function.requirements)
        in_force = [name for name, reason in reasons.items() if not reason]
        known = [deviations.applicable(self.deviations, name, self.facts()) for name in in_force]
        return item.function.examples if known and all(known) else None

    def _is_expected(self, item: Any, error: BaseException) -> bool:
        ids = item.function.requirements
        found = failure.failures(error, self.launch, spec.load()[ids[0]])
        kinds, reasons = {one.kind for one in found}, self.reasons(ids)
        return all(reasons[name] or deviations.expected(self.deviations, name, kinds, self.facts()) for name in ids)

    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> None:
        examples.comparison = examples.Comparison(op, left, right)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
        report: Any = yield
        over = call.when == "call" or (call.when == "setup" and not report.passed)
        if is_property(item) and over:
            self._describe(item, call, report)
        elif is_property(item) and report.failed:
            report.conformance = self._broken(item.function.requirements, str(report.longrepr))  # type: ignore[attr-defined]
        return report  # type: ignore[no-any-return]

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        if self.recorder is not None:
            self.recorder.started(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if self.recorder is not None:
            self.recorder.record(report.nodeid, getattr(report, "conformance", None), failed=report.failed)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.stop()
        if self.recorder is not None:
            if self.launch.coverage is not None:
                self.recorder.coverage = coverage.collect(self.launch, self.launch.coverage)
            problems = self.recorder.finish()
            if problems and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_unconfigure(self) -> None:
        self.stop()

    def pytest_report_header(self) -> str:
        return f"mmap-conformance {__version__}: {self.described()}"

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for problem in self.recorder.problems if self.recorder is not None else ():
            terminalreporter.write_line(f"mmap-conformance: {problem}", red=True)

    def described(self) -> str:
        """The subject in one line."""
        facts = self.facts()
        files = f", files on {facts.files}" if facts.files else ""
        return (
            f"{facts.implementation} on {facts.python} {facts.python_version}, {facts.os} "
            f"{facts.pointer_bits}-bit, edition {facts.edition}{files}"
        )

    # Outcomes

    def _describe(self, item: Any, call: pytest.CallInfo[None], report: Any) -> None:
        ids: tuple[str, ...] = item.function.requirements
        known, reasons = spec.load(), self.reasons(ids)
        in_force = [name for name in ids if not reasons[name]]
        lines: dict[str, Any] = {
            name: {"verdict": "inapplicable", "reason": reason, "failures": []} for name, reason in reasons.items()
        }
        if call.excinfo is None:
            found: list[failure.Failure] = []
            verdict, reason = "pass", ""
        elif isinstance(call.excinfo.value, pytest.skip.Exception):
            found, verdict, reason = [], "inapplicable", str(call.excinfo.value)
        else:
            about = known[in_force[0] if in_force else ids[0]]
            found = failure.failures(call.excinfo.value, replace(self.launch, edition=self.facts().edition), about)
            verdict, reason = failure.worst_verdict(found), ""
            report.sections.append(("conformance", "\n".join(failure.told(one) for one in found)))
        expectations = []
        for name in in_force:
            entry = deviations.expected(self.deviations, name, {one.kind for one in found}, self.facts())
            if found and entry is not None and verdict != "broken":
                expectations.append(entry)
                lines[name] = {"verdict": "deviates", "reason": entry.reason, "issue": entry.issue}
            else:
                lines[name] = {"verdict": verdict, "reason": reason}
            lines[name]["failures"] = [one.as_json() for one in found]
        if found and len(expectations) == len(in_force):
            report.outcome, report.wasxfail = "skipped", expectations[0].reason
            report.longrepr = None
        # What pytest's own JUnit writer says of a property.
        item.user_properties += [
            ("requirement", ", ".join(ids)),
            ("verdict", worst(line["verdict"] for line in lines.values())),
        ]
        count = self._subject.examples.count if self._subject is not None and call.when == "call" else 0
        report.conformance = {"requirements": lines, "examples": count, "duration": call.duration}

    @staticmethod
    def _broken(ids: Sequence[str], message: str) -> dict[str, Any]:
        broken = {"verdict": "broken", "reason": message.strip().splitlines()[-1][:400], "failures": []}
        return {"requirements": dict.fromkeys(ids, broken), "examples": 0, "duration": 0.0}

    def host_facts(self) -> dict[str, str]:
        """The machine and interpreter that the suite itself runs on."""
        return {"python": sys.version.split()[0], "platform": sys.platform}
