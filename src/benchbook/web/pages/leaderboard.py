"""``/``: every model with the scores, prices and facts that are chosen, sorted and filtered."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlsplit

from msgspec import Meta
from msgspec.structs import replace

from benchbook.api.catalogue.query import HIGHEST_PRICE_PER_MILLION
from benchbook.api.query import TimeQuery
from benchbook.api.route import Asked
from benchbook.errors import RequestError, UnknownThing
from benchbook.export import ExportTable
from benchbook.leaderboard import Leaderboard, Shown, Wanted, default_columns, show, shown_table
from benchbook.leaderboard.wanted import loosened
from benchbook.web.board import columns as board_columns
from benchbook.web.board.sheet import rendered_lines
from benchbook.web.query import address
from benchbook.web.table_file import FORMATS, Format
from benchbook.web.texts import texts

PATH = "/"
FILE_PATH = "/leaderboard/file.{format}"
LINES_PATH = "/leaderboard/lines"
MOST_AT_ONCE = 500
"""How many models stand on one page and are sorted and filtered there."""

ON_A_PAGE = 100
"""How many stand on each page where there are more, and the server sorts and filters."""

MOST_ABSENT = 12
"""How many of the measured models that no catalogue lists are named."""

_PRICE = {"most": HIGHEST_PRICE_PER_MILLION}
_FOLDS = {"most": MOST_AT_ONCE}


class LeaderboardQuery(TimeQuery, frozen=True, kw_only=True):
    """The parameters of the leaderboard; see ``Wanted``. Prices are dollars per million tokens."""

    q: Annotated[str, Meta(max_length=200, description="Words that all occur in id or name, in any case.")] = ""
    author: Annotated[tuple[str, ...], Meta(description="Authors' slugs, one of which made the model.")] = ()
    input: Annotated[tuple[str, ...], Meta(description="Modalities, all of which the model takes.")] = ()
    output: Annotated[tuple[str, ...], Meta(description="Modalities, all of which the model gives.")] = ()
    context: Annotated[int, Meta(ge=0, le=10**12, description="The least context length in tokens.")] | None = None
    max_price: (
        Annotated[Decimal, Meta(extra=_PRICE, description="The highest price of a million prompt tokens.")] | None
    ) = None
    max_output_price: (
        Annotated[Decimal, Meta(extra=_PRICE, description="The highest price of a million completion tokens.")] | None
    ) = None
    free: Annotated[bool, Meta(description="Only models that are free or have a free variant.")] = False
    weights: Annotated[bool, Meta(description="Only models whose weights are published.")] = False
    reasoning: Annotated[bool, Meta(description="Only models that reason.")] = False
    source: Annotated[tuple[str, ...], Meta(description="Sources, one of which measured the model.")] = ()
    effort: Annotated[tuple[str, ...], Meta(description="Efforts or modes; only runs of these speak.")] = ()
    gone: Annotated[bool, Meta(description="Models that left the catalogue, too.")] = False
    sort: Annotated[str, Meta(description="The column to sort by.")] | None = None
    order: Annotated[Literal["asc", "desc"], Meta(description="From small to large, or the other way.")] | None = None
    columns: Annotated[tuple[str, ...], Meta(description="The columns to show, in their order.")] = ()
    open: Annotated[
        tuple[str, ...], Meta(extra=_FOLDS, description="Ids of models whose runs and offers are shown.")
    ] = ()
    fold: Annotated[
        tuple[str, ...], Meta(extra=_FOLDS, description="Ids of models whose runs are not shown after all.")
    ] = ()
    all_open: Annotated[bool, Meta(description="The runs and offers of every model.")] = False
    page: Annotated[int, Meta(ge=1, le=10_000, description="Which page of the models.")] = 1


class FileQuery(LeaderboardQuery, frozen=True, kw_only=True):
    """The same, for the table as a file."""

    format: Format


class LinesQuery(LeaderboardQuery, frozen=True, kw_only=True):
    """The same, of which only the lines of the models in ``open`` are told."""


def settled(query: LeaderboardQuery, board: Leaderboard) -> LeaderboardQuery:
    """The same question without what it takes back, and without columns that are the usual ones.

    Where all are open, ``open`` takes back a ``fold``, and else ``fold`` an ``open``.
    """
    folded = tuple(each for each in query.fold if each not in query.open) if query.all_open else ()
    opened = () if query.all_open else tuple(each for each in query.open if each not in query.fold)
    columns = () if query.columns == default_columns(board) else query.columns
    return replace(query, open=opened, fold=folded, columns=columns)


def table(board: Leaderboard, query: LeaderboardQuery) -> Shown:
    """The table that is asked for; raises ``RequestError`` for a column that is none."""
    query = settled(query, board)
    wanted = Wanted(**{name: getattr(query, name) for name in Wanted.__struct_fields__})
    try:
        return show(board, wanted)
    except UnknownThing as error:
        raise RequestError(error.sentence, hint=error.hint) from None


def values(asked: Asked, query: LeaderboardQuery) -> Mapping[str, object]:
    """What the template shows."""
    board = asked.leaderboard
    query = settled(query, board)
    shown = table(board, query)
    total = sum(entry.listed or query.gone for entry in board.entries)
    local = total <= MOST_AT_ONCE
    pages = 1 if local else max(1, -(-len(shown.entries) // ON_A_PAGE))
    if query.page > pages:
        raise RequestError(f"Invalid value '{query.page}' for parameter 'page': expected at most {pages}")
    start = (query.page - 1) * ON_A_PAGE
    standing = shown.everyone() if local else shown.entries[start : start + ON_A_PAGE]
    return {
        "shown": shown,
        "columns": board_columns.headings(shown, query, asked.today),
        "query": query,
        "groups": rendered_lines(shown, standing, asked.today, query),
        "state": parse_qsl(urlsplit(address(PATH, query)).query),
        "menus": board_columns.menus(shown, query),
        "chosen": board_columns.column_groups(shown),
        "total": total,
        "page_links": [(number, address(PATH, query, page=number)) for number in range(1, pages + 1)],
        "local": local,
        "files": [(form, address(FILE_PATH, query, format=form, page=1)) for form in FORMATS],
        "loosen": _loosen(shown, query) if not shown.entries else None,
        "blank": address(PATH, type(query)(as_of=query.as_of, known_at=query.known_at)),
        "notes": board_columns.notes(shown, standing),
        "waiting": board.waiting,
        "absent": board.absent[:MOST_ABSENT],
        "absent_count": len(board.absent),
        "absent_more": max(0, len(board.absent) - MOST_ABSENT),
        "unfold": address(PATH, query, all_open=not query.all_open, open=(), fold=()),
        "caption": _caption(board_columns.title_of(board, shown.sort), rising=shown.rising),
        "captions": {name: _caption("{column}", rising=name == "rising") for name in ("rising", "falling")},
        "usual": default_columns(board),
        "column_notes": board_columns.column_notes(shown),
    }


def file_table(asked: Asked, query: FileQuery) -> ExportTable:
    """The table that is shown, of all pages."""
    return shown_table(table(asked.leaderboard, query))


def line_values(asked: Asked, query: LinesQuery) -> Mapping[str, object]:
    """The lines of the models that are named, unfolded, for a page that has all others."""
    shown = table(asked.leaderboard, query)
    named = [entry for entry in shown.entries if entry.model.id in query.open]
    return {"groups": rendered_lines(shown, named, asked.today, query)}


def _caption(column: str, *, rising: bool) -> str:
    return texts()("leaderboard-caption", column=column, rising="yes" if rising else "no")


def _loosen(shown: Shown, query: LeaderboardQuery) -> tuple[str, int, str] | None:
    """The one filter to loosen, how many models that lets through, and the address where it is."""
    found = loosened(shown.board.entries, shown.wanted)
    if found is None:
        return None
    name, count = found
    blank = type(query)()
    changed = {"gone": True} if name == "gone" else {name: getattr(blank, name)}
    return name, count, address(PATH, query, **(changed | {"page": 1}))
