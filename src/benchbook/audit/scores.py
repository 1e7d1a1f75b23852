"""A catalogue's own join of scores -> for each model and board whether ours is the same, and why not."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from msgspec.structs import replace

from benchbook.audit.document import Relay
from benchbook.audit.findings import Cause, Fault, Holder, Published, ScoreAudit, ScoreFinding, ScoreSummary, percent
from benchbook.audit.names import objection
from benchbook.audit.own import COMPARED, INDICES, Families, OwnRows, Place, figures, is_near, joined_to
from benchbook.errors import NothingStored
from benchbook.model import Claim, Labels, Matched, Noun, Number, Refresh, StoredModel, StoredResult
from benchbook.resolve import Facts, Resolver

_SHOWN_HOLDERS = 3


def audit_scores(
    relay: Relay,
    models: Iterable[StoredModel],
    results: Iterable[StoredResult],
    refreshes: Iterable[Refresh],
    facts: Facts,
) -> ScoreAudit:
    """Compare what a catalogue relays with what the sources' own rows in the store are joined to.

    ``models``, ``results`` and ``refreshes`` are all that the store holds; what was relayed is set
    aside. Raises ``NothingStored`` where none of the relayed sources has a row of its own there.
    """
    findings = _Comparison(relay, tuple(models), results, refreshes, facts).findings()
    ordered = tuple(sorted(findings, key=lambda found: (found.source, found.board, found.model_id)))
    return ScoreAudit(against=relay.origin, observed_at=relay.observed_at, summary=_summary(ordered), findings=ordered)


def _summary(findings: tuple[ScoreFinding, ...]) -> ScoreSummary:
    models: dict[str, list[ScoreFinding]] = defaultdict(list)
    for finding in findings:
        if finding.comparable:
            models[finding.model_id].append(finding)
    agreeing = sum(all(finding.agrees for finding in found) for found in models.values())
    outcomes = Counter(finding.outcome for finding in findings)
    return ScoreSummary(
        comparable=len(models),
        agreeing=agreeing,
        agreement_percent=percent(agreeing, len(models)),
        comparable_rows=sum(finding.comparable for finding in findings),
        agreeing_rows=sum(finding.agrees for finding in findings),
        same_first_row=outcomes["same"],
        same=outcomes["same"],
        differs=outcomes["differs"],
        only_ours=outcomes["only_ours"],
        only_theirs=outcomes["only_theirs"],
        wrong_theirs=sum(finding.fault == "theirs" for finding in findings),
    )


class _Theirs(Noun, frozen=True, kw_only=True):
    """One row as they publish it: where, for which model, and its comparable figures."""

    claim: Claim
    place: Place
    family: str
    measures: dict[str, Number]


class _Verdict(Noun, frozen=True, kw_only=True):
    """Why two sides differ; ``comparable`` unless no row of ours speaks of their figures."""

    cause: Cause
    explanation: str
    fault: Fault | None = None
    comparable: bool = False


class _Comparison:
    def __init__(
        self,
        relay: Relay,
        models: tuple[StoredModel, ...],
        results: Iterable[StoredResult],
        refreshes: Iterable[Refresh],
        facts: Facts,
    ) -> None:
        self._relay = relay
        self._families = Families(models)
        self._own = OwnRows(results, refreshes, self._families)
        self._facts = facts
        self._resolver = Resolver((state.model for state in models), facts)

    def findings(self) -> list[ScoreFinding]:
        """Each of their rows, and each of our models that they have nothing of."""
        theirs = list(self._theirs())
        if not {place[0] for place in self._own.metrics} & {row.place[0] for row in theirs}:
            sources = sorted({row.place[0] for row in theirs})
            raise NothingStored(f"scores from {' or '.join(sources or COMPARED)} itself, but for relayed ones,")
        return [*map(self._finding, theirs), *self._only_ours(theirs)]

    def _theirs(self) -> Iterable[_Theirs]:
        listed = {model.base_id: model.permaslug for model in self._relay.models if not model.is_alias}
        for claim in self._relay.claims:
            stated = (claim.labels.stated_id or "").partition(":")[0]
            family = self._families.family(stated)
            if not self._families.knows(family):
                family = self._families.family(listed.get(stated, stated))
            for result in claim.results:
                compared = COMPARED.get(claim.scope.source, ())
                measures = {name: result.measures[name] for name in compared if name in result.measures}
                if measures:
                    place = (claim.scope.source, result.board)
                    yield _Theirs(claim=claim, place=place, family=family, measures=measures)

    def _finding(self, theirs: _Theirs) -> ScoreFinding:
        holders = self._own.bearing(theirs.place, theirs.measures)
        joined = self._joined(theirs)
        published = self._own.published(theirs.place, theirs.family)
        mine = [row for row in joined if any(row is holder for holder in holders)]
        same = next((row for row in published if any(row is each for each in mine)), None)
        if mine:
            verdict = None if same else _variant(mine[0], published[0])
        else:
            verdict = self._from_holders(theirs, holders) or self._from_the_name(theirs) or self._nowhere(theirs)
        first = same or next(iter(published), None)
        return ScoreFinding(
            source=theirs.place[0],
            board=theirs.place[1],
            model_id=self._families.base_id(theirs.family),
            outcome="same" if same else "differs" if joined else "only_theirs",
            comparable=bool(mine) or (verdict is not None and verdict.comparable),
            agrees=bool(mine),
            fault=verdict.fault if verdict else None,
            cause=verdict.cause if verdict else None,
            explanation=verdict.explanation if verdict else None,
            theirs=Published(name=theirs.claim.labels.name, measures=theirs.measures),
            ours=Published(name=first.labels.name, measures=figures(first)) if first else None,
            holders=tuple(map(_holder, mine or holders)),
        )

    def _joined(self, theirs: _Theirs) -> list[StoredResult]:
        """Our rows of the model on the board."""
        return self._own.by_model.get((theirs.place, theirs.family), [])

    # --- why their figures are not those of our rows of the model ----------------------------

    def _from_holders(self, theirs: _Theirs, holders: list[StoredResult]) -> _Verdict | None:
        """What the rows that bear their figures are."""
        if not holders or self._has_moved(theirs):
            return None
        if len(theirs.measures.keys() & self._own.metrics[theirs.place]) == 1:
            return self._from_a_lone_figure(theirs, holders)
        lead = f"theirs are the figures of {_all_called(holders)}"
        elsewhere = [row for row in holders if joined_to(row) is not None]
        if elsewhere:
            told = f"{lead}, which we join to {' and '.join(_joins(elsewhere))}"
            return self._held("another-model", told, "theirs", theirs)
        return self._unjoined(theirs, holders[0], lead)

    def _has_moved(self, theirs: _Theirs) -> bool:
        """Whether ours is the same row of an arena at another moment; its figures then meet another row's by chance."""
        return theirs.place[1] != INDICES and any(is_near(row, theirs.measures) for row in self._joined(theirs))

    def _from_a_lone_figure(self, theirs: _Theirs, holders: list[StoredResult]) -> _Verdict:
        """One figure alone tells a row only if the row's name may be the model's."""
        for row in holders:
            if joined_to(row) is None and self._may_be(theirs, row):
                return self._unjoined(theirs, row, f"theirs is the figure of {_called(row)}")
        told = f"they publish one figure, which is borne by {_all_called(holders)} by chance"
        return _Verdict(cause="chance", explanation=told)

    def _may_be(self, theirs: _Theirs, row: StoredResult) -> bool:
        """Whether a row's name is the model's or at least does not contradict it."""
        considered = self._resolver.explain(_without_weights(row.labels), row.scope.source).considered
        model_id = self._families.base_id(theirs.family)
        return any(each.model_id == model_id and not each.contradicts for each in considered)

    def _unjoined(self, theirs: _Theirs, row: StoredResult, lead: str) -> _Verdict:
        """What a row is that we join to nothing."""
        identity, source = row.identity, row.scope.source
        reason = "its join is questionable" if isinstance(identity, Matched) else identity.reason
        model_id = self._families.base_id(theirs.family)
        named = self._resolver.resolve(_without_weights(row.labels), source)
        fault, refusal = objection(self._resolver.explain(row.labels, source), model_id)
        if isinstance(named, Matched) and named.model_id == model_id:
            told = f"{lead}, whose name is this model's, but which we join to nothing: {refusal}"
            return self._held("unresolved", told, "undecided", theirs)
        if fault == "theirs":
            against = reason if not isinstance(identity, Matched) and identity.pinned else refusal
            return self._held("refused", f"{lead}, which is not this model: {against}", fault, theirs)
        return self._held("unresolved", f"{lead}, which we join to nothing: {reason}", fault, theirs)

    def _held(self, cause: Cause, told: str, fault: Fault | None, theirs: _Theirs) -> _Verdict:
        """A verdict on figures that a row of ours bears, with what a person decided of this relay's."""
        model_id = self._families.base_id(theirs.family)
        pinned = (
            fact.reason
            for fact in self._facts.rejections
            if fact.name is None
            and fact.model == model_id
            and fact.source in {None, theirs.claim.scope.source}
            and fact.via in {None, theirs.claim.scope.via}
        )
        pin = next(pinned, None)
        decided = f"; decided by a person: {pin}" if pin else ""
        return _Verdict(cause=cause, explanation=told + decided, fault=fault, comparable=True)

    def _from_the_name(self, theirs: _Theirs) -> _Verdict | None:
        """What their own label says, where it is the source's and not the catalogue's."""
        labels = theirs.claim.labels
        if theirs.claim.scope.feed == "models":
            return None
        withheld = replace(labels, stated_id=None, authority=None)
        explanation = self._resolver.explain(withheld, theirs.claim.scope.source)
        fault, refusal = objection(explanation, self._families.base_id(theirs.family))
        if fault != "theirs" or not self._families.knows(theirs.family):
            return None
        identity = explanation.identity
        instead = f"we join it to {identity.model_id}; " if isinstance(identity, Matched) else ""
        told = f"they call it {labels.name!r}, which is not this model: {instead}{refusal}"
        return _Verdict(cause="name-refused", explanation=told, fault=fault)

    def _nowhere(self, theirs: _Theirs) -> _Verdict:
        """What there is to say when no row of ours bears their figures."""
        source, board = theirs.place
        rows = self._joined(theirs)
        if theirs.place not in self._own.metrics:
            return _Verdict(cause="board-not-stored", explanation=f"no row of {source}'s {board} is stored")
        if rows:
            days = f"theirs are as of {self._relay.observed_at:%Y-%m-%d}, ours of {rows[0].last_seen:%Y-%m-%d}"
            told = f"their figures are in no row of ours: another moment's or another run's ({days})"
            return _Verdict(cause="other-figures", explanation=told)
        if not self._families.knows(theirs.family):
            return _Verdict(cause="not-catalogued", explanation="the catalogue in the store has no such model")
        told = "no row of ours is joined to the model, and none bears their figures"
        return _Verdict(cause="not-measured", explanation=told)

    # --- what they have nothing of -----------------------------------------------------------

    def _only_ours(self, theirs: list[_Theirs]) -> Iterable[ScoreFinding]:
        told = {(row.place, row.family) for row in theirs}
        sources = {scope.source for scope in self._relay.complete}
        listed = {self._families.family(model.id) for model in self._relay.models}
        for (place, family), rows in self._own.by_model.items():
            if place[0] in sources and (place, family) not in told:
                yield ScoreFinding(
                    source=place[0],
                    board=place[1],
                    model_id=self._families.base_id(family),
                    outcome="only_ours",
                    comparable=False,
                    agrees=False,
                    fault=None,
                    cause="not-listed",
                    explanation=(
                        "they list the model without figures of this board"
                        if family in listed
                        else "they do not have the model"
                    ),
                    theirs=None,
                    ours=Published(name=rows[0].labels.name, measures=figures(rows[0])),
                    holders=(),
                )


