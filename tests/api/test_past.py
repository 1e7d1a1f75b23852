"""Past states, changes, the feed and histories over HTTP, on a real store with a past."""

import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from benchbook import web
from benchbook.api.app import create_app
from benchbook.api.atom import NAMESPACE
from benchbook.api.keys import new_key
from benchbook.api.live import MOST_PAST_VIEWS, Live
from benchbook.api.route import Settings
from benchbook.api.routes import ROUTES
from benchbook.changes import Change
from benchbook.errors import StoreUnavailable
from benchbook.store import open_store

sys.path.insert(0, str(Path(__file__).parents[1] / "changes"))
from changed_ledger import catalogue, day, entry, indices

CHANGES = "/api/benchbook/v1/changes"
FEED = "/api/benchbook/v1/changes.atom"
TOKEN, KEY = new_key("tests", "team", datetime(2026, 1, 1, tzinfo=UTC))
KEYED = {"Authorization": f"Bearer {TOKEN}"}
READS = (
    "/api/v1/benchmarks",
    "/api/v1/models",
    "/api/v1/models/count",
    "/api/v1/model/acme/lumen",
    "/api/v1/models/acme/lumen/endpoints",
    "/api/v1/providers",
    "/api/benchbook/v1/scores",
    "/api/benchbook/v1/resolve?name=Lumen",
    "/api/benchbook/v1/export/scores?format=json",
    "/api/benchbook/v1/export/changes?format=json",
    "/api/benchbook/v1/models/acme/lumen/history",
    CHANGES,
    FEED,
)


@pytest.fixture
def store(tmp_path):
    """Lumen is there from the first day; Quill came on the third, when Lumen's price and rating changed."""
    with open_store(str(tmp_path / "book.db")) as opened:
        catalogue(opened, 1, entry("lumen", arena=1200))
        indices(opened, day(2), {"Lumen": 50.0}, version="4.1")
        catalogue(opened, 3, entry("lumen", "0.000002", arena=1210), entry("quill"))
        with opened.writing() as writer:
            writer.add_key(KEY)
        yield opened


def served(store, **settings):
    audiences = ("keyholders", "everyone") if settings.get("public") else ("keyholders",)
    live = Live(store, poll_seconds=60.0, audiences=audiences)
    unlimited = {"key_requests_per_minute": 0, "account_requests_per_day": 0}
    app = create_app(live, Settings(**unlimited | settings), routes=(*ROUTES, *web.ROUTES))
    return TestClient(app, raise_server_exceptions=True), live


@pytest.fixture
def client(store):
    client, _ = served(store)
    client.headers.update(KEYED)
    return client


def asked(path, **parameters):
    given = "&".join(f"{name}={value}" for name, value in parameters.items())
    return f"{path}{'&' if '?' in path else '?'}{given}" if given else path


# --- any date ------------------------------------------------------------------------------------


def test_contract_paths_answer_for_any_date(client):
    def prices(**at):
        data = client.get(asked("/api/v1/models", **at)).json()["data"]
        return {model["id"]: model["pricing"]["prompt"] for model in data}

    assert prices(as_of="2026-01-02") == {"acme/lumen": "0.000001"}
    assert prices(as_of="2026-01-03T00:00:00Z") == {"acme/lumen": "0.000002", "acme/quill": "0.000001"}
    assert prices() == prices(as_of="2026-01-03") == prices(as_of="2026-02")
    assert client.get("/api/v1/models/count?as_of=2026-01-01").json()["data"]["count"] == 1

    def rows(**at):
        reply = client.get(asked("/api/v1/benchmarks", **at)).json()
        figures = [(row["source"], row.get("elo"), row.get("intelligence_index")) for row in reply["data"]]
        return figures, reply["meta"]["as_of"]

    assert rows(as_of="2026-01-01") == ([("design-arena", 1200, None)], "2026-01-01T00:00:00.000Z")
    assert rows(as_of="2026-01-02")[0] == [("artificial-analysis", None, 50.0), ("design-arena", 1200, None)]
    assert rows()[0] == [("artificial-analysis", None, 50.0), ("design-arena", 1210, None)]


