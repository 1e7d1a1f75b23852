"""Votes that are posted: acknowledged at once and counted, waiting in the store, sealed into the log."""

import threading
from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest
from ballots import NOON, ballot, chunk, counted, either, held

from benchbook.errors import BadVotes, NoSuchArena, NoUsableVote, StoreBusy, UnwritableOutput
from benchbook.store import open_store
from benchbook.votes.counting.count import count_votes
from benchbook.votes.log import importing, posting, sealing
from benchbook.votes.log.arenas import arenas, create_arena
from benchbook.votes.log.ballot_box import StoreBox
from benchbook.votes.log.checking import check_log
from benchbook.votes.log.posting import post_votes
from benchbook.votes.log.sealing import seal
from benchbook.votes.log.stored import holdings, log_files, stored_counts, tail_table
from benchbook.votes.reading.nouns import Rejection
from benchbook.votes.schema import LOG


@pytest.fixture
def store(store):
    """A store with one arena."""
    assert create_arena(store, "x")
    return store


def post(store, *ballots, **more):
    return post_votes(store, "x", chunk(*ballots, **more), origin="key k1")


def numbers(summary):
    return summary.votes, summary.flagged, summary.repeated, summary.conflicting, summary.rejected


@either
def test_what_is_posted_is_counted_at_once_and_once(store):
    ballots = [ballot("1"), ballot("2", winner="tie", category="coding"), ballot("3", flag="names_visible")]
    told = post(store, *ballots, rejected=(Rejection(row=4, reason="no"),))
    assert (numbers(told), told.rows, told.waiting) == ((2, 1, 0, 0, 1), 4, 3)
    assert numbers(post(store, *ballots[:2])) == (0, 0, 2, 0, 0)
    assert numbers(post(store, ballot("1", winner="both_bad"), ballot("4"), ballot("4"))) == (1, 0, 1, 1, 0)
    assert held(store, "x") == counted([*ballots, ballot("4")])
    assert store.check() == ()
    (batch,) = store.of_votes(lambda records: records.batches())
    assert (batch.rows, batch.votes, batch.repeated, batch.reasons) == (9, 3, 3, {"no": 1})
    assert batch.origin == f"key k1, {datetime.now(UTC):%Y-%m-%d}"


@either
def test_a_vote_comes_out_of_the_store_as_it_went_in(store, folder):
    told = ballot(
        "1",
        kind="placement",
        category="c",
        cast_at=NOON,
        tournament="t",
        voter="v\N{PILE OF POO}",
        prompt="p",
        side="right",
        flag="self_named",
        covariates=[("a", 1.5), ("b", -2.0)],
    )
    before = datetime.now(UTC)
    post(store, told, ballot("2"))
    table = tail_table(store, "x")
    assert table.schema == LOG
    seal(store, folder)
    (recorded,) = {row["recorded_at"] for row in table.to_pylist()}
    assert before <= recorded <= datetime.now(UTC)
    files = [pq.read_table(path, partitioning=None) for path in log_files(store, folder, "x")]
    rows = {row["vote_id"]: row for file in files for row in file.to_pylist()}
    assert [rows["1"], rows["2"]] == table.to_pylist()
    assert {name: rows["1"][name] for name in told if name != "row"} == {
        name: value for name, value in told.items() if name != "row"
    }


def test_votes_of_an_import_and_of_a_post_are_the_same_votes(store, folder, monkeypatch, tmp_path):
    monkeypatch.setattr(importing, "read_votes", lambda *_: iter([chunk(ballot("1"), ballot("2"))]))
    post(store, ballot("1"))
    path = tmp_path / "x"
    path.write_text("x")
    assert importing.import_votes(store, folder, "x", str(path)).repeated == 1
    assert numbers(post(store, ballot("2"), ballot("3")))[:3] == (1, 0, 1)
    assert stored_counts(store, "x").votes == 3


def test_votes_that_nothing_tells_apart_are_refused(store):
    with pytest.raises(BadVotes, match=r"votes\[1\]: has no id"):
        post(store, ballot("1"), ballot(voter="v"))
    assert tail_table(store, "x").num_rows == 0
    assert numbers(post(store, ballot(voter="v", cast_at=NOON)))[0] == 1


def test_votes_go_to_arenas_that_there_are(store):
    with pytest.raises(NoSuchArena, match="votes create NAME"):
        post_votes(store, "y", chunk(ballot("1")), origin="key k1")
    assert arenas(store) == ("x",)
    assert not create_arena(store, "x")


