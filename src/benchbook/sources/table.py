"""Any table of model names and scores: CSV, TSV, JSON or Markdown, with what a person declares of it."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath

from benchbook.errors import Malformed
from benchbook.metrics import packaged_metrics
from benchbook.model import Claim, Labels, Noun, Parsed, Raw, Result, Scalar, Scope, TableDeclaration
from benchbook.sources import Glimpse, Source
from benchbook.sources._cells import Figure, figure, is_blank, is_figure
from benchbook.sources._documents import RowProblem, document_date, excerpt, instant
from benchbook.sources._grid import Grid, GridRow, read_grid
from benchbook.sources._tally import Tally, check_text, check_value

SOURCE_ID = "table"
NAME_COLUMNS = ("model", "name", "model_name", "display_name", "model_id")
MOST_LISTED = 30
MOST_ID_CHARACTERS = 80
_SUFFIXES = frozenset({"csv", "tsv", "json", "md", "markdown", "txt", "gz", "zst", "zip"})


class _Score(Noun, frozen=True, kw_only=True):
    """A column of figures: which metric it is, and whether its figures are written with a percent sign."""

    column: str
    metric: str
    percent: bool


class _Table(Noun, frozen=True, kw_only=True):
    scope: Scope
    name_column: str
    scores: tuple[_Score, ...]
    declared: TableDeclaration


def parse(pages: tuple[Raw, ...]) -> Parsed:
    """Read a table; raises ``Malformed`` where it is not told which columns count, or ``NothingToImport``."""
    page = pages[0]
    grid = read_grid(page)
    declared = page.declaration or TableDeclaration()
    stated = document_date(page, (("the declared date", declared.date),)) or _date(grid)
    table = _understand(page, grid, declared)
    tally = Tally(page.origin)
    names: set[str] = set()
    for row in grid.rows:
        with tally.row(row.locator, row.text, table.scope):
            claim = _claim(table, row)
            if claim.subject in names:
                raise RowProblem(f"a second row for {claim.subject!r}", repeats=True)
            tally.add(claim)
            names.add(claim.subject)
    return Parsed(
        source=SOURCE_ID,
        observed_at=page.observed_at(stated),
        rows_read=tally.rows_read,
        claims=tuple(tally.claims),
        rejected=tuple(tally.rejected),
        complete=tally.whole(table.scope),
        licence=page.declaration.licence if page.declaration else None,
        citation=declared.citation,
    )


def _date(grid: Grid) -> datetime | None:
    """The date beside a table of somebody else's, if it can be read."""
    try:
        return instant(grid.date) if grid.date else None
    except (ValueError, OverflowError):
        return None


def _understand(page: Raw, grid: Grid, declared: TableDeclaration) -> _Table:
    name_column = _name_column(page, grid, declared)
    columns = _score_columns(page, grid, declared, name_column)
    scores = tuple(
        _Score(column=column, metric=_metric(page, column, columns, declared), percent=_is_percent(grid, column))
        for column in columns
    )
    metrics = [score.metric for score in scores]
    repeated = next((metric for metric in metrics if metrics.count(metric) > 1), None)
    if repeated is not None:
        raise Malformed(page.origin, "the head", f"one score column for the metric {repeated!r}, found more")
    feed = metrics[0] if len(metrics) == 1 else "scores"
    return _Table(
        scope=Scope(source=_table_id(page, declared), feed=feed),
        name_column=name_column,
        scores=scores,
        declared=declared,
    )


def _name_column(page: Raw, grid: Grid, declared: TableDeclaration) -> str:
    if declared.name_column is not None:
        return _existing(page, grid, declared.name_column)
    called = {_slug(column): column for column in reversed(grid.columns)}
    for name in NAME_COLUMNS:
        if name in called:
            return called[name]
    for column in grid.columns:
        filled = [cell for row in grid.rows if not is_blank(cell := row.cells.get(column))]
        if filled and all(isinstance(cell, str) for cell in filled) and not _mostly_figures(filled):
            return column
    raise Malformed(
        page.origin, "the head", f"a column of model names among {_listed(grid.columns)}", hint="name it: --name-column"
    )


def _score_columns(page: Raw, grid: Grid, declared: TableDeclaration, name_column: str) -> tuple[str, ...]:
    if declared.score_columns:
        return tuple(dict.fromkeys(_existing(page, grid, column) for column in declared.score_columns))
    numeric = [
        column
        for column in grid.columns
        if column != name_column and _mostly_figures([row.cells.get(column) for row in grid.rows])
    ]
    if len(numeric) == 1:
        return tuple(numeric)
    if not numeric:
        raise Malformed(page.origin, "", f"a column of numbers among {_listed(grid.columns)}")
    raise Malformed(
        page.origin,
        "the head",
        f"one column of numbers, found {len(numeric)}: {_listed(numeric)}",
        hint="name those that are scores: --score-column NAME",
    )


