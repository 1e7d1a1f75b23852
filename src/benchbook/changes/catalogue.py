"""Two states of one catalogue entry -> what changed between them."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import msgspec

from benchbook.changes.nouns import Change, Kind, Told
from benchbook.model import Noun, Scope, StoredModel
from benchbook.sources import all_sources

FACTS = (
    "name",
    "permaslug",
    "context_length",
    "input_modalities",
    "output_modalities",
    "tokenizer",
    "instruct_type",
    "provider_context_length",
    "max_completion_tokens",
    "is_moderated",
    "per_request_limits",
    "supported_parameters",
    "default_parameters",
    "supported_voices",
    "hugging_face_id",
    "knowledge_cutoff",
    "expiration_date",
    "reasoning",
    "alias_slug",
)
"""The facts of which a change is told. Descriptions are others' sentences; their changes are no news."""

_UNKNOWN = (None, "", ())
_NOWHERE = Scope(source="openrouter", feed="models")


class Span(Noun, frozen=True, kw_only=True):
    """Between which two readings of what may be seen something changed.

    ``read`` is when each scope was read whole before.
    """

    after: datetime | None
    at: datetime
    read: dict[Scope, datetime] = {}

    def otherwise_until(self, scope: Scope | None, last_seen: datetime | None) -> datetime | None:
        """When a scope's word was last known to be the old one: it stood until the scope's last whole reading."""
        read = None if scope is None else self.read.get(scope)
        return max((time for time in (read, last_seen) if time is not None), default=self.after)


def model_changes(old: StoredModel | None, new: StoredModel, span: Span) -> Iterator[Change]:
    """What changed of an entry; ``old`` is None for one that was never seen before."""
    told = _Teller(old, new, span)
    was_listed = old is not None and old.listed
    if new.listed and not was_listed:
        yield told.change("model-came" if old is None else "model-returned")
        return
    if old is None or not was_listed:
        return
    if not new.listed:
        yield told.change("model-went")
        if new.model.free and new.model.variant == "free":
            yield told.change("free-ended", old="0", new=None, of=new.model.base_id)
        return
    yield from _price_changes(old, new, told)
    yield from _fact_changes(old, new, told)


class _Teller:
    """Changes of one entry, in the words of the document that told it last."""

    def __init__(self, old: StoredModel | None, state: StoredModel, span: Span) -> None:
        self._state = state
        self._at = span.at
        # One that was not listed before was not so when its catalogue was read last.
        was_listed = old is not None and old.listed
        self._after = old.last_seen if old and was_listed else span.otherwise_until(state.scope, None)
        self._scope = state.scope or _NOWHERE
        self._source = all_sources().get(self._scope.source)

    def change(
        self,
        kind: Kind,
        *,
        field: str | None = None,
        old: Told = None,
        new: Told = None,
        percent: float | None = None,
        of: str | None = None,
    ) -> Change:
        return Change(
            kind=kind,
            at=self._at,
            after=self._after,
            model_id=of or self._state.model.id,
            name=self._state.model.name,
            source=self._scope.source,
            field=field,
            old=old,
            new=new,
            percent=percent,
            licence=self._source.licence if self._source else "attribution",
            citation=self._source.citation if self._source else None,
        )


def _price_changes(old: StoredModel, new: StoredModel, told: _Teller) -> Iterator[Change]:
    before, after = old.model.prices, new.model.prices
    for kind in sorted(before.by_kind.keys() | after.by_kind.keys()):
        prices = before.by_kind.get(kind), after.by_kind.get(kind)
        if not _same_price(*prices) and not _unknown_elsewhere(old, new, *prices):
            yield told.change("price", field=kind, old=prices[0], new=prices[1], percent=percent(*prices))
    for field in ("overrides", "discount"):
        values = getattr(before, field), getattr(after, field)
        if values[0] != values[1] and not _unknown_elsewhere(old, new, *values):
            yield told.change("price", field=field, old=_worded(values[0]), new=_worded(values[1]))
    if old.model.free != new.model.free and new.model.prices.known("prompt") is not None:
        yield told.change("free-began" if new.model.free else "free-ended")


def _fact_changes(old: StoredModel, new: StoredModel, told: _Teller) -> Iterator[Change]:
    for field in FACTS:
        values = getattr(old.model, field), getattr(new.model, field)
        if values[0] != values[1] and not _unknown_elsewhere(old, new, *values):
            yield told.change("fact", field=field, old=_worded(values[0]), new=_worded(values[1]))


def _unknown_elsewhere(old: StoredModel, new: StoredModel, before: object, after: object) -> bool:
    """Whether another document merely says less: an unknown is no change."""
    return old.scope != new.scope and (before in _UNKNOWN or after in _UNKNOWN)


def _same_price(old: str | None, new: str | None) -> bool:
    if old is None or new is None:
        return old == new
    return old == new or Decimal(old) == Decimal(new)


def percent(old: str | None, new: str | None) -> float | None:
    """How much more a price is than another; None where that says nothing: unknown, variable, or from nothing."""
    if old is None or new is None:
        return None
    before, after = Decimal(old), Decimal(new)
    if before <= 0 or after < 0:
        return None
    return round(float((after / before - 1) * 100), 2)


def _worded(value: object) -> Told:
    """A fact as it is told: texts, numbers and lists of texts as they are, anything else as JSON."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        return value
    return msgspec.json.encode(value, order="deterministic").decode() if value else None
