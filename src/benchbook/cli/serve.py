"""``benchbook serve``: the API and the page."""

import os
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Literal, TypeVar

import click

from benchbook.cli.options import (
    calculate_alone,
    facts_option,
    loaded_facts,
    log_folder_of,
    log_option,
    now,
    opened,
    own_facts_folder,
    printable,
    store_option,
)
from benchbook.wording import counted

if TYPE_CHECKING:
    from pathlib import Path

    from benchbook.model import ApiKey, LedgerState, Licence, Moment, Times
    from benchbook.publication import Publication, StandIns
    from benchbook.resolve import Facts
    from benchbook.store import Store, Timeline
    from benchbook.web.desk import ReviewDesk

Answer = TypeVar("Answer")

_SHOWN_TO_ALL = (
    "Whoever reaches {host} sees figures that are for internal use, too; --public keeps them for holders of a key."
)
_POSTS_WAIT_SECONDS = 5.0
"""How long posted votes wait for an import to end before they are refused for the moment."""

_EXAMPLE_QUERY = "source=artificial-analysis&task_type=coding&max_results=5"


@click.command("serve", epilog="Example: benchbook serve --port 8484 --requests-per-minute 0")
@click.option("--host", default="127.0.0.1", help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8484, help="The port; 0 takes any free one.")
@click.option("--policy", type=click.Choice(["headline", "all"]), default="headline", help="Index rows a model.")
@click.option(
    "--as-design-arena",
    "stand_ins",
    metavar="ARENA=PLACE",
    multiple=True,
    callback=lambda _context, _option, told: _stand_ins(told),
    help=(
        "Publish the boards of an own arena as Design Arena's on the wire (/api/v1), in place of its arena PLACE: "
        "models, builders or agents. May be given for each of them; an own arena is on the wire in no other way."
    ),
)
@click.option("--requests-per-minute", type=click.IntRange(min=0), default=30, help="Per key; 0 is no limit.")
@click.option("--requests-per-day", type=click.IntRange(min=0), default=500, help="Per account; 0 is no limit.")
@click.option("--posts-per-minute", type=click.IntRange(min=0), default=600, help="Votes, per key; 0 is no limit.")
@click.option(
    "--public",
    is_flag=True,
    help="Show figures that are for internal use (licence internal) to holders of a key only, also in feeds and pages.",
)
@click.option(
    "--site",
    metavar="URL",
    callback=lambda _context, _option, text: _address(text),
    help="Where readers reach this server, for links in feeds.",
)
@click.option(
    "--rate-every",
    type=click.FloatRange(min=0),
    default=0,
    metavar="MINUTES",
    help="Rate and publish the boards of own arenas whose votes changed, every so many minutes; 0 is never.",
)
@click.option(
    "--session-key", is_flag=True, help="Print a reviewer's key that lasts as long as this server, and is not stored."
)
@facts_option
@log_option
@store_option
def command(
    host: str,
    port: int,
    policy: Literal["headline", "all"],
    stand_ins: "StandIns",
    requests_per_minute: int,
    requests_per_day: int,
    posts_per_minute: int,
    facts_folder: str | None,
    log_folder: str | None,
    store_target: str | None,
    site: str | None,
    rate_every: float,
    *,
    public: bool,
    session_key: bool,
) -> None:
    """Serve the API and the page until interrupted.

    An empty store is filled with the starter data first. Without any key in force, a session key
    is made and printed. Imports by other processes are served within a second.
    """
    calculate_alone()
    from benchbook import web
    from benchbook.api import routes as api
    from benchbook.api.app import create_app
    from benchbook.api.live import Live
    from benchbook.api.route import Settings
    from benchbook.api.server import is_loopback, serve
    from benchbook.publication import publication_of
    from benchbook.votes.log.ballot_box import StoreBox

    facts = CurrentFacts(lambda: loaded_facts(facts_folder, store_target))
    with opened(store_target) as store, opened(store_target, _POSTS_WAIT_SECONDS) as votes:
        _fill_if_empty(store, facts())
        token, ledger = _with_a_key(store, session_key=session_key)
        live = Live(
            ledger,
            lambda current, moment, audience: publication_of(current.state(moment), policy, audience, stand_ins),
            facts=facts,
            audiences=("keyholders", "everyone") if public else ("keyholders",),
        )
        _check_stand_ins(stand_ins, live.present("keyholders").publication)
        if not public and not is_loopback(host):
            click.echo(_SHOWN_TO_ALL.format(host=printable(host)), err=True)
        settings = Settings(
            public=public,
            site=site,
            key_requests_per_minute=requests_per_minute,
            account_requests_per_day=requests_per_day,
            key_posts_per_minute=posts_per_minute,
        )
        desk = _desk(store, ledger, own_facts_folder(facts_folder, store_target), site)
        pages = web.routes(desk, live.poll)
        log = log_folder_of(log_folder, store_target)
        box = StoreBox(votes, log)
        app = create_app(live, settings, routes=(*api.ROUTES, *pages), missing=web.refusal, ballots=box)
        with _scorekeeper(store, log, facts, rate_every):
            serve(lambda: app, host, port, lambda url: _announce(url, store.name, token))


