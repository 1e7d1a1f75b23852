"""One model through time: what it cost and scored, in which interval each figure held, and where scales broke."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec.structs import replace

from benchbook.changes.methods import Method, rebased
from benchbook.changes.scores import scores_of
from benchbook.errors import UnknownThing
from benchbook.model import Licence, Noun, Number, StoredModel
from benchbook.publication import Audience, citation_of, configuration_of, configuration_text, may_see
from benchbook.sources import all_sources
from benchbook.store import ResultRun, Timeline
from benchbook.store.timeline import model_chain


class Listing(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """While an entry stood in the catalogue. ``ends`` is when it was first seen to be gone, None while it is there."""

    begins: datetime
    last_seen: datetime
    ends: datetime | None


class PriceInterval(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """While a price held: dollars per token, or per piece, as a decimal string; ``-1`` is variable."""

    kind: str
    price: str
    begins: datetime
    last_seen: datetime
    ends: datetime | None


class MethodBreak(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """Between which versions of the method a figure and the one before it lie; they cannot be compared."""

    old: str | None
    new: str | None


class ScoreInterval(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """While a figure held. ``broken`` marks a change of method right before it."""

    source: str
    via: str | None
    board: str
    variant: str | None
    name: str
    configuration: str | None
    metric: str
    value: Number
    method_version: str | None
    begins: datetime
    last_seen: datetime
    ends: datetime | None
    broken: MethodBreak | None
    sample_size: int | None
    std_error: float | None
    licence: Licence | None
    citation: str | None


class ModelHistory(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """Everything that is known of one model, by time."""

    model_id: str
    permaslug: str
    name: str
    listed: bool
    listings: tuple[Listing, ...]
    prices: tuple[PriceInterval, ...]
    scores: tuple[ScoreInterval, ...]


def model_history(
    timeline: Timeline, name: str, until: datetime | None = None, audience: Audience = "keyholders"
) -> ModelHistory:
    """The history of a model by its id or permaslug, with its variants' own prices and their base's scores.

    Raises ``UnknownThing`` for a model that was never seen until then.
    """
    alone = timeline.models(until, frozenset({model_chain(name)}))
    entry = _find(alone or timeline.models(until), name)
    states = timeline.model_states(entry.model.id, until)
    runs = timeline.result_runs(entry.model.base_id, until)
    scores = [interval for chain in runs for interval in _score_intervals(chain, audience)]
    return ModelHistory(
        model_id=entry.model.id,
        permaslug=entry.model.permaslug,
        name=entry.model.name,
        listed=entry.listed,
        listings=tuple(_listings(states)),
        prices=tuple(sorted(_price_intervals(states), key=lambda each: (each.kind, each.begins))),
        scores=tuple(sorted(scores, key=_score_order)),
    )


def _find(models: Iterable[StoredModel], name: str) -> StoredModel:
    known = {state.model.id: state for state in models}
    if name in known:
        return known[name]
    named = [state for state in known.values() if state.model.permaslug == name and not state.model.variant]
    if not named:
        raise UnknownThing("model", name, sorted(known))
    return min(named, key=lambda state: (state.model.is_alias, not state.listed, state.model.id))


def _listings(states: Iterable[tuple[datetime, StoredModel]]) -> Iterator[Listing]:
    begins: datetime | None = None
    last_seen: datetime | None = None
    for at, state in states:
        if state.listed:
            begins = begins or at
            last_seen = state.last_seen
        elif begins is not None:
            yield Listing(begins=begins, last_seen=state.last_seen, ends=at)
            begins = None
    if begins is not None and last_seen is not None:
        yield Listing(begins=begins, last_seen=last_seen, ends=None)


def _price_intervals(states: Iterable[tuple[datetime, StoredModel]]) -> Iterator[PriceInterval]:
    holding: dict[str, PriceInterval] = {}
    for at, state in states:
        prices = state.model.prices.by_kind if state.listed else {}
        for kind, held in list(holding.items()):
            if prices.get(kind) != held.price:
                yield replace(holding.pop(kind), ends=at)
        for kind, price in prices.items():
            begins = holding[kind].begins if kind in holding else at
            holding[kind] = PriceInterval(kind=kind, price=price, begins=begins, last_seen=state.last_seen, ends=None)
    yield from holding.values()


def _score_order(interval: ScoreInterval) -> tuple[object, ...]:
    return (
        interval.source,
        interval.board,
        interval.via or "",
        interval.variant or "",
        interval.configuration or "",
        interval.metric,
        interval.begins,
        interval.name,
    )


def _score_intervals(chain: Iterable[ResultRun], audience: Audience) -> Iterator[ScoreInterval]:
    """The intervals of every figure of one chain; equal neighbours of one method are one."""
    holding: dict[str, ScoreInterval] = {}
    for run in chain:
        if not may_see(run.result.licence, audience):
            continue
        for metric, value in scores_of(run.result).items():
            now = _interval(run, metric, value)
            before = holding.get(metric)
            if before is None:
                holding[metric] = now
                continue
            crossed = rebased(_method_at(before, before.last_seen), _method_at(now, now.begins))
            if crossed is None and before.value == now.value and before.ends in {None, now.begins}:
                holding[metric] = replace(before, last_seen=now.last_seen, ends=now.ends)
                continue
            yield before
            broken = None if crossed is None else MethodBreak(old=crossed.old, new=crossed.new)
            holding[metric] = replace(now, broken=broken)
    yield from holding.values()


def _method_at(interval: ScoreInterval, seen_at: datetime) -> Method:
    return Method(interval.source, interval.via, interval.board, interval.metric, interval.method_version, seen_at)


def _interval(run: ResultRun, metric: str, value: Number) -> ScoreInterval:
    stored = run.result
    return ScoreInterval(
        source=stored.scope.source,
        via=stored.scope.via,
        board=stored.result.board,
        variant=stored.result.variant or None,
        name=stored.labels.name,
        configuration=configuration_text(configuration_of(stored)) or None,
        metric=metric,
        value=value,
        method_version=stored.result.method_version,
        begins=stored.observed_at,
        last_seen=stored.last_seen,
        ends=run.ends,
        broken=None,
        sample_size=stored.result.sample_size,
        std_error=stored.result.std_error,
        licence=stored.licence,
        citation=citation_of(stored, all_sources()),
    )
