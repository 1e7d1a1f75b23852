"""What a board is rated from: counts of pairs, and where counts do not say enough the votes behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchbook.arena.conventions import OVERALL, Conventions
from benchbook.errors import UnknownThing
from benchbook.model import Noun
from benchbook.ratings import capped
from benchbook.ratings.clusters import effective_clusters
from benchbook.votes.counting.counts import OUTCOMES, CountTable
from benchbook.votes.counting.rows import VoteRows, Words

Kind = Literal["vote", "placement"]
Basis = Literal["votes", "placements"]
Mask = npt.NDArray[np.bool_]
Int64s = npt.NDArray[np.int64]
Codes = npt.NDArray[np.signedinteger[Any]]

BASES: Mapping[Kind, Basis] = {"vote": "votes", "placement": "placements"}
"""What a board is rated from, by the kind of its votes."""

GROUPS = ("voter", "tournament")
"""The columns that tell which votes belong together."""

SIDE = "side"
"""The covariate that says where model a was shown: 1 on the left, -1 on the right."""

_MOST_CELLS = 1 << 24


class Withheld(Noun, frozen=True, kw_only=True):
    """Votes that were left out by the conventions: beyond a voter's cap, or without a covariate."""

    capped: int = 0
    unexplained: int = 0


@dataclass(frozen=True, eq=False, kw_only=True)
class Grouped:
    """Which votes belong together: ``codes`` integers[N], below 0 one stands on its own; ``by`` says what joins them.

    ``number`` is how many clusters there are, a vote on its own being one; ``worth`` how many of one size tell as much:
    n² / Σ n² (Kish 1965).
    """

    codes: Codes
    by: Literal["voter", "tournament"]
    number: int
    worth: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Evidence:
    """Votes of one board, counted by the names that were voted on; ``rows`` are the same votes one by one, or None.

    ``flagged`` are votes of the board that are kept and not counted, None where that is not known. No
    vote that came after ``until`` could count: the time that was asked for, else when the last one was recorded, or
    cast where they are of a file; None is unknown.
    """

    table: CountTable
    basis: Basis
    rows: VoteRows | None = None
    flagged: int | None = None
    until: datetime | None = None
    withheld: Withheld = field(default_factory=Withheld)

    def by(self, conventions: Conventions) -> "Evidence":
        """What of it counts by these conventions; raises ``UnknownThing`` for a covariate that no vote has."""
        if self.rows is None or not conventions.needs_rows:
            return self
        rows, beyond, unexplained = self.rows, 0, 0
        if conventions.voter_cap is not None:
            kept = within_cap(rows, conventions.voter_cap)
            rows, beyond = chosen(rows, kept), int(np.count_nonzero(~kept))
        if conventions.controls:
            kept = explained(rows, conventions.controls)
            rows, unexplained = chosen(rows, kept), int(np.count_nonzero(~kept))
        withheld = Withheld(capped=beyond, unexplained=unexplained)
        return replace(self, table=counted(rows), rows=rows, withheld=withheld)


def of_rows(rows: VoteRows, basis: Basis, until: datetime | None = None) -> Evidence:
    """Evidence of votes one by one."""
    return Evidence(table=counted(rows), basis=basis, rows=rows, flagged=rows.flagged, until=until)


def counted(rows: VoteRows) -> CountTable:
    """The counts of votes one by one."""
    models = len(rows.models)
    key = (rows.first.astype(np.int64) * models + rows.second) * OUTCOMES + rows.outcome
    if models * models * OUTCOMES <= max(_MOST_CELLS, 2 * len(key)):
        cells = np.bincount(key, minlength=models * models * OUTCOMES)
        places = np.flatnonzero(cells)
        counts = cells[places]
    else:
        places, counts = np.unique(key, return_counts=True)
    pair, outcome = np.divmod(places, OUTCOMES)
    first, second = np.divmod(pair, max(1, models))
    return CountTable.of_cells(rows.models, first, second, outcome, counts, left_out=rows.left_out)


def row_columns(conventions: Conventions) -> tuple[str, ...]:
    """The columns of votes that these conventions ask for, beside what every vote says."""
    times = () if conventions.voter_cap is None else ("cast_at",)
    more = (SIDE, "covariates") if conventions.controls else ()
    return (*GROUPS, *times, *more)


def concatenated(parts: Sequence[VoteRows]) -> VoteRows:
    """Votes of several readings of the same columns of words, one after the other."""
    if len(parts) == 1:
        return parts[0]
    models = sorted({name for part in parts for name in part.models})
    place = {name: at for at, name in enumerate(models)}
    places = [np.array([place[name] for name in part.models], np.int32) for part in parts]
    return replace(
        parts[0],
        models=tuple(models),
        first=np.concatenate([own[part.first] for own, part in zip(places, parts, strict=True)]),
        second=np.concatenate([own[part.second] for own, part in zip(places, parts, strict=True)]),
        outcome=np.concatenate([part.outcome for part in parts]),
        words={name: _words([part.words[name] for part in parts]) for name in parts[0].words},
        flagged=sum(part.flagged for part in parts),
        left_out=sum(part.left_out for part in parts),
    )


