"""Keys of votes: many at once are looked up and added as one run of bytes, which costs a microsecond each.

An entry is a key of 16 bytes and 4 bytes of what the vote says, so that the same vote with another content is
noticed. Entries in the order of their keys are written side by side.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, Connection, Integer, LargeBinary, Select, bindparam, func, insert, literal, select
from sqlalchemy.sql.elements import ColumnElement

from benchbook.store import tables

KEY_BYTES = 16
CONTENT_BYTES = 4
ENTRY_BYTES = KEY_BYTES + CONTENT_BYTES

_MOST_AT_ONCE = 50_000

_entries = bindparam("entries", type_=LargeBinary)
_arena = bindparam("arena_id", type_=BigInteger)


def _numbers() -> ColumnElement[int]:
    """The numbers of the entries, from 0."""
    numbers = select(literal(0, Integer).label("n")).cte("numbers", recursive=True)
    following = select(numbers.c.n + 1).where(numbers.c.n + 1 < bindparam("count", type_=Integer))
    return numbers.union_all(following).c.n


def _piece(number: ColumnElement[int], first: int, size: int) -> ColumnElement[bytes]:
    return func.substr(_entries, number * ENTRY_BYTES + first, size, type_=LargeBinary)


def _lookup() -> Select[Any]:
    number, known = _numbers(), tables.vote_keys.c
    same = (known.arena_id == _arena) & (known.vote_key == _piece(number, 1, KEY_BYTES))
    return select(number, known.content).select_from(number.table.join(tables.vote_keys, same))


_LOOKUP = _lookup()
_number = _numbers()
_ADDITION = insert(tables.vote_keys).from_select(
    ["arena_id", "vote_key", "content"],
    select(_arena, _piece(_number, 1, KEY_BYTES), _piece(_number, KEY_BYTES + 1, CONTENT_BYTES)).select_from(
        _number.table
    ),
)


def known(connection: Connection, arena_id: int, entries: memoryview) -> Iterator[tuple[list[int], bytes]]:
    """Which entries' keys are known: places among the entries, and the contents that these keys came with, joined.

    They come some at a time, so that it does not matter how many they are.
    """
    for first, some in _runs(entries):
        values = {"arena_id": arena_id, "entries": some, "count": len(some) // ENTRY_BYTES}
        found = connection.execute(_LOOKUP, values).all()
        yield [first + number for number, _ in found], b"".join([bytes(content) for _, content in found])


def add(connection: Connection, arena_id: int, entries: memoryview) -> None:
    """Add entries whose keys are not known and differ from each other."""
    for _, some in _runs(entries):
        values = {"arena_id": arena_id, "entries": some, "count": len(some) // ENTRY_BYTES}
        connection.execute(_ADDITION, values)


def count(connection: Connection, arena_id: int) -> int:
    """How many keys an arena knows."""
    held = tables.vote_keys.c
    return connection.scalar(select(func.count()).where(held.arena_id == arena_id)) or 0


def _runs(entries: memoryview) -> Iterator[tuple[int, bytes]]:
    size = _MOST_AT_ONCE * ENTRY_BYTES
    for first in range(0, len(entries), size):
        yield first // ENTRY_BYTES, bytes(entries[first : first + size])
