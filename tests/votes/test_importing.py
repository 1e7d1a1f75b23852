"""Files of votes into an arena: all of a file or nothing, each vote once, in either database."""

import gzip
import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ballots import NOON, ballot, chunk, counted, csv_lines, either, held

from benchbook.errors import BadArenaName, NothingToImport, StoreBusy, UnreadableInput, UnwritableOutput
from benchbook.store import open_store
from benchbook.votes.log import filing, importing, room
from benchbook.votes.log.arenas import arenas
from benchbook.votes.log.checking import check_log
from benchbook.votes.log.importing import import_votes
from benchbook.votes.log.stored import holdings, log_files, stored_counts
from benchbook.votes.reading.nouns import Chunk, Mapping, Rejection, Wanted
from benchbook.votes.schema import LOG

LLMFAO = Path(__file__).resolve().parents[3] / "shared" / "data" / "pairwise" / "llmfao.csv"


@pytest.fixture
def importer(store, folder, tmp_path):
    """Imports a file with this text, or votes that are given as if they had been read."""

    def run(text, name="votes.csv", arena="x", **wanted):
        path = tmp_path / name
        if path.suffix == ".gz":
            path.write_bytes(gzip.compress(text.encode()))
        else:
            path.write_text(text)
        return import_votes(store, folder, arena, str(path), Wanted(**wanted))

    return run


def test_folders_that_were_made_are_on_the_disk_before_the_votes_count(store, tmp_path, monkeypatch):
    settled = set()
    monkeypatch.setattr(room, "_settle", settled.add)
    folder = tmp_path / "made" / "votes"
    (tmp_path / "votes.csv").write_text(csv_lines([ballot("1")]))
    import_votes(store, folder, "x", str(tmp_path / "votes.csv"))
    (day,) = folder.glob("arena=x/day=*")
    assert settled == {day, day.parent, folder, folder.parent, folder.parent.parent}


@pytest.fixture
def reads(monkeypatch, importer):
    """Imports these chunks of votes."""

    def run(*chunks, text="x", **more):
        def read(_path, _wanted):
            for each in chunks:
                if isinstance(each, Exception):
                    raise each
                yield each

        monkeypatch.setattr(importing, "read_votes", read)
        return importer(text, **more)

    return run


def numbers(summary):
    return summary.votes, summary.flagged, summary.repeated, summary.conflicting, summary.rejected


def rows_of(store, folder, arena="x"):
    tables = [pq.read_table(path, partitioning=None) for path in log_files(store, folder, arena)]
    return [row for one in tables for row in one.to_pylist()]


def everything(store):
    """All that is stored of votes."""
    return store.of_votes(
        lambda records: (
            records.arenas(),
            records.batches(),
            records.files(),
            [(records.known_votes(arena.id), records.cells(arena.id)) for arena in records.arenas()],
        )
    )


@either
def test_a_file_is_read_counted_and_written_to_the_log(store, folder, importer):
    ballots = [ballot(f"v{at}", a=f"m{at % 3}", b="n", winner="tie") for at in range(6)]
    summary = importer(csv_lines(ballots))
    assert numbers(summary) == (6, 0, 0, 0, 0)
    assert (summary.arena, summary.rows, summary.files, summary.reasons) == ("x", 6, 1, {})
    assert held(store, "x") == counted(ballots)
    (path,) = log_files(store, folder, "x")
    written = pq.read_table(path, partitioning=None)
    assert written.schema == LOG
    assert written["vote_id"].to_pylist() == [f"v{at}" for at in range(6)]
    assert len(set(written["vote_key"].to_pylist())) == 6
    assert path.parent.name == f"day={datetime.now(UTC):%Y-%m-%d}"
    assert check_log(store, folder).complaints == store.check() == ()


@either
def test_the_same_file_again_counts_nothing(store, folder, importer):
    text = csv_lines([ballot(f"v{at}") for at in range(6)])
    importer(text)
    before = held(store, "x"), rows_of(store, folder), holdings(store)
    assert numbers(importer(text)) == (0, 0, 6, 0, 0)
    assert (held(store, "x"), rows_of(store, folder), holdings(store)) == before
    assert numbers(importer(text, name="copy.csv")) == (0, 0, 6, 0, 0)
    assert numbers(importer(text, arena="y")) == (6, 0, 0, 0, 0)
    assert [batch.repeated for batch in store.of_votes(lambda records: records.batches())] == [0, 6, 6, 0]
    assert store.check() == ()


