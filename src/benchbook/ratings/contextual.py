"""Ratings with what else moved the votes taken out: length, style, or whatever was measured of both answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from benchbook.errors import NotRatable
from benchbook.ratings.board import Component, Ratings
from benchbook.ratings.clusters import Groups, few_clusters, pair_rows
from benchbook.ratings.columns import (
    ANY,
    BOTH_BAD,
    SCORES,
    Flags,
    Floats,
    Integers,
    array_of,
    frozen,
    integers,
    numbers,
    one_number,
    same_length,
    shown,
)
from benchbook.ratings.counts import PairCounts, tally, vote_columns
from benchbook.ratings.fitting import Fitted, Sandwich, fitted, row_ends, sandwich_of
from benchbook.ratings.method import Method
from benchbook.ratings.rating import USUAL, assembled, small_samples
from benchbook.ratings.record import Record
from benchbook.ratings.regression import MOST_COVARIATES
from benchbook.ratings.rows import Rows
from benchbook.ratings.sandwich import Spread, dispersion_of, equivalent_battles

LeftOut = Literal["constant", "determined"]

_MOST_VALUE = 1e12
_MOST_RIDGE = 1e9
_CONSTANT = 1e-12
_MOST_NAME = 2**60


@dataclass(frozen=True, kw_only=True)
class Coefficient:
    """How much one standard deviation of a covariate moves a vote, in nats, with its standard error and interval.

    ``raw`` and ``raw_error`` are those of one unit, ``deviation`` is the covariate's standard deviation. ``left_out``
    tells why there is no coefficient (its figures are NaN): ``constant``, or ``determined`` by the models and the
    covariates before it.
    """

    name: str
    value: float
    std_error: float
    low: float
    high: float
    raw: float
    raw_error: float
    deviation: float
    left_out: LeftOut | None


@dataclass(frozen=True, eq=False, kw_only=True)
class Contextual:
    """A board rated with covariates: the ratings where they are zero, and the coefficients in their order."""

    ratings: Ratings
    coefficients: tuple[Coefficient, ...]
    ridge: float


def contextual(
    first: ArrayLike,
    second: ArrayLike,
    outcome: ArrayLike,
    covariates: Mapping[str, ArrayLike] | ArrayLike,
    models: int,
    cluster: ArrayLike | None = None,
    ridge: float = 0.0,
    method: Method = USUAL,
) -> Contextual:
    """Bradley-Terry ratings with covariates, fitted together on the votes.

    ``first``, ``second`` and ``outcome`` are as in ``tally``. ``covariates`` are columns (N,) by name, or (N, F): what
    the answer of the first model has more of than that of the second. They are divided by their standard deviation and
    not centred, for zero is where answers are alike. Coefficients are not shrunk unless ``ridge`` is above 0: half of
    it times the sum of their squares is then taken off the log likelihood. ``cluster`` (N,) is as in ``Clusters``.
    Votes of both bad are counted and not fitted. Raises NotRatable for what is not finite, for covariates that separate
    the votes, and for Davidson's ties.
    """
    a, b, codes = vote_columns(first, second, outcome, models)
    columns = _columns(covariates, len(a))
    _check(method, ridge)
    counts = tally(a, b, codes, models)
    which = None if cluster is None else integers(cluster, "cluster", *ANY)
    same_length(first=a, cluster=a if which is None else which)
    judged = codes != BOTH_BAD
    rows = judged_rows(counts, a[judged], b[judged], codes[judged])
    columns = {name: column[judged] for name, column in columns.items()}
    deviations = {name: float(np.std(column)) if len(column) else 0.0 for name, column in columns.items()}
    varied = [name for name, column in columns.items() if deviations[name] > _CONSTANT * np.abs(column).max(initial=0)]
    scaled = [columns[name] / deviations[name] for name in varied]
    found = fitted(counts, rows.with_columns(scaled), varied, method, ridge)
    groups = None if which is None else row_groups(which[judged])
    sandwich = sandwich_of(found, groups, method.small_sample_battles)
    values = dict(zip((varied[number] for number in found.kept), sandwich.coefficients(found.state), strict=True))
    return Contextual(
        ratings=_ratings(found, method, groups, sandwich),
        coefficients=tuple(
            _coefficient(name, deviation, values.get(name), "determined" if name in varied else "constant", method)
            for name, deviation in deviations.items()
        ),
        ridge=ridge,
    )


def judged_rows(counts: PairCounts, first: Integers, second: Integers, codes: Integers) -> Rows:
    """Votes (N,) as rows of a regression without covariates, each by itself; none is of both bad."""
    return Rows(pair=directed_pairs(counts, first, second), score=SCORES[codes], columns=())


def directed_pairs(counts: PairCounts, first: Integers, second: Integers) -> Integers:
    """What ``Rows.pair`` is of votes (N,)."""
    return 2 * pair_rows(counts, np.minimum(first, second), np.maximum(first, second)) + (first > second)


def row_groups(cluster: Integers, kind: Integers | None = None) -> Groups:
    """The groups of votes (N,), a cluster below 0 being a vote alone; ``kind`` (N,) is their row, one each if None."""
    alone = cluster < 0
    names = np.unique(cluster, return_inverse=True)[1] if cluster.max(initial=0) > _MOST_NAME else cluster
    names = np.where(alone, int(names.max(initial=0)) + 1 + np.arange(len(cluster)), names)
    row = np.arange(len(cluster)) if kind is None else kind
    return Groups.of(row, int(row.max(initial=0)) + 1, names)


def _columns(covariates: Mapping[str, ArrayLike] | ArrayLike, votes: int) -> dict[str, Floats]:
    """The covariates (N,) by name, checked."""
    if not isinstance(covariates, Mapping):
        table = array_of(covariates, "covariates")
        if table.ndim != 2:  # noqa: PLR2004 - rows and columns
            raise NotRatable("covariates", f"have {table.ndim} dimensions, expected a row a vote and a column each")
        covariates = {str(number): column for number, column in enumerate(table.T)}
    if len(covariates) > MOST_COVARIATES:
        raise NotRatable("covariates", f"{len(covariates):,} of them, expected at most {MOST_COVARIATES}")
    columns = {}
    for name, values in covariates.items():
        columns[name] = numbers(values, f"covariate {name!r}", -_MOST_VALUE, _MOST_VALUE)
        if len(columns[name]) != votes:
            raise NotRatable(
                f"covariate {name!r}", f"has {len(columns[name]):,} rows, expected {votes:,}, as first has"
            )
    return columns


def _check(method: Method, ridge: float) -> None:
    if method.ties != "half":
        raise NotRatable("method, ties", "'davidson' is not fitted with covariates, expected 'half'")
    one_number(ridge, "ridge", 0, _MOST_RIDGE)


def _coefficient(
    name: str, deviation: float, found: tuple[float, float] | None, why: LeftOut, method: Method
) -> Coefficient:
    value, error = found or (np.nan, np.nan)
    unit = deviation if found else np.nan
    return Coefficient(
        name=name,
        value=value,
        std_error=error,
        low=value - method.critical * error,
        high=value + method.critical * error,
        raw=value / unit,
        raw_error=error / unit,
        deviation=deviation,
        left_out=None if found else why,
    )


def _ratings(found: Fitted, method: Method, groups: Groups | None, sandwich: Sandwich) -> Ratings:
    regression = found.regression
    record = Record.of(regression.counts)
    spreads = _spreads(found, sandwich, record)
    strength, told = np.full((2, len(record.wins)), np.nan)
    strength[regression.pieces.members] = found.state.strength
    told[regression.pieces.members] = np.concatenate([np.zeros(0), *(spread.worth[0] for spread in spreads)])
    small = small_samples(record, found.solved, told, method)
    if groups is not None:
        small |= few_clusters(groups, row_ends(regression), record.battles, method.small_sample_battles)
    small &= regression.pieces.component >= 0
    components = list(_components(found, sandwich, spreads, record, small, method))
    return assembled(method, record, small, strength, components)


def _spreads(found: Fitted, sandwich: Sandwich, record: Record) -> list[Spread]:
    """What is known of each piece's covariance."""
    regression, members = found.regression, found.regression.pieces.members
    battles, ties = (np.array([values.sum() / 2]) for values in (record.battles, record.ties))
    parameters = len(members) - len(regression.blocks) + len(found.kept)
    dispersion = dispersion_of(np.array([sandwich.ratio]), battles, ties, parameters)
    size, inverse = regression.models, np.diagonal(sandwich.bread)
    least = np.maximum(dispersion * sandwich.design_effect * inverse, sandwich.alone)
    own = np.diagonal(regression.square(found.state.information))[:size]
    fought = record.battles[members].astype(np.float64)
    return [
        Spread(
            covariance=sandwich.covariance[None, block, block],
            bread=sandwich.bread[None, block, block],
            least=least[None, block],
            worth=equivalent_battles(fought[None, block], own[None, block], inverse[None, block]),
            dispersion=dispersion,
            design_effect=np.array([sandwich.design_effect]),
        )
        for block in regression.blocks
    ]


def _components(
    found: Fitted, sandwich: Sandwich, spreads: Sequence[Spread], record: Record, small: Flags, method: Method
) -> Iterator[Component]:
    regression, members = found.regression, found.regression.pieces.members
    strong = np.concatenate([np.zeros(0, bool), *(each.strong for each in found.solved)])
    for number, (block, spread) in enumerate(zip(regression.blocks, spreads, strict=True)):
        yield Component(
            models=frozen(members[block], np.int32),
            covariance=shown(spread.raised(small[None, members[block]])[0], np.float64),
            battles=int(record.battles[members[block]].sum()) // 2,
            prior=float(regression.prior[number]),
            strongly_connected=bool(strong[number]),
            tie_parameter=None,
            dispersion=float(spread.dispersion[0]),
            design_effect=sandwich.design_effect,
            clusters=sandwich.clusters,
            critical=method.critical,
            iterations=found.steps,
        )
