"""The scores that OpenRouter's catalogue carries for other sources: one row an object of its ``benchmarks``."""

from collections import defaultdict
from collections.abc import Callable, Sequence

import msgspec

from benchbook.model import Claim, Labels, Noun, Number, Result, Scope
from benchbook.sources._catalogue import check_model_id
from benchbook.sources._documents import ABSENT, RowProblem, Upstream, decode_row, present
from benchbook.sources._tally import Tally, check_text, known_figures

INDICES = Scope(source="artificial-analysis", via="openrouter", feed="models")
BOARDS = Scope(source="design-arena", via="openrouter", feed="models")


class _Carrier(Upstream, frozen=True, kw_only=True):
    """What of a catalogue entry matters here, not yet decoded."""

    id: msgspec.Raw = ABSENT
    canonical_slug: msgspec.Raw = ABSENT
    name: msgspec.Raw = ABSENT
    benchmarks: msgspec.Raw = ABSENT


class _Benchmarks(Upstream, frozen=True, kw_only=True):
    artificial_analysis: msgspec.Raw = ABSENT
    design_arena: msgspec.Raw = ABSENT


class _Indices(Upstream, frozen=True, kw_only=True):
    intelligence_index: Number | None = None
    coding_index: Number | None = None
    agentic_index: Number | None = None


class _Rating(Upstream, frozen=True, kw_only=True):
    arena: str
    category: str
    elo: Number
    win_rate: Number | None = None
    rank: Number | None = None


class Entry(Noun, frozen=True, kw_only=True):
    """A catalogue entry, usable or not: its place in the document, its names as far as readable, its ``benchmarks``."""

    locator: str
    id: str | None = None
    permaslug: str | None = None
    name: str | None = None
    benchmarks: msgspec.Raw = ABSENT

    @property
    def is_alias(self) -> bool:
        return self.id is not None and self.id.startswith("~")

    @property
    def base_id(self) -> str | None:
        return self.id.partition(":")[0] if self.id is not None else None

    def standing(self) -> tuple[bool, bool, bool]:
        """Sorts the base of a family before its variants, aliases and what lacks an id."""
        return self.id is None, self.is_alias, self.id != self.base_id


class _Row(Noun, frozen=True, kw_only=True):
    scope: Scope
    locator: str
    body: msgspec.Raw


def read_entry(locator: str, row: msgspec.Raw) -> Entry:
    """What can be read of an entry; nothing raises."""
    try:
        carrier = decode_row(row, _Carrier)
    except RowProblem:
        return Entry(locator=locator)
    return Entry(
        locator=locator,
        id=_readable(carrier.id, check_model_id),
        permaslug=_readable(carrier.canonical_slug, check_model_id),
        name=_readable(carrier.name, lambda text, what: check_text(what, text)),
        benchmarks=carrier.benchmarks,
    )


def _readable(raw: msgspec.Raw, check: Callable[[str, str], str]) -> str | None:
    try:
        return check(decode_row(raw, str), "")
    except RowProblem:
        return None


def relayed(entries: Sequence[Entry], tally: Tally) -> tuple[Scope, ...]:
    """Tally the rows of all entries; returns the scopes that are held whole, none if there is no row at all.

    Variants and aliases share their base's permaslug and repeat its rows: a repeat is no row. Rows of an entry that
    cannot be named are rejected.
    """
    permaslugs = {entry.base_id: entry.permaslug for entry in entries if entry.permaslug and not entry.is_alias}
    families: dict[str, list[Entry]] = defaultdict(list)
    nameless: list[Entry] = []
    for entry in entries:
        permaslug = entry.permaslug or permaslugs.get(entry.base_id) or (None if entry.is_alias else entry.base_id)
        (nameless if permaslug is None else families[permaslug]).append(entry)
    before = tally.rows_read
    for permaslug, family in families.items():
        _tally_family(permaslug, sorted(family, key=Entry.standing), tally)
    for entry in nameless:
        _refuse(entry, tally)
    return tally.whole(INDICES, BOARDS) if tally.rows_read > before else ()


def _refuse(entry: Entry, tally: Tally) -> None:
    for row in _rows(entry, tally):
        with tally.row(row.locator, row.body, row.scope):
            raise RowProblem(f"{entry.locator} has no id that can be read, so nothing tells whose score this is")


def _tally_family(permaslug: str, family: list[Entry], tally: Tally) -> None:
    """The rows of entries that share a permaslug, the base first."""
    base = family[0]
    subject = permaslug if base.is_alias or base.base_id is None else base.base_id
    seen: set[tuple[Scope, bytes]] = set()
    for entry in family:
        rows = _rows(entry, tally)
        for row in rows:
            if (row.scope, bytes(row.body)) in seen:
                continue
            with tally.row(row.locator, row.body, row.scope):
                tally.add(_claim(row, subject, base.name or subject))
        seen |= {(row.scope, bytes(row.body)) for row in rows}


def _rows(entry: Entry, tally: Tally) -> list[_Row]:
    """The rows of one entry; a part that is not of the right shape is itself a rejected row."""
    found: list[_Row] = []
    if not present(entry.benchmarks):
        return found
    path = f"{entry.locator}.benchmarks"
    with tally.entry(path, entry.benchmarks, INDICES, BOARDS):
        benchmarks = decode_row(entry.benchmarks, _Benchmarks)
        if present(benchmarks.artificial_analysis):
            body = benchmarks.artificial_analysis
            found.append(_Row(scope=INDICES, locator=f"{path}.artificial_analysis", body=body))
        if present(benchmarks.design_arena):
            ratings = decode_row(benchmarks.design_arena, list[msgspec.Raw])
            found += [
                _Row(scope=BOARDS, locator=f"{path}.design_arena[{index}]", body=body)
                for index, body in enumerate(ratings)
            ]
    return found


def _claim(row: _Row, subject: str, name: str) -> Claim:
    return Claim(
        scope=row.scope,
        subject=subject,
        labels=Labels(name=name, stated_id=subject, authority="catalogue"),
        results=_index_results(row.body) if row.scope == INDICES else (_rating(row.body),),
        locator=row.locator,
    )


def _index_results(body: msgspec.Raw) -> tuple[Result, ...]:
    """The indices that are known, as one result; none if none is known."""
    measures = known_figures(msgspec.structs.asdict(decode_row(body, _Indices)))
    return (Result(board="indices", measures=measures),) if measures else ()


def _rating(body: msgspec.Raw) -> Result:
    rating = decode_row(body, _Rating)
    return Result(
        board=f"{rating.arena}/{rating.category}",
        measures=known_figures({"elo": rating.elo, "win_rate": rating.win_rate, "rank": rating.rank}),
    )