def test_what_was_known_then(store, client):
    known_at = store.imports()[-1].recorded_at
    catalogue(store, 2, entry("lumen", "0.000009", arena=1205))
    _, live = served(store)
    client = TestClient(create_app(live, Settings(key_requests_per_minute=0, account_requests_per_day=0)))

    def price(**at):
        reply = client.get(asked("/api/v1/model/acme/lumen", as_of="2026-01-02", **at)).json()
        return reply["data"]["pricing"]["prompt"]

    assert price() == "0.000009"
    assert price(known_at=f"{known_at:%Y-%m-%dT%H:%M:%S.%fZ}") == "0.000001"


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize(
    ("parameter", "value", "told"),
    [
        ("as_of", "yesterday", "expected a date"),
        ("as_of", "2026-13-45", "expected a date"),
        ("as_of", "", "expected a date"),
        ("as_of", "2999-01-01", "lies in the future"),
        ("as_of", "2020-01-01", "before the first record, which is of 2026-01-01T00:00:00Z"),
        ("known_at", "2020-01-01", "before the first record"),
    ],
)
def test_a_bad_moment_is_one_sentence(client, path, parameter, value, told):
    reply = client.get(asked(path, **{parameter: value}))
    assert reply.status_code == 400
    error = reply.json()["error"]
    assert error["code"] == 400
    assert told in error["message"] or "expected a date" in error["message"]
    assert "\n" not in error["message"]
    assert len(error["message"]) < 250


@pytest.mark.parametrize("path", READS)
def test_every_read_takes_a_moment_and_has_its_own_tag(client, path):
    before, now = client.get(asked(path, as_of="2026-01-02")), client.get(path)
    assert before.status_code == now.status_code == 200
    if "etag" in before.headers:
        again = client.get(asked(path, as_of="2026-01-02"), headers={"If-None-Match": before.headers["etag"]})
        assert again.status_code == 304
        assert before.content == now.content or before.headers["etag"] != now.headers["etag"]


def test_equal_states_share_one_snapshot_and_few_are_kept(store):
    client, live = served(store)
    for hour in range(24):
        assert client.get(f"/api/v1/models?as_of=2026-01-01T{hour:02}:00:00Z").status_code == 200
    assert len(live._past) == 1
    start = datetime(2026, 1, 4, tzinfo=UTC)
    for number in range(MOST_PAST_VIEWS + 3):
        catalogue(store, start + timedelta(days=number), entry("lumen", f"0.0000{number + 10}"))
    assert live.poll()
    for number in range(MOST_PAST_VIEWS + 3):
        assert client.get(f"/api/v1/models?as_of={start + timedelta(days=number):%Y-%m-%d}").status_code == 200
    assert len(live._past) <= MOST_PAST_VIEWS


def test_a_store_that_fails_is_an_error_that_says_to_come_again(store, monkeypatch):
    client, _ = served(store)

    def gone(*_):
        raise StoreUnavailable("/secret/place", "gone")

    monkeypatch.setattr(store, "state", gone)
    monkeypatch.setattr(store, "over_time", gone)
    for path in ("/api/v1/models?as_of=2026-01-01", CHANGES):
        reply = client.get(path)
        assert (reply.status_code, reply.headers["retry-after"]) == (503, "1")
        assert "secret" not in reply.text
    assert client.get("/api/v1/models").status_code == 200


# --- what changed --------------------------------------------------------------------------------


def test_changes_come_newest_first_with_all_their_fields(client):
    reply = client.get(CHANGES).json()
    assert (reply["total_count"], reply["until"], reply["links"]) == (6, None, {"next": None})
    assert reply["since"] == "2025-12-04T00:00:00.000Z"
    assert [change["at"][:10] for change in reply["data"]] == sorted(
        (change["at"][:10] for change in reply["data"]), reverse=True
    )
    assert all(change.keys() == set(Change.__struct_fields__) for change in reply["data"])
    assert all(change["summary"] and change["citation"] for change in reply["data"])
    (price,) = client.get(f"{CHANGES}?kind=price").json()["data"]
    assert (price["old"], price["new"], price["percent"]) == ("0.000001", "0.000002", 100.0)


