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
from benchbook.resolve.companies import Companies
from benchbook.resolve.compare import Fit, Ruler, core_faults
from benchbook.resolve.decided import Decided, Pins
from benchbook.resolve.facts import Alias, Facts
from benchbook.resolve.grammar import LONGEST_NAME, Grammar, Parts, name_parts
from benchbook.resolve.labels import Label, bounded, read_labels
from benchbook.resolve.leads import MOST_LISTED, Lead, Leads
from benchbook.resolve.names import normalise
from benchbook.resolve.objections import Objections, by_the_mode

_MOST_CONSIDERED = 12
_MOST_SIBLINGS = 200
_NOT_ALONE = "it is not the only one that fits"
_NOTHING = Configuration()


class _Answer(Noun, frozen=True, kw_only=True):
    identity: Identity
    parts: Parts | None = None
    fits: tuple[Fit, ...] = ()
    undecided: tuple[Group, ...] = ()


class Resolver:
    """Resolves labels against one state of the catalogue; keeps no state of its own between calls."""

    def __init__(self, models: Iterable[CatalogModel], facts: Facts) -> None:
        entries = list(models)
        words = facts.vocabulary
        companies = Companies(entries, facts)
        ruler = Ruler(words.size_tiers)
        self._grammar = Grammar(words, companies.authors)
        self._decided = Decided(facts, self._grammar)
        self._catalog = CatalogIndex(entries, self._grammar, self._decided.releases, words.routers)
        self._leads = Leads(self._catalog, companies, ruler)
        self._objections = Objections(self._catalog, self._grammar, companies, ruler, words.repository_endings)
        self._ruler = ruler

    def resolve(self, labels: Labels, source: str, via: str | None = None) -> Identity:
        """The identity of what ``source`` calls by these labels, as relayed by ``via``."""
        labels = bounded(labels)
        return self._answer(labels, self._read(labels), source, via).identity

    def explain(self, labels: Labels, source: str, via: str | None = None, *, siblings: bool = True) -> Explanation:
        """The same with the reading of the name and what became of the other entries.

        With ``siblings`` the entries of the same family that the name was not near to are told, too.
        """
        told = bounded(labels)
        read = self._read(told)
        answer = self._answer(told, read, source, via)
        parts = answer.parts or next(iter(read[0].readings), None)
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
        labels = bounded(labels)
        answer = self._answer(labels, self._read(labels), source, via)
        ids = [answer.identity.model_id] if isinstance(answer.identity, Matched) else []
        ids += [group.base_id for group in answer.undecided]
        ids += [fit.group.base_id for fit in (answer.fits if len(answer.fits) < 2 else _nearest(answer.fits))]  # noqa: PLR2004
        return answer.identity, tuple(dict.fromkeys(ids))[:_MOST_CONSIDERED]

    def refuses(self, labels: Labels, model_id: str, source: str, via: str | None = None) -> bool:
        """Whether a person's rejection keeps these labels from a model, whoever states it."""
        stated = bounded(replace(labels, stated_id=model_id))
        return self._base_id(model_id) in self._pins(stated, self._read(stated), source, via)

    def _read(self, labels: Labels) -> tuple[Label, ...]:
        return read_labels(labels, self._grammar, self._decided)

    def _base_id(self, model_id: str) -> str:
        """The id that stands for all variants of a model, whether or not the catalogue lists it."""
        group = self._catalog.by_id(model_id)
        return group.base_id if group else model_id.partition(":")[0]

    # --- the rules in their order ----------------------------------------------------------

    def _answer(self, labels: Labels, read: tuple[Label, ...], source: str, via: str | None) -> _Answer:
        configuration = self._configuration(read)
        pins = self._pins(labels, read, source, via)
        alias = self._alias(read, source, configuration, pins, exactly=True)
        if isinstance(alias, Unmatched):
            return _Answer(identity=alias)
        stated = self._by_statement(labels, configuration, pins)
        if stated is not None and (alias is None or _same_model(alias, stated)):
            return _Answer(identity=stated)
        answer = self._by_names(labels, read, configuration, pins)
        if alias is None and isinstance(answer.identity, Unmatched):
            alias = self._alias(read, source, configuration, pins, exactly=False)
        if not isinstance(alias, Matched):
            return answer
        if _same_model(alias, answer.identity):
            return answer
        return _Answer(identity=alias, fits=tuple(fit for fit in answer.fits if fit.group.base_id != alias.model_id))

    def _alias(
        self, read: tuple[Label, ...], source: str, configuration: Configuration, pins: Pins, *, exactly: bool
    ) -> Identity | None:
        """What a person decided of a label: as it is spelled, or of another spelling that has the same parts."""
        named = any(self._catalog.by_key(label.key) for label in read)
        for alias in self._aliases_of(read, source, exactly=exactly):
            if alias.model in pins or (alias.standing_in and named):
                continue
            group = self._catalog.by_id(alias.model)
            if group is None and not alias.unlisted:
                reason = f"it stands for {alias.model} by decision, which the catalogue held here does not list"
                return Unmatched(reason=reason, configuration=configuration)
            if group is not None and not exactly and by_the_mode(group, configuration):
                continue
            return Matched(
                model_id=alias.model,
                rule="alias",
                evidence=(f"{alias.name!r} stands for it by decision: {alias.origin}",),
                configuration=configuration,
            )
        return None

    def _aliases_of(self, read: tuple[Label, ...], source: str, *, exactly: bool) -> Iterator[Alias]:
        for label in read:
            if exactly:
                found = [self._decided.alias(label.key, source)]
            else:
                found = [self._decided.alias_of_parts(parts, source) for parts in label.own_readings]
            yield from (alias for alias in found if alias is not None)

    def _by_statement(self, labels: Labels, configuration: Configuration, pins: Pins) -> Identity | None:
        if labels.stated_id is None or labels.authority != "catalogue":
            return None
        model_id = self._base_id(labels.stated_id)
        if model_id in pins:
            reason = f"pinned: {pins[model_id]}"
            return Unmatched(reason=reason, configuration=configuration, refused=(model_id,), pinned=True)
        known = "" if self._catalog.by_id(labels.stated_id) else ", which the catalogue held here does not list"
        return Matched(
            model_id=model_id,
            rule="stated",
            evidence=(f"the row itself names {labels.stated_id}{known}",),
            configuration=configuration,
            doubt=self._decided.doubt(labels, model_id),
        )

    def _by_names(self, labels: Labels, read: tuple[Label, ...], configuration: Configuration, pins: Pins) -> _Answer:
        accepted: list[tuple[Lead, Group]] = []
        refused: list[Fit] = []
        undecided: list[Group] = []
        named: set[str] = set()
        link = bool(labels.hugging_face_id) and not self._objections.is_other_link(labels, read[0])
        for lead in self._leads.all(labels, read, link=link):
            if lead.rule == "hugging-face-id" and named - {group.base_id for group in lead.accepted}:
                continue
            if not lead.rule.startswith("slug"):
                named |= {group.base_id for group in lead.accepted}
            open_ = {group.base_id for group in lead.undecided}
            refused += (fit for fit in lead.fits if fit.faults and fit.group.base_id not in open_)
            undecided += lead.undecided
            for group in lead.accepted:
                if len(accepted) > MOST_LISTED:
                    break
                faults = self._objections.against(group, labels, read, lead, pins)
                if faults:
                    refused.append(Fit(group=group, faults=faults))
                else:
                    accepted.append((lead, group))
        kept = {group.base_id: group for _, group in accepted}
        rejected = {fit.group.base_id: fit for fit in refused if fit.group.base_id not in kept}
        rivals = tuple(group for group in undecided if group.base_id not in {*kept, *rejected})
        identity = _decide(
            accepted, rivals, tuple(rejected.values()), configuration, self._configuration(read[1:]), pins
        )
        if read[0].readings or accepted:
            return _Answer(
                identity=identity,
                parts=next((lead.parts for lead, _ in accepted if lead.parts is not None), None),
                fits=tuple(rejected.values()),
                undecided=(*rivals, *(kept.values() if isinstance(identity, Unmatched) else ())),
            )
        return _Answer(identity=Unmatched(reason=f"a name of more than {LONGEST_NAME} characters is not read"))

    def _pins(self, labels: Labels, read: tuple[Label, ...], source: str, via: str | None) -> Pins:
        """The models that these labels must never be joined to, and why."""
        pins = self._decided.pins(((label.key, label.own_readings) for label in read), source, via)
        for rejection in self._decided.unlabelled:
            if rejection.source in {None, source} and rejection.via in {None, via}:
                group = self._catalog.by_id(rejection.model)
                own = group is not None and normalise(labels.name) == normalise(group.name)
                if own and labels.stated_id is not None:
                    pins[rejection.model] = rejection.reason
        return pins

    def _configuration(self, read: tuple[Label, ...]) -> Configuration:
        """How it was run, by the name or else by the slug."""
        for label in read:
            told = [parts.configuration for parts in label.readings if parts.configuration != _NOTHING]
            if told and not self._catalog.by_key(label.key):
                return next((configuration for configuration in told if configuration.effort), told[0])
        return _NOTHING

    def same_name(self, name: str) -> object:
        """What is equal for two spellings of one name: their parts, and how the model was run; None for no name."""
        for parts in self._grammar.read(name):
            return (parts.signature, parts.configuration)
        return None

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


