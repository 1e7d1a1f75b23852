"""Boards are kept up to date while a server runs; what goes wrong with one is told once and keeps back no other."""

import logging
import threading
from datetime import UTC, datetime
from itertools import pairwise

import msgspec
import pytest
from tests.arena.voted import random_votes

from benchbook.arena.conventions import DEFAULT, AnchorName, Conventions
from benchbook.arena.document import DEFAULT_CITATION, Terms, conventions_of, read_document
from benchbook.arena.rater import Rater
from benchbook.errors import Malformed, StoreBusy
from benchbook.model import Moment
from benchbook.publication import publication_of
from benchbook.scorekeeper import Scorekeeper, last_published, publish_board
from benchbook.sources import source_by_id
from benchbook.store import open_store
from benchbook.votes.counting.rows import vote_rows
from benchbook.votes.log.arenas import create_arena
from benchbook.votes.log.posting import post_votes
from benchbook.votes.reading.chunks import read_rows
from benchbook.votes.reading.nouns import Wanted

WINNERS = {"a": "model_a", "b": "model_b", "tie": "tie", "bad": "both_bad"}


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "store.db")) as opened:
        yield opened


@pytest.fixture
def rater(store, tmp_path):
    return Rater(store, tmp_path / "votes")


@pytest.fixture
def cast(store):
    """Posts votes, each with an id of its own."""
    ids = iter(range(10_000))

    def post(votes, arena="mine", **columns):
        create_arena(store, arena)
        rows = [
            {"vote_id": f"id{next(ids)}", "model_a": a, "model_b": b, "winner": WINNERS[outcome], **columns}
            for a, b, outcome in votes
        ]
        return post_votes(store, arena, read_rows(rows, Wanted()), origin="test")

    return post


def published(keeper):
    return {each.board: each.news for each in keeper.round()}


def test_a_round_publishes_what_changed_and_nothing_else(rater, cast, store):
    keeper = Scorekeeper(rater, minutes=1)
    assert published(keeper) == {}
    cast(random_votes(1, votes=100), category="coding")
    cast(random_votes(2, votes=100), category="prose")
    assert set(published(keeper)) == {"mine/overall", "mine/coding", "mine/prose"}
    written = store.generation()
    assert published(keeper) == {}
    assert store.generation() == written
    cast([("m0", "m1", "a")], category="prose")
    assert set(published(keeper)) == {"mine/overall", "mine/prose"}


def test_a_server_that_starts_again_writes_nothing_where_nothing_changed(rater, cast, store):
    cast(random_votes(3, votes=100))
    Scorekeeper(rater, minutes=1).round()
    written = store.generation()
    assert published(Scorekeeper(rater, minutes=1)) == {"mine/overall": ("unchanged",)}
    assert store.generation() == written


def test_boards_keep_the_conventions_and_terms_by_which_they_were_published(rater, cast, store):
    cast(random_votes(4, votes=100))
    said = Conventions(ties="davidson", mean=0, list_battles=5, cluster="none", simultaneous=True, as_voted=True)
    terms = Terms(licence="internal", citation="Mine.")
    publish_board(store, rater.board("mine", conventions=said), terms=terms)
    cast(random_votes(5, votes=100))
    Scorekeeper(rater, minutes=1).round()
    document = read_document(store.newest_document("arena", "arena:mine/overall", store.imports()[-1].observed_at))
    assert conventions_of(document) == said
    assert (document.licence, document.citation, document.counts.votes) == ("internal", "Mine.", 200)


def test_a_licence_and_a_citation_hold_until_another_is_given(rater, cast, store):
    cast(random_votes(4, votes=100))
    for terms, held, news in (
        (Terms(), ("attribution", DEFAULT_CITATION), "published for the first time, with 4 models"),
        (Terms(licence="internal"), ("internal", DEFAULT_CITATION), "licence internal, before attribution"),
        (Terms(citation="Mine."), ("internal", "Mine."), "cited as 'Mine.'"),
        (Terms(licence="open"), ("open", "Mine."), "licence open, before internal"),
        (Terms(citation=""), ("open", ""), "cited as ''"),
    ):
        assert publish_board(store, rater.board("mine"), terms=terms).news == (news,)
        document = last_published(store, "mine", "overall", store.imports()[-1].observed_at)
        assert (document.licence, document.citation) == held
        everyone = publication_of(store.state(Moment()), audience="everyone")
        assert [board.licence for board in everyone.boards] == [held[0]] * (held[0] != "internal")


def test_the_terms_of_an_arena_hold_for_its_past_and_for_new_categories(rater, cast, store):
    cast(random_votes(4, votes=100), time="2026-03-01")
    terms = Terms(licence="internal", citation="Mine.")
    publish_board(store, rater.board("mine"), terms=terms)
    publish_board(store, rater.board("mine", as_of=datetime(2026, 3, 2, tzinfo=UTC)))
    cast(random_votes(5, votes=100), category="coding")
    Scorekeeper(rater, minutes=1).round()
    for category, until in (("overall", datetime(2026, 3, 3, tzinfo=UTC)), ("coding", datetime.now(UTC))):
        document = last_published(store, "mine", category, until)
        assert (document.licence, document.citation) == ("internal", "Mine.")
    assert publication_of(store.state(Moment()), audience="everyone").boards == ()


