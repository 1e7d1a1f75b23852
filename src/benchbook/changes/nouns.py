"""A change: what is otherwise than it was, since when, and on whose word."""

import hashlib
from datetime import datetime
from typing import Literal, get_args

import msgspec

from benchbook.model import Licence, Noun, Number

Kind = Literal[
    "catalogue-read",
    "board-read",
    "model-came",
    "model-returned",
    "model-went",
    "free-began",
    "free-ended",
    "price",
    "fact",
    "score-came",
    "score",
    "score-went",
    "re-based",
    "join-gained",
    "join-lost",
    "join-moved",
]
"""What may happen. ``*-read`` is the first sight of a catalogue or a board, which is no news of each of its rows."""

KINDS: tuple[Kind, ...] = get_args(Kind)
"""All of them; of one model's changes at one time they are told in this order."""

Told = str | Number | bool | tuple[str, ...] | None


class Change(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """One change; its JSON form is what is served, every field is always there.

    ``at`` is when it was first observed, ``after`` when it was last observed to be otherwise; for
    joins both are when they were recorded. ``old`` and ``new`` are a price per token or piece as a
    decimal string, a figure, or a fact; ``percent`` how much more the new one is. ``figures`` are
    those of a row that came or went. ``count`` is how many rows a change is about. ``id`` is equal
    for equal changes, whenever and wherever they are computed.
    """

    id: str = ""
    kind: Kind
    at: datetime
    after: datetime | None = None
    model_id: str | None = None
    name: str | None = None
    source: str
    via: str | None = None
    board: str | None = None
    configuration: str | None = None
    subject: str | None = None
    metric: str | None = None
    field: str | None = None
    old: Told = None
    new: Told = None
    percent: float | None = None
    figures: dict[str, Number] | None = None
    count: int | None = None
    licence: Licence
    citation: str | None = None
    summary: str = ""


_NOT_TOLD = frozenset({"id", "summary", "citation", "licence", "after", "name", "count"})
_encode = msgspec.json.Encoder(order="deterministic").encode


def change_id(change: Change) -> str:
    """The hash of what makes a change this one; how it is told and when it was not yet so do not count.

    What is None is left out, so that a field that is added one day leaves all ids as they are. A join is
    about a name, which counts.
    """
    untold = _NOT_TOLD - {"name"} if change.kind.startswith("join-") else _NOT_TOLD
    fields = ((name, getattr(change, name)) for name in Change.__struct_fields__ if name not in untold)
    telling = {name: value for name, value in fields if value is not None}
    return hashlib.blake2b(_encode(telling), digest_size=16).hexdigest()
