"""Keys: random, hashed, compared whole; counters and caches that stay small."""

import hashlib
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchbook.api.cache import BodyCache
from benchbook.api.keys import bearer_token, new_key, verify
from benchbook.api.quota import Counters, Quota
from benchbook.errors import KeyInvalid, KeyRequired

NOW = datetime(2026, 10, 3, tzinfo=UTC)


def test_a_key_is_stored_as_a_hash_only():
    token, key = new_key("ci", "team", NOW)
    prefix, key_id, secret = token.split("-", 2)
    assert (prefix, key_id) == ("bb", key.id)
    assert key.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    assert len(secret) >= 43
    assert secret.encode() not in msgspec.json.encode(key)
    assert verify(token, {key.id: key}) is key
    assert new_key("ci", "team", NOW)[0] != token


def test_a_revoked_key_is_refused():
    token, key = new_key("ci", "team", NOW)
    with pytest.raises(KeyInvalid):
        verify(token, {key.id: msgspec.structs.replace(key, revoked_at=NOW)})


@given(st.text(max_size=80))
def test_any_other_token_is_refused(text):
    _, key = new_key("ci", "team", NOW)
    for token in (text, f"bb-{text}", f"bb-{key.id}-{text}"):
        with pytest.raises(KeyInvalid):
            verify(token, {key.id: key})


@given(st.text(max_size=40))
def test_any_header_is_a_token_or_a_refusal(text):
    try:
        token = bearer_token(text)
    except KeyRequired:
        return
    assert token
    assert token == token.strip()


def test_counters_drop_windows_that_ended():
    now = [0.0]
    counters = Counters(lambda: now[0])
    for number in range(100):
        counters.incr(str(number), 60)
    now[0] = 61.0
    assert counters.get("5") == 0
    assert counters.incr("5", 60) == 1
    assert len(counters._windows) == 1
    assert counters.get_expiry("5") == 121


def test_no_limit_is_no_allowance():
    _, key = new_key("ci", "team", NOW)
    assert Quota(0, 0).spend(key) is None
    only_day = Quota(0, 2, lambda: 0.0).spend(key)
    assert (only_day.limit, only_day.remaining) == (2, 1)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 400)), max_size=60))
def test_the_cache_stays_within_its_bound(puts):
    cache = BodyCache(1000)
    for number, size in puts:
        cache.put(("hash", "path", str(number), "identity"), bytes(size))
        assert cache.size_bytes == sum(len(body) for body in cache._bodies.values()) <= 1000
    assert cache.get(("hash", "path", "x", "identity")) is None


def test_the_cache_keeps_what_is_used():
    cache = BodyCache(1000)
    keys = [("hash", "path", str(number), "identity") for number in range(5)]
    for key in keys[:4]:
        cache.put(key, bytes(250))
    assert cache.get(keys[0]) is not None
    cache.put(keys[4], bytes(250))
    assert cache.get(keys[0]) is not None
    assert cache.get(keys[1]) is None
    cache.put(keys[1], bytes(251))
    assert cache.get(keys[1]) is None
