"""Curated facts about names, read strictly from TOML."""

import re
from datetime import date
from functools import cache
from importlib import resources
from typing import TypeVar

import msgspec

from benchbook.errors import FactsError
from benchbook.model import Configuration, Noun

_LETTERS = re.compile(r"[^0-9a-z]+")


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Alias(_Strict, frozen=True, kw_only=True):
    """A name that stands for a model by decision."""

    name: str
    model: str
    origin: str
    date: date
    source: str | None = None


class Rejection(_Strict, frozen=True, kw_only=True):
    """A name that must never be joined to a model; without a name, whatever ``via`` relays of ``source``."""

    model: str
    reason: str
    origin: str
    date: date
    name: str | None = None
    source: str | None = None
    via: str | None = None


class Doubt(_Strict, frozen=True, kw_only=True):
    """A stated join that is questionable, and why."""

    name: str
    model: str
    reason: str
    origin: str
    date: date


class _Aliases(_Strict, frozen=True, kw_only=True):
    alias: tuple[Alias, ...] = ()


class _Rejections(_Strict, frozen=True, kw_only=True):
    rejection: tuple[Rejection, ...] = ()


class _Doubts(_Strict, frozen=True, kw_only=True):
    doubt: tuple[Doubt, ...] = ()


class _Authors(_Strict, frozen=True, kw_only=True):
    origin: str
    date: date
    spellings: dict[str, tuple[str, ...]]


class _Harness(_Strict, frozen=True, kw_only=True):
    endings: tuple[str, ...]


class _Bracketed(_Strict, frozen=True, kw_only=True):
    effort: dict[str, str]
    mode: dict[str, str]
    harness: _Harness


class _Trailing(_Strict, frozen=True, kw_only=True):
    effort: dict[str, str]
    mode: dict[str, str]


class _Purpose(_Strict, frozen=True, kw_only=True):
    reasoning: frozenset[str]
    non_reasoning: frozenset[str]


class _HuggingFace(_Strict, frozen=True, kw_only=True):
    endings: frozenset[str]


class _Configurations(_Strict, frozen=True, kw_only=True):
    origin: str
    date: date
    bracketed: _Bracketed
    trailing: _Trailing
    purpose: _Purpose
    hugging_face: _HuggingFace


class Vocabulary(Noun, frozen=True, kw_only=True):
    """Phrases that say how a model was run, longest first, and words that tell a model's purpose."""

    bracketed: dict[str, Configuration]
    trailing: dict[str, Configuration]
    harness_endings: tuple[str, ...]
    reasoning_words: frozenset[str]
    non_reasoning_words: frozenset[str]
    repository_endings: frozenset[str]


class Facts(Noun, frozen=True, kw_only=True):
    """Everything that people have decided about names."""

    vocabulary: Vocabulary
    authors: dict[str, tuple[str, ...]]
    aliases: tuple[Alias, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def squeeze(text: str) -> str:
    """Letters and digits alone, in lower case: how spellings of companies are compared."""
    return _LETTERS.sub("", text.casefold())


@cache
def packaged_facts() -> Facts:
    """The facts that ship with Benchbook."""
    return Facts(
        vocabulary=_vocabulary(_read("configurations.toml", _Configurations)),
        authors={squeeze(name): ids for name, ids in _read("authors.toml", _Authors).spellings.items()},
        aliases=_read("aliases.toml", _Aliases).alias,
        rejections=_read("rejections.toml", _Rejections).rejection,
        doubts=_read("doubts.toml", _Doubts).doubt,
    )


T = TypeVar("T")


def _read(name: str, shape: type[T]) -> T:
    body = resources.files("benchbook.facts").joinpath(name).read_bytes()
    try:
        return msgspec.toml.decode(body, type=shape)
    except msgspec.DecodeError as error:
        raise FactsError(name, str(error)) from error


def _vocabulary(words: _Configurations) -> Vocabulary:
    return Vocabulary(
        bracketed=_phrases(words.bracketed.effort, words.bracketed.mode),
        trailing=_phrases(words.trailing.effort, words.trailing.mode),
        harness_endings=words.bracketed.harness.endings,
        reasoning_words=words.purpose.reasoning,
        non_reasoning_words=words.purpose.non_reasoning,
        repository_endings=words.hugging_face.endings,
    )


def _phrases(efforts: dict[str, str], modes: dict[str, str]) -> dict[str, Configuration]:
    phrases = {phrase: Configuration(effort=effort) for phrase, effort in efforts.items()}
    phrases |= {phrase: Configuration(mode=mode) for phrase, mode in modes.items()}
    return dict(sorted(phrases.items(), key=lambda item: -len(item[0])))
