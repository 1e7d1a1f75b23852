"""A publication -> boards: ranks, intervals, marks, orders and files. All figures are invented."""

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).parents[1] / "leaderboard"))  # for published

from published import DAY, arena, model, publication, score
from tests.rated_board import board as own_document
from tests.rated_board import rated, stored

from benchbook.arena import arena_boards, arranged, board_table, matching, rises, win_chance, win_matrix
from benchbook.arena.boards import FEW_BATTLES
from benchbook.arena.order import COLUMNS
from benchbook.publication import publish


def board(*rows, models=()):
    (found,) = arena_boards(publication(models, rows))
    return found


def told(elo, battles=None, model_id="acme/atlas", **fields):
    measures = {"elo": elo, "win_rate": 50.0} | ({} if battles is None else {"battles": battles})
    return replace(arena(model_id, elo, **fields), measures=measures)


def test_equal_ratings_share_a_rank_and_the_next_is_skipped():
    found = board(told(1200, name="a"), told(1300, name="b"), told(1200, name="c"), told(1100, name="d"))
    assert [(place.row.name, place.rank) for place in found.places] == [("b", 1), ("a", 2), ("c", 2), ("d", 4)]


def test_boards_come_by_arena_and_size():
    rows = [
        told(1, board="agents/webapps"),
        told(1, board="models/svg"),
        told(1, board="models/website", name="a"),
        told(2, board="models/website", name="b"),
        told(1, board="odd/slides(html)/a b"),
        told(1, board="nowhere"),
        score("acme/atlas", {"win_rate": 5}, source="design-arena", board="models/logo"),
        score("acme/atlas", {"elo": 5}, source="own", board="models/logo"),
    ]
    found = arena_boards(publication((), rows))
    assert [each.name for each in found] == ["models/website", "models/svg", "agents/webapps", "odd/slides(html)/a b"]
    assert found[-1].category == "slides(html)/a b"


def test_interval_is_that_of_the_standard_error_and_unknown_without_one():
    known, unknown = board(told(1200, std_error=10.0, name="a"), told(1100, name="b")).places
    assert (known.low, known.high) == pytest.approx((1180.4, 1219.6))
    assert unknown.low is None
    assert unknown.high is None


def test_few_battles_are_preliminary_and_unknown_ones_are_not():
    few, enough, unknown = board(
        told(3, FEW_BATTLES - 1, name="a"), told(2, FEW_BATTLES, name="b"), told(1, name="c")
    ).places
    assert (few.preliminary, enough.preliminary, unknown.preliminary) == (True, False, False)
    assert unknown.battles is None


def test_places_of_no_tournament_are_unknown():
    row = score(
        "acme/atlas",
        {"elo": 1, "total": 0, "first_place": 0},
        source="design-arena",
        board="models/website",
    )
    (place,) = board(row).places
    assert place.tournaments is None
    assert place.finishes == ()


def test_a_codename_and_a_doubtful_join_stand_under_the_arenas_name():
    atlas = model("acme/atlas")
    found = board(
        told(3, name="atlas-2", permaslug="acme/atlas"),
        told(2, model_id=None, name="yoda", reason="no such name"),
        told(1, name="Atlas?", doubt="two of that name"),
        models=[atlas],
    )
    assert [(place.name, place.joined) for place in found.places] == [
        ("Atlas", True),
        ("yoda", False),
        ("Atlas?", False),
    ]


def test_a_relayed_name_that_repeats_a_row_is_left_out():
    rows = [told(3, name="atlas"), told(3, model_id=None, via="openrouter", name="Atlas (2501)")]
    assert len(board(*rows).places) == 1
    rows = [told(3, name="atlas"), told(4, model_id=None, via="openrouter", name="Atlas (2501)")]
    assert len(board(*rows).places) == 2


@given(
    st.lists(st.tuples(st.integers(900, 1500), st.none() | st.integers(0, 5000)), min_size=1, max_size=12),
    st.sampled_from(sorted(COLUMNS)),
    st.booleans(),
)
def test_orders_keep_every_row_and_put_the_unknown_last(figures, column, rising):
    found = board(*(told(elo, battles, name=f"m{index}") for index, (elo, battles) in enumerate(figures)))
    shown = arranged(found.places, column, rising=rising)
    assert sorted(place.row.name for place in shown) == sorted(place.row.name for place in found.places)
    values = [COLUMNS[column](place) for place in shown]
    known = [value for value in values if value is not None]
    assert values == [*sorted(known, reverse=not rising), *[None] * (len(values) - len(known))]
    assert rises("name")
    assert not rises("rating")


def test_search_takes_names_and_ids_in_any_case():
    found = board(
        told(3, name="Große Atlas", model_id="acme/atlas"),
        told(2, model_id=None, name="Yoda"),
        models=[model("acme/atlas")],
    )
    assert [place.row.name for place in matching(found.places, "ACME atlas")] == ["Große Atlas"]
    assert [place.row.name for place in matching(found.places, "yo")] == ["Yoda"]
    assert len(matching(found.places, "  ")) == 2


