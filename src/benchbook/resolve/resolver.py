"""Labels -> identity. Every answer carries its rule and evidence, every refusal its reason."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from benchbook.model import (
    CatalogModel,
    Configuration,
    Considered,
    Explanation,
    Identity,
    Labels,
    Matched,
    NameParts,
    Noun,
    Unmatched,
)
from benchbook.resolve.catalog import CatalogIndex, Group
from benchbook.resolve.compare import Finding, Fit, Ruler, contradict, core_faults, mode_faults, only_lacks_purpose
from benchbook.resolve.decided import Decided, Pins
from benchbook.resolve.facts import Facts, squeeze
from benchbook.resolve.grammar import LONGEST_NAME, STRIPPED, Grammar, Parts, name_parts
from benchbook.resolve.names import normalise

_MOST_CONSIDERED = 12
_MOST_SIBLINGS = 200
_MOST_LISTED = 6
_NOT_ALONE = "it is not the only one that fits"
_NOTHING = Configuration()


class _Label(Noun, frozen=True, kw_only=True):
    """One of the labels, read."""

    kind: str
    text: str
    key: str
    readings: tuple[Parts, ...]

    @property
    def signatures(self) -> list[object]:
        """By what decisions about other spellings of it are found."""
        return [parts.signature for parts in self.own_readings]

    @property
    def own_readings(self) -> list[Parts]:
        """The readings with all of its words."""
        return [parts for parts in self.readings if parts.rank < STRIPPED]


class _Lead(Noun, frozen=True, kw_only=True):
    """Where one label leads: by which rule to which entries, and how all that came near it fit."""

    rule: str
    evidence: str = ""
    accepted: tuple[Group, ...] = ()
    fits: tuple[Fit, ...] = ()
    undecided: tuple[Group, ...] = ()
    parts: Parts | None = None
    configuration: Configuration = _NOTHING


class _Answer(Noun, frozen=True, kw_only=True):
    identity: Identity
    parts: Parts | None = None
    fits: tuple[Fit, ...] = ()
    undecided: tuple[Group, ...] = ()


class Resolver:
    """Resolves labels against one state of the catalogue; keeps no state of its own between calls."""

    def __init__(self, models: Iterable[CatalogModel], facts: Facts) -> None:
        entries = list(models)
        self._facts = facts
        words = facts.vocabulary
        self._grammar = Grammar(words, frozenset(facts.authors) | {squeeze(entry.author) for entry in entries})
        self._decided = Decided(facts, self._grammar)
        self._catalog = CatalogIndex(entries, self._grammar, self._decided.releases)
        self._ruler = Ruler(words.size_tiers)
        self._repository_endings = words.repository_endings

    def resolve(self, labels: Labels, source: str, via: str | None = None) -> Identity:
        """The identity of what ``source`` calls by these labels, as relayed by ``via``."""
        return self._answer(labels, self._read(labels), source, via).identity

    def explain(self, labels: Labels, source: str, via: str | None = None, *, siblings: bool = True) -> Explanation:
        """The same with the reading of the name and what became of the other entries.

        With ``siblings`` the entries of the same family that the name was not near to are told, too.
        """
        read = self._read(labels)
        answer = self._answer(labels, read, source, via)
        readings = read[0].readings
        parts = answer.parts or next(iter(readings), None)
        return Explanation(
            labels=labels,
            source=source,
            via=via,
            parts=name_parts(parts) if parts is not None else NameParts(),
            identity=answer.identity,
            considered=tuple(self._considered(answer, parts if siblings else None)),
        )

    def candidates(self, labels: Labels, source: str, via: str | None = None) -> tuple[Identity, tuple[str, ...]]:
        """The identity and the ids that were near the name: the winner, those undecided, those refused."""
        answer = self._answer(labels, self._read(labels), source, via)
        ids = [answer.identity.model_id] if isinstance(answer.identity, Matched) else []
        ids += [group.base_id for group in answer.undecided]
        ids += [fit.group.base_id for fit in (answer.fits if len(answer.fits) < 2 else _nearest(answer.fits))]  # noqa: PLR2004
        return answer.identity, tuple(dict.fromkeys(ids))[:_MOST_CONSIDERED]

    # --- reading ---------------------------------------------------------------------------

    def _read(self, labels: Labels) -> tuple[_Label, ...]:
        """The name and the slug."""
        told = [("name", labels.name)]
        if labels.slug and labels.slug != labels.name:
            told.append(("slug", labels.slug))
        return tuple(
            _Label(
                kind=kind, text=text, key=normalise(text) if len(text) <= LONGEST_NAME else "", readings=self._all(text)
            )
            for kind, text in told
        )

    def _all(self, text: str) -> tuple[Parts, ...]:
        """A name's readings, and those of other names of the same release."""
        readings = self._grammar.read(text)
        others = [
            replace(
                other,
                configuration=parts.configuration,
                reasoning=parts.reasoning,
                author=parts.author,
                rank=parts.rank,
            )
            for parts in readings
            if parts.family in self._decided.released_families
            for other in self._decided.other_names(parts)
        ]
        return (*readings, *others)

    # --- the rules in their order ----------------------------------------------------------

    def _answer(self, labels: Labels, read: tuple[_Label, ...], source: str, via: str | None) -> _Answer:
        configuration = self._configuration(read)
        pins = self._pins(labels, read, source, via)
        alias = self._alias(read, source, configuration, pins, exactly=True)
        decided: Identity | None = alias if isinstance(alias, Unmatched) else None
        if alias is None:
            decided = self._by_statement(labels, configuration, pins)
        if decided is not None:
            return _Answer(identity=decided)
        answer = self._by_names(labels, read, configuration, pins)
        if alias is None and isinstance(answer.identity, Unmatched):
            alias = self._alias(read, source, configuration, pins, exactly=False)
        if not isinstance(alias, Matched):
            return answer
        if isinstance(answer.identity, Matched) and answer.identity.model_id == alias.model_id:
            return answer
        return _Answer(identity=alias, fits=tuple(fit for fit in answer.fits if fit.group.base_id != alias.model_id))

    def _alias(
        self, read: tuple[_Label, ...], source: str, configuration: Configuration, pins: Pins, *, exactly: bool
    ) -> Identity | None:
        """What a person decided of a label: as it is spelled, or of another spelling that has the same parts."""
        named = any(self._catalog.by_key(label.key) for label in read)
        for label in read:
            alias = self._decided.alias([label.key] if exactly else label.signatures, source)
            if alias is None or alias.model in pins or (alias.standing_in and named):
                continue
            group = self._catalog.by_id(alias.model)
            if group is None and not alias.unlisted:
                reason = f"it stands for {alias.model} by decision, which the catalogue held here does not list"
                return Unmatched(reason=reason, configuration=configuration)
            if group is not None and not exactly and self._by_the_mode(group, configuration):
                continue
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
            reason = f"pinned: {pins[model_id]}"
            return Unmatched(reason=reason, configuration=configuration, refused=(model_id,), pinned=True)
        known = "" if group else ", which the catalogue held here does not list"
        return Matched(
            model_id=model_id,
            rule="stated",
            evidence=(f"the row itself names {labels.stated_id}{known}",),
            configuration=configuration,
            doubt=self._decided.doubt(labels, model_id),
        )

    def _by_names(self, labels: Labels, read: tuple[_Label, ...], configuration: Configuration, pins: Pins) -> _Answer:
        accepted: list[tuple[_Lead, Group]] = []
        refused: list[Fit] = []
        undecided: list[Group] = []
        for lead in self._leads(labels, read):
            open_ = {group.base_id for group in lead.undecided}
            refused += (fit for fit in lead.fits if fit.faults and fit.group.base_id not in open_)
            undecided += lead.undecided
            for group in lead.accepted:
                if len(accepted) > _MOST_LISTED:
                    break
                faults = self._objections(group, labels, read, lead, pins)
                if faults:
                    refused.append(Fit(group=group, faults=faults))
                else:
                    accepted.append((lead, group))
        kept = {group.base_id: group for _, group in accepted}
        rejected = {fit.group.base_id: fit for fit in refused if fit.group.base_id not in kept}
        rivals = tuple(group for group in undecided if group.base_id not in {*kept, *rejected})
        identity = _decide(accepted, rivals, tuple(rejected.values()), configuration, pins)
        if read[0].readings or accepted:
            return _Answer(
                identity=identity,
                parts=next((lead.parts for lead, _ in accepted if lead.parts is not None), None),
                fits=tuple(rejected.values()),
                undecided=(*rivals, *(kept.values() if isinstance(identity, Unmatched) else ())),
            )
        return _Answer(identity=Unmatched(reason=f"a name of more than {LONGEST_NAME} characters is not read"))

    def _leads(self, labels: Labels, read: tuple[_Label, ...]) -> Iterator[_Lead]:
        for label in read:
            if label.readings:
                yield self._by_spelling(label, labels) or self._by_parts(label, labels)
        if labels.hugging_face_id and not self._is_other_link(labels, read[0]):
            yield _Lead(
                rule="hugging-face-id",
                evidence=f"Hugging Face repository {labels.hugging_face_id}",
                accepted=tuple(self._catalog.by_hugging_face_id(labels.hugging_face_id)),
            )

    def _by_spelling(self, label: _Label, labels: Labels) -> _Lead | None:
        """By an id, letter by letter, or a name of an entry, but for case and punctuation."""
        group = self._catalog.by_id(label.text) if label.text.isascii() else None
        groups = [group] if group is not None else self._catalog.by_key(label.key)
        if not groups:
            return None
        clear = [
            other for other in groups if self._spelling_fault(other, label, labels, exact=group is not None) is None
        ]
        if len(clear) > _MOST_LISTED:
            return _Lead(rule=label.kind, undecided=tuple(clear[: _MOST_LISTED + 1]))
        faults = [(other, self._spelling_fault(other, label, labels, exact=group is not None)) for other in groups]
        configuration = label.readings[0].configuration
        if any(other.reasoning for other in clear):
            configuration = replace(configuration, mode=None)
        return _Lead(
            rule=label.kind if group is None else "id",
            evidence=f"{label.kind} {label.text!r} equals one of the entry's own names",
            accepted=tuple(clear),
            fits=tuple(Fit(group=other, faults=(fault,)) for other, fault in faults if fault is not None),
            configuration=configuration,
        )

    def _spelling_fault(self, group: Group, label: _Label, labels: Labels, *, exact: bool) -> Finding | None:
        if labels.creator is not None and not self._same_author(labels.creator, group.author):
            return _other_author(group, labels.creator)
        if not exact and self._catalog.has_version(group, label.key):
            return Finding(fault="says less", part="version", reason="entries beside it bear this name with a version")
        return None

    def _by_parts(self, label: _Label, labels: Labels) -> _Lead:
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
            if len(accepted) > _MOST_LISTED:
                accepted, rivals = [], accepted
            if accepted:
                fit = accepted[0]
                parts = fits[fit.group.base_id][1]
                return _Lead(
                    rule=_parts_rule(label.kind, fit),
                    evidence=_evidence(label, fit),
                    accepted=tuple(found.group for found in accepted),
                    fits=tuple(near.values()),
                    parts=parts if label.kind == "name" else None,
                    configuration=parts.configuration,
                )
            undecided = undecided or tuple(fit.group for fit in rivals)
        return _Lead(rule=label.kind, fits=tuple(near.values()), undecided=undecided)

    def _fits(self, parts: Parts, labels: Labels) -> Iterator[Fit]:
        """How the entries near it fit; where many do fully, a few tell that it is undecided."""
        creator = labels.creator or parts.author
        full = 0
        for group in self._near(parts):
            if creator is not None and not self._same_author(creator, group.author):
                yield Fit(group=group, faults=(_other_author(group, creator),))
                continue
            fit = self._ruler.fit(parts, group)
            yield fit
            full += fit.full and not parts.reasoning
            if full > _MOST_LISTED:
                return

    def _near(self, parts: Parts) -> list[Group]:
        """The entries of the same core; a date may stand in the version's place."""
        found = self._catalog.by_core(parts.core)
        if len(found) > _MOST_CONSIDERED and parts.sizes:
            found = self._catalog.by_core_and_sizes(parts.core, parts.sizes)
        if parts.dates and parts.versions:
            dated = self._catalog.by_core((parts.family, (), parts.tiers, parts.purposes))
            known = {id(group) for group in found}
            found = [*found, *(group for group in dated if not group.versions and id(group) not in known)]
        return found

    # --- what refuses an entry that one label leads to -------------------------------------

    def _objections(
        self, group: Group, labels: Labels, read: tuple[_Label, ...], lead: _Lead, pins: Pins
    ) -> tuple[Finding, ...]:
        """Why the entry is not the one meant, or nothing."""
        if group.base_id in pins:
            return (Finding(fault="differs", part="pinned", reason=f"pinned: {pins[group.base_id]}"),)
        if labels.creator is not None and not self._same_author(labels.creator, group.author):
            return (_other_author(group, labels.creator),)
        if lead.rule == "id":
            return ()
        return (
            self._by_other_weights(group, labels, read[0])
            or self._by_the_name(group, read[0], lead)
            or self._by_the_mode(group, lead.configuration)
        )

    def _by_the_name(self, group: Group, name: _Label, lead: _Lead) -> tuple[Finding, ...]:
        """A slug or a repository leads nowhere against the name: what it says must not be more or other."""
        if lead.rule == "name" or lead.rule.startswith("parts") or group.pointer:
            return ()
        best: tuple[Finding, ...] | None = None
        for parts in name.readings:
            against = tuple(
                fault
                for fault in (*core_faults(parts, group), *self._ruler.excess(parts, group), *mode_faults(parts, group))
                if fault.fault != "says less" and not (fault.part == "size" and fault.fault == "says more")
            )
            if parts.instruct and not group.instruct:
                against += (Finding(fault="says more", part="purpose", reason="the name says instruct"),)
            if not against:
                return ()
            best = best if best is not None and len(best) <= len(against) else against
        return best or ()

    def _by_the_mode(self, group: Group, configuration: Configuration) -> tuple[Finding, ...]:
        return tuple(mode_faults(Parts(family="", configuration=configuration), group))

    def _by_other_weights(self, group: Group, labels: Labels, name: _Label) -> tuple[Finding, ...]:
        """Weights in different repositories are different models, but for how they are stored and who stores them."""
        if labels.hugging_face_id is None or not group.repositories or self._is_other_link(labels, name):
            return ()
        mine = _repository(labels.hugging_face_id, self._repository_endings)
        if mine in {_repository(theirs, self._repository_endings) for theirs in group.repositories}:
            return ()
        linked = labels.hugging_face_id.rpartition("/")[2]
        if any(not self._differs(parts, group) for parts in self._grammar.read_entry_both_ways(linked)):
            return ()
        told = ", ".join(sorted(group.repositories))
        reason = f"its weights are {told}, not {labels.hugging_face_id}"
        return (Finding(fault="differs", part="weights", reason=reason),)

    def _is_other_link(self, labels: Labels, name: _Label) -> bool:
        """Whether the repository contradicts the name that it stands beside, so that the link itself is wrong."""
        repository = labels.hugging_face_id or ""
        linked = self._grammar.read_entry(repository.rpartition("/")[2])
        return linked is not None and all(contradict(parts, linked) for parts in name.readings)

    def _differs(self, parts: Parts, group: Group) -> bool:
        """Whether a repository's name says another model than the entry's names do."""
        without_base = replace(parts, purposes=tuple(word for word in parts.purposes if word != "base"))
        faults = (*core_faults(without_base, group), *self._ruler.excess(without_base, group))
        instructed = parts.instruct == "instruct" and group.reasoning
        return (
            instructed
            or any(fault.fault != "says less" for fault in faults)
            or (parts.reasoning and not group.reasoning)
        )

    def _pins(self, labels: Labels, read: tuple[_Label, ...], source: str, via: str | None) -> Pins:
        """The models that these labels must never be joined to, and why."""
        pins = self._decided.pins(((label.key, label.own_readings) for label in read), source, via)
        for rejection in self._decided.unlabelled:
            if rejection.source in {None, source} and rejection.via in {None, via}:
                group = self._catalog.by_id(rejection.model)
                own = group is not None and normalise(labels.name) == normalise(group.name)
                if own and labels.stated_id is not None:
                    pins[rejection.model] = rejection.reason
        return pins

    def _same_author(self, creator: str, author: str) -> bool:
        squeezed = squeeze(creator)
        return squeezed == squeeze(author) or author in self._facts.authors.get(squeezed, ())

    def _configuration(self, read: tuple[_Label, ...]) -> Configuration:
        """How it was run, by the name or else by the slug."""
        for label in read:
            effort = [parts for parts in label.readings if parts.configuration.effort]
            for parts in (*effort, *label.readings):
                if parts.configuration != _NOTHING and not self._catalog.by_key(label.key):
                    return parts.configuration
        return _NOTHING

    # --- telling ---------------------------------------------------------------------------

    def _considered(self, answer: _Answer, parts: Parts | None) -> Iterator[Considered]:
        """The winner, those between which it is undecided, those that were refused; with parts, the family's others."""
        told = set()
        if isinstance(answer.identity, Matched):
            told.add(answer.identity.model_id)
            yield Considered(model_id=answer.identity.model_id, outcome="won", reasons=answer.identity.evidence)
        for group in answer.undecided:
            if group.base_id not in told:
                told.add(group.base_id)
                yield Considered(model_id=group.base_id, outcome="undecided", reasons=(_NOT_ALONE,))
        for fit in _nearest(answer.fits)[:_MOST_CONSIDERED]:
            if fit.group.base_id not in told:
                told.add(fit.group.base_id)
                yield _refused(fit)
        if parts is not None:
            yield from self._siblings(parts, told)

    def _siblings(self, parts: Parts, told: set[str]) -> Iterator[Considered]:
        """Further entries of the family, those that differ least first."""
        family = [group for group in self._catalog.by_family(parts.family) if group.base_id not in told]
        fits = [
            Fit(group=group, faults=(*core_faults(parts, group), *self._ruler.fit(parts, group).faults))
            for group in family[:_MOST_SIBLINGS]
        ]
        for fit in _nearest(fit for fit in fits if fit.faults)[:_MOST_CONSIDERED]:
            yield _refused(fit)


