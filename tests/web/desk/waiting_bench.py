"""What waits on the desk: a store with names, a reviewer's key, a reader's, and a clock that is moved by hand."""

from datetime import UTC, datetime, timedelta

from benchbook.api.keys import new_key
from benchbook.model import CatalogModel, Claim, Labels, Parsed, Result, Scope, Unmatched
from benchbook.store import open_store
from benchbook.web.desk import DECIDE, ReviewDesk

START = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECRET = b"s" * 32
HOST = {"host": "127.0.0.1:8484", "origin": "http://127.0.0.1:8484", "sec-fetch-site": "same-origin"}
ADDRESS = "127.0.0.1"
BOARD = Scope(source="arena", feed="boards")


def claim(number, name):
    result = Result(board="website", measures={"elo": 1000.0})
    return Claim(scope=BOARD, subject=f"n{number}", labels=Labels(name=name), results=(result,), locator=f"[{number}]")


def fill(store, *names):
    """Record synthetic models and names, all of which wait."""
    claims = tuple(claim(number, name) for number, name in enumerate(names))
    models = tuple(
        CatalogModel(id=f"acme/{one}", permaslug=f"acme/{one}-1", name=one.title()) for one in ("lumen", "quill")
    )
    document = Parsed(
        source="arena",
        observed_at=START,
        rows_read=len(claims),
        claims=claims,
        models=models,
        facts_scope=Scope(source="catalogue", feed="models"),
    )
    waiting = [Unmatched(reason="no such name")] * len(claims)
    with store.writing() as writer:
        writer.record(document, (), waiting, licence="internal", citation="Arena (invented)")


class Bench:
    """A desk with all that it works with, and a browser's cookie."""

    def __init__(self, folder):
        self.now = START
        self.facts = folder / "facts"
        self.store = open_store(str(folder / "store.db"))
        fill(self.store, "Codename", "Nib", "\U0001f600")
        self.token, self.key = new_key("ana", "default", START, reviewer=True)
        self.readers_token, self.readers_key = new_key("ci", "default", START)
        with self.store.writing() as writer:
            writer.add_key(self.key)
            writer.add_key(self.readers_key)
        self.desk = self.made()

    def made(self, **more):
        given = {"store": self.store, "keys": self.store.keys, "folder": self.facts, "secret": SECRET}
        return ReviewDesk(**(given | {"now": lambda: self.now} | more))

    def pass_time(self, **more):
        self.now += timedelta(**more)

    def signed_in(self, token=None, desk=None):
        """The headers of a browser that signed in."""
        outcome = (desk or self.desk).sign_in({"key": token or self.token}, HOST, ADDRESS)
        assert outcome.status == 303, outcome
        return HOST | {"cookie": outcome.cookies[0].partition(";")[0]}

    def form(self, headers, **more):
        """The form that the page offers whoever is signed in."""
        token = self.desk.token(self.desk.reviewer(headers), DECIDE)
        given = {"action": "accept", "name": "Codename", "source": "arena", "via": "", "model": "acme/lumen"}
        return given | {"note": "its page", "token": token} | more