def test_the_file_holds_what_is_known_and_nothing_for_the_rest():
    found = board(told(1200, 50, std_error=10.0, name="=cmd()"), told(1100, model_id=None, name="yoda"))
    table = board_table(found, found.places)
    first, second = (dict(zip(table.names, row, strict=True)) for row in table.rows())
    assert (first["rank"], first["name"], first["rating"], first["battles"], first["preliminary"]) == (
        1,
        "=cmd()",
        1200,
        50,
        True,
    )
    assert (second["model_id"], second["low"], second["battles"], second["preliminary"]) == (None, None, None, None)
    assert (second["citation"], second["licence"], second["as_of"]) == ("Arena", "attribution", DAY)


# --- boards of own arenas --------------------------------------------------------------------


def own(*models, **fields):
    """A board of an own arena, through its source."""
    (found,) = arena_boards(publish([], stored(*models, **fields), []))
    return found


def test_own_boards_come_first_and_are_apart_from_others_of_the_same_name():
    mine = publish([], [*stored(), *stored(rated("a", 1), arena="annex")], []).scores
    found = arena_boards(publication((), [*mine, told(1), told(2, board="mine/overall")]))
    assert [(each.source, each.name) for each in found] == [
        ("arena", "annex/overall"),
        ("arena", "mine/overall"),
        ("design-arena", "models/website"),
        ("design-arena", "mine/overall"),
    ]


def test_ranks_and_spreads_and_intervals_are_those_of_the_board():
    found = own(
        rated("a", 1100, low=1090, high=1150, rank=1, rank_low=1, rank_high=2),
        rated("b", 1100, rank=1, rank_low=1, rank_high=3),
        rated("c", 1050, rank=3, rank_low=2, rank_high=3),
    )
    assert [(place.rank, place.rank_low, place.rank_high) for place in found.places] == [
        (1, 1, 2),
        (1, 1, 3),
        (3, 2, 3),
    ]
    assert (found.places[0].low, found.places[0].high) == (1090, 1150)


def test_a_board_of_which_a_rank_is_missing_is_ranked_by_rating():
    found = own(rated("a", 1100, rank=None), rated("b", 1200, rank=9, rank_high=9))
    assert [(place.name, place.rank) for place in found.places] == [("b", 1), ("a", 2)]


def test_what_is_preliminary_follows_the_boards_own_threshold():
    few, enough = own(rated("a", 1100, 199), rated("b", 1000, 200)).places
    assert (few.preliminary, enough.preliminary) == (True, False)
    few, enough = own(rated("a", 1100, 49), rated("b", 1000, 50), method={"preliminary_battles": 50}).places
    assert (few.preliminary, enough.preliminary) == (True, False)


def test_shares_of_ties_and_both_bad_are_of_what_they_are_counted_in():
    place, none = own(rated("a", 1100, 400, ties=100, both_bad=100), rated("b", 1000, 0, ties=0, both_bad=0)).places
    assert (place.tie_share, place.both_bad_share) == (0.25, 0.2)
    assert (none.tie_share, none.both_bad_share) == (None, None)


def test_what_holds_for_the_whole_board_goes_with_it():
    found = own(citation="House arena")
    assert found.rated.facts.counts.sha256 == own_document()["counts"]["sha256"]
    assert found.method == found.rated.facts.method.version
    assert board(told(1)).rated is None


def test_chances_are_those_of_the_ratings():
    found = win_matrix(own(rated("a", 1400), rated("b", 1000), rated("c", 990)), 2)
    assert [place.row.name for place in found.places] == ["a", "b"]
    assert found.chances == ((None, pytest.approx(10 / 11)), (pytest.approx(1 / 11), None))


@settings(deadline=None)
@given(st.floats(-2000, 5000), st.floats(-2000, 5000))
def test_chances_of_two_add_up_and_follow_their_order(one, other):
    assert win_chance(one, other) + win_chance(other, one) == pytest.approx(1)
    assert (win_chance(one, other) >= 0.5) == (one >= other) or one == pytest.approx(other)


def test_the_file_of_an_own_board_has_its_spreads_shares_and_intervals():
    found = own(rated("a", 1100, 400), rated("b", 1000, 100, win_rate=None, win_rate_low=None, win_rate_high=None))
    table = board_table(found, found.places)
    first, second = (dict(zip(table.names, row, strict=True)) for row in table.rows())
    assert (first["rank"], first["rank_low"], first["rank_high"]) == (1, 1, 1)
    assert (first["wins"], first["losses"], first["ties"], first["both_bad"]) == (200, 100, 100, 40)
    assert (first["win_rate_low"], first["win_rate"], first["win_rate_high"]) == (60.51, 64.01, 67.26)
    assert (second["win_rate"], second["win_rate_low"], second["preliminary"]) == (None, None, True)
