"""Boards of own arenas into the ledger, and the thread that keeps them up to date while a server runs."""

import logging
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Self

from benchbook.arena.conventions import DEFAULT, OVERALL, Conventions
from benchbook.arena.document import (
    UNSAID,
    BoardDocument,
    Terms,
    called_as,
    conventions_of,
    document_of,
    read_document,
    written,
)
from benchbook.arena.rated import BoardRatings
from benchbook.arena.rater import Rater
from benchbook.errors import BenchbookError, Malformed, NothingToRate
from benchbook.model import ImportSummary, Noun, Raw
from benchbook.pipeline import import_document
from benchbook.resolve import Facts
from benchbook.sources import source_by_id
from benchbook.sources.arena import MAIN, SOURCE_ID, parse
from benchbook.store import Store
from benchbook.wording import counted

STOP_SECONDS = 1
_SECONDS_A_MINUTE = 60
_MOST_NAMED = 5

_log = logging.getLogger(__name__)


class Published(Noun, frozen=True, kw_only=True):
    """What became of a board: ``summary`` is that of its import, None where nothing was written.

    ``news`` are sentences: what changed, or why nothing was written.
    """

    board: str
    news: tuple[str, ...]
    summary: ImportSummary | None = None


def origin_of(arena: str, category: str) -> str:
    """Whence the ledger has a board."""
    return f"arena:{arena}/{category}"


def last_published(store: Store, arena: str, category: str, until: datetime | None = None) -> BoardDocument | None:
    """The board as it was published last, of ``until`` or before; None where it never was, or cannot be read."""
    body = store.newest_document(SOURCE_ID, origin_of(arena, category), until or datetime.now(UTC))
    return None if body is None else read_document(body)


def terms_of(store: Store, board: BoardRatings, terms: Terms = UNSAID) -> Terms:
    """The terms of a board: those that are given, else its own by then, else its newest, else the arena's newest.

    So neither a past board nor a new category of an arena for internal use is shown to everyone.
    """
    by_then = last_published(store, board.arena, board.category, board.rated_at)
    return _completed(terms, store, board, by_then or last_published(store, board.arena, board.category))


def _completed(terms: Terms, store: Store, board: BoardRatings, known: BoardDocument | None) -> Terms:
    """The terms, with what they leave open as of a board that is ``known``, else as of the arena's newest."""
    held = known or last_published(store, board.arena, OVERALL)
    if held is None:
        return terms
    return Terms(
        licence=held.licence if terms.licence is None else terms.licence,
        citation=held.citation if terms.citation is None else terms.citation,
    )


def publish_board(store: Store, board: BoardRatings, *, terms: Terms = UNSAID, facts: Facts | None = None) -> Published:
    """Write a board into the ledger, unless it says what it said before; on its earlier terms where none are given.

    Raises ``StoreError``, and ``InputError`` for a board of which the ledger cannot take every listed model.
    """
    before = last_published(store, board.arena, board.category, board.rated_at)
    known = before or last_published(store, board.arena, board.category)
    document = called_as(document_of(board, _completed(terms, store, board, known)), known)
    if not any(row.listed and row.component == MAIN for row in document.models):
        least = f"{document.method.list_battles:,}"
        return Published(board=board.name, news=(f"not published: no model has {least} battles yet",))
    if before is not None and document.says_the_same(before):
        return Published(board=board.name, news=("unchanged",))
    origin = origin_of(board.arena, board.category)
    raw = Raw(body=written(document), origin=origin, received_at=board.rated_at)
    _check_whole(document, raw)
    summary = import_document(store, source_by_id(SOURCE_ID), (raw,), extent="complete", facts=facts)
    return Published(board=board.name, summary=summary, news=tuple(_news(before, document)))


def _check_whole(document: BoardDocument, raw: Raw) -> None:
    """Raises ``Malformed`` where a listed model would be missing: without it the others' ranks mislead."""
    listed = {f"models[{at}]" for at, row in enumerate(document.models) if row.listed and row.component == MAIN}
    for refused in parse((raw,)).rejected:
        if refused.locator in listed:
            name = document.models[int(refused.locator[len("models[") : -1])].name
            raise Malformed(raw.origin, refused.locator, f"figures that can be kept; of {name!r} {refused.reason}")


