"""The catalogue as the resolver sees it: groups of entries, found by their own names and parts."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from benchbook.model import CatalogModel, Noun
from benchbook.resolve.dates import PartialDate, agree
from benchbook.resolve.grammar import Grammar, Parts
from benchbook.resolve.names import normalise

_VERSION = re.compile(r" v\d")
_LEAST_WORD = 3
Core = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


class Group(Noun, frozen=True, kw_only=True):
    """The entries of one permaslug: a model with its variants. ``base_id`` stands for all of them.

    ``keys`` are all its names, normalised; ``names`` those that the grammar may compare with, each
    read into parts. The other fields hold what any of the names says. ``reasons`` is None where no
    entry tells what it supports; ``repositories`` are Hugging Face ids; a ``pointer`` is an alias
    such as ``~author/family-latest``, or a router, and answers to its whole id and name only.
    """

    base_id: str
    permaslug: str
    author: str
    name: str
    keys: frozenset[str]
    names: tuple[Parts, ...] = ()
    words: frozenset[str] = frozenset()
    versions: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    active_sizes: frozenset[str] = frozenset()
    dates: tuple[PartialDate, ...] = ()
    stages: frozenset[str] = frozenset()
    contexts: frozenset[str] = frozenset()
    lineages: frozenset[tuple[str, str]] = frozenset()
    instruct: str | None = None
    reasoning: bool = False
    repositories: frozenset[str] = frozenset()
    reasons: bool | None = None
    pointer: bool = False


class CatalogIndex:
    """Groups by every id and name of their entries, and by the parts of these names.

    ``releases`` are readings of names that mean one release, a tuple each; ``routers`` are authors of
    entries that are no models but choose one.
    """

    def __init__(
        self,
        models: Iterable[CatalogModel],
        grammar: Grammar | None = None,
        releases: Sequence[tuple[Parts, ...]] = (),
        routers: frozenset[str] = frozenset(),
    ) -> None:
        by_permaslug: dict[str, list[CatalogModel]] = defaultdict(list)
        for model in models:
            by_permaslug[model.permaslug].append(model)
        synonyms = {parts.signature: names for names in releases for parts in names}
        self.groups = [
            _group(
                permaslug,
                sorted(members, key=lambda model: model.id),
                grammar,
                synonyms,
                is_router=members[0].author in routers,
            )
            for permaslug, members in sorted(by_permaslug.items())
        ]
        self._by_key: dict[str, list[Group]] = defaultdict(list)
        self._by_repository: dict[str, list[Group]] = defaultdict(list)
        self._by_unversioned: dict[str, list[Group]] = defaultdict(list)
        self._by_core: dict[Core, list[Group]] = defaultdict(list)
        self._by_size: dict[tuple[Core, str], list[Group]] = defaultdict(list)
        self._by_family: dict[str, list[Group]] = defaultdict(list)
        self._by_id: dict[str, Group] = {}
        for group in self.groups:
            self._add(group, by_permaslug[group.permaslug])

    def _add(self, group: Group, members: list[CatalogModel]) -> None:
        for key in group.keys:
            self._by_key[key].append(group)
            for version in _VERSION.finditer(key):
                self._by_unversioned[key[: version.start()]].append(group)
        for repository in {normalise(name) for name in group.repositories}:
            self._by_repository[repository].append(group)
        for exact in {group.permaslug, *(m.id for m in members), *(m.base_id for m in members)}:
            self._by_id.setdefault(exact, group)
        cores = {core for parts in group.names for core in _cores(parts)}
        for core in cores:
            self._by_core[core].append(group)
            for size in group.sizes or ("",):
                self._by_size[core, size].append(group)
        for family in {parts.family for parts in group.names}:
            self._by_family[family].append(group)

    def by_id(self, exact_id: str) -> Group | None:
        """The group of an id, variant id or permaslug, letter by letter."""
        return self._by_id.get(exact_id) or self._by_id.get(exact_id.partition(":")[0])

    def by_key(self, key: str) -> list[Group]:
        """The groups one of whose names equals this normalised one."""
        return self._by_key.get(key, [])

    def by_core(self, core: Core) -> list[Group]:
        """The groups one of whose names has this family, versions, tiers and purposes."""
        return self._by_core.get(core, [])

    def by_core_and_sizes(self, core: Core, sizes: frozenset[str]) -> list[Group]:
        """Those of them that have one of these sizes, or none at all."""
        found = {id(group): group for size in (*sorted(sizes), "") for group in self._by_size.get((core, size), ())}
        return list(found.values())

    def by_family(self, family: str) -> list[Group]:
        """The groups one of whose names is of this family."""
        return self._by_family.get(family, [])

    def by_hugging_face_id(self, repository: str) -> list[Group]:
        """The groups with this Hugging Face repository."""
        return self._by_repository.get(normalise(repository), [])

    def has_version(self, group: Group, key: str) -> bool:
        """Whether another entry of the group's author bears this name with a version behind it (``… v0.1``).

        The entry's whole name, author and all, is its own all the same.
        """
        if ": " in group.name and key == normalise(group.name):
            return False
        return any(other.author == group.author and other is not group for other in self._by_unversioned.get(key, ()))


def first_version_may_go_unsaid(parts: Parts) -> bool:
    """Whether a name of the first version goes without it, which ``o1`` and ``r1`` do not."""
    return parts.versions == ("1",) and bool(parts.words) and len(parts.words[-1]) >= _LEAST_WORD


def _cores(parts: Parts) -> Iterable[Core]:
    """The cores by which a name is found: a first version may go unsaid."""
    yield parts.core
    if first_version_may_go_unsaid(parts):
        yield (parts.family, (), parts.tiers, parts.purposes)


def _group(
    permaslug: str,
    members: list[CatalogModel],
    grammar: Grammar | None,
    synonyms: dict[tuple[object, ...], tuple[Parts, ...]],
    *,
    is_router: bool = False,
) -> Group:
    main = min(members, key=lambda model: (model.variant is not None, model.id))
    plain = Group(
        base_id=main.base_id,
        permaslug=permaslug,
        author=main.author,
        name=main.plain_name,
        keys=frozenset(
            key
            for model in members
            for key in (_whole_keys(model) if is_router or main.is_alias else _keys(model))
            if key
        ),
        repositories=frozenset(model.hugging_face_id for model in members if model.hugging_face_id),
        reasons=_reasons(members),
        pointer=main.is_alias or is_router,
    )
    if grammar is None or plain.pointer:
        return plain
    return _with_parts(plain, members, grammar, synonyms)


def _with_parts(
    group: Group,
    members: list[CatalogModel],
    grammar: Grammar,
    synonyms: dict[tuple[object, ...], tuple[Parts, ...]],
) -> Group:
    own = _distinct(parts for model in members for parts in _main_names(model, grammar))
    further = (parts for model in members for parts in _further_names(model, grammar))
    names = _distinct((*own, *(parts for parts in further if _consistent(parts, own))))
    names = _distinct((*names, *_versions_for_dates(names)))
    names = _distinct((*names, *(other for parts in names for other in synonyms.get(parts.signature, ()))))
    instructs = {parts.instruct for parts in names if parts.instruct}
    return replace(
        group,
        keys=group.keys - _misleading(group, own, grammar),
        names=tuple(names),
        words=frozenset(word for parts in names for word in (*parts.words, parts.family)),
        versions=frozenset(version for parts in names for version in parts.versions),
        tiers=frozenset(tier for parts in names for tier in parts.tiers),
        purposes=frozenset(purpose for parts in names for purpose in parts.purposes),
        sizes=frozenset(size for parts in names for size in parts.sizes),
        active_sizes=frozenset(size for parts in names for size in parts.active_sizes),
        dates=_exact(dict.fromkeys(date for parts in names for date in parts.dates)),
        stages=frozenset(stage for parts in names for stage in parts.stages),
        contexts=frozenset(context for parts in names for context in parts.contexts),
        lineages=frozenset(parts.lineage for parts in names if parts.lineage),
        instruct=min(instructs, default=None),
        reasoning=any(parts.reasoning for parts in names),
    )


def _main_names(model: CatalogModel, grammar: Grammar) -> Iterable[Parts]:
    """The names by which the catalogue itself calls a model: its id and its name."""
    by_id = grammar.read_entry(_slug(model.base_id))
    if by_id is not None:
        yield by_id
    shown = grammar.read_entry(model.short_name)
    if shown is not None:
        yield replace(shown, is_short=by_id is not None and _leaves_out(shown, by_id))


def _leaves_out(shown: Parts, by_id: Parts) -> bool:
    """Whether a display name leaves out a word, the version or the purpose that the id says."""
    words = by_id.family != shown.family and by_id.family.startswith(shown.family)
    return words or bool(by_id.versions and not shown.versions) or bool(by_id.instruct and not shown.instruct)


def _further_names(model: CatalogModel, grammar: Grammar) -> Iterable[Parts]:
    """The permaslug and the repository, which often say more and sometimes say other things."""
    own = _slug(model.base_id)
    for path in (model.permaslug, model.hugging_face_id):
        if path and (text := _slug(path)) != own:
            yield from grammar.read_entry_both_ways(text, model.author)


def _misleading(group: Group, own: list[Parts], grammar: Grammar) -> frozenset[str]:
    """The permaslug's name where it speaks of another release or model than id and name; whole it stays."""
    slug = _slug(group.permaslug)
    if slug == _slug(group.base_id):
        return frozenset()
    parts = grammar.read_entry(slug)
    if parts is None or not own or _consistent(parts, own):
        return frozenset()
    return frozenset({normalise(slug)}) - {normalise(_slug(group.base_id)), normalise(group.name)}


