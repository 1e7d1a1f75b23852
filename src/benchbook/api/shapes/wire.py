"""What all shapes share: their kind, their JSON, their times."""

from datetime import datetime

import msgspec

_to_json = msgspec.json.Encoder().encode


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """A JSON object of the wire; fields that are UNSET are absent."""


def to_json(shape: Shape) -> bytes:
    """A shape as UTF-8 JSON without blanks."""
    return _to_json(shape)


def wire_time(moment: datetime) -> str:
    """A UTC time as the wire writes it, e.g. ``2026-10-03T00:15:04.339Z``."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
