"""What stands beside what: scores by source and board, facts and prices, a row each."""

from collections.abc import Iterator, Sequence
from datetime import date

from benchbook.arena.boards import ARENAS
from benchbook.leaderboard import Figure, Leaderboard, ScoreColumn
from benchbook.leaderboard.columns import FACT_COLUMNS
from benchbook.leaderboard.score_columns import source_title
from benchbook.model import Noun
from benchbook.report.catalogue import PER_PIECE
from benchbook.web.board.lines import fact_words, figure_words, short_configuration
from benchbook.web.comparison.chosen import Side
from benchbook.web.comparison.marks import Mark, mark
from benchbook.web.model.facts import DASH
from benchbook.web.model.prices import condition_words, kind_place, kind_words, price_words
from benchbook.web.model.scores import interval
from benchbook.web.texts import texts
from benchbook.web.words import figure

_FACTS = ("author", "context", "max_output", "input", "output", "created", "knowledge_cutoff")


class SideCell(Noun, frozen=True, kw_only=True):
    """A cell: its text, the words on hover, the run that it is of, its interval, whether it is the best."""

    text: str
    title: str
    run: str = ""
    interval: str = ""
    best: bool = False
    apart: bool = False


class SideRow(Noun, frozen=True, kw_only=True):
    """A row; ``sub`` says what it is counted in, ``verdict`` whether one is best."""

    title: str
    sub: str
    why: str
    verdict: str
    cells: tuple[SideCell, ...]


class SideGroup(Noun, frozen=True, kw_only=True):
    """Rows under one heading."""

    title: str
    rows: tuple[SideRow, ...]


def score_groups(board: Leaderboard, sides: Sequence[Side], today: date) -> list[SideGroup]:
    """The columns in which at least one has a figure, by source and board; an arena's counts are left out."""
    groups: dict[str, list[SideRow]] = {}
    for column in board.columns.values():
        figures = [side.figures.get(column.id) for side in sides]
        if any(figures) and (column.score or column.source not in ARENAS):
            groups.setdefault(_group_title(column), []).append(_score_row(column, figures, sides, today))
    return [SideGroup(title=title, rows=tuple(rows)) for title, rows in groups.items()]


def _group_title(column: ScoreColumn) -> str:
    """A source's boards stand together where each has a row or two, such as an arena's categories."""
    area, slash, _ = column.board.rpartition("/")
    return f"{source_title(column.source)}, {area}" if slash else source_title(column.source)


def _score_row(column: ScoreColumn, figures: Sequence[Figure | None], sides: Sequence[Side], today: date) -> SideRow:
    told = texts()
    found = mark(figures, higher_is_better=column.higher_is_better) if column.score else Mark(verdict="alone")
    better = told("column-higher" if column.higher_is_better else "column-lower")
    return SideRow(
        title=column.title,
        sub=column.unit or "",
        why=f"{column.title}, {column.place}. {better}",
        verdict="" if found.verdict == "alone" else told(f"verdict-{found.verdict}"),
        cells=tuple(
            _score(column, each, side, today, best=place == found.place)
            for place, (each, side) in enumerate(zip(figures, sides, strict=True))
        ),
    )


def _score(column: ScoreColumn, found: Figure | None, side: Side, today: date, *, best: bool) -> SideCell:
    told = texts()
    if found is None:
        measured = any(column.id in run.figures for run in side.entry.runs)
        reason = "missing-other-runs" if measured else "missing-unmeasured"
        return SideCell(text=DASH, title=told(reason, source=source_title(column.source)))
    reach = interval(found.value, found.std_error)
    unlike = found.configuration != side.choice.configuration
    return SideCell(
        text=figure(found.value),
        title=figure_words(found, today),
        run=short_configuration(found.configuration) if unlike else "",
        interval=reach.text if reach else "",
        best=best,
        apart=found.other_method is not None,
    )


def fact_rows(sides: Sequence[Side]) -> Iterator[SideRow]:
    """What the catalogue says of each."""
    told = texts()
    for name in _FACTS:
        column = FACT_COLUMNS[name]
        cells = []
        for side in sides:
            value = column.read(side.model, side.entry)
            value = side.entry.created_on if name == "created" else value
            words = (DASH, told("missing-unknown")) if value is None else fact_words(name, value)
            cells.append(SideCell(text=words[0], title=words[1]))
        sub = told(f"column-{name}-sub").strip()
        yield SideRow(
            title=told(f"column-{name}"), sub=sub, why=told(f"column-{name}-why"), verdict="", cells=tuple(cells)
        )
    yield _told("weights", [side.model.hugging_face_id for side in sides])
    yield _told("reasons", [_reasons(side) for side in sides])


def _told(name: str, words: Sequence[str | None]) -> SideRow:
    unknown = SideCell(text=DASH, title=texts()("missing-unknown"))
    cells = tuple(SideCell(text=text, title="") if text else unknown for text in words)
    return SideRow(title=texts()(f"compare-{name}"), sub="", why="", verdict="", cells=cells)


def _reasons(side: Side) -> str | None:
    model = side.model
    silent = model.supports_reasoning is None and model.reasoning is None and not model.supported_parameters
    return None if silent else texts()("yes" if model.reasons else "no")


def price_rows(sides: Sequence[Side]) -> Iterator[SideRow]:
    """The usual prices by kind, those that at least one has, and under which conditions others hold."""
    told = texts()
    known = dict.fromkeys(kind for side in sides for kind in side.model.prices.by_kind)
    for kind in sorted(known, key=kind_place):
        shown = [price_words(kind, side.model.prices.by_kind.get(kind)) for side in sides]
        unit = told("per-piece" if kind in PER_PIECE else "per-million")
        cells = tuple(SideCell(text=each.text, title=each.title) for each in shown)
        yield SideRow(title=kind_words(kind), sub=unit, why="", verdict="", cells=cells)
    if any(side.model.prices.overrides for side in sides):
        cells = tuple(_conditions(side) for side in sides)
        yield SideRow(title=told("compare-conditions"), sub="", why="", verdict="", cells=cells)


def _conditions(side: Side) -> SideCell:
    found = [condition_words(each) for each in side.model.prices.overrides]
    if not found:
        return SideCell(text=DASH, title=texts()("conditions-none"))
    return SideCell(text="; ".join(found), title=texts()("conditions-why"))
