"""The grammar: a name -> its parts. A name may have several readings; the likeliest comes first."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from benchbook.model import Configuration, NameParts, Noun
from benchbook.resolve.dates import PartialDate, month_date, spelled_date, written
from benchbook.resolve.pieces import BEHIND, Cutter, Piece
from benchbook.resolve.vocabulary import Vocabulary

LONGEST_NAME = 400
"""Characters; a longer name is not read."""
STRIPPED = 2
"""The rank of readings without the company at the name's beginning."""

_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_OFFERING = re.compile(r":([a-z]+)\Z")
_AGENT = re.compile(r"\A([A-Za-z][A-Za-z -]{0,30})\((.+)\)\Z")
_REGION = re.compile(r"\A(?:us|eu|apac|global|jp|au)\.(?=[a-z0-9-]+\.)")
_REVISION = re.compile(r"-v\d+:\d+\Z")
_COLON = re.compile(r":\s")
_LONGEST_JOINED = 2
_MOST_DATES = 4
_TOLD_APART = 2
"""Characters by which most words are told from the beginnings of companies' names."""
_BUDGET = re.compile(r"\d+k\Z")
_GLUED_VERSION = re.compile(r"[1-9][1-9]\Z")


class Parts(Noun, frozen=True, kw_only=True):
    """One reading of a name.

    ``core`` is what must be equal on both sides: family, versions, tiers and purposes other than
    ``instruct`` and reasoning, which have rules of their own. Of several readings those of the
    lowest ``rank`` are the likeliest. ``says_thinking`` tells that a word of the name itself, not one in
    a bracket, says that it reasons; ``in_path`` that the name stands behind its author's (``author/name``);
    ``is_short`` that it is an entry's display name, which leaves out what its id says.
    """

    family: str
    words: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    sizes: frozenset[str] = frozenset()
    active_sizes: frozenset[str] = frozenset()
    dates: tuple[PartialDate, ...] = ()
    stages: frozenset[str] = frozenset()
    contexts: frozenset[str] = frozenset()
    lineage: tuple[str, str] | None = None
    instruct: str | None = None
    reasoning: bool = False
    author: str | None = None
    offering: str | None = None
    configuration: Configuration = Configuration()
    rank: int = 0
    says_thinking: bool = False
    in_path: bool = False
    is_short: bool = False

    @property
    def core(self) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """What is looked up."""
        return (self.family, self.versions, self.tiers, self.purposes)

    @property
    def signature(self) -> tuple[object, ...]:
        """All of the model's own parts: equal for two spellings of one name, however it was run."""
        return (
            *self.core,
            self.sizes,
            self.active_sizes,
            self.dates,
            self.stages,
            self.contexts,
            self.lineage,
            bool(self.instruct),
        )

    @property
    def strict_signature(self) -> tuple[object, ...]:
        """The same, apart for names with and without reasoning."""
        return (*self.signature, self.reasoning)


