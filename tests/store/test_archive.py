"""Documents come out of the archive as they came, and cost what is new in them."""

import random

import pytest
from ledger_documents import claim, day, identity_of, parsed, raw, record
from sqlalchemy import select, text

from benchbook.errors import ArchiveDamaged
from benchbook.model import Raw
from benchbook.store import open_store, tables
from benchbook.store.archive import MOST_STEPS
from benchbook.store.holdings import pack, pack_held, unpack
from benchbook.store.packing import Recent, difference, unpacked, whole

SEEDED = random.Random(20260101)
WORDS = ["".join(SEEDED.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(4000)]


def document(number, rows=700):
    """A synthetic dump of which a row changes every day, and its time stamp."""
    lines = [f'{{"id": "{word}", "price": "{hash_of(word)}"}}' for word in WORDS[:rows]]
    for past in range(number + 1):
        lines[past * 7 % rows] = f'{{"id": "{WORDS[past * 7 % rows]}", "price": "0.{past:09}"}}'
    return Raw(body=f'{{"at": {number}, "data": [{", ".join(lines)}]}}'.encode(), origin="dump", received_at=day(0))


def hash_of(word):
    return sum(ord(letter) * 31**place for place, letter in enumerate(word))


def kept(store):
    columns = tables.raw.c
    query = select(columns.sha256, columns.base, columns.depth, columns.zstd).order_by(columns.first_recorded_at)
    return store._ask(lambda connection: connection.execute(query).all())


def archived(store, raws):
    for document in raws:
        with store.writing() as writer:
            writer.archive(document, "arena")
    return raws


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
def test_documents_cost_what_is_new_in_them_and_few_are_read_for_one(target):
    raws = [document(number) for number in range(2 * MOST_STEPS + 10)]
    with open_store(target) as store:
        archived(store, raws)
        rows = kept(store)
        assert [row.depth for row in rows] == [number % (MOST_STEPS + 1) for number in range(len(raws))]
        sizes = [len(row.zstd) for row in rows]
        assert sum(sizes) < 4 * sizes[0]
    with open_store(target) as store:
        assert [store.archived(one.sha256) for one in raws] == [one.body for one in raws]
        assert store.check() == ()


def test_a_document_is_a_difference_from_the_last_reply_of_its_url(store):
    one, other = document(1), document(400)
    noise = [Raw(body=SEEDED.randbytes(len(one.body)), origin="noise", received_at=day(0)) for _ in range(12)]
    with store.writing() as writer:
        writer.archive(one, "arena")
        writer.remember_reply("dump", '"1"', None, one.sha256)
    archived(store, [*noise, other])
    assert {row.sha256: row.base for row in kept(store)}[other.sha256] == one.sha256
    assert store.archived(other.sha256) == other.body


def test_unlike_and_small_documents_are_kept_whole(store):
    archived(
        store, [raw("x" * 100), raw("x" * 101), raw(SEEDED.randbytes(900).hex()), raw(SEEDED.randbytes(900).hex())]
    )
    assert {row.base for row in kept(store)} == {None}
    assert store.check() == ()


def damage(store, sha256, zstd):
    with store.writing() as writer:
        wanted = tables.raw.c.sha256 == sha256
        writer._connection.execute(tables.raw.update().where(wanted).values(zstd=zstd))


@pytest.mark.parametrize("how", ["cut", "another's", "bomb", "empty"])
def test_damage_is_one_sentence_that_names_the_document(target, how):
    raws = [document(number) for number in range(4)]
    with open_store(target) as store:
        record(store, parsed(0, [claim("m1")]), body=raws[0].body.decode())
        archived(store, raws)
        first = kept(store)[0]
        spoilt = {"cut": first.zstd[:-20], "another's": whole(b"another"), "bomb": whole(bytes(10**7)), "empty": b""}
        damage(store, first.sha256, spoilt[how])
    with open_store(target) as store:
        with pytest.raises(ArchiveDamaged, match=f"{raws[0].sha256} .*its bytes are not those of this hash"):
            store.archived(raws[2].sha256)
        assert store.check() == (
            f"archived document {raws[0].sha256} ({raws[0].body.decode()}.json): its bytes are not those of this hash",
        )
        with store.writing() as writer:
            writer.archive(document(5), "arena")
        assert store.archived(document(5).sha256) == document(5).body


def test_a_difference_whose_base_is_gone_is_damage(target):
    raws = [document(number) for number in range(2)]
    with open_store(target) as store:
        archived(store, raws)
        with store.writing() as writer:
            writer._connection.execute(tables.raw.delete().where(tables.raw.c.sha256 == raws[0].sha256))
    with open_store(target) as store:
        with pytest.raises(ArchiveDamaged, match="what it is a difference of is not there"):
            store.archived(raws[1].sha256)
        assert len(store.check()) == 1


def test_differences_going_in_a_circle_are_damage(target):
    raws = [document(number) for number in range(3)]
    with open_store(target) as store:
        archived(store, raws)
        with store.writing() as writer:
            writer._connection.execute(text("UPDATE raw SET base = :base WHERE base IS NULL"), {"base": raws[2].sha256})
    with open_store(target) as store:
        with pytest.raises(ArchiveDamaged):
            store.archived(raws[1].sha256)
        assert store.check() != ()


def test_recent_documents_are_bounded_in_bytes():
    recent = Recent(100)
    recent.put("big", bytes(101))
    for name in "abcde":
        recent.put(name, bytes(30))
        recent.get("a")
    assert [name for name in (*"abcde", "big") if recent.get(name) is not None] == ["a", "d", "e"]


def test_what_is_too_large_for_a_difference_has_none(monkeypatch):
    monkeypatch.setattr("benchbook.store.packing._MOST_WINDOW_BITS", 10)
    assert difference(bytes(1000), bytes(1000)) is None
    assert difference(b"same" * 50, b"same" * 50) is not None
    assert unpacked(whole(b"a"), 2, "", None) is None


def test_what_a_reading_held_is_kept_as_a_difference_from_the_one_before(store):
    for at in range(70):
        names = [f"m{index}" for index in range(60) if index != at % 50]
        record(store, parsed(at, [claim(name, float(at // 30)) for name in names]))

    def ask(connection):
        blobs = connection.scalars(select(tables.coverage.c.held_results)).all()
        return [blob[:1] for blob in blobs], pack_held(connection, tables.results, 1, [3, 5]), sum(map(len, blobs))

    first_bytes, packed, size = store._ask(ask)
    assert first_bytes.count(b"d") > 60
    assert first_bytes[0] == b"x"
    assert size < 70 * 60
    assert unpack(packed) == [3, 5] or packed.startswith(b"d")
    assert unpack(pack([9, 2, 2000])) == [2, 9, 2000]
    assert store.check() == ()


def test_a_reading_that_cannot_be_read_is_a_complaint(store):
    for at in range(3):
        record(store, parsed(at, [claim("m1")]))
    with store.writing() as writer:
        spoilt = tables.coverage.update().where(tables.coverage.c.import_id == 1)
        writer._connection.execute(spoilt.values(held_results=b"no", held_catalog=pack([99])))
    complaints = store.check()
    assert "table coverage, scope 1: what its readings held in results cannot be read" in complaints
    assert "import 1: was seen to hold rows of catalog that are not there" in complaints


def test_a_pruned_document_that_comes_again_is_kept_again(store):
    one = document(1)
    archived(store, [one])
    with store.writing() as writer:
        pruned = tables.raw.update().where(tables.raw.c.sha256 == one.sha256)
        writer._connection.execute(pruned.values(zstd=None, pruned_at=1))
    assert store.archived(one.sha256) is None
    assert store.check() == ()
    archived(store, [one])
    assert store.archived(one.sha256) == one.body
    assert store.check() == ()


def test_the_newest_document_of_an_origin_is_found_as_of_any_moment(store):
    def take(origin, at):
        page = Raw(body=f"{origin} of {at}".encode(), origin=origin, received_at=day(at))
        document = parsed(at, [claim(origin, float(at))])
        with store.writing() as writer:
            writer.record(document, (page,), [identity_of(origin)], licence="open", citation="Invented")

    for at in (3, 1, 5):
        take("one", at)
    take("other", 9)
    found = {at: store.newest_document("arena", "one", day(at)) for at in (0, 1, 2, 4, 5, 9)}
    assert found == {0: None, 1: b"one of 1", 2: b"one of 1", 4: b"one of 3", 5: b"one of 5", 9: b"one of 5"}
    assert store.newest_document("arena", "other", day(8)) is None
    assert store.newest_document("catalogue", "one", day(9)) is None
