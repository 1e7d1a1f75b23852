"""Gathers votes in children of a process that has everything imported, and kills them at a step of their work.

It reads a JSON line for each order and answers with how far the child came; ``Victims`` is the other side.
Steps are statements, commits, what waits for the disk, and files moved; at the one that is named the child stands
still and is killed, so that it is a process of its own that ends in the middle of its work.
"""

import json
import os
import signal
import sys
from pathlib import Path


class Steps:
    """Counts the steps of this process, and stops for good at one of them."""

    def __init__(self, wanted, told):
        self.count = 0
        self._wanted = wanted
        self._told = told

    def step(self, *_, **__):
        self.count += 1
        if self.count == self._wanted:
            os.write(self._told, b"inside\n")
            signal.pause()

    def around(self, function):
        """A function with a step before and after it."""

        def stepped(*told, **more):
            self.step()
            done = function(*told, **more)
            self.step()
            return done

        return stepped


def child(order, told):
    """Do the work; never returns."""
    from sqlalchemy import event  # noqa: PLC0415 -- only the server imports these
    from sqlalchemy.engine import Engine  # noqa: PLC0415

    from benchbook.votes.log.importing import import_votes  # noqa: PLC0415
    from benchbook.votes.log.posting import post_votes  # noqa: PLC0415
    from benchbook.votes.log.sealing import seal  # noqa: PLC0415
    from benchbook.votes.reading.chunks import read_votes  # noqa: PLC0415
    from benchbook.votes.reading.nouns import Wanted  # noqa: PLC0415

    steps = Steps(order["step"], told)
    event.listen(Engine, "before_cursor_execute", steps.step)
    event.listen(Engine, "commit", steps.step)
    os.fsync = steps.around(os.fsync)
    Path.rename = steps.around(Path.rename)
    store = open_store(order["store"])
    if order["work"] == "import":
        import_votes(store, order["folder"], "x", order["path"])
    elif order["work"] == "post":
        (chunk,) = read_votes(order["path"], Wanted())
        post_votes(store, "x", chunk, origin="key")
    else:
        seal(store, order["folder"], "x")
    steps.step()
    os.write(told, f"{steps.count}\n".encode())
    os._exit(0)


def serve():
    for name in ("log.importing", "log.posting", "log.sealing", "reading"):
        __import__(f"benchbook.votes.{name}")
    __import__("sqlalchemy.dialects.postgresql.psycopg")
    vote_facts()
    pa.array(np.zeros(1))  # looks for pandas, which takes half a second where it is
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        order = json.loads(line)
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            try:
                child(order, write)
            finally:
                os._exit(70)
        os.close(write)
        with os.fdopen(read) as said:
            text = said.readline()
            if text == "inside\n":
                os.kill(pid, signal.SIGKILL)  # until it is waited for below, this is nobody else's number
        _, status = os.waitpid(pid, 0)
        steps = int(text) if text.strip().isdigit() else None
        print(json.dumps({"code": os.waitstatus_to_exitcode(status), "steps": steps}), flush=True)  # noqa: T201


if __name__ == "__main__":
    import numpy as np
    import pyarrow as pa

    from benchbook.store import open_store
    from benchbook.votes.reading.facts import vote_facts

    serve()
