"""Labels -> identity. Every answer carries its rule and evidence, every refusal its reason."""

from collections.abc import Callable, Iterable
from itertools import chain

from benchbook.model import CatalogModel, Configuration, Identity, Labels, Matched, Noun, Unmatched
from benchbook.resolve.catalog import CatalogIndex, Group
from benchbook.resolve.facts import Facts, squeeze
from benchbook.resolve.names import SplitName, normalise, split_brackets, split_trailing


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
        self._doubts = {(normalise(doubt.name), doubt.model): doubt for doubt in facts.doubts}

    def resolve(self, labels: Labels, source: str) -> Identity:
        """The identity of what ``source`` calls by these labels."""
        configuration = self._configuration(labels)
        for step in (self._by_alias, self._by_statement):
            identity = step(labels, source, configuration)
            if identity is not None:
                return identity
        return self._by_names(labels, source, configuration)

    def _by_alias(self, labels: Labels, source: str, configuration: Configuration) -> Identity | None:
        for written in _written(labels):
            key = normalise(written)
            alias = self._aliases.get((source, key)) or self._aliases.get((None, key))
            if alias is not None:
                return Matched(
                    model_id=alias.model,
                    rule="alias",
                    evidence=(f"{alias.name!r} stands for it by decision: {alias.origin}",),
                    configuration=configuration,
                )
        return None

    def _by_statement(self, labels: Labels, source: str, configuration: Configuration) -> Identity | None:
        if labels.stated_id is None or labels.authority != "catalogue":
            return None
        group = self._catalog.by_id(labels.stated_id)
        model_id = group.base_id if group else labels.stated_id.partition(":")[0]
        pinned = self._pinned(labels, source, model_id)
        if pinned is not None:
            return Unmatched(reason=f"pinned: {pinned}", configuration=configuration, refused=(model_id,))
        doubt = self._doubts.get((normalise(labels.name), model_id))
        known = "" if group else ", which the catalogue held here does not list"
        return Matched(
            model_id=model_id,
            rule="stated",
            evidence=(f"the row itself names {labels.stated_id}{known}",),
            configuration=configuration,
            doubt=doubt.reason if doubt else None,
        )

    def _by_names(self, labels: Labels, source: str, configuration: Configuration) -> Identity:
        refused: list[str] = []
        accepted: list[_Finding] = []
        for finding in self._findings(labels):
            kept = []
            for group in finding.groups:
                reason = self._refusal(group, labels, source, finding)
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
        whole = self._catalog.by_key(normalise(written))
        if whole:
            yield _Finding(
                rule=kind,
                evidence=f"{kind} {written!r} equals one of the entry's own names",
                groups=tuple(whole),
                configuration=Configuration(),
            )
            return
        words = self._facts.vocabulary
        splitters: tuple[Callable[[], SplitName | None], ...] = (
            lambda: split_brackets(written, words),
            lambda: split_trailing(written, words),
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

    def _refusal(self, group: Group, labels: Labels, source: str, finding: _Finding) -> str | None:
        pinned = self._pinned(labels, source, group.base_id)
        if pinned is not None:
            return f"pinned: {pinned}"
        if labels.creator is not None and not self._same_author(labels.creator, group.author):
            return f"made by {group.author}, not by {labels.creator}"
        unsaid = self._model_words(labels.name) - group.words
        if finding.by_other_than_name and unsaid:
            return f"the name says {' '.join(sorted(unsaid))}, which none of the entry's own names does"
        words = self._facts.vocabulary
        configuration = finding.configuration
        if configuration.mode == "reasoning" and group.words & words.non_reasoning_words - words.reasoning_words:
            return "the entry does not reason, by its own name"
        if configuration.mode == "non-reasoning" and group.words & words.reasoning_words:
            return "the entry always reasons, by its own name"
        return None

    def _model_words(self, name: str) -> set[str]:
        split = split_brackets(name, self._facts.vocabulary)
        return set((split.base if split else normalise(name)).split())

    def _pinned(self, labels: Labels, source: str, model_id: str) -> str | None:
        written = {normalise(text) for text in _written(labels)}
        for rejection in self._facts.rejections:
            if (
                rejection.model == model_id
                and rejection.source in {None, source}
                and normalise(rejection.name) in written
            ):
                return rejection.reason
        return None

    def _same_author(self, creator: str, author: str) -> bool:
        squeezed = squeeze(creator)
        return squeezed == squeeze(author) or author in self._facts.authors.get(squeezed, ())

    def _configuration(self, labels: Labels) -> Configuration:
        words = self._facts.vocabulary
        split = split_brackets(labels.name, words)
        if split is None and labels.slug and not self._catalog.by_key(normalise(labels.slug)):
            split = split_trailing(labels.slug, words)
        return split.configuration if split else Configuration()


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