class Grammar:
    """Reads names by a vocabulary. ``authors`` are squeezed spellings of companies with the authors they mean."""

    def __init__(self, vocabulary: Vocabulary, authors: Mapping[str, frozenset[str]]) -> None:
        self._words = vocabulary
        self._cutter = Cutter(vocabulary)
        self._authors = authors
        self._author_starts = {author[:_TOLD_APART] for author in authors}

    def read(self, text: str) -> list[Parts]:
        """The readings of a source's name, likeliest first; none if it is too long to be a name."""
        if len(text) > LONGEST_NAME:
            return []
        sentence = self._sentence(text)
        readings = [_Reader(self._words, sentence, variant).parts() for variant in _variants(sentence)]
        stripped = self._without_author(sentence)
        if stripped is not None:
            readings += [
                parts
                for variant in _variants(stripped)
                if (parts := _Reader(self._words, stripped, variant).parts()).family
            ]
        return readings

    def read_entry(self, text: str) -> Parts | None:
        """The one reading of a catalogue entry's own name, if it is of a family at all."""
        return next(iter(self.read_entry_both_ways(text)), None)

    def read_entry_both_ways(self, text: str, author: str | None = None) -> Iterator[Parts]:
        """The same, and the reading without the company at the name's beginning, which must be the author's."""
        if len(text) > LONGEST_NAME:
            return
        sentence = self._sentence(text)
        for told in (sentence, self._without_author(sentence, author)):
            parts = None if told is None else _Reader(self._words, told, _Variant(entry=True)).parts()
            if parts is not None and parts.family:
                yield parts

    def _sentence(self, text: str) -> "_Sentence":
        if not text.isascii():
            text = unicodedata.normalize("NFKC", text)
        author, provider, text = self._path(text.strip())
        if "." in text:
            text = _REGION.sub("", text)
        if ":" in text:
            text = _REVISION.sub("", text)
        in_path = author is not None
        offering = None
        if ":" in text:
            if (match := _OFFERING.search(text)) is not None:
                offering, text = match[1], text[: match.start()]
            elif (colon := _COLON.search(text)) is not None and _squeezed(text[: colon.start()]) in self._authors:
                author, text = text[: colon.start()], text[colon.end() :]
        configuration: list[Piece] = []
        text, agent = self._agent(text)
        if "(" in text or "[" in text:
            text = self._without_configuration(text, configuration)
        pieces = self._cutter.cut(text)
        pieces, joined = self._harness(pieces)
        return _Sentence(
            pieces=tuple(pieces),
            author=author,
            provider=provider,
            offering=offering,
            harness=agent or joined,
            bracketed=tuple(configuration),
            in_path=in_path,
        )

    def _path(self, text: str) -> tuple[str | None, str | None, str]:
        """Author, provider and the rest of ``provider/author/name``."""
        if "/" not in text:
            return None, None, text
        *before, name = [segment.strip() for segment in text.split("/")]
        told = [segment for segment in before if segment.casefold() not in self._words.folders]
        providers = [segment for segment in told if segment.casefold() in self._words.prefixes]
        authors = [segment for segment in told if segment.casefold() not in self._words.prefixes]
        author = authors[-1].removeprefix("~") if authors else None
        return author or None, providers[0].casefold() if providers else None, name

    def _without_configuration(self, text: str, found: list[Piece]) -> str:
        """The text without the brackets, or parts of brackets, that say how the model was run."""

        def keep(match: re.Match[str]) -> str:
            content = match[1] if match[1] is not None else match[2]
            kept = []
            parts = content.split(",")
            pieces = [self._bracket_part(part) for part in parts]
            says_mode = any(piece is not None and piece.kind in {"effort", "mode"} for piece in pieces)
            for part, piece in zip(parts, pieces, strict=True):
                if piece is None and says_mode and _BUDGET.match(part.strip().casefold()):
                    found.append(Piece("budget", part.strip().casefold()))
                elif piece is None:
                    kept.append(part)
                else:
                    found.append(piece)
            return " " + " ".join(kept) + " " if any(part.strip() for part in kept) else " "

        return _BRACKETS.sub(keep, text)

    def _bracket_part(self, part: str) -> Piece | None:
        phrase = " ".join(part.casefold().split())
        known = self._words.bracketed.get(phrase)
        if known is not None:
            return Piece(*known)
        if phrase.endswith(self._words.harness_endings):
            return Piece("harness", " ".join(part.split()))
        words = tuple(phrase.replace("-", " ").split())
        known = self._words.phrases.get(words)
        if known is not None:
            return Piece(*known)
        if len(words) == 1 and (single := self._words.words.get(words[0])) is not None and single[0] == "reasoning":
            return Piece("mode", "reasoning")
        return None

    def _agent(self, text: str) -> tuple[str, str | None]:
        """``agent (model)``, where the agent's name is known."""
        match = _AGENT.match(text)
        if match is None:
            return text, None
        agent = " ".join(match[1].casefold().replace("-", " ").split())
        return (match[2], agent) if agent in self._words.harnesses else (text, None)

    def _harness(self, pieces: list[Piece]) -> tuple[list[Piece], str | None]:
        """``model + agent`` and ``agent + model``, where the agent's name is known."""
        for at, (plus, behind) in enumerate(pairwise(pieces)):
            if plus.value == "plus" and plus.gap and behind.gap and plus.kind == "tier" and plus.gap.endswith(" "):
                before, after = pieces[:at], pieces[at + 1 :]
                if _phrase(after) in self._words.harnesses:
                    return before, _phrase(after)
                if _phrase(before) in self._words.harnesses:
                    return after, _phrase(before)
                joined = [*before, Piece("word", "+", " "), *after]
                return joined, None
        return pieces, None

    def _without_author(self, sentence: "_Sentence", author: str | None = None) -> "_Sentence | None":
        """The sentence without the company at its beginning, if it has one and more than that.

        Where ``author``, or the path before the name, tells the author, no other company is left out.
        """
        squeezed = ""
        known = author or sentence.author
        if not sentence.pieces or sentence.pieces[0].value[:_TOLD_APART] not in self._author_starts:
            return None
        for at, piece in enumerate(sentence.pieces[:4]):
            squeezed += piece.value.replace(".", "")
            rest = sentence.pieces[at + 1 :]
            if squeezed in self._authors and rest and rest[0].gap and self._same(squeezed, known):
                return _Sentence(
                    pieces=rest,
                    author=sentence.author or squeezed,
                    provider=sentence.provider,
                    offering=sentence.offering,
                    harness=sentence.harness,
                    bracketed=sentence.bracketed,
                    in_path=sentence.in_path,
                    stripped=True,
                )
        return None

    def _same(self, company: str, author: str | None) -> bool:
        """Whether a company is an author, as far as one is known."""
        if author is None:
            return True
        other = _squeezed(author)
        return company == other or not self._authors[company].isdisjoint(self._authors.get(other, {other}))


