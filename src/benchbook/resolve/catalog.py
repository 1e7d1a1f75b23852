"""The catalogue as the resolver sees it: groups of entries, found by their own names."""

import re
from collections import defaultdict
from collections.abc import Iterable

from benchbook.model import CatalogModel, Noun
from benchbook.resolve.names import normalise

_VERSION = re.compile(r" v\d")


class Group(Noun, frozen=True, kw_only=True):
    """The entries of one permaslug: a model with its variants. ``base_id`` stands for all of them.

    ``reasons`` is None where no entry tells what it supports; ``repositories`` are Hugging Face ids.
    """

    base_id: str
    permaslug: str
    author: str
    name: str
    keys: frozenset[str]
    words: frozenset[str]
    repositories: frozenset[str] = frozenset()
    reasons: bool | None = None


class CatalogIndex:
    """Groups by every id and name of their entries, normalised."""

    def __init__(self, models: Iterable[CatalogModel]) -> None:
        by_permaslug: dict[str, list[CatalogModel]] = defaultdict(list)
        for model in models:
            if not model.is_alias:
                by_permaslug[model.permaslug].append(model)
        self.groups = [_group(permaslug, members) for permaslug, members in sorted(by_permaslug.items())]
        self._by_key: dict[str, list[Group]] = defaultdict(list)
        self._by_hugging_face_id: dict[str, list[Group]] = defaultdict(list)
        self._by_unversioned: dict[str, list[Group]] = defaultdict(list)
        self._by_id: dict[str, Group] = {}
        for group in self.groups:
            members = by_permaslug[group.permaslug]
            for key in group.keys:
                self._by_key[key].append(group)
                for version in _VERSION.finditer(key):
                    self._by_unversioned[key[: version.start()]].append(group)
            for repository in {normalise(m.hugging_face_id) for m in members if m.hugging_face_id}:
                self._by_hugging_face_id[repository].append(group)
            for exact in {group.permaslug, *(m.id for m in members), *(m.base_id for m in members)}:
                self._by_id.setdefault(exact, group)

    def by_id(self, exact_id: str) -> Group | None:
        """The group of an id, variant id or permaslug, letter by letter."""
        return self._by_id.get(exact_id) or self._by_id.get(exact_id.partition(":")[0])

    def by_key(self, key: str) -> list[Group]:
        """The groups one of whose names equals this normalised one."""
        return self._by_key.get(key, [])

    def by_hugging_face_id(self, repository: str) -> list[Group]:
        """The groups with this Hugging Face repository."""
        return self._by_hugging_face_id.get(normalise(repository), [])

    def has_version(self, group: Group, key: str) -> bool:
        """Whether another entry of the group's author bears this name with a version behind it (``… v0.1``)."""
        return any(other.author == group.author and other is not group for other in self._by_unversioned.get(key, ()))

    def has_key_beginning(self, prefix: str, author: str) -> bool:
        """Whether an entry of this author has a name that begins with these words."""
        return any(
            key == prefix or key.startswith(f"{prefix} ")
            for group in self.groups
            if group.author == author
            for key in group.keys
        )


def _group(permaslug: str, members: list[CatalogModel]) -> Group:
    main = min(members, key=lambda model: (model.variant is not None, model.id))
    keys = frozenset(key for model in members for key in _keys(model) if key)
    return Group(
        base_id=main.base_id,
        permaslug=permaslug,
        author=main.author,
        name=_plain_name(main),
        keys=keys,
        words=frozenset(word for key in keys for word in key.split()),
        repositories=frozenset(model.hugging_face_id for model in members if model.hugging_face_id),
        reasons=_reasons(members),
    )


def _reasons(members: list[CatalogModel]) -> bool | None:
    if any(model.reasons for model in members):
        return True
    return False if any(model.supported_parameters for model in members) else None


def _plain_name(model: CatalogModel) -> str:
    name = model.name
    if model.variant:
        name = name.removesuffix(f"({model.variant})").rstrip()
    return name


def _keys(model: CatalogModel) -> Iterable[str]:
    name = _plain_name(model)
    yield normalise(name)
    yield normalise(name.partition(": ")[2])
    for slug in (model.base_id, model.permaslug):
        yield normalise(slug)
        yield normalise(slug.partition("/")[2])
    if model.hugging_face_id:
        yield normalise(model.hugging_face_id)
        yield normalise(model.hugging_face_id.partition("/")[2])