@either
def test_sealing_moves_what_waits_into_the_log(store, folder):
    ballots = [ballot(f"v{at}", cast_at=NOON + timedelta(days=at % 3) if at else None) for at in range(10)]
    post(store, *ballots)
    create_arena(store, "empty")
    before = held(store, "x"), store.generation()
    (sealed,) = seal(store, folder)
    assert (sealed.arena, sealed.votes, sealed.files) == ("x", 10, 4)
    assert seal(store, folder) == seal(store, folder, "x") == ()
    assert tail_table(store, "x").num_rows == 0
    assert (held(store, "x"), store.generation()) == before
    assert count_votes(log_files(store, folder, "x")) == stored_counts(store, "x")
    assert check_log(store, folder).complaints == store.check() == ()
    assert numbers(post(store, *ballots))[:3] == (0, 0, 10)
    with pytest.raises(NoSuchArena):
        seal(store, folder, "nowhere")


def test_votes_without_a_time_are_filed_by_the_day_on_which_they_came(store, folder):
    post(store, ballot("1"))
    old = datetime(2026, 1, 5, tzinfo=UTC)
    rows = store.of_votes(lambda records: records.tail_rows(1))
    with store.voting() as ballots:
        assert ballots.clear_tail(1, rows)
        ballots.add_to_tail(1, [row._replace(recorded_at=int(old.timestamp() * 1e6)) for row in rows])
    seal(store, folder)
    (path,) = log_files(store, folder, "x")
    assert path.parent.name == "day=2026-01-05"


def test_a_seal_that_fails_leaves_the_votes_where_they_are(store, folder):
    post(store, ballot("1"))
    folder.write_text("a file stands in its place")
    with pytest.raises(UnwritableOutput):
        seal(store, folder)
    assert tail_table(store, "x").num_rows == 1


def test_votes_that_come_while_others_are_sealed_wait_for_the_next_time(store, folder, monkeypatch):
    first, late = [ballot("1"), ballot("2")], [ballot("3")]
    post(store, *first)
    real = sealing.by_day

    def overtaken(votes):
        post(store, *late)
        return real(votes)

    monkeypatch.setattr(sealing, "by_day", overtaken)
    (sealed,) = seal(store, folder)
    assert (sealed.votes, sealed.files, tail_table(store, "x")["vote_id"].to_pylist()) == (2, 1, ["3"])
    assert held(store, "x") == counted([*first, *late])
    assert store.check() == ()


@either
def test_votes_are_sealed_once_by_whoever_is_first(store, folder, monkeypatch):
    post(store, ballot("1"), ballot("2"))
    real = sealing.by_day

    def overtaken(votes):
        monkeypatch.setattr(sealing, "by_day", real)
        assert seal(store, folder)[0].votes == 2
        post(store, ballot("3"), ballot("4"))
        return real(votes)

    monkeypatch.setattr(sealing, "by_day", overtaken)
    assert seal(store, folder) == ()
    assert len(log_files(store, folder, "x")) == len([*folder.rglob("*.parquet")]) == 1
    assert tail_table(store, "x")["vote_id"].to_pylist() == ["3", "4"]
    assert check_log(store, folder).complaints == store.check() == ()


@either
def test_votes_that_came_before_are_no_newer_votes(store):
    post(store, ballot("1"))
    (first,) = store.of_votes(lambda records: records.batches())
    post(store, ballot("1"))
    (second,) = store.of_votes(lambda records: records.batches())
    assert (second.repeated, second.recorded_at) == (1, first.recorded_at)
    post(store, ballot("2"))
    (third,) = store.of_votes(lambda records: records.batches())
    assert third.recorded_at > first.recorded_at


def test_reasons_of_a_day_are_bounded(store):
    for at in range(3):
        post(store, ballot(f"{at}"), rejected=[Rejection(row=row, reason=f"{at}-{row}") for row in range(60)])
    (batch,) = store.of_votes(lambda records: records.batches())
    assert (batch.rejected, sum(batch.reasons.values()), len(batch.reasons)) == (180, 180, 101)
    assert batch.reasons["another reason"] == 80


def test_posting_leaves_what_is_served_as_it_is(store):
    before = store.generation()
    post(store, ballot("1"))
    assert store.generation() == before


def test_what_was_acknowledged_survives_a_power_cut(store):
    modes = []
    with store.voting() as ballots:
        modes.append(ballots._connection.exec_driver_sql("PRAGMA synchronous").scalar())
    with store.writing() as writer:
        modes.append(writer._connection.exec_driver_sql("PRAGMA synchronous").scalar())
    assert modes == [2, 1]  # FULL, NORMAL


# --- the box of a server ----------------------------------------------------------------------


def posted(vote_id, **more):
    fields = ("category", "tournament_id", "voter", "prompt_id", "time", "side", "names_visible", "covariates")
    return dict.fromkeys(fields) | {"vote_id": vote_id, "model_a": "a", "model_b": "b", "winner": "tie"} | more


@pytest.fixture
def box(store, folder):
    return StoreBox(store, folder, patience_seconds=0.05)


