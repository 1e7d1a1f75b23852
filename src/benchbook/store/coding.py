"""How nouns, instants and keys become columns, and back.

Instants are whole microseconds since 1970 UTC: they sort, and are exact on every database. Bodies
are JSON with sorted keys, so that equal content has equal bytes.
"""

import hashlib
from datetime import UTC, datetime, timedelta

import msgspec

from benchbook.model import Noun

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_encoder = msgspec.json.Encoder(order="sorted")


def micros(instant: datetime) -> int:
    """An aware time as microseconds since 1970 UTC; raises ``ValueError`` for a naive one."""
    if instant.tzinfo is None:
        raise ValueError(f"expected a time with a time zone, got {instant.isoformat()}")
    return (instant - _EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    """The UTC time of microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=value)


def encode(noun: Noun | tuple[str, ...]) -> str:
    """A noun as JSON text with sorted keys."""
    return _encoder.encode(noun).decode()


def digest(*parts: str) -> str:
    """A 128-bit hash of texts, as 32 hexadecimal digits; no two lists of parts run together."""
    return hashlib.blake2b(_encoder.encode(parts), digest_size=16).hexdigest()


def storable(text: str) -> str:
    """Text that every database takes: without NUL and lone surrogates."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
