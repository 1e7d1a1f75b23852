"""Keys, limits, caching, codings, CORS, errors: what is the same for every path."""

import gzip
import logging

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from benchbook.api import routes
from benchbook.api.encoding import choose_coding
from benchbook.api.keys import new_key
from benchbook.api.route import Question, Route, Settings
from benchbook.errors import StoreUnavailable

BENCHMARKS = "/api/v1/benchmarks"
PATHS = [BENCHMARKS, "/api/v1/models", "/api/v1/models/count", "/api/v1/key", "/openapi.json", "/healthz"]


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic abc", "abc"])
@pytest.mark.parametrize("path", [BENCHMARKS, "/api/v1/key"])
def test_no_key_is_401(anyone, path, header):
    reply = anyone.get(path, headers={} if header is None else {"Authorization": header})
    assert reply.status_code == 401
    assert reply.json() == {"error": {"code": 401, "message": "Missing Authentication header"}}
    assert reply.headers["www-authenticate"] == "Bearer"


def test_a_wrong_key_is_401(anyone, token):
    other, _ = new_key("other", "team", routes.benchmarks.NO_OBSERVATION)
    for wrong in ("sk-or-v1-abc", "bb-", "bb-x", "bb--x", token[:-1], token + "x", other, "bb-" + "x" * 9000, "bb-é-é"):
        reply = anyone.get(BENCHMARKS, headers={"Authorization": f"Bearer {wrong}".encode()})
        assert reply.status_code == 401, wrong[:30]
        assert reply.json()["error"]["message"] == "Invalid API key"


def test_the_scheme_has_no_case(anyone, token):
    for scheme in ("Bearer", "bearer", "BEARER "):
        assert anyone.get(BENCHMARKS, headers={"Authorization": f"{scheme} {token}"}).status_code == 200


def test_a_fresh_key_works_at_once_and_a_revoked_one_does_not(anyone, ledger, live, key):
    fresh, stored = new_key("fresh", "team", key.created_at)
    headers = {"Authorization": f"Bearer {fresh}"}
    assert anyone.get(BENCHMARKS, headers=headers).status_code == 401
    ledger.change(keys=(key, stored))
    assert anyone.get(BENCHMARKS, headers=headers).status_code == 200
    revoked = type(stored)(
        **{name: getattr(stored, name) for name in stored.__struct_fields__} | {"revoked_at": key.created_at}
    )
    ledger.change(keys=(key, revoked))
    assert live.poll()
    assert anyone.get(BENCHMARKS, headers=headers).status_code == 401


class Clock:
    def __init__(self):
        self.now = 1_790_000_000.0

    def __call__(self):
        return self.now


def test_limits_count_tell_and_reset(connect, token):
    clock = Clock()
    client = connect(Settings(key_requests_per_minute=2, account_requests_per_day=3), clock=clock)
    client.headers["Authorization"] = f"Bearer {token}"
    first = client.get(BENCHMARKS)
    assert (first.headers["x-ratelimit-limit"], first.headers["x-ratelimit-remaining"]) == ("2", "1")
    assert first.headers["x-ratelimit-reset"] == str(1_790_000_060_000)
    assert client.get("/api/v1/key").headers["x-ratelimit-remaining"] == "1"
    assert client.get("/api/v1/models").headers["x-ratelimit-remaining"] == "1"
    assert client.get(BENCHMARKS + "?source=x").headers["x-ratelimit-remaining"] == "0"
    clock.now += 20.5
    refused = client.get(BENCHMARKS)
    assert refused.status_code == 429
    assert refused.json() == {"error": {"code": 429, "message": "Rate limit exceeded"}}
    assert refused.headers["retry-after"] == "40"
    assert refused.headers["x-ratelimit-remaining"] == "0"
    clock.now += 40
    third = client.get(BENCHMARKS)
    assert third.status_code == 200
    assert (third.headers["x-ratelimit-limit"], third.headers["x-ratelimit-remaining"]) == ("3", "0")
    spent = client.get(BENCHMARKS)
    assert spent.status_code == 429
    assert spent.headers["x-ratelimit-limit"] == "3"
    assert int(spent.headers["retry-after"]) > 80_000
    clock.now += 86_400
    assert client.get(BENCHMARKS).status_code == 200


