"""Versions joined to runs, and which run counts at a date.

A table's versions are read once, without their bodies, and may then be asked for any date. By what
was recorded until some time only (``known_at``), runs are made anew from what each reading held.
"""

import operator
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby, zip_longest
from typing import Literal, NamedTuple

from sqlalchemy import Connection, Table, select

from benchbook.store import tables
from benchbook.store.holdings import held_by
from benchbook.store.versions import Version, held_ids, lies_between

FOREVER = 2**63 - 1

Kind = Literal["model", "provider", "endpoint"]
Key = tuple[str, int]
"""Chain and scope."""


class Run(NamedTuple):
    """Equal versions with nothing between them, joined; ``id`` is that of the last."""

    id: int
    scope_id: int
    observed_at: int
    last_seen: int
    standing: bool


class Reading(NamedTuple):
    """When a document was read in a scope, and whether it held all of it; times in microseconds."""

    observed_at: int
    import_id: int
    recorded_at: int
    complete: bool


class Readings:
    """Every scope's readings by date and import, as far as they were recorded at a time."""

    def __init__(self, connection: Connection, known_at: int | None = None) -> None:
        columns = tables.coverage.c
        query = select(
            columns.scope_id, columns.observed_at, columns.import_id, columns.recorded_at, columns.complete
        ).order_by(columns.observed_at, columns.import_id)
        if known_at is not None:
            query = query.where(columns.recorded_at <= known_at)
        self.by_scope: dict[int, list[Reading]] = {}
        for scope_id, *reading in connection.execute(query):
            self.by_scope.setdefault(scope_id, []).append(Reading(*reading))
        self._complete = {
            scope_id: [reading.observed_at for reading in readings if reading.complete]
            for scope_id, readings in self.by_scope.items()
        }

    def complete(self, scope_id: int) -> list[int]:
        """The dates at which a scope was read whole, ascending."""
        return self._complete.get(scope_id, [])

    def last_complete(self, scope_id: int, until: int) -> int | None:
        """When a scope was last read whole up to a date."""
        times = self.complete(scope_id)
        index = bisect_right(times, until)
        return times[index - 1] if index else None

    def first_complete_after(self, scope_id: int, at: int) -> int | None:
        """When a scope was next read whole after a date."""
        times = self.complete(scope_id)
        index = bisect_right(times, at)
        return times[index] if index < len(times) else None

    def until(self, scope_id: int, until: int) -> list[Reading]:
        """A scope's readings up to a date, the newest first."""
        readings = self.by_scope.get(scope_id, [])
        return readings[: bisect_right(readings, until, key=operator.attrgetter("observed_at"))][::-1]


