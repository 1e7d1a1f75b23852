"""``/model/{author}/{slug}``, ``/models/{author}/{slug}/endpoints`` and ``/providers``."""

import msgspec

from benchbook.api.shapes import ModelResponse, ProvidersResponse, encode_endpoints, to_json
from benchbook.catalogue import ModelLine, nearest
from benchbook.errors import NoSuchModel
from benchbook.snapshot import Snapshot

MOST_CHARACTERS = 300


def find(snapshot: Snapshot, author: str, slug: str) -> ModelLine:
    """The entry of an id, alias, variant or permaslug; raises ``NoSuchModel`` with the nearest ids."""
    name = f"{author}/{slug}"
    line = snapshot.named.get(name)
    if line is None:
        likely = nearest(name[:MOST_CHARACTERS], snapshot.named)
        raise NoSuchModel(name, likely, departed=name in snapshot.departed)
    return line


def model_reply(snapshot: Snapshot, author: str, slug: str) -> bytes:
    """One model as JSON."""
    return to_json(ModelResponse(data=msgspec.Raw(find(snapshot, author, slug).body)))


def endpoints_reply(snapshot: Snapshot, author: str, slug: str) -> bytes:
    """One model's endpoints as JSON; the list is empty where none are known."""
    return encode_endpoints(find(snapshot, author, slug))


def providers_reply(snapshot: Snapshot) -> bytes:
    """All providers as JSON."""
    return to_json(ProvidersResponse(data=[msgspec.Raw(body) for body in snapshot.providers]))