def test_accounts_share_a_day_and_keys_have_their_own_minute(connect, ledger, live, key, token):
    second, stored = new_key("second", key.account, key.created_at)
    ledger.change(keys=(key, stored))
    assert live.poll()
    client = connect(Settings(key_requests_per_minute=1, account_requests_per_day=2))
    answers = [
        client.get(BENCHMARKS, headers={"Authorization": f"Bearer {one}"}).status_code
        for one in (token, token, second, second)
    ]
    assert answers == [200, 429, 200, 429]


def test_without_limits_there_are_no_headers(client):
    assert "x-ratelimit-limit" not in client.get(BENCHMARKS).headers


def test_etag_and_304(client, ledger, live, publication):
    first = client.get(BENCHMARKS)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    for sent in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = client.get(BENCHMARKS, headers={"If-None-Match": sent})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == "private, no-cache"
    assert client.get(BENCHMARKS, headers={"If-None-Match": '"x"'}).status_code == 200
    assert client.get(BENCHMARKS + "?include_run_config=false&x=1").headers["etag"] == tag
    assert client.get(BENCHMARKS + "?include_run_config=true").headers["etag"] != tag
    ledger.change(publication=type(publication)(models=publication.models))
    assert live.poll()
    assert client.get(BENCHMARKS, headers={"If-None-Match": tag}).status_code == 200


def test_codings_give_the_same_bytes_and_tags_of_their_own(client):
    plain, zipped, zstd = (
        client.build_request("GET", BENCHMARKS, headers={"Accept-Encoding": coding})
        for coding in ("identity", "gzip", "zstd")
    )
    tags = set()
    bodies = []
    for request in (plain, zipped, zstd):
        reply = client.send(request, stream=True)
        raw = b"".join(reply.iter_raw())
        tags.add(reply.headers["etag"])
        unpack = {"gzip": gzip.decompress, "zstd": zstandard.decompress}
        bodies.append(unpack.get(reply.headers.get("content-encoding"), bytes)(raw))
        assert "Accept-Encoding" in reply.headers["vary"]
    assert len(set(bodies)) == 1
    assert len(tags) == 3


@pytest.mark.parametrize(
    ("accepts", "coding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip;q=1, zstd;q=0.5", "gzip"),
        ("gzip;q=0", "identity"),
        ("*", "zstd"),
        ("*;q=0", "identity"),
        ("zstd;q=0, *", "gzip"),
        ("identity, gzip;q=0.5", "identity"),
        ("identity;q=0, gzip;q=0.5", "gzip"),
        ("gzip;q=nan", "identity"),
        ("gzip;q=x", "identity"),
        ("GZIP ; Q=0.3", "gzip"),
        ("br", "identity"),
    ],
)
def test_the_coding_of_highest_weight_is_chosen(accepts, coding):
    assert choose_coding(accepts, 501) == coding
    assert choose_coding(accepts, 500) == "identity"


@given(st.text(max_size=60))
def test_any_accept_encoding_is_survived(accepts):
    assert choose_coding(accepts, 10_000) in {"identity", "gzip", "zstd"}


@pytest.mark.parametrize("path", [*PATHS, "/api/v1/none", "/none", BENCHMARKS + "?source=x"])
def test_head_is_get_without_a_body(client, path):
    full, head = client.get(path), client.head(path)
    assert head.status_code == full.status_code
    assert head.content == b""
    assert dict(head.headers) == dict(full.headers)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_other_methods_are_405(client, method, path):
    reply = client.request(method, path)
    assert reply.status_code == 405
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS"
    assert reply.json()["error"]["code"] == 405
    assert method in reply.json()["error"]["message"]


