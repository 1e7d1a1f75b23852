import base64
import hashlib
import hmac
import json
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from tests.replay import Replay, Scripted

from benchbook.pipeline import Reading, import_files
from benchbook.store import open_store

KEY = bytes(range(32))
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
OK = Scripted(status=204)


@pytest.fixture
def replay():
    with Replay() as server:
        server.script("/hook?token=zwiebel", OK)
        yield server


@pytest.fixture
def url(replay):
    return f"{replay.url}/hook?token=zwiebel".replace("//", "//user:sesame@")


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("BENCHBOOK_WATCH_SECRET", SECRET)


@pytest.fixture
def cheaper(catalogue, model):
    """Writes the catalogue of a later day, in which the model costs something else."""

    def write(day, price):
        pricing = {"prompt": price, "completion": "0.000002"}
        return catalogue(model(pricing=pricing), name=f"models-2026-07-{day}.json")

    return write


def posted(replay):
    return [json.loads(asked.body)["changes"] for asked in replay.asked]


def test_once_tells_what_is_new_and_ends(benchbook, replay, url, catalogue, cheaper):
    benchbook("import", catalogue())
    first = benchbook("watch", "--url", url, "--once")
    assert (first.code, first.out, replay.asked) == (0, "", [])
    assert "taken as known: 1 change; to be posted: 0 changes" in first.err
    benchbook("import", cheaper(23, "0.000003"))
    done = benchbook("watch", "--url", url, "--once")
    assert done.code == 0
    assert f"posted 1 change to {replay.url}/…" in done.err
    ((change,),) = posted(replay)
    assert (change["kind"], change["field"], change["old"], change["new"]) == (
        "price",
        "prompt",
        "0.000001",
        "0.000003",
    )
    asked = replay.asked[0]
    signed = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.body
    digest = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    assert asked.headers["webhook-signature"] == f"v1,{digest}"
    assert abs(int(asked.headers["webhook-timestamp"]) - time.time()) < 60
    assert "to be posted: 0 changes" in benchbook("watch", "--url", url, "--once").err
    assert len(replay.asked) == 1
    told = first.err + done.err
    assert not any(secret in told for secret in ("sesame", "zwiebel", "hook", SECRET, SECRET[6:]))


def test_a_dry_run_prints_and_records_nothing(benchbook, replay, url, catalogue, cheaper, tmp_path, monkeypatch):
    monkeypatch.delenv("BENCHBOOK_WATCH_SECRET")
    benchbook("import", catalogue(), cheaper(23, "0.000003"))
    for _ in range(2):
        done = benchbook("watch", "--url", url, "--since", "2026-07-22", "--filter", "model=acme/*", "--dry-run")
        (line,) = done.out.splitlines()
        assert [change["kind"] for change in json.loads(line)["changes"]] == ["price"]
    assert benchbook("watch", "--url", url, "--dry-run").out == ""
    assert replay.asked == []
    with open_store(str(tmp_path / "store.db")) as store:
        assert store.announcements() == {}


def test_it_follows_the_store_until_it_is_interrupted(benchbook, replay, url, cheaper, tmp_path, monkeypatch):
    documents = [cheaper(day, f"0.00000{day}") for day in (22, 23, 24)]
    sleeps = []

    def nap(seconds):
        sleeps.append(seconds)
        if len(sleeps) == 3:
            raise KeyboardInterrupt
        with open_store(str(tmp_path / "store.db")) as store:
            assert len(list(import_files(store, [str(documents[len(sleeps)])], Reading(now=datetime.now(UTC))))) == 1

    benchbook("import", documents[0])
    monkeypatch.setattr(time, "sleep", nap)
    done = benchbook("watch", "--url", url, "--interval", "7")
    assert done.code == 0
    assert "stopped" in done.err
    assert [[change["new"] for change in found] for found in posted(replay)] == [["0.0000023"], ["0.0000024"]]
    assert sleeps == [7.0, 7.0, 7.0]


