"""Fetching, against a scripted server on loopback. The sources and keys here are invented."""

import gzip
import json
import logging
import socket
import subprocess
import sys
import traceback
import tracemalloc
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest
import stamina
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.replay import Replay, Scripted

from benchbook import __version__
from benchbook.errors import (
    BadStatus,
    BenchbookError,
    KeyMissing,
    Malformed,
    NothingToImport,
    TooLarge,
    Unreachable,
    UnreadableInput,
    UpstreamError,
)
from benchbook.fetch import CachedBody, client, errand, fetch_source
from benchbook.fetch.errand import Errand
from benchbook.fetch.nouns import Limits
from benchbook.fetch.patience import retry_after_seconds
from benchbook.sources import Source

NOW = datetime(2026, 7, 22, 12, 0, 0, tzinfo=UTC)
KEY = "synthetic-key-5f2a"
JSON = {"Content-Type": "application/json"}
PAGE = b'{"_synthetic": true, "data": []}'


def one_page(get):
    yield (get("rows", {}),)


def make_source(fetched=one_page, **changes):
    def parse(_pages):
        raise NothingToImport("synthetic", "it is never parsed")

    facts = {
        "id": "invented",
        "title": "Invented",
        "homepage": "https://invented.example",
        "licence": "open",
        "citation": "Invented",
        "parse": parse,
        "recognise": lambda _glimpse: False,
        "fetch": fetched,
        "base_url": "https://invented.example/v1",
        "key_variable": "INVENTED_KEY",
        "key_header": ("X-Invented-Key", "Bearer {key}"),
    }
    return Source(**(facts | changes))


@pytest.fixture
def upstream():
    with Replay() as server:
        yield server


def ask(upstream, source=None, **changes):
    facts = {"environ": {"INVENTED_KEY": KEY}, "base_url": f"{upstream.url}/v1", "now": lambda: NOW}
    return fetch_source(source or make_source(), **(facts | changes))


class Remembered:
    def __init__(self, replies):
        self.replies = replies
        self.looked_up = []

    def lookup(self, url):
        self.looked_up.append(url)
        return self.replies.get(url)


# --- a good reply ----------------------------------------------------------------------------


def test_documents_come_in_the_sources_order(upstream):
    def two_documents(get):
        yield (get("rows", {"page": "1"}), get("/rows", {"page": "2"}))
        yield (get("boards", {}),)

    upstream.script("/v1/rows?page=1", Scripted(body=b"[1]"))
    upstream.script("/v1/rows?page=2", Scripted(body=b"[2]"))
    upstream.script("/v1/boards", Scripted(body=b"[3]"))
    fetched = ask(upstream, make_source(two_documents))
    assert [[raw.body for raw in pages] for pages in fetched.documents] == [[b"[1]", b"[2]"], [b"[3]"]]
    assert [reply.url for reply in fetched.replies] == [
        f"{upstream.url}/v1/rows?page=1",
        f"{upstream.url}/v1/rows?page=2",
        f"{upstream.url}/v1/boards",
    ]
    assert fetched.unchanged == 0
    assert fetched.documents[0][1].origin == f"{upstream.url}/v1/rows?page=2"


def test_asks_by_name_with_the_key_in_the_sources_header(upstream):
    upstream.script("/v1/rows", Scripted(body=PAGE))
    ask(upstream)
    (asked,) = upstream.asked
    assert asked.headers["user-agent"] == f"benchbook/{__version__}"
    assert asked.headers["x-invented-key"] == f"Bearer {KEY}"
    assert "if-none-match" not in asked.headers


def test_query_values_are_escaped(upstream):
    upstream.script("/v1/rows?q=a%26b%3Dc", Scripted(body=PAGE))
    ask(upstream, make_source(lambda get: iter([(get("rows", {"q": "a&b=c"}),)])))
    assert upstream.asked[0].target == "/v1/rows?q=a%26b%3Dc"


def test_a_compressed_body_is_unpacked(upstream):
    headers = JSON | {"Content-Encoding": "gzip"}
    upstream.script("/v1/rows", Scripted(body=gzip.compress(PAGE), headers=headers))
    assert ask(upstream).documents[0][0].body == PAGE