@pytest.mark.parametrize(
    "path", ["/api/v1/none", "/api/", "/api/v1/benchmarks/", "/x", "/api/v1/%ff", "/api/" + "y" * 5000]
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_unknown_paths_are_404(client, method, path):
    reply = client.request(method, path)
    assert reply.status_code == 404
    assert reply.json()["error"]["code"] == 404
    assert reply.headers["content-type"] == "application/json"
    assert len(reply.content) < 1500


def test_a_fault_of_ours_is_500_and_says_nothing(connect, token, caplog):
    def read(_):
        raise ZeroDivisionError("a secret")

    client = connect(routes=[Route(path="/api/v1/fault", summary="", read=read)])
    with caplog.at_level(logging.ERROR):
        reply = client.get(f"/api/v1/fault?k={token}", headers={"Authorization": f"Bearer {token}"})
    assert reply.status_code == 500
    assert reply.json() == {"error": {"code": 500, "message": "Internal Server Error"}}
    assert "/api/v1/fault failed" in caplog.text
    assert token not in caplog.text


def streaming(*told):
    """A route whose body comes in pieces, of which an exception is raised."""

    def pieces(_):
        for piece in told:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def read(_, __):
        return Question(canonical="", answer=lambda _: b"", pieces=pieces)

    return Route(path="/api/v1/stream", summary="", read=read)


@pytest.mark.parametrize(("fault", "status"), [(OSError("disk"), 500), (StoreUnavailable("sqlite", "locked"), 503)])
def test_a_stream_that_cannot_begin_is_an_error_in_the_wires_shape(connect, caplog, fault, status):
    client = connect(routes=[streaming(fault)])
    with caplog.at_level(logging.WARNING):
        reply = client.get("/api/v1/stream")
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, status)
    assert "/api/v1/stream" in caplog.text


def test_a_stream_that_breaks_off_is_logged_and_not_ended_as_if_whole(connect, caplog):
    assert connect(routes=[streaming(b"one", b"two")]).get("/api/v1/stream").content == b"onetwo"
    assert connect(routes=[streaming()]).get("/api/v1/stream").content == b""
    client = connect(routes=[streaming(b"one", OSError("disk"))])
    with caplog.at_level(logging.ERROR), pytest.raises(OSError, match="disk"):
        client.get("/api/v1/stream")
    assert "/api/v1/stream was cut off" in caplog.text


@pytest.mark.parametrize("path", PATHS)
def test_any_page_may_ask(anyone, path):
    reply = anyone.get(path, headers={"Origin": "https://example.org"})
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "ETag" in reply.headers["access-control-expose-headers"]
    assert "X-RateLimit-Reset" in reply.headers["access-control-expose-headers"]
    asking = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    preflight = anyone.options(path, headers=asking)
    assert preflight.status_code == 204
    assert "Authorization" in preflight.headers["access-control-allow-headers"]
    assert "GET" in preflight.headers["access-control-allow-methods"]


def test_a_route_may_answer_with_a_page(connect):
    def read(_, __):
        return Question(canonical="", answer=lambda asked: b"<p>%d" % asked.snapshot.rows)

    page = Route(path="/", summary="", read=read, media="text/html; charset=utf-8", headers={"X-Guard": "on"})
    reply = connect(routes=[page]).get("/")
    assert reply.text == "<p>17"
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["x-guard"] == "on"


def test_equal_requests_give_equal_bytes(client):
    assert client.get(BENCHMARKS).content == client.get(BENCHMARKS + "?x=y").content


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/v1/nowhere", 404), ("POST", BENCHMARKS, 405)])
def test_refusals_tell_the_limits_to_holders_of_a_key(connect, token, method, path, status):
    client = connect(Settings(key_requests_per_minute=2, account_requests_per_day=3))
    told = client.request(method, path, headers={"Authorization": f"Bearer {token}"})
    assert (told.status_code, told.headers["x-ratelimit-remaining"]) == (status, "2")
    assert "x-ratelimit-limit" not in client.request(method, path).headers
