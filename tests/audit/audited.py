"""Builders of synthetic sides to compare: invented models and rows."""

from datetime import UTC, datetime

from benchbook.audit import Relay, audit_scores
from benchbook.model import (
    CatalogModel,
    Claim,
    Labels,
    Refresh,
    Result,
    Scope,
    StoredModel,
    StoredResult,
)
from benchbook.resolve import Resolver, packaged_facts

DAY = datetime(2026, 7, 22, tzinfo=UTC)
INDICES = Scope(source="artificial-analysis", feed="llms")
ARENA = Scope(source="design-arena", feed="leaderboards")
RELAYED = {source: Scope(source=source, via="openrouter", feed="models") for source in (INDICES.source, ARENA.source)}
NAMED = {source: Scope(source=source, via="openrouter", feed="benchmarks") for source in (INDICES.source, ARENA.source)}


def entry(model_id, **changes):
    """A catalogue entry whose permaslug is dated, as real ones are."""
    slug = model_id.partition("/")[2].partition(":")[0]
    return CatalogModel(
        **{
            "id": model_id,
            "permaslug": f"{model_id.partition(':')[0]}-20260101",
            "name": f"Acme: {slug.replace('-', ' ').title()}",
            "supported_parameters": ("reasoning",),
            **changes,
        }
    )


def indices(intelligence=None, coding=None, agentic=None):
    told = {"intelligence_index": intelligence, "coding_index": coding, "agentic_index": agentic}
    return {name: value for name, value in told.items() if value is not None}


def rating(elo, win_rate):
    return {"elo": elo, "win_rate": win_rate}


class Sides:
    """A store's rows and a catalogue's, gathered and then compared."""

    def __init__(self, *models, facts=None):
        self.models = list(models)
        self.facts = facts or packaged_facts()
        self.results, self.claims, self.listed = [], [], list(models)

    def own(self, name, measures, *, scope=INDICES, board="indices", hugging_face_id=None):
        """A row of the source's own, joined by the resolver."""
        labels = Labels(name=name, slug=name.lower().replace(" ", "-"), hugging_face_id=hugging_face_id)
        identity = Resolver(self.models, self.facts).resolve(labels, scope.source)
        self._keep(scope, labels, identity, board, measures)

    def _keep(self, scope, labels, identity, board, measures):
        self.results.append(
            StoredResult(
                scope=scope,
                subject=labels.name,
                labels=labels,
                identity=identity,
                result=Result(board=board, measures=measures),
                observed_at=DAY,
                last_seen=DAY,
                standing=True,
            )
        )

    def theirs(self, model_id, measures, *, source=INDICES.source, board="indices", name=None):
        """A row that the catalogue publishes; with a ``name`` as its feed of benchmarks does."""
        labels = Labels(name=name or model_id, stated_id=model_id, authority="catalogue")
        scope = (NAMED if name else RELAYED)[source]
        results = (Result(board=board, measures=measures),)
        self.claims.append(
            Claim(scope=scope, subject=model_id, labels=labels, results=results, locator=f"[{len(self.claims)}]")
        )

    def stored_too(self):
        """Keep in the store, too, what the catalogue publishes: it was imported."""
        for claim in self.claims:
            identity = Resolver(self.models, self.facts).resolve(claim.labels, claim.scope.source, claim.scope.via)
            self._keep(claim.scope, claim.labels, identity, claim.results[0].board, claim.results[0].measures)

    def audit(self):
        relay = Relay(
            origin="models.json",
            observed_at=DAY,
            claims=tuple(self.claims),
            models=tuple(self.listed),
            complete=tuple({claim.scope for claim in self.claims if claim.scope.feed == "models"}),
        )
        stored = [StoredModel(model=model, observed_at=DAY, last_seen=DAY, listed=True) for model in self.models]
        scopes = {result.scope for result in self.results}
        refreshes = [Refresh(scope=scope, observed_at=DAY) for scope in scopes]
        return audit_scores(relay, stored, self.results, refreshes, self.facts)

    def only(self):
        """The audit's one finding."""
        (finding,) = self.audit().findings
        return finding