def _refused(fit: Fit) -> Considered:
    reasons = tuple(dict.fromkeys(fault.reason for fault in fit.faults))
    return Considered(model_id=fit.group.base_id, outcome="refused", reasons=reasons, contradicts=fit.contradicts)


def _other_author(group: Group, creator: str) -> Finding:
    return Finding(fault="differs", part="author", reason=f"made by {group.author}, not by {creator}")


def _nearest(fits: Iterable[Fit]) -> list[Fit]:
    return sorted(fits, key=lambda fit: (len(fit.faults), fit.group.base_id))


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


def _parts_rule(kind: str, fit: Fit) -> str:
    rule = "parts" if fit.full else "parts-only-fit"
    return rule if kind == "name" else f"{kind}-{rule}"


def _evidence(label: _Label, fit: Fit) -> str:
    if fit.full:
        return f"the parts of {label.kind} {label.text!r} are those of the entry"
    return (
        f"the entry is the only one that the parts of {label.kind} {label.text!r} fit;"
        f" not said on both sides: {', '.join(fit.loose)}"
    )


def _repository(hugging_face_id: str, endings: frozenset[str]) -> str:
    """A repository's name without its owner and without words for how the weights are stored."""
    words = normalise(hugging_face_id.rpartition("/")[2]).split()
    while len(words) > 1 and words[-1] in endings:
        words.pop()
    return " ".join(words)


