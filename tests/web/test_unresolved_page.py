"""The page of names that wait, over a real store: what it tells, and what its forms do."""

import re
import sys
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).parent / "desk"))  # for the names that wait there

from waiting_bench import Bench, fill

from benchbook import web
from benchbook.api import routes as api
from benchbook.api.app import create_app
from benchbook.api.live import Live
from benchbook.api.route import Settings

HOSTILE = ("<script>alert(1)</script>", "=cmd()", "\N{ARABIC LETTER SEEN}" * 3, "n" * 300)


class Visit:
    """A browser at the page of a bench."""

    def __init__(self, bench, public=False):
        self.bench = bench
        self.live = Live(bench.store, audiences=("keyholders", "everyone"), poll_seconds=60)
        self.client = TestClient(
            create_app(
                self.live,
                Settings(public=public),
                routes=(*api.ROUTES, *web.routes(bench.desk, self.live.poll)),
                missing=web.refusal,
            ),
            base_url="http://127.0.0.1:8484",
            headers={"Accept": "text/html", "Origin": "http://127.0.0.1:8484"},
            follow_redirects=True,
        )

    def page(self, query=""):
        reply = self.client.get(f"/unresolved{query}")
        assert reply.status_code == 200, reply.text
        return reply

    def sign_in(self, token=None):
        return self.client.post("/unresolved", data={"key": token or self.bench.token, "back": "q=code"})

    def verdict(self, **more):
        html = self.page().text
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html.split('class="verdict"')[1]))
        form = {name: unescape(value) for name, value in hidden.items()}
        told = {"name": "Codename", "model": "acme/lumen", "action": "accept", "note": "its page"}
        return self.client.post("/unresolved", data=form | told | more)


@pytest.fixture
def bench(tmp_path):
    made = Bench(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def visit(bench):
    made = Visit(bench)
    with made.client:
        yield made


def test_names_wait_with_their_reasons_and_what_is_alike(visit):
    html = visit.page().text
    assert "Waiting names: 3 of 3" in html
    assert "<bdi>Codename</bdi>" in html
    assert "no such name" in html
    assert "internal use only" in html
    assert 'class="verdict"' not in html


def test_names_are_searched_and_paged(visit):
    assert "Waiting names: 1 of 3" in visit.page("?q=CODE").text
    assert "No waiting name passes the filter." in visit.page("?q=zzz").text
    assert "Waiting names: 1 of 3" in visit.page("?q=code&source=arena&page=9").text
    assert visit.client.get("/unresolved?page=0").status_code == 400


def test_a_reviewer_accepts_a_name_and_the_next_page_shows_it(visit):
    signed = visit.sign_in()
    assert signed.status_code == 200
    assert urlsplit(str(signed.url)).query == "q=code"
    assert "Signed in as ana." in signed.text
    done = visit.verdict()
    assert done.status_code == 200
    assert parse_qs(urlsplit(str(done.url)).query)["decided"] == ["1"]
    assert "results gained 1" in done.text
    assert "Waiting names: 2 of 2" in done.text
    assert "its page" in done.text
    assert visit.bench.store.decisions(1)[0].decider == "ana"


def test_another_id_than_those_suggested_may_be_typed(visit):
    visit.sign_in()
    done = visit.verdict(model="acme/lumen", other="acme/quill", action="reject", note="a later one")
    assert "Rejected" in done.text
    assert visit.bench.store.decisions(1)[0].model_id == "acme/quill"


def test_a_wrong_form_comes_back_with_a_sentence_and_what_was_typed(visit):
    visit.sign_in()
    refused = visit.verdict(other="acme/nothing", note="typed <b>words</b>")
    assert refused.status_code == 404
    assert "acme/nothing" in refused.text
    assert 'value="typed &lt;b&gt;words&lt;/b&gt;"' in refused.text
    assert visit.bench.store.decisions(1) == ()


@pytest.mark.parametrize("key", ["bb-nothing", "", "x" * 300])
def test_without_a_good_key_nobody_signs_in(visit, key):
    refused = visit.sign_in(key or " ")
    assert refused.status_code in {400, 401}
    assert "Set-Cookie" not in refused.headers
    assert 'class="verdict"' not in refused.text


def test_a_reader_s_key_does_not_do(visit):
    refused = visit.sign_in(visit.bench.readers_token)
    assert refused.status_code == 403
    assert 'class="verdict"' not in refused.text


def test_a_form_of_another_site_does_nothing(visit):
    visit.sign_in()
    html = visit.page().text
    token = re.search(r'name="token" value="([^"]*)"', html.split('class="verdict"')[1]).group(1)
    form = {"action": "accept", "name": "Codename", "source": "arena", "via": "", "model": "acme/lumen", "token": token}
    elsewhere = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert visit.client.post("/unresolved", data=form, headers=elsewhere).status_code == 403
    assert visit.client.post("/unresolved", data=form | {"token": "x"}).status_code == 403
    assert visit.client.post("/unresolved", content=b"a" * 20_000).status_code in {400, 413}
    assert visit.client.post("/unresolved", json=form).status_code == 400
    assert visit.bench.store.decisions(1) == ()


def test_signing_out_ends_it(visit):
    html = visit.sign_in().text
    token = re.search(r'class="signed".*?name="token" value="([^"]*)"', html, re.DOTALL).group(1)
    left = visit.client.post("/unresolved", data={"token": token})
    assert "Sign in to decide" in left.text
    assert 'class="verdict"' not in left.text


def test_a_revoked_key_ends_its_session_at_once(visit):
    visit.sign_in()
    with visit.bench.store.writing() as writer:
        writer.revoke_key(visit.bench.key.id, visit.bench.now)
    assert 'class="verdict"' not in visit.page().text


def test_the_past_is_for_reading(visit):
    visit.sign_in()
    html = visit.page("?as_of=2026-11-21T12:00:00Z").text
    assert 'class="verdict"' not in html
    assert "as of 2026-11-21T12:00:00Z" in html


def test_nothing_of_it_is_cached_and_forms_go_home_only(visit):
    reply = visit.page()
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["referrer-policy"] == "same-origin"
    assert "form-action 'self'" in reply.headers["content-security-policy"]
    assert visit.client.put("/unresolved").status_code == 405
    assert "POST" in visit.client.put("/unresolved").headers["allow"]


def test_strangers_see_no_internal_names_until_they_sign_in(bench):
    visit = Visit(bench, public=True)
    with visit.client:
        html = visit.page().text
        assert "Codename" not in html
        assert "No name is waiting." in html
        assert "Codename" in visit.sign_in().text
        assert "Codename" in visit.page().text
        visit.client.cookies.clear()
        assert "Codename" not in visit.page().text


def test_without_a_desk_nobody_decides(bench):
    live = Live(bench.store)
    with TestClient(create_app(live, routes=web.ROUTES), headers={"Accept": "text/html"}) as client:
        html = client.get("/unresolved").text
        assert "Codename" in html
        assert "Sign in" not in html
        assert client.post("/unresolved", data={"key": bench.token}).status_code == 405


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(tmp_path, name):
    made = Bench(tmp_path)
    fill(made.store, name)
    visit = Visit(made)
    with visit.client:
        visit.sign_in()
        html = visit.page().text
        assert name in unescape(html)
        assert "<script>alert" not in html
    made.store.close()
