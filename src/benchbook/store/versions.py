"""Observations in, versions out: the rules by which runs are begun, lengthened and split.

A version is a run of identical observations of one chain (a catalogue entry, or a result of a
subject, board and variant, within one scope). Inside a run no observation differs and no complete
reading of the scope lacks the chain. Documents may come in any order of their dates.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, Table, bindparam, func, insert, select, update

from benchbook.store import tables
from benchbook.store.holdings import pack_held, unpack

_CHUNK = 5000

Value = str | int | None
Key = TypeVar("Key", int, str)


class Version(NamedTuple):
    """One stored run; times in microseconds."""

    id: int
    chain: str
    content: str
    observed_at: int
    last_seen: int


class Observation(NamedTuple):
    """What a document says of one chain: the content's hash and the other columns."""

    content: str
    columns: Mapping[str, Value]


class Reading(NamedTuple):
    """A document's reach and date in one scope."""

    scope_id: int
    import_id: int
    observed_at: int
    recorded_at: int
    complete: bool


class Change(NamedTuple):
    """What a reading did: versions inserted, keys withdrawn, and the ids that it was seen to hold."""

    inserted: int
    withdrawn: int
    held: bytes


def lies_between(times: Sequence[int], after: int, before: int) -> bool:
    """Whether a sorted time lies strictly between two."""
    return bisect_right(times, after) < bisect_left(times, before)


def complete_readings(
    connection: Connection, until: int | None = None, scope_id: int | None = None
) -> dict[int, list[int]]:
    """The sorted dates of the complete readings of every scope, or of one, up to and with a date."""
    columns = tables.coverage.c
    query = select(columns.scope_id, columns.observed_at).where(columns.complete).order_by(columns.observed_at)
    if scope_id is not None:
        query = query.where(columns.scope_id == scope_id)
    found: dict[int, list[int]] = {}
    if until is not None:
        query = query.where(columns.observed_at <= until)
    for read, at in connection.execute(query):
        found.setdefault(read, []).append(at)
    return found


def held_ids(connection: Connection, table: Table, scope_id: int) -> list[tuple[int, int, list[int]]]:
    """What each reading of a scope was seen to hold.

    Gives (observed_at, import_id, ids of ``table`` ascending) in order of date and import.
    """
    columns = tables.coverage.c
    held = columns[f"held_{table.name}"]
    query = select(columns.observed_at, columns.import_id, held).where(columns.scope_id == scope_id)
    found: list[tuple[int, int, list[int]]] = []
    before: list[int] = []
    for observed_at, import_id, packed in connection.execute(query.order_by(columns.import_id)):
        before = unpack(packed, before)
        found.append((observed_at, import_id, before))
    return sorted(found, key=lambda reading: reading[:2])


def heads(connection: Connection, table: Table, scope_id: int, at: int) -> dict[str, Version]:
    """By chain, the version that was newest at a date, the later recorded of two of one date."""
    columns = table.c
    rank = func.row_number().over(partition_by=columns.chain, order_by=(columns.observed_at.desc(), columns.id.desc()))
    ranked = (
        select(columns.id, columns.chain, columns.content, columns.observed_at, columns.last_seen, rank.label("rank"))
        .where(columns.scope_id == scope_id, columns.observed_at <= at)
        .subquery()
    )
    query = select(*(ranked.c[name] for name in Version._fields)).where(ranked.c.rank == 1)
    return {row[1]: Version(*row) for row in connection.execute(query)}


class _Sightings:
    """When exactly a scope's chains were seen; read only when a run must be split."""

    def __init__(self, connection: Connection, table: Table, scope_id: int) -> None:
        self._connection = connection
        self._table = table
        self._scope_id = scope_id
        self._seen: dict[str, list[int]] | None = None

    def of(self, version: Version) -> list[int]:
        """The dates at which the run's content was seen, ascending, both ends included."""
        if self._seen is None:
            self._seen = self._load()
        known = self._seen.get(version.chain, [])
        inside = known[bisect_right(known, version.observed_at) : bisect_left(known, version.last_seen)]
        return sorted({version.observed_at, *inside, version.last_seen})

    def _load(self) -> dict[str, list[int]]:
        columns = self._table.c
        rows = self._connection.execute(select(columns.id, columns.chain).where(columns.scope_id == self._scope_id))
        chains: dict[int, str] = {row[0]: row[1] for row in rows}
        seen: dict[str, list[int]] = {}
        for at, _, ids in held_ids(self._connection, self._table, self._scope_id):
            for version_id in ids:
                seen.setdefault(chains[version_id], []).append(at)
        return seen


