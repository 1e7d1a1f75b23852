"""Curated facts about names, read strictly from TOML."""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import resources
from typing import TypeVar

import msgspec

from benchbook.errors import FactsError
from benchbook.model import Noun
from benchbook.resolve.vocabulary import Vocabulary, WordFile, vocabulary_of
from benchbook.wording import lowered, shortened

FACT_FILES = ("aliases.toml", "authors.toml", "doubts.toml", "rejections.toml", "releases.toml", "vocabulary.toml")
"""The files of a folder of facts."""

_MOST_LINE = 4096
"""A parser of TOML takes time that grows with the square of a key's length."""

_LETTERS = re.compile(r"[^0-9a-z]+")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.*)`")
_ENTRY = re.compile(r"(\w+)\[(\d+)\]\.?(.*)")
_HEADER = re.compile(r"\s*\[\[\s*[\"']?(\w+)[\"']?\s*\]\]")

T = TypeVar("T")


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Alias(_Strict, frozen=True, kw_only=True):
    """A name that stands for a model by decision.

    ``standing_in`` holds only while no entry bears the name itself; ``unlisted`` marks a model that
    the catalogue need not list.
    """

    name: str
    model: str
    origin: str
    date: date
    source: str | None = None
    standing_in: bool = False
    unlisted: bool = False


class Rejection(_Strict, frozen=True, kw_only=True):
    """A name that must never be joined to a model; without a name, whatever ``via`` relays of ``source``.

    ``unlisted`` marks a model that the catalogue need not list.
    """

    model: str
    reason: str
    origin: str
    date: date
    name: str | None = None
    source: str | None = None
    via: str | None = None
    unlisted: bool = False


class Doubt(_Strict, frozen=True, kw_only=True):
    """A stated join that is questionable, and why."""

    name: str
    model: str
    reason: str
    origin: str
    date: date


class Release(_Strict, frozen=True, kw_only=True):
    """Names of one and the same release, at least two: a version and a date, say."""

    names: tuple[str, ...]
    origin: str
    date: date


class Authors(_Strict, frozen=True, kw_only=True):
    """Spellings of companies, as written, with the author parts of their catalogue ids."""

    origin: str
    date: date
    spellings: dict[str, tuple[str, ...]]


class _Aliases(_Strict, frozen=True, kw_only=True):
    alias: tuple[Alias, ...] = ()


class _Rejections(_Strict, frozen=True, kw_only=True):
    rejection: tuple[Rejection, ...] = ()


class _Doubts(_Strict, frozen=True, kw_only=True):
    doubt: tuple[Doubt, ...] = ()


class _Releases(_Strict, frozen=True, kw_only=True):
    release: tuple[Release, ...] = ()


class FactLayer(Noun, frozen=True, kw_only=True):
    """The facts of one folder as they stand in its files; ``folder`` is None for those that ship with Benchbook."""

    folder: str | None = None
    aliases: tuple[Alias, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    releases: tuple[Release, ...] = ()
    authors: Authors | None = None
    vocabulary: WordFile | None = None

    def where(self, file: str) -> str:
        """A file of the layer as a message names it."""
        return file if self.folder is None else f"{self.folder}/{file}"


class Facts(Noun, frozen=True, kw_only=True):
    """Everything that people have decided about names."""

    vocabulary: Vocabulary
    authors: dict[str, tuple[str, ...]]
    aliases: tuple[Alias, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    releases: tuple[Release, ...] = ()


def squeeze(text: str) -> str:
    """Letters and digits alone, in lower case: how spellings of companies are compared."""
    return _LETTERS.sub("", text.casefold())


@cache
def packaged_facts() -> Facts:
    """The facts that ship with Benchbook."""
    ours = packaged_layer()
    if ours.vocabulary is None:
        raise FactsError("vocabulary.toml", "there is no such file")
    return Facts(
        vocabulary=vocabulary_of(ours.vocabulary),
        authors=squeezed(ours.authors),
        aliases=ours.aliases,
        rejections=ours.rejections,
        doubts=ours.doubts,
        releases=ours.releases,
    )


@cache
def packaged_layer() -> FactLayer:
    """The facts that ship with Benchbook, file by file."""
    return read_layer(lambda file: resources.files("benchbook.facts").joinpath(file).read_bytes())


def squeezed(authors: Authors | None) -> dict[str, tuple[str, ...]]:
    """The spellings of companies as they are compared."""
    return {squeeze(name): ids for name, ids in authors.spellings.items()} if authors else {}


def read_layer(read: Callable[[str], bytes | None], folder: str | None = None) -> FactLayer:
    """The facts of a folder whose files ``read`` gives, or None where there is no such file; raises ``FactsError``."""
    layer = FactLayer(folder=folder)
    bodies = {file: body for file in FACT_FILES if (body := read(file)) is not None}

    def decoded(file: str, shape: type[T]) -> T | None:
        return decode_facts(bodies[file], layer.where(file), shape) if file in bodies else None

    return FactLayer(
        folder=folder,
        aliases=(decoded("aliases.toml", _Aliases) or _Aliases()).alias,
        rejections=(decoded("rejections.toml", _Rejections) or _Rejections()).rejection,
        doubts=(decoded("doubts.toml", _Doubts) or _Doubts()).doubt,
        releases=(decoded("releases.toml", _Releases) or _Releases()).release,
        authors=decoded("authors.toml", Authors),
        vocabulary=decoded("vocabulary.toml", WordFile),
    )


def decode_facts(body: bytes, where: str, shape: type[T]) -> T:
    """A file of facts as a noun; raises ``FactsError`` that names the line or the field."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FactsError(where, "expected TOML in UTF-8") from error
    long = next((number for number, line in enumerate(text.split("\n"), 1) if len(line) > _MOST_LINE), None)
    if long is not None:
        raise FactsError(where, f"line {long} has more than {_MOST_LINE:,} characters")
    try:
        told = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise FactsError(where, f"expected TOML: {shortened(lowered(str(error)))}") from error
    try:
        return msgspec.convert(told, shape)
    except msgspec.ValidationError as error:
        raise FactsError(where, _sentence(str(error), text)) from error


def _sentence(complaint: str, text: str) -> str:
    """A complaint about a decoded document with the line and field that it is about."""
    reason, _, path = complaint.rpartition(" - at ") if " - at `$" in complaint else (complaint, "", "")
    unknown, missing = _UNKNOWN.fullmatch(reason), _MISSING.fullmatch(reason)
    if unknown is not None:
        reason = f"unknown field {shortened(unknown[1])!r}"
    elif missing is not None:
        reason = f"the field {missing[1]!r} is missing"
    else:
        reason = lowered(reason.replace("`", ""))
    place = path.strip("`").removeprefix("$").removeprefix(".")
    entry = _ENTRY.fullmatch(place)
    if entry is None:
        return f"{place}: {reason}" if place else reason
    table, number, field = entry[1], int(entry[2]), entry[3]
    headers = [line for line, words in enumerate(text.split("\n"), 1) if is_header(words, table)]
    spot = f"line {headers[number]}" if number < len(headers) else f"entry {number + 1}"
    return f"{spot}, [[{table}]]{f', {field}' if field else ''}: {reason}"


def is_header(line: str, table: str) -> bool:
    """Whether a line of TOML begins an entry of a list of tables."""
    found = _HEADER.match(line)
    return found is not None and found[1] == table
