"""Votes become boards: contestants, conventions, clusters, caps, covariates, tournaments, and what no board can say."""

from math import isclose, log10

import msgspec
import numpy as np
import pytest
from tests.arena.voted import NOW, board, evidence, random_votes, rows

from benchbook.arena.contestants import contestants_of
from benchbook.arena.conventions import DEFAULT, AnchorName, Conventions
from benchbook.arena.document import method_of
from benchbook.arena.evidence import counted, within_cap
from benchbook.arena.rated import pair_counts, rate_evidence
from benchbook.arena.remarks import notes, remarks_on
from benchbook.errors import NotRatable, UnknownThing
from benchbook.ratings import Clusters, rate

UNCLUSTERED = Conventions(cluster="none")


def by_name(found, column="rating"):
    return dict(zip(found.contestants.names, getattr(found.ratings, column).tolist(), strict=True))


def test_three_wins_to_one_are_odds_of_three():
    found = by_name(board([("x", "y", outcome) for outcome in ("a", "a", "a", "b")]))
    assert isclose(found["x"] - found["y"], 400 * log10(3), abs_tol=1e-9)
    assert isclose(found["x"] + found["y"], 2000, abs_tol=1e-9)


def test_votes_one_by_one_are_counted_as_they_were_cast():
    votes = rows([("y", "x", "a"), ("x", "y", "a"), ("x", "y", "tie"), ("y", "x", "bad")])
    table = counted(votes)
    assert (table.models, table.votes) == (("x", "y"), 4)
    assert [each.tolist() for each in table.outcomes] == [[1], [1], [1], [1]]


def test_many_models_are_counted_as_few_are():
    models = [f"m{number:05}" for number in range(6000)]
    votes = [(one, other, "a") for one, other in zip(models[::2], models[1::2], strict=True)]
    table = counted(rows(votes))
    assert (len(table.models), table.votes, int(table.first_wins.sum())) == (6000, 3000, 3000)


# --- contestants ---------------------------------------------------------------------------


def alike(*groups):
    """Names of a group mean the same."""
    meaning = {name: group for group in groups for name in group}
    return meaning.get


def test_names_that_mean_one_model_are_one_contestant_by_the_most_used_name():
    votes = [("GPT", "other", "a")] * 3 + [("gpt", "other", "a")] * 2 + [("gpt", "other", "b")]
    votes += [("gpt", "GPT", "a"), ("other", "third", "a"), ("third", "other", "a"), ("GPT", "third", "b")]
    found = board(votes, identify=alike(("GPT", "gpt", "absent")))
    assert found.contestants.names == ("GPT", "other", "third")
    assert found.contestants.merged == (("gpt",), (), ())
    assert found.dropped == 1
    assert by_name(found, "battles")["GPT"] == 7
    assert "10 votes on 4 names of 3 models in 5 pairs." in " ".join(remarks_on(found))
    assert "'gpt' is 'GPT'; 1 vote between names of one model is left out" in " ".join(notes(found))


def test_every_name_is_its_own_where_that_is_the_convention():
    votes = [("GPT", "other", "a")] * 3 + [("gpt", "other", "b")] * 2
    found = board(votes, Conventions(as_voted=True), identify=alike(("GPT", "gpt")))
    assert found.contestants.names == ("GPT", "gpt", "other")
    assert method_of(found).version.endswith("; every name its own")
    assert method_of(found).as_voted
    assert "as_voted" not in msgspec.to_builtins(method_of(board(votes)))


def test_merged_counts_are_those_of_one_name():
    votes = random_votes(3)
    renamed = [
        tuple("m0 again" if name == "m0" and place % 3 == 0 else name for name in vote)
        for place, vote in enumerate(votes)
    ]
    merged, plain = board(renamed, identify=alike(("m0", "m0 again"))), board(votes)
    assert by_name(merged) == by_name(plain)
    assert by_name(merged, "std_error") == by_name(plain, "std_error")


