"""Own arenas: what holds for a whole board reaches its readers, and none of it the wire unless an operator says so."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.rated_board import RATED_AT, VERSION, rated, stored

sys.path.insert(0, str(Path(__file__).parents[1] / "leaderboard"))  # for published

from published import model

from benchbook.model import LedgerState, StoredModel
from benchbook.publication import publication_of, publish

MODELS = [
    StoredModel(model=model(name), observed_at=RATED_AT, last_seen=RATED_AT, listed=True)
    for name in ("acme/atlas", "acme/birch", "zeta/comet")
]


def design_arena(board, name="Atlas", elo=1300):
    """A row of the Design Arena's on one of its boards."""
    (row,) = stored(rated(name, elo))
    scope = replace(row.scope, source="design-arena", feed=board)
    result = replace(row.result, board=board, details={}, measures={"elo": elo, "win_rate": 50})
    return replace(row, scope=scope, result=result)


def wire(results, **stand_ins):
    rows = publish(MODELS, results, [], stand_ins=stand_ins).arena_rows
    return sorted((row.arena, row.category, row.display_name, row.elo) for row in rows)


def test_a_boards_facts_are_published_with_its_licence_and_citation():
    (found,) = publish(MODELS, stored(rated("Atlas", 1100, merged=["atlas-2"]), rated("Birch", 1000)), []).boards
    assert (found.source, found.board, found.rated_at) == ("arena", "mine/overall", RATED_AT)
    assert (found.facts.method.version, found.facts.counts.votes) == (VERSION, 440)
    assert found.merged == {"Atlas": ("atlas-2",)}
    assert (found.licence, found.citation) == (
        "attribution",
        "Source: own arena (rated by Benchbook) The house arena (invented).",
    )


def test_an_internal_board_is_nobodys_but_the_keyholders():
    state = LedgerState(models=tuple(MODELS), results=tuple(stored(licence="internal")))
    assert [board.licence for board in publication_of(state).boards] == ["internal"]
    everyone = publication_of(state, audience="everyone", stand_ins={"models": "mine"})
    assert (everyone.boards, everyone.arena_rows, everyone.scores) == ((), (), ())


def test_facts_older_than_the_boards_newest_row_are_not_told():
    first, *others = stored()
    stale = replace(first, last_seen=RATED_AT - timedelta(1))
    assert publish(MODELS, [stale, *others], []).boards == ()


def test_an_own_arena_is_not_on_the_wire_by_itself():
    own = stored()
    published = publish(MODELS, own, [])
    assert published.arena_rows == ()
    assert len(published.scores) == len(own)
    assert wire([design_arena("mine/overall")]) == [("mine", "overall", "Atlas", 1300)]


def test_an_own_arena_stands_in_for_the_whole_of_one_of_the_design_arenas():
    others = [design_arena("models/website"), design_arena("models/svg"), design_arena("agents/webapps")]
    found = wire([*stored(category="code/a b"), *others], models="mine")
    assert found == [
        ("agents", "webapps", "Atlas", 1300),
        ("models", "code/a b", "Atlas", 1120.5),
        ("models", "code/a b", "Birch", 1080.25),
        ("models", "code/a b", "Comet", 1070),
        ("models", "code/a b", "yoda", 940),
    ]


def test_several_may_stand_in_and_one_for_several():
    results = [*stored(), *stored(rated("Atlas", 1010), arena="other"), *stored(rated("Birch", 1), arena="third")]
    found = wire([*results, design_arena("models/svg")], models="other", agents="other", builders="mine")
    assert [row for row in found if row[0] != "builders"] == [
        ("agents", "overall", "Atlas", 1010),
        ("models", "overall", "Atlas", 1010),
    ]
    assert len(found) == 6


def test_an_arena_without_a_board_leaves_its_place_empty():
    assert wire([design_arena("models/svg")], models="none-yet") == []


def test_a_row_without_a_win_rate_is_not_on_the_wire():
    bare = rated("Atlas", 1100, win_rate=None, win_rate_low=None, win_rate_high=None, win_rate_elo=None)
    assert wire(stored(bare, rated("Birch", 1000)), models="mine") == [("models", "overall", "Birch", 1000)]


def test_rows_that_stand_in_bear_their_own_citation_and_places():
    places = {"first_place": 4, "second_place": 3, "third_place": 2, "fourth_place": 1, "total": 10}
    results = [*stored(rated("Atlas", 1100, **places), rated("yoda", 1000)), design_arena("agents/webapps")]
    rows = {
        (row.arena, row.display_name): row
        for row in publish(MODELS, results, [], stand_ins={"models": "mine"}).arena_rows
    }
    atlas, yoda = rows["models", "Atlas"], rows["models", "yoda"]
    assert (atlas.permaslug, atlas.places) == ("acme/atlas", (4, 3, 2, 1, 10))
    assert (yoda.permaslug, yoda.model_id, yoda.places) == ("yoda", None, (None,) * 5)
    assert atlas.citation == "Source: own arena (rated by Benchbook) The house arena (invented)."
    assert rows["agents", "Atlas"].citation is None


@pytest.mark.parametrize("basis", ["votes", "placements"])
def test_the_basis_is_told(basis):
    (found,) = publish(MODELS, stored(basis=basis), []).boards
    assert found.facts.basis == basis
