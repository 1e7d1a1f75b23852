"""What keeps an entry, to which one label leads, from being the one that is meant."""

from msgspec.structs import replace

from benchbook.model import Configuration, Labels
from benchbook.resolve.catalog import CatalogIndex, Group
from benchbook.resolve.companies import Companies
from benchbook.resolve.compare import Finding, Ruler, contradict, core_faults, mode_faults, month_differs
from benchbook.resolve.decided import Pins
from benchbook.resolve.grammar import Grammar, Parts
from benchbook.resolve.labels import Label
from benchbook.resolve.leads import Lead, other_author
from benchbook.resolve.names import normalise


class Objections:
    """Weighs what the labels, and people, say against an entry. ``endings`` may end a repository's name."""

    def __init__(
        self, catalog: CatalogIndex, grammar: Grammar, companies: Companies, ruler: Ruler, endings: frozenset[str]
    ) -> None:
        self._catalog = catalog
        self._grammar = grammar
        self._companies = companies
        self._ruler = ruler
        self._repository_endings = endings

    def against(
        self, group: Group, labels: Labels, read: tuple[Label, ...], lead: Lead, pins: Pins
    ) -> tuple[Finding, ...]:
        """Why the entry is not the one meant, or nothing."""
        if group.base_id in pins:
            return (Finding(fault="differs", part="pinned", reason=f"pinned: {pins[group.base_id]}"),)
        if labels.creator is not None and not self._companies.same(labels.creator, group.author):
            return (other_author(group, labels.creator),)
        if lead.rule == "id":
            return ()
        return (
            self._by_other_weights(group, labels, read[0])
            or self._by_the_name(group, read[0], lead)
            or self._by_the_slug(group, read, lead)
            or by_the_mode(group, lead.configuration)
        )

    def _by_the_name(self, group: Group, name: Label, lead: Lead) -> tuple[Finding, ...]:
        """A slug or a repository leads nowhere against the name: what it says must not be more or other."""
        if lead.rule == "name" or lead.rule.startswith("parts") or group.pointer:
            return ()
        best: tuple[Finding, ...] | None = None
        for parts in name.readings:
            against = tuple(
                fault
                for fault in (*core_faults(parts, group), *self._ruler.excess(parts, group), *mode_faults(parts, group))
                if (fault.fault != "says less" or fault.part in {"tier", "purpose"})
                and not (fault.part == "size" and fault.fault == "says more")
            )
            if parts.instruct and not group.instruct:
                against += (Finding(fault="says more", part="purpose", reason="the name says instruct"),)
            if not against:
                return ()
            best = best if best is not None and len(best) <= len(against) else against
        return best or ()

    def _by_the_slug(self, group: Group, read: tuple[Label, ...], lead: Lead) -> tuple[Finding, ...]:
        """The name leads nowhere against the slug, where that speaks of another model, size or month."""
        slug = read[-1]
        if slug.kind != "slug" or not slug.readings or lead.rule.startswith("slug") or group.pointer:
            return ()
        if slug.key in group.keys or any(not self._speaks_of_another(parts, group) for parts in slug.readings):
            return ()
        return (Finding(fault="differs", part="slug", reason=f"the slug {slug.text!r} says another model"),)

    def _speaks_of_another(self, parts: Parts, group: Group) -> bool:
        """Whether a slug contradicts an entry; that it says less, or how the model was run, does not matter."""
        if not self._catalog.by_family(parts.family):
            return False
        sizes = bool(parts.sizes and group.sizes) and parts.sizes.isdisjoint(group.sizes)
        return (
            sizes
            or month_differs(parts, group)
            or any(fault.fault != "says less" for fault in core_faults(parts, group))
        )

    def _by_other_weights(self, group: Group, labels: Labels, name: Label) -> tuple[Finding, ...]:
        """Weights in different repositories are different models, but for how they are stored and who stores them."""
        if labels.hugging_face_id is None or not group.repositories or self.is_other_link(labels, name):
            return ()
        mine = _repository(labels.hugging_face_id, self._repository_endings)
        if mine in {_repository(theirs, self._repository_endings) for theirs in group.repositories}:
            return ()
        linked = labels.hugging_face_id.rpartition("/")[2]
        for parts in self._grammar.read_entry_both_ways(linked):
            if not self._differs(parts, group) and not self._is_base(parts, group, name):
                return ()
        told = ", ".join(sorted(group.repositories))
        reason = f"its weights are {told}, not {labels.hugging_face_id}"
        return (Finding(fault="differs", part="weights", reason=reason),)

    def is_other_link(self, labels: Labels, name: Label) -> bool:
        """Whether the repository contradicts the name that it stands beside, so that the link itself is wrong."""
        repository = labels.hugging_face_id or ""
        linked = self._grammar.read_entry(repository.rpartition("/")[2])
        return linked is not None and all(contradict(parts, linked) for parts in name.readings)

    def _differs(self, parts: Parts, group: Group) -> bool:
        """Whether a repository's name says another model than the entry's names do; instruct it need not say."""
        without_base = replace(parts, purposes=tuple(word for word in parts.purposes if word != "base"))
        faults = (*core_faults(without_base, group), *self._ruler.excess(without_base, group))
        instructed = parts.instruct == "instruct" and group.reasoning
        reasons = parts.reasoning and not group.reasoning
        return instructed or reasons or any(fault.fault != "says less" for fault in faults)

    def _is_base(self, linked: Parts, group: Group, name: Label) -> bool:
        """Whether a link to a base model's weights means it: the name is one of weights and says no purpose."""
        tuned = group.instruct == "instruct" and not linked.instruct
        if "base" not in linked.purposes and not tuned:
            return False
        return all(
            bool(parts.sizes) and not parts.instruct and parts.configuration.mode is None for parts in name.readings
        )


def by_the_mode(group: Group, configuration: Configuration | None) -> tuple[Finding, ...]:
    """Why an entry cannot run as a configuration says."""
    if configuration is None:
        return ()
    return tuple(mode_faults(Parts(family="", configuration=configuration), group))


def _repository(hugging_face_id: str, endings: frozenset[str]) -> str:
    """A repository's name without its owner and without words for how the weights are stored."""
    words = normalise(hugging_face_id.rpartition("/")[2]).split()
    while len(words) > 1 and words[-1] in endings:
        words.pop()
    return " ".join(words)
