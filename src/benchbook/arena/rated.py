"""Evidence -> a rated board, by conventions; needs no store."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from benchbook.arena.contestants import Contestants, Identify, as_voted, contestants_of
from benchbook.arena.conventions import FEW_CLUSTERS, Conventions
from benchbook.arena.evidence import Codes, Evidence, Grouped, chosen, covariate, grouped
from benchbook.errors import NothingToRate, NotRatable, UnknownThing
from benchbook.ratings import (
    Clusters,
    Coefficient,
    Method,
    PairCounts,
    Ratings,
    contextual,
    placement_counts,
    placements_of_votes,
    rate,
)
from benchbook.votes.counting.counts import CountTable
from benchbook.votes.counting.rows import VoteRows
from benchbook.wording import counted

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Finishes:
    """How contestants did in tournaments whose whole order the votes tell.

    ``places`` int64[K, 4] are first to fourth places, ``total`` int64[K] the tournaments that each was in.
    """

    places: Int64s
    total: Int64s


@dataclass(frozen=True, eq=False, kw_only=True)
class BoardRatings:
    """One category of an arena, rated; ``ratings`` are in the order of ``contestants``.

    ``evidence`` is what counted, by the names that were voted on; ``dropped`` are its votes between names of one
    contestant. ``clusters`` says which votes were taken together. ``coefficients`` are those of the covariates.
    """

    arena: str
    category: str
    rated_at: datetime
    evidence: Evidence
    conventions: Conventions
    contestants: Contestants
    ratings: Ratings
    dropped: int = 0
    clusters: Grouped | None = None
    coefficients: tuple[Coefficient, ...] = ()
    finishes: Finishes | None = None

    @property
    def name(self) -> str:
        """As scores call it."""
        return f"{self.arena}/{self.category}"

    @property
    def few_clusters(self) -> bool:
        """Whether so few voters or tournaments stand behind the votes that intervals may be too short."""
        return self.clusters is not None and self.clusters.worth < FEW_CLUSTERS

    @property
    def covariance(self) -> str:
        """What the intervals rest on, in words."""
        return "sandwich" if self.clusters is None else f"clustered by {self.clusters.by}"

    @property
    def order(self) -> list[int]:
        """The contestants with battles: by component, the best first."""
        found = self.ratings
        rated = np.flatnonzero(found.component >= 0).tolist()
        return sorted(rated, key=lambda at: (int(found.component[at]), -found.rating[at], self.contestants.names[at]))


def rate_evidence(
    evidence: Evidence,
    *,
    arena: str,
    category: str,
    rated_at: datetime,
    conventions: Conventions,
    identify: Identify = as_voted,
) -> BoardRatings:
    """Rate a board; ``identify`` tells names that mean one model, unless every name is to be one.

    Raises ``NothingToRate``, ``NotRatable`` for conventions that do not fit the votes, and ``UnknownThing`` for an
    anchor or a covariate that the board does not have.
    """
    evidence = evidence.by(conventions)
    table = evidence.table
    _check(f"{arena}/{category}", evidence, conventions)
    contestants = contestants_of(table.models, _votes(table), as_voted if conventions.as_voted else identify)
    voted = pair_counts(table)
    counts = voted.merged(contestants.places, len(contestants.names))
    if not counts.battles.any():
        raise NothingToRate(f"{arena}/{category}", "every vote is between names that mean one model")
    method = _method(conventions, contestants)
    votes = None if evidence.rows is None else _votes_among(evidence, contestants, conventions)
    coefficients: tuple[Coefficient, ...] = ()
    if votes is not None and conventions.controls:
        covariates = {name: covariate(votes.rows, name) for name in conventions.controls}
        columns = (votes.first, votes.second, votes.rows.outcome, covariates)
        controlled = contextual(*columns, models=counts.models, cluster=votes.codes, method=method)
        ratings, coefficients = controlled.ratings, controlled.coefficients
    else:
        ratings = rate(counts, method, None if votes is None else votes.clusters(counts))
    return BoardRatings(
        arena=arena,
        category=category,
        rated_at=rated_at,
        evidence=evidence,
        conventions=conventions,
        contestants=contestants,
        ratings=ratings,
        dropped=table.votes - int(counts.table.sum()),
        clusters=None if votes is None else votes.together,
        coefficients=coefficients,
        finishes=None if votes is None else votes.finishes(len(contestants.names)),
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class _Votes:
    """The votes between different contestants: ``first`` and ``second`` are theirs, as the votes were cast."""

    rows: VoteRows
    first: Int32s
    second: Int32s
    together: Grouped | None

    @property
    def codes(self) -> Codes | None:
        return None if self.together is None else self.together.codes

    def clusters(self, counts: PairCounts) -> Clusters | None:
        if self.together is None:
            return None
        return Clusters.of(counts, self.first, self.second, self.rows.outcome, self.together.codes)

    def finishes(self, models: int) -> Finishes | None:
        """None where no tournament's order is known; those of more models than one can have are no tournaments."""
        if "tournament" not in self.rows.words:
            return None
        tournament = self.rows.words["tournament"].codes
        held = tournament >= 0
        if not held.any():
            return None
        columns = (self.first[held], self.second[held], self.rows.outcome[held])
        try:
            found = placements_of_votes(tournament[held], *columns)
        except NotRatable:
            return None
        if not len(found.model):
            return None
        total = np.bincount(found.model, minlength=models)
        places = placement_counts(found.model, found.place, models).astype(np.int64)
        return Finishes(places=places, total=total)


