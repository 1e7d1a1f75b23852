"""The votes of a store's arenas -> rated boards."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
import pyarrow as pa

from benchbook.arena.contestants import Identify, identifier
from benchbook.arena.conventions import DEFAULT, OVERALL, Conventions
from benchbook.arena.counted import counted_by
from benchbook.arena.evidence import BASES, Evidence, Kind, board_of_rows, row_columns
from benchbook.arena.rated import BoardRatings, rate_evidence
from benchbook.errors import NoSuchCategory, NotRatable
from benchbook.resolve import Facts, packaged_facts
from benchbook.store import Store
from benchbook.store.voting import Records
from benchbook.votes.counting.rows import vote_rows
from benchbook.votes.counting.which import Which
from benchbook.votes.log.arenas import arenas, found_arena
from benchbook.votes.log.checking import checked_paths
from benchbook.votes.log.stored import categories, files_of, stored_counts
from benchbook.votes.log.waiting import table_of

Progress = Callable[[int, int], None]
"""Is told how many votes of how many were read, in any thread."""

State = tuple[tuple[str, int], ...]
"""How many votes of each kind a board has: another one whenever a vote came that counts."""

ARROW = "arrow"
_MARKS = ("category", "kind", "flag")


class _Held(NamedTuple):
    """What is known of an arena's votes as a whole; ``grouped`` is how many have a voter or a tournament."""

    newest: datetime | None
    flagged: int
    grouped: int


