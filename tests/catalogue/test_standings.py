"""What benchmarks say of a model: its headline indices, its place among the models that are listed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchbook.catalogue import BoardPlace, Standing, standings
from benchbook.model import CatalogModel
from benchbook.publication import ArenaRow, IndexRow

DAY = datetime(2026, 10, 3, tzinfo=UTC)


def listed(*permaslugs):
    return [CatalogModel(id=permaslug, permaslug=permaslug, name=permaslug) for permaslug in permaslugs]


def indices(permaslug, intelligence=None, coding=None, agentic=None, name="x"):
    return IndexRow(
        permaslug=permaslug,
        model_id=permaslug,
        display_name=name,
        seen_at=DAY,
        intelligence=intelligence,
        coding=coding,
        agentic=agentic,
    )


def rating(permaslug, elo, category="website", joined=True, **fields):
    return ArenaRow(
        **{"permaslug": permaslug, "model_id": permaslug if joined else None, "display_name": "x", "seen_at": DAY}
        | {"arena": "models", "category": category, "elo": elo, "win_rate": 50}
        | fields
    )


def ranks(found, category="website"):
    return {
        permaslug: place.rank
        for permaslug, standing in found.items()
        for place in standing.boards
        if place.category == category
    }


def test_nothing_is_said_of_a_model_without_rows():
    assert standings(listed("a/one"), [], []) == {}
    assert standings(listed("a/one"), [indices("a/one"), indices("b/two", 50)], []) == {}


def test_indices_and_boards_stand_together_and_in_order():
    rows = [rating("a/one", 1200, "website"), rating("a/one", 1300, "3d"), rating("a/one", 1100, arena="agents")]
    (standing,) = standings(listed("a/one"), [indices("a/one", 50, None, 7)], rows).values()
    assert standing == Standing(
        intelligence=50,
        agentic=7,
        boards=(
            BoardPlace(arena="agents", category="website", elo=1100, win_rate=50, rank=1),
            BoardPlace(arena="models", category="3d", elo=1300, win_rate=50, rank=1),
            BoardPlace(arena="models", category="website", elo=1200, win_rate=50, rank=1),
        ),
    )
    assert standing.measured
    assert standing.best_elo == 1300


def test_equal_ratings_share_a_rank_and_the_next_one_counts_them_all():
    rows = [rating(f"a/{elo}{letter}", elo) for elo, letter in ((1300, "x"), (1250, "y"), (1250, "z"), (1200, "x"))]
    found = standings(listed(*(row.permaslug for row in rows)), [], rows)
    assert ranks(found) == {"a/1300x": 1, "a/1250y": 2, "a/1250z": 2, "a/1200x": 4}


def test_ranks_are_among_the_models_that_are_listed():
    rows = [rating("gone/model", 1500), rating("yoda", 1400, joined=False), rating("a/one", 1300)]
    assert ranks(standings(listed("a/one", "yoda"), [], rows)) == {"a/one": 1}


def test_variants_and_efforts_of_a_model_count_once():
    variants = [
        CatalogModel(id=model_id, permaslug="a/one", name="One") for model_id in ("a/one", "a/one:free", "~a/latest")
    ]
    rows = [rating("a/one", 1300, win_rate=60), rating("a/one", 1350), rating("b/two", 1320)]
    found = standings([*variants, *listed("b/two")], [], rows)
    assert ranks(found) == {"a/one": 1, "b/two": 2}
    assert found["a/one"].best_elo == 1350


@pytest.mark.parametrize(
    ("rows", "headline"),
    [
        ([("high", 60, None), ("low", 40, 50)], (40, 50)),
        ([("high", 60, 55), ("low", 40, 70)], (60, 55)),
        ([("high", None, 55), ("low", None, 70)], (None, 70)),
        ([("high", 60, None), ("low", 40, None)], (60, None)),
    ],
)
def test_the_headline_row_speaks_where_all_are_published(rows, headline):
    every = [indices("a/one", intelligence, coding, name=name) for name, intelligence, coding in rows]
    for order in (every, every[::-1]):
        (standing,) = standings(listed("a/one"), order, []).values()
        assert (standing.intelligence, standing.coding) == headline


@settings(deadline=None)
@given(st.lists(st.integers(1000, 1010), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_a_rank_is_one_more_than_the_number_of_better_models(elos, random):
    rows = [rating(f"a/{number}", elo) for number, elo in enumerate(elos)]
    random.shuffle(rows)
    found = ranks(standings(listed(*(row.permaslug for row in rows)), [], rows))
    assert found == {f"a/{number}": 1 + sum(other > elo for other in elos) for number, elo in enumerate(elos)}
