"""The plug-in point: one file, one source, one value named ``SOURCE``.

A source is fetch, parse and what a reader must know of its rows (licence, citation). It knows no
catalogue ids, sockets, store or siblings. Every module of this package whose name does not begin
with an underscore is one; other distributions add theirs through the entry-point group
``benchbook.sources``, each entry naming a ``Source`` value.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Literal

from benchbook.errors import UnknownThing
from benchbook.model import Licence, Noun, Parsed, Raw

Get = Callable[[str, Mapping[str, str]], Raw]
"""Fetches a path with a query from the source's base URL; archive, retries and keys are not its caller's."""


class Glimpse(Noun, frozen=True, kw_only=True):
    """What a document looks like before it is parsed: enough to tell its source.

    ``keys`` are those of the outermost object (empty for a list or a table); ``row_keys`` those of
    the first records together (the elements of the outermost list, or of the list or object below
    ``data``, ``models`` or ``leaderboards``), or a table's column names. ``first`` holds the string
    values of the first record that has any.
    """

    format: Literal["json", "csv", "tsv", "markdown", "toml"]
    keys: frozenset[str] = frozenset()
    row_keys: frozenset[str] = frozenset()
    first: dict[str, str] = {}


class Source(Noun, frozen=True, kw_only=True):
    """One place that figures come from.

    ``parse`` reads the pages of one document and raises ``InputError`` only when nothing can be
    made of it: a bad row becomes ``Rejected``. ``fetch`` yields documents, each a tuple of pages.
    ``key_header`` is the header that carries the key, with ``{key}`` where it stands.
    """

    id: str
    title: str
    homepage: str
    licence: Licence
    citation: str
    parse: Callable[[tuple[Raw, ...]], Parsed]
    recognise: Callable[[Glimpse], bool]
    fetch: Callable[[Get], Iterator[tuple[Raw, ...]]] | None = None
    base_url: str | None = None
    key_variable: str | None = None
    key_header: tuple[str, str] | None = None
    key_optional: bool = False


@cache
def all_sources() -> dict[str, Source]:
    """Every source by id, in alphabetical order."""
    found = [
        importlib.import_module(f"{__name__}.{module.name}").SOURCE
        for module in pkgutil.iter_modules(__path__)
        if not module.name.startswith("_")
    ]
    found += [entry.load() for entry in entry_points(group="benchbook.sources")]
    return {source.id: source for source in sorted(found, key=lambda source: source.id)}


def source_by_id(source_id: str) -> Source:
    """The source with this id; raises ``UnknownThing`` with the known ones."""
    sources = all_sources()
    if source_id not in sources:
        raise UnknownThing("source", source_id, sources)
    return sources[source_id]