@pytest.mark.parametrize("name", ["votes.csv", "votes.csv.gz"])
def test_a_file_without_any_key_that_grew_adds_only_what_is_new(importer, name):
    ballots = [ballot(winner=winner) for winner in ("model_a", "model_a", "tie", "model_a", "both_bad")]
    columns = ("model_a", "model_b", "winner")
    lines = csv_lines(ballots, columns).splitlines(keepends=True)
    assert numbers(importer("".join(lines[:3]))) == (2, 0, 0, 0, 0)
    assert numbers(importer("".join(lines[:5]))) == (2, 0, 2, 0, 0)
    assert numbers(importer("".join(lines), name=name)) == (1, 0, 4, 0, 0)
    assert numbers(importer("".join(lines), name=name)) == (0, 0, 5, 0, 0)
    assert numbers(importer("".join(lines) + "\n\n", name="blank.csv"))[0] == 0


def test_a_line_that_was_cut_off_counts_when_it_is_whole(importer):
    whole = "model_a,model_b,winner\na,b,tie\nb,c,model_a\n"
    assert numbers(importer(whole[:-6])) == (1, 0, 0, 0, 1)
    assert numbers(importer(whole)) == (1, 0, 1, 0, 0)


def test_other_files_without_any_key_are_other_votes(importer):
    text = "model_a,model_b,winner\na,b,tie\na,b,tie\n"
    assert numbers(importer(text)) == (2, 0, 0, 0, 0)
    assert numbers(importer(text.replace("winner\n", "winner\nc,d,tie\n"))) == (3, 0, 0, 0, 0)
    assert numbers(importer(text.replace("\n", "\r\n"))) == (2, 0, 0, 0, 0)


@either
def test_a_beginning_that_was_imported_meanwhile_is_known(store, folder, tmp_path, monkeypatch):
    """The shorter file comes in between the reading of the longer one and its turn."""
    short, long = tmp_path / "short.csv", tmp_path / "long.csv"
    short.write_text("model_a,model_b,winner\na,b,tie\n")
    long.write_text(short.read_text() + "a,b,tie\n")
    real = importing.print_of

    def overtaken(path, *more):
        found = real(path, *more)
        if path == str(long):
            monkeypatch.setattr(importing, "print_of", real)
            import_votes(store, folder, "x", str(short))
        return found

    monkeypatch.setattr(importing, "print_of", overtaken)
    assert numbers(import_votes(store, folder, "x", str(long))) == (1, 0, 1, 0, 0)


def test_other_columns_make_no_other_votes_of_the_same_rows(importer):
    text = "m,n,o,who\na,b,c,m\nb,a,c,n\n"
    told = Mapping(model_a="m", model_b="n", winner="who")
    assert numbers(importer(text, mapping=told)) == (2, 0, 0, 0, 0)
    again = Mapping(model_a="m", model_b="o", winner="who")
    assert numbers(importer(text, mapping=again))[0] == 0


@either
def test_of_one_id_the_first_vote_stands(store, importer):
    ballots = [ballot("v"), ballot("v"), ballot("v", winner="tie"), ballot("w")]
    assert numbers(importer(csv_lines(ballots))) == (2, 0, 1, 1, 0)
    assert numbers(importer(csv_lines([ballot("w", winner="both_bad")]), name="2.csv")) == (0, 0, 0, 1, 0)
    assert held(store, "x") == counted([ballots[0], ballots[3]])


def test_flagged_votes_are_kept_and_not_counted(store, folder, reads):
    ballots = [ballot("v"), ballot("w", flag="names_visible"), ballot("u", flag="self_named")]
    assert numbers(reads(chunk(*ballots))) == (1, 2, 0, 0, 0)
    assert held(store, "x") == counted(ballots)
    assert sorted(row["flag"] or "" for row in rows_of(store, folder)) == ["", "names_visible", "self_named"]


@either
def test_all_that_is_known_of_a_vote_stands_in_the_log(store, folder, reads):
    told = ballot(
        "v",
        row=7,
        kind="placement",
        category="código",
        cast_at=NOON,
        tournament="t",
        voter="=cmd()",
        prompt="p",
        side="left",
        covariates=[("length", -2.5)],
    )
    reads(chunk(told, ballot("w")))
    rows = {row["vote_id"]: row for row in rows_of(store, folder)}
    assert {name: rows["v"][name] for name in told if name != "row"} == {
        name: value for name, value in told.items() if name != "row"
    }
    assert rows["w"]["covariates"] is None
    (batch,) = store.of_votes(lambda records: records.batches())
    assert {row["recorded_at"] for row in rows.values()} == {batch.recorded_at}
    assert batch.last_row == 7


