"""Finding one entry by any of its names, and what to say when there is none."""

from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

from benchbook.catalogue.lines import ModelLine
from benchbook.model import CatalogModel

MOST_SUGGESTED = 3
LEAST_LIKENESS_PERCENT = 60


def by_name(lines: Iterable[ModelLine]) -> dict[str, ModelLine]:
    """Entries by id, by permaslug and by permaslug with a variant; an id wins over a permaslug.

    The permaslug alone is the base's; where only variants or aliases have it, the first one's by id.
    """
    found: dict[str, ModelLine] = {}
    ordered = sorted(lines, key=lambda line: _plainest_first(line.entry))
    for line in ordered:
        found.setdefault(line.entry.id, line)
    for line in ordered:
        entry = line.entry
        found.setdefault(entry.permaslug, line)
        if entry.variant is not None:
            found.setdefault(f"{entry.permaslug}:{entry.variant}", line)
    return found


def nearest(name: str, named: Mapping[str, ModelLine]) -> tuple[str, ...]:
    """Ids that a person may have meant, the likest first; never an answer by themselves."""
    ids = sorted({line.entry.id for line in named.values()})
    likely = process.extract(name, ids, scorer=fuzz.ratio, limit=MOST_SUGGESTED, score_cutoff=LEAST_LIKENESS_PERCENT)
    return tuple(model_id for model_id, _, _ in likely)


def _plainest_first(entry: CatalogModel) -> tuple[bool, bool, str]:
    return (entry.is_alias, entry.variant is not None, entry.id)
