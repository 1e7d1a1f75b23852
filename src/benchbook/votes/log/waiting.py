"""Votes that are in no file yet: as rows of the store, and as a table."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import pyarrow as pa

from benchbook.store.coding import micros, storable
from benchbook.store.voting import TailRow
from benchbook.votes.log.keys import KEY_BYTES, Bytes
from benchbook.votes.pairs import words_of
from benchbook.votes.schema import LOG

_TIMES = ("recorded_at", "cast_at")
_covariates = msgspec.json.Decoder(dict[str, float])


def rows_of(votes: pa.Table, keys: Bytes, recorded_at: datetime) -> list[TailRow]:
    """Votes in the shape of ``schema.READ`` with their keys, as rows of the store."""
    whole = keys.tobytes()
    columns = {name: _listed(votes, name) for name in TailRow._fields if name in votes.column_names}
    columns["vote_key"] = [whole[first : first + KEY_BYTES] for first in range(0, len(whole), KEY_BYTES)]
    columns["recorded_at"] = [micros(recorded_at)] * votes.num_rows
    return [TailRow._make(row) for row in zip(*(columns[name] for name in TailRow._fields), strict=True)]


def _listed(votes: pa.Table, name: str) -> list[object]:
    column = votes[name]
    if column.null_count == len(column):
        return [None] * len(column)
    if name in _TIMES:
        return list(column.cast(pa.int64()).to_pylist())
    if name == "covariates":
        return [None if pairs is None else _written(pairs) for pairs in column.to_pylist()]
    if pa.types.is_dictionary(column.type):
        told = words_of(column)
        words = [*map(storable, told.words), None]
        return [words[code] for code in told.codes.tolist()]
    return [None if text is None else storable(text) for text in column.to_pylist()]


def _written(pairs: Sequence[tuple[str, float]]) -> str:
    return storable(msgspec.json.encode(dict(pairs), order="sorted").decode())


def table_of(rows: Sequence[TailRow]) -> pa.Table:
    """Rows of the store in the shape of ``schema.LOG``, in their order."""
    columns = dict(zip(TailRow._fields, zip(*rows, strict=True), strict=True)) if rows else {}
    arrays = []
    for field in LOG:
        values = list(columns.get(field.name, ()))
        if field.name == "covariates":
            values = [None if text is None else sorted(_covariates.decode(text).items()) for text in values]
        if field.name in _TIMES:
            arrays.append(pa.array(values, pa.int64()).cast(field.type))
        elif pa.types.is_dictionary(field.type):
            arrays.append(pa.array(values, pa.string()).dictionary_encode())
        else:
            arrays.append(pa.array(values, field.type))
    return pa.Table.from_arrays(arrays, schema=LOG)
