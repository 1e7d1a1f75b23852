"""Own arenas: boards that Benchbook rated from an operator's own votes, one document a board.

The document is Benchbook's own, so it is read strictly: an unknown or missing key refuses it whole, a bad row costs
itself. Models that their board does not list, or that are not connected with the rest of it, are told as rejected
rows with the reason. What holds for the whole board stands with its first row: ``facts_of`` reads it back.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec.structs import replace

from benchbook.errors import Malformed, NothingToImport
from benchbook.model import Claim, Labels, Licence, Noun, Number, Parsed, Raw, Result, Scalar, Scope
from benchbook.sources import Glimpse, Source
from benchbook.sources._documents import RowProblem, decode, decode_row, document_date, excerpt, rows_in
from benchbook.sources._tally import Tally, check_characters, check_text, known_figures
from benchbook.sources._texts import check_texts

SOURCE_ID = "arena"
MARKER = "benchbook_board"
MAIN = 1
"""The number of the component that a board is about."""

DESIGN_ARENAS = ("models", "builders", "agents")
"""Names of the Design Arena's own arenas, which no other may bear."""

MOST_TOLD = 200
"""So many models that are left out are told one by one; the others are counted."""

MOST_CATEGORY_CHARACTERS = 200
MOST_VERSION_CHARACTERS = 1000
_MOST_OTHERS = 20
_MOST_MERGED_CHARACTERS = 500
ARENA_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_NO_ADDRESS = re.compile(r"\.\.?|.*/(file|chart)\.[^/]*")
_MERGED = "merged"

_Out = Literal["few", "apart"]
"""Why a board leaves a model out: too few battles, or none with the main component's models."""

