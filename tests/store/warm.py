"""Runs benchbook commands in children of a process that has everything imported, and kills them when asked.

As a script it reads a JSON line for each command and answers with the child's end; ``Warm`` is the
other side of that. A killed child is a process of its own with a transaction of its own, as a killed
command is, without the half second that a command takes to start.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

MODULES = (
    "benchbook.bundle",
    "benchbook.cli.bundle",
    "benchbook.cli.import_",
    "benchbook.cli.prune",
    "benchbook.cli.rebuild",
    "benchbook.cli.status",
    "benchbook.rebuild",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
)


class Warm:
    """The process that forks; use it in a ``with``. ``script`` is what it runs."""

    script = __file__

    def __enter__(self):
        self._server = subprocess.Popen(
            [sys.executable, self.script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._server.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *exception):
        self._server.stdin.close()
        self._server.wait(30)
        self._server.stdout.close()

    def start(self, *words, kill_after=None):
        """Begin a command, to be killed after so many seconds."""
        self.order({"words": [str(word) for word in words], "kill_after": kill_after})

    def order(self, order):
        """Send an order; ``end`` gives what became of it."""
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()

    def end(self):
        """What became of it: exit code (negative: killed), seconds, what it said."""
        return json.loads(self._server.stdout.readline())

    def run(self, *words, kill_after=None):
        """Do a command from beginning to end."""
        self.start(*words, kill_after=kill_after)
        return self.end()


def child(words, told):
    """Be the command: this process becomes it and never returns."""
    from benchbook.cli import main  # noqa: PLC0415 -- only the server imports it

    for descriptor in (1, 2):
        os.dup2(told, descriptor)
    sys.argv = ["benchbook", *words]
    try:
        main()
    except SystemExit as ended:
        sys.stdout.flush()
        os._exit(ended.code if isinstance(ended.code, int) else 0)
    os._exit(70)


def serve():
    for name in MODULES:
        __import__(name)
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        order = json.loads(line)
        read, write = os.pipe()
        began = time.monotonic()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            child(order["words"], write)
        os.close(write)
        if order["kill_after"] is not None:
            time.sleep(order["kill_after"])
            os.kill(pid, signal.SIGKILL)  # until it is waited for below, this is nobody else's number
        with os.fdopen(read) as said:
            text = said.read()
        _, status = os.waitpid(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        print(json.dumps({"code": code, "seconds": time.monotonic() - began, "said": text}), flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    serve()
