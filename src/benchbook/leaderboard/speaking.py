"""Which figure speaks for a model where its runs are folded into one line.

A model's headline configuration is that of OpenRouter's own joins: of the runs with a coding index, the one
with the highest intelligence index. In every column the headline's figure speaks, else that of the run of
which nothing is stated, else that of the run which is best on the board's main metric. Figures of one board
come from one run, and each says which.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from benchbook.leaderboard.nouns import Figure, Run, ScoreColumn
from benchbook.metrics import main_metric
from benchbook.model import Configuration, Number
from benchbook.publication import headline_order

INDICES = "artificial-analysis/indices"
_UNSTATED = Configuration()


def headline_of(runs: Iterable[Run]) -> Configuration | None:
    """The configuration by which a model's indices are published; None where there are none."""
    indexed = [run for run in runs if any(column.startswith(f"{INDICES}/") for column in run.figures)]
    return min(indexed, key=_headline_order).configuration if indexed else None


def _headline_order(run: Run) -> tuple[object, ...]:
    coding, intelligence = _value(run, "coding_index"), _value(run, "intelligence_index")
    names = sorted(figure.name for figure in run.figures.values())
    return (headline_order(coding, intelligence), -(coding or 0), names)


def _value(run: Run, metric: str) -> Number | None:
    figure = run.figures.get(f"{INDICES}/{metric}")
    return None if figure is None else figure.value


def speaking(
    runs: Sequence[Run], headline: Configuration | None, columns: Mapping[str, ScoreColumn]
) -> dict[str, Figure]:
    """The figures by column that stand in a model's folded line."""
    boards: dict[tuple[str, str], list[str]] = defaultdict(list)
    for column in sorted({column for run in runs for column in run.figures}):
        boards[columns[column].source, columns[column].board].append(column)
    spoken: dict[str, Figure] = {}
    for ids in boards.values():
        rivals = [run for run in runs if any(column in run.figures for column in ids)]
        chosen = min(rivals, key=lambda run: _preference(run, headline, ids, columns))
        spoken |= {column: chosen.figures[column] for column in ids if column in chosen.figures}
    return spoken


def _preference(
    run: Run, headline: Configuration | None, ids: Sequence[str], columns: Mapping[str, ScoreColumn]
) -> tuple[object, ...]:
    main = _main(ids, columns)
    figure = run.figures.get(main)
    value = 0 if figure is None else figure.value
    return (
        run.configuration != headline,
        run.configuration != _UNSTATED,
        figure is None,
        -value if columns[main].higher_is_better else value,
    )


def _main(ids: Sequence[str], columns: Mapping[str, ScoreColumn]) -> str:
    main = main_metric(columns[column].metric for column in ids)
    return next((column for column in ids if columns[column].metric == main), ids[0])
