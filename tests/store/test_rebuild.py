"""The archive alone gives the same ledger again."""

from datetime import UTC, datetime, timedelta

import pytest
from dumps import dump, take
from ledger_documents import model, parsed, record
from msgspec.structs import replace
from sqlalchemy import update

from benchbook.api.shapes import ENCODER
from benchbook.errors import NotEmpty, NotRebuildable, UnknownThing
from benchbook.model import ApiKey, Raw, TableDeclaration
from benchbook.pipeline import load_starter
from benchbook.publication import publication_of
from benchbook.rebuild import rebuild
from benchbook.resolve import packaged_facts
from benchbook.snapshot import build_snapshot
from benchbook.store import open_store, tables
from benchbook.store.packing import Recent

NOW = datetime(2026, 10, 3, tzinfo=UTC)
FACTS = packaged_facts()
KEY = ApiKey(id="k1", name="ci", account="default", created_at=NOW, secret_sha256="0" * 64)
TABLE = TableDeclaration(
    name_column="model", score_columns=("score",), metric="x_index", citation="Mine", licence="open"
)


def served(store):
    return build_snapshot(publication_of(store.state()), ENCODER).hash


def everything(store):
    """All rows but those of the archive and the identities' history, whose packing may differ."""
    wanted = (tables.imports, tables.import_pages, tables.coverage, tables.catalog, tables.results, tables.rejections)
    wanted += (tables.subjects, tables.api_keys, tables.replies, tables.announced, tables.identities)
    return {
        table.name: sorted(store._ask(lambda c, t=table: c.execute(t.select()).all()), key=repr) for table in wanted
    }


@pytest.fixture
def filled(store):
    """A store with documents of several kinds, in no order of their dates."""
    load_starter(store, NOW)
    for number in (2, 0, 5, 3):
        take(store, dump(number, models=12))
    take(store, dump(9, models=5), extent="complete")
    take(store, dump(10, models=3), extent="partial")
    board = Raw(body=b"model,score\nZorvex 1,7\nNobody,8\n", origin="board.csv", received_at=NOW, declaration=TABLE)
    take(store, board, "table")
    stated = Raw(body=dump(7, 4).body, origin="undated.json", received_at=NOW, stated_at=NOW - timedelta(days=90))
    take(store, stated, extent="partial")
    reply = Raw(body=b'{"only": "a reply"}', origin="https://there.example", received_at=NOW)
    with store.writing() as writer:
        writer.add_key(KEY)
        writer.archive(reply, "openrouter")
        writer.remember_reply(reply.origin, '"7"', None, reply.sha256)
        writer.announce("w", ["e"])
    return store


def test_a_rebuilt_store_is_the_same(filled, tmp_path):
    told = []
    with open_store(str(tmp_path / "new.db")) as new:
        assert rebuild(filled, new, FACTS, lambda done, total: told.append((done, total))) == len(filled.imports())
        assert everything(new) == everything(filled)
        assert served(new) == served(filled)
        assert new.keys() == (KEY,)
        assert new.check() == ()
        assert [one.sha256 for one in new.documents()] == [one.sha256 for one in filled.documents()]
    assert told == [(done, 9) for done in range(9)]


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
def test_a_store_can_be_rebuilt_into_another_database(filled, postgresql, tmp_path):
    with open_store(str(tmp_path / "once.db")) as once, open_store(postgresql) as twice:
        rebuild(filled, once, FACTS)
        rebuild(once, twice, FACTS)
        assert served(twice) == served(filled)
        assert everything(twice) == everything(filled)


def test_imports_from_before_readings_were_kept_are_replayed_by_best_knowledge(store, tmp_path):
    take(store, dump(0, models=30))
    take(store, dump(1, models=4), extent="partial")
    with store.writing() as writer:
        writer._connection.execute(update(tables.imports).values(reading=None))
    with open_store(str(tmp_path / "new.db")) as new:
        rebuild(store, new, FACTS)
        assert served(new) == served(store)
        assert [one.extent for one in new.recorded_imports()] == [None, "partial"]


def test_only_an_empty_store_is_rebuilt_into(filled, tmp_path):
    with open_store(str(tmp_path / "new.db")) as new:
        with new.writing() as writer:
            writer.add_key(KEY)
        with pytest.raises(NotEmpty, match="is not empty"):
            rebuild(filled, new, FACTS)
        assert new.imports() == ()
    with pytest.raises(NotEmpty):
        rebuild(filled, filled, FACTS)


def test_all_documents_that_are_gone_or_damaged_are_named(filled, tmp_path):
    raws = filled.documents()
    filled._recent = Recent()
    with filled.writing() as writer:
        run = writer._connection.execute
        run(update(tables.raw).where(tables.raw.c.sha256 == raws[0].sha256).values(zstd=None, pruned_at=10**15))
        run(update(tables.raw).where(tables.raw.c.sha256 == dump(0, 12).sha256).values(zstd=b"no"))
    with open_store(str(tmp_path / "n")) as new:
        with pytest.raises(NotRebuildable) as refused:
            rebuild(filled, new, FACTS)
        assert f"({raws[0].sha256[:16]}) was pruned on 2001-09-09" in str(refused.value)
        assert "models-2025-01-01.json" in str(refused.value)
        assert "is damaged" in str(refused.value)
        assert new.imports() == ()


def test_a_document_that_can_no_longer_be_read_is_named_and_nothing_is_made(store, tmp_path):
    take(store, dump(0, models=3))
    record(store, replace(parsed(1, models=[model("m1")]), source="lost"))
    with open_store(str(tmp_path / "new.db")) as new:
        with pytest.raises(NotRebuildable, match="import 2: no source 'lost'") as refused:
            rebuild(store, new, FACTS)
        assert isinstance(refused.value.__cause__, UnknownThing)
        assert new.imports() == new.documents() == ()


def test_a_reply_that_comes_meanwhile_is_not_carried_over_without_its_document(filled, tmp_path, monkeypatch):
    documents = filled.documents

    def one_more_has_come_since():
        listed = documents()
        late = Raw(body=b"after %d" % len(listed), origin=f"https://late.example/{len(listed)}", received_at=NOW)
        with filled.writing() as writer:
            writer.archive(late, "openrouter")
            writer.remember_reply(late.origin, '"8"', None, late.sha256)
        return listed

    monkeypatch.setattr(filled, "documents", one_more_has_come_since)
    with open_store(str(tmp_path / "new.db")) as new:
        rebuild(filled, new, FACTS)
        assert "https://there.example" in {reply.url for reply in new.replies()}
        assert new.check() == ()