def test_zstd_is_unpacked_within_the_bound(upstream):
    headers = JSON | {"Content-Encoding": "zstd"}
    upstream.script("/v1/rows", Scripted(body=zstandard.compress(PAGE), headers=headers))
    assert ask(upstream).documents[0][0].body == PAGE
    upstream.script("/v1/bomb", Scripted(body=zstandard.compress(bytes(200_000_000)), headers=headers))
    tracemalloc.start()
    with pytest.raises(TooLarge):
        ask(upstream, make_source(lambda get: iter([(get("bomb", {}),)])), max_bytes=1_000_000)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip"])
def test_codings_that_were_not_asked_for_are_refused(upstream, coding):
    upstream.script("/v1/rows", Scripted(body=PAGE, headers=JSON | {"Content-Encoding": coding}))
    with pytest.raises(UnreadableInput, match="was not asked for"):
        ask(upstream)
    assert upstream.asked[0].headers["accept-encoding"] == "gzip, zstd"


def test_progress_tells_what_comes_and_how_much(upstream):
    told = []
    upstream.script("/v1/rows", Scripted(body=b"[" + b" " * 300_000 + b"]"))
    ask(upstream, progress=lambda what, received_bytes: told.append((what, received_bytes)))
    assert {what for what, _ in told} == {"rows"}
    assert sum(received_bytes for _, received_bytes in told) == 300_002
    assert len(told) > 2


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (format_datetime(NOW - timedelta(minutes=5), usegmt=True), NOW - timedelta(minutes=5)),
        (format_datetime(NOW + timedelta(days=3), usegmt=True), NOW),
        (format_datetime(NOW - timedelta(days=3), usegmt=True), NOW),
        ("the day before yesterday", NOW),
        ("", NOW),
    ],
)
def test_received_at_is_the_replys_date_if_it_can_be_so(upstream, date, expected):
    head = f"HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Length: 2\r\n\r\n[]".encode()
    upstream.script("/v1/rows", Scripted(head_pieces=(head,)))
    assert ask(upstream).documents[0][0].received_at == expected


# --- conditional requests --------------------------------------------------------------------


def test_an_unchanged_reply_is_taken_from_the_cache(upstream):
    url = f"{upstream.url}/v1/rows"
    cache = Remembered({url: CachedBody(etag='"e1"', last_modified="Tue, 21 Jul 2026 00:00:00 GMT", body=b"[7]")})
    upstream.script("/v1/rows", Scripted(status=304))
    fetched = ask(upstream, cache=cache)
    assert fetched.documents[0][0].body == b"[7]"
    assert (fetched.unchanged, fetched.replies) == (1, ())
    assert upstream.asked[0].headers["if-none-match"] == '"e1"'
    assert upstream.asked[0].headers["if-modified-since"] == "Tue, 21 Jul 2026 00:00:00 GMT"


def test_a_changed_reply_is_to_be_remembered_with_its_validators(upstream):
    cache = Remembered({f"{upstream.url}/v1/rows": CachedBody(etag='"e1"', body=b"[7]")})
    headers = JSON | {"ETag": '"e2"', "Last-Modified": "Wed, 22 Jul 2026 00:00:00 GMT"}
    upstream.script("/v1/rows", Scripted(body=b"[8]", headers=headers))
    (reply,) = ask(upstream, cache=cache).replies
    assert (reply.etag, reply.last_modified) == ('"e2"', "Wed, 22 Jul 2026 00:00:00 GMT")
    assert reply.raw.body == b"[8]"
    assert cache.looked_up == [reply.url]


def test_unchanged_since_nothing_is_no_answer(upstream):
    upstream.script("/v1/rows", Scripted(status=304))
    with pytest.raises(BadStatus, match="304"):
        ask(upstream)


# --- the key ---------------------------------------------------------------------------------


@pytest.mark.parametrize("environ", [{}, {"INVENTED_KEY": ""}, {"INVENTED_KEY": " \n"}])
def test_without_a_key_nothing_is_asked(upstream, environ):
    with pytest.raises(KeyMissing, match="INVENTED_KEY"):
        ask(upstream, environ=environ)
    assert upstream.asked == []


