"""Design Arena: ratings and win rates from votes on generated designs, board by board.

Read are dumps of several boards with a registry of models, and the API's replies: one board each, and
the models. Replies have named their fields in camel and in snake case, and keyed rows by id or by name.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec

from benchbook.errors import BadStatus, Malformed, NothingToImport
from benchbook.model import Claim, Labels, Noun, Number, Parsed, Raw, Result, Scope
from benchbook.sources import Get, Glimpse, Source
from benchbook.sources._boards import boards, spelt
from benchbook.sources._documents import (
    ABSENT,
    RowProblem,
    Upstream,
    decode,
    decode_part,
    decode_row,
    document_date,
    excerpt,
    is_list,
    outermost,
    present,
)
from benchbook.sources._tally import Tally, check_text, known_figures

NOT_FOUND = 404
SOURCE_ID = "design-arena"
_BOARD_URL = re.compile(r"/leaderboard/([\w.()-]+)/([\w.()-]+)")

_Count = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
_Spread = Annotated[float, msgspec.Meta(ge=0, le=10**6)]
_Rows = list[tuple[str, str | None, msgspec.Raw]]


class _Request(Upstream, frozen=True, kw_only=True):
    arena_camel: str | None = msgspec.field(default=None, name="arenaType")
    arena: str | None = None
    category: str | None = None


class _Board(Upstream, frozen=True, kw_only=True):
    request: _Request = _Request()
    data: msgspec.Raw = ABSENT


class _Envelope(Upstream, frozen=True, kw_only=True):
    leaderboards: msgspec.Raw = ABSENT
    model_registry: msgspec.Raw = ABSENT
    arena: str | None = None
    category: str | None = None
    leaderboard: msgspec.Raw = ABSENT
    data: msgspec.Raw = ABSENT
    models: msgspec.Raw = ABSENT
    collected_at: str | None = None
    fetched_at: str | None = None
    as_of: str | None = None


class _Named(Upstream, frozen=True, kw_only=True):
    """The ways in which a row or a registry's entry names its model."""

    model_id_camel: str | None = msgspec.field(default=None, name="modelId")
    model_id: str | None = None
    id: str | None = None
    slug: str | None = None
    display_name_camel: str | None = msgspec.field(default=None, name="displayName")
    display_name: str | None = None
    name: str | None = None
    provider: str | None = None

    def own_id(self) -> str | None:
        return self.model_id_camel or self.model_id or self.id or self.slug

    def shown(self) -> str | None:
        return self.display_name_camel or self.display_name or self.name


class _Places(Upstream, frozen=True, kw_only=True):
    first_camel: _Count | None = msgspec.field(default=None, name="firstPlace")
    second_camel: _Count | None = msgspec.field(default=None, name="secondPlace")
    third_camel: _Count | None = msgspec.field(default=None, name="thirdPlace")
    fourth_camel: _Count | None = msgspec.field(default=None, name="fourthPlace")
    first_place: _Count | None = None
    second_place: _Count | None = None
    third_place: _Count | None = None
    fourth_place: _Count | None = None
    total: _Count | None = None


class _Row(_Named, frozen=True, kw_only=True):
    elo: Number | None = None
    rating: Number | None = None
    win_rate_camel: Number | None = msgspec.field(default=None, name="winRate")
    win_rate: Number | None = None
    wins: _Count | None = None
    losses: _Count | None = None
    battles: _Count | None = None
    bt_std_err_camel: _Spread | None = msgspec.field(default=None, name="btStdErr")
    bt_std_err: _Spread | None = None
    std_err: _Spread | None = None
    time_camel: Number | None = msgspec.field(default=None, name="avgGenerationTimeMs")
    avg_generation_time_ms: Number | None = None
    places_camel: _Places | None = msgspec.field(default=None, name="tournamentStats")
    tournament_stats: _Places | None = None

    def percent_won(self) -> Number | None:
        return _first(self.win_rate_camel, self.win_rate)


class _Entry(Noun, frozen=True, kw_only=True):
    """What the registry says of one model."""

    id: str
    name: str
    provider: str | None = None


class _Registry:
    """The models by id, and by display name where that is one model's alone."""

    def __init__(self) -> None:
        self._by_id: dict[str, _Entry] = {}
        self._ids_by_name: dict[str, set[str]] = {}

    def add(self, entry: _Entry) -> None:
        self._by_id.setdefault(entry.id, entry)
        self._ids_by_name.setdefault(entry.name, set()).add(entry.id)

    def find(self, key: str) -> _Entry | None:
        if key in self._by_id:
            return self._by_id[key]
        ids = self._ids_by_name.get(key, set())
        return self._by_id[next(iter(ids))] if len(ids) == 1 else None


