"""Votes as rows of numbers: for clusters, covariates and audits, where counts do not say enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchbook.errors import Malformed
from benchbook.votes.arrays import codes_of, microseconds_of, valid_of
from benchbook.votes.counting.judging import SAID, Judge, Names
from benchbook.votes.counting.row_groups import MAPS, OURS, TIMES, Asked, FilePath, Naming, Piece
from benchbook.votes.counting.scan import Progress, Source, scan
from benchbook.votes.counting.which import Mask, Which

Int8s = npt.NDArray[np.int8]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Times = npt.NDArray[np.datetime64]

MOST_COVARIATES = 64
_ROWS_A_PIECE = 1 << 18
_HASH_BITS = 2**63 - 1
_NOTHING = Which()


@dataclass(frozen=True, eq=False, kw_only=True)
class Words:
    """A column of N words: ``codes`` int32[N] are places in ``values``, -1 is null; each value is somewhere."""

    codes: Int32s
    values: pa.Array


@dataclass(frozen=True, eq=False, kw_only=True)
class VoteRows:
    """N votes in the order of the files and their rows; arrays cannot be written to.

    ``first`` and ``second`` are model a and model b as places in ``models``, as the vote was cast; ``outcome`` is 0
    where the first won, 1 where the second did, 2 a tie, 3 both bad. ``words`` has the columns of words that were asked
    for, ``hashes`` those of which no word is kept: equal numbers for equal words, in this process; -1 is null.
    ``times`` has those of times (NaT is null), ``covariates`` each covariate by its name (NaN is null).
    ``flagged`` and ``left_out`` are as in ``CountTable``.
    """

    models: tuple[str, ...]
    first: Int32s
    second: Int32s
    outcome: Int8s
    words: dict[str, Words]
    hashes: dict[str, Int64s]
    times: dict[str, Times]
    covariates: dict[str, Floats]
    flagged: int = 0
    left_out: int = 0

    def __len__(self) -> int:
        return len(self.first)


def vote_rows(
    files: Sequence[FilePath],
    tables: Sequence[pa.Table] = (),
    which: Which = _NOTHING,
    columns: Sequence[str] = (),
    progress: Progress | None = None,
    *,
    hashed: Sequence[str] = (),
    threads: int | None = None,
) -> VoteRows:
    """The votes of files and tables with the columns of ``schema.LOG``, and more ``columns`` of it.

    Takes 9 bytes a vote and 4 more a column, and as much again while it works; where nearly every vote has a word of
    its own, as much as the words. Of ``hashed`` columns only a number for each word is kept, 8 bytes a vote: two
    different words have the same with a chance of one in 10¹⁸. Raises ``UnreadableInput`` and ``Malformed``.
    """
    asked = Asked.of_log(which, (*SAID, *columns, *hashed), _ROWS_A_PIECE)
    return _gathered(Source(files, tables, progress, threads), asked, hashed)


def file_rows(
    path: FilePath,
    naming: Naming = OURS,
    columns: Sequence[str] = (),
    progress: Progress | None = None,
    *,
    threads: int | None = None,
) -> VoteRows:
    """The votes of any Parquet file with the columns of ``naming``, and more ``columns`` of it; see ``count_file``."""
    asked = Asked((*SAID, *columns), naming=naming, rows_a_piece=_ROWS_A_PIECE, numbers=frozenset(columns))
    return _gathered(Source([path], (), progress, threads), asked)


def _gathered(source: Source, asked: Asked, hashed: Sequence[str] = ()) -> VoteRows:
    names, columns = Names(), [name for name in asked.columns[len(SAID) :] if name not in hashed]
    gatherers: list[_Gatherer] = []

    def gatherer() -> _Gatherer:
        gatherers.append(_Gatherer(columns, hashed, Judge(names, asked)))
        return gatherers[-1]

    scan(source, asked, gatherer)
    # Pieces of one row group come to one thread in their order, and sorting keeps it.
    parts = sorted((part for each in gatherers for part in each.parts), key=lambda part: part.number)
    for each in gatherers:
        each.parts.clear()
    return _joined(
        names.in_order(),
        parts,
        columns,
        hashed,
        flagged=sum(each.judge.flagged for each in gatherers),
        left_out=sum(each.judge.left_out for each in gatherers),
    )


@dataclass(kw_only=True)
class _Part:
    """The votes of one piece; models by their numbers among all names."""

    number: tuple[int, int]
    first: Int32s
    second: Int32s
    outcome: Int8s
    columns: dict[str, pa.Array]
    hashes: dict[str, Int64s]


class _Gatherer:
    """Gathers the votes of one thread's pieces."""

    def __init__(self, columns: Sequence[str], hashed: Sequence[str], judge: Judge) -> None:
        self.judge = judge
        self.parts: list[_Part] = []
        self._columns, self._hashed = columns, hashed

    def take(self, piece: Piece) -> None:
        """Keep the votes of a piece, but for those of a model with itself."""
        votes = self.judge.judge(piece)
        first = votes.meaning.names_a.astype(np.int32)[votes.a]
        second = votes.meaning.names_b.astype(np.int32)[votes.b]
        outcome = votes.meaning.outcomes.astype(np.int8)[votes.winner]
        kept, other = votes.kept, first != second
        if not other.all():
            self.judge.left_out += int(np.count_nonzero(~other))
            first, second, outcome = first[other], second[other], outcome[other]
            kept = other if kept is None else _within(kept, other)
        columns = {name: _kept_rows(piece.columns[name], kept) for name in self._columns}
        hashes = {name: _hashes(_kept_rows(piece.columns[name], kept)) for name in self._hashed}
        self.parts.append(
            _Part(number=piece.number, first=first, second=second, outcome=outcome, columns=columns, hashes=hashes)
        )

    def close(self) -> None:
        """Nothing more is to be done."""


