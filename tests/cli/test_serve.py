"""``benchbook serve`` as a user runs it: a process of its own, asked over HTTP."""

import signal
import socket
import time

import httpx2
import pytest
from tests.serving import PATIENCE_SECONDS, serving


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


@pytest.mark.parametrize(
    "site", ["bench.example", "ftp://bench.example", "https://", "https://a/?b=c", "https://[", "x"]
)
def test_a_site_that_is_no_address_is_a_sentence(benchbook, site):
    done = benchbook("serve", "--site", site)
    assert done.code == 2
    assert "expected an address such as https://bench.example" in done.err
