"""Many names at once: rows -> outcomes in their order, on two or more processes where there are enough of them."""

import multiprocessing
import os
import signal
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice

from benchbook.model import Noun
from benchbook.resolve.names_table import Judge, NameRow, Outcome, outcome

WORTH_PROCESSES = 20_000
"""Rows from which on further processes take less time than they cost."""

_ROWS = 1_000
_MOST_PROCESSES = 4
_REMEMBERED_NAMES = 16_384

Write = Callable[[Outcome], bytes]


class Batch(Noun, frozen=True, kw_only=True):
    """Some rows' outcomes: as they are written, and how many there are of each status and of each rule."""

    written: bytes
    statuses: dict[str, int]
    rules: dict[str, int]

    @property
    def rows(self) -> int:
        """How many rows the batch has."""
        return sum(self.statuses.values())


Work = Callable[[Iterator[NameRow]], Iterator[Batch]]


@contextmanager
def workshop(judge: Judge, write: Write, rows: int) -> Iterator[Work]:
    """Gives what turns rows into batches, in their order; ``rows`` is about how many there will be."""
    task = _Task(judge, write)
    processes = min(os.cpu_count() or 1, _MOST_PROCESSES)
    if rows < WORTH_PROCESSES or processes < 2 or sys.platform != "linux":  # noqa: PLR2004
        yield lambda names: map(task, _batched(names))
        return
    # Forked, so that the catalogue is read once; before any thread is started.
    _tasks.append(task)
    try:
        with ProcessPoolExecutor(
            processes,
            mp_context=multiprocessing.get_context("fork"),
            initializer=signal.signal,
            initargs=(signal.SIGINT, signal.SIG_IGN),
        ) as pool:
            pool.submit(os.getpid).result()
            try:
                yield lambda names: _in_order(pool, names, processes)
            finally:
                pool.shutdown(cancel_futures=True)
    finally:
        _tasks.remove(task)


class _Task:
    """Resolves a batch of rows, and remembers names that came before."""

    def __init__(self, judge: Judge, write: Write) -> None:
        self._judge = lru_cache(maxsize=_REMEMBERED_NAMES)(judge)
        self._write = write

    def __call__(self, rows: list[NameRow]) -> Batch:
        found = [outcome(row, self._judge) for row in rows]
        return Batch(
            written=b"".join(map(self._write, found)),
            statuses=Counter(one.status for one in found),
            rules=Counter(one.rule for one in found if one.rule is not None),
        )


_tasks: list[_Task] = []
"""The task at hand; processes that are forked find it here."""


def _forked(rows: list[NameRow]) -> Batch:
    return _tasks[-1](rows)


def _in_order(pool: ProcessPoolExecutor, names: Iterator[NameRow], processes: int) -> Iterator[Batch]:
    """The batches' results in order; only a few are under way at a time, so that any number of rows will do."""
    waiting: deque[Future[Batch]] = deque()
    for rows in _batched(names):
        waiting.append(pool.submit(_forked, rows))
        if len(waiting) > 2 * processes:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _batched(names: Iterator[NameRow]) -> Iterator[list[NameRow]]:
    while rows := list(islice(names, _ROWS)):
        yield rows
