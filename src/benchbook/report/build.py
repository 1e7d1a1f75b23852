"""The ledger's rows -> ``Report``."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import asdict

from benchbook.errors import BadParameter
from benchbook.metrics import packaged_metrics
from benchbook.model import Endpoint, Matched, Noun, Number, StoredModel, StoredResult
from benchbook.publication import citations, configuration_of, headline_order, same_values
from benchbook.report.catalogue import Catalogue
from benchbook.report.document import Citation, Entry, Report, RunWords
from benchbook.report.metrics import Chosen, choose_metric, main_measure
from benchbook.report.summary import summarise
from benchbook.sources import Source, all_sources
from benchbook.sources import starter as starter_source


class _Line(Noun, frozen=True, kw_only=True):
    """A result with its figure and, where it is joined, its catalogue entry."""

    result: StoredResult
    measure: str
    score: Number
    state: StoredModel | None
    same_as: tuple[str, ...] = ()

    @property
    def identity(self) -> Matched | None:
        identity = self.result.identity
        return identity if isinstance(identity, Matched) else None

    @property
    def model_key(self) -> tuple[str, ...]:
        """Equal for configurations of one model; a questionable join never stands for the model it names."""
        identity = self.identity
        if identity is None:
            return ("unmatched", self.result.subject, self.result.result.variant)
        if identity.doubt is not None:
            return ("questionable", identity.model_id, self.result.labels.name)
        return ("matched", self.state.model.permaslug if self.state else identity.model_id)


def build_report(
    metric: str,
    models: Sequence[StoredModel],
    results: Sequence[StoredResult],
    *,
    source: str | None = None,
    top: int | None = None,
    variants: bool = False,
    sources: Mapping[str, Source] | None = None,
    endpoints: Sequence[Endpoint] = (),
) -> Report:
    """Rank what stands in the ledger by one metric, best first.

    ``results`` are those that speak for their source today. A model has one entry, its headline
    configuration, unless ``variants`` asks for each; ``top`` keeps the best so many. ``endpoints`` name
    the providers of models that state none. Raises
    ``NothingStored`` on an empty store, ``UnknownThing`` for a metric or source that is not there.
    """
    if top is not None and top < 1:
        raise BadParameter("top", str(top), "a whole number of at least 1")
    known_sources = all_sources() if sources is None else sources
    chosen = choose_metric(metric, results, source)
    facts = packaged_metrics().get(chosen.measure)
    lower_is_better = facts.lower_is_better if facts else False
    documents = starter_source.starter_models() if starter_source.SOURCE_ID in known_sources else {}
    catalogue = Catalogue(models, endpoints, documents)
    lines = _ranked(_lines(chosen, catalogue), lower_is_better=lower_is_better)
    if not variants:
        lines = _headlines(lines)
    available = len(lines)
    lines = lines[:top]
    entries = tuple(_entry(rank, line, catalogue, known_sources) for rank, line in enumerate(lines, start=1))
    title = facts.title if facts else chosen.measure
    return Report(
        title=_title(chosen, title, known_sources),
        metric=chosen.measure,
        metric_title=title,
        unit=facts.unit if facts else None,
        lower_is_better=lower_is_better,
        source=chosen.source,
        board=chosen.board,
        as_of=max(line.result.last_seen for line in lines),
        all_configurations=variants,
        available=available,
        entries=entries,
        summary=summarise(entries, corrections=_corrections(entries)),
        sources=_citations(lines, known_sources),
    )


def _lines(chosen: Chosen, catalogue: Catalogue) -> Iterable[_Line]:
    alike = same_values(chosen.results)
    for result in chosen.results:
        identity = result.identity
        state = catalogue.find(identity.model_id) if isinstance(identity, Matched) else None
        yield _Line(
            result=result,
            measure=chosen.measure,
            score=result.result.measures[chosen.measure],
            state=state,
            same_as=alike.get(id(result), ()),
        )


def _ranked(lines: Iterable[_Line], *, lower_is_better: bool) -> list[_Line]:
    sign = 1 if lower_is_better else -1
    return sorted(
        lines,
        key=lambda line: (
            sign * line.score,
            line.result.labels.name.casefold(),
            line.result.subject,
            line.result.result.variant,
        ),
    )


def _headlines(ranked: list[_Line]) -> list[_Line]:
    """One line a model: of those with a coding index the highest intelligence index, else the best figure."""
    best: dict[tuple[str, ...], _Line] = {}
    for line in ranked:
        rival = best.get(line.model_key)
        if rival is None or _headline_order(line) < _headline_order(rival):
            best[line.model_key] = line
    kept = {id(line) for line in best.values()}
    return [line for line in ranked if id(line) in kept]


def _headline_order(line: _Line) -> tuple[bool, bool, Number]:
    measures = line.result.result.measures
    return headline_order(measures.get("coding_index"), measures.get("intelligence_index"))


def _entry(rank: int, line: _Line, catalogue: Catalogue, sources: Mapping[str, Source]) -> Entry:
    stored, identity = line.result, line.identity
    model = catalogue.facts(identity.model_id) if identity else None
    return Entry(
        rank=rank,
        label=stored.labels.name,
        score=line.score,
        observed_at=stored.observed_at,
        last_seen=stored.last_seen,
        source=stored.scope.source,
        via=stored.scope.via,
        subject=stored.subject,
        variant=stored.result.variant,
        method_version=stored.result.method_version,
        sample_size=stored.result.sample_size,
        std_error=stored.result.std_error if main_measure(stored) == line.measure else None,
        configuration=RunWords(**asdict(configuration_of(stored))),
        same_as=line.same_as,
        rule=identity.rule if identity else None,
        evidence=identity.evidence if identity else (),
        doubt=identity.doubt if identity else None,
        found=model is not None,
        model_id=identity.model_id if identity else None,
        reason=_reason(line, found=model is not None),
        refused=() if isinstance(stored.identity, Matched) else stored.identity.refused,
        citations=citations(stored, sources),
        model=model,
    )


def _corrections(entries: Iterable[Entry]) -> tuple[str, ...]:
    relayed = any(entry.via == starter_source.SOURCE_ID for entry in entries)
    return starter_source.starter_corrections() if relayed else ()


def _reason(line: _Line, *, found: bool) -> str | None:
    identity = line.result.identity
    if not isinstance(identity, Matched):
        return identity.reason
    return None if found else f"joined to {identity.model_id}, which the catalogue held here does not list"


def _citations(lines: Sequence[_Line], sources: Mapping[str, Source]) -> tuple[Citation, ...]:
    """Each source of the lines once; one that is a table of the user's own speaks for itself."""
    found: dict[str, Citation] = {}
    for line in lines:
        scope = line.result.scope
        for source_id in (scope.source, scope.via):
            if source_id is not None and source_id not in found:
                found[source_id] = _citation(source_id, sources.get(source_id), line.result)
    return tuple(found.values())


def _citation(source_id: str, source: Source | None, stored: StoredResult) -> Citation:
    if source is None:
        return Citation(source=source_id, title=source_id, citation=stored.citation, licence=stored.licence)
    return Citation(source=source_id, title=source.title, citation=source.citation, licence=source.licence)


def _title(chosen: Chosen, metric_title: str, sources: Mapping[str, Source]) -> str:
    named = sources.get(chosen.source)
    board = f" on {chosen.board}" if chosen.board not in {"indices", chosen.measure} else ""
    return f"{named.title if named else chosen.source}: {metric_title}{board}"
