"""A store of invented documents, and pages on it."""

from contextlib import contextmanager
from datetime import UTC, datetime

from starlette.testclient import TestClient

from benchbook import web
from benchbook.api import routes as api
from benchbook.api.app import create_app
from benchbook.api.keys import new_key
from benchbook.api.live import Live
from benchbook.api.route import Settings
from benchbook.model import (
    CatalogModel,
    Claim,
    Labels,
    Matched,
    Parsed,
    Prices,
    Raw,
    Rejected,
    Result,
    Scope,
    Unmatched,
)

TODAY = datetime(2026, 8, 1, 12, tzinfo=UTC)
CATALOGUE = Scope(source="openrouter", feed="models")
TOKEN, KEY = new_key("ana", "house", TODAY)
SECRET_FILE = "kept-in-the-house.json"


def on(day):
    return datetime(2026, 7, day, tzinfo=UTC)


def listed(slug, price="0.000001", **fields):
    told = {"id": f"acme/{slug}", "permaslug": f"acme/{slug}-1", "name": f"Acme: {slug.title()}"}
    return CatalogModel(**(told | {"prices": Prices(by_kind={"prompt": price, "completion": price})} | fields))


def claim(scope, name, measures, board, creator=None, **fields):
    result = Result(board=board, measures=measures, **fields)
    labels = Labels(name=name, creator=creator)
    return Claim(scope=scope, subject=name, labels=labels, results=(result,), locator=f"data[{name[:80]}]")


def record(store, source, day, claims=(), models=(), *, licence="attribution", rejected=(), origin=None, joined=True):
    """Record a document of a source; the claims are joined to models of their names unless told otherwise."""
    scopes = {each.scope for each in claims} | ({CATALOGUE} if models else set())
    document = Parsed(
        source=source,
        observed_at=on(day),
        rows_read=len(claims) + len(rejected),
        claims=tuple(claims),
        models=tuple(models),
        rejected=tuple(Rejected(locator=f"row {at}", reason=reason) for at, reason in enumerate(rejected)),
        facts_scope=CATALOGUE if models else None,
        complete=tuple(scopes),
    )
    name = origin or f"{source}-{day}.json"
    page = Raw(body=f"{source} {day} {name}".encode(), origin=name, received_at=on(day))
    identities = [
        Matched(model_id=f"acme/{each.labels.name}", rule="id") if joined else Unmatched(reason="no such name")
        for each in claims
    ]
    with store.writing() as writer:
        return writer.record(document, (page,), identities, licence=licence, citation=f"Source: {source} (invented)")


def fill(store):
    """Two catalogues, an arena twice, an internal index and a table of one's own."""
    boards = Scope(source="design-arena", feed="models/website")
    index = Scope(source="artificial-analysis", feed="indices")
    own = Scope(source="house-evals", feed="house-evals")
    record(store, "openrouter", 1, models=[listed("atlas"), listed("birch"), listed("cedar")])
    record(store, "design-arena", 2, [claim(boards, "atlas", {"elo": 1200, "win_rate": 50}, "models/website")])
    record(store, "openrouter", 20, models=[listed("atlas", "0.000002"), listed("birch"), listed("dune")])
    record(store, "design-arena", 21, [claim(boards, "atlas", {"elo": 1210, "win_rate": 51}, "models/website")])
    record(
        store,
        "artificial-analysis",
        22,
        [claim(index, "birch", {"coding_index": 50.5}, "indices")],
        licence="internal",
        origin=SECRET_FILE,
        rejected=("a secret reason",),
    )
    record(
        store, "table", 23, [claim(own, "atlas", {"pass_rate": 7}, "house-evals")], rejected=("no figure", "<b>bad</b>")
    )


@contextmanager
def pages_on(store, *, public=False, token=None, **settings):
    """A browser on a store, with a key or without."""
    if not store.keys():
        with store.writing() as writer:
            writer.add_key(KEY)
    live = Live(store, audiences=("keyholders", "everyone"))
    app = create_app(
        live,
        Settings(public=public, **settings),
        routes=(*api.ROUTES, *web.ROUTES),
        clock=TODAY.timestamp,
        missing=web.refusal,
    )
    headers = {"Accept": "text/html"} | ({"Authorization": f"Bearer {token}"} if token else {})
    with TestClient(app, headers=headers) as client:
        yield client