_Count = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
_Rank = Annotated[int, msgspec.Meta(ge=1, le=10**9)]
_Figure = Annotated[int, msgspec.Meta(ge=-(10**15), le=10**15)] | Annotated[float, msgspec.Meta(ge=-1e15, le=1e15)]
_Amount = Annotated[float, msgspec.Meta(ge=0, le=10**12)]
_Spread = Annotated[float, msgspec.Meta(ge=0, le=10**6)]
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Hash = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class Anchor(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The model whose rating is fixed, and where."""

    name: str
    rating: _Figure


class RatingMethod(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a board was rated. ``prior`` is in virtual draws, None for one of ½ only where ratings need it.

    ``cluster`` is which votes were to be taken together and ``covariance`` what came of it, ``level`` that of the
    intervals; ``simultaneous`` tells whether all spreads of ranks hold at once.

    Below ``small_sample_battles`` another interval holds, from ``list_battles`` on a model is listed, below
    ``preliminary_battles`` its rating is preliminary. ``voter_cap`` is how many votes of one voter count;
    ``as_voted`` tells that names which mean one model were not taken together.
    """

    model: _Text
    ties: Literal["half", "davidson"]
    both_bad: _Text
    prior: _Figure | None
    cluster: Literal["auto", "voter", "tournament", "none"]
    covariance: _Text
    simultaneous: bool
    level: Annotated[float, msgspec.Meta(gt=0, lt=1)]
    small_sample_battles: _Count
    list_battles: _Count
    preliminary_battles: _Count
    mean: _Figure
    anchor: Anchor | None
    voter_cap: _Count | None
    controls: tuple[str, ...]
    as_voted: bool = False
    version: Annotated[str, msgspec.Meta(min_length=1)]


class VoteCounts(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a board was rated from. ``sha256`` is that of the counts of its pairs, by which it can be reproduced.

    ``flagged`` votes are kept and not counted; None where nobody counted them. ``clusters`` is how many voters or
    tournaments the votes are of, where those were taken together, else None; ``effective_clusters`` is how many of one
    size would tell as much, n² / Σ n² (Kish 1965).
    """

    votes: _Count
    battles: _Count
    both_bad: _Count
    flagged: _Count | None
    clusters: _Count | None
    effective_clusters: _Amount | None = None
    pairs: _Count
    sha256: _Hash


class Component(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Models that are connected by battles; ``prior`` is the one used in it, ``tie_parameter`` Davidson's."""

    number: _Count
    models: _Count
    battles: _Count
    prior: _Figure
    strongly_connected: bool
    tie_parameter: _Figure | None


class BoardFacts(Noun, frozen=True, kw_only=True):
    """What holds for a whole board.

    ``models`` are all that were rated; of those ``few`` have too few battles to be listed, ``apart`` are not connected
    with the main component. There are ``components`` in all; ``others`` are the sizes of those beside the main one,
    the largest first, at most 20.
    """

    basis: Literal["votes", "placements"]
    votes_until: datetime | None
    method: RatingMethod
    counts: VoteCounts
    models: int
    few: int
    apart: int
    components: int
    main: Component | None
    others: tuple[int, ...] = ()


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class BoardHead(_Strict, frozen=True, kw_only=True):
    """All that a board's document says but its models; times are ISO 8601 in UTC."""

    benchbook_board: Literal[1]
    arena: str
    category: str
    rated_at: str
    votes_until: str | None
    basis: Literal["votes", "placements"]
    method: RatingMethod
    counts: VoteCounts
    components: tuple[Component, ...]
    licence: Licence
    citation: str


class _Board(BoardHead, frozen=True, kw_only=True):
    models: msgspec.Raw


class BoardRow(_Strict, frozen=True, kw_only=True):
    """A rated model as a board's document tells it; win rates are in percent, ``None`` is unknown."""

    name: str
    merged: tuple[str, ...]
    component: _Count
    listed: bool
    preliminary: bool
    rank: _Rank | None
    rank_low: _Rank | None
    rank_high: _Rank | None
    elo: _Figure
    std_error: _Spread
    low: _Figure
    high: _Figure
    battles: _Count
    wins: _Count
    losses: _Count
    ties: _Count
    both_bad: _Count
    win_rate: _Figure | None
    win_rate_low: _Figure | None
    win_rate_high: _Figure | None
    win_rate_elo: _Figure | None
    first_place: _Count | None
    second_place: _Count | None
    third_place: _Count | None
    fourth_place: _Count | None
    total: _Count | None


_ALIKE = (
    *("elo", "rank", "rank_low", "rank_high", "battles", "wins", "losses", "ties", "both_bad"),
    *("win_rate", "win_rate_low", "win_rate_high", "win_rate_elo"),
    *("first_place", "second_place", "third_place", "fourth_place", "total"),
)
"""The fields of a row that are metrics of the same name."""

_BOUNDED = (("elo", "low", "high"), ("rank", "rank_low", "rank_high"), ("win_rate", "win_rate_low", "win_rate_high"))
"""Figures with their bounds, of which both are known or neither is."""


def parse(pages: tuple[Raw, ...]) -> Parsed:
    """Read one board; raises ``Malformed`` or ``NothingToImport``."""
    page, *others = pages
    if others:
        raise Malformed(others[0].origin, "", "one board a document, found another page")
    board = decode(page, _Board, "a board of an own arena")
    _check(page, board)
    scope = Scope(source=SOURCE_ID, feed=f"{board.arena}/{board.category}")
    tally = Tally(page.origin)
    rows = rows_in(page, "models", board.models)
    if not rows:
        raise NothingToImport(page.origin, "the board has no models")
    out = _tally_rows(rows, board, scope, tally)
    facts = _facts(page, board, len(rows), out)
    return Parsed(
        source=SOURCE_ID,
        observed_at=page.observed_at(document_date(page, [("rated_at", board.rated_at)])),
        rows_read=tally.rows_read,
        claims=tuple(_with_facts(tally.claims, facts)),
        rejected=tuple(tally.rejected),
        complete=tally.whole(scope),
        licence=board.licence,
        citation=board.citation.strip() or None,
    )


def _check(page: Raw, board: _Board) -> None:
    """Raise ``Malformed`` for names and texts that cannot stand where they will be shown or asked for."""
    if not ARENA_NAME.fullmatch(board.arena):
        expected = "a name of at most 64 lower-case letters, digits, dots, dashes and underscores"
        raise Malformed(page.origin, "arena", f"{expected}, found {board.arena[:80]!r}")
    if board.arena in DESIGN_ARENAS:
        expected = f"another name than {board.arena!r}, which is an arena of the Design Arena"
        raise Malformed(
            page.origin, "arena", expected, hint="serve --as-design-arena publishes an own arena in its place"
        )
    try:
        check_text("category", board.category, MOST_CATEGORY_CHARACTERS)
        check_texts(board.method, frozenset({"version"}))
        check_characters("method.version", board.method.version, MOST_VERSION_CHARACTERS)
        check_characters("citation", board.citation, MOST_VERSION_CHARACTERS)
    except RowProblem as problem:
        raise Malformed(page.origin, "", f"texts that can be shown: {problem}") from problem
    if _NO_ADDRESS.fullmatch(board.category):
        raise Malformed(page.origin, "category", f"a name that can stand in an address, found {board.category!r}")


def _tally_rows(rows: list[msgspec.Raw], board: _Board, scope: Scope, tally: Tally) -> "Counter[_Out]":
    """Tally every row; counts those that the board leaves out."""
    out: Counter[_Out] = Counter()
    for index, raw in enumerate(rows):
        model = _readable(raw)
        reason = model and _left_out(model)
        if model is not None and reason:
            out[reason] += 1
            if out.total() > MOST_TOLD:
                continue
        # What the board leaves out itself is not unread: without the scope the row is no flaw of it.
        with tally.row(f"models[{index}]", raw, *(() if reason else (scope,))):
            model = model or decode_row(raw, BoardRow)
            if reason:
                raise RowProblem(_told(model, reason, board.method))
            tally.add(_claim(scope, model, board.method.version, f"models[{index}]"))
    if out.total() > MOST_TOLD:
        with tally.row("models", ""):
            raise RowProblem(f"{out.total() - MOST_TOLD:,} more models are left out for the same reasons")
    return out


def _readable(raw: msgspec.Raw) -> BoardRow | None:
    try:
        return decode_row(raw, BoardRow)
    except RowProblem:
        return None


def _left_out(model: BoardRow) -> _Out | None:
    if model.component != MAIN:
        return "apart"
    return None if model.listed else "few"


def _told(model: BoardRow, reason: _Out, method: RatingMethod) -> str:
    battles = f"{model.battles:,} battle{'' if model.battles == 1 else 's'}"
    name = f"{excerpt(model.name)[:80]!r}"
    if reason == "apart":
        return f"{name}: not connected with the board's other models; {battles}"
    few = model.battles < method.list_battles
    return f"{name}: {battles}; {f'listed from {method.list_battles:,}' if few else 'not listed by its board'}"


def _claim(scope: Scope, model: BoardRow, version: str, locator: str) -> Claim:
    for names in _BOUNDED:
        _check_between(model, *names)
    figures: dict[str, Number | None] = {name: getattr(model, name) for name in _ALIKE}
    return Claim(
        scope=scope,
        subject=model.name,
        labels=Labels(name=model.name),
        results=(
            Result(
                board=scope.feed,
                measures=known_figures(figures | {"elo_low": model.low, "elo_high": model.high}),
                details=_merged(model.merged),
                method_version=version,
                sample_size=model.battles,
                std_error=model.std_error,
            ),
        ),
        locator=locator,
    )


def _check_between(model: BoardRow, *names: str) -> None:
    """Raise ``RowProblem`` for a figure beyond its bounds, and for one bound without the other."""
    figures: list[Number | None] = [getattr(model, name) for name in names]
    value, low, high = figures
    if low is None and high is None:
        return
    if low is None or high is None or not low <= (low if value is None else value) <= high:
        told, least, most = (
            f"{name}{verb} {'unknown' if figure is None else f'{figure:g}'}"
            for name, verb, figure in zip(names, (" is", ",", ","), figures, strict=True)
        )
        raise RowProblem(f"{told}, expected a value between {least}, and {most}")


def _merged(names: tuple[str, ...]) -> dict[str, Scalar]:
    """Other names whose votes count for the model, as many as a row may tell."""
    for name in names:
        check_text("a merged name", name)
    kept = list(names)
    while kept and len(text := msgspec.json.encode(kept).decode()) > _MOST_MERGED_CHARACTERS:
        kept.pop()
    return {_MERGED: text} if kept else {}


def merged_of(details: Mapping[str, Scalar]) -> tuple[str, ...]:
    """The other names whose votes count for a row's model."""
    text = details.get(_MERGED)
    return msgspec.json.decode(text, type=tuple[str, ...]) if isinstance(text, str) else ()


# --- what holds for the whole board ----------------------------------------------------------


def _facts(page: Raw, board: _Board, models: int, out: "Counter[_Out]") -> BoardFacts:
    others = sorted((each.models for each in board.components if each.number != MAIN), reverse=True)
    return BoardFacts(
        basis=board.basis,
        votes_until=document_date(page, [("votes_until", board.votes_until)]),
        method=board.method,
        counts=board.counts,
        models=models,
        few=out["few"],
        apart=out["apart"],
        components=len(board.components),
        main=next((each for each in board.components if each.number == MAIN), None),
        others=tuple(others[:_MOST_OTHERS]),
    )


def _with_facts(claims: list[Claim], facts: BoardFacts) -> Iterator[Claim]:
    """The claims with the board's facts in the details of the first: they change oftener than most rows do."""
    for at, claim in enumerate(claims):
        (result,) = claim.results
        told = result if at else replace(result, details={**result.details, **details_of(facts)})
        yield replace(claim, results=(told,))


def details_of(facts: BoardFacts) -> dict[str, Scalar]:
    """A board's facts as the details of a result: ``counts.votes`` and so on; lists are JSON."""
    return dict(_flat(msgspec.to_builtins(facts)))


def _flat(nested: Mapping[str, object], before: str = "") -> Iterator[tuple[str, Scalar]]:
    for name, value in nested.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        elif value is None or isinstance(value, str | int | float):
            yield f"{before}{name}", value
        else:
            yield f"{before}{name}", msgspec.json.encode(value).decode()


def facts_of(details: Mapping[str, Scalar]) -> BoardFacts | None:
    """A board's facts out of the details of a result; None where there are none, or none that this version reads."""
    if "basis" not in details:
        return None
    nested: dict[str, object] = {}
    for path, value in details.items():
        inner = nested
        *outer, name = path.split(".")
        for step in outer:
            inner = inner.setdefault(step, {})  # type: ignore[assignment]
        inner[name] = value
    nested.pop(_MERGED, None)
    try:
        for parent, name in ((nested, "others"), (nested["method"], "controls")):
            if isinstance(parent, dict) and isinstance(text := parent.get(name), str):
                parent[name] = msgspec.json.decode(text)
        return msgspec.convert(nested, BoardFacts)
    except (KeyError, msgspec.DecodeError):
        return None


def _recognise(glimpse: Glimpse) -> bool:
    return glimpse.format == "json" and MARKER in glimpse.keys


SOURCE = Source(
    id=SOURCE_ID,
    title="Own arenas",
    homepage="",
    licence="attribution",
    citation="Source: own arena (rated by Benchbook)",
    parse=parse,
    recognise=_recognise,
)
