"""A list of names and ids -> for each name whether we join it to the same model, and why not."""

from collections import Counter
from collections.abc import Iterable

from benchbook.audit.document import NamedRows
from benchbook.audit.findings import Fault, NameAudit, NameFinding, NameSummary, Outcome, percent
from benchbook.errors import NothingStored
from benchbook.model import CatalogModel, Explanation, Identity, Matched
from benchbook.resolve import Facts, Resolver
from benchbook.resolve.names_table import NameRow


def audit_names(named: NamedRows, models: Iterable[CatalogModel], facts: Facts) -> NameAudit:
    """Compare each row's id with the model that its name is joined to in a catalogue of ``models``.

    Raises ``NothingStored`` if there are none: nothing could agree.
    """
    entries = list(models)
    if not entries:
        raise NothingStored("models")
    comparison = _Comparison(entries, facts)
    findings = tuple(comparison.finding(row) for row in named.rows if row.problem is None)
    unreadable = tuple(f"line {row.line:,}: {row.problem}" for row in named.rows if row.problem is not None)
    return NameAudit(
        against=named.origin,
        summary=_summary(findings, len(unreadable)),
        findings=findings,
        unreadable=unreadable,
    )


def _summary(findings: tuple[NameFinding, ...], unreadable: int) -> NameSummary:
    counts = Counter(finding.outcome for finding in findings)
    joined = counts["same"] + counts["differs"] + counts["only_theirs"]
    return NameSummary(
        rows=len(findings) + unreadable,
        same=counts["same"],
        differs=counts["differs"],
        only_ours=counts["only_ours"],
        only_theirs=counts["only_theirs"],
        neither=counts[None],
        unreadable=unreadable,
        wrong_theirs=sum(finding.fault == "theirs" for finding in findings),
        agreement_percent=percent(counts["same"], joined),
    )


class _Comparison:
    def __init__(self, entries: list[CatalogModel], facts: Facts) -> None:
        self._resolver = Resolver(entries, facts)
        self._base_ids: dict[str, str] = {entry.permaslug: entry.base_id for entry in entries if not entry.is_alias}
        self._base_ids |= {entry.base_id: entry.base_id for entry in entries}

    def finding(self, row: NameRow) -> NameFinding:
        identity = self._resolver.resolve(row.labels, row.source, row.via)
        ours = identity.model_id if isinstance(identity, Matched) else None
        theirs = self._base_id(row.model_id) if row.model_id else None
        outcome = _outcome(theirs, ours)
        fault, refusal = self._objection(row, theirs) if theirs and outcome != "same" else (None, None)
        return NameFinding(
            line=row.line,
            name=row.labels.name,
            source=row.source,
            outcome=outcome,
            their_id=row.model_id,
            our_id=ours,
            fault=fault,
            rule=identity.rule if isinstance(identity, Matched) else None,
            reason=_reason(identity),
            refusal=refusal,
        )

    def _base_id(self, model_id: str) -> str:
        """The id without variant, of an id or a permaslug."""
        base = model_id.partition(":")[0]
        return self._base_ids.get(base, base)

    def _objection(self, row: NameRow, theirs: str) -> tuple[Fault | None, str]:
        """Whether their id is wrong, and what refuses it."""
        if theirs not in self._base_ids:
            return None, f"the catalogue has no entry {theirs}"
        return objection(self._resolver.explain(row.labels, row.source, row.via), theirs)


def objection(explanation: Explanation, model_id: str) -> tuple[Fault | None, str]:
    """Whether it is wrong to join a name to a model, and what refuses that model."""
    identity = explanation.identity
    refusal = next((each for each in explanation.considered if each.model_id == model_id), None)
    elsewhere = isinstance(identity, Matched) and identity.model_id != model_id
    pinned = not isinstance(identity, Matched) and identity.pinned
    wrong = elsewhere or pinned or (refusal is not None and refusal.contradicts)
    fault: Fault = "theirs" if wrong else "undecided"
    if refusal is not None and refusal.reasons:
        return fault, "; ".join(refusal.reasons)
    return fault, "no part of the name leads to it" if not pinned else _reason(identity)


def _outcome(theirs: str | None, ours: str | None) -> Outcome | None:
    if theirs is None:
        return None if ours is None else "only_ours"
    if ours is None:
        return "only_theirs"
    return "same" if theirs == ours else "differs"


def _reason(identity: Identity) -> str:
    return "; ".join(identity.evidence) if isinstance(identity, Matched) else identity.reason