def _votes_among(evidence: Evidence, contestants: Contestants, conventions: Conventions) -> _Votes:
    rows = evidence.rows
    if rows is None:
        raise AssertionError("asked for votes where there are counts alone")
    places = contestants.places_of(rows.models, evidence.table.models).astype(np.int32)
    first, second = (_placed(places, each) for each in (rows.first, rows.second))
    apart = first != second
    if not apart.all():
        rows, first, second = chosen(rows, apart), first[apart], second[apart]
    return _Votes(rows=rows, first=first, second=second, together=grouped(rows, conventions))


def _placed(places: Int32s, names: Int32s) -> Int32s:
    """The contestants [N] of names [N]; where each name is its own these are not copied."""
    return names if np.array_equal(places, np.arange(len(places))) else places[names]


def _check(board: str, evidence: Evidence, conventions: Conventions) -> None:
    """Raises ``NothingToRate`` where there is no battle."""
    table = evidence.table
    if not table.votes:
        when = "" if evidence.until is None else f" as of {evidence.until:%Y-%m-%d %H:%M} UTC"
        silent = evidence.withheld.unexplained
        if silent:
            controls = ", ".join(conventions.controls)
            raise NothingToRate(board, f"none of {counted(silent, 'vote')} that count{when} tells {controls}")
        are = "is flagged, which does" if evidence.flagged == 1 else "are flagged, which do"
        flagged = f"; {evidence.flagged:,} {are} not count" if evidence.flagged else ""
        hint = None if when else "`benchbook votes import` reads votes in"
        raise NothingToRate(board, f"has no votes that count{when}{flagged}", hint=hint)
    if not (table.first_wins.any() or table.second_wins.any() or table.ties.any()):
        raise NothingToRate(board, f"all {table.votes:,} votes say that both are bad, which tells not who is better")


def pair_counts(table: CountTable) -> PairCounts:
    """Counts as the rating takes them, models in the order of the table."""
    return PairCounts(
        models=len(table.models),
        first=table.first,
        second=table.second,
        first_wins=table.first_wins,
        second_wins=table.second_wins,
        ties=table.ties,
        both_bad=table.both_bad,
    )


def _votes(table: CountTable) -> Int64s:
    """How many votes each name is in."""
    votes = sum(table.outcomes, np.zeros(len(table.first), np.int64))
    total = np.zeros(len(table.models), np.int64)
    np.add.at(total, table.first, votes)
    np.add.at(total, table.second, votes)
    return total


def _method(conventions: Conventions, contestants: Contestants) -> Method:
    anchor = None
    if conventions.anchor is not None:
        place = contestants.find(conventions.anchor.name)
        if place is None:
            raise UnknownThing("model", conventions.anchor.name, contestants.names, where="on the board")
        anchor = (place, conventions.anchor.rating)
    return Method(
        ties=conventions.ties,
        prior=conventions.prior,
        mean=conventions.mean,
        anchor=anchor,
        level=conventions.level,
        small_sample_battles=conventions.small_sample_battles,
        list_battles=conventions.list_battles,
        preliminary_battles=conventions.preliminary_battles,
        simultaneous=conventions.simultaneous,
    )
