"""Which changes a watch is about: ``KEY=GLOB``, several of one key or-ed, those of different keys and-ed."""

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from typing import get_args

from benchbook.changes import Change, Kind
from benchbook.errors import BadFilter
from benchbook.model import Noun


class Filter(Noun, frozen=True, kw_only=True):
    """What a change must match: of each key at least one of the globs. Without any, all changes do."""

    wanted: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def matches(self, change: Change) -> bool:
        """Whether a change is wanted."""
        return all(
            any(fnmatchcase(told, glob) for told in _TOLD[key](change) for glob in globs) for key, globs in self.wanted
        )


def read_filter(texts: Iterable[str]) -> Filter:
    """The filter of texts like ``kind=model-*``; equal ones are equal in whatever order.

    Raises ``BadFilter`` for what is none, an unknown key, or a kind that no change has.
    """
    wanted: dict[str, set[str]] = {}
    for text in texts:
        key, sign, glob = (part.strip() for part in text.partition("="))
        if not sign or not glob:
            raise BadFilter(text, "expected KEY=VALUE", (f"{known}=…" for known in sorted(_TOLD)))
        if key not in _TOLD:
            raise BadFilter(text, f"no key {key[:40]!r}", sorted(_TOLD))
        if key == "kind" and not any(fnmatchcase(kind, glob) for kind in get_args(Kind)):
            raise BadFilter(text, "no such kind of change", sorted(get_args(Kind)))
        wanted.setdefault(key, set()).add(glob)
    return Filter(wanted=tuple((key, tuple(sorted(globs))) for key, globs in sorted(wanted.items())))


def _models(change: Change) -> set[str]:
    """The models that a change is about, each with the model that it is a variant of."""
    named = [change.model_id, *((change.old, change.new) if change.kind.startswith("join-") else ())]
    ids = {name for name in named if isinstance(name, str)}
    return ids | {name.partition(":")[0] for name in ids}


def _metrics(change: Change) -> set[str]:
    return {*(change.figures or ()), *([change.metric] if change.metric else ())}


_TOLD: dict[str, Callable[[Change], Iterable[str]]] = {
    "board": lambda change: [change.board] if change.board else [],
    "kind": lambda change: [change.kind],
    "metric": _metrics,
    "model": _models,
    "source": lambda change: [change.source],
}
