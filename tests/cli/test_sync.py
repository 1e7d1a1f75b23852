"""``benchbook sync`` through the real client, against recorded shapes on loopback."""

import json
import sqlite3

import pytest
import stamina
from tests.replay import Replay, Scripted

KEY = "aa-secret-key-0123456789"


@pytest.fixture
def upstream():
    stamina.set_testing(True, attempts=3)
    with Replay() as replay:
        yield replay
    stamina.set_testing(False)


def reply(value, **how):
    return Scripted(body=json.dumps(value).encode(), **how)


def aa_page(number, total, *rows):
    data = [
        {
            "id": f"00000000-0000-4000-8000-{number:04d}{place:08d}",
            "name": name,
            "slug": name.lower(),
            "model_creator": {"id": "1", "name": "Acme"},
            "evaluations": {"artificial_analysis_coding_index": coding},
        }
        for place, (name, coding) in enumerate(rows)
    ]
    pagination = {"page": number, "page_size": 1, "total_pages": total, "has_more": number < total}
    return {"tier": "free", "intelligence_index_version": 4.1, "pagination": pagination, "data": data}


@pytest.fixture
def catalogue_upstream(upstream, model):
    headers = {"Content-Type": "application/json", "ETag": '"one"'}
    upstream.script("/models", reply({"data": [model()]}, headers=headers), Scripted(status=304, body=b""))
    provider = {"name": "Acme Cloud", "slug": "acme-cloud", "privacy_policy_url": None}
    upstream.script("/providers", reply({"data": [provider]}))
    return upstream


def test_catalogue_and_providers_come_without_a_key(benchbook, catalogue_upstream):
    done = benchbook("sync", "openrouter", "--base-url", catalogue_upstream.url)
    assert done.code == 0, done.err
    assert "1 model" in done.out
    assert "1 provider" in done.out
    assert "authorization" not in catalogue_upstream.asked[0].headers


def test_second_sync_asks_conditionally_and_changes_nothing(benchbook, catalogue_upstream):
    benchbook("sync", "openrouter", "--base-url", catalogue_upstream.url)
    before = benchbook("status", "--json").json()["counts"]
    again = benchbook("sync", "openrouter", "--base-url", catalogue_upstream.url)
    assert again.code == 0, again.err
    asked = [request for request in catalogue_upstream.asked if request.target == "/models"]
    assert [request.headers.get("if-none-match") for request in asked] == [None, '"one"']
    after = benchbook("status", "--json").json()["counts"]
    assert (after["models"], after["listed_models"]) == (before["models"], before["listed_models"]) == (1, 1)


def test_a_reply_that_is_damaged_in_the_archive_comes_whole_again(benchbook, upstream, model, tmp_path):
    headers = {"Content-Type": "application/json", "ETag": '"one"'}
    upstream.script("/models", *[reply({"data": [model()]}, headers=headers)] * 2)
    upstream.script("/providers", *[reply([{"name": "Acme Cloud", "slug": "acme-cloud"}])] * 2)
    benchbook("sync", "openrouter", "--base-url", upstream.url)
    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute("UPDATE raw SET zstd = x'00'")
    connection.close()
    assert benchbook("status", "--verify").code == 1
    benchbook("sync", "openrouter", "--base-url", upstream.url)
    assert [request.headers.get("if-none-match") for request in upstream.asked] == [None] * 4
    assert "/models" not in benchbook("status", "--verify").out


def test_all_pages_are_one_import_with_the_key_in_its_header(benchbook, upstream, monkeypatch, catalogue):
    benchbook("import", catalogue())
    monkeypatch.setenv("AA_API_KEY", KEY)
    for number in (1, 2, 3):
        rows = [("Lumen", 40)] if number == 1 else [(f"Other {number}", 30)]
        upstream.script(f"/language/models/free?page={number}", reply(aa_page(number, 3, *rows)))
    done = benchbook("sync", "artificial-analysis", "--base-url", upstream.url)
    assert done.code == 0, done.err
    assert "3 rows = 1 score + 2 unresolved + 0 rejected" in done.out
    assert {request.headers["x-api-key"] for request in upstream.asked} == {KEY}
    assert len(benchbook("status", "--json").json()["imports"]) == 2


