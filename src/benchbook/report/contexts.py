"""Context lengths in buckets: fixed bounds, so that counts always add up; labels of the members' own range."""

from collections.abc import Iterable

from benchbook.report.document import Bucket

_BOUNDS = (
    (1_000_000, "1M and more"),
    (256_000, "256K-1M"),
    (128_000, "128K-256K"),
    (32_000, "32K-128K"),
    (0, "under 32K"),
)
_UNKNOWN = "unknown"
_NOMINAL = tuple(2**power for power in range(10))


def context_buckets(members: Iterable[tuple[str, int | None]]) -> tuple[Bucket, ...]:
    """Buckets that have members, longest first, from (label, tokens); the last holds unknown lengths."""
    listed = list(members)
    bounds = [bounds for _, bounds in _BOUNDS]
    held: dict[str, list[tuple[str, int | None]]] = {name: [] for name in (*bounds, _UNKNOWN)}
    for label, tokens in listed:
        held[_bounds(tokens)].append((label, tokens))
    return tuple(_bucket(name, inside) for name, inside in held.items() if inside)


def _bounds(tokens: int | None) -> str:
    if tokens is None or tokens < 0:
        return _UNKNOWN
    return next(name for lowest, name in _BOUNDS if tokens >= lowest)


def _bucket(name: str, inside: list[tuple[str, int | None]]) -> Bucket:
    lengths = [tokens for _, tokens in inside if tokens is not None]
    known = lengths if name != _UNKNOWN else []
    return Bucket(
        bounds=name,
        label=name if name in {_UNKNOWN, _BOUNDS[0][1]} else _range(min(known), max(known)),
        shortest=min(known, default=None),
        longest=max(known, default=None),
        models=tuple(label for label, _ in inside),
    )


def _range(shortest: int, longest: int) -> str:
    """One size reads as its decimal and its binary meaning: 128K is 128,000 to 131,072 tokens."""
    for thousands in _NOMINAL:
        if thousands * 1000 <= shortest and longest <= thousands * 1024:
            shortest, longest = thousands * 1000, thousands * 1024
            break
    low, high = compact(shortest), compact(longest)
    return low if low == high else f"{low}-{high}"


def compact(tokens: int) -> str:
    """Tokens in thousands, rounded: 131,072 is ``131K``."""
    return f"{round(tokens / 1000)}K" if tokens >= 1000 else str(tokens)  # noqa: PLR2004 - a thousand
