"""The end of a report: counts over all its entries."""

from collections.abc import Iterable, Sequence

from benchbook.report.cautions import cautions
from benchbook.report.contexts import context_buckets
from benchbook.report.document import Entry, FreeModel, ModelFacts, MoeModel, Questionable, Summary

_Known = tuple[str, ModelFacts]


def summarise(entries: Sequence[Entry], *, corrections: tuple[str, ...] = ()) -> Summary:
    """Count entries as found or not, and each model of the found ones once.

    ``corrections`` say what was wrong in a document that entries come from.
    """
    known = list(_models(entries))
    return Summary(
        entries=len(entries),
        found=sum(entry.found for entry in entries),
        not_found=tuple(entry.label for entry in entries if not entry.found),
        models=len(known),
        reasoning=_labels(known, supports=True),
        no_reasoning=_labels(known, supports=False),
        reasoning_unknown=_labels(known, supports=None),
        contexts=context_buckets((label, model.context_length) for label, model in known),
        moe=tuple(
            MoeModel(
                label=label,
                total_parameters=model.architecture.total_parameters,
                active_parameters=model.architecture.active_parameters,
            )
            for label, model in known
            if model.architecture.is_moe
        ),
        free=tuple(FreeModel(name=model.short_name, ids=model.free_as) for _, model in known if model.free),
        questionable=tuple(
            Questionable(label=entry.label, model_id=entry.model_id, reason=entry.doubt)
            for entry in entries
            if entry.doubt is not None and entry.model_id is not None
        ),
        cautions=cautions(entries),
        corrections=corrections,
    )


def _models(entries: Sequence[Entry]) -> Iterable[_Known]:
    """Each model once, under the label of its best entry that is not in doubt."""
    trusted_first = sorted(entries, key=lambda entry: (entry.doubt is not None, entry.rank))
    labels: dict[str, Entry] = {}
    for entry in trusted_first:
        if entry.found and entry.model is not None:
            labels.setdefault(entry.model.permaslug, entry)
    for entry in sorted(labels.values(), key=lambda entry: entry.rank):
        if entry.model is not None:
            yield entry.label, entry.model


def _labels(known: Iterable[_Known], *, supports: bool | None) -> tuple[str, ...]:
    return tuple(label for label, model in known if model.supports_reasoning is supports)