class _Sentence(Noun, frozen=True, kw_only=True):
    """A name cut into pieces, and what was told apart before: path, offering, brackets."""

    pieces: tuple[Piece, ...]
    author: str | None
    provider: str | None
    offering: str | None
    harness: str | None
    bracketed: tuple[Piece, ...]
    in_path: bool = False
    stripped: bool = False


class _Variant(Noun, frozen=True, kw_only=True):
    """Which of two meanings to take: of effort words at the end, of ``3-5-9b``, of ``35``; or that of an entry."""

    effort: bool = False
    long_size: bool = False
    glued_version: bool = False
    entry: bool = False


_PLAIN = (_Variant(),)


def _variants(sentence: _Sentence) -> Iterable[_Variant]:
    """The plain reading first, then those that the pieces allow."""
    effort = long_size = glued = False
    numbers = 0
    for piece in sentence.pieces:
        kind = piece.kind
        if kind == "maybe-effort":
            effort = True
        elif kind in {"number", "version"}:
            numbers += 1
            glued = glued or (" " not in piece.gap and _GLUED_VERSION.match(piece.value) is not None)
            continue
        elif kind == "size" and numbers > 1 and piece.gap in {"-", "_"} and "." not in piece.value:
            long_size = True
        numbers = 0
    if not (effort or long_size or glued):
        return _PLAIN
    return [
        _Variant(effort=with_effort, long_size=with_size, glued_version=with_version)
        for with_effort in (False, True)[: 1 + effort]
        for with_size in (False, True)[: 1 + long_size]
        for with_version in (False, True)[: 1 + glued]
    ]


