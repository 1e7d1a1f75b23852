"""Boards of own arenas: read strictly, what is left out told with its reason, facts kept and read back."""

import pytest
from tests.rated_board import VERSION, board, parsed, rated, raw

from benchbook.errors import Malformed, NothingToImport
from benchbook.model import Scope
from benchbook.pipeline import import_document
from benchbook.sources import Glimpse, all_sources, source_by_id
from benchbook.sources.arena import MOST_TOLD, details_of, facts_of, merged_of, parse
from benchbook.store import open_store

SCOPE = Scope(source="arena", feed="mine/overall")


def facts(found):
    return facts_of(found.claims[0].results[0].details)


def test_a_row_keeps_every_figure_and_its_own_interval():
    found = parsed(rated("Quill 2", 1180, 812, low=1150.5, high=1200, rank=7, rank_low=5, rank_high=9, total=3))
    (result,) = found.claims[0].results
    assert (result.board, result.sample_size, result.method_version) == ("mine/overall", 812, VERSION)
    assert result.measures["elo_low"] == 1150.5
    assert [result.measures[name] for name in ("rank", "rank_low", "rank_high", "total")] == [7, 5, 9, 3]
    assert "first_place" not in result.measures
    assert (found.complete, found.licence) == ((SCOPE,), "attribution")


def test_what_the_board_leaves_out_is_told_with_its_reason_and_is_no_flaw():
    found = parsed(
        rated("Quill 2", 1180),
        rated("Smudge", 1300, 7, listed=False),
        rated("Hidden", 1300, 70, listed=False),
        rated("Far", 1000, 1, component=2, listed=False),
    )
    assert [rejected.reason for rejected in found.rejected] == [
        "'Smudge': 7 battles; listed from 15",
        "'Hidden': 70 battles; not listed by its board",
        "'Far': not connected with the board's other models; 1 battle",
    ]
    assert [claim.subject for claim in found.claims] == ["Quill 2"]
    assert found.complete == (SCOPE,)
    assert (facts(found).models, facts(found).few, facts(found).apart) == (4, 2, 1)
    assert (facts(found).components, facts(found).others, facts(found).main.models) == (2, (1,), 3)


def test_many_that_are_left_out_are_counted_and_not_each_told():
    names = [rated(f"Name {number}", 1000, 1, listed=False) for number in range(10_050)]
    found = parsed(rated("Quill 2", 1180), *names)
    assert len(found.rejected) == MOST_TOLD + 1
    assert found.rejected[-1].reason == "9,850 more models are left out for the same reasons"
    assert facts(found).few == 10_050


