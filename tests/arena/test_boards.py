"""A publication -> boards: ranks, intervals, marks, orders and files. All figures are invented."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).parents[1] / "leaderboard"))  # for published

from published import DAY, arena, model, publication, score

from benchbook.arena import arena_boards, arranged, board_table, matching, rises
from benchbook.arena.boards import FEW_BATTLES
from benchbook.arena.order import COLUMNS


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