def test_a_board_that_says_nothing_of_itself_is_cited_once(rater, cast, store):
    cast(random_votes(4, votes=100))
    publish_board(store, rater.board("mine"))
    (board,) = publication_of(store.state(Moment())).boards
    assert board.citation == source_by_id("arena").citation


def test_a_board_of_which_a_model_cannot_be_kept_is_not_published(rater, cast, store):
    chain = "abcdefgh"
    cast([(winner, loser, "a") for winner, loser in pairwise(chain) for _ in range(1000)])
    board = rater.board("mine", conventions=Conventions(cluster="none"))
    with pytest.raises(Malformed, match=r"arena:mine/overall, at models\[0\]: .* of 'a' elo is 56\d\d"):
        publish_board(store, board)
    assert store.imports() == ()


def test_conventions_come_out_of_a_document_as_they_went_in(rater, cast, store):
    cast(random_votes(6, votes=100), side="left", voter="v")
    cast(random_votes(6, votes=100), side="right", voter="w")
    said = Conventions(prior=1.5, voter_cap=80, cluster="voter", controls=("side",), level=0.9, small_sample_battles=9)
    publish_board(store, rater.board("mine", conventions=msgspec.structs.replace(said, preliminary_battles=7)))
    before = last_published(store, "mine", "overall", store.imports()[-1].observed_at)
    assert conventions_of(before) == msgspec.structs.replace(said, preliminary_battles=7)


def test_empty_arenas_and_boards_that_list_nobody_are_no_trouble(rater, cast, store, caplog):
    create_arena(store, "empty")
    cast([("x", "y", "bad")], arena="bad")
    cast([("x", "y", "a")], arena="few")
    assert published(Scorekeeper(rater, minutes=1)) == {"few/overall": ("not published: no model has 15 battles yet",)}
    assert caplog.text == ""
    assert store.imports() == ()


def test_what_goes_wrong_is_logged_once_and_keeps_back_no_other_board(rater, cast, caplog, monkeypatch):
    cast(random_votes(7, votes=100), arena="one")
    cast(random_votes(8, votes=100), arena="two")
    keeper = Scorekeeper(rater, minutes=1)
    boards = Rater.boards

    def failing(self, arena, *words, **more):
        if arena == "one":
            raise StoreBusy("the store", 30)
        return boards(self, arena, *words, **more)

    monkeypatch.setattr(Rater, "boards", failing)
    assert set(published(keeper)) == {"two/overall"}
    assert published(keeper) == {}
    assert [record.getMessage()[:46] for record in caplog.records] == ["cannot rate one/overall: store the store: lock"]
    monkeypatch.setattr(Rater, "boards", boards)
    assert set(published(keeper)) == {"one/overall"}
    assert caplog.records[-1].getMessage() == "rating one/overall again"


def test_a_board_that_cannot_be_rated_keeps_back_no_other_of_its_arena(rater, cast, caplog, monkeypatch):
    for category in ("code", "prose"):
        cast(random_votes(11, votes=100), category=category)
    elsewhere = Conventions(anchor=AnchorName(name="nobody", rating=1000))
    keeper = Scorekeeper(rater, minutes=1)
    monkeypatch.setattr(keeper, "_conventions", lambda _, category: DEFAULT if category == "overall" else elsewhere)
    assert set(published(keeper)) == {"mine/overall"}
    told = [record.getMessage().partition(" (")[0] for record in caplog.records]
    assert told == [f"cannot rate mine/{name}: no model 'nobody' on the board" for name in ("code", "prose")]
    monkeypatch.undo()
    assert set(published(keeper)) == {"mine/code", "mine/prose"}


def test_votes_of_known_voters_are_read_once_for_all_boards_of_an_arena(rater, cast, monkeypatch):
    for at, category in enumerate(("code", "prose", "maths")):
        votes = random_votes(12 + at, votes=100)
        for voter in range(4):
            cast(votes[voter::4], category=category, voter=f"v{voter}")
    readings = []

    def counting(*words):
        readings.append(words)
        return vote_rows(*words)

    monkeypatch.setattr("benchbook.arena.rater.vote_rows", counting)
    boards = published(Scorekeeper(rater, minutes=1))
    assert set(boards) == {"mine/overall", "mine/code", "mine/prose", "mine/maths"}
    assert len(readings) == 1


def test_a_defect_is_logged_with_its_place_and_ends_nothing(rater, caplog, monkeypatch):
    monkeypatch.setattr(Rater, "arenas", lambda _: 1 // 0)
    keeper = Scorekeeper(rater, minutes=1)
    with caplog.at_level(logging.WARNING):
        keeper.round()
        keeper.round()
    (record,) = caplog.records
    assert record.exc_info is not None


def test_it_works_in_a_thread_of_its_own_until_the_end(rater, cast, store):
    cast(random_votes(9, votes=100))
    done = threading.Event()
    keeper = Scorekeeper(rater, minutes=0.0001)
    turn = keeper.round

    def watched():
        turn()
        if store.imports():
            done.set()

    keeper.round = watched
    with keeper:
        assert done.wait(20)
    assert not [thread for thread in threading.enumerate() if thread.name == "benchbook-scorekeeper"]
