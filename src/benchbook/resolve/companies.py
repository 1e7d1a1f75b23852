"""Companies: which spellings of a maker's name mean which author of the catalogue."""

from collections.abc import Iterable, Mapping

from benchbook.model import CatalogModel
from benchbook.resolve.facts import Facts, squeeze


class Companies:
    """Spellings from the facts, the authors themselves, and the owners of their repositories."""

    def __init__(self, entries: Iterable[CatalogModel], facts: Facts) -> None:
        told: dict[str, set[str]] = {name: {squeeze(one) for one in ids} for name, ids in facts.authors.items()}
        for entry in entries:
            own = squeeze(entry.author)
            told.setdefault(own, set()).add(own)
            if entry.hugging_face_id and (owner := squeeze(entry.hugging_face_id.partition("/")[0])):
                told.setdefault(owner, set()).add(own)
        self.authors: Mapping[str, frozenset[str]] = {name: frozenset(ids) for name, ids in told.items() if name}

    def same(self, company: str, author: str) -> bool:
        """Whether a company as a source writes it is an author of the catalogue."""
        told, own = squeeze(company), squeeze(author)
        return told == own or own in self.authors.get(told, frozenset())
