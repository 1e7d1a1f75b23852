"""Tables in the shape of ``schema.READ``, put together from columns."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.types as kinds

from benchbook.votes.reading.sieve import Sieve
from benchbook.votes.schema import READ


def coded(codes: np.ndarray[Any, Any], values: Sequence[str]) -> pa.DictionaryArray:
    """Texts by their places in a list; -1 is none."""
    indices = pa.array(codes.astype(np.int32, copy=False), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(values, pa.string()))


def kept(columns: Mapping[str, pa.Array], sieve: Sieve) -> pa.Table:
    """The rows that are left; the texts of the others are not."""
    table = pa.table([columns[name] for name in READ.names], schema=READ)
    if sieve.kept.all():
        return table
    return compacted(table.filter(pa.array(sieve.kept)))


def compacted(table: pa.Table) -> pa.Table:
    """The same rows, with no text of any other."""
    return pa.table([_compacted(table.column(name)) for name in READ.names], schema=READ)


def _compacted(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A dictionary with no more texts than its rows have."""
    if not kinds.is_dictionary(column.type) or not column.num_chunks:
        return column
    array = column.combine_chunks()
    codes = np.asarray(array.indices.fill_null(-1))
    used = np.unique(codes[codes >= 0])
    moved = np.full(len(array.dictionary) + 1, -1, np.int32)
    moved[used] = np.arange(len(used))
    return pa.chunked_array([coded(moved[codes], array.dictionary.take(pa.array(used)).to_pylist())])
