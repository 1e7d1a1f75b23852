"""Which model a page is about, by any of its names, and what the ledger alone knows of it."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta

from benchbook.api.catalogue import one
from benchbook.api.query import TimeQuery
from benchbook.api.route import Asked
from benchbook.changes import ModelHistory, model_history
from benchbook.errors import NoSuchModel
from benchbook.leaderboard import Entry
from benchbook.model import CatalogModel, Labels, Matched, Moment, Noun, Scope, Unmatched
from benchbook.publication import may_see
from benchbook.store import StoredSubject, Timeline

_Joined = dict[tuple[str, str | None, str], "JoinedName"]


class ModelQuery(TimeQuery, frozen=True, kw_only=True):
    """Which model, and of which moment."""

    author: Annotated[str, Meta(max_length=500, description="The part of the model's id before the slash.")]
    slug: Annotated[str, Meta(max_length=500, description="The part after it; a permaslug's is taken, too.")]
    chart: (
        Annotated[str, Meta(max_length=500, description="What of its past is drawn: a column's id, or prices.")] | None
    ) = None


class Found(Noun, frozen=True, kw_only=True):
    """A catalogue entry, whether it is listed, and the model that it is an offer of; None for a pointer."""

    model: CatalogModel
    listed: bool
    entry: Entry | None


class JoinedName(Noun, frozen=True, kw_only=True):
    """A name that a source gave what is joined to the model, and how it was joined."""

    scope: Scope
    labels: Labels
    identity: Matched


class RefusedName(Noun, frozen=True, kw_only=True):
    """A name that is joined to nothing; ``refused`` is why it is not this model, in the resolver's words."""

    scope: Scope
    labels: Labels
    identity: Unmatched
    refused: str | None


class Record(Noun, frozen=True, kw_only=True):
    """What the ledger tells of a model: its past, the names joined to it, and all names that wait."""

    history: ModelHistory
    joined: tuple[JoinedName, ...]
    waiting: tuple[RefusedName, ...]


def found_model(asked: Asked, author: str, slug: str) -> Found:
    """The entry of an id, alias, variant or permaslug, or of one that left; raises ``NoSuchModel``."""
    name = f"{author}/{slug}"
    listed = asked.snapshot.named.get(name)
    model = listed.entry if listed else _departed(asked, name)
    if model is None:
        one.find(asked.snapshot, author, slug)
        raise NoSuchModel(name)
    entry = next((entry for entry in asked.leaderboard.entries if entry.model.base_id == model.base_id), None)
    return Found(model=model, listed=listed is not None, entry=entry)


def _departed(asked: Asked, name: str) -> CatalogModel | None:
    named = [model for model in asked.publication.departed if name in {model.id, model.permaslug}]
    return min(named, key=lambda model: (model.id != name, model.variant is not None, model.id), default=None)


def record_of(asked: Asked, model: CatalogModel, moment: Moment) -> Record:
    """What the ledger tells of a model until a moment, as far as the audience may see it."""

    def question(timeline: Timeline, at: Moment) -> Record:
        return Record(
            history=model_history(timeline, model.id, at.as_of, asked.audience),
            joined=tuple(_joined(asked, timeline, model, at).values()),
            waiting=_waiting(asked, timeline.subjects.values(), model.base_id),
        )

    return asked.ledger.over_time(question, moment)


def _joined(asked: Asked, timeline: Timeline, model: CatalogModel, at: Moment) -> _Joined:
    """One a source, relay and name, by these; of several feeds the one that was seen last."""
    runs = [run.result for chain in timeline.result_runs(model.base_id, at.as_of) for run in chain]
    found: _Joined = {}
    for result in sorted(runs, key=lambda result: result.last_seen):
        if isinstance(result.identity, Matched) and may_see(result.licence, asked.audience):
            key = (result.scope.source, result.scope.via, result.labels.name)
            found[key] = JoinedName(scope=result.scope, labels=result.labels, identity=result.identity)
    return dict(sorted(found.items(), key=lambda item: (item[0][0], item[0][1] or "", item[0][2])))


def _waiting(asked: Asked, subjects: Iterable[StoredSubject], base_id: str) -> tuple[RefusedName, ...]:
    """The names that are joined to nothing among what is published, one a source, relay and name."""
    rows = asked.publication.scores
    shown = {(row.source, row.via, row.name) for row in rows if row.model_id is None}
    found: dict[tuple[str, str | None, str], RefusedName] = {}
    for subject in subjects:
        key = (subject.scope.source, subject.scope.via, subject.labels.name)
        if isinstance(subject.identity, Unmatched) and key in shown:
            found.setdefault(
                key,
                RefusedName(
                    scope=subject.scope,
                    labels=subject.labels,
                    identity=subject.identity,
                    refused=_refusal(subject.identity, base_id),
                ),
            )
    return tuple(found[key] for key in sorted(found, key=lambda key: (key[0], key[1] or "", key[2])))


def _refusal(identity: Unmatched, base_id: str) -> str | None:
    """Why a name is not the model of an id; None where nothing was said about that."""
    for refused in identity.refused:
        model_id, _, why = refused.partition(": ")
        if model_id.partition(":")[0] == base_id:
            return why or identity.reason
    return None
