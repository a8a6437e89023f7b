"""A subject on another machine: the agent as an argument, over ssh where it is, and what can go wrong on the way."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conformance.harness.launch.implementation import load
from conformance.harness.launch.launch import Launch

pytestmark = pytest.mark.skipif(os.name != "posix", reason="shells, sessions and signals as POSIX has them")
SOURCE = "name = 'afar'\nimport = 'import mmap'\npace = 2.0\ncommand = {}\n"
RUN = ("run", "--impl", "./impl.toml", "-k", "find.missing or rfind.missing", "-q")


@pytest.fixture
def places(monkeypatch, tmp_path):
    """Where a subject afar makes its folders: what is left there at the end was not cleaned up."""
    folder = tmp_path / "afar"
    folder.mkdir()
    yield folder
    deadline = time.monotonic() + 20
    while os.listdir(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert os.listdir(folder) == []


def through(*words: str) -> list[str]:
    """The command of a description; the agent comes as an argument."""
    return [*words, sys.executable, "-I", "-u", "-c", "{agent-source}"]


def shell(folder: Path, before: str = "", script: str = 'exec sh -c "$*"') -> list[str]:
    """What hands a shell all that it is given, as ssh does on the other side."""
    path = folder / "afar.sh"
    path.write_text(f"#!/bin/sh\nexport TMPDIR={folder / 'afar'}\ncd /\n{before}\n{script}\n", "utf-8")
    path.chmod(0o755)
    return [str(path)]


@pytest.mark.parametrize("script", ['exec "$@"', 'exec sh -c "$*"'], ids=["directly", "through a shell"])
def test_the_agent_as_an_argument(command, tmp_path, places, script):
    (tmp_path / "impl.toml").write_text(SOURCE.format(through(*shell(tmp_path, script=script))), "utf-8")
    said = command(*RUN)
    assert said.code == 0, said
    assert "2 pass" in said.out


def test_a_banner_comes_before_the_first_answer(command, tmp_path, places):
    banner = "echo Welcome; echo 1 update can be applied"
    (tmp_path / "impl.toml").write_text(SOURCE.format(through(*shell(tmp_path, banner))), "utf-8")
    assert command(*RUN).code == 0


def test_a_banner_without_an_end_is_one_message(command, tmp_path, places):
    (tmp_path / "impl.toml").write_text(SOURCE.format(through(*shell(tmp_path, "yes Welcome"))), "utf-8")
    said = command(*RUN)
    assert said.code == 3, said
    assert "did not start" in said.err


def test_a_crash_afar_costs_one_example_and_leaves_nothing(command, tmp_path, places):
    (tmp_path / "falls.py").write_text(
        "import os\nimport mmap as standard\nfrom mmap import *\n\n\nclass mmap(standard.mmap):\n"
        "    def rfind(self, *_):\n        os.abort()\n",
        "utf-8",
    )
    (tmp_path / "impl.toml").write_text(
        SOURCE.format(through(*shell(tmp_path))).replace("import mmap", "import falls as mmap") + "paths = ['.']\n",
        "utf-8",
    )
    said = command(*RUN)
    assert said.code == 1, said
    assert "1 pass, 1 crash" in said.out
    witness = next((tmp_path / "mmap-conformance-report" / "witnesses").glob("rfind*.py"))
    assert command("replay", witness, "--impl", "./impl.toml").code == 1


def test_a_folder_with_something_in_it_is_not_worked_in(command, tmp_path):
    precious = tmp_path / "home" / "precious"
    precious.parent.mkdir()
    precious.write_text("mine", "utf-8")
    path = tmp_path / "afar.sh"
    path.write_text(f'#!/bin/sh\ncd {precious.parent}\nexec "$@"\n', "utf-8")
    path.chmod(0o755)
    (tmp_path / "impl.toml").write_text(SOURCE.format([str(path), "{python}", "-I", "-u", "{agent}"]), "utf-8")
    said = command(*RUN)
    assert said.code == 3, said
    assert "where precious lies" in said.err
    assert precious.read_text("utf-8") == "mine"


def test_what_hangs_when_its_wire_is_gone_is_ended(tmp_path, places):
    (tmp_path / "impl.toml").write_text(SOURCE.format(through(*shell(tmp_path))), "utf-8")
    launch = Launch.of(load(tmp_path / "impl.toml"))
    process = subprocess.Popen(launch.command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    process.stdin.write(b"_=1\n")
    assert process.stdout.readline() == b"1 = 1\n"
    assert len(os.listdir(places)) == 1
    process.stdin.write(b"import time;time.sleep(600)\n")
    time.sleep(0.2)
    process.stdin.close()
    assert process.wait(30) in (-9, 137)  # the agent's own, or what the shell before it says
    process.stdout.close()


def test_an_unknown_placeholder_is_one_message(command, tmp_path):
    (tmp_path / "impl.toml").write_text(SOURCE.format(["{python}", "-c", "{agent-text}"]), "utf-8")
    said = command(*RUN)
    assert said.code == 2
    assert "there is no placeholder {agent-text}" in said.err


@pytest.fixture
def ssh(tmp_path):
    """A server of ssh on the loopback with a key of its own, and the command that reaches it."""
    server, client, maker = (shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin") for name in
                             ("sshd", "ssh", "ssh-keygen"))  # fmt: skip
    if not (server and client and maker):
        pytest.skip("there is no sshd here: apt-get install openssh-server openssh-client")
    folder = tmp_path / "ssh"
    folder.mkdir(mode=0o700)
    for name in ("host", "user"):
        subprocess.run([maker, "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True, timeout=60)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    (folder / "authorized").write_bytes((folder / "user.pub").read_bytes())
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder / 'host'}\nPidFile none\nStrictModes no\n"
        f"AuthorizedKeysFile {folder / 'authorized'}\nUsePAM no\nPasswordAuthentication no\n"
        f"SetEnv TMPDIR={tmp_path / 'afar'}\n",
        "utf-8",
    )
    Path("/run/sshd").mkdir(exist_ok=True) if os.geteuid() == 0 else None
    daemon = subprocess.Popen([server, "-D", "-e", "-f", folder / "config"], stderr=subprocess.PIPE)
    command = [
        client, "-q", "-F", "none", "-p", str(port), "-i", str(folder / "user"), "-o", "StrictHostKeyChecking=no",
        "-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes", f"{getpass.getuser()}@127.0.0.1",
    ]  # fmt: skip
    try:
        for _ in range(50):
            if daemon.poll() is None and subprocess.run([*command, "true"], timeout=20).returncode == 0:
                break
            time.sleep(0.1)
        else:
            pytest.skip(f"sshd does not let us in here: {daemon.stderr.read1(2000) if daemon.poll() else 'no answer'}")
        yield command
    finally:
        daemon.terminate()
        daemon.wait(10)
        daemon.stderr.close()


def test_over_ssh(command, tmp_path, places, ssh):
    (tmp_path / "impl.toml").write_text(SOURCE.format(through(*ssh)), "utf-8")
    said = command(*RUN)
    assert said.code == 0, said
    assert "2 pass" in said.out


def test_over_ssh_that_is_killed_in_mid_run(command, tmp_path, places, ssh):
    falls = tmp_path / "falls.py"
    falls.write_text(
        "import os\nimport mmap as standard\nfrom mmap import *\n\n\nclass mmap(standard.mmap):\n"
        "    def rfind(self, *_):\n        os.kill(os.getppid(), 9)\n        os.kill(os.getpid(), 9)\n",
        "utf-8",
    )
    (tmp_path / "impl.toml").write_text(
        SOURCE.format(through(*ssh)).replace("import mmap", "import falls as mmap") + "paths = ['.']\n",
        "utf-8",
    )
    said = command(*RUN)
    assert said.code == 1, said
    assert "1 pass" in said.out
    assert "rfind.missing" in said.out
