"""What people decided about names, found by a name's spelling or by its parts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from benchbook.model import Labels
from benchbook.resolve.facts import Alias, Facts, Rejection
from benchbook.resolve.grammar import Grammar, Parts
from benchbook.resolve.names import normalise

Pins = Mapping[str, str]
"""Model ids with the reason why they are refused."""


class Decided:
    """Aliases, pinned rejections, questionable joins and names of one release."""

    def __init__(self, facts: Facts, grammar: Grammar) -> None:
        self._aliases: dict[object, list[Alias]] = defaultdict(list)
        for alias in facts.aliases:
            for key in _keys(alias.name, grammar):
                self._aliases[key].append(alias)
        self._rejections: dict[object, list[Rejection]] = defaultdict(list)
        self.unlabelled = tuple(rejection for rejection in facts.rejections if rejection.name is None)
        for rejection in facts.rejections:
            for key in _strict_keys(rejection.name, grammar) if rejection.name else ():
                self._rejections[key].append(rejection)
        self._pinned_families = {key[0] for key in self._rejections if isinstance(key, tuple)}
        self._doubts = {(normalise(doubt.name), doubt.model): doubt.reason for doubt in facts.doubts}
        self.releases = tuple(_readings(release.names, grammar) for release in facts.releases)
        self.released_families = {parts.family for names in self.releases for parts in names}
        self._synonyms = {parts.signature: names for names in self.releases for parts in names}

    def alias(self, keys: Iterable[object], source: str) -> Alias | None:
        """The alias of a name, that of the source itself before one of all sources."""
        known = [key for key in keys if key in self._aliases]
        if not known:
            return None
        found = [alias for key in known for alias in self._aliases[key] if _speaks_of(alias.source, source)]
        return min(found, key=lambda alias: alias.source is None, default=None)

    def pins(self, names: Iterable[tuple[str, list[Parts]]], source: str, via: str | None) -> dict[str, str]:
        """The models that labels, each spelled and read, must never be joined to, and why."""
        keys: list[object] = []
        for spelled, readings in names:
            keys.append(spelled)
            keys += [parts.strict_signature for parts in readings if parts.family in self._pinned_families]
        known = [key for key in keys if key in self._rejections]
        return {
            rejection.model: rejection.reason
            for key in known
            for rejection in self._rejections[key]
            if _speaks_of(rejection.source, source) and rejection.via in {None, via}
        }

    def doubt(self, labels: Labels, model_id: str) -> str | None:
        """Why a stated join is questionable."""
        return self._doubts.get((normalise(labels.name), model_id))

    def other_names(self, parts: Parts) -> tuple[Parts, ...]:
        """The readings of the other names of the same release."""
        return tuple(other for other in self._synonyms.get(parts.signature, ()) if other.signature != parts.signature)


def _speaks_of(told: str | None, source: str) -> bool:
    """Whether a fact about one source holds for this one: ``lmarena`` for ``lmarena-text``, too."""
    if told is None or told == source:
        return True
    return source.startswith(told) and not source[len(told)].isalnum()


def _keys(name: str, grammar: Grammar) -> Iterable[object]:
    """By what a fact's name is found: its spelling, and its parts without the configuration."""
    yield normalise(name)
    for parts in grammar.read(name)[:1]:
        yield parts.signature


def _strict_keys(name: str, grammar: Grammar) -> Iterable[object]:
    """The same; but a rejection of a reasoning model says nothing of the other."""
    yield normalise(name)
    for parts in grammar.read(name)[:1]:
        yield parts.strict_signature


def _readings(names: Iterable[str], grammar: Grammar) -> tuple[Parts, ...]:
    return tuple(parts for name in names if (parts := grammar.read_entry(name)) is not None)
