"""A process killed inside an import leaves the store as it was."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from ledger_documents import big, claim, model, parsed, record
from sqlalchemy import event

from benchbook.store import open_store

VICTIM = """
import sys
sys.path.insert(0, sys.argv[3])
from ledger_documents import big, record
from sqlalchemy import event
from benchbook.store import open_store

def tell(pause):
    print("inside", flush=True)
    if pause:
        sys.stdin.read()

store = open_store(sys.argv[1])
wanted, seen = int(sys.argv[2]), 0

@event.listens_for(store._engine, "before_cursor_execute")
def count(connection, cursor, statement, parameters, context, executemany):
    global seen
    seen += 1
    if seen == abs(wanted):
        tell(pause=wanted > 0)

@event.listens_for(store._engine, "commit")
def commit(connection):
    if wanted == 0:
        tell(pause=True)

record(store, big(1500, score=2.0, at=2))
print("done", flush=True)
"""


def state(store):
    return store.models(), store.results(), store.imports(), store.refreshes(), store.generation(), store.counts()


def killed(target, statement):
    """Kill an import at one of its statements: held there, or (negative) while it runs on; 0 is the commit."""
    command = [sys.executable, "-c", VICTIM, target, str(statement), str(Path(__file__).parent)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as victim:
        assert victim.stdout.readline() == b"inside\n"
        victim.kill()
        assert victim.wait(30) == -signal.SIGKILL


def begin(target):
    """A store with a little in it; returns its state."""
    with open_store(target) as store:
        record(store, parsed(1, [claim("m1"), claim("m2")], [model("m1")]))
        return state(store)


def number_of_statements(target):
    """How many statements the import of ``VICTIM`` takes."""
    seen = []
    begin(target)
    with open_store(target) as store:
        event.listen(store._engine, "before_cursor_execute", lambda *_: seen.append(1))
        record(store, big(1500, score=2.0, at=2))
    return len(seen)


def test_a_kill_at_any_statement_leaves_the_store_as_it_was(target, tmp_path):
    statements = number_of_statements(str(tmp_path / "rehearsal.db"))
    assert statements > 20
    before = begin(target)
    for statement in (statements // 4, statements // 2, statements * 3 // 4, statements - 1, 0):
        killed(target, statement)
        with open_store(target) as store:
            assert state(store) == before, statement
            assert store.check() == ()
    with open_store(target) as store:
        summary = record(store, big(1500, score=2.0, at=2))
        assert not summary.repeated
        assert summary.changed > 3000
        assert len(store.results()) == 3000
        assert store.check() == ()


@pytest.mark.parametrize("statement", [-12, -18])
def test_a_kill_while_it_runs_leaves_all_or_nothing(target, statement):
    before = begin(target)
    killed(target, statement)
    with open_store(target) as store:
        assert store.check() == ()
        whole = len(store.imports()) == 2
        assert whole or state(store) == before
        assert record(store, big(1500, score=2.0, at=2)).repeated == whole