def test_names_alike_are_never_merged_without_a_meaning():
    found = contestants_of(("GPT-4", "gpt-4"), np.array([1, 9]))
    assert found.names == ("GPT-4", "gpt-4")


def test_equally_used_names_are_called_by_the_first_in_order():
    found = contestants_of(("a", "b", "c"), np.array([5, 5, 9]), alike(("a", "b")))
    assert (found.names, found.merged) == (("a", "c"), (("b",), ()))
    assert [found.find(name) for name in ("a", "b", "c", "d")] == [0, 0, 1, None]


def test_every_vote_between_names_of_one_model_leaves_nothing_to_rate():
    with pytest.raises(NotRatable, match="every vote is between names that mean one model"):
        board([("a", "b", "a")], identify=alike(("a", "b")))


# --- conventions ---------------------------------------------------------------------------


def test_an_anchor_shifts_every_rating_alike():
    votes = random_votes(5)
    mean, anchored = board(votes), board(votes, Conventions(anchor=AnchorName(name="m2", rating=1114)))
    shift = by_name(anchored)["m2"] - by_name(mean)["m2"]
    assert by_name(anchored)["m2"] == pytest.approx(1114, abs=1e-9)
    assert by_name(anchored) == pytest.approx({name: value + shift for name, value in by_name(mean).items()})
    assert by_name(anchored, "std_error") == by_name(mean, "std_error")


def test_an_anchor_may_be_a_merged_name_and_must_be_on_the_board():
    votes = [("x", "y", "a"), ("X!", "y", "b"), ("x", "y", "b")]
    found = board(votes, Conventions(anchor=AnchorName(name="X!", rating=900)), alike(("x", "X!")))
    assert by_name(found)["x"] == pytest.approx(900)
    with pytest.raises(UnknownThing, match="no model 'z' on the board"):
        board(votes, Conventions(anchor=AnchorName(name="z", rating=900)))


def test_davidson_gives_ties_a_parameter():
    found = board(random_votes(7, ties=0.4), Conventions(ties="davidson"))
    assert found.ratings.components[0].tie_parameter > 0.5
    assert "Davidson" in " ".join(remarks_on(found))


def test_thresholds_list_and_call_preliminary():
    votes = [("x", "y", "a"), ("y", "x", "a")] * 10 + [("z", "x", "a"), ("z", "x", "b")]
    found = board(votes, Conventions(list_battles=10, preliminary_battles=22))
    assert by_name(found, "listed") == {"x": True, "y": True, "z": False}
    assert by_name(found, "preliminary") == {"x": False, "y": True, "z": True}
    assert by_name(found, "rank")["z"] == 0


# --- clusters ------------------------------------------------------------------------------


