"""Content codings: which one a client wants, and bodies in it."""

import gzip
from typing import Literal

import zstandard

Coding = Literal["identity", "gzip", "zstd"]

WORTH_COMPRESSING_BYTES = 500
GZIP_LEVEL = 5
ZSTD_LEVEL = 3
_PREFERRED: tuple[Coding, ...] = ("zstd", "gzip")


def choose_coding(accept_encoding: str, body_bytes: int) -> Coding:
    """The coding of highest weight, zstd before gzip before none; small bodies stay as they are."""
    if body_bytes <= WORTH_COMPRESSING_BYTES or not accept_encoding:
        return "identity"
    weights = _weights(accept_encoding)
    offered = {coding: weights.get(coding, weights.get("*", 0.0)) for coding in _PREFERRED}
    best = max(_PREFERRED, key=lambda coding: offered[coding])
    return best if offered[best] > 0 and offered[best] >= weights.get("identity", 0.0) else "identity"


def _weights(accept_encoding: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for item in accept_encoding.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        weights[name.removeprefix("x-")] = _weight(parameters)
    return weights


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0 <= weight <= 1 else 0.0
    return 1.0


def compress(body: bytes, coding: Coding) -> bytes:
    """A body in a coding; equal bodies give equal bytes."""
    if coding == "gzip":
        return gzip.compress(body, compresslevel=GZIP_LEVEL, mtime=0)
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(body)
    return body
