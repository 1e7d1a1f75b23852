"""Forms are bounded and read strictly; what comes from elsewhere is told from what our page sends."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchbook.errors import BadForm, BodyTooLarge, TooManyAttempts
from benchbook.web.attempts import MOST_A_MINUTE, Attempts
from benchbook.web.forms import MOST_FORM_BYTES, field, read_form
from benchbook.web.own_page import is_own_page

MEDIA = "application/x-www-form-urlencoded"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SITE = "https://bench.example"


@given(st.dictionaries(st.text(min_size=1, max_size=20), st.text(max_size=50), max_size=10))
def test_what_a_browser_sends_is_read(fields):
    assert read_form(urlencode(fields).encode(), f"{MEDIA}; charset=UTF-8") == fields


@pytest.mark.parametrize(
    ("body", "media", "reason"),
    [
        (b"a=1", None, "expected application"),
        (b"a=1", "text/plain", "expected application"),
        (b"a=1", "multipart/form-data; boundary=x", "expected application"),
        (b"a=1&a=2", MEDIA, "a field stands in it twice"),
        (b"&".join(b"f%d=1" % number for number in range(21)), MEDIA, "at most 20 fields"),
        (b"a=\xff", MEDIA, "UTF-8"),
        (b"a=%FF", MEDIA, "UTF-8"),
        (b"a=%ED%A0%80", MEDIA, "UTF-8"),
    ],
)
def test_what_is_no_form_is_refused(body, media, reason):
    with pytest.raises(BadForm, match=reason):
        read_form(body, media)


def test_a_form_may_be_as_large_as_it_may_be():
    body = b"a=" + b"x" * (MOST_FORM_BYTES - 2)
    assert len(read_form(body, MEDIA)["a"]) == MOST_FORM_BYTES - 2
    with pytest.raises(BodyTooLarge, match="16,384 bytes"):
        read_form(body + b"x", MEDIA)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(body):
    try:
        form = read_form(body, MEDIA)
    except BadForm:
        return
    assert all(isinstance(value, str) for value in form.values())


def test_a_field_must_be_there_and_fit():
    assert field({"a": " b "}, "a", 3) == " b "
    for form in ({}, {"a": ""}, {"a": " \r\n"}):
        with pytest.raises(BadForm, match="the field a is missing"):
            field(form, "a", 3)
    with pytest.raises(BadForm, match="more than 3 characters"):
        field({"a": "four"}, "a", 3)


@pytest.mark.parametrize(
    ("headers", "site", "own"),
    [
        ({}, None, True),
        ({"sec-fetch-site": "same-origin"}, None, True),
        ({"sec-fetch-site": "none"}, None, True),
        ({"sec-fetch-site": "same-site"}, None, False),
        ({"sec-fetch-site": "cross-site"}, None, False),
        ({"sec-fetch-site": ""}, None, False),
        ({"origin": "http://127.0.0.1:8484", "host": "127.0.0.1:8484"}, None, True),
        ({"origin": "http://Bench.Example", "host": "bench.example"}, None, True),
        ({"origin": "http://127.0.0.1:9999", "host": "127.0.0.1:8484"}, None, False),
        ({"origin": "https://evil.example", "host": "bench.example"}, None, False),
        ({"origin": "https://evil.example", "host": "bench.example", "sec-fetch-site": "same-origin"}, None, False),
        ({"origin": SITE, "host": "10.0.0.7:8484"}, SITE, True),
        ({"origin": "http://bench.example", "host": "bench.example"}, SITE, False),
        ({"origin": "https://bench.example.evil", "host": "10.0.0.7"}, SITE, False),
        ({"origin": "http://127.0.0.1:8484", "host": "127.0.0.1:8484"}, SITE, True),
        ({"origin": "null", "host": "bench.example"}, None, False),
        ({"origin": "null", "host": "null"}, None, False),
        ({"origin": "null", "host": "bench.example", "sec-fetch-site": "same-origin"}, None, True),
        ({"origin": "null", "host": "bench.example", "sec-fetch-site": "cross-site"}, None, False),
        ({"origin": "", "host": ""}, None, False),
        ({"origin": "http://", "host": ""}, None, False),
        ({"origin": "http://[::1", "host": "[::1"}, None, False),
        ({"origin": "file://bench.example", "host": "bench.example"}, None, False),
    ],
)
def test_a_page_of_ours_is_told_from_others(headers, site, own):
    assert is_own_page(headers, site) is own


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


def exhaust(attempts, address):
    for _ in range(MOST_A_MINUTE):
        attempts.count(address)
    with pytest.raises(TooManyAttempts) as refused:
        attempts.count(address)
    return refused.value.retry_after_seconds


def test_attempts_are_few_a_minute():
    clock = Clock()
    attempts = Attempts(clock)
    assert exhaust(attempts, "192.0.2.1") == 60
    attempts.count("192.0.2.2")
    clock.now += timedelta(seconds=59)
    with pytest.raises(TooManyAttempts):
        attempts.count("192.0.2.1")
    clock.now += timedelta(seconds=2)
    assert exhaust(attempts, "192.0.2.1") == 60
    attempts.forget("192.0.2.1")
    assert exhaust(attempts, "192.0.2.1") == 60


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("", "testclient", True),
    ],
)
def test_addresses_of_one_network_count_together(first, second, same):
    attempts = Attempts(Clock())
    exhaust(attempts, first)
    if same:
        with pytest.raises(TooManyAttempts):
            attempts.count(second)
    else:
        attempts.count(second)
        attempts.forget(second)