def test_changes_are_filtered_and_paged(client):
    def kinds(query):
        return [change["kind"] for change in client.get(f"{CHANGES}?{query}").json()["data"]]

    assert kinds("model=acme/quill") == ["model-came"]
    assert kinds("since=2026-01-01&until=2026-01-02") == ["board-read"]
    assert kinds("since=2026-01-03") == []
    assert kinds("source=design-arena&since=2026-01-02") == ["score"]
    everything = kinds("")
    paged, following = [], f"{CHANGES}?limit=3&kind=*"
    while following:
        page = client.get(following).json()
        paged += [change["kind"] for change in page["data"]]
        following = page["links"]["next"]
    assert paged == everything


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("since=2026-01-03&until=2026-01-02", "lies after until"),
        ("since=soon", "expected a date"),
        ("since=2999-01-01", "future"),
        ("until=2026-01-02&as_of=2026-01-03", "expected one of them"),
        ("until=2020-01-01", "before the first record"),
        ("limit=0", "at least 1"),
        ("colour=red", "Unknown parameter 'colour'"),
    ],
)
def test_what_makes_no_window_is_refused(client, query, told):
    for path in (CHANGES, FEED):
        reply = client.get(f"{path}?{query}")
        assert reply.status_code == 400
        assert told in reply.json()["error"]["message"]


def test_an_import_is_told_of_at_once_even_where_the_present_stays_the_same(store):
    client, live = served(store)
    before = client.get(CHANGES)
    catalogue(store, 2, entry("lumen", "0.0000005", arena=1200))
    assert live.poll()
    after = client.get(CHANGES)
    assert before.headers["etag"] != after.headers["etag"]
    assert after.json()["total_count"] == before.json()["total_count"] + 1


def test_an_answer_that_is_newer_than_what_is_served_has_no_tag_yet(store):
    client, live = served(store)
    assert "etag" in client.get(CHANGES).headers
    catalogue(store, 4, entry("lumen", "0.000003", arena=1210), entry("quill"))
    for path in (f"{CHANGES}?limit=9", "/api/benchbook/v1/export/changes"):
        reply = client.get(path)
        assert "0.000003" in reply.text
        assert "etag" not in reply.headers
        assert reply.headers["cache-control"] == "no-store"
    assert live.poll()
    assert "etag" in client.get(f"{CHANGES}?limit=9").headers


def named(tag):
    return f"{{{NAMESPACE}}}{tag}"


def test_the_feed_is_atom_with_an_id_for_each_change(store):
    client, _ = served(store, site="https://bench.example")
    reply = client.get(FEED)
    assert reply.headers["content-type"].startswith("application/atom+xml")
    root = ET.fromstring(reply.content)
    assert root.tag == named("feed")
    entries = root.findall(named("entry"))
    assert len(entries) == client.get(CHANGES).json()["total_count"]
    ids = [each.findtext(named("id")) for each in entries]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", each) for each in [*ids, root.findtext(named("id"))])
    assert all(each.findtext(named("title")) and each.findtext(named("updated"))[-1] == "Z" for each in entries)
    assert root.findtext(named("updated")) == "2026-01-03T00:00:00Z"
    assert "Design Arena" in root.findtext(named("rights"))
    linked = [link.get("href") for link in root.iter(named("link"))]
    assert "https://bench.example/api/benchbook/v1/models/acme/lumen/history" in linked
    for link in linked:
        assert client.get(urlsplit(link).path).status_code == 200
    assert [each.findtext(named("id")) for each in ET.fromstring(client.get(FEED).content).iter(named("entry"))] == ids


def test_an_entry_has_content_or_a_link_as_atom_asks(store):
    for site in (None, "https://bench.example"):
        client, _ = served(store, site=site)
        for each in ET.fromstring(client.get(FEED).content).iter(named("entry")):
            assert each.findtext(named("content")) == each.findtext(named("title"))


