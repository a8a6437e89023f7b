"""What the suite does at each of pytest's hooks.

Registered as a plugin of its own once a session turns out to be one of the suite's. Under xdist there is one in the
controller, which records, and one in each worker, which runs.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Never, TypeVar

import pytest

from conformance import __version__
from conformance.deviations import known as deviations
from conformance.deviations.check import FOLDER
from conformance.deviations.known import updating
from conformance.exits import LAUNCH, Refusal
from conformance.harness.coverage import collecting
from conformance.harness.driving.evidence import Comparison
from conformance.harness.judging import failure
from conformance.harness.launch import filesystem
from conformance.harness.launch.setup import prepare
from conformance.harness.proving.verify import requirements_of
from conformance.harness.recording.cabinet import root, tidy
from conformance.properties import all_properties, properties_of
from conformance.session import options, outcomes
from conformance.session.header import header, other_hypothesis, replaced
from conformance.session.recorder import Recorder, key
from conformance.session.run import Run
from conformance.session.selection import ids_alone, meant, selected
from conformance.session.setting import Setting
from conformance.verdicts import worst

_Value = TypeVar("_Value")


def _ids(item: Any) -> tuple[str, ...]:
    """The requirements of a property; none for any other test."""
    return requirements_of(getattr(item, "function", None))


class Conformance:
    """The suite's part of a pytest session."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        plugins = config.pluginmanager.get_plugins()
        self._run = next((plugin for plugin in plugins if isinstance(plugin, Run)), None)
        self._is_worker = hasattr(config, "workerinput")
        self._began, self._clock = time.time(), time.monotonic()
        self._recorder: Recorder | None = None
        self._problems: list[str] = []
        self._lost: set[str] = set()
        self._dead = 0
        self.setting = self._or_exit(lambda: Setting(options.values(config)))

    def check_launch(self) -> None:
        """Build what has to be built; see that the subject can be started, and stop it where only workers need it."""
        self._or_exit(lambda: filesystem.check(self.setting.launch.files))
        self._or_exit(lambda: prepare(self.setting.launch))
        self._or_exit(self.setting.subject)
        if self.config.getoption("numprocesses", None):
            self.setting.stop()

    def _or_exit(self, make: Callable[[], _Value]) -> _Value:
        try:
            return make()
        except Refusal as refusal:
            self._exit(str(refusal), refusal.code)
        except OSError as error:
            self._exit(str(error), LAUNCH)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        if config.getoption("dist") != "load":
            return None
        from conformance.session.scheduling import Scheduling  # xdist is not always there

        return Scheduling(config, log)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """A worker ended: with a refusal, if it is in what the worker gives back; pytest then ends the session."""
        self._dead += error is not None
        limit = self.config.getoption("maxworkerrestart", None)
        if error is not None and self._run is not None and limit is not None and self._dead == int(limit) + 1:
            self._run.warned(f"{self._dead} workers were ended from outside: no more are started in their place")
        code, message = getattr(node, "workeroutput", {}).get("refusal", (0, ""))
        if message and self._run is not None and self._run.refusal is None:
            self._run.refuse(code, message)

    def _exit(self, message: str, code: int) -> Never:
        if self._is_worker:
            self.config.workeroutput["refusal"] = (code, message)  # type: ignore[attr-defined]  # xdist's
        if self._run is not None:
            self._run.refuse(code, message)
        pytest.exit(message, returncode=code)

    # Selection

    def applicable(self, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """The properties of what is asked for, in their order; those not in force here are marked to be skipped."""
        known, wanted = self.setting.requirements, self._wanted
        kept = []
        for item in items:
            ids = _ids(item)
            item.extra_keyword_matches.update(ids, (known[name].stem for name in ids))
            if not wanted & set(ids):
                continue
            kept.append(item)
            if not self.config.option.collectonly:
                judged = self._judged(item)
                reasons = self._or_exit(lambda judged=judged: self.setting.reasons(judged))  # type: ignore[misc]
                if all(reasons.values()):
                    item.add_marker(pytest.mark.skip(reason="; ".join(dict.fromkeys(reasons.values()))))
        first = frozenset(self.setting.given["first"])
        return sorted(kept, key=lambda item: not first & set(_ids(item)))

    @cached_property
    def _wanted(self) -> frozenset[str]:
        """The requirements that are asked for, by level and by expression."""
        known, levels, expression = self.setting.requirements, self.setting.given["level"], self.setting.given["select"]
        wanted = frozenset(name for name, one in known.items() if not levels or one.level in levels)
        return wanted & selected(expression, known, self._properties()) if expression else wanted

    def _properties(self) -> dict[str, tuple[str, ...]]:
        """All properties of whatever may be selected."""
        expression = self.setting.given["select"]
        ids = ids_alone(expression, self.setting.requirements) if expression else None
        return self._or_exit(all_properties if ids is None else lambda: properties_of(ids))

    def _judged(self, item: pytest.Item) -> tuple[str, ...]:
        """The requirements that a property decides here: its others are not asked for, and their fate is nobody's."""
        return tuple(name for name in _ids(item) if name in self._wanted)

    # Recording

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> None:
        if not self._is_worker and self.config.getoption("numprocesses", None):
            self._properties()  # the recorder will need them; now the workers are starting, later they would wait

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        properties = [item.nodeid for item in session.items if _ids(item)]
        if properties and not self._is_worker and not self.config.option.collectonly:
            self._begin(properties)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        if self._recorder is None:
            self._begin(ids)

    def _begin(self, nodeids: Sequence[str]) -> None:
        """Everything is known that a report's header needs: start recording."""
        setting, wanted, properties = self.setting, self._wanted, self._properties()
        outstanding: dict[str, set[str]] = {}
        for nodeid in nodeids:
            for name in properties.get(key(nodeid), ()):
                if name in wanted:
                    outstanding.setdefault(name, set()).add(nodeid)
        runs = set(map(key, nodeids))
        left_out: dict[str, list[str]] = {}
        for one, ids in properties.items():
            for name in outstanding.keys() & set(ids) if one not in runs else ():
                left_out.setdefault(name, []).append(one)
        first = self._or_exit(
            lambda: header(
                setting,
                selected=len(outstanding),
                began=self._began,
                seed=self.config.getoption("hypothesis_seed", None),
            )
        )
        if self._run is not None and setting.launch.coverage is not None:
            self._run.display.warned(collecting.warning(setting.launch, setting.launch.coverage))
        folder = setting.given["report"]
        warning = replaced(folder, first) if folder is not None else ""
        self._recorder = self._or_exit(lambda: Recorder(folder, first, outstanding, left_out, self._run, self._clock))
        if self._run is not None:
            self._run.display.warned(warning)
            self._run.display.warned(other_hypothesis())

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        if self._recorder is not None:
            self._recorder.started(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if self._recorder is not None:
            recorder, outcome = self._recorder, getattr(report, "conformance", None)
            self._or_exit(lambda: recorder.record(report.nodeid, outcome, failed=report.failed))

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: Any, sched: Any) -> None:
        """A worker died. Its property runs once more; if that ends in the same way, it is what the subject does."""
        if crashitem not in self._lost:
            self._lost.add(crashitem)
            report.outcome = "rerun"  # so nobody takes it for a failure
            sched.mark_test_pending(crashitem)
            return
        ids = [name for name in self._properties().get(key(crashitem), ()) if name in self._wanted]
        report.conformance = outcomes.killed(self.setting, ids)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        setting = self.setting
        setting.stop()
        recordings = root()
        if not self._is_worker and setting.is_recorded and recordings is not None:
            tidy(recordings)
        if self._recorder is None:
            return
        folder = setting.launch.coverage
        measured = collecting.collect(setting.launch, folder) if folder is not None else None
        file = setting.deviations_file.name if setting.deviations_file is not None else ""
        report = setting.given["report"] or FOLDER
        accepting = updating([report], setting.deviations_file) if setting.deviations_file is not None else ""
        found = deviations.problems(
            setting.known, self._recorder.lines, setting.facts, datetime.date.today(), accepting
        )
        self._problems = [f"{file}: {problem}" for problem in found]
        recorder = self._recorder
        self._or_exit(lambda: recorder.finish(self._problems, measured))
        if self._problems and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_unconfigure(self) -> None:
        self.setting.stop()

    def pytest_report_header(self) -> str:
        return f"mmap-conformance {__version__}: {self._or_exit(lambda: self.setting.described)}"

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        expression, known = self.setting.given["select"], self.setting.requirements
        if expression and self._run is None and not self._is_worker and not self._wanted:
            said = f"no requirement matches --mmap-select {expression!r}{meant(expression, known)}"
            terminalreporter.write_line(f"mmap-conformance: {said}", red=True)
        for problem in self._problems:
            terminalreporter.write_line(f"mmap-conformance: {problem}", red=True)

    # Running

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        ids = self._judged(pyfuncitem)
        if not ids:
            return None
        function: Any = pyfuncitem.function
        examples = self.setting.examples()
        budget = outcomes.worth_running(self.setting, ids, function.examples)
        try:
            examples.play(function, budget)
        except Exception as error:
            if budget is None or outcomes.is_expected(self.setting, ids, error):
                raise
            # The failure is not a recorded one: run the property again without a budget, so that it is shrunk.
            examples.play(function)
        return True

    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> None:
        self.setting.examples().comparison = Comparison(op, left, right)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
        report: Any = yield
        ids = self._judged(item)
        if ids and (call.when == "call" or (call.when == "setup" and not report.passed)):
            self._describe(item, ids, call, report)
        elif ids and report.failed:
            report.conformance = outcomes.broken(ids, str(report.longrepr))
        return report  # type: ignore[no-any-return]

    def _describe(self, item: pytest.Item, ids: tuple[str, ...], call: pytest.CallInfo[None], report: Any) -> None:
        judged = outcomes.Judged(self.setting, ids, call.excinfo.value if call.excinfo is not None else None)
        if judged.failures:
            report.sections.append(("conformance", "\n".join(map(failure.told, judged.failures))))
        if judged.expected_by is not None:
            report.outcome, report.wasxfail = "skipped", judged.expected_by.reason
            report.longrepr = None
        # What pytest's own JUnit writer says of a property.
        item.user_properties += [
            ("requirement", ", ".join(ids)),
            ("verdict", worst(part["verdict"] for part in judged.parts.values())),
        ]
        count = self.setting.examples().count if call.when == "call" else 0
        outcome = judged.outcome(examples=count, duration=call.duration)
        if call.when == "call" and self.setting.examples().shapes:
            outcome["shapes"] = sorted(self.setting.examples().shapes)
        cabinet = self.setting.cabinet() if call.when == "call" else None
        if cabinet is not None:
            outcome["played"], outcome["warning"] = self.setting.examples().played, cabinet.problem
        report.conformance = outcome