def parse(pages: tuple[Raw, ...]) -> Parsed:
    """Read a dump, or replies for boards and models; raises ``Malformed`` or ``NothingToImport``."""
    tally = Tally(pages[0].origin)
    registry = _Registry()
    found: list[tuple[Scope, _Rows]] = []
    stated = None
    for number, page in enumerate(pages, 1):
        envelope, listed = _open(page)
        before = f"page {number}, " if len(pages) > 1 else ""
        found += _boards_of(page, envelope, listed, before, tally, registry)
        dates = [(path, getattr(envelope, path)) for path in ("collected_at", "fetched_at", "as_of")]
        stated = stated or document_date(page, dates)
    if not any(rows for _, rows in found) and not tally.rejected:
        raise NothingToImport(pages[0].origin, "the document has no board with rows")
    for scope, rows in found:
        _tally_board(scope, rows, registry, tally)
    scopes = dict.fromkeys(scope for scope, rows in found if rows)
    return Parsed(
        source=SOURCE_ID,
        observed_at=pages[0].observed_at(stated),
        rows_read=tally.rows_read,
        claims=tuple(tally.claims),
        rejected=tuple(tally.rejected),
        complete=tally.whole(*scopes),
    )


def _open(page: Raw) -> tuple[_Envelope, msgspec.Raw]:
    """The envelope and, of a bare list, the list."""
    if outermost(page) == "[":
        return _Envelope(), decode(page, msgspec.Raw, "a list of rows")
    return decode(page, _Envelope, "boards or a reply of the Design Arena"), ABSENT


def _boards_of(
    page: Raw, envelope: _Envelope, listed: msgspec.Raw, before: str, tally: Tally, registry: _Registry
) -> list[tuple[Scope, _Rows]]:
    """The boards of a page; the models that it lists go into the registry."""
    if present(envelope.model_registry):
        _register(_rows(page, "model_registry", envelope.model_registry, before), tally, registry)
    if present(envelope.leaderboards):
        return list(_dumped(page, envelope.leaderboards, before, tally))
    for path, part in (
        ("leaderboard", envelope.leaderboard),
        ("data", envelope.data),
        ("models", envelope.models),
        ("", listed),
    ):
        if present(part):
            rows = _rows(page, path, part, before)
            named = _named_board(page, envelope)
            if named is not None:
                return [(_scope(*named), rows)]
            if path == "leaderboard":
                raise Malformed(page.origin, "", "`arena` and `category` beside the leaderboard")
            _register(rows, tally, registry)
            return []
    if present(envelope.model_registry):
        return []
    raise Malformed(page.origin, "", "an object with `leaderboards`, or `arena`, `category` and `leaderboard`")


def _named_board(page: Raw, envelope: _Envelope) -> tuple[str, str] | None:
    """Which board a reply is of: by its own word, or else by its URL."""
    if envelope.arena and envelope.category:
        return _checked(page, envelope.arena, envelope.category)
    found = _BOARD_URL.search(page.origin)
    return (found[1], found[2]) if found else None


def _checked(page: Raw, arena: str, category: str) -> tuple[str, str]:
    try:
        return check_text("arena", arena), check_text("category", category)
    except RowProblem as problem:
        raise Malformed(page.origin, "arena", f"the names of a board: {problem}") from problem


def _scope(arena: str, category: str) -> Scope:
    return Scope(source=SOURCE_ID, feed=f"{arena}/{spelt(arena, category)}")


def _dumped(page: Raw, leaderboards: msgspec.Raw, before: str, tally: Tally) -> Iterator[tuple[Scope, _Rows]]:
    named = decode_part(page, "leaderboards", leaderboards, dict[str, msgspec.Raw], "an object of boards by name")
    for name, body in named.items():
        locator = f"{before}leaderboards.{excerpt(name)[:80]}"
        with tally.entry(locator, body):
            board = decode_row(body, _Board)
            arena = check_text("request.arenaType", board.request.arena_camel or board.request.arena or "")
            category = check_text("request.category", board.request.category or "")
            if not present(board.data):
                raise RowProblem("a board without `data`")
            rows = decode_row(board.data, list[msgspec.Raw])
            yield (
                _scope(arena, category),
                [(f"{locator}.data[{index}]", None, row) for index, row in enumerate(rows)],
            )


def _rows(page: Raw, path: str, part: msgspec.Raw, before: str) -> _Rows:
    """Rows of a list, or of an object that is keyed by id or name: (locator, key, row)."""
    if is_list(part):
        listed = decode_part(page, path, part, list[msgspec.Raw], "a list of rows")
        return [(f"{before}{path}[{index}]", None, row) for index, row in enumerate(listed)]
    keyed = decode_part(page, path, part, dict[str, msgspec.Raw], "a list of rows, or an object of rows by name")
    return [(f"{before}{path}[{key[:80]!r}]", key, row) for key, row in keyed.items()]


