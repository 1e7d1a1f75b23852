"""Tournaments of more than two: from places to pairs, and from votes to places.

A placement is a row that says which place a model took in a tournament. Tournaments are any whole numbers; rows of one
need not stand together.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from benchbook.errors import NotRatable
from benchbook.ratings.columns import ANY, SECOND_WINS, TIE, Flags, Integers, integers, one_integer, same_length
from benchbook.ratings.counts import check_models, vote_columns

MOST_ENTRANTS = 64
"""So many models one tournament may have."""

_MOST_INDEX = 2**31 - 1
_CELLS = 1 << 22


@dataclass(frozen=True, eq=False, kw_only=True)
class Placements:
    """Places (N,) of models in tournaments, from 1; equal places are ties."""

    tournament: Integers
    model: Integers
    place: Integers


@dataclass(frozen=True, eq=False, kw_only=True)
class PlacedPairs:
    """Pairs (N,) that placements were broken into, as votes for ``tally``; ``tournament`` is what they cluster by."""

    first: Integers
    second: Integers
    outcome: Integers
    tournament: Integers


def pairs_of_placements(tournament: ArrayLike, model: ArrayLike, place: ArrayLike) -> PlacedPairs:
    """Every two models of a tournament as one vote: six of a four-way order; the better place wins, equal ones tie.

    These votes are not independent: rate them with ``Clusters`` of their tournaments. Raises NotRatable for a model
    that stands in a tournament twice, and for more than ``MOST_ENTRANTS`` models in one.
    """
    which, entrant, rank = _checked(tournament, model, place)
    parts = [_pairs(which[rows], entrant[rows], rank[rows]) for rows in _equal_sizes(which, entrant)]
    names = ("first", "second", "outcome", "tournament")
    types = (np.int32, np.int32, np.int8, np.int64)
    columns = zip(names, types, zip(*parts, strict=True) if parts else ((), (), (), ()), strict=True)
    return PlacedPairs(
        **{name: np.concatenate([np.zeros(0, dtype), *column], dtype=dtype) for name, dtype, column in columns}
    )


def placement_counts(model: ArrayLike, place: ArrayLike, models: int, places: int = 4) -> Integers:
    """How often each model took each place (models, places): first to fourth by default; later ones are left out."""
    models, places = check_models(models), one_integer(places, "places", 1, MOST_ENTRANTS)
    entrant, rank = integers(model, "model", most=models - 1), integers(place, "place", least=1)
    same_length(model=entrant, place=rank)
    kept = rank <= places
    key = entrant[kept] * np.int64(places) + rank[kept] - 1
    return np.bincount(key, minlength=models * places).reshape(models, places)


def placements_of_votes(tournament: ArrayLike, first: ArrayLike, second: ArrayLike, outcome: ArrayLike) -> Placements:
    """The places in those tournaments whose votes determine them wholly.

    They do where, of every two models that met anybody, one won against the other or against one that did, and so on,
    and not the other way round too. A tie or a vote of both bad orders nobody. Other tournaments are left out.
    """
    a, b, codes = vote_columns(first, second, outcome, _MOST_INDEX)
    which = integers(tournament, "tournament", *ANY)
    same_length(first=a, tournament=which)
    where = np.concatenate([which, which]).astype(np.int64)
    both = np.concatenate([a, b])
    order = np.lexsort((both, where))
    fresh = np.ones(len(order), bool)
    fresh[1:] = (np.diff(where[order]) != 0) | (np.diff(both[order]) != 0)
    where, both = where[order[fresh]], both[order[fresh]]
    entry = np.cumsum(fresh) - 1
    entry_of = np.empty_like(entry)
    entry_of[order] = entry
    won = np.where(codes == SECOND_WINS, entry_of[len(a) :], entry_of[: len(a)])
    lost = np.where(codes == SECOND_WINS, entry_of[: len(a)], entry_of[len(a) :])
    decided = codes < TIE
    place = _places(where, both, won[decided], lost[decided])
    placed = place > 0
    return Placements(
        tournament=where[placed], model=both[placed].astype(np.int32), place=place[placed].astype(np.int32)
    )


def _checked(tournament: ArrayLike, model: ArrayLike, place: ArrayLike) -> tuple[Integers, Integers, Integers]:
    which = integers(tournament, "tournament", *ANY)
    entrant, rank = integers(model, "model", most=_MOST_INDEX), integers(place, "place", least=1)
    same_length(tournament=which, model=entrant, place=rank)
    order = np.lexsort((entrant, which))
    which, entrant, rank = which[order], entrant[order], rank[order]
    twice = (which[1:] == which[:-1]) & (entrant[1:] == entrant[:-1])
    if twice.any():
        row = int(np.argmax(twice))
        raise NotRatable("placements", f"model {entrant[row]} stands twice in tournament {which[row]}")
    return which, entrant, rank


def _equal_sizes(which: Integers, entrant: Integers) -> Iterator[Integers]:
    """The rows of equally large tournaments (tournaments, entrants), for tournaments in order."""
    begins = np.flatnonzero(np.concatenate([np.ones(min(1, len(which)), bool), which[1:] != which[:-1]]))
    sizes = np.diff(np.append(begins, len(entrant)))
    if len(sizes) and sizes.max() > MOST_ENTRANTS:
        large = int(which[begins[np.argmax(sizes)]])
        raise NotRatable(
            "placements", f"tournament {large} has {sizes.max():,} models, at most {MOST_ENTRANTS} can be read"
        )
    for size in np.unique(sizes).tolist():
        alike = begins[sizes == size]
        step = max(1, _CELLS // size**2)
        for begin in range(0, len(alike), step):
            yield alike[begin : begin + step, None] + np.arange(size)


def _pairs(which: Integers, entrant: Integers, rank: Integers) -> tuple[Integers, Integers, Integers, Integers]:
    one, other = np.triu_indices(which.shape[1], 1)
    ahead = np.sign(rank[:, one] - rank[:, other])
    outcome = np.where(ahead == 0, TIE, (ahead + 1) // 2)
    columns = (entrant[:, one], entrant[:, other], outcome, which[:, one])
    return columns[0].ravel(), columns[1].ravel(), columns[2].ravel(), columns[3].ravel()


def _places(where: Integers, both: Integers, won: Integers, lost: Integers) -> Integers:
    """The place of each entry, 0 where its tournament's votes leave it open."""
    place = np.zeros(len(where), np.int64)
    edges = np.argsort(won, kind="stable")
    won, lost = won[edges], lost[edges]
    for rows in _equal_sizes(where, both):
        inside = slice(*np.searchsorted(won, [rows[0, 0], rows[-1, -1] + 1]))
        slot = np.full(int(rows[-1, -1] - rows[0, 0]) + 1, -1)
        slot[rows - rows[0, 0]] = np.arange(rows.size).reshape(rows.shape)
        begin, end = slot[won[inside] - rows[0, 0]], slot[lost[inside] - rows[0, 0]]
        here = begin >= 0
        above = _above(rows.shape, begin[here], end[here])
        total = (above ^ above.transpose(0, 2, 1)).sum(axis=2).min(axis=1) == rows.shape[1] - 1
        place[rows[total]] = 1 + above.sum(axis=1)[total]
    return place


def _above(shape: tuple[int, ...], begin: Integers, end: Integers) -> Flags:
    """Who stands above whom (tournaments, entrants, entrants), by votes and by what follows from them."""
    tournaments, size = shape
    above = np.zeros((tournaments, size, size), bool)
    above.reshape(-1)[begin * size + end % size] = True
    for via in range(size):
        above |= above[:, :, via, None] & above[:, via, None, :]
    return above