def test_pieces_with_words_of_their_own_are_read_as_one(store, reads):
    ballots = [ballot(f"v{at}", a=f"m{at}", b="n", category=f"c{at % 2}") for at in range(4)]
    pieces = [chunk(each | {"row": at + 1}).table for at, each in enumerate(ballots)]
    reads(Chunk(table=pa.concat_tables(pieces)))
    assert held(store, "x") == counted(ballots)


@either
def test_rejected_rows_are_counted_by_reason_and_the_first_are_kept(store, reads):
    rejected = [Rejection(row=at, reason=f"reason {at % 150}", excerpt="…") for at in range(1, 1501)]
    summary = reads(chunk(ballot("v"), rejected=tuple(rejected[:700])), chunk(rejected=tuple(rejected[700:])))
    assert numbers(summary) == (1, 0, 0, 0, 1500)
    assert len(summary.rejections) == 1000
    assert len(summary.reasons) == 101
    assert sum(summary.reasons.values()) == 1500
    (batch,) = store.of_votes(lambda records: records.batches())
    kept = store.of_votes(lambda records: records.rejections(batch.id))
    assert kept == summary.rejections
    assert (batch.reasons, batch.rows, batch.last_row) == (summary.reasons, 1501, 1500)


def test_a_file_without_votes_changes_nothing(store, folder, importer):
    with pytest.raises(NothingToImport, match=r"none of 2 rows is a vote; row 1: 'a' against itself"):
        importer("model_a,model_b,winner\na,a,tie\nb,b,tie\n")
    with pytest.raises(NothingToImport):
        importer("model_a,model_b,winner\n")
    assert arenas(store) == ()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["", "A", "-x", "x" * 65, "a/b", "..", "models", "builders", "agents", "é"])
def test_not_every_name_is_an_arenas(importer, name):
    with pytest.raises(BadArenaName):
        importer(csv_lines([ballot("v")]), arena=name)


@pytest.mark.parametrize("fault", [UnreadableInput("x", "it broke off"), OSError(28, "No space left on device")])
def test_a_file_that_breaks_off_changes_nothing(store, folder, reads, fault):
    reads(chunk(ballot("v")))
    before = everything(store), sorted(folder.rglob("*"))
    with pytest.raises((UnreadableInput, UnwritableOutput)):
        reads(chunk(ballot("w")), fault)
    assert (everything(store), sorted(folder.rglob("*"))) == before


@either
@pytest.mark.parametrize("where", ["write_files", "place", "add_files"])
def test_what_fails_later_changes_nothing_either(store, folder, reads, monkeypatch, where):
    reads(chunk(ballot("v")))
    before = everything(store), sorted(folder.rglob("*"))

    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    if where == "write_files":
        monkeypatch.setattr(importing, "write_files", fail)
    elif where == "place":
        monkeypatch.setattr(room, "_settle", fail)
    else:
        monkeypatch.setattr("benchbook.store.voting.records.Ballots.add_files", fail)
    with pytest.raises(UnwritableOutput, match="no space left on device"):
        reads(chunk(ballot("w"), ballot("u", cast_at=NOON)))
    assert (everything(store), sorted(folder.rglob("*"))) == before
    monkeypatch.undo()
    assert held(store, "x") == counted([ballot("v")])


def test_a_file_that_somebody_writes_to_is_refused(store, folder, tmp_path, monkeypatch):
    path = tmp_path / "live.csv"
    path.write_text(csv_lines([ballot("v")]))
    real = importing.read_votes

    def read(*told):
        yield from real(*told)
        with path.open("a") as file:
            file.write("w,a,b,tie\n")

    monkeypatch.setattr(importing, "read_votes", read)
    with pytest.raises(UnreadableInput, match="it changed while it was read"):
        import_votes(store, folder, "x", str(path))
    assert arenas(store) == ()


@either
def test_an_import_waits_for_another_and_gives_up_in_time(place, folder, tmp_path):
    path = tmp_path / "v.csv"
    path.write_text(csv_lines([ballot("v")]))
    with open_store(place) as one, open_store(place, busy_timeout_seconds=0.05) as other:
        with one.voting(), pytest.raises(StoreBusy):
            import_votes(other, folder, "x", str(path))
        assert import_votes(other, folder, "x", str(path)).votes == 1


# --- days and row groups ---------------------------------------------------------------------


def days(count, seed=1):
    """Votes of some days, early and late ones mixed."""
    chance = random.Random(seed)
    moments = [None, *(NOON + timedelta(days=chance.randrange(-3, 9), minutes=at) for at in range(count - 1))]
    return [ballot(f"v{at}", cast_at=moment) for at, moment in enumerate(moments)]