def _decide(
    accepted: list[tuple[_Lead, Group]],
    rivals: tuple[Group, ...],
    refused: tuple[Fit, ...],
    configuration: Configuration,
    pins: Pins,
) -> Identity:
    ids = list(dict.fromkeys(group.base_id for _, group in accepted))
    if len(ids) == 1:
        lead = accepted[0][0]
        return Matched(
            model_id=ids[0],
            rule=lead.rule,
            evidence=tuple(dict.fromkeys(found.evidence for found, _ in accepted)),
            configuration=lead.configuration if lead.configuration != _NOTHING else configuration,
        )
    told = tuple(f"{fit.group.base_id}: {fit.faults[0].reason}" for fit in _nearest(refused)[:_MOST_LISTED])
    several = ids or sorted({group.base_id for group in rivals})
    if several:
        more = f" and {len(several) - _MOST_LISTED} more" if len(several) > _MOST_LISTED else ""
        reason = f"more than one entry fits: {', '.join(sorted(several)[:_MOST_LISTED])}{more}"
    elif pins:
        reason = f"pinned: {next(iter(pins.values()))}"
    else:
        reason = f"no entry fits; the nearest is {told[0]}" if told else "no catalogue entry has this name"
    return Unmatched(reason=reason, configuration=configuration, refused=told, pinned=bool(pins))
