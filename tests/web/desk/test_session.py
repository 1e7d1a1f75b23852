"""A session cannot be made, prolonged or altered by anybody but the server."""

import string
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchbook.errors import NoSecret
from benchbook.web.session import (
    COOKIE,
    SECRET_VARIABLE,
    begin,
    cookie,
    is_token,
    no_cookie,
    sealed,
    session_secret,
    token,
    unsealed,
    value_of,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECRET = b"s" * 32
SESSION = begin("3f9c2a7b10de", NOW)
VALUE = sealed(SESSION, SECRET)


def test_a_session_comes_back_whole_until_its_end():
    assert unsealed(VALUE, SECRET, NOW) == SESSION
    assert unsealed(VALUE, SECRET, NOW + timedelta(minutes=59, seconds=59)) == SESSION
    assert unsealed(VALUE, SECRET, NOW + timedelta(hours=1)) is None


def test_two_sessions_of_one_key_differ():
    assert sealed(begin("k", NOW), SECRET) != sealed(begin("k", NOW), SECRET)


def test_another_secret_signs_otherwise():
    assert unsealed(VALUE, b"t" * 32, NOW) is None


@given(position=st.integers(0, len(VALUE) - 1), character=st.sampled_from(string.ascii_letters + string.digits + "._-"))
def test_no_character_can_be_altered(position, character):
    altered = VALUE[:position] + character + VALUE[position + 1 :]
    assert (unsealed(altered, SECRET, NOW) == SESSION) == (altered == VALUE)


@given(st.text(max_size=300))
def test_no_text_is_a_session(text):
    assert unsealed(text, SECRET, NOW) is None


def test_no_later_end_and_no_other_key_can_be_put_in():
    key_id, ends, nonce, mac = VALUE.split(".")
    later = str(int(ends) + 3600)
    for parts in ((key_id, later, nonce, mac), ("0" * 12, ends, nonce, mac), (key_id, "0" + ends, nonce, mac)):
        assert unsealed(".".join(parts), SECRET, NOW) is None
    for ends in ("9" * 11, "0", "\u0663" * 10):
        assert unsealed(f"{key_id}.{ends}.{nonce}.{mac}", SECRET, NOW) is None


def test_a_token_is_for_one_session_and_one_purpose():
    mine = token(SESSION, "decide", SECRET)
    other = begin(SESSION.key_id, NOW)
    assert is_token(mine, SESSION, "decide", SECRET)
    assert not is_token(mine, SESSION, "sign out", SECRET)
    assert not is_token(mine, other, "decide", SECRET)
    assert not is_token(mine, SESSION, "decide", b"t" * 32)
    for forged in ("", "\u00e9", "\udc80", mine[:-1], mine + "A", VALUE.rpartition(".")[2]):
        assert not is_token(forged, SESSION, "decide", SECRET)


@pytest.mark.parametrize("secure", [False, True])
def test_the_cookie_is_for_this_page_alone(secure):
    told = SimpleCookie(cookie(VALUE, secure=secure))[COOKIE]
    assert told.value == VALUE
    assert (told["path"], told["max-age"], told["httponly"]) == ("/unresolved", "3600", True)
    assert (told["samesite"], bool(told["secure"])) == ("Strict", secure)
    gone = SimpleCookie(no_cookie(secure=secure))[COOKIE]
    assert (gone.value, gone["path"], gone["max-age"]) == ("", "/unresolved", "0")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        (None, None),
        ("", None),
        ("theme=dark", None),
        (f"theme=dark; {COOKIE}=abc", "abc"),
        (f"{COOKIE}=abc;lang=en", "abc"),
        (f"{COOKIE}=a=b", "a=b"),
        (f"{COOKIE}=abc; {COOKIE}=def", None),
        (f"x{COOKIE}=abc", None),
        (";;=;", None),
    ],
)
def test_our_cookie_among_others(header, value):
    assert value_of(header) == value


def test_the_secret_is_the_environments_or_fresh():
    assert session_secret({}) != session_secret({})
    assert len(session_secret({})) == 32
    told = {SECRET_VARIABLE: "x" * 32}
    assert session_secret(told) == session_secret({SECRET_VARIABLE: " " + "x" * 32 + "\n"})
    assert session_secret(told) != session_secret({SECRET_VARIABLE: "y" * 32})


@pytest.mark.parametrize("told", ["", "short", " " * 40, "x" * 31])
def test_a_secret_that_is_easily_guessed_is_refused_and_not_told(told):
    with pytest.raises(NoSecret, match="BENCHBOOK_SESSION_SECRET has less than 32 characters") as refused:
        session_secret({SECRET_VARIABLE: told})
    assert "every replica" in str(refused.value)
    assert "xxx" not in str(refused.value)
    assert "short" not in str(refused.value)