def _words(parts: Sequence[Words]) -> Words:
    whole = pa.concat_arrays([part.values.cast(pa.string()) for part in parts]).dictionary_encode()
    codes = np.append(whole.indices.to_numpy(), -1).astype(np.int32)
    begins = np.cumsum([0, *(len(part.values) for part in parts)])
    own = [np.where(part.codes < 0, -1, part.codes + begin) for part, begin in zip(parts, begins[:-1], strict=True)]
    return Words(codes=codes[np.concatenate(own)], values=whole.dictionary)


def chosen(rows: VoteRows, kept: Mask) -> VoteRows:
    """The votes [N] that are kept; the names stay the same."""
    if kept.all():
        return rows
    return replace(
        rows,
        first=rows.first[kept],
        second=rows.second[kept],
        outcome=rows.outcome[kept],
        words={name: Words(codes=each.codes[kept], values=each.values) for name, each in rows.words.items()},
        times={name: each[kept] for name, each in rows.times.items()},
        covariates={name: each[kept] for name, each in rows.covariates.items()},
    )


def board_of_rows(rows: VoteRows, category: str) -> Evidence:
    """One board out of the votes of a log with their categories, kinds and flags: its votes, else its placements."""
    mine = np.ones(len(rows), np.bool_) if category == OVERALL else _is(rows, "category", category)
    flagged = rows.words["flag"].codes >= 0
    counting = mine & ~flagged
    votes = counting & _is(rows, "kind", "vote")
    kind: Kind = "vote" if votes.any() or not counting.any() else "placement"
    found = chosen(rows, votes if kind == "vote" else counting)
    return Evidence(table=counted(found), basis=BASES[kind], rows=found, flagged=int(np.count_nonzero(mine & flagged)))


def _is(rows: VoteRows, column: str, word: str) -> Mask:
    words = rows.words[column]
    code = words.values.index(word).as_py()
    return words.codes == code if code >= 0 else np.zeros(len(rows), np.bool_)


def grouped(rows: VoteRows, conventions: Conventions) -> Grouped | None:
    """Which votes belong together; None where nothing joins any two of them."""
    wanted = conventions.cluster
    if wanted == "none":
        return None
    voter = None if wanted == "tournament" else _codes(rows, "voter")
    tournament = None if wanted == "voter" else _codes(rows, "tournament")
    codes = _joined(voter, tournament)
    if codes is None:
        return None
    sizes = np.bincount(codes[codes >= 0])
    alone = len(codes) - int(sizes.sum())
    number = alone + int(np.count_nonzero(sizes))
    return Grouped(
        codes=codes,
        by="tournament" if voter is None else "voter",
        number=number,
        worth=effective_clusters(sizes, alone),
    )


def _codes(rows: VoteRows, name: str) -> Codes | None:
    """What a column of words has for each vote; None where it has nothing."""
    codes = rows.words[name].codes if name in rows.words else None
    return None if codes is None or codes.max(initial=-1) < 0 else codes


def _joined(voter: Codes | None, tournament: Codes | None) -> Codes | None:
    """By voter, else by tournament."""
    if voter is None or tournament is None:
        return tournament if voter is None else voter
    beyond = int(voter.max()) + 1
    most = beyond + int(tournament.max())
    wide: Codes = tournament.astype(np.int32 if most <= np.iinfo(np.int32).max else np.int64)
    return np.where(voter >= 0, voter, np.where(wide >= 0, wide + beyond, -1))


def within_cap(rows: VoteRows, cap: int) -> Mask:
    """The votes that are among the first ``cap`` of their voter on their day, UTC; those of nobody known, too.

    The order is that in which they were cast, or recorded where nobody knows when they were cast. Votes of a voter
    without any time are as of one day.
    """
    voter, time = _codes(rows, "voter"), moments(rows)
    if voter is None:
        return np.ones(len(rows), np.bool_)
    day = time.astype("datetime64[D]")
    return capped(voter, day.astype(np.int64), time.astype(np.int64), cap)


def moments(rows: VoteRows) -> npt.NDArray[np.datetime64]:
    """When each vote was cast, or recorded where that is unknown."""
    cast, recorded = rows.times.get("cast_at"), rows.times.get("recorded_at")
    unknown = np.full(len(rows), np.datetime64("NaT", "us"))
    cast = unknown if cast is None else cast
    return np.where(np.isnat(cast), unknown if recorded is None else recorded, cast)


def explained(rows: VoteRows, controls: Sequence[str]) -> Mask:
    """The votes that have every covariate; raises ``UnknownThing`` for one that none has."""
    kept = np.ones(len(rows), np.bool_)
    for name in controls:
        kept &= ~np.isnan(covariate(rows, name))
    return kept


def covariate(rows: VoteRows, name: str) -> npt.NDArray[np.float64]:
    """A covariate [N] by its name, model a's less model b's; NaN is unknown."""
    if name in rows.covariates:
        return rows.covariates[name]
    if name == SIDE and SIDE in rows.words and len(rows.words[SIDE].values):
        meaning = {"left": 1.0, "right": -1.0}
        values = np.array([meaning.get(word, np.nan) for word in rows.words[SIDE].values.to_pylist()] + [np.nan])
        found: npt.NDArray[np.float64] = values[rows.words[SIDE].codes]
        return found
    known = [*rows.covariates, *([SIDE] if SIDE in rows.words and len(rows.words[SIDE].values) else [])]
    where = "of these votes" if known else "of these votes, which have none; --covariate names those that are read"
    raise UnknownThing("covariate", name, known, where=where)
