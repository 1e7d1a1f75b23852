"""Votes in memory: dicts or structs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from benchbook.votes.reading.files.batch import Batch, Read
from benchbook.votes.reading.files.json_file import NESTED
from benchbook.votes.reading.files.values import fields_of, gather
from benchbook.votes.reading.nouns import MOST_ROWS


class Records:
    """Rows that a caller holds; a field that a row lacks is not known."""

    bytes_total: int | None = None

    def __init__(self, rows: Sequence[Mapping[str, Any]], where: str) -> None:
        self.where = where
        self.columns = fields_of(rows)
        self._rows = rows

    def fits(self, read: Read) -> bool:
        """Whether it has nothing below it; what else its values are is told row by row."""
        return read.kind in NESTED or not self.columns[read.column]

    def batches(self, reads: Sequence[Read]) -> Iterator[Batch]:
        """All rows in their order."""
        for start in range(0, len(self._rows), MOST_ROWS):
            part = self._rows[start : start + MOST_ROWS]
            values = {read.column: [row.get(read.column) for row in part] for read in reads}
            yield gather(values, reads, np.arange(start + 1, start + 1 + len(part)))
