"""A name's parts against a catalogue entry's own: what fits, what is missing, what differs.

This is the table of docs/identity.md as code.
"""

from collections.abc import Iterator
from typing import Literal

from benchbook.model import Noun
from benchbook.resolve.catalog import Group, first_version_may_go_unsaid
from benchbook.resolve.dates import PartialDate, agree, tells_day, written
from benchbook.resolve.grammar import STRIPPED, Parts

Fault = Literal["differs", "says more", "says less"]
"""A part differs, the name says what the entry does not, or the entry's names say what the name does not."""


class Finding(Noun, frozen=True, kw_only=True):
    """Why a name is not an entry's."""

    fault: Fault
    part: str
    reason: str


_SHORT = Finding(fault="says less", part="family", reason="the name leaves out what the entry's id says")


class Fit(Noun, frozen=True, kw_only=True):
    """How a name fits an entry: not with ``faults``, fully without, loosely where ``loose`` parts may be missing."""

    group: Group
    faults: tuple[Finding, ...] = ()
    loose: tuple[str, ...] = ()
    named_reasoning: bool = False

    @property
    def full(self) -> bool:
        """Whether nothing differs and nothing is missing."""
        return not self.faults and not self.loose

    @property
    def contradicts(self) -> bool:
        """Whether some part differs."""
        return any(fault.fault == "differs" for fault in self.faults)


class Ruler:
    """Measures names against entries. ``size_tiers`` are tier words that tell a size."""

    def __init__(self, size_tiers: frozenset[str]) -> None:
        self._size_tiers = size_tiers

    def fit(self, name: Parts, group: Group) -> Fit:
        """How the name fits the entry by the one of its names that fits best."""
        faults = self.excess(name, group)
        if name.configuration.mode is not None:
            faults += tuple(mode_faults(name, group))
        if name.rank % STRIPPED and group.reasons is False:
            reason = "the name ends with an effort, and the entry does not reason, by its own parameters"
            faults += (_finding("differs", "effort", reason),)
        if faults:
            return Fit(group=group, faults=faults)
        best: Fit | None = None
        for own in group.names:
            if not _same_core(name, own) or (name.in_path and own.is_short):
                continue
            missing, loose = self._missing(name, own, group)
            fit = Fit(
                group=group, faults=tuple(missing), loose=tuple(loose), named_reasoning=name.reasoning and own.reasoning
            )
            if fit.full:
                return fit
            if best is None or (len(fit.faults), len(fit.loose)) < (len(best.faults), len(best.loose)):
                best = fit
        return best or Fit(group=group, faults=tuple(core_faults(name, group)) or (_SHORT,))

    def excess(self, name: Parts, group: Group) -> tuple[Finding, ...]:
        """What the name says that none of the entry's names says, but for family, versions and tiers."""
        found: list[Finding] = []
        if not name.sizes <= group.sizes:
            found += _excess("size", name.sizes, group.sizes)
        if not name.active_sizes <= group.active_sizes:
            found += _excess("active size", name.active_sizes, group.active_sizes)
        if not name.contexts <= group.contexts:
            found += _excess("context", name.contexts, group.contexts)
        if name.dates:
            found += _dates(name.dates, group.dates)
        if not name.stages <= group.stages:
            found += self._stages(name, group)
        if name.lineage is not None:
            found += _lineage(name, group)
        return tuple(found)

    def _stages(self, name: Parts, group: Group) -> Iterator[Finding]:
        more = name.stages - group.stages
        if more and not _same_day(name, group):
            yield _finding("says more", "stage", f"the name says {_listed(more)}, which none of the entry's names does")

    def _missing(self, name: Parts, own: Parts, group: Group) -> tuple[list[Finding], list[str]]:
        """What this name of the entry says and the given name does not: faults, and what may be missing."""
        faults = _unsaid(name, own)
        loose: list[str] = []
        if not own.sizes <= name.sizes:
            if name.sizes or not self._size_tiers.isdisjoint(name.tiers):
                loose.append("size")
            else:
                faults.append(_less("size", f"the entry is of size {_listed(own.sizes)}, the name has no size"))
        if name.sizes and not own.active_sizes <= name.active_sizes:
            loose.append("active size")
        if own.instruct and not name.instruct:
            if _may_leave_out_instruct(name, group):
                loose.append("purpose instruct")
            else:
                faults.append(_less("purpose", "the entry is the instruct model, which the name does not say"))
        if name.instruct and not group.instruct:
            if group.repositories and not (group.reasoning or "base" in group.purposes or name.in_path):
                loose.append("no purpose")
            else:
                reason = "the name says instruct, which none of the entry's names does"
                faults.append(_finding("says more", "purpose", reason))
        if own.lineage != name.lineage:
            loose.append("lineage")
        if own.versions != name.versions:
            loose.append("version")
        return faults, loose


