"""Covariates: figures of both models' answers as differences, model a's minus model b's."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds

from benchbook.votes.covariate_bounds import MOST_MEASURES, MOST_NAME_CHARACTERS, MOST_VALUE
from benchbook.votes.reading.files.batch import Read, Rows
from benchbook.votes.reading.files.values import figure, figures_in
from benchbook.votes.reading.plan import Measure, Votes
from benchbook.votes.reading.sieve import Mask
from benchbook.votes.reading.texts import words
from benchbook.wording import cleaned

MAP = pa.map_(pa.string(), pa.float64())
Figures = np.ndarray[Any, np.dtype[np.float64]]


class Differences:
    """The covariates of one file's votes, and how many were left out as no usable number."""

    def __init__(self, rows: Votes | None) -> None:
        self.left_out = 0
        self._measures = () if rows is None else rows.measures
        self._by_name = None if rows is None else rows.measures_by_name

    def read(self, columns: Mapping[Read, pa.Array], count: int) -> pa.Array:
        """For each vote its covariates by name, null where it has none."""
        if self._by_name is not None:
            return self._named(columns[self._by_name], count)
        if not self._measures:
            return pa.nulls(count, MAP)
        found = [_difference(measure, columns) for measure in self._measures]
        return self._from_columns([measure.name for measure in self._measures], found, count)

    def _from_columns(self, names: Sequence[str], found: Sequence[tuple[Figures, Mask]], count: int) -> pa.Array:
        values = np.stack([figures for figures, _ in found], axis=1)
        told = np.stack([mask for _, mask in found], axis=1)
        votes, codes = np.nonzero(told)
        return self._built(votes, codes, names, values[told], count)

    def _named(self, column: pa.Array, count: int) -> pa.Array:
        if kinds.is_struct(column.type):
            names = [column.type.field(number).name for number in range(column.type.num_fields)]
            found = [_figures(pc.struct_field(column, [number])) for number in range(len(names))]
            return self._from_columns(names, found, count) if names else pa.nulls(count, MAP)
        if not kinds.is_map(column.type):
            column = pa.array([figures_in(text) for text in column.to_pylist()], MAP)
        offsets = np.asarray(column.offsets)
        votes = np.repeat(np.arange(count), np.diff(offsets))
        keys = column.keys.slice(offsets[0], offsets[-1] - offsets[0])
        values, told = _figures(column.items.slice(offsets[0], offsets[-1] - offsets[0]))
        named = words(keys)
        kept = told & (named.codes >= 0) & np.asarray(column.is_valid())[votes]
        return self._built(votes[kept], named.codes[kept].astype(np.int64), named.values, values[kept], count)

    def _built(self, votes: Rows, codes: Rows, names: Sequence[str], values: Figures, count: int) -> pa.Array:
        """Maps out of single figures in the order of their votes; those that cannot be used are left out."""
        nth = np.arange(len(votes)) - np.searchsorted(votes, votes)
        usable = [bool(name) and len(name) <= MOST_NAME_CHARACTERS and cleaned(name) == name for name in names]
        kept = (np.abs(values) <= MOST_VALUE) & np.array([*usable, False])[codes] & (nth < MOST_MEASURES)
        self.left_out += int(np.count_nonzero(~kept))
        sizes = np.bincount(votes[kept], minlength=count)
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        keys = pa.DictionaryArray.from_arrays(pa.array(codes[kept], pa.int32()), pa.array(list(names), pa.string()))
        return pa.MapArray.from_arrays(
            pa.array(offsets, mask=np.append(sizes == 0, False)), keys.cast(pa.string()), pa.array(values[kept])
        )


def _difference(measure: Measure, columns: Mapping[Read, pa.Array]) -> tuple[Figures, Mask]:
    first, told = _figures(columns[measure.first])
    if measure.second is None:
        return first, told
    second, too = _figures(columns[measure.second])
    return first - second, told & too


def _figures(column: pa.Array) -> tuple[Figures, Mask]:
    """Figures, NaN for what is none, and where there is anything at all; of a struct the sum of what is below."""
    if kinds.is_struct(column.type):
        below = [_figures(pc.struct_field(column, [number])) for number in range(column.type.num_fields)]
        told = np.logical_or.reduce([mask for _, mask in below]) if below else np.zeros(len(column), bool)
        return np.sum([np.where(mask, values, 0.0) for values, mask in below], axis=0), told
    if kinds.is_dictionary(column.type):
        column = column.cast(pa.string())
    try:
        read = column.cast(pa.float64(), safe=False) if not kinds.is_string(column.type) else column.cast(pa.float64())
    except pa.ArrowInvalid:
        read = pa.array([None if text is None or not text.strip() else figure(text) for text in column.to_pylist()])
    told = np.asarray(read.is_valid())
    return np.asarray(read.fill_null(np.nan)), told
