"""What may be told of any vote or placement: category, time, tournament, voter, prompt, whether names were seen."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchbook.errors import Malformed
from benchbook.votes.reading.covariates import Differences
from benchbook.votes.reading.facts import vote_facts
from benchbook.votes.reading.files.batch import MOST_EXCERPTS, Batch, Read
from benchbook.votes.reading.nouns import Rejection, Wanted
from benchbook.votes.reading.plan import Plan, Votes
from benchbook.votes.reading.sieve import Mask, Sieve
from benchbook.votes.reading.tables import coded
from benchbook.votes.reading.texts import MOST_CHARACTERS, Words, labels, prompts, refuse_faults, shown, words
from benchbook.votes.reading.times import Clock
from benchbook.votes.reading.winners import FALSE, TRUE, Tally, meant
from benchbook.wording import cleaned, shortened

_MOST_NAMES = 100_000
_MOST_TOLD = 5
RESERVED = "overall"
"""The category that no vote may have, since it means all of them."""


@dataclass(frozen=True)
class Piece:
    """What came of a batch: votes in the shape of ``schema.READ``, and the rows that are none."""

    table: pa.Table
    rejected: tuple[Rejection, ...]


class Reading:
    """What holds for a whole file while it is read batch by batch.

    Raises ``UnknownThing`` for a time zone that is none and ``Malformed`` for a category that is none.
    """

    def __init__(self, where: str, plan: Plan, wanted: Wanted, now: datetime) -> None:
        self.plan = plan
        self.clock = Clock(where, wanted.time_zone, now)
        self.tournaments = 0
        self._names: dict[str, str] = {}
        self._respelt: dict[str, str] = {}
        self._category = _checked(wanted.category)
        self._excerpts = MOST_EXCERPTS
        rows = plan.rows
        winner = rows.winner if isinstance(rows, Votes) else None
        columns = (rows.first.column, rows.second.column) if isinstance(rows, Votes) else ()
        self.tally = Tally(where, winner.name if winner is not None else "winner", columns)
        if isinstance(rows, Votes) and rows.hot:
            names = [read.name for read in rows.hot if read is not None]
            self.tally = Tally(where, names[0], expected=f"true in one of {', '.join(names)} and false in the others")
        self.differences = Differences(rows if isinstance(rows, Votes) else None)
        self.numbered = not isinstance(rows, Votes) and plan.tournament is None

    def notes(self) -> tuple[str, ...]:
        """What is told of the whole file in the end."""
        told = []
        if self.clock.assumed_utc:
            told.append("times without an offset are taken as UTC; --time-zone says where they were taken")
        if self.differences.left_out:
            told.append(
                f"covariates left out, being no number up to 10^12 or badly named: {self.differences.left_out:,}"
            )
        if self.tournaments:
            told.append(f"tournaments broken into pairs: {self.tournaments:,}")
        if self._respelt:
            pairs = [f"{shortened(first)} and {shortened(other)}" for first, other in self._respelt.items()]
            more = f" and {len(pairs) - _MOST_TOLD:,} more" if len(pairs) > _MOST_TOLD else ""
            told.append(f"names that differ in capital letters alone: {', '.join(pairs[:_MOST_TOLD])}{more}")
        return tuple(told)

    def meet(self, votes: pa.Table) -> None:
        """Take note of models that are written in two ways."""
        columns = (votes.column("model_a"), votes.column("model_b"))
        for chunk in (chunk for column in columns for chunk in column.chunks):
            for name in chunk.dictionary.to_pylist():
                first = self._names.setdefault(name.casefold(), name) if len(self._names) < _MOST_NAMES else name
                if first != name:
                    self._respelt.setdefault(first, name)

    def category(self, batch: Batch, sieve: Sieve) -> pa.Array:
        """The category of each row: the one that was asked for, or the row's own."""
        if self._category is not None:
            return coded(np.zeros(len(batch.rows)), (self._category,))
        if self.plan.category is None:
            return coded(np.full(len(batch.rows), -1), ())
        found = self.words(batch, self.plan.category, sieve)
        reserved = [code for code, value in enumerate(found.values) if value.casefold() == RESERVED]
        if reserved:
            sieve.refuse(
                np.isin(found.codes, reserved), f"the category {RESERVED!r} means all votes, and none is in it"
            )
        return found.array()

    def words(self, batch: Batch, read: Read, sieve: Sieve) -> Words:
        """A column of few texts; rows whose text cannot be used are refused."""
        found = words(batch.columns[read])
        refuse_faults(found, read.name, sieve)
        return found

    def rejections(self, batch: Batch, sieve: Sieve, told: tuple[Read, ...]) -> tuple[Rejection, ...]:
        """The rows that are refused, in order, the first of a file with what stands there."""

        def excerpt(at: int) -> str:
            self._excerpts -= 1
            if self._excerpts < 0:
                return ""
            return ", ".join(f"{shortened(read.name)}: {shown(batch.columns[read], at)}" for read in told)

        found = sieve.rejections(batch.rows, excerpt)
        return tuple(sorted((*found, *batch.refused), key=lambda rejection: rejection.row))


def _checked(category: str | None) -> str | None:
    if category is None:
        return None
    found = category.strip()
    if not found or len(found) > MOST_CHARACTERS or cleaned(found) != found or found.casefold() == RESERVED:
        expected = f"free text of 1 to {MOST_CHARACTERS} characters other than {RESERVED}"
        raise Malformed("category", "", f"{expected}, found {shortened(category)!r}")
    return found


@dataclass(frozen=True)
class Attributes:
    """Columns of a batch: what is told of each row."""

    category: pa.Array
    cast_at: pa.Array
    tournament: pa.Array
    voter: pa.Array
    prompt: pa.Array
    seen: Mask


def attributes(batch: Batch, reading: Reading, sieve: Sieve) -> Attributes:
    """What is told of each row; refuses rows where it cannot be understood."""
    plan, count = reading.plan, len(batch.rows)
    blank = pa.nulls(count, pa.string())
    cast_at = pa.nulls(count, pa.timestamp("us", tz="UTC"))
    if plan.cast_at is not None:
        cast_at = reading.clock.read(batch.columns[plan.cast_at], batch.rows, plan.cast_at.name, sieve)

    def text(read: Read | None) -> pa.Array:
        return blank if read is None else labels(batch.columns[read], read.name, sieve)

    return Attributes(
        category=reading.category(batch, sieve),
        cast_at=cast_at,
        tournament=text(plan.tournament),
        voter=text(plan.voter),
        prompt=blank if plan.prompt is None else _prompt(batch, plan.prompt, text(plan.turn)),
        seen=_seen(batch, reading, sieve),
    )


def _prompt(batch: Batch, read: Read, turn: pa.Array) -> pa.Array:
    """What was asked, and where that is told the turn, since each turn is judged by itself."""
    asked = prompts(batch.columns[read])
    if turn.null_count == len(turn):
        return asked
    return pc.if_else(pc.is_valid(turn), pc.binary_join_element_wise(asked, turn, " turn "), asked)


def _seen(batch: Batch, reading: Reading, sieve: Sieve) -> Mask:
    """Where names were on the screen before the vote."""
    read = reading.plan.names_visible
    if read is None:
        return np.zeros(len(batch.rows), bool)
    told = meant(reading.words(batch, read, sieve), read.name, vote_facts().truths, sieve)
    return np.equal(told, FALSE if reading.plan.names_hidden else TRUE)
