"""The columns of facts, those that are shown unless others are chosen, and which way a column is sorted."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from benchbook.catalogue import per_million
from benchbook.leaderboard.nouns import Entry, Leaderboard
from benchbook.model import CatalogModel, Noun

Kind = Literal["text", "texts", "tokens", "price", "date"]
Fact = str | int | Decimal | date | tuple[str, ...] | None


class FactColumn(Noun, frozen=True, kw_only=True):
    """A column of what the catalogue says; ``read`` takes one offer of a model and the model itself.

    ``price`` is dollars per million tokens. ``rising`` tells that it is sorted from small to large at first.
    """

    id: str
    kind: Kind
    read: Callable[[CatalogModel, Entry], Fact]
    rising: bool = False


def _price(kind: str) -> Callable[[CatalogModel, Entry], Fact]:
    def read(model: CatalogModel, entry: Entry) -> Fact:
        return entry.prices.get(kind) if model is entry.model else per_million(model.prices, kind)

    return read


def _created(model: CatalogModel, entry: Entry) -> Fact:
    return entry.created_on if model is entry.model else None


_PRICE_KINDS = {
    "prompt": "prompt",
    "completion": "completion",
    "cache_read": "input_cache_read",
    "cache_write": "input_cache_write",
}

FACT_COLUMNS: Mapping[str, FactColumn] = {
    column.id: column
    for column in (
        FactColumn(id="author", kind="text", read=lambda _, entry: entry.author, rising=True),
        *(FactColumn(id=name, kind="price", read=_price(kind), rising=True) for name, kind in _PRICE_KINDS.items()),
        FactColumn(id="context", kind="tokens", read=lambda model, _: model.context_length),
        FactColumn(id="max_output", kind="tokens", read=lambda model, _: model.max_completion_tokens),
        FactColumn(id="input", kind="texts", read=lambda model, _: model.input_modalities or None, rising=True),
        FactColumn(id="output", kind="texts", read=lambda model, _: model.output_modalities or None, rising=True),
        FactColumn(id="created", kind="date", read=_created),
        FactColumn(id="knowledge_cutoff", kind="text", read=lambda model, _: model.knowledge_cutoff),
    )
}
"""The columns that the catalogue fills, by id, in the order in which they are offered."""

PRICE_KIND_OF: Mapping[str, str] = _PRICE_KINDS
"""The catalogue's kind of each price column."""

NAME = "name"
"""Not a column that can be left out, but models can be sorted by it."""

_USUAL_SCORES = (
    "artificial-analysis/indices/intelligence_index",
    "artificial-analysis/indices/coding_index",
    "artificial-analysis/indices/agentic_index",
    "design-arena/models/codecategories/elo",
)
_USUAL_FACTS = ("prompt", "completion", "context", "input")
_FEWEST_SCORES = 4


def default_columns(board: Leaderboard) -> tuple[str, ...]:
    """What is shown unless asked otherwise: the indices and the arena's whole, or else the scores of most models."""
    scores = [column for column in _USUAL_SCORES if column in board.columns]
    fullest = sorted((column for column in board.columns.values() if column.score), key=lambda column: -column.models)
    others = [column.id for column in fullest if column.id not in scores]
    usual = {*scores, *others[: max(0, _FEWEST_SCORES - len(scores))]}
    return ("author", *(column for column in board.columns if column in usual), *_USUAL_FACTS)


def sorted_by(board: Leaderboard, columns: Sequence[str]) -> str:
    """The column that orders the table unless another is chosen: its first score."""
    return next((column for column in columns if column in board.columns), NAME)


def rises(board: Leaderboard, column: str) -> bool:
    """Whether a column is sorted from small to large at first: names, prices, and scores of which less is better."""
    if column in board.columns:
        return not board.columns[column].higher_is_better
    return column == NAME or FACT_COLUMNS[column].rising
