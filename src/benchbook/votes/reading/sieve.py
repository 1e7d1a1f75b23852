"""Which rows are refused, and why."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from benchbook.votes.reading.files.batch import Rows
from benchbook.votes.reading.nouns import Rejection

Mask = np.ndarray[Any, np.dtype[np.bool_]]


class Sieve:
    """The rows of a batch; the first reason against a row is the one that is told."""

    def __init__(self, count: int) -> None:
        self._reason_of = np.zeros(count, np.int16)
        self._reasons: list[Callable[[int], str]] = []

    def refuse(self, rows: Mask, reason: str | Callable[[int], str]) -> None:
        """Take rows out, for a reason that may depend on the row's index."""
        fresh = rows & (self._reason_of == 0)
        if fresh.any():
            self._reasons.append(reason if callable(reason) else lambda _: reason)
            self._reason_of[fresh] = len(self._reasons)

    @property
    def kept(self) -> Mask:
        """The rows that are left."""
        return np.equal(self._reason_of, 0)

    def reasons(self) -> pa.StringArray:
        """For each row why it is refused, null for those that are left."""
        told = [self._reasons[code - 1](at) if code else None for at, code in enumerate(self._reason_of.tolist())]
        return pa.array(told, pa.string())

    def rejections(self, rows: Rows, excerpt: Callable[[int], str]) -> list[Rejection]:
        """The others, in order."""
        return [
            Rejection(row=int(rows[at]), reason=self._reasons[self._reason_of[at] - 1](at), excerpt=excerpt(at))
            for at in np.flatnonzero(self._reason_of).tolist()
        ]
