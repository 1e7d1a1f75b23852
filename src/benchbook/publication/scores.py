"""Every score that speaks today, with its identity and configuration as fields: nothing is picked, nothing merged."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from benchbook.metrics import packaged_metrics
from benchbook.model import Configuration, Licence, Matched, Noun, Number, Origin, StoredModel, StoredResult
from benchbook.sources import Source, all_sources

EFFORT_FIELDS = ("effort", "mode", "thinking_budget")
"""The parts of a configuration that change how long a model thinks, and so its figures."""

PRICE_UNIT = "US dollars per million tokens"
"""What a token costs does not depend on how many are used."""


class ScoreRow(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """One result of one configuration; its JSON form is what is served, every field is always there.

    ``name`` is what the source wrote. ``model_id`` is None where the name is joined to nothing
    (``reason`` says why), ``permaslug`` also where the catalogue held here lacks the model.
    ``same_as`` are the names of other efforts of the model with the very same figures on the board.
    ``std_error`` is that of the main measure; times are UTC. ``completed`` are the origins of measures that are
    not of the row itself but of another document that told the very same run.
    """

    source: str
    via: str | None
    board: str
    variant: str | None
    name: str
    status: Literal["matched", "unresolved"]
    model_id: str | None
    permaslug: str | None
    measures: dict[str, Number]
    completed: dict[str, Origin]
    effort: str | None
    mode: str | None
    thinking_budget: str | None
    date: str | None
    quantisation: str | None
    harness: str | None
    provider: str | None
    rule: str | None
    doubt: str | None
    reason: str | None
    same_as: tuple[str, ...]
    method_version: str | None
    sample_size: int | None
    std_error: float | None
    observed_at: datetime
    last_seen: datetime
    licence: Licence | None
    citation: str | None


def score_rows(
    results: Sequence[StoredResult], models: Mapping[str, StoredModel], sources: Mapping[str, Source] | None = None
) -> tuple[ScoreRow, ...]:
    """A row for each of the results that speak, joined or not; ``models`` are catalogue entries by id."""
    known = all_sources() if sources is None else sources
    alike = same_values(results)
    return tuple(_row(result, models, known, alike.get(id(result), ())) for result in results)


def same_values(results: Iterable[StoredResult]) -> dict[int, tuple[str, ...]]:
    """Efforts of one model that bear the very same figures on one board, where effort should matter.

    Gives, by the ``id()`` of a result, the names of those that differ from it in effort, mode or
    thinking budget alone and agree in every figure but prices, which no effort changes: one of them
    may be a copy of another. Results that are joined to nothing are no variants of anything.
    """
    alike: dict[Hashable, list[StoredResult]] = defaultdict(list)
    for result in results:
        figures = _figures(result)
        if figures and isinstance(result.identity, Matched):
            alike[_told_but_effort(result, result.identity.model_id), figures].append(result)
    found: dict[int, tuple[str, ...]] = {}
    for group in alike.values():
        names: dict[Hashable, set[str]] = defaultdict(set)
        for result in group:
            names[_effort(result)].add(result.labels.name)
        if len(names) > 1:
            others = {effort: _names_but(names, effort) for effort in names}
            found |= {id(result): others[_effort(result)] for result in group}
    return found


def _names_but(names: Mapping[Hashable, set[str]], effort: Hashable) -> tuple[str, ...]:
    return tuple(sorted(set().union(*(told for other, told in names.items() if other != effort))))


def configuration_of(result: StoredResult) -> Configuration:
    """How the model was run, by its name or else by what the row says of its run."""
    named = result.identity.configuration
    stated = result.result.details.get("reasoning_effort")
    return replace(named, effort=stated) if named.effort is None and isinstance(stated, str) else named


def citation_of(result: StoredResult, sources: Mapping[str, Source]) -> str | None:
    """How to cite a result in one text; None where nobody says."""
    return " ".join(citations(result, sources)) or None


def citations(result: StoredResult, sources: Mapping[str, Source]) -> tuple[str, ...]:
    """How to cite whose figure it is, and the document that it came in."""
    return _citations(result.scope.source, result.scope.via, result.citation, sources)


def _citations(source: str, via: str | None, document: str | None, sources: Mapping[str, Source]) -> tuple[str, ...]:
    own, relay = sources.get(source), sources.get(via or "")
    stated = document or (relay.citation if relay else None)
    return tuple(dict.fromkeys(text for text in (own.citation if own else None, stated) if text))


def _cited(source: str, origin: Origin, sources: Mapping[str, Source]) -> Origin:
    return replace(origin, citation=" ".join(_citations(source, origin.via, origin.citation, sources)) or None)


def _figures(result: StoredResult) -> frozenset[tuple[str, Number]]:
    """What a model's effort may change."""
    known = packaged_metrics()
    return frozenset(
        (name, value)
        for name, value in result.result.measures.items()
        if name not in known or known[name].unit != PRICE_UNIT
    )


def _told_but_effort(result: StoredResult, model_id: str) -> Hashable:
    return (
        result.scope.source,
        result.scope.via,
        result.result.board,
        result.result.variant,
        model_id,
        replace(configuration_of(result), effort=None, mode=None, thinking_budget=None),
    )


def _effort(result: StoredResult) -> tuple[str | None, ...]:
    configuration = configuration_of(result)
    return tuple(getattr(configuration, name) for name in EFFORT_FIELDS)


def _row(
    stored: StoredResult, models: Mapping[str, StoredModel], sources: Mapping[str, Source], alike: tuple[str, ...]
) -> ScoreRow:
    identity = stored.identity
    matched = identity if isinstance(identity, Matched) else None
    entry = models.get(matched.model_id) if matched else None
    run, result = configuration_of(stored), stored.result
    return ScoreRow(
        source=stored.scope.source,
        via=stored.scope.via,
        board=result.board,
        variant=result.variant or None,
        name=stored.labels.name,
        status="matched" if matched else "unresolved",
        model_id=matched.model_id if matched else None,
        permaslug=entry.model.permaslug if entry else None,
        measures=result.measures,
        completed={name: _cited(stored.scope.source, origin, sources) for name, origin in stored.completed.items()},
        effort=run.effort,
        mode=run.mode,
        thinking_budget=run.thinking_budget,
        date=run.date,
        quantisation=run.quantisation,
        harness=run.harness,
        provider=run.provider,
        rule=matched.rule if matched else None,
        doubt=matched.doubt if matched else None,
        reason=None if isinstance(identity, Matched) else identity.reason,
        same_as=alike,
        method_version=result.method_version,
        sample_size=result.sample_size,
        std_error=result.std_error,
        observed_at=stored.observed_at,
        last_seen=stored.last_seen,
        licence=stored.licence,
        citation=citation_of(stored, sources),
    )
