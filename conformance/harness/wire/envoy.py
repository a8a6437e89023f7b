"""Goes before the agent on a machine that has nothing of ours: makes a folder to work in, and sees that it goes again.

It is sent with the agent as one argument of ``python -c`` (``{agent-source}``), so it speaks Python 3.7 and knows
nothing of the suite. The watcher is a process of its own: it outlives a crash, ends an agent that does not notice that
its wire is gone (on systems with ``poll``), and then removes the folder.
"""

import os
import subprocess
import sys
import tempfile

WATCHER = """
import os, shutil, sys, time
folder, pid, wire = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
try:
    import select
    ends = select.poll()
    ends.register(0, select.POLLIN)
    ends.register(wire, 0)
    if 0 not in dict(ends.poll()):
        ends.unregister(wire)
        if not ends.poll(3000):
            os.kill(pid, 9)
except Exception:
    sys.stdin.read()
os.chdir(os.path.dirname(folder))
for _ in range(50):
    shutil.rmtree(folder, ignore_errors=True)
    if not os.path.exists(folder):
        break
    time.sleep(0.1)
"""


def settle():
    """Work in a new folder from now on; a process that watches over it is started."""
    folder = tempfile.mkdtemp(prefix="mmap-conformance-")
    os.chdir(folder)
    os.environ["TMPDIR"] = tempfile.tempdir = folder  # what a witness makes for itself goes with the rest
    command = [sys.executable, "-I", "-S", "-c", WATCHER, folder, str(os.getpid())]
    # Where this is the host's own machine, what has the host's mark is ended with the agent, and this may not be.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MMAP_CONFORMANCE")}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": kept}
    try:
        if os.name == "posix":
            wire = os.dup(0)
            quiet.update(pass_fds=[wire], start_new_session=True)
            command.append(str(wire))
        else:
            wire = None
            command.append("-1")
        watcher = subprocess.Popen(command, stdin=subprocess.PIPE, **quiet)
        if wire is not None:
            os.close(wire)
        return watcher  # it lives as long as the pipe to it is open, which is until this process ends
    except (OSError, ValueError, TypeError):
        return None  # there are no processes here: whoever started this removes the folder


_watcher = settle()