def test_an_export_of_changes_repeats_the_moment_that_was_asked_for(client):
    def noted(**at):
        meta = client.get(asked("/api/benchbook/v1/export/changes?format=json", **at)).json()["meta"]
        return meta["asked_as_of"], meta["asked_known_at"]

    assert noted() == (None, None)
    assert noted(as_of="2026-01-02") == noted(until="2026-01-02") == ("2026-01-02", None)
    today = datetime.now(UTC).date().isoformat()
    assert noted(known_at=today) == (None, today)


def test_another_site_is_another_tag(store):
    feeds = (FEED, "/api/v1/models?use_rss=true")
    here, there = (served(store, site=site)[0] for site in ("https://here.example", "https://there.example"))
    for feed in feeds:
        assert here.get(feed).content != there.get(feed).content
        assert here.get(feed).headers["etag"] != there.get(feed).headers["etag"]


def test_another_store_after_as_many_writes_is_another_tag(tmp_path):
    tags = []
    for name, price in (("one", "0.000001"), ("two", "0.000002")):
        with open_store(str(tmp_path / f"{name}.db")) as store:
            catalogue(store, 1, entry("lumen", price))
            tags.append((store.generation(), served(store)[0].get(CHANGES).headers["etag"]))
    (first, one), (second, two) = tags
    assert first == second
    assert one != two


def test_names_cannot_break_the_feed(store):
    hostile = "<script>alert(1)</script> & ]]> \U0001f600 " + "x" * 300
    rest = (entry("lumen", "0.000002", arena=1210), entry("quill"))
    catalogue(store, 4, *rest, entry("evil") | {"name": hostile})
    catalogue(store, 5, *rest, entry("evil") | {"name": "=cmd()"})
    client, _ = served(store)
    content = client.get(f"{FEED}?kind=fact").content
    (title,) = [each.findtext(named("title")) for each in ET.fromstring(content).iter(named("entry"))]
    assert title == f"acme/evil: name {hostile} -> =cmd()"
    assert b"<script" not in content


def test_an_empty_store_has_no_changes(tmp_path):
    with open_store(str(tmp_path / "empty.db")) as store:
        client, _ = served(store)
        assert client.get(CHANGES).json()["data"] == []
        assert ET.fromstring(client.get(FEED).content).findall(named("entry")) == []
        assert client.get("/api/v1/models?as_of=2026-01-01").json()["data"] == []


# --- one model -----------------------------------------------------------------------------------


def test_history_of_a_model(client):
    path = "/api/benchbook/v1/models/acme/lumen/history"
    data = client.get(path).json()["data"]
    assert [(each["kind"], each["price"], each["ends"]) for each in data["prices"] if each["kind"] == "prompt"] == [
        ("prompt", "0.000001", "2026-01-03T00:00:00Z"),
        ("prompt", "0.000002", None),
    ]
    elos = client.get(f"{path}?metric=elo").json()["data"]["scores"]
    assert [(each["value"], each["begins"], each["broken"]) for each in elos] == [
        (1200, "2026-01-01T00:00:00Z", None),
        (1210, "2026-01-03T00:00:00Z", None),
    ]
    sources = client.get(f"{path}?source=artificial-analysis").json()["data"]["scores"]
    assert [each["method_version"] for each in sources] == ["4.1"]
    then = client.get(f"{path}?as_of=2026-01-02&metric=elo").json()["data"]["scores"]
    assert [(each["value"], each["ends"]) for each in then] == [(1200, None)]


def test_history_of_an_unknown_model_suggests(client):
    reply = client.get("/api/benchbook/v1/models/acme/lumem/history")
    assert reply.status_code == 404
    assert "acme/lumen" in reply.json()["error"]["message"]


# --- licences ------------------------------------------------------------------------------------

EVERYWHERE = [path for path in READS if path not in {"/api/v1/benchmarks", "/api/benchbook/v1/scores"}]
INTERNAL = "Artificial Analysis"