def _variant(theirs: StoredResult, ours: StoredResult) -> _Verdict:
    told = f"another variant of the same model: theirs is {_called(theirs)}, ours {_called(ours)}"
    return _Verdict(cause="another-variant", explanation=told, comparable=True)


def _called(row: StoredResult) -> str:
    slug = f" ({row.labels.slug})" if row.labels.slug and row.labels.slug != row.labels.name else ""
    return f"{row.labels.name!r}{slug}"


def _all_called(rows: list[StoredResult]) -> str:
    """The first rows by name, and how many more there are."""
    more = f" and {len(rows) - _SHOWN_HOLDERS:,} more" if len(rows) > _SHOWN_HOLDERS else ""
    return ", ".join(map(_called, rows[:_SHOWN_HOLDERS])) + more


def _without_weights(labels: Labels) -> Labels:
    """Labels as if the row named no repository: what its name says by itself."""
    return replace(labels, hugging_face_id=None)


def _joins(rows: list[StoredResult]) -> list[str]:
    """The models that rows are joined to, each with its rule."""
    joins = (
        f"{row.identity.model_id} (by the rule {row.identity.rule})"
        for row in rows
        if isinstance(row.identity, Matched)
    )
    return list(dict.fromkeys(joins))[:_SHOWN_HOLDERS]


def _holder(row: StoredResult) -> Holder:
    identity = row.identity
    matched = identity if isinstance(identity, Matched) else None
    return Holder(
        name=row.labels.name,
        slug=row.labels.slug,
        model_id=matched.model_id if matched else None,
        rule=matched.rule if matched else None,
        reason=None if isinstance(identity, Matched) else identity.reason,
    )
