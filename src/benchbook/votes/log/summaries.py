"""What became of votes that came."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from benchbook.store.voting import NewBatch, StoredRejection


class VotesSummary(NewBatch, frozen=True, kw_only=True, omit_defaults=False):
    """What became of a file of votes; ``rejections`` are the first of the rejected rows.

    ``notes`` are sentences on how the file was read. So many ``files`` of the log were written.
    """

    arena: str
    rejections: tuple[StoredRejection, ...]
    notes: tuple[str, ...]
    files: int


class PostSummary(NewBatch, frozen=True, kw_only=True, omit_defaults=False):
    """What became of votes that were posted, with all ``rejections``.

    ``waiting`` is how many votes of the arena are in no file of the log yet.
    """

    arena: str
    rejections: tuple[StoredRejection, ...]
    waiting: int


class BallotBox(Protocol):
    """Takes votes as they come in over HTTP; see ``ballot_box``."""

    def put(self, arena: str, votes: Sequence[Mapping[str, object]], sender: str) -> PostSummary:
        """Record votes for an arena; ``sender`` says whose they are."""
