"""What a model cost and scored through time, as charts: one of its prices, one of each metric that ever moved."""

from collections import defaultdict
from collections.abc import Sequence

from benchbook.changes import ModelHistory
from benchbook.changes.history import PriceInterval, ScoreInterval
from benchbook.charts import Break, Chart, Look, Series, Step, dollars_per_million, history
from benchbook.leaderboard import ScoreColumn
from benchbook.leaderboard.score_columns import source_title
from benchbook.metrics import metric
from benchbook.model import Noun
from benchbook.report.catalogue import PER_PIECE
from benchbook.web.model.past import Chain, chain_of
from benchbook.web.model.prices import kind_place, kind_words
from benchbook.web.texts import texts
from benchbook.web.words import day, figure

PRICES = "prices"
"""What the chart of prices is called; those of scores are called by their column."""

MOST_CHARTS = 80


class Drawable(Noun, frozen=True, kw_only=True):
    """A chart that there is: its key, and what it shows."""

    key: str
    title: str


def drawables(past: ModelHistory, columns: Sequence[ScoreColumn]) -> list[Drawable]:
    """The charts of a history in which anything ever moved: scores in the order of their columns, then prices."""
    moving = {_column(chain[0]) for chain in _chains(past.scores).values() if _moves(chain)}
    found = [
        Drawable(key=column.id, title=f"{column.title}, {column.place}") for column in columns if column.id in moving
    ]
    prices = [Drawable(key=PRICES, title=texts()("history-chart-prices"))] if _prices_move(past.prices) else []
    return [*found[:MOST_CHARTS], *prices]


def _column(each: ScoreInterval) -> str:
    return f"{each.source}/{each.board}/{each.metric}"


def _chains(scores: Sequence[ScoreInterval]) -> dict[Chain, list[ScoreInterval]]:
    chains: dict[Chain, list[ScoreInterval]] = defaultdict(list)
    for each in scores:
        chains[chain_of(each)].append(each)
    return chains


def _moves(chain: Sequence[ScoreInterval]) -> bool:
    return len({each.value for each in chain}) > 1


def _prices_move(prices: Sequence[PriceInterval]) -> bool:
    kinds = [each.kind for each in prices if each.kind not in PER_PIECE]
    return len(kinds) > len(set(kinds))


def chart_of(past: ModelHistory, key: str, look: Look) -> Chart:
    """The chart of the prices, or of a column."""
    if key == PRICES:
        return history(_price_series(past.prices), (), look)
    chains = [chain for chain in _chains(past.scores).values() if _column(chain[0]) == key]
    breaks = [
        Break(at=each.begins, label=f"{each.broken.old or '?'} → {each.broken.new or '?'}", series=_title(chain[0]))
        for chain in chains
        for each in chain
        if each.broken
    ]
    return history([_score_series(chain) for chain in chains], breaks, look)


def _price_series(prices: Sequence[PriceInterval]) -> list[Series]:
    kinds: dict[str, list[Step]] = defaultdict(list)
    for each in sorted(prices, key=lambda each: kind_place(each.kind)):
        value = dollars_per_million(each.price)
        if value is not None and each.kind not in PER_PIECE:
            step = Step(value=value, begins=each.begins, last_seen=each.last_seen, ends=each.ends)
            kinds[each.kind].append(step)
    unit = texts()("per-million")
    return [Series(title=kind_words(kind), unit=unit, steps=tuple(steps)) for kind, steps in kinds.items()]


def _score_series(chain: Sequence[ScoreInterval]) -> Series:
    first = chain[0]
    known = metric(first.source, first.metric)
    steps = (
        Step(value=each.value, begins=each.begins, last_seen=each.last_seen, ends=each.ends, facts=_facts(each))
        for each in chain
    )
    return Series(title=_title(first), unit=known.unit if known else first.metric, steps=tuple(steps))


def _title(first: ScoreInterval) -> str:
    told = texts()
    run = ", ".join(part for part in (first.configuration, first.variant) if part) or told("run-unstated")
    return f"{run}, {told('via', via=source_title(first.via))}" if first.via else run


def _facts(each: ScoreInterval) -> tuple[tuple[str, str], ...]:
    told = texts()
    facts = [
        (told("figure"), figure(each.value)),
        (told("from"), day(each.begins)),
        (told("seen"), day(each.last_seen)),
    ]
    if each.method_version:
        facts.append((told("extra-method"), each.method_version))
    return tuple(facts)
