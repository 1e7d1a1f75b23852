"""Ratings with covariates are those of a row-level GLM, unshrunk, and say what they cannot tell."""

import numpy as np
import pytest
from row_level import at_mean_zero, fitted
from scipy import optimize
from simulated_boards import covered, drawn_outcomes, drawn_votes, outcome_chances, truth

from benchbook.errors import NotRatable
from benchbook.ratings import Method, contextual, rate, side_effect, tally

LARGE = Method(small_sample_battles=0)


def styled(rng, models=12, votes=4000, effect=(0.25, -0.1)):
    """Votes that two covariates of very different sizes move."""
    board = truth(rng, models)
    covariates = rng.normal(size=(votes, 2))
    taste = covariates @ np.array(effect)
    return board, drawn_votes(rng, board, votes, taste=taste), covariates * [1, 300]


@pytest.mark.parametrize("clustered", [False, True])
def test_ratings_and_coefficients_are_those_of_a_row_level_glm(rng, clustered):
    _, votes, covariates = styled(rng)
    cluster = np.minimum(rng.zipf(1.4, size=4000), 900)
    kind = {"cov_type": "HC0"}
    factor = 1.0
    if clustered:
        kind = {"cov_type": "cluster", "cov_kwds": {"groups": cluster, "use_correction": False}}
        factor = (number := len(np.unique(cluster))) / (number - 1)
    fit = fitted(*votes, 12, covariates / covariates.std(axis=0), **kind)
    strength, covariance = at_mean_zero(fit, 12)
    values, errors = fit.params[11:], fit.bse[11:]
    found = contextual(*votes, covariates, 12, cluster=cluster if clustered else None, method=LARGE)
    np.testing.assert_allclose(found.ratings.strength, strength, atol=1e-9)
    np.testing.assert_allclose(found.ratings.components[0].covariance, covariance * factor, atol=1e-9)
    np.testing.assert_allclose([each.value for each in found.coefficients], values, atol=1e-9)
    np.testing.assert_allclose([each.std_error for each in found.coefficients], errors * factor**0.5, atol=1e-9)
    raw = [each.raw for each in found.coefficients]
    np.testing.assert_allclose(raw, values / covariates.std(axis=0), rtol=1e-9)


def test_an_effect_is_found_unshrunk_and_taken_out_of_the_ratings(rng):
    """A model that writes at length profits from it until length is a covariate."""
    board = truth(rng, 20)
    first, second, _ = drawn_votes(rng, board, 60_000)
    length = rng.normal(size=60_000) + 1.5 * (first == 3) - 1.5 * (second == 3)
    outcome = drawn_outcomes(rng, outcome_chances(board.gaps(first, second) + 0.25 * length))
    plain = rate(tally(first, second, outcome, 20))
    styled_ = contextual(first, second, outcome, {"length": length}, 20)
    assert plain.strength[3] - board.strength[3] > 0.25
    assert abs(styled_.ratings.strength[3] - board.strength[3]) < 0.1
    (coefficient,) = styled_.coefficients
    assert coefficient.raw == pytest.approx(0.25, abs=4 * coefficient.raw_error)
    assert coefficient.raw_error < 0.01
    assert coefficient.low < coefficient.value < coefficient.high


def test_intervals_cover_beside_covariates(rng):
    shares = []
    for _ in range(30):
        board, votes, covariates = styled(rng, 20, 6000)
        shares.append(covered(contextual(*votes, covariates, 20).ratings, board.strength).mean())
    assert 0.92 <= np.mean(shares) <= 0.98


def test_without_covariates_it_is_the_plain_board(rng):
    _, votes, _ = styled(rng)
    plain = rate(tally(*votes, 12))
    found = contextual(*votes, {}, 12)
    np.testing.assert_allclose(found.ratings.rating, plain.rating, atol=1e-9)
    np.testing.assert_allclose(found.ratings.std_error, plain.std_error, atol=1e-9)
    assert found.coefficients == ()


def test_a_ridge_shrinks_as_it_says(rng):
    _, votes, covariates = styled(rng, 5, 800)
    first, second, outcome = votes
    scaled = covariates / covariates.std(axis=0)
    score = np.array([1.0, 0.0, 0.5])[outcome]

    def loss(at):
        strength = np.append(at[:4], 0)
        gap = strength[first] - strength[second] + scaled @ at[4:]
        return (np.logaddexp(0, gap) - score * gap).sum() + 50 / 2 * (at[4:] ** 2).sum()

    expected = optimize.minimize(loss, np.zeros(6), method="BFGS", options={"gtol": 1e-8}).x
    found = contextual(*votes, covariates, 5, ridge=50.0)
    np.testing.assert_allclose([each.value for each in found.coefficients], expected[4:], atol=1e-6)
    assert abs(found.coefficients[0].value) < abs(contextual(*votes, covariates, 5).coefficients[0].value)


def test_what_cannot_be_told_apart_is_left_out_and_said(rng):
    _, votes, covariates = styled(rng)
    size = rng.normal(size=12)
    columns = {
        "always": np.full(4000, 3.0),
        "length": covariates[:, 0],
        "size": size[votes[0]] - size[votes[1]],
        "characters": 5 * covariates[:, 0],
        "style": covariates[:, 1],
    }
    found = contextual(*votes, columns, 12)
    why = {each.name: each.left_out for each in found.coefficients}
    assert why == {
        "always": "constant",
        "length": None,
        "size": "determined",
        "characters": "determined",
        "style": None,
    }
    assert np.isnan([found.coefficients[0].value, found.coefficients[2].std_error, found.coefficients[3].raw]).all()
    kept = contextual(*votes, covariates, 12)
    np.testing.assert_allclose(found.ratings.rating, kept.ratings.rating, atol=1e-8)


