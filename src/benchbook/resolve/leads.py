"""Where each label leads: to which entries, by which rule, and how all that came near it fit."""

from collections.abc import Iterator

from msgspec.structs import replace

from benchbook.model import Configuration, Labels, Noun
from benchbook.resolve.catalog import CatalogIndex, Group
from benchbook.resolve.companies import Companies
from benchbook.resolve.compare import Finding, Fit, Ruler, only_lacks_date, only_lacks_purpose
from benchbook.resolve.grammar import Parts
from benchbook.resolve.labels import Label

MOST_LISTED = 6
"""So many entries that fit are enough to tell that it is undecided."""

_MANY = 12
_MOST_TRIED = 500


class Lead(Noun, frozen=True, kw_only=True):
    """Where one label leads: by which rule to which entries, and how all that came near it fit."""

    rule: str
    evidence: str = ""
    accepted: tuple[Group, ...] = ()
    fits: tuple[Fit, ...] = ()
    undecided: tuple[Group, ...] = ()
    parts: Parts | None = None
    configuration: Configuration | None = None


class Leads:
    """Follows labels into the catalogue."""

    def __init__(self, catalog: CatalogIndex, companies: Companies, ruler: Ruler) -> None:
        self._catalog = catalog
        self._companies = companies
        self._ruler = ruler

    def all(self, labels: Labels, read: tuple[Label, ...], *, link: bool) -> Iterator[Lead]:
        """Those of the name, the slug and, if ``link`` is to be followed, the repository."""
        for label in read:
            if label.readings:
                yield self._by_spelling(label, labels) or self._by_parts(label, labels)
        if labels.hugging_face_id and link:
            yield Lead(
                rule="hugging-face-id",
                evidence=f"Hugging Face repository {labels.hugging_face_id}",
                accepted=tuple(self._catalog.by_hugging_face_id(labels.hugging_face_id)),
            )

    def _by_spelling(self, label: Label, labels: Labels) -> Lead | None:
        """By an id, letter by letter, or a name of an entry, but for case and punctuation."""
        group = self._catalog.by_id(label.text) if label.text.isascii() else None
        groups = [group] if group is not None else self._catalog.by_key(label.key)
        if not groups:
            return None
        exact = group is not None
        faults = [(other, self._spelling_fault(other, label, labels, exact=exact)) for other in groups]
        clear = [other for other, fault in faults if fault is None]
        if len(clear) > MOST_LISTED:
            return Lead(rule=label.kind, undecided=tuple(clear[: MOST_LISTED + 1]))
        configuration = label.readings[0].configuration
        if any(other.reasoning for other in clear):
            configuration = replace(configuration, mode=None)
        return Lead(
            rule=label.kind if group is None else "id",
            evidence=f"{label.kind} {label.text!r} equals one of the entry's own names",
            accepted=tuple(clear),
            fits=tuple(Fit(group=other, faults=(fault,)) for other, fault in faults if fault is not None),
            configuration=None if configuration == Configuration() else configuration,
        )

    def _spelling_fault(self, group: Group, label: Label, labels: Labels, *, exact: bool) -> Finding | None:
        if labels.creator is not None and not self._companies.same(labels.creator, group.author):
            return other_author(group, labels.creator)
        if not exact and self._catalog.has_version(group, label.key):
            return Finding(fault="says less", part="version", reason="entries beside it bear this name with a version")
        return None

    def _by_parts(self, label: Label, labels: Labels) -> Lead:
        """By the parts of the likeliest reading that leads anywhere."""
        near: dict[str, Fit] = {}
        undecided: tuple[Group, ...] = ()
        for rank in sorted({parts.rank for parts in label.readings}):
            fits: dict[str, tuple[Fit, Parts]] = {}
            for parts in label.readings:
                if parts.rank == rank:
                    for fit in self._fits(parts, labels):
                        known = fits.get(fit.group.base_id)
                        if known is None or _closeness(fit) < _closeness(known[0]):
                            fits[fit.group.base_id] = (fit, parts)
            for base_id, (fit, _) in fits.items():
                near.setdefault(base_id, fit)
            accepted, rivals = _best([fit for fit, _ in fits.values()])
            meant = _dated_siblings(accepted, fits)
            if len(accepted) > MOST_LISTED or len(fits) > _MOST_TRIED or meant:
                accepted, rivals = [], [*accepted, *meant]
            if accepted:
                fit = accepted[0]
                parts = fits[fit.group.base_id][1]
                return Lead(
                    rule=_parts_rule(label.kind, fit),
                    evidence=_evidence(label, fit),
                    accepted=tuple(found.group for found in accepted),
                    fits=tuple(near.values()),
                    parts=parts if label.kind == "name" else None,
                    configuration=parts.configuration,
                )
            undecided = undecided or tuple(fit.group for fit in rivals)
        return Lead(rule=label.kind, fits=tuple(near.values()), undecided=undecided)

    def _fits(self, parts: Parts, labels: Labels) -> Iterator[Fit]:
        """How the entries near it fit; where many do fully, a few tell that it is undecided."""
        creator = labels.creator or parts.author
        full = tried = 0
        for group in self._near(parts):
            if creator is not None and not self._companies.same(creator, group.author):
                yield Fit(group=group, faults=(other_author(group, creator),))
                continue
            fit = self._ruler.fit(parts, group)
            yield fit
            full += fit.full and not parts.reasoning
            tried += 1
            if full > MOST_LISTED or tried > _MOST_TRIED:
                return

    def _near(self, parts: Parts) -> list[Group]:
        """The entries of the same core; of many, those of the same size."""
        found = self._catalog.by_core(parts.core)
        if len(found) > _MANY and parts.sizes:
            return self._catalog.by_core_and_sizes(parts.core, parts.sizes)
        return found