class _Reader:
    """Assembles the parts of one reading."""

    def __init__(self, words: Vocabulary, sentence: _Sentence, variant: _Variant) -> None:
        self._words = words
        self._sentence = sentence
        self._variant = variant
        self._family: list[str] = []
        self._versions: list[str] = []
        self._by_kind: dict[str, list[str]] = {}
        self._dates: list[PartialDate] = []
        self._lineage: tuple[str, str] | None = None
        self._budget: str | None = None
        self._provider = sentence.provider

    def parts(self) -> Parts:
        """The parts."""
        pieces = self._without_trailing(list(self._sentence.pieces))
        derived = any(piece.value in self._words.derived_families for piece in pieces)
        at = 0
        while at < len(pieces):
            at = self._take(pieces, at, derived=derived)
        for piece in self._sentence.bracketed:
            self._add(piece.kind, piece.value)
        return self._assembled()

    def _take(self, pieces: list[Piece], at: int, *, derived: bool) -> int:
        """Read the piece at a place, and those that belong to it; gives the next place."""
        piece = pieces[at]
        kind = piece.kind
        if kind in {"number", "version", "date"}:
            return self._take_numbers(pieces, at, self._versions)
        if kind == "month":
            return self._take_month(pieces, at)
        if kind == "word":
            if derived and piece.value in self._words.origins:
                return self._take_lineage(pieces, at)
            self._family.append(piece.value)
        elif kind == "context" and self._says_reasoning(pieces, at):
            self._budget = piece.value
        elif kind == "maybe-effort":
            self._add("tier", piece.value)
        elif kind == "entry-noise" and not self._variant.entry:
            self._family.append(piece.value)
        else:
            self._add(kind, piece.value)
        return at + 1

    def _says_reasoning(self, pieces: list[Piece], at: int) -> bool:
        """Whether reasoning was said before, or is right behind: ``thinking-32k``, ``32k thinking``."""
        behind = pieces[at + 1].kind if at + 1 < len(pieces) else ""
        return bool(self._by_kind.get("reasoning")) or behind in {"reasoning", "mode"}

    def _take_numbers(self, pieces: list[Piece], at: int, versions: list[str]) -> int:
        """A run of numbers: dates in it, and versions, joined where hyphens stand for points."""
        run = [pieces[at]]
        while (at := at + 1) < len(pieces) and pieces[at].kind in {"number", "date"} and pieces[at].gap in {"-", "_"}:
            run.append(pieces[at])
        left = list(self._undated(run))
        size = pieces[at] if at < len(pieces) and pieces[at].kind == "size" else None
        if self._variant.long_size and size is not None and len(left) > 1 and size.gap in {"-", "_"}:
            self._add("size", f"{left.pop().value}.{size.value}")
            at += 1
        versions += _joined(left, glued=self._variant.glued_version)
        return at

    def _undated(self, run: list[Piece]) -> Iterator[Piece]:
        """The numbers of a run that belong to no date; the dates are kept."""
        at = 0
        while at < len(run):
            length, meanings = 0, run[at].dates
            if "." not in run[at].value:
                length, spelled = spelled_date([piece.value for piece in run[at : at + 3]])
                meanings = spelled or meanings
            if meanings:
                self._dates.append(meanings)
                at += max(1, length)
            else:
                yield run[at]
                at += 1

    def _take_month(self, pieces: list[Piece], at: int) -> int:
        month = self._words.months[pieces[at].value]
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        if following is not None and following.kind == "year":
            self._dates.append(month_date(month, int(following.value)))
            return at + 2
        year = following.value if following is not None and following.kind in {"number", "date"} else ""
        if year.isascii() and year.isdigit() and len(year) in {2, 4} and (len(year) == 2 or year.startswith("20")):  # noqa: PLR2004
            self._dates.append(month_date(month, int(year)))
            return at + 2
        self._dates.append(month_date(month, None))
        return at + 1

    def _take_lineage(self, pieces: list[Piece], at: int) -> int:
        versions: list[str] = []
        word = pieces[at].value
        at += 1
        if at < len(pieces) and pieces[at].kind in {"number", "version"}:
            at = self._take_numbers(pieces, at, versions)
        self._lineage = (word, ".".join(versions))
        return at

    def _without_trailing(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces without the provider and, in this variant, the effort at the end."""
        while len(pieces) > 1 and pieces[-1].value in self._words.endings:
            pieces.pop()
        for phrase in self._words.trailing_providers:
            length = len(phrase)
            if (
                len(pieces) > length
                and pieces[-1].value == phrase[-1]
                and _phrase(pieces[-length:]) == " ".join(phrase)
            ):
                self._provider = " ".join(phrase)
                pieces = pieces[:-length]
        if not self._variant.effort:
            return pieces
        for at in range(len(pieces) - 1, 0, -1):
            if pieces[at].kind == "maybe-effort":
                self._add("effort", pieces[at].value)
                return [*pieces[:at], *pieces[at + 1 :]]
            if pieces[at].kind not in _TRAILING:
                break
        return pieces

    def _add(self, kind: str, value: str) -> None:
        self._by_kind.setdefault(kind, []).append(value)

    def _assembled(self) -> Parts:
        kinds = self._by_kind
        sentence = self._sentence
        offering = sentence.offering or self._first("offering")
        mode = self._mode(offering)
        return Parts(
            family="".join(self._family),
            words=tuple(self._family),
            versions=tuple(self._versions),
            tiers=self._sorted("tier"),
            purposes=self._sorted("purpose"),
            sizes=self._all("size"),
            active_sizes=self._all("active"),
            dates=tuple(dict.fromkeys(self._dates))[:_MOST_DATES] if self._dates else (),
            stages=self._all("stage"),
            contexts=self._all("context"),
            lineage=self._lineage,
            instruct=self._first("instruct") or self._first("tuned"),
            reasoning=mode in _REASONING_MODES,
            author=sentence.author,
            offering=offering,
            configuration=self._configuration(mode),
            rank=self._variant.effort + STRIPPED * sentence.stripped,
            says_thinking="reasoning" in kinds,
            in_path=sentence.in_path,
        )

    def _first(self, kind: str) -> str | None:
        found = self._by_kind.get(kind)
        return found[0] if found else None

    def _all(self, kind: str) -> frozenset[str]:
        found = self._by_kind.get(kind)
        return frozenset(found) if found else _NONE

    def _sorted(self, kind: str) -> tuple[str, ...]:
        found = self._by_kind.get(kind)
        return tuple(sorted(found)) if found else ()

    def _mode(self, offering: str | None) -> str | None:
        reasons = "reasoning" in self._by_kind or offering == "thinking"
        return self._first("mode") or ("reasoning" if reasons else None)

    def _configuration(self, mode: str | None) -> Configuration:
        told = (mode, self._dates, self._budget, self._provider, self._sentence.harness)
        if not any(told) and _RUN_KINDS.isdisjoint(self._by_kind):
            return _PLAIN_RUN
        return Configuration(
            effort=self._first("effort"),
            mode=mode,
            harness=self._sentence.harness or self._first("harness"),
            thinking_budget=self._budget or self._first("budget"),
            date=written(self._dates) if self._dates else None,
            quantisation=self._first("quantisation"),
            provider=self._provider,
        )


_NONE: frozenset[str] = frozenset()
_PLAIN_RUN = Configuration()
_REASONING_MODES = {"reasoning", "adaptive"}
_RUN_KINDS = {"effort", "harness", "budget", "quantisation"}
_TRAILING = {"reasoning", "mode", "quantisation", "offering", "date", "context", "effort", "stage"}


def name_parts(parts: Parts) -> NameParts:
    """A reading as it is shown."""
    purposes = (*parts.purposes, *((parts.instruct,) if parts.instruct else ()))
    lineage = () if parts.lineage is None else (" ".join(filter(None, parts.lineage)),)
    return NameParts(
        author=parts.author,
        family=parts.family.replace(BEHIND, ""),
        versions=parts.versions,
        tiers=parts.tiers,
        sizes=tuple(sorted(parts.sizes)),
        active_sizes=tuple(sorted(parts.active_sizes)),
        purposes=tuple(sorted(purposes)),
        stages=tuple(sorted(parts.stages)),
        lineage=lineage,
        context=next(iter(sorted(parts.contexts)), None),
        offering=parts.offering,
        configuration=parts.configuration,
    )


def _joined(numbers: list[Piece], *, glued: bool) -> Iterator[str]:
    """Versions from a run of numbers: ``3-5`` is 3.5; ``35`` is 3.5 in one reading; ``2.0`` is 2."""
    run: list[str] = []
    for piece in numbers:
        value = piece.value
        joins = run and piece.kind == "number" and piece.gap in {"-", "_"} and "." not in value
        if joins and len(value) <= _LONGEST_JOINED and "." not in run[-1]:
            run.append(value)
        else:
            if run:
                yield _version(run)
            run = [value]
        if glued and len(run) == 1 and _GLUED_VERSION.match(value):
            run = list(value)
    if run:
        yield _version(run)


def _version(numbers: list[str]) -> str:
    version = ".".join(numbers)
    while version.endswith(".0"):
        version = version[:-2]
    return version


def _squeezed(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _phrase(pieces: Iterable[Piece]) -> str:
    return " ".join(piece.value for piece in pieces)