def _slug(path: str) -> str:
    return path.rpartition("/")[2] or path


def _consistent(parts: Parts, own: list[Parts]) -> bool:
    """Whether a further name speaks of the model that id and name speak of.

    Nothing essential differs, no date contradicts theirs, and it does not leave out what both say.
    """
    alike = any(
        parts.family == known.family
        and (not parts.versions or not known.versions or set(parts.versions) <= set(known.versions))
        and parts.tiers == known.tiers
        for known in own
    )
    dated = [date for known in own for date in known.dates]
    return (
        alike
        and (not dated or all(any(agree(date, known) for known in dated) for date in parts.dates))
        and (bool(parts.dates) or not all(known.dates for known in own))
        and (bool(parts.stages) or not all(known.stages for known in own))
        and (bool(parts.contexts) or not all(known.contexts for known in own))
        and (parts.reasoning or not all(known.reasoning for known in own))
    )


def _versions_for_dates(names: list[Parts]) -> Iterable[Parts]:
    """Where the date stands in the version's place in one name and both in another, either names the release."""
    for both in names:
        if both.versions and both.dates:
            alone = replace(both, versions=())
            if any(_same_but_size(alone, other) for other in names if other.dates and not other.versions):
                yield replace(both, dates=())


def _same_but_size(first: Parts, second: Parts) -> bool:
    return first.core == second.core and first.dates == second.dates