def _may_leave_out_instruct(name: Parts, group: Group) -> bool:
    """Not where the entry has no weights, and not in the names of weights, which are the base model's without it."""
    return bool(group.repositories) and not name.in_path and not any(one.startswith("0.") for one in name.versions)


def _unsaid(name: Parts, own: Parts) -> list[Finding]:
    """What must be said of an entry that says it of itself: date, stage, context and reasoning."""
    faults: list[Finding] = []
    if own.dates and not name.dates:
        reason = f"the entry is the release of {written(own.dates)}, the name has no date"
        faults.append(_less("date", reason))
    if not own.stages <= name.stages and not _as_precise(name, own):
        faults.append(_less("stage", f"the entry is {_listed(own.stages)}, which the name does not say"))
    if not own.contexts <= name.contexts:
        faults.append(_less("context", f"the entry is for {_listed(own.contexts)}, which the name does not say"))
    if own.reasoning and not name.reasoning:
        faults.append(_less("purpose", "the entry is the reasoning model, which the name does not say"))
    return faults


def mode_faults(name: Parts, group: Group) -> Iterator[Finding]:
    """Whether the entry can run the way the name says."""
    mode = name.configuration.mode
    if mode == "non-reasoning" and name.says_thinking:
        yield _finding("differs", "purpose", "the name says both that it reasons and that it does not")
    if name.says_thinking and name.in_path and group.repositories and not group.reasoning:
        yield _finding("says more", "purpose", "the name says that it reasons, which none of the entry's names does")
    if mode in {"reasoning", "adaptive"} and not group.reasoning:
        if group.instruct == "instruct":
            yield _finding("differs", "purpose", "the entry does not reason, by its own name")
        elif group.reasons is False:
            yield _finding("differs", "purpose", "the entry does not reason, by its own parameters")
    if mode == "non-reasoning" and group.reasoning:
        yield _finding("differs", "purpose", "the entry always reasons, by its own name")


def core_faults(name: Parts, group: Group) -> Iterator[Finding]:
    """How family, versions, tiers and purposes differ."""
    families = {own.family for own in group.names}
    if name.family not in families and not set(name.words) <= group.words:
        yield _finding("differs", "family", f"the name says {' '.join(name.words)}, the entry {_listed(families)}")
    more_versions = set(name.versions) - group.versions
    if more_versions:
        theirs = f"the entry {_listed(group.versions)}" if group.versions else "the entry none"
        fault: Fault = "differs" if group.versions else "says more"
        yield _finding(fault, "version", f"the name says version {_listed(more_versions)}, {theirs}")
    elif group.versions and not name.versions:
        yield _finding(
            "says less", "version", f"the entry is version {_listed(group.versions)}, the name has no version"
        )
    yield from _word_faults("tier", frozenset(name.tiers), [frozenset(own.tiers) for own in group.names])
    yield from _word_faults("purpose", frozenset(name.purposes), [frozenset(own.purposes) for own in group.names])


def _word_faults(kind: str, mine: frozenset[str], theirs: list[frozenset[str]]) -> Iterator[Finding]:
    """Words that none of the entry's names has, and words that all of them have."""
    more = mine.difference(*theirs)
    if more:
        yield _finding("differs", kind, f"the name says {_listed(more)}, which is no {kind} of the entry")
    always = frozenset.intersection(*theirs) - mine if theirs else frozenset()
    if always:
        yield _less(kind, f"the entry is {_listed(always)}, which the name does not say")


def _same_core(name: Parts, own: Parts) -> bool:
    return (
        name.family == own.family
        and name.tiers == own.tiers
        and name.purposes == own.purposes
        and (name.versions == own.versions or (not name.versions and first_version_may_go_unsaid(own)))
    )


