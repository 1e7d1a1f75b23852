"""What each reading of a scope was seen to hold: ids of versions, packed.

Most readings hold what the one recorded before held, and are kept as the difference from it: ids gone
and ids come. Every so often one is kept whole, so that packing the next reads only a few.
"""

import zlib
from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Connection, Table, select

from benchbook.store import tables

MOST_STEPS = 32
_DIFFERENCE = b"d"
"""The first byte of a difference; that of a whole one is zlib's."""


def pack(ids: Iterable[int]) -> bytes:
    """Ids as compressed steps from each to the next: neighbours cost next to nothing."""
    return zlib.compress(msgspec.msgpack.encode(_steps(ids)))


def unpack(packed: bytes, before: Iterable[int] = ()) -> list[int]:
    """The ids of ``pack``, ascending; those of a difference with what the reading before held."""
    if not packed.startswith(_DIFFERENCE):
        return _ids(msgspec.msgpack.decode(zlib.decompress(packed), type=list[int]))
    gone, come = msgspec.msgpack.decode(packed[1:], type=tuple[list[int], list[int]])
    return sorted(set(before).difference(_ids(gone)).union(_ids(come)))


def pack_held(connection: Connection, table: Table, scope_id: int, ids: Iterable[int]) -> bytes:
    """What the next reading of a scope holds, as the difference from the one recorded last if that is smaller."""
    held = set(ids)
    whole = pack(held)
    steps = _steps_to(connection, table, scope_id)
    if not steps or len(steps) >= MOST_STEPS:
        return whole
    before = _followed(steps)
    gone, come = _steps(set(before) - held), _steps(held - set(before))
    difference = _DIFFERENCE + msgspec.msgpack.encode((gone, come))
    return min(whole, difference, key=len)


def held_by(connection: Connection, table: Table, scope_id: int, import_id: int) -> list[int]:
    """The ids of ``table`` that an import's reading of a scope was seen to hold, ascending."""
    return _followed(_steps_to(connection, table, scope_id, import_id))


def _followed(steps: Sequence[bytes]) -> list[int]:
    """What a reading held, from it and those before it back to a whole one, the newest first."""
    ids: list[int] = []
    for packed in reversed(steps):
        ids = unpack(packed, ids)
    return ids


def _steps_to(connection: Connection, table: Table, scope_id: int, import_id: int | None = None) -> list[bytes]:
    """The readings of a scope from one, or the newest, back to a whole one."""
    columns = tables.coverage.c
    query = select(columns[f"held_{table.name}"]).where(columns.scope_id == scope_id)
    if import_id is not None:
        query = query.where(columns.import_id <= import_id)
    found: list[bytes] = []
    for packed in connection.scalars(query.order_by(columns.import_id.desc()).limit(MOST_STEPS)):
        found.append(packed)
        if not packed.startswith(_DIFFERENCE):
            return found
    return []


def _steps(ids: Iterable[int]) -> list[int]:
    ordered = sorted(ids)
    return [value - before for before, value in zip([0, *ordered], ordered, strict=False)]


def _ids(steps: Iterable[int]) -> list[int]:
    ids, value = [], 0
    for step in steps:
        value += step
        ids.append(value)
    return ids