def _exact(found: Iterable[PartialDate]) -> tuple[PartialDate, ...]:
    """Dates without those that another one tells more exactly: ``0728`` beside ``2025-07-28``."""
    dates = list(found)

    def known(date: PartialDate) -> int:
        return min(sum(part is not None for part in meaning) for meaning in date)

    return tuple(
        date for date in dates if not any(known(other) > known(date) and agree(date, other) for other in dates)
    )


def _distinct(names: Iterable[Parts]) -> list[Parts]:
    """Without names that say the same; the configuration of a run is no part of an entry's name."""
    found: dict[tuple[object, ...], Parts] = {}
    for parts in names:
        known = found.setdefault(parts.strict_signature, parts)
        if known.is_short and not parts.is_short:
            found[parts.strict_signature] = parts
    return list(found.values())


def _reasons(members: list[CatalogModel]) -> bool | None:
    """Whether an entry reasons: by its own word, or by its parameters; what is said of how it reasons tells less."""
    told = [
        model.supports_reasoning
        if model.supports_reasoning is not None
        else ("reasoning" in model.supported_parameters if model.supported_parameters else model.reasoning and True)
        for model in members
    ]
    if any(told):
        return True
    return False if any(one is False for one in told) else None


def _whole_keys(model: CatalogModel) -> Iterable[str]:
    return (normalise(model.id), normalise(model.permaslug), normalise(model.name))


def _keys(model: CatalogModel) -> Iterable[str]:
    for name in (model.name, model.plain_name, model.short_name):
        yield normalise(name)
    for slug in (model.base_id, model.permaslug):
        yield normalise(slug)
        yield normalise(slug.partition("/")[2])
    if model.hugging_face_id:
        yield normalise(model.hugging_face_id)
        yield normalise(model.hugging_face_id.partition("/")[2])
