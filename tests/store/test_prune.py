"""What is pruned is gone; everything else stays, and stays readable."""

import random
import sqlite3

import pytest
from dumps import day, dump, take
from sqlalchemy import update

from benchbook.errors import ArchiveDamaged, NotRebuildable
from benchbook.model import Raw
from benchbook.rebuild import rebuild
from benchbook.resolve import packaged_facts
from benchbook.store import open_store, tables
from benchbook.store.coding import micros
from benchbook.store.packing import Recent

RAWS = [dump(number, models=40) for number in range(12)]


def read_days(store):
    """A document a day, each first recorded on its own day."""
    for raw in RAWS:
        take(store, raw)
    for number, raw in enumerate(RAWS):
        recorded(store, raw, day(number))
    return store


def recorded(store, raw, moment):
    with store.writing() as writer:
        wanted = tables.raw.c.sha256 == raw.sha256
        writer._connection.execute(update(tables.raw).where(wanted).values(first_recorded_at=micros(moment)))


def state(store):
    return store.models(), store.results(), store.imports(), store.refreshes(), store.generation(), store.counts()


def forget(store):
    store._recent = Recent()


@pytest.fixture
def filled(store):
    return read_days(store)


def hashes(documents):
    return [document.sha256 for document in documents]


def test_documents_older_than_an_age_go_and_the_rest_can_be_read(filled):
    before = state(filled)
    expected = [raw.sha256 for raw in RAWS[:7]]
    assert hashes(filled.prunable(day(7))) == expected
    assert state(filled) == before
    assert hashes(filled.prune(day(7))) == expected
    forget(filled)
    assert state(filled) == before
    assert [filled.archived(raw.sha256) for raw in RAWS] == [None] * 7 + [raw.body for raw in RAWS[7:]]
    assert filled.check() == ()
    assert filled.prune(day(7)) == ()
    assert (filled.archive_size().documents, filled.archive_size().pruned) == (5, 7)


def test_differences_of_what_went_are_packed_anew_once(filled):
    assert {document.sha256 for document in filled.documents()} == {raw.sha256 for raw in RAWS}
    filled.prune(day(7))
    columns = tables.raw.c
    rows = filled._ask(lambda c: c.execute(tables.raw.select().order_by(columns.first_recorded_at)).all())
    assert [row.base for row in rows] == [None] * 8 + [raw.sha256 for raw in RAWS[7:11]]
    assert rows[7].depth == 0
    assert all(row.zstd is None and row.pruned_at for row in rows[:7])


def test_a_kept_document_among_pruned_ones_stays_the_base(filled):
    with filled.writing() as writer:
        writer.remember_reply("https://there.example", '"1"', None, RAWS[3].sha256)
    gone = filled.prune(day(7))
    assert RAWS[3].sha256 not in hashes(gone)
    forget(filled)
    columns = tables.raw.c
    base = filled._ask(
        lambda c: c.scalar(tables.raw.select().with_only_columns(columns.base).where(columns.sha256 == RAWS[7].sha256))
    )
    assert base == RAWS[3].sha256
    assert filled.archived(RAWS[11].sha256) == RAWS[11].body
    assert filled.archived(filled.cached("https://there.example").sha256) == RAWS[3].body
    assert filled.check() == ()


def test_the_newest_of_each_source_always_stays(filled):
    with filled.writing() as writer:
        writer.at(day(0))
        writer.archive(dump(50, 2), "another")
    gone = filled.prune(day(1000))
    assert hashes(gone) == [raw.sha256 for raw in RAWS[:11]]
    assert filled.archived(dump(50, 2).sha256) == dump(50, 2).body


@pytest.mark.parametrize(("keep", "gone"), [(1, 11), (5, 7), (12, 0), (100, 0)])
def test_the_last_of_each_source_can_be_kept(filled, keep, gone):
    assert len(filled.prunable(None, keep)) == gone
    assert len(filled.prunable(day(4), keep)) == min(gone, 4)


def test_a_pruned_store_says_what_it_cannot_rebuild(filled, tmp_path):
    filled.prune(day(2))
    with open_store(str(tmp_path / "new.db")) as new:
        with pytest.raises(NotRebuildable, match=r"models-2025-01-01.json \(\w+\) was pruned on .*; models-2025-01-02"):
            rebuild(filled, new, packaged_facts())
        for raw in RAWS[:2]:
            assert take(filled, raw).repeated
        assert rebuild(filled, new, packaged_facts()) == 12


@pytest.mark.parametrize("extent", [None, "partial"])
def test_a_damaged_document_that_comes_again_is_mended(filled, extent):
    with filled.writing() as writer:
        wanted = tables.raw.c.sha256 == RAWS[4].sha256
        writer._connection.execute(update(tables.raw).where(wanted).values(zstd=b"no"))
    forget(filled)
    with pytest.raises(ArchiveDamaged):
        filled.prune(day(6))
    assert len(filled.check()) == 1
    assert filled.archive_size().pruned == 0
    take(filled, RAWS[4], extent=extent)
    assert filled.check() == ()


def test_space_is_given_back(tmp_path):
    path = tmp_path / "book.db"
    noise = random.Random(1)
    with open_store(str(path)) as store, store.writing() as writer:
        for number in range(3):
            writer.at(day(number))
            writer.archive(Raw(body=noise.randbytes(200_000), origin="noise", received_at=day(0)), "arena")
    before = path.stat().st_size
    with open_store(str(path)) as store:
        assert len(store.prune(day(10))) == 2
        assert store.check() == ()
        assert path.stat().st_size < before - 390_000


def test_space_is_given_back_later_while_somebody_reads(tmp_path):
    path = tmp_path / "book.db"
    with open_store(str(path), busy_timeout_seconds=0.2) as store:
        read_days(store)
        with sqlite3.connect(path) as reader:
            reader.execute("BEGIN").execute("SELECT count(*) FROM raw").fetchall()
            assert len(store.prune(day(7))) == 7
        reader.close()
        assert store.prune(day(7)) == ()
        assert store.check() == ()
