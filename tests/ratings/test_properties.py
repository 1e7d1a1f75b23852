"""What holds for any board: order, names and shifts do not matter, and nothing breaks."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchbook.errors import NotRatable
from benchbook.ratings import Clusters, Method, PairCounts, rate

COUNT = st.one_of(st.integers(0, 3), st.integers(0, 1000))
HUGE = st.one_of(COUNT, st.integers(0, 10**13))


@st.composite
def boards(draw, most=7, number=COUNT):
    models = draw(st.integers(0, most))
    pairs = [(a, b) for b in range(models) for a in range(b)]
    chosen = [pair for pair in pairs if draw(st.booleans())]
    table = [[draw(number) for _ in range(4)] for _ in chosen]
    return PairCounts.of(models, [a for a, _ in chosen], [b for _, b in chosen], np.reshape(table, (-1, 4)).astype(int))


METHODS = st.builds(
    Method,
    ties=st.sampled_from(["half", "davidson"]),
    prior=st.sampled_from([None, 0.001, 0.5, 3.0]),
    simultaneous=st.booleans(),
    list_battles=st.sampled_from([0, 15]),
)


@settings(max_examples=100, deadline=None)
@given(boards(number=HUGE), METHODS)
def test_the_most_lopsided_board_is_rated_or_refused_in_a_sentence(counts, method):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            ratings = rate(counts, method)
        except NotRatable as error:
            assert "too lopsided for floating-point numbers" in str(error)  # noqa: PT017 - either is fine
            return
    rated = ratings.battles > 0
    assert np.isfinite(ratings.rating[rated]).all()
    assert np.isfinite(ratings.std_error[rated]).all()


@settings(max_examples=100, deadline=None)
@given(boards(), METHODS)
def test_any_board_is_rated_or_says_what_it_cannot_know(counts, method):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ratings = rate(counts, method)
    rated = ratings.battles > 0
    assert np.isfinite(ratings.rating[rated]).all()
    assert (ratings.std_error[rated] > 0).all()
    assert np.isnan(ratings.rating[~rated]).all()
    assert ((ratings.component >= 0) == rated).all()
    assert (ratings.low[rated] < ratings.high[rated]).all()
    assert (
        (ratings.win_low[rated] <= ratings.win_rate[rated]) & (ratings.win_rate[rated] <= ratings.win_high[rated])
    ).all()
    placed = ratings.rank > 0
    assert (placed == ratings.listed).all()
    assert (ratings.rank_low[placed] <= ratings.rank[placed]).all()
    assert (ratings.rank[placed] <= ratings.rank_high[placed]).all()
    for component in ratings.components:
        told = component.models[ratings.listed[component.models]]
        middle = told if len(told) > 1 else component.models
        assert ratings.strength[middle].mean() == pytest.approx(0, abs=1e-9)
        values = np.linalg.eigvalsh(component.covariance)
        assert values.min() >= -1e-9 * max(values.max(), 1e-300)


@settings(max_examples=60, deadline=None)
@given(boards(number=st.integers(0, 60)), METHODS, st.randoms())
def test_renaming_models_renames_their_ratings_and_nothing_else(counts, method, random):
    place = list(range(counts.models))
    random.shuffle(place)
    place = np.array(place, int)
    one = rate(counts, method)
    other = rate(PairCounts.of(counts.models, place[counts.first], place[counts.second], counts.table), method)
    for name in ("rating", "std_error", "low", "high", "win_low", "win_rate_rating"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name)[place], rtol=1e-7, atol=1e-7)
    for name in ("rank", "battles", "listed", "small_sample"):
        assert (getattr(one, name) == getattr(other, name)[place]).all()
    if not method.simultaneous:
        assert (one.rank_low == other.rank_low[place]).all()
        assert (one.rank_high == other.rank_high[place]).all()


@settings(max_examples=40, deadline=None)
@given(boards(number=st.integers(0, 60)), st.floats(-5000, 5000))
def test_another_mean_shifts_labels_only(counts, mean):
    one, other = rate(counts), rate(counts, Method(mean=mean))
    np.testing.assert_allclose(one.rating - 1000, other.rating - mean, atol=1e-6)
    np.testing.assert_allclose(one.std_error, other.std_error)
    assert (one.rank_low == other.rank_low).all()


@settings(max_examples=40, deadline=None)
@given(boards(number=st.integers(0, 200)))
def test_wins_turned_around_turn_the_board_around(counts):
    turned = counts.with_table(counts.table[:, [1, 0, 2, 3]])
    one, other = rate(counts), rate(turned)
    np.testing.assert_allclose(one.strength, -other.strength, atol=1e-8)
    np.testing.assert_allclose(one.std_error, other.std_error, rtol=1e-6)


@st.composite
def clustered_boards(draw):
    models = draw(st.integers(2, 40))
    number = draw(st.integers(1, 300))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    pieces = draw(st.integers(1, max(1, models // 2)))
    first = rng.integers(0, models, size=number)
    second = (first + pieces * rng.integers(1, models, size=number)) % models
    kept = first != second
    voters = draw(st.integers(1, 100))
    cluster = rng.integers(-2, voters, size=number) ** draw(st.sampled_from([1, 1, 7]))
    outcome = rng.integers(0, 4, size=number)
    return models, first[kept], second[kept], outcome[kept], cluster[kept]


@settings(max_examples=120, deadline=None)
@given(clustered_boards(), st.sampled_from(["half", "davidson"]))
def test_clusters_are_summed_as_by_hand(board, ties):
    """The meat from a plain matrix of one row a vote, against the sparse and dense ways that are taken."""
    from benchbook.ratings import tally  # noqa: PLC0415 - only here

    models, first, second, outcome, cluster = board
    counts = tally(first, second, outcome, models)
    method = Method(ties=ties, small_sample_battles=0, prior=0.5, list_battles=0)
    whole = rate(counts, method, Clusters.of(counts, first, second, outcome, cluster))
    judged = outcome < 3
    first, second, outcome, cluster = (column[judged] for column in (first, second, outcome, cluster))
    for number, component in enumerate(whole.components):
        here = whole.component[first] == number
        expected = by_hand(whole, component, first[here], second[here], outcome[here], cluster[here], ties)
        allowed = component.covariance - expected
        # Models outside the core have more variance, and what is known between others stays as it is.
        rounding = 1e-8 * max(1, np.abs(expected).max(), np.abs(allowed).max())
        assert np.linalg.eigvalsh(allowed)[0] > -rounding
        grown = whole.small_sample[component.models]
        between = allowed[np.ix_(~grown, ~grown)]
        assert np.ptp(between) < rounding if between.size else grown.any()
        assert np.abs(component.covariance.sum(axis=0)).max() < rounding


def by_hand(whole, component, first, second, outcome, cluster, ties):
    models = component.models
    size = len(models)
    place = {model: at for at, model in enumerate(models.tolist())}
    rows = np.zeros((len(first), size))
    rows[np.arange(len(first)), [place[a] for a in first]] = 1
    rows[np.arange(len(first)), [place[b] for b in second]] = -1
    ghost = np.eye(size) - 1 / size
    every = np.concatenate([rows, ghost])
    weight = np.concatenate([np.ones(len(first)), np.full(size, 0.5)])
    gap = every @ whole.strength[models]
    tie = 0.0 if ties == "half" else min(component.tie_parameter, 1e200)
    chances = np.stack([np.exp(gap / 2), np.exp(-gap / 2), np.full(len(gap), tie)], axis=1)
    chances[len(first) :, 2] = 0  # the virtual draws know no ties
    chances /= chances.sum(axis=1, keepdims=True)
    win, loss, tied = chances.T
    actual = np.eye(3)[outcome]
    by_gap = (actual[:, 0] - actual[:, 1] - (win - loss)[: len(first)]) / 2
    information = np.zeros((size + 1, size + 1))
    curve = (win + loss - (win - loss) ** 2) / 4
    information[:size, :size] = (every * (weight * curve)[:, None]).T @ every
    cross = (every * (weight * -(win - loss) * tied / 2)[:, None]).sum(axis=0)
    information[:size, size] = information[size, :size] = cross
    information[size, size] = (weight * tied * (1 - tied)).sum() or 1.0
    scores = np.column_stack(
        [rows * by_gap[:, None], actual[:, 2] - tied[: len(first)] if tie else np.zeros(len(first))]
    )
    names = np.where(cluster < 0, 10**18 + np.arange(len(cluster)), cluster)
    found = np.unique(names)
    sums = np.stack([scores[names == name].sum(axis=0) for name in found])
    bread = np.linalg.pinv(information, hermitian=True, rcond=1e-13)
    number = max(2, len(found))
    return (bread @ sums.T @ sums @ bread)[:size, :size] * number / (number - 1)


def test_empty_boards_and_lone_models_have_no_ratings():
    for models in (0, 1, 5):
        ratings = rate(PairCounts.of(models, [], [], np.zeros((0, 4), int)))
        assert len(ratings) == models
        assert ratings.components == ()
        assert np.isnan(ratings.rating).all()
    only_bad = rate(PairCounts.of(2, [0], [1], [[0, 0, 0, 9]]))
    assert only_bad.components == ()
    assert only_bad.both_bad.tolist() == [9, 9]


def test_columns_cannot_be_written_to():
    ratings = rate(PairCounts.of(2, [0], [1], [[3, 1, 0, 0]]))
    with pytest.raises(ValueError, match="read-only"):
        ratings.rating[0] = 2000
    with pytest.raises(ValueError, match="read-only"):
        ratings.components[0].covariance[0, 0] = 0


def test_a_piece_of_too_many_models_is_refused():
    chain = np.arange(4_000)
    with pytest.raises(NotRatable, match="4,001 models hang together, and at most 4,000 can be rated at once"):
        rate(PairCounts.of(4_001, chain, chain + 1, np.tile([1, 1, 0, 0], (4_000, 1))))


def test_ten_thousand_models_with_one_vote_each_are_five_thousand_pieces():
    first = np.arange(0, 10_000, 2)
    table = np.tile([[1, 0, 0, 0], [0, 0, 1, 0]], (2_500, 1))
    ratings = rate(PairCounts.of(10_000, first, first + 1, table))
    assert len(ratings.components) == 5_000
    assert ratings.rank.max() == 0
    assert ratings.small_sample.all()
    assert ratings.rating[2] == ratings.rating[3] == 1000
    assert ratings.rating[0] > 1000 > ratings.rating[1]
    assert (ratings.std_error > 150).all()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ties": "drop"}, "method, ties: 'drop', expected half or davidson"),
        ({"prior": -1.0}, "method, prior: -1.0, expected 0 or a number from 0.001 to 1,000"),
        ({"prior": float("nan")}, "method, prior: nan"),
        ({"mean": float("nan")}, "method, mean: nan, expected a number from -1,000,000"),
        ({"level": 1.0}, "method, level: 1.0, expected a number from 1e-06 to 0.999999"),
        ({"level": float("nan")}, "method, level: nan"),
        ({"anchor": (-1, 1000.0)}, "method, anchor"),
        ({"list_battles": -1}, "method, list_battles: -1, expected a whole number from 0"),
    ],
)
def test_a_method_that_makes_no_sense_is_refused(change, sentence):
    with pytest.raises(NotRatable, match=sentence):
        Method(**change)


def test_an_anchor_without_a_rating_is_refused():
    counts = PairCounts.of(3, [0], [1], [[3, 1, 0, 0]])
    for model in (2, 7):
        with pytest.raises(NotRatable, match=f"anchor: model {model} has no rating"):
            rate(counts, Method(anchor=(model, 1000.0)))


def test_a_method_says_all_that_changes_figures():
    assert Method().text() == (
        "Bradley-Terry; ties half; prior automatic; sandwich; 0.95; 400 log10, mean of listed 1000; small samples"
        " below 30; listed from 15; preliminary below 200; ranks pairwise"
    )
    others = [
        {"ties": "davidson"},
        {"prior": 1.0},
        {"mean": 0.0},
        {"anchor": (1, 1114.0)},
        {"level": 0.9},
        {"small_sample_battles": 5},
        {"list_battles": 5},
        {"preliminary_battles": 5},
        {"simultaneous": True},
    ]
    assert len({Method().text(), *(Method(**change).text() for change in others)}) == 10


def test_clusters_must_be_those_of_the_counted_votes():
    counts = PairCounts.of(3, [0, 1], [1, 2], [[3, 1, 0, 0], [1, 1, 0, 0]])
    good = {"pair": [0, 0, 0, 0, 1, 1], "outcome": [0, 0, 0, 1, 0, 1], "cluster": [1, 1, 2, 2, 3, 3]}
    assert len(rate(counts, clusters=Clusters(**good))) == 3
    for change, sentence in (
        ({"outcome": [0, 0, 0, 0, 0, 1]}, r"clusters: hold 4 votes of the pair \(0, 1\), where 4 or others"),
        ({"pair": [0, 0, 0, 0, 1, 2]}, "clusters: name pair 2, but 2 pairs are counted"),
        ({"cluster": [1, 1]}, "cluster: has 2 rows, expected 6, as pair has"),
        ({"cluster": [0.5] * 6}, "cluster: row 0 is 0.5, expected a whole number"),
    ):
        with pytest.raises(NotRatable, match=sentence):
            rate(counts, clusters=Clusters(**{**good, **change}))
    with pytest.raises(NotRatable, match=r"row 0 is a vote of the pair \(0, 2\), which is not counted"):
        Clusters.of(counts, [2], [0], [0], [1])
