"""Votes belong to a store and not to its ledger: bundles and rebuilt stores do not carry them, and leave them alone."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from dumps import dump, take
from sqlalchemy import text

from benchbook.bundle import create_bundle, load_bundle, verified
from benchbook.errors import NotEmpty
from benchbook.model import ApiKey
from benchbook.rebuild import rebuild, snapshot_hash
from benchbook.resolve import packaged_facts
from benchbook.store import open_store, schema
from benchbook.store.engine import connect, locate, writing
from benchbook.votes.log.arenas import arenas, create_arena
from benchbook.votes.log.posting import post_votes
from benchbook.votes.log.stored import stored_counts
from benchbook.votes.reading.chunks import read_rows
from benchbook.votes.reading.nouns import Wanted

NOW = datetime(2026, 10, 3, tzinfo=UTC)
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = ApiKey(id="k1", name="arena", account="default", created_at=NOW, secret_sha256="0" * 64, votes=True)


def gather(store, arena="chat"):
    """Two votes for an arena."""
    create_arena(store, arena)
    rows = [{"vote_id": each, "model_a": "a", "model_b": "b", "winner": "tie"} for each in "12"]
    post_votes(store, arena, read_rows(rows, Wanted()), origin="key")


@pytest.fixture
def filled(store):
    """A ledger with a document, a key and votes."""
    take(store, dump(0, models=5))
    with store.writing() as writer:
        writer.add_key(KEY)
    gather(store)
    return store


def test_a_bundle_carries_no_votes_and_leaves_those_that_are_there(filled, tmp_path):
    path = str(tmp_path / "it.benchbook")
    create_bundle(filled, path, PRIVATE, now=NOW)
    with verified(path, PRIVATE.public_key()) as (_, copy):
        assert arenas(copy) == ()
    with open_store(str(tmp_path / "other.db")) as other:
        gather(other, "other")
        load_bundle(path, PRIVATE.public_key(), other)
        load_bundle(path, PRIVATE.public_key(), other, replace=True)
        assert arenas(other) == ("other",)
        assert stored_counts(other, "other").votes == 2
        assert snapshot_hash(other) == snapshot_hash(filled)
        assert other.check() == filled.check() == ()


def test_a_rebuilt_store_has_the_keys_and_no_votes(filled, tmp_path):
    with open_store(str(tmp_path / "new.db")) as new:
        rebuild(filled, new, packaged_facts())
        assert new.keys() == (KEY,)
        assert arenas(new) == ()
    with open_store(str(tmp_path / "used.db")) as used:
        create_arena(used, "chat")
        with pytest.raises(NotEmpty):
            rebuild(filled, used, packaged_facts())


def test_votes_change_nothing_that_is_served(filled):
    before = filled.generation(), snapshot_hash(filled), filled.counts(), filled.times()
    gather(filled, "another")
    assert (filled.generation(), snapshot_hash(filled), filled.counts(), filled.times()) == before


def test_keys_of_the_third_revision_may_not_post_votes(target):
    engine = connect(locate(target), 5)
    with writing(engine) as connection, connection.begin():
        schema.migrate(connection, "0003")
        schema.start(connection)
        connection.execute(text("INSERT INTO api_keys VALUES ('k1', 'ci', 'default', 'hash', 7, NULL, true)"))
    engine.dispose()
    with open_store(target) as store:
        (key,) = store.keys()
        assert (key.reviewer, key.votes) == (True, False)
        assert arenas(store) == ()
        gather(store)
        assert store.check() == ()