def test_an_optional_key_may_be_absent(upstream):
    upstream.script("/v1/rows", Scripted(body=PAGE))
    ask(upstream, make_source(key_optional=True), environ={})
    assert "x-invented-key" not in upstream.asked[0].headers


@pytest.mark.parametrize("key", ["two\nlines-5f2a", "schlüssel-5f2a", "nul\0-5f2a"])
def test_a_key_that_can_be_none_is_refused_unseen(upstream, key):
    with pytest.raises(UpstreamError, match="INVENTED_KEY holds characters") as caught:
        ask(upstream, environ={"INVENTED_KEY": key})
    assert "5f2a" not in str(caught.value)
    assert upstream.asked == []


@pytest.mark.usefixtures("naps")
@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 500, 503])
def test_an_echoed_key_is_told_to_nobody(upstream, caplog, status):
    caplog.set_level(logging.INFO)
    echo = json.dumps({"error": f"bad key {KEY}"}).encode()
    upstream.script("/v1/rows", Scripted(status=status, body=echo, headers=JSON | {"X-Echo": KEY, "ETag": KEY}))
    told = []
    with pytest.raises(UpstreamError) as caught:
        ask(upstream, progress=lambda what, _bytes: told.append(what), attempts=2)
    shown = "".join(traceback.format_exception(caught.value))
    assert KEY not in shown + repr(caught.value) + str(told) + str([vars(record) for record in caplog.records])


def test_an_echoed_key_reaches_no_archive(upstream):
    headers = JSON | {"ETag": f'"{KEY}"'}
    upstream.script("/v1/rows", Scripted(body=json.dumps([KEY]).encode(), headers=headers))
    fetched = ask(upstream)
    assert fetched.documents[0][0].body == b'["[key]"]'
    assert fetched.replies[0].etag is None


def test_a_key_in_an_address_is_masked(upstream):
    upstream.script(f"/v1/{KEY}", Scripted(status=404))
    with pytest.raises(BadStatus) as caught:
        ask(upstream, make_source(lambda get: iter([(get(KEY, {}),)])))
    assert KEY not in str(caught.value)
    assert "[key]" in str(caught.value)


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_named_by_its_variable(upstream, status):
    upstream.script("/v1/rows", Scripted(status=status))
    with pytest.raises(BadStatus, match="the key in INVENTED_KEY was refused"):
        ask(upstream)
    assert len(upstream.asked) == 1


def test_a_missing_optional_key_is_named_when_it_is_asked_for(upstream):
    upstream.script("/v1/rows", Scripted(status=401))
    with pytest.raises(BadStatus, match="set INVENTED_KEY"):
        ask(upstream, make_source(key_optional=True), environ={})


# --- where it goes ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "base",
    [
        "ftp://invented.example",
        "invented.example",
        "http://",
        "http://user:pw@h",
        "http://h?a=b",
        "http://h:x",
        "file:///etc",
        "/",
    ],
)
def test_an_address_that_is_none_is_refused(base):
    source = make_source(base_url=base)
    with pytest.raises(UpstreamError, match="base address") as caught:
        fetch_source(source, environ={"INVENTED_KEY": KEY}, now=lambda: NOW)
    assert "pw" not in str(caught.value)


def test_a_source_without_a_fetch_has_nothing_to_fetch(upstream):
    with pytest.raises(UpstreamError, match="nothing to fetch"):
        ask(upstream, make_source(fetched=None))


@pytest.fixture(scope="module")
def unsent():
    """Makes an errand below a base address that asks for nothing."""
    with httpx2.Client(trust_env=False) as client:
        limits = Limits()
        yield lambda base: Errand(make_source(), client, httpx2.URL(base), None, None, lambda: NOW, None, limits)


@given(path=st.text(max_size=40))
def test_no_path_leaves_the_host(unsent, path):
    try:
        url = unsent("https://h.example/v1")._url(path, {})
    except UpstreamError:
        return
    assert (url.scheme, url.host, url.port, url.userinfo) == ("https", "h.example", None, b"")


