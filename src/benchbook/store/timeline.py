"""The ledger at any date: runs picked, bodies decoded once, and asked for again at little cost."""

from bisect import bisect_left
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, TypeVar

import msgspec
from sqlalchemy import Column, Connection, func, select, tuple_

from benchbook.model import (
    CatalogModel,
    Endpoint,
    LedgerState,
    Licence,
    Matched,
    Moment,
    Noun,
    Provider,
    Refresh,
    Rejected,
    Result,
    Scope,
    StoredModel,
    StoredResult,
)
from benchbook.store import documents, identities, replays, tables
from benchbook.store.coding import digest, instant, micros, storable
from benchbook.store.nouns import ArchiveSize, Rejoined, StoredImport, StoredSubject
from benchbook.store.runs import FOREVER, Key, Kind, Reading, Readings, Run, Runs
from benchbook.store.versions import chunks

Entry = TypeVar("Entry", bound=Noun)

_INSTANT = timedelta(microseconds=1)
_NOUNS: dict[Kind, type[Noun]] = {"model": CatalogModel, "provider": Provider, "endpoint": Endpoint}


class Board(NamedTuple):
    """Whose board, and which."""

    source: str
    board: str


class ResultRun(NamedTuple):
    """A result while it held; ``ends`` is when it was first seen to hold no more, None while it does."""

    result: StoredResult
    ends: datetime | None


class _Sight(NamedTuple):
    """A catalogue entry as of a date, from the scopes that ever held it."""

    run: Run
    listed: bool


class _Terms(NamedTuple):
    """On what terms a document came."""

    citation: str
    licence: Licence


