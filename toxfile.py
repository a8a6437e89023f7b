"""Lets tox name an environment after the subject's interpreter: ``conform-py37`` runs on the host's Python.

tox itself would take ``py37`` for the Python that the environment is made with, and the suite needs 3.11.
"""

from __future__ import annotations

from tox.execute.request import StdinSource
from tox.plugin import impl
from tox.tox_env.api import ToxEnv
from tox.tox_env.errors import Skip
from tox.tox_env.python.virtual_env.runner import VirtualEnvRunner
from tox.tox_env.register import ToxEnvRegister


class SubjectRunner(VirtualEnvRunner):
    """An environment whose name ends with the interpreter of the subject."""

    @staticmethod
    def id() -> str:
        return "subject"

    @classmethod
    def extract_base_python(cls, env_name: str) -> str | None:
        return None

    def register_config(self) -> None:
        super().register_config()
        self.conf.add_constant("subject_python", "the name that the subject's interpreter goes by", self.interpreter)

    @property
    def interpreter(self) -> str:
        """``python3.7`` for ``conform-py37``, ``pypy3`` for ``conform-pypy3``."""
        name = self.name.rpartition("-")[2]
        return f"python3.{name[3:]}" if name[2:].isdigit() else name


@impl
def tox_register_tox_env(register: ToxEnvRegister) -> None:
    register.add_run_env(SubjectRunner)


@impl
def tox_before_run_commands(tox_env: ToxEnv) -> None:
    """Skip an environment whose interpreter is not on this machine."""
    if isinstance(tox_env, SubjectRunner):
        finding = ["python", "-m", "conformance.harness.launch.interpreters", tox_env.interpreter]
        outcome = tox_env.execute(finding, StdinSource.OFF, show=False, run_id="interpreter")
        if outcome.exit_code:
            raise Skip((outcome.out + outcome.err).strip())