def test_a_redirect_on_the_same_host_is_followed(upstream):
    upstream.script("/v1/rows", Scripted(status=302, headers={"Location": "/v2/rows"}))
    upstream.script("/v2/rows", Scripted(body=b"[2]"))
    assert ask(upstream).documents[0][0].body == b"[2]"
    assert upstream.asked[1].headers["x-invented-key"] == f"Bearer {KEY}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_elsewhere_is_not_followed(upstream, status):
    with Replay() as other:
        upstream.script("/v1/rows", Scripted(status=status, headers={"Location": f"{other.url}/v1/rows?k={KEY}"}))
        with pytest.raises(BadStatus, match="not the host that was asked") as caught:
            ask(upstream)
        assert other.asked == []
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    "location",
    ["//elsewhere.example/", "http://[", "file:///etc/hosts", "http://u:p@127.0.0.1/", "http://127.0.0.1:1/"],
)
def test_odd_redirects_are_not_followed(upstream, location):
    upstream.script("/v1/rows", Scripted(status=302, headers={"Location": location}))
    with pytest.raises(BadStatus, match="302"):
        ask(upstream)
    assert len(upstream.asked) == 1


@pytest.mark.parametrize(
    ("here", "there", "followed"),
    [
        ("http://h.example/a", "https://h.example/a", True),
        ("https://h.example/a", "http://h.example/a", False),
        ("https://h.example/a", "https://h.example:8443/a", False),
        ("https://h.example/a", "https://api.h.example/a", False),
        ("https://h.example/a", "https://h.example:443/b", True),
    ],
)
def test_a_redirect_never_downgrades(unsent, here, there, followed):
    errand = unsent(here)
    response = httpx2.Response(301, headers={"Location": there}, request=httpx2.Request("GET", here))
    if followed:
        assert errand._redirected(response, here) == httpx2.URL(there)
    else:
        with pytest.raises(BadStatus):
            errand._redirected(response, here)


def test_redirects_in_a_circle_end(upstream):
    upstream.script("/v1/rows", Scripted(status=302, headers={"Location": "/v1/rows"}))
    with pytest.raises(BadStatus, match="redirects more than 5 times"):
        ask(upstream)
    assert len(upstream.asked) == 6


def test_a_proxy_that_is_none_is_refused_unseen(upstream, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "gopher://user:password@proxy.example")
    with pytest.raises(UpstreamError, match="proxy") as caught:
        ask(upstream)
    assert "password" not in str(caught.value)


