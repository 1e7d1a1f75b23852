"""Nearest catalogue names, for a person to look at; never part of a match."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from benchbook.model import CatalogModel, Labels, Suggestion
from benchbook.resolve.catalog import CatalogIndex
from benchbook.resolve.names import normalise

_LEAST_LIKENESS_PERCENT = 60


class Suggester:
    """Finds the catalogue entries whose names are most alike a source's name."""

    def __init__(self, models: Iterable[CatalogModel]) -> None:
        groups = CatalogIndex(models).groups
        self._groups = {group.base_id: group for group in groups}
        self._names = {group.base_id: normalise(group.name.partition(": ")[2] or group.name) for group in groups}

    def suggest(self, labels: Labels, count: int = 3) -> tuple[Suggestion, ...]:
        """At most ``count`` suggestions, the likest first."""
        found = process.extract(
            normalise(labels.name),
            self._names,
            scorer=fuzz.token_sort_ratio,
            score_cutoff=_LEAST_LIKENESS_PERCENT,
            limit=count,
        )
        return tuple(
            Suggestion(model_id=base_id, name=self._groups[base_id].name, likeness_percent=round(likeness))
            for _, likeness, base_id in found
        )
