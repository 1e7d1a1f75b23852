"""What keeps pages to their readers, and one reader from taking all of the server."""

import asyncio
import threading
from collections import OrderedDict
from urllib.parse import urlencode

import pytest
from stored_pages import fill, pages_on
from test_unresolved_page import Bench, Visit

from benchbook.api.exchange import CORS
from benchbook.charts.drawer import DRAWER
from benchbook.errors import NotDrawable
from benchbook.store import open_store
from benchbook.web.board import sheet
from benchbook.web.texts import MOST_KEPT, Texts

OF_THE_SITE = (
    "/",
    "/leaderboard/lines?open=acme/atlas",
    "/leaderboard/file.csv",
    "/leaderboard/file.json?nothing=1",
    "/chart",
    "/chart/spec.json",
    "/chart/data.json",
    "/compare",
    "/model/acme/atlas",
    "/model/acme/nothing",
    "/arena/models/website/file.csv",
    "/changes",
    "/unresolved",
    "/sources",
    "/static/x/y.js",
    "/nowhere",
)
ABSURD = (
    "x=" + "a" * 9000,
    "q=%ff",
    "q=%00",
    "q=%",
    "q=%ED%A0%80",
    "q=a&q=b",
    "%3Cscript%3E=1",
    "page=1000000000",
    "page=%D9%A1",
    "context=" + "9" * 30,
    "max_price=NaN",
    "as_of=2026-07-22%2210:00",
    "as_of=2026-07-22%0d%0aX:y",
    "as_of=%D9%A2026-07-22",
    "as_of=2999-01-01",
    "known_at=1970-01-01",
    "sort=%00",
    "decided=" + "9" * 25,
    "model=%00",
    "add=%F0%9F%98%80",
    "author=" + "z" * 7000,
    "&".join(f"columns=c{number}" for number in range(70)),
)
JSON = {"Accept": "application/json"}


@pytest.fixture
def bench(tmp_path):
    made = Bench(tmp_path)
    yield made
    made.store.close()