def test_the_environments_proxy_is_used(upstream, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", upstream.url)
    upstream.script("http://invented.example/v1/rows", Scripted(body=PAGE))
    assert ask(upstream, base_url="http://invented.example/v1").documents[0][0].body == PAGE


# --- trying again ----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(upstream, naps, status):
    upstream.script("/v1/rows", Scripted(status=status), Scripted(status=status), Scripted(body=PAGE))
    assert ask(upstream).documents[0][0].body == PAGE
    assert len(upstream.asked) == 3
    assert 0.5 <= naps[0] <= 1.5
    assert 1.0 <= naps[1] <= 2.0


@pytest.mark.parametrize("status", [400, 402, 404, 410, 418, 422, 204, 206])
def test_what_will_not_pass_is_told_at_once(upstream, naps, status):
    upstream.script("/v1/rows", Scripted(status=status))
    with pytest.raises(BadStatus, match=f"answered {status} "):
        ask(upstream)
    assert len(upstream.asked) == 1
    assert naps == []


def test_an_endpoint_that_has_ended_says_so(upstream):
    upstream.script("/v1/rows", Scripted(status=410))
    with pytest.raises(BadStatus, match=r"Gone.*the endpoint has ended"):
        ask(upstream)


@pytest.mark.parametrize("retry_after", ["17", format_datetime(NOW + timedelta(seconds=17), usegmt=True)])
def test_the_upstream_says_how_long_to_wait(upstream, naps, retry_after):
    busy = Scripted(status=429, headers=JSON | {"Retry-After": retry_after})
    upstream.script("/v1/rows", busy, Scripted(body=PAGE))
    ask(upstream)
    assert naps == [17.0]


def test_patience_ends(upstream, naps):
    upstream.script("/v1/rows", Scripted(status=429, headers=JSON | {"Retry-After": "25"}))
    with pytest.raises(BadStatus, match=r"answered 429 Too Many Requests.*it asks to wait 25 s"):
        ask(upstream)
    assert naps == [25.0, 25.0]


def test_a_wait_beyond_all_patience_is_not_begun(upstream, naps):
    upstream.script("/v1/rows", Scripted(status=503, headers=JSON | {"Retry-After": "9" * 400}))
    with pytest.raises(BadStatus, match="answered 503"):
        ask(upstream)
    assert naps == []
    assert len(upstream.asked) == 1


def test_attempts_end(upstream, naps):
    upstream.script("/v1/rows", Scripted(status=503))
    with pytest.raises(BadStatus, match="tried 4 times"):
        ask(upstream, attempts=4)
    assert len(upstream.asked) == 4
    assert len(naps) == 3


def test_nobody_there(naps):
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with pytest.raises(Unreachable, match=r"Connection refused \(3 attempts\)"):
        fetch_source(
            make_source(),
            environ={"INVENTED_KEY": KEY},
            base_url=f"http://127.0.0.1:{port}",
            now=lambda: NOW,
            attempts=3,
        )
    assert len(naps) == 2


def test_a_silent_upstream_is_left(upstream, naps):
    upstream.script("/v1/rows", Scripted(body=PAGE, pause_seconds=60))
    with pytest.raises(Unreachable, match=r"no answer within 0.05 s \(2 attempts\)"):
        ask(upstream, timeout_seconds=0.05, attempts=2)
    assert len(naps) == 1


BROKEN = [{"cut": True}, {"head_pieces": (b"HTTP/1.1 200 OK\r\n",)}, {"head_pieces": (b"\0\r\n",)}]


@pytest.mark.parametrize("cut", BROKEN)
def test_a_broken_answer_is_tried_again(upstream, naps, cut):
    upstream.script("/v1/rows", Scripted(**cut), Scripted(body=PAGE))
    assert ask(upstream).documents[0][0].body == PAGE
    assert len(naps) == 1


@pytest.mark.parametrize("error", [ConnectionResetError(104, "Connection reset by peer"), ValueError("fd is -1")])
@pytest.mark.parametrize("place", ["head", "body"])
def test_a_plain_socket_error_is_tried_again_like_any_other(upstream, naps, monkeypatch, error, place):
    failures = [error]
    send, iter_raw = httpx2.Client.send, httpx2.Response.iter_raw

    def sent(*args, **kwargs):
        if failures and place == "head":
            raise failures.pop()
        return send(*args, **kwargs)

    def read(*args, **kwargs):
        if failures:
            raise failures.pop()
        yield from iter_raw(*args, **kwargs)

    monkeypatch.setattr(httpx2.Client, "send", sent)
    monkeypatch.setattr(httpx2.Response, "iter_raw", read)
    upstream.script("/v1/rows", Scripted(body=PAGE))
    assert ask(upstream).documents[0][0].body == PAGE
    assert len(naps) == 1


def test_a_socket_that_stays_broken_is_told_in_words(upstream, naps, monkeypatch):
    def failing(*_args, **_kwargs):
        raise OSError(f"[Errno 104] reset by {KEY}")

    monkeypatch.setattr(httpx2.Client, "send", failing)
    with pytest.raises(Unreachable, match=r"/v1/rows: reset by \[key\] \(2 attempts\)"):
        ask(upstream, attempts=2)
    assert len(naps) == 1


RETRYING = """
import sys
from datetime import UTC, datetime
from benchbook.fetch import fetch_source
from benchbook.sources import Source

SOURCE = Source(
    id="invented", title="", homepage="", licence="open", citation="", base_url=sys.argv[1],
    parse=None, recognise=None, fetch=lambda get: iter([(get("rows", {}),)]),
)
fetch_source(SOURCE, environ={}, now=lambda: datetime.now(UTC))
"""


def test_retries_print_nothing(upstream):
    again = Scripted(status=503, headers=JSON | {"Retry-After": "0"})
    upstream.script("/rows", again, Scripted(body=PAGE))
    ended = subprocess.run([sys.executable, "-c", RETRYING, upstream.url], capture_output=True, check=True, timeout=60)
    assert (ended.stdout, ended.stderr) == (b"", b"")
    assert len(upstream.asked) == 2


def test_waits_can_be_left_out_altogether(upstream):
    upstream.script("/v1/rows", Scripted(status=503), Scripted(body=PAGE))
    with stamina.set_testing(True, attempts=2):
        assert ask(upstream).documents[0][0].body == PAGE


# --- bounds ----------------------------------------------------------------------------------


@pytest.fixture
def _soon_late(monkeypatch):
    """Whole replies are late after 0.2 s with a timeout of 2 s, so that a busy machine changes nothing."""
    monkeypatch.setattr(client, "DEADLINE_FACTOR", 0.1)


@pytest.mark.usefixtures("_soon_late")
@pytest.mark.parametrize("declare_length", [True, False])
def test_a_body_that_trickles_is_cut(upstream, naps, declare_length):
    slow = Scripted(body=b"[" + b" " * 5_000, pieces=5_000, pause_seconds=0.01, declare_length=declare_length)
    upstream.script("/v1/rows", slow)
    with pytest.raises(Unreachable, match=r"no whole answer within 0\.2 s \(1 attempt\)"):
        ask(upstream, timeout_seconds=2)
    assert naps == []


@pytest.mark.usefixtures("_soon_late")
def test_headers_that_trickle_are_cut(upstream):
    head = tuple(bytes([byte]) for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"." * 5_000)
    upstream.script("/v1/rows", Scripted(head_pieces=head, pause_seconds=0.01))
    with pytest.raises(Unreachable, match=r"no whole answer within 0\.2 s \(1 attempt\)"):
        ask(upstream, timeout_seconds=2)


@pytest.mark.usefixtures("_soon_late")
def test_compressed_nothing_that_trickles_is_cut(upstream):
    body = gzip.compress(b"")[:10] + b"\x00\x00\x00\xff\xff" * 2_000
    headers = JSON | {"Content-Encoding": "gzip"}
    upstream.script("/v1/rows", Scripted(body=body, headers=headers, pieces=2_000, pause_seconds=0.01))
    with pytest.raises(Unreachable, match=r"no whole answer within 0\.2 s \(1 attempt\)"):
        ask(upstream, timeout_seconds=2)


def endless(get):
    while True:
        yield (get("rows", {}),)


OVERDUE = r"/v1/rows: not everything was fetched within 0\.3 s \(\d+ attempts?\); the store is unchanged"


@pytest.mark.parametrize(
    "slow",
    [
        Scripted(body=PAGE, pause_seconds=0.02),
        Scripted(body=PAGE, pause_seconds=60),
        Scripted(body=b"[" + b" " * 5_000, pieces=5_000, pause_seconds=0.01),
        Scripted(body=b"[" + b" " * 5_000, pieces=5_000, pause_seconds=0.01, declare_length=False),
        Scripted(status=503, headers=JSON | {"Retry-After": "0"}),
    ],
    ids=["pages", "silence", "trickle", "trickle of no length", "busy"],
)
@pytest.mark.usefixtures("naps")
def test_all_pages_together_have_a_deadline(upstream, slow):
    upstream.script("/v1/rows", Scripted(body=PAGE), slow)
    with pytest.raises(Unreachable, match=OVERDUE):
        ask(upstream, make_source(endless), total_seconds=0.3, attempts=1_000)


def test_a_wait_beyond_the_deadline_is_not_begun(upstream, naps):
    upstream.script("/v1/rows", Scripted(status=429, headers=JSON | {"Retry-After": "30"}))
    with pytest.raises(BadStatus, match="it asks to wait 30 s"):
        ask(upstream, total_seconds=25)
    assert naps == []
    assert len(upstream.asked) == 1


def test_after_the_deadline_nothing_is_asked(upstream, naps):
    with pytest.raises(Unreachable, match="not everything was fetched within 0 s"):
        ask(upstream, total_seconds=0)
    assert upstream.asked == naps == []


def test_a_body_too_large_is_refused(upstream):
    upstream.script("/v1/rows", Scripted(body=b" " * 1_001))
    with pytest.raises(TooLarge, match="1,000 bytes"):
        ask(upstream, max_bytes=1_000)


def test_a_bomb_does_not_go_off(upstream):
    bomb = gzip.compress(b"0" * 50_000_000)
    told = []
    upstream.script("/v1/rows", Scripted(body=bomb, headers=JSON | {"Content-Encoding": "gzip"}))
    with pytest.raises(TooLarge):
        ask(upstream, max_bytes=1_000_000, progress=lambda _what, received_bytes: told.append(received_bytes))
    assert sum(told) <= 1_000_000


def test_the_bound_is_on_all_pages_together(upstream):
    upstream.script("/v1/rows", Scripted(body=b" " * 600))
    twice = make_source(lambda get: iter([(get("rows", {}),), (get("rows", {}),)]))
    with pytest.raises(TooLarge):
        ask(upstream, twice, max_bytes=1_000)
    assert len(upstream.asked) == 2


def test_pages_without_end_are_left(upstream, monkeypatch):
    monkeypatch.setattr(errand, "MAX_REQUESTS", 7)
    upstream.script("/v1/rows", Scripted(body=PAGE))
    with pytest.raises(UpstreamError, match="more than 7 pages"):
        ask(upstream, make_source(endless))
    assert len(upstream.asked) == 7


def test_damaged_compression_is_told(upstream):
    upstream.script("/v1/rows", Scripted(body=b"not gzip", headers=JSON | {"Content-Encoding": "gzip"}))
    with pytest.raises(UnreadableInput, match="compression is damaged"):
        ask(upstream)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<!doctype html><title>Sign\n in\x1b[2J</title>", "text/html; charset=utf-8"),
        (b"\xef\xbb\xbf\n <html><head><title>Sign in[2J</title>", "application/json"),
        (b"Sign in <title>Sign in[2J</title>", "text/html"),
    ],
)
def test_a_page_for_people_is_no_document(upstream, body, content_type):
    upstream.script("/v1/rows", Scripted(body=body, headers={"Content-Type": content_type}))
    with pytest.raises(Malformed, match=r"/v1/rows: expected JSON; this is an HTML page \(Sign in\[2J\)"):
        ask(upstream)