def test_key_that_is_missing_is_named_and_nothing_is_asked(benchbook, upstream):
    done = benchbook("sync", "artificial-analysis", "--base-url", upstream.url)
    assert done.code == 4
    assert "AA_API_KEY" in done.err
    assert upstream.asked == []


def test_key_never_shows(benchbook, upstream, monkeypatch):
    monkeypatch.setenv("AA_API_KEY", KEY)
    upstream.script("/language/models/free?page=1", Scripted(status=403, body=f"bad key {KEY}".encode()))
    done = benchbook("sync", "artificial-analysis", "--base-url", upstream.url)
    assert done.code == 4
    assert "AA_API_KEY" in done.err
    assert KEY not in done.out + done.err


def test_busy_upstream_is_asked_again(benchbook, upstream, monkeypatch):
    monkeypatch.setenv("AA_API_KEY", KEY)
    busy = Scripted(status=429, headers={"Retry-After": "0"})
    upstream.script("/language/models/free?page=1", busy, reply(aa_page(1, 1, ("Lumen", 40))))
    done = benchbook("sync", "artificial-analysis", "--base-url", upstream.url)
    assert done.code == 0, done.err
    assert "1 row = 0 scores + 1 unresolved" in done.out


@pytest.mark.parametrize(
    ("scripted", "said"),
    [
        (Scripted(status=500), "500"),
        (Scripted(status=410), "410"),
        (Scripted(body=b"<!doctype html><title>Maintenance</title>"), "HTML"),
        (Scripted(body=b'{"data": [{"id"'), "JSON"),
        (Scripted(body=b'{"data": []}'), "nothing to import"),
    ],
)
def test_failing_upstream_leaves_the_store_as_it_was(benchbook, catalogue_upstream, scripted, said):
    benchbook("sync", "openrouter", "--base-url", catalogue_upstream.url)
    before = benchbook("status", "--json").json()
    with Replay() as failing:
        failing.script("/models", scripted)
        failing.script("/providers", reply({"data": [{"name": "A", "slug": "a", "privacy_policy_url": None}]}))
        done = benchbook("sync", "openrouter", "--base-url", failing.url)
    assert done.code in {1, 4}
    assert said in done.err
    assert "Traceback" not in done.err
    assert len(done.err.splitlines()) == 1
    assert benchbook("status", "--json").json()["counts"] == before["counts"]


def test_unreachable_upstream_is_a_sentence(benchbook):
    stamina.set_testing(True, attempts=2)
    done = benchbook("sync", "openrouter", "--base-url", "http://127.0.0.1:9")
    stamina.set_testing(False)
    assert done.code == 4
    assert "127.0.0.1:9" in done.err
    assert len(done.err.splitlines()) == 1


def test_wrong_usage(benchbook):
    assert benchbook("sync", "--base-url", "http://127.0.0.1:9").code == 2
    assert benchbook("sync", "table").code == 2
    assert benchbook("sync", "nowhere").code == 1


def test_json_lists_imports_and_errors(benchbook, catalogue_upstream):
    done = benchbook("sync", "openrouter", "--base-url", catalogue_upstream.url, "--json")
    assert [one["models"] for one in done.json()["imports"]] == [1, 0]
    assert done.json()["errors"] == []


def test_second_document_that_fails_leaves_the_first_unrecorded(benchbook, upstream, model):
    upstream.script("/models", reply({"data": [model()]}))
    upstream.script("/providers", reply({"data": []}))
    done = benchbook("sync", "openrouter", "--base-url", upstream.url)
    assert done.code == 1
    assert "the store is unchanged" in done.err
    assert benchbook("status", "--json").json()["counts"]["models"] == 0
