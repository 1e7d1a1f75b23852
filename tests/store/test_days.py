"""Many days of dumps: what a day costs, and that taking them in leaves out nothing for its speed."""

from dumps import day, dump, take
from sqlalchemy import select

from benchbook.rebuild import snapshot_hash
from benchbook.store import open_store, tables

DAYS = 40


def test_a_day_costs_what_is_new_in_it(tmp_path):
    raws = [dump(number, models=120) for number in range(DAYS)]
    with open_store(str(tmp_path / "book.db")) as store:
        for raw in raws:
            take(store, raw)
        sizes = store._ask(lambda connection: connection.execute(select(tables.raw.c.zstd)).scalars().all())
        held = store._ask(lambda connection: connection.execute(select(tables.coverage.c.held_results)).scalars().all())
        assert len(raws[0].body) > 80_000
        assert max(map(len, sizes)) > 10_000
        assert sorted(map(len, sizes))[DAYS // 2] < 600
        assert sorted(map(len, held))[len(held) // 2] < 60
        assert store.check() == ()


def test_a_store_that_is_kept_open_records_what_one_opened_anew_does(tmp_path):
    raws = [dump(number, models=12 + number % 3) for number in range(8)]
    kept, anew = (str(tmp_path / name) for name in ("kept.db", "anew.db"))
    with open_store(kept) as store:
        for raw in raws:
            take(store, raw, extent="complete")
        for raw in raws:
            with open_store(anew) as once:
                take(once, raw, extent="complete")
        with open_store(anew) as other:
            assert snapshot_hash(store) == snapshot_hash(other)
            assert store.subjects() == other.subjects()
            assert store.models(day(4)) == other.models(day(4))
            counts = [[(one.scores, one.unresolved) for one in opened.imports()] for opened in (store, other)]
            assert counts[0] == counts[1]


def test_another_process_in_between_is_noticed(tmp_path):
    path = str(tmp_path / "book.db")
    with open_store(path) as one, open_store(path) as other:
        take(one, dump(0, models=3))
        take(other, dump(1, models=9))
        summary = take(one, dump(2, models=3), extent="partial")
        assert summary.unresolved == 0
        with one.writing() as writer:
            assert len(writer.known_models()) == 9
        assert one.check() == ()
