"""The store: an append-only, bitemporal ledger in SQLite or PostgreSQL."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine, update

from benchbook.collector import paused
from benchbook.errors import StoreReadOnly, StoreUnavailable
from benchbook.model import (
    NOW,
    ApiKey,
    CatalogModel,
    Endpoint,
    LedgerState,
    Licence,
    Moment,
    Provider,
    Refresh,
    Rejected,
    StoredModel,
    StoredResult,
    Times,
)
from benchbook.moments import settled
from benchbook.places import default_store
from benchbook.store import (
    announcements,
    archive,
    checks,
    copying,
    decisions,
    documents,
    keys,
    pruning,
    reads,
    replays,
    schema,
    tables,
)
from benchbook.store.engine import Target, connect, give_space_back, keep_readers_free, locate, lock, reading, writing
from benchbook.store.failures import legible, translated
from benchbook.store.nouns import (
    ArchivedDocument,
    ArchiveSize,
    CachedReply,
    Counts,
    Decision,
    RecordedImport,
    StoredImport,
    StoredSubject,
)
from benchbook.store.packing import Recent
from benchbook.store.timeline import Timeline
from benchbook.store.voting import Ballots, Records
from benchbook.store.writes import Writer

Answer = TypeVar("Answer")


def open_store(target: str | None = None, *, busy_timeout_seconds: float = 30, create: bool = True) -> "Store":
    """Open a store by path or URL, creating folder, file and schema where there are none.

    An older schema is migrated. Without ``create`` a file that is not there is an error. Raises
    ``StoreVersion`` for a newer one, ``StoreReadOnly`` where a
    schema is needed but may not be written, and ``StoreUnavailable`` for what is no store.
    """
    place = locate(target or default_store())
    if not create and place.path is not None and not Path(place.path).exists():
        raise StoreUnavailable(
            place.name,
            "there is no such store",
            hint="check --store; `benchbook import`, `benchbook votes import` and `benchbook serve` make one",
        )
    with translated(place.name, busy_timeout_seconds):
        engine = connect(place, busy_timeout_seconds)
    try:
        with translated(place.name, busy_timeout_seconds), legible(place.name):
            _prepare(engine, place, busy_timeout_seconds)
    except BaseException:
        engine.dispose()
        raise
    return Store(place, engine, busy_timeout_seconds)


def _prepare(engine: Engine, place: Target, busy_timeout_seconds: float) -> None:
    with engine.connect() as connection, connection.begin():
        found = schema.state(connection, place.name)
    if found == schema.REVISIONS[-1]:
        return
    if place.read_only:
        raise StoreReadOnly(place.name, is_older=found is not None)
    keep_readers_free(engine)
    with writing(engine) as connection, connection.begin():
        lock(connection, busy_timeout_seconds)
        schema.bring_up(connection, place.name)


class Store:
    """An open ledger. Reads see one committed state each; writes are one transaction each.

    Every method raises ``StoreError`` when the database fails.
    """

    def __init__(self, place: Target, engine: Engine, busy_timeout_seconds: float) -> None:
        self.name = place.name
        self._read_only = place.read_only
        self._engine = engine
        self._busy_timeout_seconds = busy_timeout_seconds
        self._recent = Recent()
        self._known: tuple[int, tuple[CatalogModel, ...]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; the store opens them again when it is used again."""
        self._engine.dispose()

    def _ask(self, question: Callable[[Connection], Answer]) -> Answer:
        with (
            translated(self.name, self._busy_timeout_seconds),
            legible(self.name),
            reading(self._engine) as connection,
            connection.begin(),
        ):
            return question(connection)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One transaction that holds the write lock from the beginning: all of it or nothing.

        Raises ``StoreBusy`` when the lock cannot be had in time and ``StoreReadOnly``.
        """
        if self._read_only:
            raise StoreReadOnly(self.name)
        with translated(self.name, self._busy_timeout_seconds), writing(self._engine) as connection, connection.begin():
            lock(connection, self._busy_timeout_seconds)
            generation = reads.generation(connection)
            known = self._known if self._known is not None and self._known[0] == generation else None
            writer = Writer(connection, self._recent, self.name, None if known is None else known[1])
            yield writer
            if writer.changed:
                generation += 1
                columns = tables.meta.c
                moved = update(tables.meta).where(columns.name == "generation").values(value=str(generation))
                connection.execute(moved)
        self._known = None if writer.models is None else (generation, writer.models)

    @contextmanager
    def voting(self) -> Iterator[Ballots]:
        """One transaction that changes what is stored of votes: all of it or nothing, and once it ended it lasts.

        It holds the write lock from the beginning and leaves the generation where it is: what the ledger says stays
        the same. Raises ``StoreBusy`` when the lock cannot be had in time and ``StoreReadOnly``.
        """
        if self._read_only:
            raise StoreReadOnly(self.name)
        with (
            translated(self.name, self._busy_timeout_seconds),
            writing(self._engine, lasting=True) as connection,
            connection.begin(),
        ):
            lock(connection, self._busy_timeout_seconds)
            yield Ballots(connection)

    def of_votes(self, question: Callable[[Records], Answer]) -> Answer:
        """What a question finds in what is stored of votes; all it sees is one committed state."""
        return self._ask(lambda connection: question(Records(connection)))

    def generation(self) -> int:
        """A number that changes with every committed write by any process."""
        return self._ask(reads.generation)

    def state(self, moment: Moment = NOW) -> LedgerState:
        """Everything at a moment, read in one transaction.

        Raises ``NoSuchMoment`` for one before the first record.
        """
        with paused():
            return self.over_time(lambda then, settled_moment: then.state(settled_moment.as_of), moment)

    def over_time(self, question: Callable[[Timeline, Moment], Answer], moment: Moment = NOW) -> Answer:
        """What a question finds that may ask for any date; all it sees is one committed state.

        It gets the moment as it is settled by what was observed and recorded until then. Raises
        ``NoSuchMoment`` for one before the first record.
        """

        def ask(connection: Connection) -> Answer:
            at = settled(moment, reads.times(connection))
            return question(Timeline(connection, at.known_at, at.as_of), at)

        return self._ask(ask)

    def times(self, licences: Collection[Licence] | None = None) -> Times:
        """Every instant at which something was observed or recorded, in all documents or in those of some licences."""
        return self._ask(lambda connection: reads.times(connection, licences))

    def models(self, as_of: datetime | None = None) -> tuple[StoredModel, ...]:
        """The newest version of every model ever seen until ``as_of``, listed or not, by id."""
        return self._ask(lambda connection: Timeline(connection).models(as_of))

    def providers(self, as_of: datetime | None = None) -> tuple[Provider, ...]:
        """The providers listed at ``as_of``, by slug."""
        return self._ask(lambda connection: Timeline(connection).providers(as_of))

    def endpoints(self, model_id: str | None = None, as_of: datetime | None = None) -> tuple[Endpoint, ...]:
        """The endpoints listed at ``as_of``, of one model or all, by model and tag."""
        listed = self._ask(lambda connection: Timeline(connection).endpoints(as_of))
        return tuple(endpoint for endpoint in listed if model_id in {None, endpoint.model_id})

    def subjects(self) -> tuple[StoredSubject, ...]:
        """Every subject ever seen, with its current identity."""
        return self._ask(reads.subjects)

    def results(self, as_of: datetime | None = None) -> tuple[StoredResult, ...]:
        """The newest version of every result until ``as_of``, withdrawn ones not ``standing``."""
        return self._ask(lambda connection: Timeline(connection).results(as_of))

    def refreshes(self, as_of: datetime | None = None) -> tuple[Refresh, ...]:
        """The newest complete reading of every scope until ``as_of``."""
        return self._ask(lambda connection: Timeline(connection).refreshes(as_of))

    def imports(self, moment: Moment = NOW) -> tuple[StoredImport, ...]:
        """Every import recorded until a moment, of documents no newer than it, in order of recording."""
        return self._ask(lambda connection: documents.imports(connection, moment))

    def rejections(self, import_id: int) -> tuple[Rejected, ...]:
        """The rows that an import could not use."""
        return self._ask(lambda connection: documents.rejections(connection, import_id))

    def counts(self, moment: Moment = NOW) -> Counts:
        """How much of everything there is at a moment; raises ``NoSuchMoment`` for one before the first record."""
        return self._ask(lambda connection: reads.counts(connection, moment))

    def cached(self, url: str) -> CachedReply | None:
        """What the last reply of a URL said of itself."""
        return self._ask(lambda connection: archive.cached(connection, url))

    def archived(self, sha256: str) -> bytes | None:
        """A document as it came, or None where there is none or its bytes were pruned.

        Raises ``ArchiveDamaged`` when what is kept is not what came.
        """
        return self._ask(lambda connection: archive.body(connection, sha256, self._recent))

    def newest_document(self, source: str, origin: str, until: datetime) -> bytes | None:
        """The newest document of a source and origin that is no newer than ``until``, as it came.

        None where there is none, or its bytes were pruned. Raises ``ArchiveDamaged``.
        """
        sha256 = self._ask(lambda connection: documents.newest_of(connection, source, origin, until))
        return None if sha256 is None else self.archived(sha256)

    def documents(self) -> tuple[ArchivedDocument, ...]:
        """Every document of the archive, in order of recording; those pruned, too."""
        return self._ask(replays.documents)

    def archive_size(self) -> ArchiveSize:
        """What the archive holds, in bytes."""
        return self._ask(replays.archive_size)

    def prunable(self, before: datetime | None, keep_last: int = 1) -> tuple[ArchivedDocument, ...]:
        """The documents that ``prune`` would let go of."""
        return self._ask(lambda connection: pruning.prunable(connection, before, keep_last))

    def prune(self, before: datetime | None, keep_last: int = 1) -> tuple[ArchivedDocument, ...]:
        """Let go of the bytes of documents first recorded before a time, if they are not the last of their source.

        One transaction; then the space is given back, unless somebody reads: the next time does it.
        """
        with self.writing() as writer:
            pruned = writer.prune(before, keep_last)
        with translated(self.name, self._busy_timeout_seconds):
            give_space_back(self._engine)
        return pruned

    def copy_into(
        self,
        other: "Store",
        *,
        replace: bool = False,
        without_raw_since: datetime | None = None,
        progress: copying.Progress | None = None,
    ) -> None:
        """Make the ledger of another store the same as this one's, in one transaction.

        It keeps its own keys and decisions. With ``without_raw_since`` documents' bytes stay behind. Raises
        ``NotEmpty`` for a store that holds something, unless ``replace``.
        """

        def take_over(connection: Connection) -> None:
            with other.writing() as writer:
                writer.take_over(
                    connection,
                    store=other.name,
                    replace=replace,
                    without_raw_since=without_raw_since,
                    progress=progress,
                )

        self._ask(take_over)

    def recorded_imports(self) -> tuple[RecordedImport, ...]:
        """Every import with what is needed to record it again, in order of recording."""
        return self._ask(replays.recorded_imports)

    def replies(self) -> tuple[CachedReply, ...]:
        """What the last reply of every URL said of itself."""
        return self._ask(replays.replies)

    def announcements(self) -> dict[str, set[str]]:
        """The events, by their hashes, that each watch was told of."""
        return self._ask(announcements.all_told)

    def announced(self, watch: str) -> set[str]:
        """The events, by their hashes, that a watch was told of."""
        return self._ask(lambda connection: announcements.told(connection, watch))

    def keys(self) -> tuple[ApiKey, ...]:
        """Every API key, revoked ones too."""
        return self._ask(keys.all_keys)

    def decisions(
        self, limit: int | None = None, *, before: int | None = None, licences: Collection[Licence] | None = None
    ) -> tuple[Decision, ...]:
        """What people decided about names, the newest first: at most ``limit``, with ids below ``before``.

        With ``licences`` only those about names that came under these.
        """
        return self._ask(lambda connection: decisions.newest(connection, limit, before, licences))

    def check(self, progress: checks.Progress | None = None) -> tuple[str, ...]:
        """What is wrong with the ledger, a sentence each; empty when nothing is."""
        return self._ask(lambda connection: checks.complaints(connection, progress))
