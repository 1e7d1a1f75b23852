"""A vote is claimed once, whatever comes with it, in either database."""

import numpy as np
import pytest
from ballots import either
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchbook.store import open_store
from benchbook.store.voting import known
from benchbook.votes.log import claims
from benchbook.votes.log.claims import claim, claim_piles
from benchbook.votes.log.spool import Pile

ENTRY_BYTES = 20


def entries(*told):
    """Entries of (key, content), each a small number."""
    rows = [key.to_bytes(16, "big") + content.to_bytes(4, "big") for key, content in told]
    return np.frombuffer(b"".join(rows), np.uint8).reshape(-1, ENTRY_BYTES)


def arena(store, name="x"):
    with store.voting() as ballots:
        return ballots.add_arena(name)


def claimed(store, arena_id, *told):
    with store.voting() as ballots:
        found = claim(ballots, arena_id, entries(*told))
    return found.new.tolist(), found.conflicting.tolist()


@either
def test_the_first_of_a_key_stands(store):
    here = arena(store)
    assert claimed(store, here, (7, 1), (7, 1), (7, 2), (1 << 127, 1)) == (
        [True, False, False, True],
        [False, False, True, False],
    )
    assert claimed(store, here, (7, 2), (7, 1), (8, 9)) == ([False, False, True], [True, False, False])
    assert claimed(store, here) == ([], [])


@either
def test_arenas_know_nothing_of_each_other(store):
    here, there = arena(store), arena(store, "y")
    assert claimed(store, here, (7, 1)) == claimed(store, there, (7, 2)) == ([True], [False])
    assert store.of_votes(lambda held: (held.known_votes(here), held.known_votes(there))) == (1, 1)


@either
def test_what_is_not_committed_is_not_claimed(store):
    here = arena(store)

    def interrupted():
        with store.voting() as ballots:
            assert claim(ballots, here, entries((7, 1))).new.all()
            raise InterruptedError

    with pytest.raises(InterruptedError):
        interrupted()
    assert claimed(store, here, (7, 1)) == ([True], [False])


@either
def test_more_votes_than_one_statement_takes(store, monkeypatch):
    monkeypatch.setattr(known, "_MOST_AT_ONCE", 7)
    here = arena(store)
    assert claimed(store, here, *((key, key) for key in range(0, 60, 2))) == ([True] * 30, [False] * 30)
    new, conflicting = claimed(store, here, *((key, 2) for key in range(60)))
    assert new == [key % 2 == 1 for key in range(60)]
    assert conflicting == [key % 2 == 0 and key != 2 for key in range(60)]


CLAIMS = st.lists(st.tuples(st.integers(0, 5).map(lambda key: key << 125), st.integers(0, 1)), max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CLAIMS, max_size=4), st.integers(0, 9))
def test_ranges_of_keys_give_what_votes_one_by_one_would(tmp_path, batches, at_once):
    path = tmp_path / "claims.db"
    path.unlink(missing_ok=True)
    standing = {}
    with open_store(str(path)) as store, pytest.MonkeyPatch.context() as patch:
        patch.setattr(claims, "VOTES_AT_ONCE", max(1, at_once))
        here = arena(store)
        for batch in batches:
            piles = []
            for first in range(0, len(batch), 5):
                some = batch[first : first + 5]
                piles.append(Pile(tmp_path / str(first), first, len(some), np.zeros(len(some), np.bool_)))
                piles[-1].write_entries(entries(*some))
            told = []
            with store.voting() as ballots:
                found = claim_piles(ballots, here, piles, told.append)
            for (key, content), new, conflicting in zip(batch, found.new, found.conflicting, strict=True):
                assert (key not in standing) == new
                assert (standing.setdefault(key, content) != content) == conflicting
            assert told[-1:] == ([len(batch)] if batch else told[-1:])
        assert store.of_votes(lambda held: held.known_votes(here)) == len(standing)
