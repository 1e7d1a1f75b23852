"""The orders of the list: models without the value come last; ties by newest, then id."""

from collections.abc import Sequence
from operator import attrgetter

from benchbook.api.catalogue.filters import INDICES, require
from benchbook.api.catalogue.query import Sort
from benchbook.catalogue import ModelLine
from benchbook.errors import Unanswerable
from benchbook.model import Noun

NO_USAGE = "no source tells how much models are used"


class Order(Noun, frozen=True, kw_only=True):
    """A column, its direction, and what is missing where no model has a value in it."""

    column: str
    falling: bool
    missing: str


ORDERS: dict[str, Order] = {
    "pricing-low-to-high": Order(column="average", falling=False, missing="no model here has a price"),
    "pricing-high-to-low": Order(column="average", falling=True, missing="no model here has a price"),
    "context-high-to-low": Order(column="context", falling=True, missing="no model here has a context length"),
    "throughput-high-to-low": Order(
        column="throughput", falling=True, missing="no endpoint here has a measured throughput"
    ),
    "latency-low-to-high": Order(column="latency", falling=False, missing="no endpoint here has a measured latency"),
    "intelligence-high-to-low": Order(column="intelligence", falling=True, missing=INDICES["intelligence"]),
    "coding-high-to-low": Order(column="coding", falling=True, missing=INDICES["coding"]),
    "agentic-high-to-low": Order(column="agentic", falling=True, missing=INDICES["agentic"]),
    "design-arena-elo-high-to-low": Order(column="elo", falling=True, missing="no model here has a rating"),
}


def refuse_order(lines: Sequence[ModelLine], sort: Sort | None) -> None:
    """Raise ``Unanswerable`` for an order by what no model of the catalogue has."""
    if sort in {"most-popular", "top-weekly"}:
        raise Unanswerable("sort", sort, NO_USAGE)
    if sort in ORDERS:
        require(lines, ORDERS[sort].column, "sort", sort, ORDERS[sort].missing)


def ordered(lines: Sequence[ModelLine], sort: Sort | None) -> Sequence[ModelLine]:
    """Lines that came newest first and by id, in the order asked for."""
    if sort not in ORDERS:
        return lines
    order = ORDERS[sort]
    value_of = attrgetter(order.column)
    known = [line for line in lines if value_of(line) is not None]
    unknown = [line for line in lines if value_of(line) is None]
    # A stable sort keeps ties as they came, in reverse too.
    known.sort(key=value_of, reverse=order.falling)
    return known + unknown