@pytest.mark.parametrize("moment", [{}, {"as_of": "2026-01-02"}])
@pytest.mark.parametrize("path", [*EVERYWHERE, "/"])
def test_in_public_internal_figures_are_for_holders_of_a_key(store, path, moment):
    client, _ = served(store, public=True)
    told = client.get(asked(path, **moment))
    assert told.status_code == 200
    assert "50.0" not in told.text
    assert "intelligence_index" not in told.text or "resolve" in path
    assert "Authorization" in told.headers["vary"]
    assert "public" not in told.headers["cache-control"]
    keyed = client.get(asked(path, **moment), headers=KEYED)
    assert keyed.status_code == 200
    wrong = client.get(asked(path, **moment), headers={"Authorization": "Bearer bb-0-wrong"})
    assert wrong.content == told.content


@pytest.mark.parametrize(
    ("path", "sign"),
    [
        ("/api/v1/models", '"intelligence_index":50.0'),
        ("/api/v1/model/acme/lumen", '"intelligence_index":50.0'),
        ("/api/benchbook/v1/export/scores?format=json", '"intelligence_index"'),
        ("/api/benchbook/v1/export/changes?format=json", "artificial-analysis"),
        ("/api/benchbook/v1/models/acme/lumen/history", INTERNAL),
        (CHANGES, INTERNAL),
        (FEED, INTERNAL),
    ],
)
def test_holders_of_a_key_see_them_and_so_does_everyone_where_nothing_is_public(store, path, sign):
    public, _ = served(store, public=True)
    assert sign not in public.get(path).text
    assert sign in public.get(path, headers=KEYED).text
    private, _ = served(store)
    assert sign in private.get(path).text


@pytest.mark.parametrize("path", ["/api/v1/benchmarks", "/api/benchbook/v1/scores"])
def test_paths_that_need_a_key_show_them_to_its_holder(store, path):
    client, _ = served(store, public=True)
    assert client.get(path).status_code == 401
    assert "artificial-analysis" in client.get(path, headers=KEYED).text


def test_in_public_the_first_record_is_the_first_that_everyone_may_see(tmp_path):
    with open_store(str(tmp_path / "book.db")) as store:
        indices(store, day(1), {"Lumen": 50.0}, version="4.1")
        catalogue(store, 3, entry("lumen", arena=1200))
        with store.writing() as writer:
            writer.add_key(KEY)
        client, _ = served(store, public=True)
        for path in ("/api/v1/models", CHANGES, "/api/benchbook/v1/models/acme/lumen/history"):
            told = client.get(asked(path, as_of="2026-01-02")).json()["error"]["message"]
            assert "which is of 2026-01-03T00:00:00Z" in told
            assert "2026-01-01" not in told
        assert client.get("/api/v1/models?as_of=2026-01-02", headers=KEYED).status_code == 200


def test_a_tag_of_a_holder_of_a_key_is_not_good_without_it(store):
    client, _ = served(store, public=True)
    for path in ("/api/v1/models", CHANGES, "/api/benchbook/v1/export/scores"):
        tag = client.get(path, headers=KEYED).headers["etag"]
        reply = client.get(path, headers={"If-None-Match": tag})
        assert reply.status_code == 200
        assert reply.headers["etag"] != tag


@pytest.mark.parametrize(
    "path", [CHANGES, f"{CHANGES}?as_of=2026-01-02", "/api/benchbook/v1/models/acme/lumen/history"]
)
def test_everyone_is_answered_as_if_no_internal_document_had_ever_come_in(store, tmp_path, path):
    indices(store, day(4), {"Lumen": 51.0}, version="4.1")
    with open_store(str(tmp_path / "without.db")) as other:
        catalogue(other, 1, entry("lumen", arena=1200))
        catalogue(other, 3, entry("lumen", "0.000002", arena=1210), entry("quill"))
        expected = served(other, public=True)[0].get(path).json()
    told = served(store, public=True)[0].get(path).json()
    assert told == expected
