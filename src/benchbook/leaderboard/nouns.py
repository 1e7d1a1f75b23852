"""The nouns of the leaderboard: a model with its runs, the figures of each, and the columns that they stand in."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from benchbook.model import CatalogModel, Configuration, Licence, Noun, Number


class ScoreColumn(Noun, frozen=True, kw_only=True):
    """One metric of one board. ``id`` is ``source/board/metric``; figures of two columns are never compared.

    ``title`` names it alone, ``place`` says whose and on which board. ``score`` tells that it is of how good a
    model is. ``newest`` is its last observation, ``models`` how many models have a figure. ``method`` is the
    version of the method that most of them are of, if it is known, and ``others`` how many are of another one.
    """

    id: str
    source: str
    board: str
    metric: str
    title: str
    place: str
    unit: str | None
    higher_is_better: bool
    score: bool
    newest: datetime
    models: int
    method: str | None = None
    others: int = 0


class Figure(Noun, frozen=True, kw_only=True):
    """What a source says of one run in one column, with all that is known of its origin.

    ``other_method`` is the version of its method where that is not the column's: it cannot be compared with the rest.
    ``same_as`` are the names of other efforts that bear the very same figures.
    """

    value: Number
    name: str
    configuration: Configuration
    observed_at: datetime
    last_seen: datetime
    source: str
    via: str | None = None
    method_version: str | None = None
    sample_size: int | None = None
    std_error: float | None = None
    licence: Licence | None = None
    citation: str | None = None
    same_as: tuple[str, ...] = ()
    other_method: str | None = None


class Run(Noun, frozen=True, kw_only=True):
    """One configuration of a model with its figures by column; an empty configuration is an unstated one."""

    configuration: Configuration
    figures: Mapping[str, Figure]


class Entry(Noun, frozen=True, kw_only=True):
    """A model: the catalogue's plain entry, its variants, and what was measured of it.

    ``figures`` are those that speak for the model where its runs are folded, each with its own configuration;
    ``headline`` is the configuration that they were taken from where there was a choice. Prices are dollars
    per million tokens by kind. ``searched`` is what a search looks through, in lower case. ``weights`` tells that
    they are published.
    """

    model: CatalogModel
    listed: bool
    name: str
    author: str
    searched: str
    offers: tuple[CatalogModel, ...] = ()
    runs: tuple[Run, ...] = ()
    headline: Configuration | None = None
    figures: Mapping[str, Figure] = {}
    prices: Mapping[str, Decimal] = {}
    created_on: date | None = None
    free: bool = False
    free_offer: str | None = None
    weights: bool = False
    reasons: bool = False
    is_new: bool = False
    leaves_on: str | None = None
    sources: frozenset[str] = frozenset()
    efforts: frozenset[str] = frozenset()


class Leaderboard(Noun, frozen=True, kw_only=True):
    """Every model with all its figures, and what there is to choose from.

    ``columns`` are the score columns by id, in the order in which they are offered; ``authors`` are author slugs
    with their names; ``waiting`` counts names that are joined to no model, ``absent`` are ids of models with figures
    that no catalogue held here ever listed, and which are therefore no entries.
    """

    entries: tuple[Entry, ...]
    columns: Mapping[str, ScoreColumn]
    authors: Mapping[str, str]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    efforts: tuple[str, ...]
    sources: tuple[str, ...]
    waiting: int
    absent: tuple[str, ...]
    catalogue_seen_at: datetime | None
    as_of: datetime | None
