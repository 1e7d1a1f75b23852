"""What a model cost and scored through time, as tables: what changed, and how much did not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from benchbook.changes import ModelHistory
from benchbook.changes.history import PriceInterval, ScoreInterval
from benchbook.leaderboard.score_columns import source_title
from benchbook.metrics import metric
from benchbook.model import Noun
from benchbook.web.model.facts import Told
from benchbook.web.model.prices import kind_place, kind_words, price_words
from benchbook.web.texts import texts
from benchbook.web.words import day, figure

MOST_LINES = 200
MOST_OF_ONE = 20
"""So many lines one figure may take, its newest: a board that is rated every hour would hide all others."""

Chain = tuple[str, str | None, str, str | None, str | None, str]


class PriceStep(Noun, frozen=True, kw_only=True):
    """While a price held."""

    kind: str
    price: Told
    begins: str
    last_seen: str
    ends: str | None


class ScoreStep(Noun, frozen=True, kw_only=True):
    """While a figure held; ``broken`` tells a change of method right before it."""

    whose: str
    board: str
    run: str
    metric: str
    value: str
    exact: str
    begins: str
    last_seen: str
    ends: str | None
    broken: str | None


class Past(Noun, frozen=True, kw_only=True):
    """The tables of a history; ``steady`` counts the figures that never changed and are not listed."""

    prices: tuple[PriceStep, ...]
    scores: tuple[ScoreStep, ...]
    steady: int
    more: int


def past(history: ModelHistory) -> Past:
    """All prices of a model, and its scores that changed, ended or changed their method."""
    chains: dict[Chain, list[ScoreInterval]] = defaultdict(list)
    for each in history.scores:
        chains[chain_of(each)].append(each)
    moved = [chain for chain in chains.values() if _moved(chain)]
    newest = [each for chain in moved for each in chain[-MOST_OF_ONE:]]
    steps = list(map(_score, newest[:MOST_LINES]))
    return Past(
        prices=tuple(_prices(sorted(history.prices, key=lambda each: kind_place(each.kind))[:MOST_LINES])),
        scores=tuple(steps),
        steady=sum(not _moved(chain) for chain in chains.values()),
        more=sum(map(len, moved)) - len(steps),
    )


def _moved(chain: list[ScoreInterval]) -> bool:
    """Whether a figure ever was another, or is no more; several feeds may tell the same one."""
    return len({each.value for each in chain}) > 1 or any(each.ends or each.broken for each in chain)


def chain_of(each: ScoreInterval) -> Chain:
    """What one line of figures through time is of."""
    return (each.source, each.via, each.board, each.variant, each.configuration, each.metric)


def _prices(prices: Iterable[PriceInterval]) -> Iterator[PriceStep]:
    for each in prices:
        yield PriceStep(
            kind=kind_words(each.kind),
            price=price_words(each.kind, each.price),
            begins=day(each.begins),
            last_seen=day(each.last_seen),
            ends=day(each.ends) if each.ends else None,
        )


def _score(each: ScoreInterval) -> ScoreStep:
    told = texts()
    known = metric(each.source, each.metric)
    relayed = f", {told('via', via=source_title(each.via))}" if each.via else ""
    broken = each.broken
    return ScoreStep(
        whose=f"{source_title(each.source)}{relayed}",
        board=each.board,
        run=", ".join(part for part in (each.configuration, each.variant) if part),
        metric=known.title if known else each.metric,
        value=figure(each.value),
        exact=f"{each.value!r}",
        begins=day(each.begins),
        last_seen=day(each.last_seen),
        ends=day(each.ends) if each.ends else None,
        broken=told("method-break", old=broken.old or "?", new=broken.new or "?") if broken else None,
    )
