"""Which score columns there are: one a metric of a board, with what it is called and counted in."""

from collections import defaultdict
from collections.abc import Iterable

from benchbook.leaderboard.figures import EVALS, OPENROUTER, Told
from benchbook.leaderboard.methods import usual_method
from benchbook.leaderboard.nouns import ScoreColumn
from benchbook.metrics import MetricFacts, main_metric, metric
from benchbook.publication import ScoreRow
from benchbook.sources import all_sources

SOURCE_ORDER = ("artificial-analysis", "arena", "design-arena", "openrouter")
"""Others come after them by name."""

_BOARD_ORDER = ("indices", "index_cost", "performance", "evaluations")


def columns_of(told: Iterable[Told], rows: Iterable[ScoreRow] = ()) -> dict[str, ScoreColumn]:
    """The columns in which at least one model has a figure, in the order in which they are offered.

    ``rows`` tell which metrics a board has at all, which decides by which it is called.
    """
    found: dict[str, list[Told]] = defaultdict(list)
    boards: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in told:
        found[one.column].append(one)
        boards[one.source, one.board].add(one.metric)
    for row in rows:
        boards[row.source, row.board].update(row.measures)
    mains = {board: main_metric(sorted(metrics)) for board, metrics in boards.items()}
    columns = [_column(figures, mains[figures[0].source, figures[0].board]) for figures in found.values()]
    return {column.id: column for column in sorted(columns, key=_place_of)}


def _column(figures: list[Told], main: str | None) -> ScoreColumn:
    first = figures[0]
    facts = metric(first.source, first.metric)
    title, place = _titles(first, facts, is_main=first.metric == main)
    others = [one for one in figures if one.figure.other_method is not None]
    return ScoreColumn(
        id=first.column,
        source=first.source,
        board=first.board,
        metric=first.metric,
        title=title,
        place=place,
        unit=facts.unit if facts else None,
        higher_is_better=facts.higher_is_better if facts else True,
        score=facts.score if facts else True,
        newest=max(one.figure.last_seen for one in figures if one.figure.other_method is None),
        models=len({one.model_id for one in figures}),
        method=usual_method(figures),
        others=len({one.model_id for one in others}),
    )


def _titles(one: Told, facts: MetricFacts | None, *, is_main: bool) -> tuple[str, str]:
    """What a column is called alone, and whose it is: a board by its name, or a metric of its own by that."""
    source = source_title(one.source)
    name = facts.title if facts else one.metric
    if one.source == "artificial-analysis" or one.board in {one.metric, one.source}:
        return name, source
    area, _, category = one.board.rpartition("/")
    whose = f"{source}, {area}" if area else source
    return (category, f"{whose}, {name}") if is_main else (f"{category}: {name}", whose)


def source_title(source_id: str) -> str:
    """What a source is called; one that is not known, such as an own table, by its id."""
    known = all_sources().get(EVALS if source_id == OPENROUTER else source_id)
    return known.title if known else source_id


def _place_of(column: ScoreColumn) -> tuple[object, ...]:
    source = SOURCE_ORDER.index(column.source) if column.source in SOURCE_ORDER else len(SOURCE_ORDER)
    board = _BOARD_ORDER.index(column.board) if column.board in _BOARD_ORDER else len(_BOARD_ORDER)
    index = _INDEX_ORDER.index(column.metric) if column.metric in _INDEX_ORDER else len(_INDEX_ORDER)
    return (source, column.source, board, not column.score, column.board, index, -column.models, column.metric)


_INDEX_ORDER = ("intelligence_index", "coding_index", "agentic_index")