def _within(kept: Mask, of_kept: Mask) -> Mask:
    """A mask of all rows, of one of the rows that another keeps."""
    both = kept.copy()
    both[kept] = of_kept
    return both


def _kept_rows(array: pa.Array, kept: Mask | None) -> pa.Array:
    return array if kept is None else array.filter(pa.array(kept))


def _hashes(array: pa.DictionaryArray) -> Int64s:
    words = array.dictionary.to_pylist()
    hashes = np.fromiter((hash(word) & _HASH_BITS for word in words), np.int64, len(words))
    valid, codes = valid_of(array), codes_of(array)
    return hashes[codes] if valid is None else np.append(hashes, -1)[np.where(valid, codes, -1)]


def _joined(
    names: Sequence[str],
    parts: list[_Part],
    columns: Sequence[str],
    hashed: Sequence[str],
    *,
    flagged: int,
    left_out: int,
) -> VoteRows:
    first = _concatenated([part.first for part in parts], np.int32)
    second = _concatenated([part.second for part in parts], np.int32)
    outcome = _concatenated([part.outcome for part in parts], np.int8)
    held = {name: [part.columns[name] for part in parts] for name in columns}
    hashes = {name: _concatenated([part.hashes.pop(name) for part in parts], np.int64) for name in hashed}
    parts.clear()
    models = _sorted_places(names, first, second)
    return VoteRows(
        models=models,
        first=_fixed(first),
        second=_fixed(second),
        outcome=_fixed(outcome),
        words={name: _words(held.pop(name)) for name in columns if name not in TIMES | MAPS},
        hashes={name: _fixed(column) for name, column in hashes.items()},
        times={name: _times(held.pop(name)) for name in columns if name in TIMES},
        covariates=_covariates(held.pop("covariates")) if "covariates" in held else {},
        flagged=flagged,
        left_out=left_out,
    )


def _sorted_places(names: Sequence[str], first: Int32s, second: Int32s) -> tuple[str, ...]:
    """The names that are used, sorted; in both arrays their numbers become their places."""
    seen = np.zeros(len(names), np.bool_)
    seen[first] = seen[second] = True
    order = sorted((name, number) for number, name in enumerate(names) if seen[number])
    places = np.full(len(names), -1, np.int32)
    places[[number for _, number in order]] = np.arange(len(order), dtype=np.int32)
    for numbers in (first, second):
        np.take(places, numbers, out=numbers, mode="clip")
    return tuple(name for name, _ in order)


def _words(arrays: Sequence[pa.Array]) -> Words:
    """A column over all parts by one list of values."""
    if not arrays:
        return Words(codes=_fixed(np.zeros(0, np.int32)), values=pa.array([], pa.string()))
    if pa.types.is_integer(arrays[0].type):
        return _numbers(arrays)
    whole = pa.chunked_array(arrays).unify_dictionaries()
    parts = []
    for chunk in whole.chunks:
        valid, codes = valid_of(chunk), codes_of(chunk)
        parts.append(codes if valid is None else np.where(valid, codes, np.int32(-1)))
    return _dense(_concatenated(parts, np.int32), whole.chunk(0).dictionary if whole.num_chunks else pa.array([]))


def _dense(codes: Int32s, values: pa.Array) -> Words:
    """Without the values that no row has."""
    used = np.zeros(len(values) + 1, np.bool_)  # the last one is for null
    used[codes] = True
    used[-1] = False
    places = np.where(used, np.cumsum(used) - 1, -1).astype(np.int32)
    return Words(codes=_fixed(places[codes]), values=values.take(pa.array(np.flatnonzero(used))))


def _numbers(arrays: Sequence[pa.Array]) -> Words:
    whole = pa.chunked_array(arrays).combine_chunks().dictionary_encode()
    whole = whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole
    valid, codes = valid_of(whole), codes_of(whole)
    return _dense(codes if valid is None else np.where(valid, codes, np.int32(-1)), whole.dictionary)


def _times(arrays: Sequence[pa.Array]) -> Times:
    parts = []
    for array in arrays:
        valid, times = valid_of(array), microseconds_of(array).view("datetime64[us]")
        parts.append(times if valid is None else np.where(valid, times, np.datetime64("NaT")))
    return _fixed(_concatenated(parts, "datetime64[us]"))


def _covariates(arrays: Sequence[pa.Array]) -> dict[str, Floats]:
    """A column for each key of the maps; the last of equal keys in one row holds."""
    total = sum(map(len, arrays))
    found: dict[str, Floats] = {}
    begin = 0
    for array in arrays:
        offsets = np.asarray(array.offsets)
        row = np.repeat(np.arange(len(array)), np.diff(offsets))
        valid = valid_of(array)
        there = np.flatnonzero(np.ones(len(row), np.bool_) if valid is None else valid[row])
        keys = array.keys.dictionary_encode()
        key, value = codes_of(keys)[offsets[0] :][there], _floats(array.items)[offsets[0] :][there]
        for code in np.unique(key).tolist():
            name = keys.dictionary[code].as_py()
            if name not in found and len(found) == MOST_COVARIATES:
                raise Malformed("votes", "covariates", f"at most {MOST_COVARIATES} different ones")
            column = found.setdefault(name, np.full(total, np.nan))
            column[begin + row[there[key == code]]] = value[key == code]
        begin += len(array)
    return {name: _fixed(column) for name, column in sorted(found.items())}


def _floats(array: pa.Array) -> Floats:
    floats: Floats = array.to_numpy(zero_copy_only=False)
    return floats


def _concatenated(parts: Sequence[npt.NDArray[Any]], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype)


def _fixed(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array.setflags(write=False)
    return array