def _existing(page: Raw, grid: Grid, column: str) -> str:
    if column in grid.columns:
        return column
    raise Malformed(page.origin, "the head", f"a column {excerpt(column)[:80]!r}, found {_listed(grid.columns)}")


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(excerpt(column)[:80] for column in columns[:MOST_LISTED])
    return f"{shown} and {len(columns) - MOST_LISTED:,} more" if len(columns) > MOST_LISTED else shown


def _mostly_figures(cells: list[object]) -> bool:
    """Whether more than half of the cells that say anything are numbers."""
    filled = [cell for cell in cells if not is_blank(cell)]
    return 2 * sum(map(is_figure, filled)) > len(filled)


def _is_percent(grid: Grid, column: str) -> bool:
    """Whether most figures of a column carry a percent sign."""
    cells = [cell for row in grid.rows if is_figure(cell := row.cells.get(column))]
    return 2 * sum(read.percent for cell in cells if (read := figure(cell))) > len(cells)


def _metric(page: Raw, column: str, columns: tuple[str, ...], declared: TableDeclaration) -> str:
    if declared.metric is None:
        return _slug(column)[:MOST_ID_CHARACTERS] or "score"
    if len(columns) > 1:
        raise Malformed(page.origin, "the declared metric", f"one score column for it, found {len(columns)}")
    return _declared_text(page, "the declared metric", declared.metric)


def _table_id(page: Raw, declared: TableDeclaration) -> str:
    """The declared id, or the file's name without its endings; never the id of a source that has its own reader."""
    taken = {source for facts in packaged_metrics().values() for source in facts.sources}
    if declared.id is not None:
        table_id = _declared_text(page, "the declared id", declared.id)
        if table_id in taken:
            raise Malformed(page.origin, "the declared id", f"an id of the table's own, not {table_id!r}")
        return table_id
    parts = PurePosixPath(page.origin.replace("\\", "/").partition("?")[0]).name.split(".")
    while len(parts) > 1 and parts[-1].lower() in _SUFFIXES:
        parts.pop()
    table_id = _slug(".".join(parts)).replace("_", "-").strip("-")[:MOST_ID_CHARACTERS]
    return f"table-{table_id}" if table_id in taken or not table_id else table_id


def _declared_text(page: Raw, what: str, text: str) -> str:
    try:
        return check_text(what, text, most=MOST_ID_CHARACTERS)
    except RowProblem as problem:
        raise Malformed(page.origin, what, f"a short text: {problem}") from problem


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "_", text.casefold()).strip("_.")


def _claim(table: _Table, row: GridRow) -> Claim:
    if row.problem is not None:
        raise RowProblem(row.problem)
    cell = row.cells.get(table.name_column)
    if not isinstance(cell, str):
        raise RowProblem(f"{excerpt(table.name_column)} is not text; expected a model's name")
    name = check_text(excerpt(table.name_column), cell.strip())
    return Claim(
        scope=table.scope,
        subject=name,
        labels=Labels(name=name),
        results=tuple(_results(table, row)),
        locator=row.locator,
    )


def _results(table: _Table, row: GridRow) -> Iterator[Result]:
    for score in table.scores:
        read = _figure(score, row)
        if read is None:
            continue
        _check_bounds(table.declared, score, read)
        check_value(table.scope.source, score.metric, read.value)
        yield Result(
            board=score.metric,
            measures={score.metric: read.value},
            details=_details(table.declared, read),
            method_version=table.declared.method_version,
        )


def _figure(score: _Score, row: GridRow) -> Figure | None:
    shown = excerpt(score.column)[:80]
    try:
        read = figure(row.cells.get(score.column))
    except RowProblem as problem:
        raise RowProblem(f"{shown} {problem}") from problem
    if read is not None and read.percent != score.percent:
        sign = "has no percent sign, and most" if score.percent else "has a percent sign, and most"
        raise RowProblem(f"{shown} {sign} of the column's figures do otherwise; expected one scale")
    return read


def _check_bounds(declared: TableDeclaration, score: _Score, read: Figure) -> None:
    low, high = declared.minimum, declared.maximum
    if (low is not None and read.value < low) or (high is not None and read.value > high):
        bounds = " and ".join(
            f"{word} {bound:g}" for word, bound in (("at least", low), ("at most", high)) if bound is not None
        )
        raise RowProblem(f"{score.metric} is {str(read.value)[:40]}, expected {bounds} as declared")


def _details(declared: TableDeclaration, read: Figure) -> dict[str, Scalar]:
    unit = declared.unit or ("percent" if read.percent else None)
    details: dict[str, Scalar] = {"unit": unit, "plus_minus": read.spread}
    return {name: value for name, value in details.items() if value is not None}


def _recognise(glimpse: Glimpse) -> bool:
    return glimpse.format in {"csv", "tsv", "markdown"}


SOURCE = Source(
    id=SOURCE_ID,
    title="Table of names and scores",
    homepage="",
    licence="attribution",
    citation="A table without a declared citation",
    parse=parse,
    recognise=_recognise,
)
