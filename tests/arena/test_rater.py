"""Boards of a store: by kept counts, by the log, by engines, of now and then, all the same. Votes are synthetic."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.arena.voted import random_votes

from benchbook.arena import Conventions, Rater, document_of, rate_board
from benchbook.errors import LogDamaged, NoSuchArena, NotRatable, UnknownThing
from benchbook.store import open_store
from benchbook.votes.log.arenas import create_arena
from benchbook.votes.log.posting import post_votes
from benchbook.votes.log.sealing import seal
from benchbook.votes.reading.chunks import read_rows
from benchbook.votes.reading.nouns import Wanted

WINNERS = {"a": "model_a", "b": "model_b", "tie": "tie", "bad": "both_bad"}
DAY = datetime(2026, 3, 1, tzinfo=UTC)
ALONE = Conventions(cluster="none")


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "store.db")) as opened:
        create_arena(opened, "mine")
        yield opened


@pytest.fixture
def rater(store, tmp_path):
    return Rater(store, tmp_path / "votes")


def cast(store, votes, start=0, **columns):
    """Posts votes, one an hour; a column is one word for all or a list."""
    rows = [
        {
            "vote_id": f"id{start + at}",
            "model_a": a,
            "model_b": b,
            "winner": WINNERS[outcome],
            "time": (DAY + timedelta(hours=start + at)).isoformat(),
            **{name: each[at] if isinstance(each, list) else each for name, each in columns.items()},
        }
        for at, (a, b, outcome) in enumerate(votes)
    ]
    post_votes(store, "mine", read_rows(rows, Wanted()), origin="test")


def told(board):
    """What a board says, but for when."""
    document = document_of(board)
    return document.models, document.method, document.components, document.counts.sha256, document.counts.votes


def test_posted_votes_count_before_and_after_they_are_sealed(store, rater, tmp_path):
    cast(store, random_votes(1, votes=100), voter=[f"v{at % 40}" for at in range(100)])
    before = told(rater.board("mine"))
    seal(store, tmp_path / "votes")
    cast(store, random_votes(2, votes=50), 100, voter="w")
    after = rater.board("mine")
    assert told(after) != before
    assert (after.evidence.table.votes, after.clusters.number) == (150, 41)
    seal(store, tmp_path / "votes")
    assert told(rater.board("mine")) == told(after)


def test_the_log_is_read_only_where_votes_may_be_alike(store, rater, tmp_path):
    cast(store, random_votes(3, votes=60))
    seal(store, tmp_path / "votes")
    for path in (tmp_path / "votes").rglob("*.parquet"):
        path.unlink()
    assert rater.board("mine").evidence.rows is None
    cast(store, random_votes(4, votes=60), 60, voter="v")
    assert rater.board("mine", conventions=ALONE).evidence.table.votes == 120
    with pytest.raises(LogDamaged, match="is missing"):
        rater.board("mine")


def test_flagged_votes_are_counted_and_do_not_count(store, rater):
    cast(store, random_votes(5, votes=80), category="coding")
    cast(store, random_votes(6, votes=30), 80, category="coding", names_visible=True)
    cast(store, random_votes(7, votes=5), 110, names_visible=True)
    overall, coding = rater.board("mine"), rater.board("mine", "coding")
    assert (overall.evidence.table.votes, overall.evidence.flagged) == (80, 35)
    assert (coding.evidence.table.votes, coding.evidence.flagged) == (80, None)
    cast(store, [("m0", "m1", "tie")], 115, category="coding", voter="v")
    assert rater.board("mine").evidence.flagged == 35
    assert rater.board("mine", "coding").evidence.flagged == 30


def test_boards_together_are_those_one_by_one(store, rater):
    for number, category in enumerate(("coding", "prose", None)):
        more = {} if category is None else {"category": category}
        votes = random_votes(8 + number, votes=60)
        cast(store, votes, 60 * number, voter=[f"v{at % 11}" for at in range(60)], **more)
    cast(store, [("m0", "m1", "bad")], 180, category="bad", voter="v")
    names = ("overall", "coding", "prose", "bad")
    assert tuple(rater.states("mine")) == ("overall", "bad", "coding", "prose")
    found = dict(rater.boards("mine", names))
    assert isinstance(found.pop("bad"), NotRatable)
    for name, board in found.items():
        assert told(board) == told(rater.board("mine", name))
    assert found["overall"].evidence.table.votes == 181


def test_the_past_of_a_category_is_counted_from_the_log(store, rater):
    cast(store, random_votes(11, votes=48), category="coding", voter=[f"v{at % 9}" for at in range(48)])
    until = DAY + timedelta(hours=23)
    for conventions in (Conventions(), ALONE):
        past = rater.board("mine", "coding", conventions, as_of=until)
        assert (past.evidence.table.votes, past.rated_at, past.evidence.until) == (24, until, until)
    with pytest.raises(NotRatable, match="mine/coding: has no votes that count"):
        rater.board("mine", "coding", as_of=DAY - timedelta(hours=1))


def test_votes_come_before_placements(store, rater):
    rows = [{"tournament_id": f"t{at}", "first": "x", "second": "y", "third": "z"} for at in range(20)]
    chunk = read_rows(rows, Wanted())
    post_votes(store, "mine", chunk, origin="test")
    placed = rater.board("mine")
    assert (placed.evidence.basis, placed.evidence.table.votes) == ("placements", 60)
    assert placed.clusters.by == "tournament"
    assert rater.board("mine", conventions=ALONE).evidence.basis == "placements"
    cast(store, [("x", "y", "b"), ("y", "x", "b")])
    for conventions in (Conventions(), ALONE):
        voted = rater.board("mine", conventions=conventions)
        assert (voted.evidence.basis, voted.evidence.table.votes) == ("votes", 2)


def test_what_is_not_there_is_told(store, rater):
    cast(store, random_votes(12, votes=10), category="coding")
    with pytest.raises(NoSuchArena, match="no arena 'yours'"):
        rater.board("yours")
    with pytest.raises(
        UnknownThing, match=r"no category 'cooking' in the arena 'mine' \(hint: there is: overall, coding\)"
    ):
        rater.board("mine", "cooking")


def test_one_call_rates_a_board(store, rater, tmp_path):
    cast(store, random_votes(13, votes=40))
    assert told(rate_board(store, tmp_path / "votes", "mine")) == told(rater.board("mine"))


def test_an_engine_takes_no_votes_together(store, rater, tmp_path):
    cast(store, random_votes(14, votes=60), voter="v")
    seal(store, tmp_path / "votes")
    cast(store, random_votes(15, votes=10), 60, voter="w")
    by_engine = Rater(store, tmp_path / "votes", engine="duckdb").board("mine")
    assert told(by_engine) == told(rater.board("mine", conventions=ALONE))


casts = st.lists(
    st.tuples(
        st.sampled_from("xyz"),
        st.sampled_from("xyz"),
        st.sampled_from(list(WINNERS)),
        st.sampled_from([None, "coding"]),
        st.booleans(),
    ).filter(lambda vote: vote[0] != vote[1]),
    min_size=1,
    max_size=25,
)


@settings(max_examples=25, deadline=None)
@given(parts=st.lists(casts, min_size=1, max_size=3), sealed=st.booleans())
def test_kept_counts_and_the_log_are_one_board(parts, sealed):
    with tempfile.TemporaryDirectory() as folder, open_store(str(Path(folder) / "store.db")) as store:
        create_arena(store, "mine")
        at = 0
        for votes in parts:
            columns = {"category": [vote[3] for vote in votes], "names_visible": [vote[4] for vote in votes]}
            cast(store, [vote[:3] for vote in votes], at, **columns)
            at += len(votes)
            if sealed:
                seal(store, Path(folder) / "votes")
        rater = Rater(store, Path(folder) / "votes")
        for name in rater.states("mine"):
            found = [_tried(rater, name, as_of) for as_of in (None, datetime.now(UTC))]
            assert found[0] == found[1]


def _tried(rater, name, as_of):
    try:
        return told(rater.board("mine", name, as_of=as_of))
    except NotRatable as error:
        return error.sentence.partition(";")[0].partition(" as of ")[0]
