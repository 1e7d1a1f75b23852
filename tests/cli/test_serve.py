"""``benchbook serve`` as a user runs it: a process of its own, asked over HTTP."""

import json
import signal
import socket
import time

import httpx2
import pytest
from tests.rated_board import board, rated
from tests.serving import PATIENCE_SECONDS, serving

from benchbook.store import open_store
from benchbook.votes.log.arenas import create_arena


def rows(url, key, query=""):
    reply = httpx2.get(f"{url}/api/v1/benchmarks?{query}", headers={"Authorization": f"Bearer {key}"})
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_empty_store_is_filled_and_served_with_a_session_key(tmp_path):
    with serving(tmp_path / "store.db") as (process, url, key):
        reply = rows(url, key, "source=artificial-analysis&task_type=coding&max_results=5")
        assert [row["coding_index"] for row in reply["data"]] == [53.12, 39.78, 39.42, 39.35, 38.82]
        assert reply["meta"]["citation"].startswith("Source: Artificial Analysis (artificialanalysis.ai) via")
        assert reply["meta"]["source_url"] == "https://artificialanalysis.ai"
        page = httpx2.get(url)
        assert page.status_code == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "Gemini 3 Flash" in page.text
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0
    assert "loaded the starter data, 15 models" in errors
    assert "Traceback" not in errors


def test_imports_of_other_processes_are_served_within_a_second(tmp_path, benchbook, catalogue, index_page):
    benchbook("import", catalogue())
    key = benchbook("keys", "create", "--json").json()["key"]
    with serving(tmp_path / "store.db") as (_, url, session_key):
        assert session_key is None
        assert rows(url, key)["data"] == []
        benchbook("import", index_page(("Lumen (high)", 40.5)))
        deadline = time.monotonic() + 1
        while not (found := rows(url, key)["data"]) and time.monotonic() < deadline:
            pass
        assert [row["display_name"] for row in found] == ["Lumen (high)"]


def test_key_made_while_serving_works_at_once_and_dies_within_a_second(tmp_path, benchbook):
    with serving(tmp_path / "store.db", "--requests-per-minute", "0") as (_, url, _session):
        made = benchbook("keys", "create", "--json").json()
        assert rows(url, made["key"])["meta"]["model_count"] == 13
        benchbook("keys", "revoke", made["id"])
        deadline = time.monotonic() + 1
        status = 200
        while status == 200 and time.monotonic() < deadline:
            headers = {"Authorization": f"Bearer {made['key']}"}
            status = httpx2.get(f"{url}/api/v1/benchmarks", headers=headers).status_code
        assert status == 401


def test_all_policy_serves_every_effort(tmp_path, benchbook, catalogue, index_page):
    benchbook("import", catalogue(), index_page(("Lumen (high)", 40), ("Lumen (low)", 30)))
    with serving(tmp_path / "store.db") as (_, url, key):
        assert len(rows(url, key)["data"]) == 1
    with serving(tmp_path / "store.db", "--policy", "all") as (_, url, key):
        assert len(rows(url, key)["data"]) == 2


def test_limits_are_options(tmp_path):
    with serving(tmp_path / "store.db", "--requests-per-minute", "2") as (_, url, key):
        headers = {"Authorization": f"Bearer {key}"}
        replies = [httpx2.get(f"{url}/api/v1/benchmarks", headers=headers) for _ in range(5)]
    # The minute may turn between two of the five, so that four pass, but never all.
    assert 429 in [reply.status_code for reply in replies]
    assert {reply.headers["x-ratelimit-limit"] for reply in replies} == {"2"}


def test_port_in_use_is_a_sentence(benchbook):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = benchbook("serve", "--port", taken.getsockname()[1])
    assert done.code == 5
    assert "cannot serve on 127.0.0.1" in done.err
    assert "--port" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.1"])
def test_address_of_another_machine_is_a_sentence(benchbook, host):
    done = benchbook("serve", "--host", host, "--port", "0")
    assert done.code == 5
    assert host in done.err