class _Plan:
    """What is to be written at the end, in three statements."""

    def __init__(self, reading: Reading, next_id: int, sightings: _Sightings) -> None:
        self.reading = reading
        self.next_id = next_id
        self.sightings = sightings
        self.lengthened: list[int] = []
        self.shortened: list[tuple[int, int]] = []
        self.rests: list[tuple[int, Version, int]] = []
        self.rows: list[dict[str, Value]] = []

    def _new_id(self) -> int:
        self.next_id += 1
        return self.next_id - 1

    def insert(self, chain: str, observation: Observation) -> int:
        """Begin a version at the reading's date."""
        version_id, reading = self._new_id(), self.reading
        run: dict[str, Value] = {
            "observed_at": reading.observed_at,
            "last_seen": reading.observed_at,
            "import_id": reading.import_id,
        }
        key: dict[str, Value] = {
            "id": version_id,
            "scope_id": reading.scope_id,
            "chain": chain,
            "content": observation.content,
        }
        self.rows.append({**key, **run, "recorded_at": reading.recorded_at, **observation.columns})
        return version_id

    def split(self, version: Version) -> None:
        """End a run before the reading's date and begin it again after it."""
        at = self.reading.observed_at
        seen = self.sightings.of(version)
        before = [time for time in seen if time < at] or [version.observed_at]
        after = [time for time in seen if time > at]
        if before[-1] != version.last_seen:
            self.shortened.append((version.id, before[-1]))
        if after:
            self.rests.append((self._new_id(), version, after[0]))


def observe(connection: Connection, table: Table, reading: Reading, observations: Mapping[str, Observation]) -> Change:
    """Record what a document says of a scope's chains, and, if it is complete, of those it lacks."""
    at = reading.observed_at
    newest = heads(connection, table, reading.scope_id, at)
    complete = complete_readings(connection, at, reading.scope_id).get(reading.scope_id, [])
    highest = connection.scalar(select(func.max(table.c.id))) or 0
    plan = _Plan(reading, highest + 1, _Sightings(connection, table, reading.scope_id))
    held = [_place(plan, newest.get(chain), complete, chain, seen) for chain, seen in observations.items()]
    withdrawn = 0
    if reading.complete:
        lacking = [version for chain, version in newest.items() if chain not in observations]
        withdrawn = sum(_withdraw(plan, version, complete) for version in lacking)
    _carry_out(connection, table, plan)
    return Change(len(plan.rows), withdrawn, pack_held(connection, table, reading.scope_id, held))


def _place(plan: _Plan, head: Version | None, complete: Sequence[int], chain: str, seen: Observation) -> int:
    """Put one observation into its chain; returns the id of the version that holds it."""
    at = plan.reading.observed_at
    if head is None:
        return plan.insert(chain, seen)
    same = head.content == seen.content
    if head.last_seen >= at:
        if same:
            return head.id
        plan.split(head)
    elif same and not lies_between(complete, head.last_seen, at):
        plan.lengthened.append(head.id)
        return head.id
    return plan.insert(chain, seen)


def _withdraw(plan: _Plan, version: Version, complete: Sequence[int]) -> bool:
    """Note that a complete reading lacks a chain; returns whether it stood until then."""
    at = plan.reading.observed_at
    if at in {version.last_seen, version.observed_at}:
        return False
    if version.last_seen > at:
        if at in plan.sightings.of(version):
            return False
        plan.split(version)
        return True
    return not lies_between(complete, version.last_seen, at + 1)


def _carry_out(connection: Connection, table: Table, plan: _Plan) -> None:
    for some in chunks(plan.lengthened):
        longer = update(table).where(table.c.id.in_(some)).values(last_seen=plan.reading.observed_at)
        connection.execute(longer)
    if plan.shortened:
        shorter = update(table).where(table.c.id == bindparam("run")).values(last_seen=bindparam("end"))
        connection.execute(shorter, [{"run": version_id, "end": end} for version_id, end in plan.shortened])
    rests = {version.id: (version_id, version, observed_at) for version_id, version, observed_at in plan.rests}
    for some in chunks(list(rests)):
        rows = []
        for row in connection.execute(select(table).where(table.c.id.in_(some))).mappings():
            version_id, version, observed_at = rests[row["id"]]
            run = {"id": version_id, "observed_at": observed_at, "last_seen": version.last_seen}
            rows.append({**row, **run, "recorded_at": plan.reading.recorded_at})
        connection.execute(insert(table), rows)
    if plan.rows:
        connection.execute(insert(table), plan.rows)


def chunks(ids: Sequence[Key]) -> Iterable[Sequence[Key]]:
    """Pieces small enough for one statement's parameters."""
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