def _register(rows: _Rows, tally: Tally, registry: _Registry) -> None:
    for locator, key, row in rows:
        with tally.entry(locator, row):
            named = decode_row(row, _Named)
            own_id = check_text("id", named.own_id() or key or "")
            registry.add(_Entry(id=own_id, name=named.shown() or own_id, provider=named.provider or None))


def _tally_board(scope: Scope, rows: _Rows, registry: _Registry, tally: Tally) -> None:
    shares = _are_shares(rows)
    for locator, key, row in rows:
        with tally.row(locator, row, scope):
            read = decode_row(row, _Row)
            won = read.percent_won()
            if shares and won is not None:
                raise RowProblem(f"win_rate is {won:g}, and no row of the board is above 1; expected percent, 0 to 100")
            tally.add(_claim(scope, read, key, registry, locator))


def _are_shares(rows: _Rows) -> bool:
    """Whether the win rates of a board are on a scale of 0 to 1."""
    rates = []
    for _, _, row in rows:
        try:
            rates.append(decode_row(row, _Row).percent_won())
        except RowProblem:
            continue
    known = [rate for rate in rates if rate is not None]
    return all(0 <= rate <= 1 for rate in known) and any(0 < rate < 1 for rate in known)


def _claim(scope: Scope, row: _Row, key: str | None, registry: _Registry, locator: str) -> Claim:
    given = row.own_id() or key or row.shown()
    if given is None:
        raise RowProblem("names no model; expected modelId, id, slug or a name")
    entry = registry.find(given)
    own_id = entry.id if entry else given
    return Claim(
        scope=scope,
        subject=own_id,
        labels=Labels(
            name=entry.name if entry else row.shown() or own_id,
            slug=own_id,
            creator=(entry.provider if entry else None) or row.provider or None,
        ),
        results=(_result(scope.feed, row),),
        locator=locator,
    )


def _result(board: str, row: _Row) -> Result:
    places = row.places_camel or row.tournament_stats or _Places()
    elo = _first(row.elo, row.rating)
    if elo is None:
        raise RowProblem("has no rating; expected a number `elo` or `rating`")
    figures: dict[str, Number | None] = {
        "elo": elo,
        "win_rate": row.percent_won(),
        "avg_generation_time_ms": _first(row.time_camel, row.avg_generation_time_ms),
        "wins": row.wins,
        "losses": row.losses,
        "battles": row.battles,
        "first_place": _first(places.first_camel, places.first_place),
        "second_place": _first(places.second_camel, places.second_place),
        "third_place": _first(places.third_camel, places.third_place),
        "fourth_place": _first(places.fourth_camel, places.fourth_place),
        "total": places.total,
    }
    return Result(
        board=board,
        measures=known_figures(figures),
        sample_size=row.battles,
        std_error=_first_known((row.bt_std_err_camel, row.bt_std_err, row.std_err)),
    )


def _first(one: Number | None, other: Number | None) -> Number | None:
    return other if one is None else one


def _first_known(values: Iterable[float | None]) -> float | None:
    return next((value for value in values if value is not None), None)


def _recognise(glimpse: Glimpse) -> bool:
    if glimpse.format != "json":
        return False
    others = "model_permaslug" in glimpse.row_keys or "benchbook_board" in glimpse.keys
    reply = {"arena", "category"} <= glimpse.keys and not others
    return "leaderboards" in glimpse.keys or reply


def _fetch(get: Get) -> Iterator[tuple[Raw, ...]]:
    """The models and all boards as one document; a board that has ended is left out."""
    pages = [get("models", {})]
    ended: BadStatus | None = None
    for arena, category in boards():
        try:
            pages.append(get(f"leaderboard/{arena}/{category}", {}))
        except BadStatus as error:
            if error.status_code != NOT_FOUND:
                raise
            ended = error
    if len(pages) == 1 and ended is not None:
        raise ended
    yield tuple(pages)


SOURCE = Source(
    id=SOURCE_ID,
    title="Design Arena",
    homepage="https://www.designarena.ai",
    licence="attribution",
    citation="Source: Design Arena (www.designarena.ai)",
    parse=parse,
    recognise=_recognise,
    fetch=_fetch,
    base_url="https://www.designarena.ai/api/v1",
    key_variable="DESIGN_ARENA_API_KEY",
    key_header=("Authorization", "Bearer {key}"),
)
