"""Posting, to a scripted receiver on loopback."""

import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest
from tests.replay import Replay, Scripted

from benchbook.errors import NotDelivered, ReceiverGone, UpstreamError
from benchbook.fetch import Post, Receiver, client

NOW = datetime(2026, 7, 22, 12, 0, 0, tzinfo=UTC)
POST = Post(body=b'{"_synthetic": true}', headers=lambda body: {"x-length": str(len(body))})


@pytest.fixture
def replay():
    with Replay() as server:
        yield server


def send(url, post=POST, **more):
    with Receiver(url, now=lambda: NOW, **more).connected() as posting:
        posting(post)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_success_is_delivery(replay, status):
    replay.script("/hook?token=t", Scripted(status=status))
    send(f"{replay.url}/hook?token=t")
    (asked,) = replay.asked
    assert (asked.body, asked.headers["x-length"]) == (POST.body, "20")
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["user-agent"].startswith("benchbook/")


def test_an_answer_that_breaks_off_after_success_is_delivery(replay, naps):
    replay.script("/hook", Scripted(status=200, body=b"x" * 1000, cut=True))
    send(f"{replay.url}/hook")
    assert len(replay.asked) == 1
    assert naps == []


def test_user_and_password_go_into_their_header_only(replay):
    replay.script("/hook", Scripted(status=401))
    receiver = Receiver(replay.url.replace("//", "//user:sesame@") + "/hook?token=zwiebel", now=lambda: NOW)
    replay.script("/hook?token=zwiebel", Scripted(status=401))
    with pytest.raises(NotDelivered) as caught, receiver.connected() as posting:
        posting(POST)
    assert replay.asked[0].headers["authorization"].startswith("Basic ")
    assert "sesame" not in receiver.name
    assert not any(secret in str(caught.value) + receiver.shown for secret in ("sesame", "user", "zwiebel", "hook"))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 422])
def test_what_will_not_pass_is_told_at_once(replay, naps, status):
    replay.script("/hook", Scripted(status=status, body=b"secret words"))
    with pytest.raises(NotDelivered, match=f"answered {status} .*; nothing is lost") as caught:
        send(f"{replay.url}/hook", for_ever=True)
    assert "secret words" not in str(caught.value)
    assert len(replay.asked) == 1
    assert naps == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(replay, status):
    with Replay() as other:
        replay.script("/hook", Scripted(status=status, headers={"Location": f"{other.url}/hook?token=zwiebel"}))
        with pytest.raises(NotDelivered, match=rf"{status} .*, to {other.url}; redirects are not followed") as caught:
            send(f"{replay.url}/hook")
        assert other.asked == []
    assert "zwiebel" not in str(caught.value)


def test_gone_means_no_more(replay):
    replay.script("/hook", Scripted(status=410))
    with pytest.raises(ReceiverGone, match="410 Gone"):
        send(f"{replay.url}/hook", for_ever=True)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_a_few_times(replay, naps, status):
    replay.script("/hook", Scripted(status=status))
    with pytest.raises(NotDelivered, match=rf"answered {status} .* \(5 attempts\)"):
        send(f"{replay.url}/hook")
    assert len(replay.asked) == 5
    assert [1, 2, 4, 8] <= naps <= [2, 3, 5, 9]


def test_or_for_ever_with_longer_and_longer_pauses(replay, naps):
    waits = []
    replay.script("/hook", *[Scripted(status=503)] * 30, Scripted(status=204))
    send(f"{replay.url}/hook", for_ever=True, waits=waits.append)
    assert len(naps) == 30
    assert naps[-1] == 300
    assert waits == ["answered 503 Service Unavailable"]


@pytest.mark.parametrize(
    ("retry_after", "expected"),
    [
        ("17", [17.0]),
        (format_datetime(NOW + timedelta(seconds=17), usegmt=True), [17.0]),
        ("9" * 400, [3600.0]),
        ("7200", [3600.0]),
    ],
)
def test_the_receiver_says_how_long_to_wait(replay, naps, retry_after, expected):
    replay.script("/hook", Scripted(status=503, headers={"Retry-After": retry_after}), Scripted(status=204))
    send(f"{replay.url}/hook", for_ever=True)
    assert naps == expected


def test_a_wait_beyond_all_patience_is_not_begun(replay, naps):
    replay.script("/hook", Scripted(status=503, headers={"Retry-After": "90"}))
    with pytest.raises(NotDelivered, match="answered 503"):
        send(f"{replay.url}/hook")
    assert naps == []


@pytest.mark.usefixtures("naps")
def test_nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    waits = []
    with pytest.raises(NotDelivered, match=r"Connection refused \(5 attempts\)"):
        send(f"http://127.0.0.1:{port}", waits=waits.append)
    assert waits == ["Connection refused"]


@pytest.mark.usefixtures("naps")
def test_a_receiver_that_trickles_is_cut_and_tried_again(replay, monkeypatch):
    monkeypatch.setattr(client, "DEADLINE_FACTOR", 0.1)
    slow = Scripted(head_pieces=(b"HTTP/1.1 ", *[b"2"] * 100), pause_seconds=0.02)
    replay.script("/hook", slow, Scripted(status=204))
    send(f"{replay.url}/hook", timeout_seconds=2)
    assert len(replay.asked) == 2


@pytest.mark.parametrize(
    "error", [ConnectionResetError(104, "reset"), httpx2.ReadError("at /hook?token=zwiebel: closed"), ValueError("fd")]
)
def test_a_broken_connection_is_tried_again(replay, naps, monkeypatch, error):
    failures, sent = [error], httpx2.Client.send

    def failing(*args, **kwargs):
        if failures:
            raise failures.pop()
        return sent(*args, **kwargs)

    monkeypatch.setattr(httpx2.Client, "send", failing)
    waits = []
    replay.script("/hook?token=zwiebel", Scripted(status=204))
    send(f"{replay.url}/hook?token=zwiebel", waits=waits.append)
    assert len(naps) == len(waits) == 1
    assert "zwiebel" not in waits[0]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hook",
        "/hook",
        "ftp://h/x",
        "file:///etc/passwd",
        "http://",
        "http://h:x/",
        "http://h:65536/",
        "http://h/#part",
        "http://u:sesame@",
    ],
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(UpstreamError, match="expected http:// or https://") as caught:
        Receiver(url, now=lambda: NOW)
    assert "sesame" not in str(caught.value)
