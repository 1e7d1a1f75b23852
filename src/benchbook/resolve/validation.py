"""Whether the facts agree with themselves and with a catalogue."""

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from benchbook.model import CatalogModel, Labels, Matched, Noun
from benchbook.resolve.catalog import CatalogIndex
from benchbook.resolve.facts import Alias, Doubt, FactLayer, Facts, Rejection, squeeze
from benchbook.resolve.names import normalise
from benchbook.resolve.resolver import Resolver
from benchbook.wording import shortened

_NEAREST = 3
_MODEL_ID = re.compile(r"~?[^\s/:]+/[^\s/:]+")
_REFUSED = "stands for {}, which a rejection of the same name refuses"


class Finding(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """What is wrong with a line of the facts: the file, the line's name and the problem."""

    file: str
    entry: str
    problem: str

    @property
    def sentence(self) -> str:
        """The finding in one line."""
        return f"{self.file}: {self.entry} {self.problem}"


class Known(Noun, frozen=True, kw_only=True):
    """The models that ids are checked against; ``everything`` checks the packaged facts' ids too.

    A user's store need not have seen every model that the packaged facts speak of.
    """

    models: tuple[CatalogModel, ...]
    everything: bool = False


def validate(layers: Sequence[FactLayer], facts: Facts, today: date, known: Known | None = None) -> tuple[Finding, ...]:
    """What is wrong with the layers, of which ``facts`` are the sum; ids are checked where models are ``known``."""
    found: list[Finding] = []
    for layer in layers:
        for check in (_texts, _double_aliases, _double_rejections, _double_doubts, _refused_aliases, _releases):
            found += check(layer)
        found += _dates(layer, today)
        if known is not None and (known.everything or layer.folder is not None):
            found += _ids(layer, known.models)
            found += _authors(layer, known.models)
    found += _cycles(layers, facts)
    resolver = Resolver(known.models if known else (), facts)
    found += _aliases_of_one_name(layers, facts, resolver)
    found += _kept_aliases(layers, facts, Resolver((), facts))
    found += _matched_rejections(layers, facts, resolver, known.models if known else ())
    return tuple(dict.fromkeys(found))


def nearest_ids(model_id: str, models: Iterable[CatalogModel]) -> tuple[str, ...]:
    """The known ids that are spelled most like this one."""
    ids = sorted({model.base_id for model in models if not model.is_alias})
    return tuple(difflib.get_close_matches(model_id, ids, n=_NEAREST, cutoff=0.5))


def is_model_id(text: str) -> bool:
    """Whether a text has the form of an id that stands for all variants of a model: ``author/slug``."""
    return _MODEL_ID.fullmatch(text) is not None


# --- how a line is named -----------------------------------------------------------------------


def _alias(layer: FactLayer, alias: Alias, problem: str) -> Finding:
    return Finding(file=layer.where("aliases.toml"), entry=f"alias {_named(alias.name, alias.source)}", problem=problem)


def _rejection(layer: FactLayer, rejection: Rejection, problem: str) -> Finding:
    if rejection.name is None:
        relayed = f" of what {rejection.via} relays of {rejection.source}" if rejection.via and rejection.source else ""
        return _in_rejections(layer, f"rejection without a name{relayed} on {rejection.model}", problem)
    named = _named(rejection.name, rejection.source)
    return _in_rejections(layer, f"rejection {named} on {rejection.model}", problem)


def _in_rejections(layer: FactLayer, entry: str, problem: str) -> Finding:
    return Finding(file=layer.where("rejections.toml"), entry=entry, problem=problem)


def _doubt(layer: FactLayer, doubt: Doubt, problem: str) -> Finding:
    return Finding(
        file=layer.where("doubts.toml"), entry=f"doubt {_named(doubt.name)} on {doubt.model}", problem=problem
    )


def _named(name: str, source: str | None = None) -> str:
    return f"{shortened(name)!r}{f' of {shortened(source)}' if source else ''}"


# --- one layer by itself -----------------------------------------------------------------------


def _texts(layer: FactLayer) -> Iterator[Finding]:
    """Names that nothing can be compared with, and words that are missing."""
    for alias in layer.aliases:
        for problem in _blank(alias.name, alias.model, {"origin": alias.origin}, alias.source):
            yield _alias(layer, alias, problem)
    for rejection in layer.rejections:
        words = {"origin": rejection.origin, "reason": rejection.reason}
        for problem in _blank(rejection.name, rejection.model, words, rejection.source):
            yield _rejection(layer, rejection, problem)
        if rejection.name is None and None in {rejection.source, rejection.via}:
            yield _rejection(layer, rejection, "has neither a name nor both source and via")
    for doubt in layer.doubts:
        for problem in _blank(doubt.name, doubt.model, {"origin": doubt.origin, "reason": doubt.reason}):
            yield _doubt(layer, doubt, problem)


def _blank(name: str | None, model: str, words: dict[str, str], source: str | None = None) -> Iterator[str]:
    if name is not None and not normalise(name):
        yield "has an empty name: there is no letter or digit in it to compare"
    if not model.strip():
        yield "has an empty model"
    elif not is_model_id(model):
        yield f"names {shortened(model)!r}, which is no model's id (author/slug, without a variant)"
    if source is not None and not source.strip():
        yield "has an empty source"
    for field, text in words.items():
        if not text.strip():
            yield f"has an empty {field}"


def _dates(layer: FactLayer, today: date) -> Iterator[Finding]:
    """Decisions that nobody can have made yet."""
    for alias in layer.aliases:
        if alias.date > today:
            yield _alias(layer, alias, _future(alias.date))
    for rejection in layer.rejections:
        if rejection.date > today:
            yield _rejection(layer, rejection, _future(rejection.date))
    for doubt in layer.doubts:
        if doubt.date > today:
            yield _doubt(layer, doubt, _future(doubt.date))
    for number, release in enumerate(layer.releases, 1):
        if release.date > today:
            yield _release(layer, number, release.names, _future(release.date))
    if layer.authors is not None and layer.authors.date > today:
        yield Finding(file=layer.where("authors.toml"), entry="the file", problem=_future(layer.authors.date))


def _future(when: date) -> str:
    return f"is dated {when}, which lies in the future"


Fact = TypeVar("Fact", Alias, Rejection, Doubt)


def _grouped(facts: Iterable[Fact], key: Callable[[Fact], object]) -> Iterator[list[Fact]]:
    groups: defaultdict[object, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[key(fact)].append(fact)
    return (group for group in groups.values() if len(group) > 1)


def _double_aliases(layer: FactLayer) -> Iterator[Finding]:
    for group in _grouped(layer.aliases, lambda alias: (alias.source, normalise(alias.name))):
        models = sorted({alias.model for alias in group})
        one = f"stands {len(group)} times for {models[0]}"
        yield _alias(layer, group[-1], one if len(models) == 1 else f"stands for several models: {', '.join(models)}")


def _double_rejections(layer: FactLayer) -> Iterator[Finding]:
    def key(one: Rejection) -> object:
        return (one.source, one.via, one.name and normalise(one.name), one.model)

    for group in _grouped(layer.rejections, key):
        yield _rejection(layer, group[-1], f"stands there {len(group)} times")


def _double_doubts(layer: FactLayer) -> Iterator[Finding]:
    for group in _grouped(layer.doubts, lambda doubt: (normalise(doubt.name), doubt.model)):
        yield _doubt(layer, group[-1], f"stands there {len(group)} times")


def _refused_aliases(layer: FactLayer) -> Iterator[Finding]:
    """Aliases that a rejection in the same folder refuses wherever they would hold."""
    refused: defaultdict[tuple[str, str], list[Rejection]] = defaultdict(list)
    for rejection in layer.rejections:
        if rejection.name is not None and rejection.via is None:
            refused[normalise(rejection.name), rejection.model].append(rejection)
    for alias in layer.aliases:
        if any(one.source in {None, alias.source} for one in refused[normalise(alias.name), alias.model]):
            yield _alias(layer, alias, _REFUSED.format(alias.model))


def _releases(layer: FactLayer) -> Iterator[Finding]:
    owner: dict[str, int] = {}
    for number, release in enumerate(layer.releases, 1):
        keys = [normalise(name) for name in release.names]
        if not all(keys):
            yield _release(layer, number, release.names, "has an empty name")
        if len(set(keys)) < 2:  # noqa: PLR2004 a release ties two names together
            yield _release(layer, number, release.names, "has fewer than two different names")
        elif len(set(keys)) < len(keys):
            yield _release(layer, number, release.names, "has a name twice")
        if not release.origin.strip():
            yield _release(layer, number, release.names, "has an empty origin")
        for key in dict.fromkeys(keys):
            if owner.setdefault(key, number) != number:
                problem = f"shares the name {shortened(key)!r} with release {owner[key]}"
                yield _release(layer, number, release.names, problem)


def _release(layer: FactLayer, number: int, names: Sequence[str], problem: str) -> Finding:
    first = f" ({shortened(names[0])!r} …)" if names else ""
    return Finding(file=layer.where("releases.toml"), entry=f"release {number}{first}", problem=problem)


# --- against a catalogue -----------------------------------------------------------------------


def _ids(layer: FactLayer, models: Sequence[CatalogModel]) -> Iterator[Finding]:
    """Models that no catalogue was ever seen to list, unless marked so."""
    index = CatalogIndex(models)
    for alias in layer.aliases:
        if not alias.unlisted and index.by_id(alias.model) is None:
            yield _alias(layer, alias, _unknown(alias.model, models))
    for rejection in layer.rejections:
        if not rejection.unlisted and index.by_id(rejection.model) is None:
            yield _rejection(layer, rejection, _unknown(rejection.model, models))


def _unknown(model_id: str, models: Iterable[CatalogModel]) -> str:
    near = nearest_ids(model_id, models)
    listed = f"; nearest: {', '.join(near)}" if near else ""
    return f"names {shortened(model_id)!r}, a model never seen{listed} (`unlisted = true` allows it)"


def _authors(layer: FactLayer, models: Sequence[CatalogModel]) -> Iterator[Finding]:
    """Spellings that point at no author of any known model, or that cannot be compared."""
    if layer.authors is None:
        return
    known = {model.author for model in models}
    where = layer.where("authors.toml")
    written: dict[str, str] = {}
    for spelling, ids in layer.authors.spellings.items():
        entry = f"spelling {shortened(spelling)!r}"
        key = squeeze(spelling)
        if not key:
            yield Finding(file=where, entry=entry, problem="has no letter a to z or digit to compare")
        elif written.setdefault(key, spelling) != spelling:
            yield Finding(file=where, entry=entry, problem=f"equals the spelling {shortened(written[key])!r}")
        if not known & set(ids):
            listed = ", ".join(ids) or "nothing"
            yield Finding(file=where, entry=entry, problem=f"points at {listed}, the author of no known model")


# --- all layers together -----------------------------------------------------------------------


def _cycles(layers: Sequence[FactLayer], facts: Facts) -> Iterator[Finding]:
    """Aliases whose model is itself a name that stands for another model."""
    by_name: defaultdict[str, list[Alias]] = defaultdict(list)
    for alias in facts.aliases:
        by_name[normalise(alias.name)].append(alias)
    for layer in layers:
        standing = set(layer.aliases) & set(facts.aliases)
        for alias in layer.aliases:
            if alias not in standing:
                continue
            for further in by_name[normalise(alias.model)]:
                if further.model != alias.model and _meet(alias.source, further.source):
                    problem = f"stands for {alias.model}, which is itself a name that stands for {further.model}"
                    yield _alias(layer, alias, problem)


def _aliases_of_one_name(layers: Sequence[FactLayer], facts: Facts, resolver: Resolver) -> Iterator[Finding]:
    """Aliases that are two spellings of one name and stand for different models."""
    in_force = set(facts.aliases)
    known: defaultdict[object, list[Alias]] = defaultdict(list)
    for layer in layers:
        for alias in layer.aliases:
            name = resolver.same_name(alias.name) if alias in in_force else None
            if name is None:
                continue
            for other in known[name]:
                spelled_apart = normalise(other.name) != normalise(alias.name)
                if other.model != alias.model and spelled_apart and other.source == alias.source:
                    problem = (
                        f"stands for {alias.model}, and {shortened(other.name)!r}, the same name, for {other.model}"
                    )
                    yield _alias(layer, alias, problem)
            known[name].append(alias)


def _meet(one: str | None, other: str | None) -> bool:
    """Whether lines of these sources can hold for the same name; None holds for all."""
    return one == other or None in {one, other}


def _kept_aliases(layers: Sequence[FactLayer], facts: Facts, resolver: Resolver) -> Iterator[Finding]:
    """Aliases that a rejection refuses all the same, by another spelling or for a narrower source."""
    in_force = set(facts.aliases)
    for layer in layers:
        for alias in layer.aliases:
            if alias in in_force and resolver.refuses(Labels(name=alias.name), alias.model, alias.source or ""):
                yield _alias(layer, alias, _REFUSED.format(alias.model))


def _matched_rejections(
    layers: Sequence[FactLayer], facts: Facts, resolver: Resolver, models: Sequence[CatalogModel]
) -> Iterator[Finding]:
    """Rejections that do not keep the resolver from the very join that they refuse."""
    names = {model.id: model.name for model in models}
    in_force = set(facts.rejections)
    for layer in layers:
        for rejection in layer.rejections:
            if rejection in in_force and any(
                _joins(resolver, rejection, labels) for labels in _tried(rejection, names)
            ):
                yield _rejection(layer, rejection, "is joined to that model all the same")


def _tried(rejection: Rejection, names: dict[str, str]) -> Iterator[Labels]:
    """Labels that a rejection speaks of: as a name, as a slug, and with the model stated beside."""
    name = rejection.name
    if name is None:
        name = names.get(rejection.model)
    else:
        yield Labels(name=name)
        yield Labels(name=name, slug=name)
    if name is not None:
        yield Labels(name=name, stated_id=rejection.model, authority="catalogue")


def _joins(resolver: Resolver, rejection: Rejection, labels: Labels) -> bool:
    identity = resolver.resolve(labels, rejection.source or "", rejection.via)
    return isinstance(identity, Matched) and identity.model_id == rejection.model
