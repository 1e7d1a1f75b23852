"""The words of the grammar: what a word in a name is."""

from datetime import date
from typing import Literal

import msgspec

from benchbook.model import Noun

Kind = Literal[
    "word",
    "tier",
    "purpose",
    "instruct",
    "tuned",
    "reasoning",
    "stage",
    "effort",
    "mode",
    "quantisation",
    "offering",
    "noise",
    "entry-noise",
    "month",
    "number",
    "version",
    "size",
    "active",
    "context",
    "budget",
    "date",
    "year",
    "provider",
    "harness",
    "maybe-effort",
]
"""What a piece of a name can be.

``maybe-effort`` is an effort at a name's end and a tier elsewhere; ``entry-noise`` says nothing in a
catalogue's own names and is a word elsewhere.
"""


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class _Tiers(_Strict, frozen=True, kw_only=True):
    words: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()


class _Purposes(_Strict, frozen=True, kw_only=True):
    words: frozenset[str] = frozenset()
    instruct: frozenset[str] = frozenset()
    tuned: frozenset[str] = frozenset()
    reasoning: frozenset[str] = frozenset()


class _Harness(_Strict, frozen=True, kw_only=True):
    words: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()


class _Bracketed(_Strict, frozen=True, kw_only=True):
    effort: dict[str, str] = {}
    mode: dict[str, str] = {}
    harness: _Harness = _Harness()


class _Phrases(_Strict, frozen=True, kw_only=True):
    effort: dict[str, str] = {}
    mode: dict[str, str] = {}


class _Trailing(_Strict, frozen=True, kw_only=True):
    effort: frozenset[str] = frozenset()


class _Quantisations(_Strict, frozen=True, kw_only=True):
    words: frozenset[str] = frozenset()
    repository: frozenset[str] = frozenset()


class _Words(_Strict, frozen=True, kw_only=True):
    words: frozenset[str] = frozenset()


class _Noise(_Strict, frozen=True, kw_only=True):
    words: frozenset[str] = frozenset()
    entries: frozenset[str] = frozenset()


class _Routers(_Strict, frozen=True, kw_only=True):
    authors: frozenset[str] = frozenset()


class _Providers(_Strict, frozen=True, kw_only=True):
    folders: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()
    trailing: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()


class _Lineage(_Strict, frozen=True, kw_only=True):
    families: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()


class WordFile(_Strict, frozen=True, kw_only=True):
    """The words as they stand in a file, by what they are."""

    origin: str
    date: date
    tiers: _Tiers = _Tiers()
    purposes: _Purposes = _Purposes()
    stages: dict[str, str] = {}
    bracketed: _Bracketed = _Bracketed()
    phrases: _Phrases = _Phrases()
    trailing: _Trailing = _Trailing()
    harness: _Harness = _Harness()
    quantisations: _Quantisations = _Quantisations()
    offerings: _Words = _Words()
    providers: _Providers = _Providers()
    months: dict[str, int] = {}
    lineage: _Lineage = _Lineage()
    undivided: _Words = _Words()
    noise: _Noise = _Noise()
    routers: _Routers = _Routers()


class Vocabulary(Noun, frozen=True, kw_only=True):
    """What each word means.

    ``words`` maps a word to its kind and meaning, ``phrases`` runs of up to three words;
    ``bracketed`` the whole parts of a bracket. ``dividers`` are the words at which a word with
    capitals inside may be divided (``MagistralSmall``).
    """

    words: dict[str, tuple[Kind, str]]
    phrases: dict[tuple[str, ...], tuple[Kind, str]]
    phrase_starts: frozenset[str]
    bracketed: dict[str, tuple[Kind, str]]
    harness_endings: tuple[str, ...]
    harnesses: frozenset[str]
    size_tiers: frozenset[str]
    folders: frozenset[str]
    prefixes: frozenset[str]
    trailing_providers: frozenset[tuple[str, ...]]
    endings: frozenset[str]
    months: dict[str, int]
    derived_families: frozenset[str]
    origins: frozenset[str]
    undivided: frozenset[str]
    dividers: frozenset[str]
    repository_endings: frozenset[str]
    routers: frozenset[str]


