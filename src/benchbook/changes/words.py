"""A change in one sentence."""

from collections.abc import Callable
from decimal import Decimal

from benchbook.changes.nouns import Change, Kind, Told

_PER_PIECE = frozenset({"request", "image", "web_search"})
_MOST_LISTED = 6


def summary(change: Change) -> str:
    """What happened, in one sentence without a full stop."""
    return _SENTENCES[change.kind](change)


def _model(change: Change) -> str:
    return change.model_id or change.name or "a model"


def _row(change: Change) -> str:
    run = f" ({change.configuration})" if change.configuration else ""
    return f"{_model(change)}{run}"


def _board(change: Change) -> str:
    relayed = f" as relayed by {change.via}" if change.via else ""
    return f"{change.source} {change.board}{relayed}"


def _price(change: Change) -> str:
    kind = (change.field or "").replace("_", " ")
    if change.field in {"overrides", "discount"}:
        return f"{_model(change)}: {kind} changed"
    more = f" ({change.percent:+g} %)" if change.percent is not None else ""
    return f"{_model(change)}: {kind} {money(change.old, change.field)} -> {money(change.new, change.field)}{more}"


def money(price: Told, kind: str | None) -> str:
    """A price as people say it: dollars per million tokens, or per piece."""
    if price is None:
        return "unknown"
    amount = Decimal(str(price))
    if amount < 0:
        return "variable"
    if kind in _PER_PIECE:
        return f"${amount.normalize():f} each"
    return f"${(amount * 1_000_000).normalize():f} per million tokens"


def _fact(change: Change) -> str:
    field = (change.field or "").replace("_", " ")
    if isinstance(change.old, tuple | list) or isinstance(change.new, tuple | list):
        old, new = _texts(change.old), _texts(change.new)
        gained, lost = [each for each in new if each not in old], [each for each in old if each not in new]
        said = [f"+{each}" for each in gained] + [f"-{each}" for each in lost]
        return f"{_model(change)}: {field} {_few(said) or 'in another order'}"
    return f"{_model(change)}: {field} {_plain(change.old)} -> {_plain(change.new)}"


def _texts(value: Told) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, tuple | list) else ()


def _few(words: list[str]) -> str:
    more = f" and {len(words) - _MOST_LISTED} more" if len(words) > _MOST_LISTED else ""
    return ", ".join(words[:_MOST_LISTED]) + more


def _plain(value: Told) -> str:
    if value is None:
        return "unknown"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _score(change: Change) -> str:
    more = f" ({change.percent:+g} %)" if change.percent is not None else ""
    return f"{_row(change)}: {_board(change)}, {change.metric} {change.old} -> {change.new}{more}"


def _figures(change: Change) -> str:
    return _few([f"{name} {value}" for name, value in (change.figures or {}).items()])


def _counted(change: Change, noun: str) -> str:
    return f"{change.count:,} {noun}" + ("" if change.count == 1 else "s")


def _joined(change: Change) -> str:
    whose = change.source + (f" as relayed by {change.via}" if change.via else "")
    return f"{change.name!r} of {whose}"


_SENTENCES: dict[Kind, Callable[[Change], str]] = {
    "catalogue-read": lambda change: f"{change.source}: {_counted(change, 'model')} read for the first time",
    "board-read": lambda change: f"{_board(change)}: {_counted(change, 'row')} read for the first time",
    "model-came": lambda change: f"{_model(change)} came",
    "model-returned": lambda change: f"{_model(change)} is back",
    "model-went": lambda change: f"{_model(change)} is gone",
    "free-began": lambda change: f"{_model(change)} is free now",
    "free-ended": lambda change: f"{_model(change)} is free no more",
    "price": _price,
    "fact": _fact,
    "score-came": lambda change: f"{_row(change)}: {_board(change)}, first figures: {_figures(change)}",
    "score": _score,
    "score-went": lambda change: f"{_row(change)}: {_board(change)}, no more: {_figures(change)}",
    "re-based": lambda change: (
        f"{_board(change)}: re-based from {_plain(change.old)} to {_plain(change.new)}; the figures of "
        f"{_counted(change, 'row')} changed with it and cannot be compared with those before"
    ),
    "join-gained": lambda change: f"{_joined(change)} is joined to {change.new}",
    "join-lost": lambda change: f"{_joined(change)} is joined to {change.old} no more",
    "join-moved": lambda change: f"{_joined(change)} is joined to {change.new}, no more to {change.old}",
}
