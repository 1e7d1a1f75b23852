"""Whether a column that is only called an id is one."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchbook.votes.reading.files.batch import Read, VoteFile

MOST_LOOKED_AT = 5_000_000
"""How many rows are looked at."""


def is_unique(file: VoteFile, read: Read) -> bool:
    """Whether every one of the first rows has a text of its own in a column."""
    seen: list[np.ndarray[Any, np.dtype[np.int64]]] = []
    count = 0
    for batch in file.batches([read]):
        column = batch.columns[read].cast(pa.string())
        if column.null_count or pc.count_distinct(column).as_py() < len(column):
            return False
        seen.append(np.fromiter(map(hash, column.to_pylist()), np.int64, len(column)))
        count += len(column)
        if count >= MOST_LOOKED_AT:
            break
    ordered = np.sort(np.concatenate(seen)) if seen else np.empty(0, np.int64)
    return not bool((ordered[1:] == ordered[:-1]).any())
