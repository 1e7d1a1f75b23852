"""What people decided about names, found by a name's spelling or by its parts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from benchbook.model import Configuration, Labels
from benchbook.resolve.facts import Alias, Facts, Rejection
from benchbook.resolve.grammar import Grammar, Parts
from benchbook.resolve.names import normalise

Pins = Mapping[str, str]
"""Model ids with the reason why they are refused."""


class Decided:
    """Aliases, pinned rejections, questionable joins and names of one release."""

    def __init__(self, facts: Facts, grammar: Grammar) -> None:
        self._aliases: dict[str, list[Alias]] = defaultdict(list)
        self._aliases_by_parts: dict[object, list[tuple[Alias, Parts]]] = defaultdict(list)
        for alias in facts.aliases:
            self._aliases[normalise(alias.name)].append(alias)
            for parts in grammar.read(alias.name)[:1]:
                self._aliases_by_parts[parts.signature].append((alias, parts))
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

    def alias(self, spelled: str, source: str) -> Alias | None:
        """The alias of a name as it is spelled, that of the source itself before one of all sources."""
        found = [alias for alias in self._aliases.get(spelled, ()) if speaks_of(alias.source, source)]
        return min(found, key=lambda alias: alias.source is None, default=None)

    def alias_of_parts(self, parts: Parts, source: str) -> Alias | None:
        """The alias of another spelling with the same parts, run the same way as far as the alias says.

        None where several speak of different models.
        """
        fitting = [
            alias
            for alias, own in self._aliases_by_parts.get(parts.signature, ())
            if speaks_of(alias.source, source) and _covers(own.configuration, parts.configuration)
        ]
        own_source = [alias for alias in fitting if alias.source is not None]
        nearest = own_source or fitting
        return nearest[0] if len({alias.model for alias in nearest}) == 1 else None

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
            if speaks_of(rejection.source, source) and rejection.via in {None, via}
        }

    def doubt(self, labels: Labels, model_id: str) -> str | None:
        """Why a stated join is questionable."""
        return self._doubts.get((normalise(labels.name), model_id))

    def other_names(self, parts: Parts) -> tuple[Parts, ...]:
        """The readings of the other names of the same release."""
        return tuple(other for other in self._synonyms.get(parts.signature, ()) if other.signature != parts.signature)


def speaks_of(told: str | None, source: str) -> bool:
    """Whether a fact about one source holds for this one: ``lmarena`` for ``lmarena-text``, too."""
    if told is None or told == source:
        return True
    return source.startswith(told) and not source[len(told)].isalnum()


def _covers(told: Configuration, given: Configuration) -> bool:
    """Whether what an alias says of how a model was run is so of a name, too."""
    return told.effort in {None, given.effort} and told.mode in {None, given.mode}


def _strict_keys(name: str, grammar: Grammar) -> Iterable[object]:
    """By what a rejected name is found: its spelling, and its parts, with or without reasoning."""
    yield normalise(name)
    for parts in grammar.read(name)[:1]:
        yield parts.strict_signature


def _readings(names: Iterable[str], grammar: Grammar) -> tuple[Parts, ...]:
    return tuple(parts for name in names if (parts := grammar.read_entry(name)) is not None)