def _same_model(first: Identity, second: Identity) -> bool:
    return isinstance(first, Matched) and isinstance(second, Matched) and first.model_id == second.model_id


def _refused(fit: Fit) -> Considered:
    reasons = tuple(dict.fromkeys(fault.reason for fault in fit.faults))
    return Considered(model_id=fit.group.base_id, outcome="refused", reasons=reasons, contradicts=fit.contradicts)


def _nearest(fits: Iterable[Fit]) -> list[Fit]:
    return sorted(fits, key=lambda fit: (len(fit.faults), fit.group.base_id))


def _decide(
    accepted: list[tuple[Lead, Group]],
    rivals: tuple[Group, ...],
    refused: tuple[Fit, ...],
    configuration: Configuration,
    further: Configuration,
    pins: Pins,
) -> Identity:
    ids = list(dict.fromkeys(group.base_id for _, group in accepted))
    if len(ids) == 1:
        lead = accepted[0][0]
        if lead.configuration is not None:
            # The reading that led here says how it was run; one that led nowhere does not, but another label may.
            configuration = lead.configuration if lead.configuration != _NOTHING else further
        return Matched(
            model_id=ids[0],
            rule=lead.rule,
            evidence=tuple(dict.fromkeys(found.evidence for found, _ in accepted)),
            configuration=configuration,
        )
    told = tuple(f"{fit.group.base_id}: {fit.faults[0].reason}" for fit in _nearest(refused)[:MOST_LISTED])
    several = ids or sorted({group.base_id for group in rivals})
    if several:
        more = f" and {len(several) - MOST_LISTED} more" if len(several) > MOST_LISTED else ""
        reason = f"more than one entry fits: {', '.join(sorted(several)[:MOST_LISTED])}{more}"
    elif pins:
        reason = f"pinned: {next(iter(pins.values()))}"
    else:
        reason = f"no entry fits; the nearest is {told[0]}" if told else "no catalogue entry has this name"
    return Unmatched(reason=reason, configuration=configuration, refused=told, pinned=bool(pins))
