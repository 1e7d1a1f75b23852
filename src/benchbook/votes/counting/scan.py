"""Row groups over several threads: each thread reads its own and gives them to a worker of its own."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

import pyarrow as pa

from benchbook.votes.counting.row_groups import (
    Asked,
    FilePath,
    OpenFile,
    Piece,
    RowGroup,
    row_groups,
    rows_of,
    table_pieces,
)

Progress = Callable[[int, int], None]
"""Told how many rows of how many are done; in any of the threads, one at a time."""

MOST_THREADS = 8


class Worker(Protocol):
    """Takes the pieces of one thread; ``close`` is called in that thread when there are no more."""

    def take(self, piece: Piece) -> None:
        """Whatever is to be done with a piece."""

    def close(self) -> None:
        """Hand over what was gathered."""


class Source(NamedTuple):
    """Where votes are: files and tables with the same columns, and who watches their reading over how many threads."""

    files: Sequence[FilePath]
    tables: Sequence[pa.Table] = ()
    progress: Progress | None = None
    threads: int | None = None


def scan(source: Source, asked: Asked, worker: Callable[[], Worker]) -> None:
    """Give every piece of the files and tables to a worker; each thread has one of its own.

    Pieces of one row group come to one worker, in their order. Raises ``UnreadableInput`` for a file that is missing,
    damaged or no Parquet, ``Malformed`` for one that lacks a column or holds something else in it, and whatever a
    worker raises; the first error ends the scan.
    """
    files, tables, progress, threads = source
    total = sum(map(rows_of, files)) + sum(table.num_rows for table in tables) if progress else 0
    queue = _Queue(row_groups(files, asked), total, progress)
    workers = [worker() for _ in range(max(1, threads or usable_threads()) if files else 1)]
    running = [threading.Thread(target=queue.work, args=(each, asked), daemon=True) for each in workers[1:]]
    for thread in running:
        thread.start()
    queue.work(workers[0], asked, tables, len(files))
    for thread in running:
        thread.join()
    if queue.error is not None:
        raise queue.error


class _Queue:
    """Row groups for several threads; the first error stops all."""

    def __init__(self, groups: Iterator[RowGroup], total: int, progress: Progress | None) -> None:
        self._groups = groups
        self._total, self._progress = total, progress
        self._rows = 0
        self._lock = threading.Lock()
        self.error: BaseException | None = None

    def work(self, worker: Worker, asked: Asked, tables: Sequence[pa.Table] = (), number: int = 0) -> None:
        """Take the tables, and then row groups until there are none."""
        try:
            for at, table in enumerate(tables):
                for piece in table_pieces(table, asked, number + at):
                    worker.take(piece)
                self._done(table.num_rows)
            file = OpenFile(asked)
            while (group := self._next()) is not None:
                for piece in file.pieces(group):
                    if self.error is not None:
                        return
                    worker.take(piece)
                self._done(group.rows)
            worker.close()
        except BaseException as error:  # noqa: BLE001 - raised again by scan
            with self._lock:
                self.error = self.error or error

    def _next(self) -> RowGroup | None:
        with self._lock:
            return None if self.error is not None else next(self._groups, None)

    def _done(self, rows: int) -> None:
        if self._progress is not None:
            with self._lock:
                self._rows += rows
                self._progress(self._rows, self._total)


def usable_threads() -> int:
    """As many as this process may use processors, within reason."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_THREADS)
