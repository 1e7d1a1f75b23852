"""Whose figures stand on a page, and on what terms: what is not shown is not cited."""

from collections.abc import Iterable

from benchbook.leaderboard import Entry, Figure
from benchbook.model import Noun
from benchbook.sources import source_by_id

_CATALOGUE = "openrouter"


class Note(Noun, frozen=True, kw_only=True):
    """How to cite a source whose figures are shown, and on what terms."""

    citation: str
    licence: str


def citations(entries: Iterable[Entry], figures: Iterable[Figure]) -> list[Note]:
    """The citations of catalogue entries and of figures, each once."""
    catalogue = source_by_id(_CATALOGUE)
    stated = sorted({entry.model.citation or catalogue.citation for entry in entries})
    found: dict[tuple[str, str], None] = dict.fromkeys((citation, str(catalogue.licence)) for citation in stated)
    for figure in figures:
        if figure.citation:
            found.setdefault((figure.citation, figure.licence or ""))
    return [Note(citation=citation, licence=licence) for citation, licence in found]