def _news(before: BoardDocument | None, after: BoardDocument) -> Iterator[str]:
    """What a reader of the board would notice."""
    new = {row.name: row for row in after.models if row.rank is not None and row.component == MAIN}
    if before is None:
        yield f"published for the first time, with {counted(len(new), 'model')}"
        return
    old = {row.name: row for row in before.models if row.rank is not None and row.component == MAIN}
    if before.method.version != after.method.version:
        yield f"rated otherwise: {after.method.version}"
    for verb, names in (("listed now", new.keys() - old.keys()), ("listed no more", old.keys() - new.keys())):
        if names:
            yield f"{verb}: {_named(sorted(names))}"
    first = [sorted(row.name for row in rows.values() if row.rank == 1) for rows in (old, new)]
    if first[0] != first[1]:
        yield f"first place: {_named(first[1])}, before {_named(first[0])}"
    moves = {name: new[name].elo - old[name].elo for name in new.keys() & old.keys() if new[name].elo != old[name].elo}
    if moves:
        most = min(moves, key=lambda name: (-abs(moves[name]), name))
        yield f"{counted(len(moves), 'rating')} moved, most that of {most}, by {moves[most]:+.1f} points"
    if before.counts.votes != after.counts.votes:
        yield f"{after.counts.votes - before.counts.votes:+,} votes"
    if before.licence != after.licence:
        yield f"licence {after.licence}, before {before.licence}"
    if before.citation != after.citation:
        yield f"cited as {after.citation!r}"


def _named(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


class Scorekeeper:
    """Rates and publishes every board whose votes changed, again and again, in a thread of its own.

    A board is rated by the conventions and on the terms by which it was published last. What goes wrong with a board
    is logged once, until it goes well again. As a context manager it works from the beginning to the end.
    """

    def __init__(self, rater: Rater, minutes: float) -> None:
        self._rater = rater
        self._store = rater.store
        self._seconds = minutes * _SECONDS_A_MINUTE
        self._rated: dict[tuple[str, str], object] = {}
        self._failing: dict[str, str] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._work, name="benchbook-scorekeeper", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=STOP_SECONDS)

    def _work(self) -> None:
        self.round()
        while not self._stopping.wait(self._seconds):
            self.round()

    def round(self) -> tuple[Published, ...]:
        """Rate and publish what changed since the last round; what cannot be rated is left for the next."""
        done: list[Published] = []
        try:
            for arena in self._rater.arenas():
                states = self._rater.states(arena)
                changed = [name for name, state in states.items() if self._rated.get((arena, name)) != state]
                for name, found in self._boards(arena, changed):
                    if self._stopping.is_set():
                        return tuple(done)
                    done += self._publish(arena, name, states[name], found)
        except Exception as error:  # noqa: BLE001 - the next round may go well
            self._tell("the arenas", error)
        else:
            self._well("the arenas")
        return tuple(done)

    def _boards(self, arena: str, names: Sequence[str]) -> Iterator[tuple[str, BoardRatings | Exception]]:
        """Each board, or why there is none; votes are read once for all boards of the same conventions."""
        alike: dict[Conventions, list[str]] = {}
        for name in names:
            alike.setdefault(self._conventions(arena, name), []).append(name)
        for conventions, left in alike.items():
            while left:
                try:
                    for name, found in self._rater.boards(arena, tuple(left), conventions):
                        left.remove(name)
                        yield name, found
                except Exception as error:  # noqa: BLE001 - one board must not keep the others from being rated
                    yield left.pop(0), error

    def _publish(self, arena: str, category: str, state: object, found: BoardRatings | Exception) -> list[Published]:
        board, published = f"{arena}/{category}", []
        if isinstance(found, BoardRatings):
            try:
                published = [publish_board(self._store, found, facts=self._rater.facts())]
            except Exception as error:  # noqa: BLE001 - one board must not keep the others from being published
                found = error
        if isinstance(found, Exception) and not isinstance(found, NothingToRate):
            self._tell(board, found)
            return []
        self._rated[arena, category] = state  # also where there is nothing to rate: votes may come
        self._well(board)
        return published

    def _conventions(self, arena: str, category: str) -> Conventions:
        before = last_published(self._store, arena, category)
        return DEFAULT if before is None else conventions_of(before)

    def _tell(self, what: str, error: Exception) -> None:
        if self._failing.get(what) != str(error):
            unexpected = not isinstance(error, BenchbookError)
            _log.warning("cannot rate %s: %s", what, error, exc_info=unexpected)
        self._failing[what] = str(error)

    def _well(self, what: str) -> None:
        if self._failing.pop(what, None) is not None:
            _log.warning("rating %s again", what)
