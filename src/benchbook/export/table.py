"""The noun that every writer takes: a table that knows its columns, its dates and whose figures it holds."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Literal, TypeVar

import benchbook
from benchbook.model import Licence, Noun

ColumnType = Literal["text", "integer", "number", "decimal", "boolean", "time", "texts", "json"]
"""``decimal`` is a decimal string, ``texts`` a list of texts, ``time`` a moment in UTC, ``json`` a list or object."""

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Cell = str | int | float | bool | datetime | tuple[str, ...] | list[Json] | dict[str, Json] | None
"""One value; None is unknown, and is neither 0 nor an empty text or list."""

Row = tuple[Cell, ...]
Piece = TypeVar("Piece")


class Column(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """One column; every cell of it is of ``type`` or None."""

    name: str
    type: ColumnType
    unit: str | None = None
    description: str


class Terms(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """How to cite some of the rows and who may see them; ``rows`` says how many."""

    citation: str | None
    licence: Licence | None
    rows: int


class About(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """What goes with the rows. ``as_of`` is the newest observation among them.

    ``asked_as_of`` and ``asked_known_at`` are the past moment as it was asked for, None for the present.
    """

    table: str
    written_by: str = f"Benchbook {benchbook.__version__}"
    as_of: datetime | None
    asked_as_of: str | None = None
    asked_known_at: str | None = None
    rows: int
    licences: tuple[str, ...]
    citations: tuple[Terms, ...]
    columns: tuple[Column, ...]


class ExportTable(Noun, frozen=True, kw_only=True):
    """A table to be written: ``rows`` gives them anew each time, in one order for equal content."""

    about: About
    rows: Callable[[], Iterator[Row]]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the order of each row's cells."""
        return self.about.columns

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.about.columns)


def batches(pieces: Iterable[Piece], size: int) -> Iterator[list[Piece]]:
    """The pieces in lists of ``size``, the last one shorter; none for no pieces."""
    remaining = iter(pieces)
    while batch := list(islice(remaining, size)):
        yield batch