@pytest.mark.parametrize("path", OF_THE_SITE)
def test_no_script_of_another_site_may_read_a_page(filled, path):
    with pages_on(filled) as client:
        for reply in (client.get(path), client.options(path), client.post(path)):
            if path != "/nowhere":
                assert not [name for name in CORS if name in reply.headers], reply.request.method
        assert client.get(path).headers["x-content-type-options"] == "nosniff"
        asked = client.options("/unresolved", headers={"Access-Control-Request-Method": "POST"})
        assert (asked.status_code, asked.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


def test_of_what_may_be_posted_to_options_tell(bench):
    visit = Visit(bench)
    with visit.client as client:
        assert client.options("/unresolved").headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize(
    ("path", "status"), [("/?nothing=1", 400), ("/model/acme/nothing", 404), ("/leaderboard/file.csv?page=x", 400)]
)
def test_programs_are_told_errors_as_json_and_people_as_a_page(filled, path, status):
    with pages_on(filled) as client:
        told = client.get(path, headers=JSON)
        assert (told.status_code, told.json()["error"]["code"]) == (status, status)
        page = client.get(path)
        assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")


def posted(visit, messages):
    """The status and the body with which a form is answered that arrives in these messages."""
    sent, waiting = [], list(messages)

    async def receive():
        if waiting:
            return waiting.pop(0)
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message):
        sent.append(message)

    headers = {"content-type": "application/x-www-form-urlencoded", "host": "127.0.0.1:8484", "accept": "text/html"}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/unresolved",
        "raw_path": b"/unresolved",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
    }
    asyncio.run(visit.client.app(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent).decode()


def test_half_a_form_does_nothing(bench, monkeypatch):
    form = urlencode({"key": bench.token}).encode()
    visit = Visit(bench)
    half = {"type": "http.request", "body": form, "more_body": True}
    assert posted(visit, [{**half, "more_body": False}])[0] == 303
    status, body = posted(visit, [half, {"type": "http.disconnect"}])
    assert (status, "it was cut off" in body) == (400, True)
    monkeypatch.setattr("benchbook.web.pages.unresolved.MOST_FORM_SECONDS", 0.05)
    status, body = posted(Visit(bench), [half])
    assert (status, "it was not here after" in body) == (400, True)


def test_no_page_waits_for_a_picture(filled, monkeypatch):
    drawing, done = threading.Event(), threading.Event()

    def draw(*_, **__):
        drawing.set()
        assert done.wait(30)
        raise NotDrawable("it is only a test")

    monkeypatch.setattr(DRAWER, "draw", draw)
    with pages_on(filled) as client:
        replies = []
        pictures = [
            threading.Thread(target=lambda width=width: replies.append(client.get(f"/chart/picture.svg?width={width}")))
            for width in range(300, 304)
        ]
        for thread in pictures:
            thread.start()
        assert drawing.wait(30)
        assert [client.get(path).status_code for path in ("/model/acme/atlas", "/chart", "/?q=a")] == [200, 200, 200]
        assert replies == []
        done.set()
        for thread in pictures:
            thread.join(30)
    assert [reply.status_code for reply in replies] == [503] * 4
    assert {reply.headers["retry-after"] for reply in replies} == {"1"}
    assert "The chart cannot be drawn at the moment" in replies[0].text


def test_a_picture_is_drawn_again_after_what_draws_was_killed(filled):
    with pages_on(filled) as client:
        assert client.get("/chart/picture.svg?width=400").status_code == 200
        DRAWER._child.kill()
        assert client.get("/chart/picture.svg?width=401").status_code == 200


def test_whoever_signs_out_while_others_do_stays_signed_out(bench):
    sessions = [bench.signed_in() for _ in range(20)]
    forms = [{"token": bench.desk.token(bench.desk.reviewer(each), "sign out")} for each in sessions]
    threads = [
        threading.Thread(target=bench.desk.sign_out, args=(form, headers))
        for form, headers in zip(forms, sessions, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [bench.desk.reviewer(headers) for headers in sessions] == [None] * 20


def test_a_server_that_runs_for_long_still_keeps_texts():
    told = Texts()
    for number in range(MOST_KEPT + 10):
        told("count", shown=str(number), all="1")
    assert 0 < len(told._kept) <= MOST_KEPT
    assert ("count", (("shown", str(MOST_KEPT + 9)), ("all", "1"))) in told._kept


def test_one_moment_of_names_that_wait_is_read_once_whatever_it_is_called(tmp_path, monkeypatch):
    with open_store(str(tmp_path / "book.db")) as store:
        fill(store)
        with pages_on(store) as client:
            read = store.state
            asked = []
            client.get("/unresolved?as_of=2026-07-21")
            monkeypatch.setattr(type(store), "state", lambda _, moment: asked.append(moment) or read(moment))
            for minute in range(5):
                assert client.get(f"/unresolved?as_of=2026-07-21T12:0{minute}:00Z").status_code == 200
    assert asked == []


def test_lines_that_are_not_kept_are_the_same(filled, monkeypatch):
    kept = []

    def whole(characters):
        monkeypatch.setattr(sheet, "MOST_CHARACTERS", characters)
        monkeypatch.setattr(sheet, "_sheets", OrderedDict())
        with pages_on(filled, cache_bytes=0) as client:
            replies = [client.get("/?all_open=1&gone=1").content for _ in range(2)]
        kept.append(sum(len(each.lines) for each in sheet._sheets.values()))
        return replies

    assert whole(1_000_000) == whole(1)
    assert kept[0] > kept[1] > 0


@pytest.mark.parametrize("path", ["/nowhere", *(path for path in OF_THE_SITE if "?" not in path)])
def test_no_query_breaks_a_page(filled, path):
    with pages_on(filled) as client:
        for query in ABSURD:
            for accept in ({}, JSON):
                reply = client.get(f"{path}?{query}", headers=accept)
                assert reply.status_code < 500, query
                assert "x" not in reply.headers
                if "html" in reply.headers["content-type"]:
                    assert "<script>=" not in reply.text
                    assert "content-security-policy" in reply.headers