class Runs:
    """All runs of a table that began until a date, of the catalogue's those of one kind.

    By what is in the ledger, or by what was recorded until ``known_at``.
    """

    def __init__(
        self,
        connection: Connection,
        table: Table,
        readings: Readings,
        kind: Kind | None = None,
        known_at: int | None = None,
        until: int = FOREVER,
    ) -> None:
        self._connection = connection
        self._table = table
        self._readings = readings
        self._held: dict[tuple[int, int], frozenset[str]] = {}
        # By what was known then a version may have been seen earlier than by what is known now.
        self._versions = _versions(connection, table, kind, until if known_at is None else FOREVER)
        self.by_key = _stored_runs(self._versions, readings) if known_at is None else self._known_runs()

    @cached_property
    def by_chain(self) -> dict[str, list[Key]]:
        """Each chain in every scope that ever held it."""
        found: dict[str, list[Key]] = {}
        for key in self.by_key:
            found.setdefault(key[0], []).append(key)
        return found

    def turns(self) -> dict[int, set[Key]]:
        """By date, the keys of which a run begins, or which a complete reading lacks for the first time."""
        found: dict[int, set[Key]] = {}
        for key, runs in self.by_key.items():
            for run in runs:
                found.setdefault(run.observed_at, set()).add(key)
                end = self._readings.first_complete_after(key[1], run.last_seen)
                if end is not None:
                    found.setdefault(end, set()).add(key)
        return found

    def ended(self, key: Key, until: int) -> list[tuple[Run, int | None]]:
        """A key's runs that began until a date, each with when it was first seen to be over, if it was by then."""
        runs = [run for run in self.by_key[key] if run.observed_at <= until]
        found: list[tuple[Run, int | None]] = []
        for run, following in zip_longest(runs, runs[1:]):
            missed = self._readings.first_complete_after(key[1], run.last_seen)
            ends = [time for time in (missed, following and following.observed_at) if time is not None]
            end = min((time for time in ends if time <= until), default=None)
            last_seen = run.last_seen
            if last_seen > until:
                last_seen = max(self._last_sights(key[1], {key[0]}, until).get(key[0], 0), run.observed_at)
            found.append((Run(run.id, key[1], run.observed_at, last_seen, end is None), end))
        return found

    def at(self, until: int, keys: Iterable[Key] | None = None) -> dict[Key, Run]:
        """By chain and scope, the run that counts at a date, with the last sight of it until then."""
        found: dict[Key, Run] = {}
        spanning: dict[int, set[str]] = {}
        for key in self.by_key if keys is None else keys:
            run = _newest(self.by_key[key], until)
            if run is None:
                continue
            chain, scope_id = key
            if run.last_seen > until:
                spanning.setdefault(scope_id, set()).add(chain)
            complete = self._readings.last_complete(scope_id, until)
            standing = complete is None or complete <= run.last_seen
            found[key] = Run(run.id, scope_id, run.observed_at, run.last_seen, standing)
        for scope_id, chains in spanning.items():
            for chain, seen in self._last_sights(scope_id, chains, until).items():
                run_at = found[chain, scope_id]
                found[chain, scope_id] = run_at._replace(last_seen=max(seen, run_at.observed_at))
        return found

    def _last_sights(self, scope_id: int, chains: set[str], until: int) -> dict[str, int]:
        """When chains, whose runs go on after a date, were last seen until then."""
        missing, seen = set(chains), {}
        for reading in self._readings.until(scope_id, until):
            # A complete reading that lacked a chain would have ended its run.
            here = set(missing) if reading.complete else missing & self._chains_of(scope_id, reading)
            seen.update(dict.fromkeys(here, reading.observed_at))
            missing -= here
            if not missing:
                break
        return seen

    def _chains_of(self, scope_id: int, reading: Reading) -> frozenset[str]:
        place = (scope_id, reading.import_id)
        if place not in self._held:
            ids = held_by(self._connection, self._table, scope_id, reading.import_id)
            self._held[place] = frozenset(self._chains[each] for each in ids if each in self._chains)
        return self._held[place]

    @cached_property
    def _chains(self) -> dict[int, str]:
        """By version, its chain."""
        return {version.id: version.chain for _, version in self._versions}

    def _known_runs(self) -> dict[Key, list[Version]]:
        """Runs by the readings that were recorded until a time; the ledger's own may have been split since."""
        by_id = {version.id: version for _, version in self._versions}
        found: dict[Key, list[Version]] = {}
        for scope_id, readings in self._readings.by_scope.items():
            known = {reading.import_id for reading in readings}
            held = [
                (observed_at, ids)
                for observed_at, import_id, ids in held_ids(self._connection, self._table, scope_id)
                if import_id in known
            ]
            for version_id, first, last in _stays(held):
                if version_id in by_id:
                    seen = by_id[version_id]._replace(observed_at=first, last_seen=last)
                    found.setdefault((seen.chain, scope_id), []).append(seen)
        return {key: join_runs(sorted(seen, key=_when), self._readings.complete(key[1])) for key, seen in found.items()}


def _when(version: Version) -> tuple[int, int]:
    return (version.observed_at, version.id)


def _stays(held: Iterable[tuple[int, Sequence[int]]]) -> Iterator[tuple[int, int, int]]:
    """From what each reading held, in order: each id with the dates between which no reading lacked it."""
    since: dict[int, int] = {}
    before = 0
    for at, ids in held:
        here = set(ids)
        for gone in since.keys() - here:
            yield gone, since.pop(gone), before
        for come in here - since.keys():
            since[come] = at
        before = at
    for version_id, first in since.items():
        yield version_id, first, before


def _versions(connection: Connection, table: Table, kind: Kind | None, until: int) -> list[tuple[int, Version]]:
    """A table's versions that began until a date with their scopes, each chain's together and in order."""
    columns = table.c
    query = select(columns.scope_id, *(columns[name] for name in Version._fields))
    if kind is not None:
        query = query.where(columns.kind == kind)
    if until < FOREVER:
        query = query.where(columns.observed_at <= until)
    rows = connection.execute(query.order_by(columns.scope_id, columns.chain, columns.observed_at, columns.id))
    return [(row[0], Version(*row[1:])) for row in rows.all()]


def _stored_runs(versions: Iterable[tuple[int, Version]], readings: Readings) -> dict[Key, list[Version]]:
    found: dict[Key, list[Version]] = {}
    for (scope_id, chain), group in groupby(versions, key=lambda pair: (pair[0], pair[1].chain)):
        runs = [version for _, version in group]
        found[chain, scope_id] = runs if len(runs) == 1 else join_runs(runs, readings.complete(scope_id))
    return found


def join_runs(versions: Iterable[Version], complete: Sequence[int]) -> list[Version]:
    """Join equal neighbours of one chain, given in order of date and id.

    Of two versions of one date the later recorded is the one that counts. Neighbours stay apart
    where a complete reading between them lacked the chain.
    """
    runs: list[Version] = []
    for version in versions:
        if runs and runs[-1].observed_at == version.observed_at:
            runs.pop()
        runs.append(version)
    joined: list[Version] = []
    for run in runs:
        before = joined[-1] if joined else None
        if before and before.content == run.content and not lies_between(complete, before.last_seen, run.observed_at):
            joined[-1] = run._replace(observed_at=before.observed_at)
        else:
            joined.append(run)
    return joined


def _newest(runs: Sequence[Version], until: int) -> Version | None:
    return next((run for run in reversed(runs) if run.observed_at <= until), None)