class Rater:
    """Rates boards of a store's arenas; ``log`` is the folder of their votes.

    Counts that are kept beside the log are enough where no vote has a voter or a tournament; else the log is read.
    Another ``engine`` than ``arrow`` counts votes and tells nothing of single ones, so that none are taken together.
    """

    def __init__(
        self,
        store: Store,
        log: str | os.PathLike[str],
        *,
        facts: Callable[[], Facts] = packaged_facts,
        engine: str = ARROW,
        progress: Progress | None = None,
    ) -> None:
        self.store = store
        self._log = log
        self.facts = facts
        self._engine = engine
        self._progress = progress
        self._known: tuple[tuple[int, Facts], Identify] | None = None

    def arenas(self) -> tuple[str, ...]:
        """The arenas, by name."""
        return arenas(self.store)

    def states(self, arena: str) -> dict[str, State]:
        """The boards of an arena with their states, ``overall`` first; raises ``NoSuchArena``."""
        found: dict[str, State] = {OVERALL: ()}
        for each in categories(self.store, arena):
            found[each.name] = (*found.get(each.name, ()), (each.kind, each.votes))
        return found

    def board(
        self, arena: str, category: str = OVERALL, conventions: Conventions = DEFAULT, *, as_of: datetime | None = None
    ) -> BoardRatings:
        """One board, by the votes cast until ``as_of``, or recorded where nobody knows when they were cast.

        Raises ``NoSuchArena``, ``UnknownThing`` for a category, covariate or anchor, ``NotRatable`` where there is
        nothing to rate, ``InputError`` for a log that cannot be read, and ``StoreError``.
        """
        ((_, found),) = self.boards(arena, (category,), conventions, as_of=as_of)
        if isinstance(found, NotRatable):
            raise found
        return found

    def boards(
        self, arena: str, names: Sequence[str], conventions: Conventions = DEFAULT, *, as_of: datetime | None = None
    ) -> Iterator[tuple[str, BoardRatings | NotRatable]]:
        """Some boards of one arena, each with why it cannot be rated if it cannot; the log is read once at most.

        Raises as ``board`` does.
        """
        known = self.states(arena)
        for name in names:
            if name not in known:
                raise NoSuchCategory(arena, name, known)
        if self._engine != ARROW:
            conventions = msgspec.structs.replace(conventions, cluster="none")
        identify = self._identifier()
        evidence = self._evidence(arena, names, conventions, as_of, known)
        for name in names:
            try:
                yield (
                    name,
                    rate_evidence(
                        evidence(name),
                        arena=arena,
                        category=name,
                        rated_at=as_of or datetime.now(UTC),
                        conventions=conventions,
                        identify=identify,
                    ),
                )
            except NotRatable as error:
                yield name, error

    def _identifier(self) -> Identify:
        """What tells names that mean one model; the same one as long as the ledger and the facts stay as they are."""
        told = (self.store.generation(), self.facts())
        if self._known is None or self._known[0] != told:
            self._known = (told, identifier(self.store, told[1]))
        return self._known[1]

    # --- where the votes come from -------------------------------------------------------------

    def _evidence(
        self,
        arena: str,
        names: Sequence[str],
        conventions: Conventions,
        as_of: datetime | None,
        known: Mapping[str, State],
    ) -> Callable[[str], Evidence]:
        """What gives the evidence of each board."""
        held = self.store.of_votes(lambda records: _held(records, arena))
        until = as_of or held.newest
        if conventions.needs_rows or (held.grouped and conventions.cluster != "none"):
            return self._one_by_one(arena, names, conventions, as_of, until)
        if as_of is None and self._engine == ARROW:
            return lambda name: self._kept(arena, name, held, dict(known[name]))
        return lambda name: self._counted(arena, name, as_of, until)

    def _kept(self, arena: str, name: str, held: _Held, voted: Mapping[str, int]) -> Evidence:
        """By the counts that are kept beside the log; ``voted`` is how many votes there are of each kind."""
        kind: Kind = "placement" if voted.get("placement") and not voted.get("vote") else "vote"
        table = stored_counts(self.store, arena, name, kind)
        flagged = held.flagged if name == OVERALL else None
        return Evidence(table=table, basis=BASES[kind], flagged=flagged, until=held.newest)

    def _counted(self, arena: str, name: str, as_of: datetime | None, until: datetime | None) -> Evidence:
        """By the log, counted anew: votes, or placements where there are none."""
        files, waiting = self._log_of(arena, as_of)
        return replace(counted_by(self._engine, files, [waiting], name, as_of), until=until)

    def _one_by_one(
        self,
        arena: str,
        names: Sequence[str],
        conventions: Conventions,
        as_of: datetime | None,
        until: datetime | None,
    ) -> Callable[[str], Evidence]:
        """By the log, vote by vote."""
        files, waiting = self._log_of(arena, as_of)
        only = names[0] if len(names) == 1 and names[0] != OVERALL else None
        which = Which(category=only, until=as_of, flagged=True)
        times = () if conventions.voter_cap is None else ("recorded_at",)
        columns = (*row_columns(conventions), *times, *_MARKS)
        rows = vote_rows(files, [waiting], which, columns, self._progress)
        return lambda name: replace(board_of_rows(rows, name), until=until)

    def _log_of(self, arena: str, as_of: datetime | None) -> tuple[tuple[Path, ...], pa.Table]:
        """The files of an arena and the votes that are in none, in one state of the store."""
        files, rows = self.store.of_votes(
            lambda records: (files_of(records, arena, as_of), records.tail_rows(found_arena(records, arena).id))
        )
        return checked_paths(self._log, files), table_of(rows)


def _held(records: Records, arena: str) -> _Held:
    batches = records.batches(found_arena(records, arena).id)
    return _Held(
        newest=max((batch.recorded_at for batch in batches if batch.votes), default=None),
        flagged=sum(batch.flagged for batch in batches),
        grouped=sum(batch.grouped for batch in batches),
    )


def rate_board(
    store: Store,
    log: str | os.PathLike[str],
    arena: str,
    category: str = OVERALL,
    conventions: Conventions = DEFAULT,
    *,
    as_of: datetime | None = None,
    facts: Callable[[], Facts] = packaged_facts,
) -> BoardRatings:
    """Rate one board of an arena, as ``benchbook rate`` does; ``log`` is the folder of votes.

    Raises as ``Rater.board`` does.
    """
    return Rater(store, log, facts=facts).board(arena, category, conventions, as_of=as_of)