def test_covariates_that_separate_the_votes_are_refused_by_name(rng):
    _, (first, second, _), covariates = styled(rng)
    with pytest.raises(NotRatable, match="covariate 'oracle': separates the votes won from those lost"):
        contextual(first, second, (covariates[:, 0] < 0).astype(int), {"oracle": covariates[:, 0]}, 12)
    shrunk = contextual(first, second, (covariates[:, 0] < 0).astype(int), {"oracle": covariates[:, 0]}, 12, ridge=1.0)
    assert np.isfinite(shrunk.coefficients[0].value)


def test_pieces_and_perfect_records_are_as_on_a_plain_board(rng):
    _, (first, second, outcome), covariates = styled(rng)
    more = np.array([[12, 13, 0]] * 5 + [[12, 13, 1]] * 4 + [[0, 14, 1]] * 25).T
    first, second, outcome = (np.append(*pair) for pair in zip((first, second, outcome), more, strict=True))
    extra = rng.normal(size=(len(first) - 4000, 2))
    plain = rate(tally(first, second, outcome, 16))
    found = contextual(first, second, outcome, np.concatenate([covariates, extra]), 16).ratings
    assert [each.prior for each in found.components] == [each.prior for each in plain.components] == [0.5, 0.0]
    assert (found.small_sample == plain.small_sample).all()
    assert (found.component == plain.component).all()
    assert np.isnan(found.rating[15])
    assert found.std_error[14] > 100
    assert found.components[1].models.tolist() == [12, 13]
    assert found.strength[[12, 13]].sum() == pytest.approx(0, abs=1e-9)


def test_both_bad_votes_are_counted_and_not_fitted(rng):
    _, (first, second, outcome), covariates = styled(rng)
    bad = rng.random(4000) < 0.3
    found = contextual(first, second, np.where(bad, 3, outcome), covariates, 12)
    kept = contextual(first[~bad], second[~bad], outcome[~bad], covariates[~bad], 12)
    np.testing.assert_allclose(found.ratings.rating, kept.ratings.rating, atol=1e-9)
    assert found.ratings.both_bad.sum() == 2 * bad.sum()


def test_an_empty_board_has_no_coefficients():
    found = contextual([], [], [], {"length": []}, 3)
    assert np.isnan(found.ratings.rating).all()
    assert found.coefficients[0].left_out == "constant"
    only_bad = contextual([0, 1], [1, 2], [3, 3], {"length": [1.0, 2.0]}, 3)
    assert np.isnan(only_bad.ratings.rating).all()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"covariates": {"length": [1.0, np.nan]}}, "covariate 'length': row 1 is nan, expected a number from"),
        ({"covariates": {"length": [1.0, np.inf]}}, "covariate 'length': row 1 is inf, expected a number from"),
        ({"covariates": {"length": [1.0]}}, "covariate 'length': has 1 rows, expected 2, as first has"),
        ({"covariates": {"length": ["a", "b"]}}, "covariate 'length': is of type <U1, expected numbers"),
        ({"covariates": [1.0, 2.0]}, "covariates: have 1 dimensions, expected a row a vote and a column each"),
        ({"covariates": np.zeros((2, 201))}, "covariates: 201 of them, expected at most 200"),
        ({"ridge": -1.0}, "ridge: -1.0, expected a number from 0"),
        ({"method": Method(ties="davidson")}, "method, ties: 'davidson' is not fitted with covariates"),
        ({"cluster": [1]}, "cluster: has 1 rows, expected 2, as first has"),
        ({"models": "2"}, "models: '2', expected a whole number from 0"),
        ({"models": [2, 2]}, r"models: \[2, 2\], expected a whole number from 0"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(change, sentence):
    votes = {"first": [0, 1], "second": [1, 0], "outcome": [0, 0], "covariates": {"length": [1.0, 2.0]}, "models": 2}
    with pytest.raises(NotRatable, match=sentence):
        contextual(**{**votes, **change})


@pytest.mark.parametrize("voters", [1, 2, 5])
def test_a_coefficient_of_few_voters_is_no_surer_than_one_of_votes_on_their_own(rng, voters):
    _, (first, second, outcome), covariates = styled(rng)
    voter = rng.integers(0, voters, size=4000)
    alone = contextual(first, second, outcome, covariates, 12)
    clustered = contextual(first, second, outcome, covariates, 12, cluster=voter)
    for own, others in zip(clustered.coefficients, alone.coefficients, strict=True):
        assert own.value == others.value
        assert own.std_error >= 0.9999 * others.std_error
    sided = side_effect(first, second, outcome, 12, cluster=voter)
    assert sided.std_error >= 0.9999 * side_effect(first, second, outcome, 12).std_error


@pytest.mark.parametrize("unit", [1e-9, 1e9])
def test_units_do_not_matter(rng, unit):
    _, votes, covariates = styled(rng, 6, 1500)
    one, other = contextual(*votes, covariates, 6), contextual(*votes, covariates * unit, 6)
    np.testing.assert_allclose(one.ratings.rating, other.ratings.rating, atol=1e-7)
    for ours, theirs in zip(one.coefficients, other.coefficients, strict=True):
        assert ours.value == pytest.approx(theirs.value, abs=1e-9)
        assert ours.raw == pytest.approx(theirs.raw * unit, rel=1e-6)
