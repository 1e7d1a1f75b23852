"""``GET /api/benchbook/v1/resolve``: which model a name means by the catalogue that is served, and why."""

import threading
from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta

from benchbook.api.query import TimeQuery
from benchbook.model import CatalogModel, Explanation, Labels
from benchbook.resolve import Facts, Resolver

RESOLVE_PATH = "/api/benchbook/v1/resolve"
MOST_CHARACTERS = 500

_to_json = msgspec.json.Encoder().encode


class ResolveQuery(TimeQuery, frozen=True, kw_only=True):
    """The parameters of ``/api/benchbook/v1/resolve``; None is not given."""

    name: Annotated[str, Meta(max_length=MOST_CHARACTERS, description="The name, as the source writes it.")]
    source: Annotated[str, Meta(max_length=MOST_CHARACTERS, description="Whose name it is.")] | None = None
    slug: Annotated[str, Meta(max_length=MOST_CHARACTERS, description="The source's slug for it.")] | None = None
    creator: (
        Annotated[str, Meta(max_length=MOST_CHARACTERS, description="Who made the model, by the source's word.")] | None
    ) = None
    hugging_face_id: (
        Annotated[str, Meta(max_length=MOST_CHARACTERS, description="The repository that the source names.")] | None
    ) = None


class Names:
    """Explains names by one state of the catalogue and the facts.

    The resolver is built when the first name is asked for, once, and may then be asked by any thread.
    """

    def __init__(self, models: Iterable[CatalogModel], facts: Facts) -> None:
        self._models: tuple[CatalogModel, ...] = tuple(models)
        self._facts = facts
        self._building = threading.Lock()
        self._resolver: Resolver | None = None

    def prepare(self) -> None:
        """Build the resolver, if that was not done yet; with ten thousand models it takes a moment."""
        self._built()

    @property
    def facts(self) -> Facts:
        """What people have written down of names."""
        return self._facts

    def explain(self, labels: Labels, source: str) -> Explanation:
        """Why these labels mean what they mean."""
        return self._built().explain(labels, source)

    def _built(self) -> Resolver:
        if self._resolver is None:
            with self._building:
                if self._resolver is None:
                    self._resolver = Resolver(self._models, self._facts)
                    self._models = ()
        return self._resolver


def reply(names: Names, query: ResolveQuery) -> bytes:
    """The explanation as JSON; what is unknown or empty is absent."""
    labels = Labels(name=query.name, slug=query.slug, creator=query.creator, hugging_face_id=query.hugging_face_id)
    return _to_json(names.explain(labels, query.source or ""))