def with_voters(seed, voters=60, each=20):
    """Votes of voters who repeat themselves: the second half of each voter's votes is the first once more."""
    votes = []
    for voter in range(voters):
        own = random_votes(seed * 1000 + voter, votes=each // 2)
        votes += own + own
    return votes, [str(voter) for voter in range(voters) for _ in range(each)]


def test_votes_of_one_voter_are_taken_together_where_voters_are_known():
    votes, voters = with_voters(1)
    clustered, alone = board(votes, voter=voters), board(votes, UNCLUSTERED, voter=voters)
    assert by_name(clustered) == by_name(alone)
    ratio = np.array(list(by_name(clustered, "std_error").values())) / list(by_name(alone, "std_error").values())
    assert 1.2 < ratio.mean() < 1.65  # every vote twice: the root of 2
    assert (clustered.covariance, alone.covariance) == ("clustered by voter", "sandwich")


def test_clusters_are_those_of_the_ratings_themselves():
    votes, voters = with_voters(2, voters=40)
    found = board(votes, voter=voters)
    votes = rows(votes, voter=voters)
    counts = pair_counts(counted(votes))
    clusters = Clusters.of(counts, votes.first, votes.second, votes.outcome, votes.words["voter"].codes)
    assert found.ratings.std_error.tolist() == rate(counts, clusters=clusters).std_error.tolist()


def test_where_the_voter_is_unknown_the_tournament_joins_votes():
    votes, voters = with_voters(3, voters=50)
    half = [voter if int(voter) % 2 else None for voter in voters]
    rest = [None if int(voter) % 2 else voter for voter in voters]
    told = {
        "whole": board(votes, voter=voters),
        "mixed": board(votes, voter=half, tournament=rest),
        "by tournament": board(votes, Conventions(cluster="tournament"), voter=half, tournament=voters),
        "by voter": board(votes, Conventions(cluster="voter"), voter=half, tournament=rest),
    }
    errors = {name: by_name(each, "std_error") for name, each in told.items()}
    assert errors["mixed"] == pytest.approx(errors["whole"])
    assert errors["by tournament"] == pytest.approx(errors["whole"])
    assert errors["by voter"] != pytest.approx(errors["whole"])
    assert [told[name].clusters.number for name in ("whole", "mixed", "by tournament", "by voter")] == [50, 50, 50, 525]
    assert told["by tournament"].covariance == "clustered by tournament"


def test_one_voter_alone_gives_no_certainty_and_the_board_says_so():
    votes = random_votes(11, votes=300)
    one, alone = board(votes, voter=["v"] * 300), board(votes, UNCLUSTERED)
    assert min(by_name(one, "std_error").values()) > 0.85 * min(by_name(alone, "std_error").values())
    assert one.few_clusters
    assert any("All votes are of 1 voter: with fewer than 30" in sentence for sentence in notes(one))


def test_many_voters_are_no_note():
    votes, voters = with_voters(4, voters=31)
    assert notes(board(votes, voter=voters)) == ()


def test_many_voters_of_whom_one_has_half_of_the_votes_are_few():
    votes, voters = with_voters(4, voters=100)
    half = len(votes) // 2
    found = board(votes, voter=["most"] * half + voters[half:])
    assert found.clusters.number == 51
    assert found.clusters.worth == pytest.approx(1 / (1 / 4 + 50 / 100**2), rel=0.01)
    assert any("of 51 voters, which tell as much as 3.9 of one size: with fewer" in said for said in notes(found))


# --- caps and covariates -------------------------------------------------------------------


def test_a_cap_keeps_the_first_votes_of_a_voter_on_a_day():
    votes = [("x", "y", "a"), ("y", "x", "a"), ("x", "y", "b")] * 3
    days = ["2026-01-02T09", "2026-01-01T09", "2026-01-01T08"] * 3
    voters = ["v", "v", "v", "w", "v", "w", None, None, "v"]
    found = rows(votes, times=days, voter=voters)
    assert within_cap(found, 1).tolist() == [True, False, True, True, False, True, True, True, False]
    assert within_cap(found, 2).tolist() == [True, False, True, True, False, True, True, True, True]
    assert within_cap(found, 9).all()


def test_what_a_cap_leaves_out_counts_nowhere():
    honest = random_votes(13, votes=200)
    spam = [("m0", "m3", "a")] * 100
    voters = [f"v{number}" for number in range(200)] + ["spammer"] * 100
    found = board(honest + spam, Conventions(voter_cap=2), voter=voters)
    assert (found.evidence.table.votes, found.evidence.withheld.capped) == (202, 98)
    assert by_name(found) == pytest.approx(by_name(board([*honest, *spam[:2]])))
    assert "98 votes are left out: those after the first 2 of a voter on a day." in notes(found)


def test_a_model_whose_votes_are_all_beyond_the_cap_is_not_on_the_board():
    votes = [("x", "y", "a"), ("y", "x", "a"), ("z", "x", "a")]
    found = board(votes, Conventions(voter_cap=2), voter=["v"] * 3)
    assert found.contestants.names == ("x", "y")


def test_a_covariate_is_taken_out_of_the_ratings():
    random = np.random.default_rng(17)
    votes = random_votes(17, votes=4000, ties=0)
    length = random.normal(0, 1, 4000)
    drawn = random.random(4000)
    strength = {f"m{number}": gap for number, gap in enumerate(np.linspace(-0.6, 0.6, 4))}
    won = [
        drawn[place] < 1 / (1 + np.exp(strength[b] - strength[a] - 0.8 * length[place]))
        for place, (a, b, _) in enumerate(votes)
    ]
    votes = [(a, b, "a" if first else "b") for (a, b, _), first in zip(votes, won, strict=True)]
    told = {"length": [*length[:-10], *[np.nan] * 10]}
    found = board(votes, Conventions(controls=("length",)), covariates=told)
    (length_effect,) = found.coefficients
    assert abs(length_effect.raw - 0.8) < 4 * length_effect.raw_error < 0.4
    assert found.evidence.withheld.unexplained == 10
    assert found.evidence.table.votes == 3990
    truth = np.linspace(-0.6, 0.6, 4) * 400 / np.log(10) + 1000
    assert (np.abs(found.ratings.rating - truth) < 4 * found.ratings.std_error).all()


def test_the_side_is_a_covariate_like_others():
    votes = random_votes(18, votes=300)
    sides = ["left", "right", None] * 100
    turned = [(a, b, "a" if side == "left" else outcome) for (a, b, outcome), side in zip(votes, sides, strict=True)]
    found = board([*turned, *votes], Conventions(controls=("side",)), side=[*sides, *sides])
    (effect,) = found.coefficients
    assert effect.value > 4 * effect.std_error
    assert found.evidence.withheld.unexplained == 200


def test_a_covariate_that_no_vote_has_is_named_with_those_that_there_are():
    with pytest.raises(UnknownThing, match=r"no covariate 'lenght' of these votes \(hint: there is: length, side\)"):
        board(
            [("x", "y", "a")],
            Conventions(controls=("lenght",)),
            side=["left"],
            covariates={"length": [1.0]},
        )


# --- tournaments ---------------------------------------------------------------------------


def test_places_are_those_of_tournaments_whose_order_is_known():
    full = [("a", "b", "a"), ("c", "d", "a"), ("a", "c", "a"), ("b", "d", "a"), ("b", "c", "b")]
    broken = [("a", "b", "b"), ("c", "d", "b")]
    found = board(full + broken, tournament=["t1"] * 5 + ["t2"] * 2)
    places = dict(zip(found.contestants.names, found.finishes.places.tolist(), strict=True))
    assert places == {"a": [1, 0, 0, 0], "c": [0, 1, 0, 0], "b": [0, 0, 1, 0], "d": [0, 0, 0, 1]}
    assert found.finishes.total.tolist() == [1, 1, 1, 1]


def test_sessions_of_many_votes_are_no_tournaments():
    votes = [(f"m{number}", f"m{number + 1}", "a") for number in range(80)]
    found = board(votes, tournament=["session"] * 80)
    assert found.finishes is None


def test_without_tournaments_nobody_is_placed():
    assert board([("x", "y", "a")], tournament=[None]).finishes is None


# --- what a board cannot say ---------------------------------------------------------------


def test_no_votes_is_a_sentence():
    with pytest.raises(NotRatable, match=r"mine/overall: has no votes that count; 2 are flagged, which do not count"):
        board([], flagged=2)


def test_a_prior_of_other_groups_is_told_of_them():
    text = " ".join(remarks_on(board([*random_votes(29), ("far", "away", "a")])))
    assert (
        "No prior was needed in the first group; in others that needed one each model has 0.5 of a virtual draw with an"
        in text
    )
    assert "No prior was needed." in " ".join(remarks_on(board(random_votes(29))))


def test_one_vote_is_told_as_one():
    with pytest.raises(NotRatable, match=r"has no votes that count; 1 is flagged, which does not count"):
        board([], flagged=1)
    votes = [*random_votes(29), ("m0", "m1", "a")]
    found = board(votes, Conventions(controls=("length",)), flagged=1, covariates={"length": [*range(400), np.nan]})
    text = " ".join(remarks_on(found))
    assert "1 flagged vote does not count." in text
    assert "1 vote is left out, which does not tell length." in text


def test_votes_of_which_none_tells_a_covariate_are_a_sentence():
    with pytest.raises(NotRatable, match=r"mine/overall: none of 2 votes that count tells length$"):
        board([("x", "y", "a")] * 2, Conventions(controls=("length",)), covariates={"length": [np.nan, np.nan]})


def test_only_both_bad_is_a_sentence():
    with pytest.raises(NotRatable, match="all 3 votes say that both are bad, which tells not who is better"):
        board([("x", "y", "bad")] * 3)


def test_a_model_with_both_bad_alone_has_no_rating_and_is_named():
    found = board([("x", "y", "a"), ("y", "x", "a"), ("z", "x", "bad")])
    assert "z has votes that say both are bad, and no rating." in notes(found)
    assert found.order == [0, 1]


def test_ties_alone_make_all_equal():
    found = board([("x", "y", "tie"), ("y", "z", "tie")] * 20)
    assert set(np.round(found.ratings.rating, 6).tolist()) == {1000.0}
    assert np.isfinite(found.ratings.std_error).all()


def test_groups_that_no_vote_links_are_told():
    votes = [*random_votes(19), ("far", "away", "a"), ("away", "far", "a"), ("lost", "alone", "tie")]
    found = board(votes)
    assert len(found.ratings.components) == 3
    assert any(sentence.startswith("No vote links 4 models in 2 groups with the others") for sentence in notes(found))


def test_perfect_records_are_told():
    votes = random_votes(23) + [("best", "m0", "a")] * 20 + [("worst", "m3", "b")] * 20
    sentences = notes(board(votes))
    assert "best won every battle: how far it is ahead is the prior's word." in sentences
    assert any(sentence.startswith("worst lost every battle: how far it is behind") for sentence in sentences)


def test_remarks_state_method_numbers_and_hash():
    found = board([*random_votes(29), ("m0", "m1", "bad")], flagged=2)
    text = " ".join(remarks_on(found))
    for told in (
        "A tie is half a win.",
        "No prior was needed.",
        "401 votes on 4 models in 6 pairs.",
        "1 of them (0.2 %) says that both are bad and counts apart.",
        "2 flagged votes do not count.",
        f"Counts {found.evidence.table.sha256[:16]}.",
    ):
        assert told in text


def test_evidence_from_counts_and_from_votes_gives_the_same_board():
    votes = random_votes(31)
    whole = evidence(votes)
    bare = type(whole)(table=whole.table, basis="votes")
    told = {"arena": "mine", "category": "overall", "rated_at": NOW, "conventions": DEFAULT}
    one, other = rate_evidence(whole, **told), rate_evidence(bare, **told)
    assert one.ratings.rating.tolist() == other.ratings.rating.tolist()
    assert one.ratings.std_error.tolist() == other.ratings.std_error.tolist()


def test_the_text_of_conventions_tells_whatever_can_change_a_figure():
    changed = {
        "ties": "davidson",
        "prior": 1.0,
        "mean": 0.0,
        "anchor": AnchorName(name="x", rating=1.0),
        "voter_cap": 3,
        "controls": ("length",),
        "simultaneous": True,
        "as_voted": True,
        "level": 0.9,
        "small_sample_battles": 5,
        "list_battles": 5,
        "preliminary_battles": 5,
    }
    assert {*changed, "cluster"} == set(Conventions.__struct_fields__)
    texts = [
        msgspec.structs.replace(DEFAULT, **{name: value}).text("votes", "sandwich") for name, value in changed.items()
    ]
    texts += [
        DEFAULT.text("votes", "sandwich"),
        DEFAULT.text("votes", "clustered"),
        DEFAULT.text("placements", "sandwich"),
    ]
    assert len(set(texts)) == len(texts)
