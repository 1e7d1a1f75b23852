"""With ``--public`` whoever has no key finds every page as if no internal document had ever come."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from stored_pages import SECRET_FILE, TOKEN, claim, listed, pages_on, record

from benchbook.model import Scope
from benchbook.store import open_store

ROOTS = (
    "/",
    "/?all_open=1&gone=1",
    "/?as_of=2026-07-21",
    "/chart",
    "/compare?model=acme/atlas&model=acme/birch",
    "/arena",
    "/changes?since=2020-01-01",
    "/unresolved",
    "/sources",
    "/sources?source=table",
    "/reference",
    "/model/acme/birch",
    "/model/acme/birch?as_of=2026-07-21",
    "/model/acme/nothing",
    "/?as_of=2026-07-01",
    "/leaderboard/lines?open=acme/birch",
    "/openapi.json",
    "/healthz",
)
BOARDS = Scope(source="design-arena", feed="models/website")
INDEX = Scope(source="artificial-analysis", feed="indices")
CODENAMES = Scope(source="artificial-analysis", feed="codenames")
RELAYED = Scope(source="artificial-analysis", feed="models", via="openrouter")
HOUSE = Scope(source="house-evals", feed="house-evals")
SECRETS = ("House Codename", "77.125", "76.5", "house-evals", SECRET_FILE, "a secret reason", "Secret Falcon")
LINK = re.compile(r'(?:href|src|action|data-spec|data-bundle)="([^"]*)"')
MOST_OF_A_KIND = 12
PAST_THE_LAST = 25


def fill(store, *, internal):
    """The same public documents; between, before and after them internal ones, or none."""

    def secret(*told, **more):
        if internal:
            record(store, *told, licence="internal", **more)

    codename = claim(CODENAMES, "House Codename", {"coding_index": 76.5}, "codenames")
    secret("artificial-analysis", 1, [codename], joined=False, origin=SECRET_FILE, rejected=("a secret reason",))
    record(store, "openrouter", 2, models=[listed("atlas"), listed("birch"), listed("cedar")])
    record(store, "design-arena", 3, [claim(BOARDS, "atlas", {"elo": 1200, "win_rate": 50}, "models/website")])
    secret("artificial-analysis", 4, [claim(INDEX, "birch", {"coding_index": 60.0}, "indices", variant="high")])
    relayed = [claim(RELAYED, "birch", {"coding_index": 50.0}, "indices")]
    record(store, "openrouter-benchmarks", 5, relayed, licence="attribution")
    secret("artificial-analysis", 6, [claim(INDEX, "birch", {"coding_index": 77.125}, "indices")])
    record(store, "openrouter", 20, models=[listed("atlas", "0.000002"), listed("birch"), listed("dune")])
    waits = [claim(BOARDS, "Public Codename", {"elo": 900, "win_rate": 9}, "models/website")]
    record(store, "design-arena", 21, waits, joined=False)
    secret("table", 22, [claim(HOUSE, "atlas", {"pass_rate": 77.125}, "house-evals")])
    falcon = claim(HOUSE, "Secret Falcon", {"pass_rate": 3}, "house-evals")
    secret("table", PAST_THE_LAST, [falcon], joined=False, origin=SECRET_FILE, rejected=("a secret reason",))


@pytest.fixture
def stores(tmp_path):
    with open_store(str(tmp_path / "with.db")) as full, open_store(str(tmp_path / "without.db")) as bare:
        fill(full, internal=True)
        fill(bare, internal=False)
        yield full, bare


def linked(path, reply):
    """What a page leads to on its own site."""
    for text in LINK.findall(reply.text) if "html" in reply.headers["content-type"] else ():
        found = urlsplit(urljoin(f"http://testserver{path}", unescape(text)))
        if found.netloc == "testserver" and not found.path.startswith("/static/"):
            yield f"{found.path}?{found.query}" if found.query else found.path


def kind_of(path):
    """What two addresses have in common that differ in their values alone."""
    found = urlsplit(path)
    return found.path, *sorted({pair.partition("=")[0] for pair in found.query.split("&")})


def crawled(client, roots):
    """Every page and file that the roots lead to, few of each kind: its address and the reply."""
    waiting, seen, kinds = list(roots), set(roots), {}
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > MOST_OF_A_KIND:
            continue
        reply = client.get(path)
        yield path, reply
        new = [each for each in linked(path, reply) if each not in seen]
        seen.update(new)
        if len(seen) < 600:
            waiting += new


def without_clock(body):
    """Without the second of recording, which differs between two stores."""
    return re.sub(rb"20[0-9-]{8}T[0-9:]{8}(\.[0-9]+)?(Z|\+00:00)", b"", body)


def test_every_page_and_file_is_the_same_as_if_nothing_internal_had_ever_come(stores):
    full, bare = stores
    kinds = set()
    with pages_on(full, public=True) as told, pages_on(bare, public=True) as expected:
        for path, reply in crawled(told, ROOTS):
            same = expected.get(path)
            assert reply.status_code == same.status_code, path
            if not path.partition("?")[0].endswith(".parquet"):
                assert without_clock(reply.content) == without_clock(same.content), path
            assert reply.status_code < 400 or "nothing" in path or "as_of=2026-07-01" in path, path
            assert not any(secret in reply.text for secret in SECRETS), path
            kinds.add(reply.headers["content-type"].partition(";")[0])
    assert kinds >= {"text/html", "text/csv", "application/json", "image/svg+xml", "application/atom+xml"}


def test_the_holder_of_a_key_finds_it_all(stores):
    with pages_on(stores[0], public=True, token=TOKEN) as client:
        told = "".join(reply.text for _, reply in crawled(client, ("/sources", "/unresolved", "/?gone=1")))
    assert all(secret in told for secret in SECRETS if secret != "76.5")


@pytest.mark.parametrize(
    "query",
    [
        "?sort=artificial-analysis/indices/intelligence_index",
        "?columns=house-evals/house-evals/pass_rate",
        "?sort=house-evals/house-evals/pass_rate&order=asc",
    ],
)
def test_a_column_that_only_internal_documents_have_is_refused_as_one_that_there_is_not(stores, query):
    full, bare = stores
    with pages_on(full, public=True) as told, pages_on(bare, public=True) as expected:
        reply, same = told.get(f"/{query}"), expected.get(f"/{query}")
    assert (reply.status_code, reply.content) == (400, same.content)


def test_a_name_that_an_internal_feed_gives_too_tells_nothing_of_that_feed(stores):
    """The same name in two feeds of a source: what only the internal one says of it stays inside."""
    scopes = (Scope(source="design-arena", feed="inside"), BOARDS)
    full, bare = stores
    for store, wanted in ((full, scopes), (bare, scopes[1:])):
        for scope in wanted:
            creator = "the-house" if scope.feed == "inside" else "everybody"
            each = claim(scope, "Twice Named Atlas", {"elo": 901, "win_rate": 9}, "models/website", creator=creator)
            licence = "internal" if scope.feed == "inside" else "attribution"
            record(store, "design-arena", 23, [each], joined=False, licence=licence, origin=f"{scope.feed}.json"[-9:])
    with pages_on(full, public=True) as told, pages_on(bare, public=True) as expected:
        for path in ("/model/acme/atlas", "/unresolved"):
            reply = told.get(path)
            assert "the-house" not in reply.text
            assert reply.content == expected.get(path).content
