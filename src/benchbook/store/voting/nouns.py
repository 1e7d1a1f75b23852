"""What is stored of votes, as it goes in and comes out."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from benchbook.model import Noun

OVERALL = "overall"
"""The category that counts all votes of an arena, whatever theirs; no vote may have it as its own."""


MOST_REASONS = 100
"""How many reasons are counted apart; rows rejected for more of them are counted under ``OTHER_REASONS``."""

OTHER_REASONS = "another reason"


def reason_counted(reason: str, counted: Mapping[str, int]) -> str:
    """The reason under which a rejected row is counted beside those that were."""
    return reason if reason in counted or len(counted) < MOST_REASONS else OTHER_REASONS


class StoredArena(Noun, frozen=True, kw_only=True):
    """A place where votes are gathered."""

    id: int
    name: str
    created_at: datetime


class Cell(NamedTuple):
    """How often one of two models won in one category, or ``OVERALL``; ``model_a`` comes before ``model_b``."""

    kind: str
    category: str
    model_a: str
    model_b: str
    a_wins: int
    b_wins: int
    ties: int
    both_bad: int


class CountColumns(NamedTuple):
    """The cells of one kind and category, a list for each column, all of the same length."""

    model_a: list[str]
    model_b: list[str]
    a_wins: list[int]
    b_wins: list[int]
    ties: list[int]
    both_bad: list[int]


class TailRow(NamedTuple):
    """A vote that is in no file yet; times are microseconds since 1970 UTC, ``covariates`` a JSON object."""

    vote_key: bytes
    recorded_at: int
    vote_id: str | None
    kind: str
    category: str | None
    cast_at: int | None
    model_a: str
    model_b: str
    winner: str
    tournament: str | None
    voter: str | None
    prompt: str | None
    side: str | None
    flag: str | None
    covariates: str | None


class TailExtent(NamedTuple):
    """How many votes wait, and when the newest of them was recorded, in microseconds since 1970 UTC."""

    votes: int
    newest: int | None


class NewBatch(Noun, frozen=True, kw_only=True):
    """What came at once: ``rows`` are ``votes``, ``flagged``, ``repeated``, ``conflicting`` and ``rejected`` together.

    ``votes`` are new and counted, ``grouped`` of them with a voter or a tournament; ``flagged`` are new and kept
    without being counted, ``repeated`` known before, ``conflicting`` known before with another content. ``digest`` is
    the sha256 of a file's unpacked ``bytes``, None for votes that came one by one; ``last_row`` is the number of its
    last row. ``reasons`` count the rejected ones.
    """

    origin: str
    rows: int
    votes: int
    flagged: int
    repeated: int
    conflicting: int
    rejected: int
    grouped: int = 0
    digest: str | None = None
    bytes: int = 0
    last_row: int = 0
    reasons: Mapping[str, int] = {}


class StoredBatch(NewBatch, frozen=True, kw_only=True, omit_defaults=False):
    """The same as it was recorded."""

    id: int
    arena: str
    recorded_at: datetime


class StoredRejection(Noun, frozen=True, kw_only=True):
    """A row that was no vote: its place counted from 1, why, and the beginning of what stood there."""

    row: int
    reason: str
    excerpt: str = ""


class Reading(NamedTuple):
    """A file that an arena's votes came from: the number and the hash of its unpacked bytes, and of its last row."""

    bytes: int
    digest: str
    last_row: int


class NewFile(Noun, frozen=True, kw_only=True):
    """A file of the log; ``path`` is relative to the log's folder, with slashes."""

    day: date
    path: str
    rows: int
    bytes: int
    sha256: str


class StoredFile(NewFile, frozen=True, kw_only=True):
    """The same as the manifest has it; ``batch_id`` is None for votes that came one by one."""

    id: int
    arena: str
    batch_id: int | None
    recorded_at: datetime