class Timeline:
    """The ledger until a date, by what is known now or was at ``known_at``; lives as long as its transaction."""

    def __init__(self, connection: Connection, known_at: datetime | None = None, until: datetime | None = None) -> None:
        self._connection = connection
        self._known_at = None if known_at is None else micros(known_at)
        self._moment = Moment(as_of=until, known_at=known_at)
        self._last = _until(until)
        self._readings = Readings(connection, self._known_at)
        self._scopes = identities.scopes(connection)
        self._catalog: dict[Kind, Runs] = {}
        self._entries: dict[int, Noun] = {}
        self._results: dict[int, tuple[Result, int, _Terms]] = {}

    # --- the dates ---------------------------------------------------------------------------

    @cached_property
    def dates(self) -> tuple[datetime, ...]:
        """Every date at which something was read, ascending."""
        return _dates(self._every_reading())

    def dates_under(self, licences: Container[Licence]) -> tuple[datetime, ...]:
        """The same of documents under some licences."""
        return _dates(each for each in self._every_reading() if self._terms[each.import_id].licence in licences)

    def _every_reading(self) -> Iterator[Reading]:
        return (each for readings in self._readings.by_scope.values() for each in readings)

    # --- states ------------------------------------------------------------------------------

    def state(self, as_of: datetime | None = None) -> LedgerState:
        """Everything at a date."""
        return LedgerState(
            models=self.models(as_of),
            results=self.results(as_of),
            refreshes=self.refreshes(as_of),
            providers=self.providers(as_of),
            endpoints=self.endpoints(as_of),
        )

    def models(self, as_of: datetime | None = None, chains: frozenset[str] | None = None) -> tuple[StoredModel, ...]:
        """The newest version of every model ever seen until a date, or of some, by id."""
        found = [
            StoredModel(
                model=model,
                observed_at=instant(sight.run.observed_at),
                last_seen=instant(sight.run.last_seen),
                listed=sight.listed,
                scope=self._scopes[sight.run.scope_id],
            )
            for model, sight in self._sighted(CatalogModel, "model", as_of, chains)
        ]
        return tuple(sorted(found, key=lambda stored: stored.model.id))

    def providers(self, as_of: datetime | None = None) -> tuple[Provider, ...]:
        """The providers listed at a date, by slug."""
        found = [provider for provider, sight in self._sighted(Provider, "provider", as_of) if sight.listed]
        return tuple(sorted(found, key=lambda provider: provider.slug))

    def endpoints(self, as_of: datetime | None = None) -> tuple[Endpoint, ...]:
        """The endpoints listed at a date, by model and tag."""
        found = [endpoint for endpoint, sight in self._sighted(Endpoint, "endpoint", as_of) if sight.listed]
        return tuple(sorted(found, key=lambda endpoint: (endpoint.model_id, endpoint.tag)))

    def results(
        self, as_of: datetime | None = None, board: Board | None = None, models: frozenset[str] | None = None
    ) -> tuple[StoredResult, ...]:
        """The newest version of every result until a date, or of those on a board, or there of some models.

        They come by scope, subject, board and variant.
        """
        keys: Iterable[Key] | None = None
        if board is not None and models is None:
            keys = self._keys_of_boards[board]
        elif board is not None:
            keys = {key for model_id in models or () for key in self._keys_of_models.get((board, model_id), ())}
        runs = list(self._result_runs.at(_until(as_of), keys).values())
        self._load_results(run.id for run in runs)
        return tuple(sorted((self._stored_result(run) for run in runs), key=_result_key))

    def refreshes(self, as_of: datetime | None = None) -> tuple[Refresh, ...]:
        """The newest complete reading of every scope until a date, by scope."""
        found = [
            Refresh(scope=self._scopes[scope_id], observed_at=instant(last))
            for scope_id in self._readings.by_scope
            if (last := self._readings.last_complete(scope_id, _until(as_of))) is not None
        ]
        return tuple(sorted(found, key=lambda refresh: _scope_key(refresh.scope)))

    def rejoined(self) -> tuple[Rejoined, ...]:
        """Every subject that was given another identity, by subject and time."""
        return tuple(identities.rejoined(self._connection, self._scopes, self._known_at))

    # --- what it all came from ---------------------------------------------------------------

    def imports(self) -> tuple[StoredImport, ...]:
        """Every document recorded until the moment, and no newer than it, in order of recording."""
        return documents.imports(self._connection, self._moment)

    def rejections(self, import_id: int, most: int) -> tuple[Rejected, ...]:
        """The first rows that an import could not use."""
        return documents.rejections(self._connection, import_id, most)

    def archive_size(self) -> ArchiveSize:
        """What the archive holds today."""
        return replays.archive_size(self._connection)

    # --- one model through time --------------------------------------------------------------

    def model_states(self, model_id: str, until: datetime | None = None) -> tuple[tuple[datetime, StoredModel], ...]:
        """An entry at each date at which its state may have turned, oldest first; empty for one never seen.

        Each state has the last sight of it before the next.
        """
        chains = frozenset({model_chain(model_id)})
        turns = (at for at, turned in self.model_turns().items() if turned & chains)
        dates = sorted(at for at in turns if until is None or at <= until)
        ends = [*(following - _INSTANT for following in dates[1:]), until]
        states = [(at, self.models(end, chains)) for at, end in zip(dates, ends, strict=False)]
        return tuple((at, found[0]) for at, found in states if found)

    def result_runs(self, model_id: str, until: datetime | None = None) -> tuple[tuple[ResultRun, ...], ...]:
        """By chain, the runs of every result that is joined to a model, oldest first."""
        columns, last = tables.results.c, _until(until)
        ids = {
            subject.id
            for subject in self.subjects.values()
            if isinstance(subject.identity, Matched) and subject.identity.model_id == model_id
        }
        owners: dict[int, int] = {}
        keys: set[Key] = set()
        for some in chunks(sorted(ids)):
            query = select(columns.id, columns.subject_id, columns.chain, columns.scope_id)
            for row in self._connection.execute(query.where(columns.subject_id.in_(some))):
                owners[row[0]] = row[1]
                keys.add((row[2], row[3]))
        runs = self._result_runs
        chains = [runs.ended(key, last) for key in sorted(keys & runs.by_key.keys())]
        self._load_results(run.id for chain in chains for run, _ in chain if run.id in owners)
        return tuple(
            tuple(
                ResultRun(self._stored_result(run), None if end is None else instant(end))
                for run, end in chain
                if run.id in owners
            )
            for chain in chains
        )

    def board_runs(
        self, board: Board, names: Collection[str], until: datetime | None = None, most: int = 1000
    ) -> dict[str, tuple[ResultRun, ...]]:
        """By name, the runs of results that a source itself calls so on a board, oldest first.

        Of more than ``most`` runs of one name so many are given, evenly spaced, the first and the last among them;
        where two that follow each other are of different methods, the two between which it changed, too. One of these
        ends where the next that is given begins, unless the name was gone in between.
        """
        columns, last = tables.results.c, _until(until)
        named = {each.id: each.labels.name for each in self.subjects.values() if _calls(each, board, names)}
        found: dict[str, tuple[ResultRun, ...]] = {}
        for some in chunks(sorted(named)):
            query = select(columns.chain, columns.scope_id, columns.subject_id).where(columns.subject_id.in_(some))
            for chain, scope_id, subject_id in self._connection.execute(
                query.where(columns.board == board.board).distinct()
            ):
                if (chain, scope_id) in self._result_runs.by_key:
                    runs = self._result_runs.ended((chain, scope_id), last)
                    name = named[subject_id]
                    found[name] = (*found.get(name, ()), *self._spaced(runs, most))
        return {name: tuple(sorted(runs, key=lambda run: run.result.observed_at)) for name, runs in found.items()}

    def _spaced(self, runs: Sequence[tuple[Run, int | None]], most: int) -> list[ResultRun]:
        """At most so many of one chain's runs, and those between which the method changed."""
        if not runs:
            return []
        places = _spaced_places(len(runs), most)
        self._load_results(runs[place][0].id for place in places)
        kept = set(places)
        for earlier, later in pairwise(places):
            old = self._method(runs[earlier][0])
            if self._method(runs[later][0]) != old:
                between = range(earlier, later + 1)
                turn = bisect_left(between, 1, key=lambda at: int(self._method(runs[at][0]) != old))
                kept |= {between[turn - 1], between[turn]}
        given = sorted(kept)
        ends = [_end(runs[place : following + 1]) for place, following in pairwise([*given, given[-1]])]
        return [
            ResultRun(self._stored_result(runs[place][0]), None if end is None else instant(end))
            for place, end in zip(given, ends, strict=True)
        ]

    def _method(self, run: Run) -> str | None:
        self._load_results([run.id])
        return self._results[run.id][0].method_version

    # --- where states may differ -------------------------------------------------------------

    def model_turns(self) -> dict[datetime, frozenset[str]]:
        """By date, the chains of models whose state may differ from the one before.

        Where several scopes speak of a model, each reading of one may change which of them counts.
        """
        runs = self._catalog_runs("model")
        found = {at: {key[0] for key in keys} for at, keys in runs.turns().items()}
        for chain, keys in runs.by_chain.items():
            for scope_id in {key[1] for key in keys} if len(keys) > 1 else ():
                for reading in self._readings.by_scope.get(scope_id, ()):
                    found.setdefault(reading.observed_at, set()).add(chain)
        return {instant(at): frozenset(chains) for at, chains in found.items()}

    def board_turns(self) -> dict[datetime, dict[Board, frozenset[str] | None]]:
        """By date, the boards whose state may differ, each with the models of which it may; None is any of them.

        It is any of them where several scopes speak on a board, or one was ever read in part: then some rows may
        be newer than others, and each reading may turn which of them count.
        """
        found: dict[datetime, dict[Board, frozenset[str] | None]] = {}
        alone = self._boards_of_one_scope()
        for at, keys in self._result_runs.turns().items():
            turned: dict[Board, set[Key]] = {}
            for key in keys:
                turned.setdefault(self._boards[key], set()).add(key)
            found[instant(at)] = {board: self._models_of(some) for board, some in turned.items() if board in alone}
        for board, every_key in self._keys_of_boards.items():
            for scope_id in () if board in alone else {key[1] for key in every_key}:
                for reading in self._readings.by_scope.get(scope_id, ()):
                    found.setdefault(instant(reading.observed_at), {})[board] = None
        return found

    def _boards_of_one_scope(self) -> set[Board]:
        """The boards on which one scope speaks that was always read whole."""
        parts = {
            scope_id
            for scope_id, readings in self._readings.by_scope.items()
            if not all(reading.complete for reading in readings)
        }
        scopes = {board: {key[1] for key in keys} for board, keys in self._keys_of_boards.items()}
        return {board for board, ids in scopes.items() if len(ids) == 1 and not ids & parts}

    def _models_of(self, keys: Iterable[Key]) -> frozenset[str]:
        return frozenset(model for key in keys for model in self._models_of_keys.get(key, ()))

    @cached_property
    def _models_of_keys(self) -> dict[Key, set[str]]:
        """By chain and scope, the models that its results were ever joined to."""
        columns = tables.results.c
        rows = self._connection.execute(select(columns.chain, columns.scope_id, columns.subject_id).distinct())
        found: dict[Key, set[str]] = {}
        for chain, scope_id, subject_id in rows:
            identity = self.subjects[subject_id].identity if subject_id in self.subjects else None
            if isinstance(identity, Matched):
                found.setdefault((chain, scope_id), set()).add(identity.model_id)
        return found

    @cached_property
    def _keys_of_models(self) -> dict[tuple[Board, str], list[Key]]:
        found: dict[tuple[Board, str], list[Key]] = {}
        for key in self._result_runs.by_key:
            for model_id in self._models_of_keys.get(key, ()):
                found.setdefault((self._boards[key], model_id), []).append(key)
        return found

    @cached_property
    def _boards(self) -> dict[Key, Board]:
        columns = tables.results.c
        rows = self._connection.execute(select(columns.chain, columns.scope_id, columns.board).distinct())
        return {(row[0], row[1]): Board(self._scopes[row[1]].source, row[2]) for row in rows}

    @cached_property
    def _keys_of_boards(self) -> dict[Board, list[Key]]:
        found: dict[Board, list[Key]] = {}
        for key in self._result_runs.by_key:
            found.setdefault(self._boards[key], []).append(key)
        return found

    # --- the catalogue -----------------------------------------------------------------------

    def _sighted(
        self, noun: type[Entry], kind: Kind, as_of: datetime | None, chains: frozenset[str] | None = None
    ) -> Iterator[tuple[Entry, _Sight]]:
        """Each key's newest run over all scopes, with its content."""
        sights = self._sights(kind, _until(as_of), chains)
        self._load_entries(kind, (sight.run.id for sight in sights))
        for sight in sights:
            entry = self._entries[sight.run.id]
            if not isinstance(entry, noun):
                raise TypeError(f"a {kind} that is a {type(entry).__name__}")
            yield entry, sight

    def _catalog_runs(self, kind: Kind) -> Runs:
        if kind not in self._catalog:
            self._catalog[kind] = Runs(
                self._connection, tables.catalog, self._readings, kind, self._known_at, self._last
            )
        return self._catalog[kind]

    def _sights(self, kind: Kind, until: int, chains: frozenset[str] | None) -> list[_Sight]:
        """The entries' newest runs.

        One is listed until a complete reading, later than every sight of it, lacked it in a scope that held it.
        """
        runs = self._catalog_runs(kind)
        keys = None if chains is None else [key for chain in chains for key in runs.by_chain.get(chain, ())]
        by_chain: dict[str, list[Run]] = {}
        for (chain, _), run in runs.at(until, keys).items():
            by_chain.setdefault(chain, []).append(run)
        return [self._sight(each, until) for each in by_chain.values()]

    def _sight(self, runs: list[Run], until: int) -> _Sight:
        newest = max(runs, key=lambda run: (run.last_seen, run.observed_at, _scope_key(self._scopes[run.scope_id])))
        read = [self._readings.last_complete(run.scope_id, until) for run in runs]
        latest = max((time for time in read if time is not None), default=newest.last_seen)
        return _Sight(newest, listed=latest <= newest.last_seen)

    def _load_entries(self, kind: Kind, ids: Iterable[int]) -> None:
        columns = tables.catalog.c
        missing = [each for each in ids if each not in self._entries]
        decode = msgspec.json.Decoder(_NOUNS[kind]).decode
        for some in chunks(missing):
            rows = self._connection.execute(select(columns.id, columns.body).where(columns.id.in_(some)))
            self._entries.update((row[0], decode(row[1])) for row in rows)

    # --- results -----------------------------------------------------------------------------

    @cached_property
    def _result_runs(self) -> Runs:
        return Runs(self._connection, tables.results, self._readings, None, self._known_at, self._last)

    @cached_property
    def subjects(self) -> dict[int, StoredSubject]:
        """Every subject by id, with its identity then."""
        return {subject.id: subject for subject in identities.subjects(self._connection, self._scopes, self._known_at)}

    @cached_property
    def _terms(self) -> dict[int, _Terms]:
        columns = tables.imports.c
        rows = self._connection.execute(select(columns.id, columns.citation, columns.licence))
        return {row[0]: _Terms(row[1], row[2]) for row in rows}

    def _load_results(self, ids: Iterable[int]) -> None:
        columns = tables.results.c
        missing = [each for each in ids if each not in self._results]
        wanted = select(columns.id, columns.subject_id, columns.import_id, columns.body, *self._place)
        decode = msgspec.json.Decoder(Result).decode
        for some in chunks(missing):
            rows = self._connection.execute(wanted.where(columns.id.in_(some)))
            for version_id, subject_id, import_id, body, *place in rows:
                terms = self._terms[import_id]
                corrected = self._corrected_licences.get(tuple(place), terms.licence)
                terms = terms._replace(licence=identities.stricter(terms.licence, corrected))
                self._results[version_id] = (decode(body), subject_id, terms)

    @cached_property
    def _place(self) -> tuple[Column[int], Column[str], Column[int]]:
        columns = tables.results.c
        return (columns.scope_id, columns.chain, columns.observed_at)

    @cached_property
    def _corrected_licences(self) -> dict[tuple[int | str, ...], Licence]:
        """Of rows that were told again of the same date, the strictest licence.

        What was believed then is told as it was then, but only to those who may see it by what is known now.
        """
        found: dict[tuple[int | str, ...], Licence] = {}
        if self._known_at is None:
            return found
        again = select(*self._place).group_by(*self._place).having(func.count() > 1)
        rows = self._connection.execute(
            select(*self._place, tables.results.c.import_id).where(tuple_(*self._place).in_(again))
        )
        for *place, import_id in rows:
            licence = self._terms[import_id].licence
            found[tuple(place)] = identities.stricter(found.get(tuple(place), licence), licence)
        return found

    def _stored_result(self, run: Run) -> StoredResult:
        result, subject_id, terms = self._results[run.id]
        subject = self.subjects[subject_id]
        return StoredResult(
            scope=subject.scope,
            subject=subject.subject,
            labels=subject.labels,
            identity=subject.identity,
            result=result,
            observed_at=instant(run.observed_at),
            last_seen=instant(run.last_seen),
            standing=run.standing,
            citation=terms.citation,
            licence=terms.licence,
        )