def _as_precise(name: Parts, own: Parts) -> bool:
    """Whether the name is dated like the entry's own name, so that it need not say the stage."""
    return any(
        agree(mine, theirs) and (tells_day(mine) or not tells_day(theirs))
        for mine in name.dates
        for theirs in own.dates
    )


def _same_day(name: Parts, group: Group) -> bool:
    """Whether the name and one of the entry's are dated to one day, so that a stage adds nothing."""
    return any(
        tells_day(mine) and tells_day(theirs) and agree(mine, theirs) for mine in name.dates for theirs in group.dates
    )


def _excess(kind: str, mine: frozenset[str], theirs: frozenset[str]) -> Iterator[Finding]:
    more = mine - theirs
    if more and theirs:
        yield _finding("differs", kind, f"the name says {kind} {_listed(more)}, the entry {_listed(theirs)}")
    elif more:
        yield _finding("says more", kind, f"the name says {kind} {_listed(more)}, which none of the entry's names does")


def _dates(mine: tuple[PartialDate, ...], theirs: tuple[PartialDate, ...]) -> Iterator[Finding]:
    for date in mine:
        if not theirs:
            reason = f"the name is dated {written([date])}, which none of the entry's names is"
            yield _finding("says more", "date", reason)
        elif not any(agree(date, other) for other in theirs):
            listed = ", ".join(sorted({written([other]) or "" for other in theirs}))
            yield _finding("differs", "date", f"the name is dated {written([date])}, the entry {listed}")


def _lineage(name: Parts, group: Group) -> Iterator[Finding]:
    mine = name.lineage or ("", "")
    word, version = mine
    if not group.lineages:
        reason = f"the name says it is made from {' '.join(filter(None, mine))}, which none of the entry's names does"
        yield _finding("says more", "lineage", reason)
        return
    if not any(word == other and (not version or not theirs or version == theirs) for other, theirs in group.lineages):
        theirs_listed = _listed({" ".join(filter(None, lineage)) for lineage in group.lineages})
        yield _finding(
            "differs",
            "lineage",
            f"the name says it is made from {' '.join(filter(None, mine))}, the entry from {theirs_listed}",
        )


def contradict(first: Parts, second: Parts) -> bool:
    """Whether two names of one thing cannot both be right: a size, version, tier, date or purpose differs."""
    sizes = bool(first.sizes and second.sizes) and first.sizes.isdisjoint(second.sizes)
    versions = bool(first.versions and second.versions) and set(first.versions).isdisjoint(second.versions)
    tiers = bool(first.tiers and second.tiers) and set(first.tiers).isdisjoint(second.tiers)
    dates = bool(first.dates and second.dates) and not any(
        agree(mine, theirs) for mine in first.dates for theirs in second.dates
    )
    purposes = (first.reasoning and second.instruct == "instruct") or (
        second.reasoning and first.instruct == "instruct"
    )
    return sizes or versions or tiers or dates or purposes


def month_differs(name: Parts, group: Group) -> bool:
    """Whether the name is dated to another month than the entry."""
    theirs = [tuple((year, month, None) for year, month, _ in date) for date in group.dates]
    mine = [tuple((year, month, None) for year, month, _ in date) for date in name.dates]
    return bool(theirs) and not all(any(agree(one, other) for other in theirs) for one in mine)


def only_lacks_purpose(fit: Fit) -> bool:
    """Whether the entry would fit, were it not the reasoning one of its name."""
    return bool(fit.faults) and all(fault.fault == "says less" and fault.part == "purpose" for fault in fit.faults)


def only_lacks_date(fit: Fit) -> bool:
    """Whether the entry would fit, were the name dated."""
    return bool(fit.faults) and all(fault.fault == "says less" and fault.part == "date" for fault in fit.faults)


def _finding(fault: Fault, part: str, reason: str) -> Finding:
    return Finding(fault=fault, part=part, reason=reason)


def _less(part: str, reason: str) -> Finding:
    return Finding(fault="says less", part=part, reason=reason)


def _listed(words: frozenset[str] | set[str]) -> str:
    return ", ".join(sorted(words))
