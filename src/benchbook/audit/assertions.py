"""The joins that the starter document states -> the resolver's verdict on each."""

from collections import Counter
from collections.abc import Iterable

from benchbook.audit.findings import Assertion, AssertionAudit, Verdict
from benchbook.model import CatalogModel, Considered, Explanation, Labels, Matched
from benchbook.resolve import Facts, Resolver
from benchbook.sources.starter import StatedJoin, starter_joins


def audit_assertions(models: Iterable[CatalogModel] | None, catalogue: str, facts: Facts) -> AssertionAudit:
    """The verdict on each stated join against ``models``, or against the document's own entries if there are none.

    ``catalogue`` is what the entries are called in the answer. A stated model that the catalogue lacks
    is compared as the document describes it, which can contradict but not confirm.
    """
    joins = starter_joins()
    entries = [join.model for join in joins] if models is None else list(models)
    listed = {entry.base_id for entry in entries}
    resolver = Resolver(entries, facts)
    found = tuple(
        _judged(join, resolver) if join.model.id in listed else _unlisted(join, resolver, entries, facts)
        for join in joins
    )
    verdicts = Counter(assertion.verdict for assertion in found)
    return AssertionAudit(
        catalogue=catalogue,
        agrees=verdicts["agrees"],
        contradicts=verdicts["contradicts"],
        cannot_tell=verdicts["cannot tell"],
        assertions=found,
    )


def _judged(join: StatedJoin, resolver: Resolver) -> Assertion:
    """The verdict where the catalogue has the stated model."""
    explanation = _explained(join, resolver)
    identity = explanation.identity
    if isinstance(identity, Matched):
        if identity.model_id == join.model.id:
            return _assertion(join, explanation, "agrees", "; ".join(identity.evidence))
        return _assertion(join, explanation, "contradicts", _instead(join, explanation, identity))
    refusal = _considered(join, explanation)
    if refusal is not None and refusal.contradicts:
        return _assertion(join, explanation, "contradicts", "; ".join(refusal.reasons))
    if identity.pinned:
        return _assertion(join, explanation, "contradicts", identity.reason)
    return _assertion(join, explanation, "cannot tell", _undecided(explanation, identity.reason))


def _unlisted(join: StatedJoin, resolver: Resolver, entries: list[CatalogModel], facts: Facts) -> Assertion:
    """The verdict where it has not."""
    explanation = _explained(join, resolver)
    identity = explanation.identity
    if isinstance(identity, Matched):
        return _assertion(join, explanation, "contradicts", _instead(join, explanation, identity), listed=False)
    described = _considered(join, _explained(join, Resolver([*entries, join.model], facts)))
    if described is not None and described.contradicts:
        reason = f"{'; '.join(described.reasons)} (as the document describes it; the catalogue has no such entry)"
        return _assertion(join, explanation, "contradicts", reason, listed=False)
    reason = f"the catalogue has no entry {join.model.id}; of the others: {identity.reason}"
    return _assertion(join, explanation, "cannot tell", reason, listed=False)


def _explained(join: StatedJoin, resolver: Resolver) -> Explanation:
    return resolver.explain(Labels(name=join.written), join.source)


def _considered(join: StatedJoin, explanation: Explanation) -> Considered | None:
    return next((each for each in explanation.considered if each.model_id == join.model.id), None)


def _instead(join: StatedJoin, explanation: Explanation, identity: Matched) -> str:
    """Which model it is instead, and what keeps it from the stated one."""
    refusal = _considered(join, explanation)
    against = f"; {join.model.id}: {'; '.join(refusal.reasons)}" if refusal is not None and refusal.reasons else ""
    return f"it is {identity.model_id}: {'; '.join(identity.evidence)}{against}"


def _possible(explanation: Explanation) -> tuple[str, ...]:
    """The entries that the name does not contradict."""
    return tuple(sorted({each.model_id for each in explanation.considered if not each.contradicts}))


def _undecided(explanation: Explanation, reason: str) -> str:
    possible = _possible(explanation)
    return f"undecided between {' and '.join(possible)}: {reason}" if len(possible) > 1 else reason


def _assertion(
    join: StatedJoin, explanation: Explanation, verdict: Verdict, reason: str, *, listed: bool = True
) -> Assertion:
    identity = explanation.identity
    matched = identity if isinstance(identity, Matched) else None
    return Assertion(
        name=join.written,
        stated_id=join.model.id,
        verdict=verdict,
        reason=reason,
        our_id=matched.model_id if matched else None,
        rule=matched.rule if matched else None,
        listed=listed,
        candidates=() if matched else _possible(explanation),
    )