def model_chain(model_id: str) -> str:
    """The chain of a catalogue entry."""
    return digest("model", storable(model_id))


def _calls(subject: StoredSubject, board: Board, names: Collection[str]) -> bool:
    """Whether a subject is one of these names of a board's own source."""
    scope = subject.scope
    return scope.via is None and scope.source == board.source and subject.labels.name in names


def _end(runs: Sequence[tuple[Run, int | None]]) -> int | None:
    """When the first of some runs was over, where the last of them is the next that is told."""
    gone = (end for (_, end), (following, _) in pairwise(runs) if end != following.observed_at)
    last = runs[-1][0].observed_at if len(runs) > 1 else runs[0][1]
    return next(gone, last)


def _spaced_places(count: int, most: int) -> list[int]:
    """So many places among ``count``, evenly spaced, the first and the last among them."""
    if count <= most:
        return list(range(count))
    return sorted({round(at * (count - 1) / (most - 1)) for at in range(most)})


def _dates(readings: Iterable[Reading]) -> tuple[datetime, ...]:
    return tuple(instant(time) for time in sorted({reading.observed_at for reading in readings}))


def _until(as_of: datetime | None) -> int:
    return FOREVER if as_of is None else micros(as_of)


def _scope_key(scope: Scope) -> tuple[str, str, str]:
    return (scope.source, scope.feed, scope.via or "")


def _result_key(stored: StoredResult) -> tuple[str, ...]:
    return (*_scope_key(stored.scope), stored.subject, stored.result.board, stored.result.variant)
