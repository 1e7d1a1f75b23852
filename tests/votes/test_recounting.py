"""Counts kept vote by vote equal counts rebuilt from the log, and those of counting every vote by hand."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ballots import NOON, ballot, chunk, counted, either, held
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from benchbook.errors import LogDamaged, NoSuchArena, UnreadableInput
from benchbook.store import open_store
from benchbook.store.voting import Cell
from benchbook.votes.log import importing, recounting
from benchbook.votes.log.arenas import create_arena
from benchbook.votes.log.checking import check_log
from benchbook.votes.log.importing import import_votes
from benchbook.votes.log.posting import post_votes
from benchbook.votes.log.recounting import recount
from benchbook.votes.log.sealing import seal
from benchbook.votes.log.stored import log_files
from benchbook.votes.schema import KINDS, WINNERS

MODELS = ["Z", "acme/one", "birch/two", "ünï"]

BALLOT = st.builds(
    lambda number, pair, days, **told: ballot(
        f"v{number}", a=pair[0], b=pair[1], cast_at=None if days is None else NOON + timedelta(days=days), **told
    ),
    number=st.integers(0, 30),
    pair=st.permutations(MODELS).map(lambda order: order[:2]),
    winner=st.sampled_from(WINNERS),
    kind=st.sampled_from(KINDS),
    category=st.sampled_from([None, "coding", "poetry"]),
    flag=st.sampled_from([None, None, None, "names_visible"]),
    days=st.sampled_from([None, 0, 1, 400]),
)
BALLOTS = st.lists(BALLOT, max_size=12)


def import_(store, folder, *chunks):
    """Import chunks as if they had been read from a file."""
    path = Path(folder).parent / "votes.csv"
    path.write_text(f"{chunks}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "read_votes", lambda *_: iter(chunks))
        return import_votes(store, folder, "x", str(path))


class Gathering(RuleBasedStateMachine):
    """Imports, posts and seals in any order, with votes that come again, alone or changed."""

    def __init__(self):
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        self.folder = self.home / "votes"
        self.store = open_store(str(self.home / "book.db"))
        create_arena(self.store, "x")
        self.standing = {}

    def teardown(self):
        assert self.store.check() == ()
        self.store.close()
        shutil.rmtree(self.home)

    def take(self, ballots):
        """What is new by the rules; gives how many votes are."""
        before = len(self.standing)
        for each in ballots:
            self.standing.setdefault(identity(each), each)
        return len(self.standing) - before

    @rule(ballots=BALLOTS, cut=st.integers(0, 12))
    def import_a_file(self, ballots, cut):
        if not ballots:
            return
        new = self.take(ballots)
        told = import_(self.store, self.folder, chunk(*ballots[:cut]), chunk(*ballots[cut:]))
        assert told.votes + told.flagged == new
        assert told.rows == told.votes + told.flagged + told.repeated + told.conflicting == len(ballots)

    @rule(ballots=BALLOTS)
    def post(self, ballots):
        new = self.take(ballots)
        told = post_votes(self.store, "x", chunk(*ballots), origin="key")
        assert told.votes + told.flagged == new
        assert told.rows == new + told.repeated + told.conflicting == len(ballots)

    @rule()
    def seal(self):
        seal(self.store, self.folder)

    @invariant()
    def all_counts_agree(self):
        expected = counted(self.standing.values())
        assert held(self.store, "x") == expected
        assert recount(self.store, self.folder, "x").corrected == 0


def identity(each):
    """What makes two votes with ids the same."""
    if each["kind"] == "vote":
        return each["vote_id"]
    return each["vote_id"], frozenset((each["model_a"], each["model_b"])), each["category"]


TestGathering = Gathering.TestCase
TestGathering.settings = settings(max_examples=10, stateful_step_count=6, deadline=None)


@pytest.fixture
def gathered(store, folder):
    """A store with votes in the log and some that wait."""
    create_arena(store, "x")
    ballots = [ballot(f"v{at}", a=f"m{at % 5}", category=["c", None][at % 2]) for at in range(20)]
    post_votes(store, "x", chunk(*ballots[:15]), origin="key")
    seal(store, folder)
    post_votes(store, "x", chunk(*ballots[15:]), origin="key")
    return ballots


@either
@pytest.mark.parametrize("engine", ["arrow", "duckdb"])
def test_wrong_counts_are_corrected(store, folder, gathered, engine):
    assert recount(store, folder, "x", engine).corrected == 0
    wrong = [
        Cell("vote", "overall", "birch/two", "m1", 1, 0, 0, 0),
        Cell("vote", "c", "birch/two", "m0", 0, -1, 2, 0),
        Cell("vote", "nobody has it", "a", "b", 0, 0, 0, 7),
        Cell("placement", "overall", "a", "b", 1, 0, 0, 0),
    ]
    with store.voting() as ballots:
        ballots.add_counts(1, wrong)
    assert len(store.check()) == 1
    found = recount(store, folder, "x", engine)
    assert (found.corrected, found.votes, found.files, found.engine) == (4, 20, 1, engine)
    assert held(store, "x") == counted(gathered)
    assert store.check() == ()


def test_votes_that_come_during_a_recount_stay_counted(store, folder, gathered, monkeypatch):
    with store.voting() as ballots:
        ballots.add_counts(1, [Cell("vote", "overall", "birch/two", "m1", 1, 0, 0, 0)])
    real = recounting.count_parts_with
    late = [ballot("late", a="m1"), ballot("later", category="new")]

    def overtaken(*told):
        monkeypatch.setattr(recounting, "count_parts_with", real)
        post_votes(store, "x", chunk(*late), origin="key")
        seal(store, folder)
        return real(*told)

    monkeypatch.setattr(recounting, "count_parts_with", overtaken)
    assert recount(store, folder, "x").corrected == 1
    assert held(store, "x") == counted([*gathered, *late])


def test_counts_that_two_recounts_find_wrong_are_corrected_once(store, folder, gathered, monkeypatch):
    with store.voting() as ballots:
        ballots.add_counts(1, [Cell("vote", "overall", "birch/two", "m1", 1, 0, 0, 0)])
    real = recounting.count_parts_with

    def overtaken(*told):
        monkeypatch.setattr(recounting, "count_parts_with", real)
        assert recount(store, folder, "x").corrected == 1
        return real(*told)

    monkeypatch.setattr(recounting, "count_parts_with", overtaken)
    assert recount(store, folder, "x").corrected == 0
    assert held(store, "x") == counted(gathered)


@pytest.mark.usefixtures("gathered")
def test_other_votes_than_came_correct_nothing(store, folder):
    before = held(store, "x")
    (path,) = log_files(store, folder, "x")
    rows = pq.read_table(path, partitioning=None)
    lake = folder.parent / "lake.duckdb"
    with duckdb.connect(str(lake)) as connection:
        connection.register("rows", rows.slice(1))
        connection.execute("CREATE TABLE votes AS SELECT * FROM rows")
    with pytest.raises(LogDamaged, match="arena x: holds 19 votes that count, but 20 came"):
        recount(store, folder, "x", f"duckdb://{lake}#votes")
    words = pa.array(["tie"] * 15).dictionary_encode().cast(rows.schema.field("winner").type)
    pq.write_table(rows.set_column(rows.schema.get_field_index("winner"), "winner", words), path)
    with pytest.raises(LogDamaged, match="is damaged: has"):
        recount(store, folder, "x")
    with store.voting() as ballots:
        size = {"bytes": path.stat().st_size}
        ballots._connection.exec_driver_sql("UPDATE vote_files SET bytes = :bytes", size)
    with pytest.raises(LogDamaged, match="its sha256 is"):
        recount(store, folder, "x")
    assert held(store, "x") == before


@pytest.mark.usefixtures("gathered")
def test_a_log_with_a_hole_is_not_counted(store, folder):
    before = held(store, "x")
    (path,) = log_files(store, folder, "x")
    body = path.read_bytes()
    path.write_bytes(b"no Parquet")
    with pytest.raises((LogDamaged, UnreadableInput), match=path.name):
        recount(store, folder, "x")
    path.unlink()
    with pytest.raises(LogDamaged, match="is missing"):
        recount(store, folder, "x")
    assert held(store, "x") == before
    path.write_bytes(body)
    assert recount(store, folder, "x").corrected == 0
    with pytest.raises(NoSuchArena):
        recount(store, folder, "y")


@pytest.mark.usefixtures("gathered")
def test_the_check_names_files_that_are_not_what_was_written(store, folder):
    (path,) = log_files(store, folder, "x")
    body = path.read_bytes()
    whole = check_log(store, folder)
    assert (whole.files, whole.bytes, whole.complaints, whole.strangers) == (1, len(body), (), ())
    for spoilt, complaint in (
        (body[:-1], f"has {len(body) - 1:,} bytes instead of {len(body):,}"),
        (body[:-9] + b"x" + body[-8:], "its sha256 is"),
    ):
        path.write_bytes(spoilt)
        (found,) = check_log(store, folder, "x").complaints
        assert complaint in found
        assert str(path) in found
    path.unlink()
    assert "is missing, with 15 votes of" in check_log(store, folder).complaints[0]
    with pytest.raises(NoSuchArena):
        check_log(store, folder, "y")


@pytest.mark.usefixtures("gathered")
@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ("DELETE FROM vote_tail WHERE position = 1", "arena x: knows 20 votes, but 15 are in files and 4 wait"),
        ("DELETE FROM vote_files", "arena x: knows 20 votes, but 0 are in files and 5 wait"),
        ("UPDATE vote_batches SET votes = 19", "arena x: knows 20 votes, but 19 came"),
        ("UPDATE vote_batches SET rows = 7", "arena x, batch 1: its rows are not what became of them together"),
        ("UPDATE vote_counts SET ties = ties + 1", "arena x: counts 25 votes, but 20 came that count"),
        ("UPDATE vote_counts SET ties = -1, a_wins = a_wins + 1", "arena x: holds counts below 0"),
    ],
)
def test_a_store_whose_votes_do_not_add_up_is_not_sound(store, statement, complaint):
    with store.voting() as ballots:
        ballots._connection.exec_driver_sql(statement)
    assert complaint in " ".join(store.check())
