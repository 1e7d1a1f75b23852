"""From counts to a rated board: strengths, intervals, ranks, records."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

import numpy as np

from benchbook.errors import NotRatable
from benchbook.ratings.board import Component, Ratings
from benchbook.ratings.clusters import Clusters, Groups, few_clusters, grouped
from benchbook.ratings.columns import Flags, Floats, Integers, added, frozen, shown
from benchbook.ratings.counts import PairCounts
from benchbook.ratings.intervals import logit_points, wilson
from benchbook.ratings.meat import Gathered, Meat, Scores, Squares
from benchbook.ratings.method import POINTS_PER_NAT, Method
from benchbook.ratings.pieces import Pieces
from benchbook.ratings.ranks import Ranks, ranks
from benchbook.ratings.record import Record
from benchbook.ratings.sandwich import Spread, sandwich
from benchbook.ratings.solution import Solved, solve

USUAL = Method()
"""Ties as half, an automatic prior, a mean of 1000, 95 %."""


def rate(counts: PairCounts, method: Method = USUAL, clusters: Clusters | None = None) -> Ratings:
    """Bradley-Terry ratings with sandwich intervals, each connected piece of the board by itself.

    With ``clusters``, which must hold the same votes, the covariance is that for votes of one cluster being alike. A
    model without battles has no rating. Raises NotRatable for a board too large, or a method that does not fit it.
    """
    pieces = Pieces.of(counts)
    solved = solve(counts, pieces, method)
    record, gathered = Record.of(counts), None
    few = np.zeros(counts.models, bool)
    if clusters is not None:
        clusters.check(counts)
        groups = grouped(clusters, pieces.component[counts.first])
        scores = scores_of(counts, solved)
        gathered = _gathered(counts, pieces, groups, scores)
        few = few_clusters(groups, (scores.first, scores.second), record.battles, method.small_sample_battles)
    spreads = [sandwich(each.fit, gathered) for each in solved]
    strength, worth = np.full((2, counts.models), np.nan)
    for each, spread in zip(solved, spreads, strict=True):
        strength[each.stack.members] = each.fit.strength
        worth[each.stack.members] = spread.worth
    small = few | small_samples(record, solved, worth, method)
    small &= pieces.component >= 0
    found = [
        component
        for each, spread in zip(solved, spreads, strict=True)
        for component in _components(each, spread, gathered, record, small, method)
    ]
    return assembled(method, record, small, strength, found)


def assembled(method: Method, record: Record, small: Flags, strength: Floats, found: Sequence[Component]) -> Ratings:
    """The board from the strengths (K,) and what was found of its pieces, each at the mean of its listed models."""
    listed = record.battles >= max(1, method.list_battles)
    strength, found = _at_mean_of(listed, strength, found)
    error, piece = np.full(len(strength), np.nan), np.full(len(strength), -1, np.int32)
    for number, component in enumerate(found):
        piece[component.models] = number
        error[component.models] = np.sqrt(np.maximum(np.diagonal(component.covariance), 0))
    points = strength * POINTS_PER_NAT + _zero(method, strength, piece)
    reach = method.critical * error * POINTS_PER_NAT
    battles, share = record.battles, record.win_rate
    win_low, win_high = wilson(record.wins + record.ties / 2, battles.astype(np.float64), method.critical)
    placed = [_ranks(component, strength, listed, method) for component in found]
    columns = {
        "strength": strength,
        "rating": points,
        "std_error": error * POINTS_PER_NAT,
        "low": points - reach,
        "high": points + reach,
        "component": piece,
        **_rank_columns(found, listed, placed),
        **{field.name: getattr(record, field.name) for field in fields(record)},
        "battles": battles,
        "win_rate": share,
        "win_low": win_low,
        "win_high": win_high,
        "win_rate_rating": logit_points(share),
        "listed": listed,
        "preliminary": battles < method.preliminary_battles,
        "small_sample": small,
    }
    return Ratings(
        method=method,
        components=tuple(
            component if ranked is None else replace(component, critical=ranked.critical)
            for component, ranked in zip(found, placed, strict=True)
        ),
        **{name: frozen(column, column.dtype.type) for name, column in columns.items()},
    )


def _at_mean_of(listed: Flags, strength: Floats, found: Sequence[Component]) -> tuple[Floats, list[Component]]:
    """Strengths and covariances with the mean of listed models at zero; of all models of a piece that lists no two.

    So whoever came just now, and may be anywhere, neither shifts the others nor makes them uncertain.
    """
    strength, moved = strength.copy(), list(found)
    for number, component in enumerate(found):
        models, square = component.models, component.covariance
        told = listed[models]
        if np.count_nonzero(told) > 1 and not told.all():
            strength[models] -= strength[models[told]].mean()
            square = square - square[told].mean(axis=0)
            square -= square[:, told].mean(axis=1, keepdims=True)
            moved[number] = replace(component, covariance=shown(square, np.float64))
    return strength, moved


def small_samples(record: Record, solved: Sequence[Solved], worth: Floats, method: Method) -> Flags:
    """The models (K,) for which the sandwich promises too much.

    Those are models of few battles, those behind a link of few battles, which make the ``worth`` (K,) of their own much
    less than their number, those whose distance from the bulk only the prior knows, and those that only tied.
    """
    least = method.small_sample_battles
    thin = (worth < least) & (2 * worth < record.battles)
    small: Flags = (record.battles < least) | thin | (record.wins + record.losses == 0)
    for each in solved:
        small[each.stack.members] |= ~each.core
    return small


def scores_of(counts: PairCounts, solved: Sequence[Solved]) -> Scores:
    """The scores of each outcome of each pair."""
    score = np.zeros((len(counts.first), 3))
    davidson = [each.fit.place.real.tie_score for each in solved if each.fit.place.real.tie_score is not None]
    extra = np.zeros((len(counts.first), 3, 1 if davidson else 0))
    for each in solved:
        real = each.fit.place.real
        score[each.stack.pairs] = real.score.T
        if real.tie_score is not None:
            extra[each.stack.pairs, :, 0] = real.tie_score.T
    return Scores(
        first=np.repeat(counts.first, 3),
        second=np.repeat(counts.second, 3),
        score=score.reshape(-1),
        extra=extra.reshape(3 * len(counts.first), extra.shape[2]),
    )


def _gathered(counts: PairCounts, pieces: Pieces, groups: Groups, scores: Scores) -> Gathered:
    together = np.bincount(groups.kind, minlength=3 * len(counts.first)).reshape(-1, 3)
    lone = counts.table[:, :3] - together
    alone = added(pieces.component[counts.first[pieces.pairs]], lone[pieces.pairs].sum(axis=1), pieces.number)
    return Gathered(
        meat=Meat.of(groups, scores, Squares.of(pieces)),
        lone=lone.T.astype(np.float64),
        clusters=np.bincount(groups.component, minlength=pieces.number) + alone.astype(np.int64),
    )


def _components(
    solved: Solved, spread: Spread, gathered: Gathered | None, record: Record, small: Flags, method: Method
) -> Iterator[Component]:
    stack, fit = solved.stack, solved.fit
    covariance = shown(spread.raised(small[stack.members]), np.float64)
    for row, models in enumerate(stack.members):
        yield Component(
            models=frozen(models, np.int32),
            covariance=covariance[row],
            battles=int(record.battles[models].sum()) // 2,
            prior=float(fit.problem.prior[row]),
            strongly_connected=bool(solved.strong[row]),
            tie_parameter=None if fit.nu is None else float(fit.nu[row]),
            dispersion=float(spread.dispersion[row]),
            design_effect=float(spread.design_effect[row]),
            clusters=None if gathered is None else int(gathered.clusters[stack.begin + row]),
            critical=method.critical,
            iterations=int(fit.iterations[row]),
        )


def _zero(method: Method, strength: Floats, piece: Integers) -> Floats:
    """The rating (K,) of a strength of zero: the anchor shifts the piece that it is in."""
    zero = np.full(len(strength), method.mean)
    if method.anchor is not None:
        model, points = method.anchor
        if model >= len(strength) or np.isnan(strength[model]):
            raise NotRatable("anchor", f"model {model} has no rating, so that it cannot be the anchor")
        zero[piece == piece[model]] = points - strength[model] * POINTS_PER_NAT
    return zero


def _ranks(component: Component, strength: Floats, listed: Flags, method: Method) -> Ranks | None:
    chosen = np.flatnonzero(listed[component.models])
    if not len(chosen):
        return None
    square = component.covariance[np.ix_(chosen, chosen)]
    return ranks(strength[component.models[chosen]], square, method)


def _rank_columns(found: Sequence[Component], listed: Flags, placed: Sequence[Ranks | None]) -> dict[str, Integers]:
    columns: dict[str, Integers] = {name: np.zeros(len(listed), np.int32) for name in ("rank", "rank_low", "rank_high")}
    for component, ranked in zip(found, placed, strict=True):
        if ranked is not None:
            chosen = component.models[listed[component.models]]
            for column, values in zip(columns.values(), (ranked.rank, ranked.low, ranked.high), strict=True):
                column[chosen] = values
    return columns