@either
@pytest.mark.parametrize("at_once", [1, 7, 1_000_000])
def test_votes_are_filed_by_the_day_on_which_they_were_cast(store, folder, reads, monkeypatch, at_once):
    monkeypatch.setattr(filing, "_VOTES_AT_ONCE", at_once)
    monkeypatch.setattr(filing, "ROWS_A_GROUP", at_once)
    ballots = days(60)
    summary = reads(*(chunk(*ballots[first : first + 9]) for first in range(0, 60, 9)))
    today = datetime.now(UTC).date()
    found = {}
    for path in log_files(store, folder, "x"):
        day = path.parent.name.removeprefix("day=")
        for row in pq.read_table(path, partitioning=None).to_pylist():
            assert day == f"{row['cast_at'] or today:%Y-%m-%d}"
            found[row["vote_id"]] = row["cast_at"]
    assert found == {each["vote_id"]: each["cast_at"] for each in ballots}
    assert summary.files == len({each["cast_at"] and each["cast_at"].date() for each in ballots})
    assert held(store, "x") == counted(ballots)


def test_a_day_with_many_votes_is_written_a_row_group_at_a_time(store, folder, reads, monkeypatch):
    monkeypatch.setattr(filing, "ROWS_A_GROUP", 20)
    ballots = [ballot(f"v{at}", a=f"m{at}") for at in range(55)]
    reads(*(chunk(*ballots[first : first + 9]) for first in range(0, 55, 9)))
    (path,) = log_files(store, folder, "x")
    with pq.ParquetFile(path) as file:
        sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
        assert sizes == [27, 27, 1]
        assert {file.metadata.row_group(0).column(at).compression for at in range(5)} == {"ZSTD"}
    assert [row["vote_id"] for row in rows_of(store, folder)] == [each["vote_id"] for each in ballots]


@either
def test_files_are_found_by_day(store, folder, reads):
    reads(chunk(*(ballot(f"v{at}", cast_at=NOON + timedelta(days=at)) for at in range(3))))
    assert len(log_files(store, folder, "x")) == 3
    assert len(log_files(store, folder, "x", NOON + timedelta(days=1))) == 2
    assert log_files(store, folder, "x", NOON - timedelta(days=1)) == ()


# --- what killed processes leave ----------------------------------------------------------


def test_files_that_the_store_does_not_know_count_nowhere(store, folder, reads):
    reads(chunk(ballot("v")))
    (path,) = log_files(store, folder, "x")
    stray = path.with_name("stray.parquet")
    stray.write_bytes(path.read_bytes())
    assert log_files(store, folder, "x") == (path,)
    assert check_log(store, folder).strangers == (stray.relative_to(folder).as_posix(),)
    reads(chunk(ballot("w")))
    assert held(store, "x") == counted([ballot("v"), ballot("w")])
    assert stray.exists()


def test_rooms_in_which_nobody_writes_any_more_are_cleared(folder, reads):
    reads(chunk(ballot("v")))
    for name, age in ((".writing-old", 4000), (".writing-new", 10)):
        (folder / name).mkdir()
        (folder / name / "000000.arrow").write_bytes(b"x" * 100)
        for path in (folder / name / "000000.arrow", folder / name):
            stamp = path.stat().st_mtime - age
            os.utime(path, (stamp, stamp))
    reads(chunk(ballot("w")))
    assert not (folder / ".writing-old").exists()
    assert (folder / ".writing-new").exists()


def test_a_log_that_cannot_be_written_is_a_sentence(store, importer, folder):
    folder.write_text("a file stands in its place")
    with pytest.raises(UnwritableOutput, match="the log of votes in"):
        importer(csv_lines([ballot("v")]))
    assert arenas(store) == ()


# --- real votes ---------------------------------------------------------------------------


@pytest.mark.skipif(not LLMFAO.exists(), reason="no ../shared/data/pairwise")
def test_every_vote_of_the_pairwise_file_counts_once(store, folder):
    first = import_votes(store, folder, "llmfao", str(LLMFAO))
    assert numbers(first) == (8931, 0, 0, 0, 0)
    assert numbers(import_votes(store, folder, "llmfao", str(LLMFAO))) == (0, 0, 8931, 0, 0)
    counts = stored_counts(store, "llmfao")
    assert (counts.votes, len(counts.models)) == (8931, 59)
    assert check_log(store, folder).complaints == store.check() == ()
