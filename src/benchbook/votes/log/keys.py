"""What makes a vote the same vote when it comes again.

A vote's key is the blake2b hash, in 16 bytes, of the first of these that is known: its id; its voter, prompt, pair,
tournament, time, category and kind, where the voter and one of prompt, time and tournament are known; or its place
in the file that it came from. A pair of a placement is known by the placement's id or tournament, its voter, its
category and its pair. Sides do not count: a vote of a against b is one of b against a. Fields are written with
their lengths before them, so that no two votes run together.
"""

from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from benchbook.votes.arrays import one_array
from benchbook.votes.pairs import Coded, Pairs, pairs_of, words_of
from benchbook.votes.schema import WINNERS

KEY_BYTES = 16
CONTENT_BYTES = 4

Bytes = npt.NDArray[np.uint8]
"""Keys, entries or parts of these, a row each. An entry is a key and then what the vote says, as the store takes it."""

Numbers = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]

_ABSENT = b"-"
_BY_ID = ("vote_id",)
_BY_VOTER = ("voter", "prompt", "pair", "tournament", "cast_at", "category", "kind")
_BY_TOURNAMENT = ("vote_id", "tournament", "voter", "category", "pair")
_BY_PLACE = ("row", "kind")
_key = blake2b(digest_size=KEY_BYTES, person=b"benchbook vote")
_content = blake2b(digest_size=CONTENT_BYTES, person=b"benchbook says")


def entries_of(table: pa.Table, *, numbered: bool = False) -> tuple[Bytes, Mask]:
    """The entries of votes in the shape of ``schema.READ``, and which of them only their place tells apart.

    The keys of these are nothing yet: see ``place_keys``. ``numbered`` says that tournaments of placements are
    numbers of rows, which mean nothing elsewhere.
    """
    votes = _Votes(table)
    by_id, tournament = votes.is_known("vote_id"), votes.is_known("tournament")
    placement = votes.is_placement
    dated = votes.is_known("prompt") | votes.is_known("cast_at") | tournament
    ways = (
        (placement & (by_id | tournament & (not numbered)), _BY_TOURNAMENT),
        (~placement & by_id, _BY_ID),
        (~placement & ~by_id & votes.is_known("voter") & dated, _BY_VOTER),
    )
    keys = np.zeros((table.num_rows, KEY_BYTES), np.uint8)
    placed = np.ones(table.num_rows, np.bool_)
    for chosen, fields in ways:
        keys[chosen] = _hashed(_key, votes.messages(fields, chosen))
        placed &= ~chosen
    return np.hstack([keys, votes.contents()]), placed


def place_keys(table: pa.Table, files: Sequence[bytes]) -> Bytes:
    """Keys of votes by their place; ``files`` are the hashes of the files in which each was seen first."""
    votes = _Votes(table)
    keys = np.zeros((table.num_rows, KEY_BYTES), np.uint8)
    origins = np.array(files, np.bytes_)
    for chosen, fields in ((votes.is_placement, (*_BY_PLACE, "pair")), (~votes.is_placement, _BY_PLACE)):
        messages = votes.messages(fields, chosen)
        keys[chosen] = _hashed(
            _key, [file + told for file, told in zip(origins[chosen].tolist(), messages, strict=True)]
        )
    return keys


def halves(entries: Bytes) -> tuple[Numbers, Numbers]:
    """The two halves of keys, or of the keys of entries, as numbers that are in order where the bytes are."""
    high, low = (np.ascontiguousarray(entries[:, first : first + 8]).view(">u8").ravel() for first in (0, 8))
    return high.astype(np.uint64), low.astype(np.uint64)


def key_order(entries: Bytes) -> npt.NDArray[np.int64]:
    """The places of entries in the order of their keys; equal keys stay in the order in which they came."""
    return np.lexsort(halves(entries)[::-1])


def _hashed(start: blake2b, messages: Sequence[bytes]) -> Bytes:
    def one(message: bytes) -> bytes:
        state = start.copy()
        state.update(message)
        return state.digest()

    whole = b"".join([one(message) for message in messages])
    return np.frombuffer(whole, np.uint8).reshape(len(messages), start.digest_size)


class _Votes:
    """A table whose columns are written as fields of messages, each when it is asked for."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self._fields: dict[str, pa.Array] = {}

    @property
    def is_placement(self) -> Mask:
        """Which are pairs of placements."""
        return self._kind.mask("placement")

    def is_known(self, column: str) -> Mask:
        """Where a column is not null."""
        known: Mask = pc.is_valid(one_array(self._table[column])).to_numpy(zero_copy_only=False)
        return known

    def messages(self, fields: Sequence[str], chosen: Mask) -> list[bytes]:
        """The fields of the chosen votes, one after another; which fields they are is said first."""
        if not chosen.any():
            return []
        mask = None if chosen.all() else pa.array(chosen)
        columns = [self._field(name) if mask is None else self._field(name).filter(mask) for name in fields]
        messages: list[bytes] = _joined(pa.scalar(" ".join(fields)), *columns).to_pylist()
        return messages

    def contents(self) -> Bytes:
        """What each vote says, in four bytes: kind, category, pair and outcome."""
        code = np.zeros(self._table.num_rows, np.int64)
        for size, codes in (
            (len(self._kind.words) + 1, self._kind.codes + 1),
            (len(self._category.words) + 1, self._category.codes + 1),
            (len(self._pairs.names), self._pairs.first),
            (len(self._pairs.names), self._pairs.second),
            (len(WINNERS), self._pairs.outcome),
        ):
            code = code * size + codes
        _, first, where = np.unique(code, return_index=True, return_inverse=True)
        places = pa.array(first)
        fields = [self._field(name).take(places) for name in ("kind", "category", "pair", "outcome")]
        return _hashed(_content, _joined(*fields).to_pylist())[where]

    @cached_property
    def _kind(self) -> Coded:
        return words_of(self._table["kind"])

    @cached_property
    def _category(self) -> Coded:
        return words_of(self._table["category"])

    @cached_property
    def _pairs(self) -> Pairs:
        return pairs_of(self._table)

    def _field(self, name: str) -> pa.Array:
        if name not in self._fields:
            self._fields[name] = self._pair() if name == "pair" else self._written(name)
        return self._fields[name]

    def _pair(self) -> pa.Array:
        names = _with_length(pa.array(self._pairs.names, pa.string()))
        return _joined(names.take(pa.array(self._pairs.first)), names.take(pa.array(self._pairs.second)))

    def _written(self, name: str) -> pa.Array:
        if name == "outcome":
            return _with_length(pa.array(self._pairs.outcome).cast(pa.string()))
        column = one_array(self._table[name])
        if pa.types.is_dictionary(column.type):
            return _with_length(column.dictionary).take(column.indices).fill_null(_ABSENT)
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.int64())
        return _with_length(column.cast(pa.string())).fill_null(_ABSENT)


def _with_length(texts: pa.Array) -> pa.Array:
    """Each text as bytes with their number before them; null stays null."""
    length = pc.binary_length(texts).cast(pa.string())
    return _joined(length, pa.scalar(":"), texts)


def _joined(*parts: pa.Array | pa.Scalar) -> pa.Array:
    as_bytes = [part.cast(pa.binary()) for part in parts]
    return pc.binary_join_element_wise(*as_bytes, pa.scalar(b""))