def test_a_feed_links_to_the_address_that_was_told(tmp_path):
    with serving(tmp_path / "store.db", "--site", "https://bench.example/") as (_, url, _key):
        feed = httpx2.get(f"{url}/api/v1/models?use_rss=true").text
    assert feed.count("<item>") == feed.count("<link>https://bench.example/api/v1/models/") == 15


def test_an_own_arena_is_on_the_wire_where_the_operator_says_so_and_nowhere_else(tmp_path, benchbook, catalogue):
    document = tmp_path / "board.json"
    document.write_text(json.dumps(board(rated("Lumen", 1010), rated("yoda", 990), category="website")))
    assert benchbook("import", catalogue(), document).code == 0
    with serving(tmp_path / "store.db") as (_, url, key):
        assert rows(url, key, "source=design-arena")["data"] == []
    with serving(tmp_path / "store.db", "--as-design-arena", "mine=models", "--as-design-arena", "none=agents") as (
        process,
        url,
        key,
    ):
        found = rows(url, key, "source=design-arena")["data"]
        assert [(row["arena"], row["category"], row["elo"]) for row in found] == [
            ("models", "website", 1010),
            ("models", "website", 990),
        ]
        assert rows(url, key, "source=design-arena&arena=agents")["data"] == []
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=PATIENCE_SECONDS)
    assert "The arena none has no board yet: agents of design-arena is empty until it has." in errors
    assert "mine" not in errors


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (("mine",), "expected ARENA=models, ARENA=builders or ARENA=agents"),
        (("mine=website",), "'mine=website'"),
        (("=models",), "expected ARENA=models"),
        (("mine=models", "other=models"), "two arenas in place of models: mine and other"),
    ],
)
def test_an_arena_that_cannot_stand_in_is_a_sentence(benchbook, told, words):
    done = benchbook("serve", *(word for each in told for word in ("--as-design-arena", each)))
    assert done.code == 2
    assert words in done.err


@pytest.mark.parametrize(
    "site", ["bench.example", "ftp://bench.example", "https://", "https://a/?b=c", "https://[", "x"]
)
def test_a_site_that_is_no_address_is_a_sentence(benchbook, site):
    done = benchbook("serve", "--site", site)
    assert done.code == 2
    assert "expected an address such as https://bench.example" in done.err


def until(ask, seconds=PATIENCE_SECONDS):
    """What is answered once it is not None."""
    deadline = time.monotonic() + seconds
    while (found := ask()) is None and time.monotonic() < deadline:
        pass
    return found


def test_votes_posted_to_a_server_that_rates_appear_on_its_boards(tmp_path):
    with open_store(str(tmp_path / "store.db")) as store:
        create_arena(store, "mine")
    with serving(tmp_path / "store.db", "--rate-every", "0.005", "--session-key") as (process, url, key):
        headers = {"Authorization": f"Bearer {key}"}

        def post(first, last, winner):
            votes = [
                {"vote_id": str(at), "model_a": "quill", "model_b": ("nib", "blot")[at % 2], "winner": winner(at)}
                for at in range(first, last)
            ]
            posted = httpx2.post(
                f"{url}/api/benchbook/v1/arena/votes", headers=headers, json={"arena": "mine", "votes": votes}
            )
            assert posted.status_code == 200, posted.text

        def board(votes):
            reply = httpx2.get(f"{url}/api/benchbook/v1/arena/mine/overall", headers=headers)
            found = reply.json().get("data") if reply.status_code == 200 else None
            return found if found and found["counts"]["votes"] == votes else None

        assert board(60) is None
        post(0, 60, lambda at: "model_a" if at % 3 else "tie")
        rows = until(lambda: board(60))["rows"]
        assert [(row["rank"], row["name"], row["battles"]) for row in rows[:1]] == [(1, "quill", 60)]
        page = httpx2.get(f"{url}/arena/mine/overall")
        assert (page.status_code, "quill" in page.text) == (200, True)
        post(60, 200, lambda at: "model_b" if at % 3 else "tie")
        assert until(lambda: board(200))["rows"][-1]["name"] == "quill"
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0
    assert "cannot rate" not in errors
    assert "Traceback" not in errors
