"""A user's own folder of facts, and how it is laid over the facts that ship with Benchbook.

The user's word wins over ours. What results is one ``Facts`` in which neither contradicts the other.
"""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from benchbook.errors import FactsError
from benchbook.model import Labels
from benchbook.resolve.facts import (
    FACT_FILES,
    Alias,
    Doubt,
    FactLayer,
    Facts,
    Rejection,
    Release,
    packaged_facts,
    read_layer,
    squeezed,
)
from benchbook.resolve.names import normalise
from benchbook.resolve.resolver import Resolver
from benchbook.resolve.vocabulary import joined, vocabulary_of
from benchbook.wording import cleaned, lowered

MOST_BYTES = 4 * 1024 * 1024
"""The most that one file of facts may have."""

Named = TypeVar("Named", Alias, Doubt)


def load_facts(directory: Path | None) -> Facts:
    """The packaged facts, with a user's folder laid over them; raises ``FactsError``."""
    return packaged_facts() if directory is None else merged(read_folder(directory))


def read_folder(directory: Path, *, may_be_missing: bool = False) -> FactLayer:
    """A folder's facts as they stand; raises ``FactsError`` where there is none or a file is not what it should be."""
    shown = cleaned(str(directory))
    try:
        if may_be_missing and not directory.exists():
            return FactLayer(folder=shown)
        if not directory.is_dir():
            raise FactsError(shown, "there is no such folder of facts")
        names = sorted(path.name for path in directory.iterdir())
    except (OSError, ValueError) as error:
        raise FactsError(shown, f"cannot be read: {_reason(error)}") from error
    for name in names:
        if name.endswith(".toml") and not name.startswith(".") and name not in FACT_FILES:
            raise FactsError(shown, f"unknown file {cleaned(name)!r}; known are {', '.join(FACT_FILES)}")
    return read_layer(lambda file: read_bounded(directory / file), shown)


def read_bounded(path: Path) -> bytes | None:
    """A file's bytes, or None where there is none; raises ``FactsError`` for one that is too large or no file."""
    shown = cleaned(str(path))
    try:
        if not path.exists():
            return None
        if not path.is_file():
            raise FactsError(shown, "is not a file")
        with path.open("rb") as stream:
            body = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise FactsError(shown, f"cannot be read: {_reason(error)}") from error
    if len(body) > MOST_BYTES:
        raise FactsError(shown, f"larger than {MOST_BYTES:,} bytes, which is the most that a file of facts may have")
    return body


def _reason(error: Exception) -> str:
    return lowered(getattr(error, "strerror", None) or "no folder can have this name")


def merged(own: FactLayer) -> Facts:
    """The packaged facts with a user's laid over them.

    An alias replaces ours of its name and sets aside our rejections of its name and model; a
    rejection sets aside our aliases of its name to its model; a release replaces ours that share a
    name; spellings, words and doubts replace ours. Without a source a line holds for every source.
    """
    ours = packaged_facts()
    doubts = _by_name(own.doubts)
    released = {normalise(name) for release in own.releases for name in release.names}
    words = ours.vocabulary if own.vocabulary is None else joined(ours.vocabulary, vocabulary_of(own.vocabulary))
    return replace(
        ours,
        vocabulary=words,
        authors=ours.authors | squeezed(own.authors),
        aliases=own.aliases + _aliases_left(ours, own),
        rejections=own.rejections + _rejections_left(ours, own),
        doubts=own.doubts
        + tuple(
            doubt
            for doubt in ours.doubts
            if not any(mine.model == doubt.model for mine in doubts[normalise(doubt.name)])
        ),
        releases=own.releases + tuple(release for release in ours.releases if not _shares(release, released)),
    )


def _aliases_left(ours: Facts, own: FactLayer) -> tuple[Alias, ...]:
    """Our aliases that no alias of the user's replaces and no rejection of theirs refuses."""
    named = _by_name(own.aliases)
    pinned = {rejection.model for rejection in own.rejections}
    resolver = Resolver((), replace(ours, rejections=own.rejections)) if own.rejections else None

    def stands(alias: Alias) -> bool:
        if any(mine.source in {None, alias.source} for mine in named[normalise(alias.name)]):
            return False
        return resolver is None or alias.model not in pinned or not _refuses(resolver, alias, alias.source)

    return tuple(alias for alias in ours.aliases if stands(alias))


def _rejections_left(ours: Facts, own: FactLayer) -> tuple[Rejection, ...]:
    """Our rejections that refuse no alias of the user's."""

    def stands(rejection: Rejection) -> bool:
        contested = [alias for alias in own.aliases if alias.model == rejection.model]
        if rejection.name is None or not contested:
            return True
        resolver = Resolver((), replace(ours, rejections=(rejection,)))
        return not any(
            _refuses(resolver, alias, alias.source or rejection.source, rejection.via) for alias in contested
        )

    return tuple(rejection for rejection in ours.rejections if stands(rejection))


def _refuses(resolver: Resolver, alias: Alias, source: str | None, via: str | None = None) -> bool:
    """Whether the rejections that the resolver knows keep an alias' name from its model, in any of their spellings."""
    return resolver.refuses(Labels(name=alias.name), alias.model, source or "", via)


def _by_name(facts: Iterable[Named]) -> defaultdict[str, list[Named]]:
    found: defaultdict[str, list[Named]] = defaultdict(list)
    for fact in facts:
        found[normalise(fact.name)].append(fact)
    return found


def _shares(release: Release, names: set[str]) -> bool:
    return any(normalise(name) in names for name in release.names)