def test_a_bad_row_costs_itself_and_the_board_is_not_whole():
    bad = [rated("Blot", 1000) | {"battles": -1}, rated("Nib", 1000) | {"elo": "high"}, {"name": "x"}]
    whole = board(rated("Quill 2", 1180))
    found = parse((raw(whole | {"models": [*whole["models"], *bad]}),))
    assert len(found.claims) == 1
    assert len(found.rejected) == 3
    assert found.complete == ()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"elo": 99_999, "high": 99_999}, "elo is 99999"),
        ({"low": 1190}, "expected a value between low, 1190,"),
        (
            {"rank": 3, "rank_low": 1, "rank_high": 2},
            "rank is 3, expected a value between rank_low, 1, and rank_high, 2",
        ),
        ({"rank_high": None}, "rank_high, unknown"),
        ({"rank": None, "rank_low": 3, "rank_high": 2}, "rank is unknown, expected a value between rank_low, 3,"),
        ({"win_rate": 50.0, "win_rate_low": 60.0, "win_rate_high": 70.0}, "win_rate is 50, expected a value between"),
        ({"win_rate": 100.5}, "win_rate is 100.5"),
        ({"std_error": -1}, "std_error"),
        ({"rank_low": 0}, "rank_low"),
        ({"odd": 1}, "odd"),
        ({"name": "a\x00b"}, "control characters"),
        ({"name": ""}, "name is empty"),
        ({"merged": ["\u202e"]}, "a merged name"),
    ],
)
def test_bad_rows_say_what_is_wrong(fields, words):
    found = parsed(rated("Blot", 1000), rated("Quill", 1180) | fields)
    assert words in found.rejected[0].reason
    assert len(found.claims) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"arena": "models"}, "an arena of the Design Arena"),
        ({"arena": "Mine"}, "lower-case letters"),
        ({"arena": "a/b"}, "lower-case letters"),
        ({"category": " "}, "category is empty"),
        ({"category": "x" * 201}, "201 characters"),
        ({"category": "a\nb"}, "control characters"),
        ({"category": ".."}, "stand in an address"),
        ({"category": "code/chart.svg"}, "stand in an address"),
        ({"basis": "guesses"}, "basis"),
        ({"benchbook_board": 2}, "benchbook_board"),
        ({"rated_at": "yesterday"}, "rated_at: expected an ISO 8601 date"),
        ({"votes_until": "never"}, "votes_until: expected an ISO 8601 date"),
        ({"method": {"ties": "dropped"}}, "ties"),
        ({"method": {"surprise": 1}}, "surprise"),
        ({"method": {"level": 1}}, "level"),
        ({"method": {"version": "x" * 1001}}, "1,001 characters"),
        ({"method": {"controls": ["\x1b[31m"]}}, "control characters"),
        ({"counts": {}}, "counts"),
        ({"licence": "secret"}, "licence"),
        ({"citation": "a\x07"}, "citation"),
        ({"models": "none"}, "a list of rows"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_bad_document_is_refused_whole_with_the_place(fields, words):
    with pytest.raises(Malformed) as caught:
        parse((raw(board(**fields)),))
    assert words in caught.value.sentence
    assert "expected" in caught.value.sentence


@pytest.mark.parametrize("category", ["history", "humanities/history", "chart.svg", "a b/ä 100 %", "x" * 200])
def test_categories_may_be_any_printable_text(category):
    assert parsed(category=category).claims[0].scope.feed == f"mine/{category}"


def test_a_board_without_models_or_with_another_page_is_refused():
    with pytest.raises(NothingToImport, match="no models"):
        parse((raw(board() | {"models": []}),))
    with pytest.raises(Malformed, match="one board a document"):
        parse((raw(board()), raw(board())))


def test_a_name_twice_is_rejected():
    assert "second row" in parsed(rated("Quill", 1100), rated("Quill", 1000)).rejected[0].reason


@pytest.mark.parametrize(
    "method",
    [
        {},
        {"anchor": {"name": "Atlas", "rating": 1114}, "controls": ["length", "a, b"], "voter_cap": 5},
        {"prior": None, "ties": "davidson", "level": 0.9},
    ],
)
def test_facts_stand_with_the_first_row_and_read_back_the_same(method):
    found = parsed(method=method, votes_until=None)
    told = facts(found)
    assert facts_of(details_of(told)) == told
    assert told.method.anchor == (None if not method.get("anchor") else told.method.anchor)
    assert told.method.controls == tuple(method.get("controls", ()))
    assert told.votes_until is None
    assert all(facts_of(claim.results[0].details) is None for claim in found.claims[1:])


def test_details_that_are_no_facts_are_none():
    assert facts_of({}) is None
    assert facts_of({"basis": "votes", "models": 3}) is None
    assert facts_of(details_of(facts(parsed())) | {"counts.votes": "many"}) is None


def test_merged_names_are_kept_as_far_as_there_is_room():
    found = parsed(
        rated("Quill", 1100, merged=["quill-2", "Quill (beta)"]), rated("Blot", 1000, merged=["x" * 300] * 3)
    )
    merged = [merged_of(claim.results[0].details) for claim in found.claims]
    assert merged == [("quill-2", "Quill (beta)"), ("x" * 300,)]
    assert merged_of({}) == ()


def test_it_is_recognised_by_its_mark_and_nobody_else_takes_it():
    seen = Glimpse(format="json", keys=frozenset({"benchbook_board", "arena", "category", "models"}))
    assert [source.id for source in all_sources().values() if source.recognise(seen)] == ["arena"]


def test_a_board_rated_again_from_the_same_votes_is_no_new_version(tmp_path):
    source = source_by_id("arena")
    with open_store(str(tmp_path / "book.db")) as store:
        first = import_document(store, source, (raw(board()),))
        again = import_document(store, source, (raw(board(rated_at=parsed().observed_at.replace(hour=12))),))
        moved = import_document(
            store, source, (raw(board(rated("Atlas", 1121), rated_at=parsed().observed_at.replace(hour=14))),)
        )
        results = store.results()
    assert (first.changed, again.changed, again.withdrawn) == (4, 0, 0)
    assert (moved.changed, moved.withdrawn) == (1, 3)
    assert {result.last_seen.hour for result in results if result.standing} == {14}
