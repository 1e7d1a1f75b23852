"""Labels -> identity. Every answer carries its rule and evidence, every refusal its reason."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from benchbook.model import CatalogModel, Configuration, Identity, Labels, Matched, Noun, Unmatched
from benchbook.resolve.catalog import CatalogIndex, Group
from benchbook.resolve.facts import Facts, squeeze
from benchbook.resolve.names import SplitName, normalise, split_brackets, split_trailing

Pins = Mapping[str, str]
"""Model ids with the reason why they are refused."""


class _Finding(Noun, frozen=True, kw_only=True):
    rule: str
    evidence: str
    groups: tuple[Group, ...]
    configuration: Configuration

    @property
    def by_other_than_name(self) -> bool:
        return not self.rule.startswith("name")


class Resolver:
    """Resolves labels against one state of the catalogue; keeps no state of its own between calls."""

    def __init__(self, models: Iterable[CatalogModel], facts: Facts) -> None:
        self._catalog = CatalogIndex(models)
        self._facts = facts
        self._aliases = {(alias.source, normalise(alias.name)): alias for alias in facts.aliases}
        self._rejections = [(rejection, normalise(rejection.name or "")) for rejection in facts.rejections]
        self._doubts = {(normalise(doubt.name), doubt.model): doubt for doubt in facts.doubts}

    def resolve(self, labels: Labels, source: str, via: str | None = None) -> Identity:
        """The identity of what ``source`` calls by these labels, as relayed by ``via``."""
        configuration = self._configuration(labels)
        pins = self._pins(labels, source, via)
        return (
            self._by_alias(labels, source, configuration, pins)
            or self._by_statement(labels, configuration, pins)
            or self._by_names(labels, configuration, pins)
        )

    def _by_alias(self, labels: Labels, source: str, configuration: Configuration, pins: Pins) -> Matched | None:
        for written in _written(labels):
            key = normalise(written)
            alias = self._aliases.get((source, key)) or self._aliases.get((None, key))
            if alias is not None and alias.model not in pins:
                return Matched(
                    model_id=alias.model,
                    rule="alias",
                    evidence=(f"{alias.name!r} stands for it by decision: {alias.origin}",),
                    configuration=configuration,
                )
        return None

    def _by_statement(self, labels: Labels, configuration: Configuration, pins: Pins) -> Identity | None:
        if labels.stated_id is None or labels.authority != "catalogue":
            return None
        group = self._catalog.by_id(labels.stated_id)
        model_id = group.base_id if group else labels.stated_id.partition(":")[0]
        if model_id in pins:
            return Unmatched(reason=f"pinned: {pins[model_id]}", configuration=configuration, refused=(model_id,))
        doubt = self._doubts.get((normalise(labels.name), model_id))
        known = "" if group else ", which the catalogue held here does not list"
        return Matched(
            model_id=model_id,
            rule="stated",
            evidence=(f"the row itself names {labels.stated_id}{known}",),
            configuration=configuration,
            doubt=doubt.reason if doubt else None,
        )

    def _by_names(self, labels: Labels, configuration: Configuration, pins: Pins) -> Identity:
        refused: list[str] = []
        accepted: list[_Finding] = []
        for finding in self._findings(labels):
            kept = []
            for group in finding.groups:
                reason = self._refusal(group, labels, finding, pins)
                if reason is None:
                    kept.append(group)
                else:
                    refused.append(f"{group.base_id}: {reason}")
            if kept:
                accepted.append(
                    _Finding(
                        rule=finding.rule,
                        evidence=finding.evidence,
                        groups=tuple(kept),
                        configuration=finding.configuration,
                    )
                )
        return _decide(accepted, configuration, tuple(dict.fromkeys(refused)))

    def _findings(self, labels: Labels) -> Iterable[_Finding]:
        for kind, written in (("name", labels.name), ("slug", labels.slug)):
            if written:
                yield from self._findings_of(kind, written)
        if labels.hugging_face_id:
            groups = self._catalog.by_hugging_face_id(labels.hugging_face_id)
            yield _Finding(
                rule="hugging-face-id",
                evidence=f"Hugging Face repository {labels.hugging_face_id}",
                groups=tuple(groups),
                configuration=self._configuration(labels),
            )

    def _findings_of(self, kind: str, written: str) -> Iterable[_Finding]:
        key = normalise(written)
        whole = self._catalog.by_key(key)
        if whole:
            yield _Finding(
                rule=kind,
                evidence=f"{kind} {written!r} equals one of the entry's own names",
                groups=tuple(group for group in whole if not self._catalog.has_version(group, key)),
                configuration=Configuration(),
            )
            return
        words = self._facts.vocabulary
        splitters: tuple[Callable[[], SplitName | None], ...] = (
            lambda: split_brackets(written, words),
            # In a slug the words at the end may say how it ran; in a name they belong to the name.
            lambda: None if " " in written.strip() else split_trailing(written, words),
        )
        for splitter in splitters:
            split = splitter()
            if split is not None and (groups := self._catalog.by_key(split.base)):
                yield _Finding(
                    rule=f"{kind}-without-configuration",
                    evidence=f"{kind} {written!r} without the words for its configuration equals {split.base!r}",
                    groups=tuple(group for group in groups if not self._has_sibling(group, split)),
                    configuration=split.configuration,
                )
                return

    def _has_sibling(self, group: Group, split: SplitName) -> bool:
        """Whether a separate entry is named by the very words that were split off."""
        if split.configuration.mode == "reasoning":
            siblings = self._facts.vocabulary.reasoning_words
        elif split.configuration.mode == "non-reasoning":
            siblings = self._facts.vocabulary.non_reasoning_words
        else:
            return False
        if split.bracketed:
            return any(
                other.author == group.author and other is not group
                for word in siblings
                for other in self._catalog.by_key(f"{split.base} {word}")
            )
        return any(self._catalog.has_key_beginning(f"{split.base} {word}", group.author) for word in siblings)

    def _refusal(self, group: Group, labels: Labels, finding: _Finding, pins: Pins) -> str | None:
        """Why a group whose name fits is not the one meant, or None."""
        if group.base_id in pins:
            return f"pinned: {pins[group.base_id]}"
        if labels.creator is not None and not self._same_author(labels.creator, group.author):
            return f"made by {group.author}, not by {labels.creator}"
        unsaid = self._model_words(labels.name) - group.words
        if finding.by_other_than_name and unsaid:
            return f"the name says {' '.join(sorted(unsaid))}, which none of the entry's own names does"
        return self._refusal_by_repository(group, labels) or self._refusal_by_mode(group, finding.configuration)

    def _refusal_by_repository(self, group: Group, labels: Labels) -> str | None:
        """Weights in different repositories are different models, but for how they are stored."""
        if labels.hugging_face_id is None or not group.repositories:
            return None
        endings = self._facts.vocabulary.repository_endings
        mine = _repository(labels.hugging_face_id, endings)
        if mine in {_repository(theirs, endings) for theirs in group.repositories}:
            return None
        return f"its weights are {', '.join(sorted(group.repositories))}, not {labels.hugging_face_id}"

    def _refusal_by_mode(self, group: Group, configuration: Configuration) -> str | None:
        words = self._facts.vocabulary
        if configuration.mode in {"reasoning", "adaptive"}:
            if group.words & words.non_reasoning_words - words.reasoning_words:
                return "the entry does not reason, by its own name"
            if group.reasons is False:
                return "the entry does not reason, by its own parameters"
        if configuration.mode == "non-reasoning" and group.words & words.reasoning_words:
            return "the entry always reasons, by its own name"
        return None

    def _model_words(self, name: str) -> set[str]:
        split = split_brackets(name, self._facts.vocabulary)
        return set((split.base if split else normalise(name)).split())

    def _pins(self, labels: Labels, source: str, via: str | None) -> Pins:
        """The models that these labels must never be joined to, and why."""
        words = self._facts.vocabulary
        written = set()
        for text in _written(labels):
            splits = (split_brackets(text, words), split_trailing(text, words))
            written |= {normalise(text), *(split.base for split in splits if split)}
        return {
            rejection.model: rejection.reason
            for rejection, name in self._rejections
            if rejection.source in {None, source}
            and rejection.via in {None, via}
            and (self._is_own_label(labels, rejection.model) if rejection.name is None else name in written)
        }

    def _is_own_label(self, labels: Labels, model_id: str) -> bool:
        """Whether a row has no label but the catalogue's own name of the model that it states."""
        group = self._catalog.by_id(model_id)
        return labels.stated_id is not None and group is not None and normalise(labels.name) == normalise(group.name)

    def _same_author(self, creator: str, author: str) -> bool:
        squeezed = squeeze(creator)
        return squeezed == squeeze(author) or author in self._facts.authors.get(squeezed, ())

    def _configuration(self, labels: Labels) -> Configuration:
        words = self._facts.vocabulary
        split = split_brackets(labels.name, words)
        if split is None and labels.slug and not self._catalog.by_key(normalise(labels.slug)):
            split = split_trailing(labels.slug, words)
        return split.configuration if split else Configuration()


def _repository(hugging_face_id: str, endings: frozenset[str]) -> str:
    """A repository's name without its owner and without words for how the weights are stored."""
    words = normalise(hugging_face_id.rpartition("/")[2]).split()
    while len(words) > 1 and words[-1] in endings:
        words.pop()
    return " ".join(words)


def _written(labels: Labels) -> list[str]:
    return [text for text in (labels.name, labels.slug) if text]


def _decide(findings: list[_Finding], configuration: Configuration, refused: tuple[str, ...]) -> Identity:
    ids = {group.base_id for group in chain.from_iterable(finding.groups for finding in findings)}
    if not ids:
        reason = "every entry of that name was refused" if refused else "no catalogue entry has this name"
        return Unmatched(reason=reason, configuration=configuration, refused=refused)
    if len(ids) > 1:
        listed = ", ".join(sorted(ids))
        return Unmatched(reason=f"more than one entry fits: {listed}", configuration=configuration, refused=refused)
    best = findings[0]
    return Matched(
        model_id=ids.pop(),
        rule=best.rule,
        evidence=tuple(finding.evidence for finding in findings),
        configuration=configuration if configuration != Configuration() else best.configuration,
    )