def test_the_box_reads_votes_as_files_are_read(store, box):
    told = box.put(
        "x",
        [
            posted(
                "1", time="2026-03-01 12:00", side="left", voter="v", prompt_id="p", tournament_id="t", category="c"
            ),
            posted("2", time=1_772_366_400, covariates={"length": 2}, names_visible=True),
            posted("3", winner="nobody"),
            posted("4", model_b="a"),
        ],
        "key k1",
    )
    assert (numbers(told), told.waiting) == ((1, 1, 0, 0, 2), 2)
    assert [each.row for each in told.rejections] == [3, 4]
    one, two = tail_table(store, "x").to_pylist()
    assert (one["cast_at"], one["side"], one["voter"], one["prompt"]) == (NOON, "left", "v", "p")
    assert (one["tournament"], one["category"]) == ("t", "c")
    assert (two["cast_at"], two["flag"], two["covariates"]) == (NOON, "names_visible", [("length", 2.0)])


def test_votes_of_which_none_can_be_used_are_refused(store, box):
    with pytest.raises(NoUsableVote, match=r"None of 2 votes can be used; votes\[0\]: 'a' against itself"):
        box.put("x", [posted("1", model_b="a"), posted("2", winner="?")], "key")
    assert tail_table(store, "x").num_rows == 0


def test_many_votes_are_sealed_and_a_log_out_of_reach_loses_none(store, box, folder, monkeypatch, caplog):
    monkeypatch.setattr(posting, "SEAL_AT", 3)
    box.put("x", [posted("1"), posted("2")], "key")
    assert not folder.exists()
    folder.write_text("a file stands in its place")
    assert box.put("x", [posted("3")], "key").votes == 1
    assert "votes of x stay in the store for now" in caplog.text
    folder.unlink()
    box.put("x", [posted("4")], "key")
    assert tail_table(store, "x").num_rows == 0
    assert count_votes(log_files(store, folder, "x")).votes == 4


def test_votes_come_while_others_are_sealed(store, box, monkeypatch):
    monkeypatch.setattr(posting, "SEAL_AT", 2)
    real = sealing.by_day

    def meanwhile(votes):
        assert box.put("x", [posted("3"), posted("4")], "key").waiting == 4
        return real(votes)

    monkeypatch.setattr(sealing, "by_day", meanwhile)
    assert box.put("x", [posted("1"), posted("2")], "key").votes == 2
    assert tail_table(store, "x")["vote_id"].to_pylist() == ["3", "4"]


def test_requests_wait_for_each_other_for_a_while(box):
    began, ended = threading.Event(), threading.Event()

    def hold():
        with box._turn:
            began.set()
            ended.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    began.wait(10)
    with pytest.raises(StoreBusy):
        box.put("x", [posted("1")], "key")
    ended.set()
    thread.join()
    assert box.put("x", [posted("1")], "key").votes == 1


@either
def test_votes_from_many_threads_are_all_counted(place, store, folder):
    box = StoreBox(store, folder, patience_seconds=30)
    with open_store(place) as other:
        boxes = [box, StoreBox(other, folder, patience_seconds=30)]
        sent = [[posted(f"{at}-{number % 40}") for number in range(50)] for at in range(6)]
        threads = [threading.Thread(target=boxes[at % 2].put, args=("x", sent[at // 2], "key")) for at in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert stored_counts(store, "x").votes == 240
    assert store.check() == ()


# --- what is held ---------------------------------------------------------------------------


def test_holdings_tell_what_there_is(store, folder):
    post(store, ballot("1", category="c"), ballot("2", a="acme/three"), ballot("3", flag="names_visible"))
    seal(store, folder)
    post(store, ballot("4", kind="placement", category="d"))
    create_arena(store, "empty")
    empty, full = holdings(store)
    assert (full.arena, full.models, full.votes, full.placements, full.waiting) == ("x", 3, 2, 1, 1)
    assert [(part.kind, part.name, part.votes) for part in full.categories] == [
        ("placement", "d", 1),
        ("placement", "overall", 1),
        ("vote", "c", 1),
        ("vote", "overall", 2),
    ]
    assert (full.files, full.bytes) == (1, log_files(store, folder, "x")[0].stat().st_size)
    assert (empty.votes, empty.models, empty.newest, empty.categories) == (0, 0, None, ())


def test_votes_come_before_placements(store):
    post(store, ballot("1", kind="placement", winner="tie", category="c"))
    assert stored_counts(store, "x").ties.sum() == 1
    post(store, ballot("2"))
    assert stored_counts(store, "x").ties.sum() == 0
    assert stored_counts(store, "x", kind="placement").ties.sum() == 1
    assert stored_counts(store, "x", "c").ties.sum() == 1
    assert stored_counts(store, "x", "nothing").votes == 0
    with pytest.raises(NoSuchArena):
        stored_counts(store, "y")
