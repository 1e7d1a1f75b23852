"""The real server in a process of its own: ports, hosts, signals."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import msgspec
import pytest

from benchbook.api.server import find_address
from benchbook.errors import ServeError

SERVED = Path(__file__).parent / "served.py"


@pytest.fixture
def launch(tmp_path, publication, key):
    """Starts a server; gives its process and the first line it prints."""
    running = []

    def start(**options):
        setting = {
            "publication": publication,
            "keys": (key,),
            "settings": {"key_requests_per_minute": 0, "account_requests_per_day": 0},
            **options,
        }
        path = tmp_path / f"{len(running)}.json"
        path.write_bytes(msgspec.json.encode(setting))
        process = subprocess.Popen(
            [sys.executable, str(SERVED), str(path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        return process, process.stdout.readline().strip()

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_within_two_seconds(launch, number):
    process, url = launch()
    with httpx2.Client() as client:
        assert client.get(f"{url}/healthz").json()["status"] == "ok"
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(timeout=5) == 0
    assert time.monotonic() - began < 2
    assert process.stdout.read() == ""


def test_ready_is_said_when_requests_are_answered(launch):
    _, url = launch()
    assert httpx2.get(f"{url}/api/v1/models/count").json() == {"data": {"count": 3}}


def test_a_port_in_use_is_one_sentence(launch):
    _, url = launch()
    port = int(url.rpartition(":")[2])
    process, line = launch(port=port)
    assert process.wait(timeout=5) == 5
    assert line.startswith(f"error: cannot serve on 127.0.0.1:{port}: Address already in use")


def test_ipv6(launch):
    try:
        with socket.socket(socket.AF_INET6) as trial:
            trial.bind(("::1", 0))
    except OSError:
        pytest.skip("no IPv6 loopback here")
    _, url = launch(host="::1")
    assert url.startswith("http://[::1]:")
    assert httpx2.get(f"{url}/healthz").status_code == 200


def test_any_address(launch):
    _, url = launch(host="0.0.0.0")
    assert httpx2.get(url.replace("0.0.0.0", "127.0.0.1") + "/healthz").status_code == 200


def test_localhost_by_name(launch):
    _, url = launch(host="localhost")
    assert url.startswith("http://localhost:")


@pytest.mark.parametrize(
    ("host", "port"),
    [("no such host", 80), ("192.0.2.1", 0), ("127.0.0.1", 70_000), ("127.0.0.1", -1), ("a" * 300, 0), ("..", 0)],
)
def test_an_address_that_cannot_be_served(host, port):
    with pytest.raises(ServeError) as caught:
        find_address(host, port)
    assert f"{host}:{port}" in str(caught.value)


def test_requests_on_the_real_wire(launch, token):
    _, url = launch()
    with httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}) as client:
        reply = client.get("/api/v1/benchmarks")
        assert reply.headers["content-encoding"] in {"gzip", "zstd"}
        assert len(reply.json()["data"]) == 14
        head = client.head("/api/v1/benchmarks")
        assert (head.content, head.headers["etag"]) == (b"", reply.headers["etag"])
        again = client.get("/api/v1/benchmarks", headers={"If-None-Match": reply.headers["etag"]})
        assert again.status_code == 304
        assert client.post("/api/v1/benchmarks").json()["error"]["code"] == 405
        assert client.get("/api/v1/nothing").json()["error"]["code"] == 404


@pytest.mark.parametrize(
    "target", [b"/api/v1/%ff", b"/api/v1/%zz", b"/api/v1/benchmarks%00", b"//api", b"/api/v1/models?limit=%ff"]
)
def test_odd_targets_are_answered_in_the_errors_shape(launch, target):
    _, url = launch()
    host, _, port = url.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=5) as wire:
        wire.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: wire.recv(65536), b""))
    status = int(answer.split(b" ", 2)[1])
    assert status in {400, 404}
    assert b'{"error":{"code":' in answer
