"""What a change of facts or of the catalogue did to identities, and how many each rule made."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from benchbook.model import Configuration, Identity, Matched, Noun

Kind = Literal["gained", "lost", "moved", "reconfigured"]
KINDS: tuple[Kind, ...] = ("gained", "lost", "moved", "reconfigured")


class Reidentified(Noun, frozen=True, kw_only=True):
    """A measured thing with its identity before and after; ``scores`` are its standing results."""

    name: str
    source: str
    via: str | None = None
    before: Identity
    after: Identity
    scores: int = 0


class Difference(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """A name whose scores changed their model or configuration.

    ``rule`` is that of the match after the change, or of the one that was lost; ``reason`` the
    evidence for the new match, or why there is none any more.
    """

    kind: Kind
    name: str
    source: str
    via: str | None
    before: str | None
    after: str | None
    configuration: Configuration
    rule: str
    reason: str
    scores: int


class RuleCount(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """How many subjects a rule joined, and how many standing results those have."""

    rule: str
    subjects: int
    scores: int


class ReResolution(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """What re-resolving a whole store changed. ``subjects`` is the sum of the rules' and ``unresolved``.

    ``explained_anew`` counts identities whose model and configuration stayed and whose rule, evidence
    or reason changed; ``rejected`` how many of the unresolved a person's rejection keeps from a model.
    """

    subjects: int
    unresolved: int
    rejected: int
    rules: tuple[RuleCount, ...]
    differences: tuple[Difference, ...]
    explained_anew: int = 0
    dry_run: bool = False

    def scores(self, kind: Kind) -> int:
        """How many scores are affected by this kind of difference."""
        return sum(difference.scores for difference in self.differences if difference.kind == kind)


def compare(subjects: Iterable[Reidentified], *, dry_run: bool = False) -> ReResolution:
    """What changed, most scores first within each kind; one difference a name, source and change."""
    subjects = tuple(subjects)
    found: Counter[Difference] = Counter()
    anew = 0
    for subject in subjects:
        difference = _difference(subject)
        if difference is not None:
            found[difference] += subject.scores
        elif subject.before != subject.after:
            anew += 1
    unresolved = [subject.after for subject in subjects if not isinstance(subject.after, Matched)]
    return ReResolution(
        subjects=len(subjects),
        unresolved=len(unresolved),
        rejected=sum(identity.pinned for identity in unresolved),
        rules=_rules(subjects),
        differences=tuple(sorted((_with_scores(one, scores) for one, scores in found.items()), key=_order)),
        explained_anew=anew,
        dry_run=dry_run,
    )


def kind_of(subject: Reidentified) -> Kind | None:
    """What became of a subject's model or configuration; None where both stayed."""
    was, now = _model_id(subject.before), _model_id(subject.after)
    if was != now:
        return "gained" if was is None else "lost" if now is None else "moved"
    same = was is None or subject.before.configuration == subject.after.configuration
    return None if same else "reconfigured"


def _model_id(identity: Identity) -> str | None:
    return identity.model_id if isinstance(identity, Matched) else None


def _difference(subject: Reidentified) -> Difference | None:
    before, after, kind = subject.before, subject.after, kind_of(subject)
    if kind is None:
        return None
    return Difference(
        kind=kind,
        name=subject.name,
        source=subject.source,
        via=subject.via,
        before=_model_id(before),
        after=_model_id(after),
        configuration=after.configuration,
        rule=_rule(after) or _rule(before),
        reason="; ".join(after.evidence) if isinstance(after, Matched) else after.reason,
        scores=0,
    )


def _rule(identity: Identity) -> str:
    return identity.rule if isinstance(identity, Matched) else ""


def _with_scores(difference: Difference, scores: int) -> Difference:
    return replace(difference, scores=scores)


def _order(difference: Difference) -> tuple[int, int, str, str]:
    return (KINDS.index(difference.kind), -difference.scores, difference.source, difference.name)


def _rules(subjects: Iterable[Reidentified]) -> tuple[RuleCount, ...]:
    matches, scores = Counter[str](), Counter[str]()
    for subject in subjects:
        if isinstance(subject.after, Matched):
            matches[subject.after.rule] += 1
            scores[subject.after.rule] += subject.scores
    ordered = sorted(matches.items(), key=lambda item: (-item[1], item[0]))
    return tuple(RuleCount(rule=rule, subjects=count, scores=scores[rule]) for rule, count in ordered)
