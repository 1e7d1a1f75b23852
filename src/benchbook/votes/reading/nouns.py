"""What is asked of a reading of votes, and what comes of it."""

from datetime import datetime

import pyarrow as pa

from benchbook.model import Noun

MOST_BYTES = 64 * 1024**3
"""How much a file of votes may hold when unpacked, unless more is asked for."""

MOST_ROWS = 250_000
"""How many rows of a file stand in one chunk at most; a placement is one row and several votes."""


class Mapping(Noun, frozen=True, kw_only=True):
    """What a person says of a file's columns, each by its name as it stands there; ``None`` is to be found.

    An empty text says that the file has none. ``covariates`` name columns that hold a difference, or what stands
    in two columns ``NAME_a`` and ``NAME_b``. ``placements`` are the columns of the first, second, … model, or one
    column that holds a list of models, the first first; ``model`` and ``place`` are the columns of a file with a
    row for each model of a tournament.
    """

    model_a: str | None = None
    model_b: str | None = None
    winner: str | None = None
    vote_id: str | None = None
    category: str | None = None
    voter: str | None = None
    prompt: str | None = None
    tournament: str | None = None
    cast_at: str | None = None
    side: str | None = None
    names_visible: str | None = None
    covariates: tuple[str, ...] = ()
    placements: tuple[str, ...] = ()
    model: str | None = None
    place: str | None = None


class Wanted(Noun, frozen=True, kw_only=True):
    """How votes are to be read.

    ``time_zone`` (an IANA name) is that of times without an offset; ``category`` is that of all rows, whatever
    the file says. ``max_bytes`` bounds what a file unpacks to. No vote was cast more than a day after ``now``,
    which is the time of reading where it is not given.
    """

    mapping: Mapping = Mapping()
    time_zone: str | None = None
    category: str | None = None
    max_bytes: int = MOST_BYTES
    now: datetime | None = None


class Rejection(Noun, frozen=True, kw_only=True):
    """A row that is no vote: its place counted from 1, why, and the beginning of what stands there."""

    row: int
    reason: str
    excerpt: str = ""


class Chunk(Noun, frozen=True, kw_only=True):
    """A part of what was read, in the order of the file.

    ``table`` is in the shape of ``schema.READ``. ``notes`` are sentences on the file as a whole: what was decided
    of its columns, what was left out; each is told once. ``bytes_read`` of ``bytes_total`` is how far the reading
    has come in the file as it lies on the disk. ``numbered`` says that placements bear no name of their
    tournament: it is the row's number, which means nothing outside this file.
    """

    table: pa.Table
    rejected: tuple[Rejection, ...] = ()
    notes: tuple[str, ...] = ()
    bytes_read: int = 0
    bytes_total: int | None = None
    numbered: bool = False

    @property
    def rows(self) -> int:
        """Votes and refused rows together; a placement counts as its pairs, or as one if it was refused."""
        return int(self.table.num_rows) + len(self.rejected)
