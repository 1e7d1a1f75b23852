"""Columns with the functions that read them, and the table that they make."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from benchbook.export.table import About, Cell, Column, ColumnType, ExportTable, Row, Terms
from benchbook.model import Licence

Item = TypeVar("Item")


class Field(NamedTuple, Generic[Item]):
    """A column and how its cell is read off an item."""

    column: Column
    read: Callable[[Item], Cell]


class Cited(NamedTuple):
    """Whose word an item is."""

    citation: str | None
    licence: Licence | None


def field(
    name: str, kind: ColumnType, read: Callable[[Item], Cell], description: str, unit: str | None = None
) -> Field[Item]:
    """One field; the unit is that of its figures."""
    return Field(Column(name=name, type=kind, unit=unit, description=description), read)


def assembled(
    name: str,
    fields: Sequence[Field[Item]],
    items: Callable[[], Iterable[Item]],
    *,
    cited: Callable[[Item], Cited],
    as_of: datetime | None,
) -> ExportTable:
    """A table of items; ``as_of``, licence and citation stand on each row, after the fields.

    ``items`` is called once to count and cite, and once whenever the rows are asked for.
    """
    terms: Counter[Cited] = Counter(cited(item) for item in items())
    closing: tuple[Field[Item], ...] = (
        field("as_of", "time", lambda _: as_of, "The newest observation in this table."),
        field("licence", "text", lambda item: cited(item).licence, "Who may see the row: open, attribution, internal."),
        field("citation", "text", lambda item: cited(item).citation, "How to cite the row."),
    )
    every = (*fields, *closing)

    def rows() -> Iterator[Row]:
        readers = [each.read for each in every]
        for item in items():
            yield tuple([read(item) for read in readers])

    about = About(
        table=name,
        as_of=as_of,
        rows=terms.total(),
        licences=tuple(sorted({each.licence for each in terms if each.licence is not None})),
        citations=tuple(
            Terms(citation=each.citation, licence=each.licence, rows=count)
            for each, count in sorted(terms.items(), key=lambda pair: (pair[0].citation or "", pair[0].licence or ""))
        ),
        columns=tuple(each.column for each in every),
    )
    return ExportTable(about=about, rows=rows)