def _scorekeeper(
    store: "Store", log: "Path", facts: "Callable[[], Facts]", minutes: float
) -> "AbstractContextManager[object]":
    """What keeps the boards of own arenas up to date, if somebody is to."""
    if not minutes:
        return nullcontext()
    from benchbook.arena.rater import Rater
    from benchbook.scorekeeper import Scorekeeper

    return Scorekeeper(Rater(store, log, facts=facts), minutes)


def _with_a_key(store: "Store", *, session_key: bool) -> "tuple[str | None, _WithSessionKey]":
    """The store as it is served, with a key of this server's own if one is wanted or there is none in force."""
    from benchbook.api.keys import new_key

    if not session_key and any(key.revoked_at is None for key in store.keys()):
        return None, _WithSessionKey(store, None)
    token, key = new_key("session", "session", now(), reviewer=True, votes=True)
    return token, _WithSessionKey(store, key)


def _desk(store: "Store", ledger: "_WithSessionKey", folder: "Path", site: str | None) -> "ReviewDesk":
    """Where reviewers decide about names."""
    from benchbook.web.desk import ReviewDesk
    from benchbook.web.session import session_secret

    return ReviewDesk(
        store=store, keys=ledger.keys, folder=folder, secret=session_secret(os.environ), now=now, site=site
    )


def _stand_ins(told: "Sequence[str]") -> "StandIns":
    """Own arenas by the place of the Design Arena's that each is to stand in; raises ``BadParameter``."""
    from typing import get_args

    from benchbook.publication import DesignArena

    found: dict[DesignArena, str] = {}
    for text in told:
        arena, _, place = text.partition("=")
        chosen = next((each for each in get_args(DesignArena) if each == place), None)
        if not arena or chosen is None:
            raise click.BadParameter(f"{printable(text)!r}, expected ARENA=models, ARENA=builders or ARENA=agents")
        if found.setdefault(chosen, arena) != arena:
            raise click.BadParameter(
                f"two arenas in place of {place}: {printable(found[chosen])} and {printable(arena)}"
            )
    return found


def _check_stand_ins(stand_ins: "StandIns", publication: "Publication") -> None:
    """Say which arena has no board yet: its place on the wire is empty until it has."""
    known = {board.board.partition("/")[0] for board in publication.boards}
    for place, arena in stand_ins.items():
        if arena not in known:
            click.echo(
                f"The arena {printable(arena)} has no board yet: {place} of design-arena is empty until it has.",
                err=True,
            )


def _address(text: str | None) -> str | None:
    """An address without a slash at its end; raises ``BadParameter`` for what is not one of the web."""
    from urllib.parse import urlsplit

    if text is None:
        return None
    try:
        parts = urlsplit(text)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        known = False
    if not known or parts.query or parts.fragment or not text.isprintable() or " " in text:
        raise click.BadParameter(f"{printable(text)!r}, expected an address such as https://bench.example")
    return text.rstrip("/")


class CurrentFacts:
    """The facts as they are whenever they are asked for; while they cannot be read, as they were before."""

    def __init__(self, read: Callable[[], "Facts"]) -> None:
        self._read = read
        self._last = read()

    def __call__(self) -> "Facts":
        """The facts; what is wrong with them now is told on standard error."""
        from benchbook.errors import FactsError

        try:
            self._last = self._read()
        except FactsError as error:
            click.echo(f"benchbook: {printable(str(error))}; the facts read before stay in force", err=True)
        return self._last


def _fill_if_empty(store: "Store", facts: "Facts") -> None:
    from benchbook.pipeline import load_starter

    if store.imports():
        return
    summary = load_starter(store, now(), facts)
    click.echo(f"The store is empty: loaded the starter data, {counted(summary.models, 'model')}.", err=True)


def _announce(url: str, store: str, token: str | None) -> None:
    click.echo(f"Benchbook serves {store}", err=True)
    click.echo(f"  page  {url}/")
    click.echo(f"  API   {url}/api/v1")
    if token is not None:
        click.echo(f"  key   {token}   (until this server stops)")
    shown = token or "$BENCHBOOK_KEY"
    click.echo(f'  try   curl -H "Authorization: Bearer {shown}" "{url}/api/v1/benchmarks?{_EXAMPLE_QUERY}"')
    click.echo("Stop with Ctrl-C.", err=True)


class _WithSessionKey:
    """A store with one key more that is held in memory only."""

    def __init__(self, store: "Store", key: "ApiKey | None") -> None:
        self._store = store
        self._session = () if key is None else (key,)

    def generation(self) -> int:
        return self._store.generation()

    def keys(self) -> "Sequence[ApiKey]":
        return (*self._store.keys(), *self._session)

    def times(self, licences: "Collection[Licence]") -> "Times":
        return self._store.times(licences)

    def state(self, moment: "Moment") -> "LedgerState":
        return self._store.state(moment)

    def over_time(self, question: "Callable[[Timeline, Moment], Answer]", moment: "Moment") -> "Answer":
        return self._store.over_time(question, moment)