def test_json_that_calls_itself_html_is_taken(upstream):
    upstream.script("/v1/rows", Scripted(body=PAGE, headers={"Content-Type": "text/html"}))
    assert ask(upstream).documents[0][0].body == PAGE


def test_a_sources_own_error_passes_through(upstream):
    def picky(get):
        get("rows", {})
        raise Malformed("rows", "data", "a list")
        yield ()

    upstream.script("/v1/rows", Scripted(body=PAGE))
    with pytest.raises(Malformed, match="a list"):
        ask(upstream, make_source(picky))


def test_a_defect_of_the_caller_is_not_taken_for_the_upstreams(upstream, naps):
    def broken(_what, _received_bytes):
        raise ValueError("a defect")

    upstream.script("/v1/rows", Scripted(body=PAGE))
    with pytest.raises(ValueError, match="a defect"):
        ask(upstream, progress=broken)
    assert naps == []


@pytest.mark.parametrize("error", [OSError("a defect"), httpx2.ReadError("a defect")])
def test_nor_is_a_broken_terminal(upstream, naps, error):
    def broken(_what, received_bytes):
        if received_bytes:
            raise error

    upstream.script("/v1/rows", Scripted(body=PAGE))
    with pytest.raises(type(error), match="a defect"):
        ask(upstream, progress=broken)
    assert naps == []
    assert len(upstream.asked) == 1


@given(text=st.one_of(st.text(max_size=30), st.integers().map(str), st.datetimes().map(format_datetime)))
def test_any_retry_after_is_seconds_or_nothing(text):
    seconds = retry_after_seconds(text, NOW)
    assert seconds is None or seconds >= 0


@settings(max_examples=40, deadline=None)
@given(head=st.binary(max_size=60))
def test_any_answer_ends_in_a_document_or_a_sentence(head):
    with Replay() as upstream, stamina.set_testing(True, attempts=1):
        upstream.script("/v1/rows", Scripted(head_pieces=(b"HTTP/1.1 ", head)))
        try:
            ended = [raw.origin for pages in ask(upstream, timeout_seconds=5).documents for raw in pages]
        except BenchbookError as error:
            ended = [str(error)]
    assert len(ended) == 1
    assert f"{upstream.url}/v1/rows" in ended[0]
    assert ended[0].isprintable()