@pytest.mark.parametrize(
    ("options", "code", "expected"),
    [
        (
            ["--filter", "kind=prize"],
            1,
            "no such kind of change; there is: board-read, catalogue-read, fact, free-began",
        ),
        (["--filter", "day=monday"], 1, "no key 'day'; there is: board, kind, metric, model, source"),
        (["--since", "yesterday"], 1, "since 'yesterday'"),
        (["--url", "ftp://user:sesame@host/"], 4, "expected http:// or https://"),
        (["--interval", "0"], 2, "--interval"),
        (["--store", "nowhere/store.db"], 3, "there is no such store"),
        (["--secret-file", "nowhere"], 1, "nowhere: cannot be read: No such file"),
    ],
)
def test_what_cannot_be_is_a_sentence(benchbook, replay, url, options, code, expected):
    done = benchbook("watch", "--url", url, "--once", *options)
    assert done.code == code
    assert expected in done.err
    assert code == 2 or len(done.err.splitlines()) == 1
    assert "sesame" not in done.err
    assert replay.asked == []


def test_without_a_secret_it_is_told_how_to_make_one(benchbook, url, tmp_path, monkeypatch):
    monkeypatch.delenv("BENCHBOOK_WATCH_SECRET")
    done = benchbook("watch", "--url", url)
    assert done.code == 1
    assert "BENCHBOOK_WATCH_SECRET is not set" in done.err
    assert "openssl rand -base64 32" in done.err
    path = tmp_path / "secret"
    path.write_bytes(b"\xff\xfe sesame")
    done = benchbook("watch", "--url", url, "--secret-file", path)
    assert done.code == 1
    assert "holds something that is no secret" in done.err
    path.write_text(f"{SECRET}\n")
    assert benchbook("watch", "--url", url, "--once", "--secret-file", path).code == 0


@pytest.mark.parametrize(("status", "expected"), [(404, "answered 404 Not Found"), (410, "it wants no more")])
def test_what_was_not_taken_is_an_error_and_waits(benchbook, replay, url, catalogue, cheaper, status, expected):
    replay.script("/hook?token=zwiebel", Scripted(status=status), OK)
    benchbook("import", catalogue())
    benchbook("watch", "--url", url, "--once")
    benchbook("import", cheaper(23, "0.000003"))
    done = benchbook("watch", "--url", url, "--once")
    assert done.code == 4
    assert expected in done.err
    assert benchbook("watch", "--url", url, "--once").code == 0
    assert replay.asked[0].body.partition(b'"changes"')[2] == replay.asked[1].body.partition(b'"changes"')[2]
    assert replay.asked[0].headers["webhook-id"] == replay.asked[1].headers["webhook-id"]


@pytest.mark.parametrize(
    ("options", "number", "code"), [((), "SIGTERM", 0), ((), "SIGINT", 0), (("--once",), "SIGINT", 130)]
)
def test_a_signal_ends_it_in_a_retry_pause_too(benchbook, catalogue, cheaper, tmp_path, options, number, code):
    with socket.create_server(("127.0.0.1", 0)) as held:
        url = f"http://127.0.0.1:{held.getsockname()[1]}/hook"
    benchbook("import", catalogue())
    benchbook("watch", "--url", url, "--once")
    benchbook("import", cheaper(23, "0.000003"))
    command = [sys.executable, "-m", "benchbook", "watch", "--url", url, *options]
    with subprocess.Popen([*command, "--store", tmp_path / "store.db"], stderr=subprocess.PIPE, text=True) as running:
        lines = iter(running.stderr.readline, "")
        assert any("waiting: Connection refused" in line for line in lines)
        running.send_signal(signal.Signals[number])
        rest = running.stderr.read()
        assert running.wait(30) == code
    assert len(rest.splitlines()) == 1
    assert "Traceback" not in rest
