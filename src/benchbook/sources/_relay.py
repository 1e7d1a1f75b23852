"""The scores that OpenRouter's catalogue carries for other sources: one row an object of its ``benchmarks``."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from benchbook.model import CatalogModel, Claim, Labels, Noun, Number, Result, Scope
from benchbook.sources._documents import ABSENT, Upstream, decode_row, present
from benchbook.sources._tally import Tally, known_figures

INDICES = Scope(source="artificial-analysis", via="openrouter", feed="models")
BOARDS = Scope(source="design-arena", via="openrouter", feed="models")


class Carrier(Upstream, frozen=True, kw_only=True):
    """A catalogue entry's ``benchmarks``, not yet decoded."""

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
    """A catalogue entry that was kept, its place in the document, and its ``benchmarks`` object."""

    model: CatalogModel
    locator: str
    benchmarks: msgspec.Raw


class _Row(Noun, frozen=True, kw_only=True):
    scope: Scope
    locator: str
    body: msgspec.Raw


def relayed(entries: Iterable[Entry], tally: Tally) -> tuple[Scope, ...]:
    """Tally the rows of all entries; returns the scopes that are held whole, none if there is no row at all.

    Variants and aliases share their base's permaslug and repeat its rows: a repeat is no row.
    """
    families: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        families[entry.model.permaslug].append(entry)
    before = tally.rows_read
    for family in families.values():
        _tally_family(sorted(family, key=lambda entry: (entry.model.is_alias, entry.model.variant is not None)), tally)
    return tally.whole(INDICES, BOARDS) if tally.rows_read > before else ()


def _tally_family(family: list[Entry], tally: Tally) -> None:
    """The rows of entries that share a permaslug, the base first."""
    base = family[0].model
    subject = base.permaslug if base.is_alias else base.base_id
    seen: set[tuple[Scope, bytes]] = set()
    for entry in family:
        rows = _rows(entry, tally)
        for row in rows:
            if (row.scope, bytes(row.body)) in seen:
                continue
            with tally.row(row.locator, row.body, row.scope):
                tally.add(_claim(row, subject, base.name))
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
