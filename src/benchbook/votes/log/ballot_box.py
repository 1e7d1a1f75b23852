"""Where votes go that come in over HTTP: one request after another, into the store and then into the log."""

import logging
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchbook.errors import BadVotes, BenchbookError, InputError, NoUsableVote, StoreBusy, UnknownThing
from benchbook.store import Store
from benchbook.votes.log.summaries import PostSummary

if TYPE_CHECKING:
    from benchbook.votes.reading import nouns

_log = logging.getLogger(__name__)


class StoreBox:
    """Puts votes into a store; those of an arena that wait go into a file of the log when they are many.

    ``patience_seconds`` is how long a request waits for those before it. Methods may be called by several threads.
    """

    def __init__(self, store: Store, folder: Path, patience_seconds: float = 5) -> None:
        self._store = store
        self._folder = folder
        self._patience_seconds = patience_seconds
        self._turn, self._sealing = threading.Lock(), threading.Lock()

    def put(self, arena: str, votes: Sequence[Mapping[str, object]], sender: str) -> PostSummary:
        """Record votes, each with every field that a posted vote may have.

        Raises ``NoSuchArena``, ``NoUsableVote``, ``BadVotes`` and ``StoreError``; then nothing was recorded.
        """
        # Arrow comes with the first votes: a server that takes none starts in half the time.
        from benchbook.votes.log.posting import SEAL_AT, post_votes  # noqa: PLC0415
        from benchbook.votes.reading.chunks import read_rows  # noqa: PLC0415
        from benchbook.votes.reading.nouns import Wanted  # noqa: PLC0415

        try:
            chunk = read_rows(votes, Wanted(mapping=_mapping(), time_zone="UTC"))
        except (InputError, UnknownThing) as error:
            raise BadVotes(error.sentence) from error
        if not chunk.table.num_rows and chunk.rejected:
            first = chunk.rejected[0]
            raise NoUsableVote(len(chunk.rejected), first.row - 1, first.reason)
        if not self._turn.acquire(timeout=self._patience_seconds):
            raise StoreBusy(self._store.name, self._patience_seconds)
        try:
            summary = post_votes(self._store, arena, chunk, origin=sender)
        finally:
            self._turn.release()
        if summary.waiting >= SEAL_AT and self._sealing.acquire(blocking=False):
            try:
                self._seal(arena)
            finally:
                self._sealing.release()
        return summary

    def _seal(self, arena: str) -> None:
        """The votes are recorded: what fails here is tried again with the next ones, which need not wait for it."""
        from benchbook.votes.log.sealing import seal  # noqa: PLC0415

        try:
            seal(self._store, self._folder, arena)
        except BenchbookError as error:
            _log.warning("votes of %s stay in the store for now: %s", arena, error)


def _mapping() -> "nouns.Mapping":
    """What is what in a vote that is posted; its covariates stand under that name."""
    from benchbook.votes.reading import nouns  # noqa: PLC0415

    return nouns.Mapping(
        model_a="model_a",
        model_b="model_b",
        winner="winner",
        vote_id="vote_id",
        category="category",
        tournament="tournament_id",
        voter="voter",
        prompt="prompt_id",
        cast_at="time",
        side="side",
        names_visible="names_visible",
    )