def other_author(group: Group, creator: str) -> Finding:
    """That another company made the entry."""
    return Finding(fault="differs", part="author", reason=f"made by {group.author}, not by {creator}")


def _closeness(fit: Fit) -> tuple[int, int]:
    return len(fit.faults), len(fit.loose)


def _best(fits: list[Fit]) -> tuple[list[Fit], list[Fit]]:
    """The entries that fit best, or else those between which it cannot be decided."""
    full = [fit for fit in fits if fit.full]
    if full:
        return [fit for fit in full if fit.named_reasoning] or full, []
    loose = [fit for fit in fits if not fit.faults]
    blocking = [fit for fit in fits if only_lacks_purpose(fit)]
    if len(loose) == 1 and not blocking:
        return loose, []
    return [], [*loose, *blocking] if loose else []


def _dated_siblings(accepted: list[Fit], fits: dict[str, tuple[Fit, Parts]]) -> list[Fit]:
    """Dated releases that bear a word for their purpose which the accepted entry does not bear, and the name does."""
    meant = []
    for fit in accepted:
        parts = fits[fit.group.base_id][1]
        thinks = parts.says_thinking and not fit.group.reasoning
        instructed = bool(parts.instruct) and not fit.group.instruct
        meant += [
            other
            for other, _ in fits.values()
            if only_lacks_date(other)
            and ((thinks and other.group.reasoning) or (instructed and other.group.instruct is not None))
        ]
    return meant


def _parts_rule(kind: str, fit: Fit) -> str:
    rule = "parts" if fit.full else "parts-only-fit"
    return rule if kind == "name" else f"{kind}-{rule}"


def _evidence(label: Label, fit: Fit) -> str:
    if fit.full:
        return f"the parts of {label.kind} {label.text!r} are those of the entry"
    return (
        f"the entry is the only one that the parts of {label.kind} {label.text!r} fit;"
        f" not said on both sides: {', '.join(fit.loose)}"
    )