def vocabulary_of(file: WordFile) -> Vocabulary:
    """The words of a file by what is looked up."""
    words = _single_words(file)
    phrases = _phrases(file)
    return Vocabulary(
        words=words,
        phrases=phrases,
        phrase_starts=frozenset(phrase[0] for phrase in phrases),
        bracketed=_bracketed(file),
        harness_endings=file.bracketed.harness.endings,
        harnesses=file.harness.words,
        size_tiers=file.tiers.sizes,
        folders=file.providers.folders,
        prefixes=file.providers.prefixes,
        trailing_providers=frozenset(tuple(phrase.split()) for phrase in file.providers.trailing),
        endings=file.providers.endings,
        months=file.months,
        derived_families=file.lineage.families,
        origins=file.lineage.origins,
        undivided=file.undivided.words,
        dividers=frozenset(word for word in words if len(word) > 2) | file.lineage.origins,  # noqa: PLR2004
        repository_endings=file.quantisations.repository | file.quantisations.words,
        routers=file.routers.authors,
    )


def joined(ours: Vocabulary, own: Vocabulary) -> Vocabulary:
    """Both vocabularies in one; what ``own`` says of a word wins."""
    return Vocabulary(
        words=ours.words | own.words,
        phrases=ours.phrases | own.phrases,
        phrase_starts=ours.phrase_starts | own.phrase_starts,
        bracketed=ours.bracketed | own.bracketed,
        harness_endings=ours.harness_endings + own.harness_endings,
        harnesses=ours.harnesses | own.harnesses,
        size_tiers=ours.size_tiers | own.size_tiers,
        folders=ours.folders | own.folders,
        prefixes=ours.prefixes | own.prefixes,
        trailing_providers=ours.trailing_providers | own.trailing_providers,
        endings=ours.endings | own.endings,
        months=ours.months | own.months,
        derived_families=ours.derived_families | own.derived_families,
        origins=ours.origins | own.origins,
        undivided=ours.undivided | own.undivided,
        dividers=ours.dividers | own.dividers,
        repository_endings=ours.repository_endings | own.repository_endings,
        routers=ours.routers | own.routers,
    )


def _single_words(file: WordFile) -> dict[str, tuple[Kind, str]]:
    kinds: tuple[tuple[Kind, frozenset[str]], ...] = (
        ("tier", file.tiers.words),
        ("purpose", file.purposes.words),
        ("instruct", file.purposes.instruct),
        ("tuned", file.purposes.tuned),
        ("reasoning", file.purposes.reasoning),
        ("quantisation", file.quantisations.words),
        ("offering", file.offerings.words),
        ("noise", file.noise.words),
        ("entry-noise", file.noise.entries),
        ("word", file.providers.endings),
        ("maybe-effort", file.trailing.effort),
    )
    found: dict[str, tuple[Kind, str]] = {word: (kind, word) for kind, words in kinds for word in words}
    found |= {word: ("stage", stage) for word, stage in file.stages.items()}
    return found


def _phrases(file: WordFile) -> dict[tuple[str, ...], tuple[Kind, str]]:
    found: dict[tuple[str, ...], tuple[Kind, str]] = {
        tuple(phrase.split()): ("effort", effort) for phrase, effort in file.phrases.effort.items()
    }
    found |= {tuple(phrase.split()): ("mode", mode) for phrase, mode in file.phrases.mode.items()}
    return found


def _bracketed(file: WordFile) -> dict[str, tuple[Kind, str]]:
    found: dict[str, tuple[Kind, str]] = {part: ("effort", effort) for part, effort in file.bracketed.effort.items()}
    found |= {part: ("mode", mode) for part, mode in file.bracketed.mode.items()}
    found |= {part: ("harness", part) for part in file.bracketed.harness.words}
    return found
