"""A publication -> the leaderboard: models with their runs, and the columns that their figures stand in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from benchbook.catalogue import created_day, per_million
from benchbook.leaderboard.figures import Told, figures_of
from benchbook.leaderboard.methods import marked
from benchbook.leaderboard.nouns import Entry, Leaderboard, Run, ScoreColumn
from benchbook.leaderboard.score_columns import columns_of
from benchbook.leaderboard.speaking import headline_of, speaking
from benchbook.model import CatalogModel, Configuration
from benchbook.publication import Publication

NEW_FOR = timedelta(days=30)
LEAVES_WITHIN = timedelta(days=365)
"""Dates far off, such as the end of 2098, stand in for none."""


def build_leaderboard(publication: Publication) -> Leaderboard:
    """Every model that is listed or has left, with its figures.

    A model is a catalogue entry without its variants (``:free``), which are its offers; aliases, which only
    point at another entry, are none.
    """
    families = _families(publication)
    everything = list(figures_of(publication))
    told = marked(one for one in everything if _base(one) in families)
    columns = columns_of(told, publication.scores)
    runs = _runs(told, columns)
    seen_on = publication.catalog_seen_at.date() if publication.catalog_seen_at else None
    entries = tuple(
        _entry(base_id, offers, listed=listed, runs=runs.get(base_id, ()), columns=columns, seen_on=seen_on)
        for base_id, (offers, listed) in sorted(families.items())
    )
    return Leaderboard(
        entries=entries,
        columns=columns,
        authors=_authors(entries),
        inputs=_all(entry.model.input_modalities for entry in entries),
        outputs=_all(entry.model.output_modalities for entry in entries),
        efforts=_in_order(_all(entry.efforts for entry in entries)),
        sources=_all(entry.sources for entry in entries),
        absent=tuple(sorted({_base(one) for one in everything} - families.keys())),
        waiting=len({(row.source, row.name) for row in publication.scores if row.model_id is None}),
        catalogue_seen_at=publication.catalog_seen_at,
        as_of=_newest(publication, columns),
    )


def _families(publication: Publication) -> dict[str, tuple[list[CatalogModel], bool]]:
    """The entries of each model, the plain one first, and whether it is listed: what left only where nothing stayed."""
    families: dict[str, tuple[list[CatalogModel], bool]] = {}
    for models, listed in ((publication.models, True), (publication.departed, False)):
        for model in sorted(models, key=lambda model: (model.variant is not None, model.id)):
            if not model.is_alias and (listed or model.base_id not in families or not families[model.base_id][1]):
                families.setdefault(model.base_id, ([], listed))[0].append(model)
    return families


def _runs(told: Iterable[Told], columns: Mapping[str, ScoreColumn]) -> dict[str, tuple[Run, ...]]:
    """The runs of each model; of several figures of one run in one column the newest, then the better one."""
    found: dict[str, dict[Configuration, dict[str, Told]]] = defaultdict(lambda: defaultdict(dict))
    for one in sorted(told, key=lambda one: _newest_and_best(one, columns)):
        runs = found[_base(one)]
        runs[one.figure.configuration].setdefault(one.column, one)
    return {
        model_id: tuple(
            Run(configuration=configuration, figures={column: one.figure for column, one in figures.items()})
            for configuration, figures in runs.items()
        )
        for model_id, runs in found.items()
    }


def _base(one: Told) -> str:
    """The id of the model that a figure is of, without a variant."""
    return one.model_id.partition(":")[0]


def _newest_and_best(one: Told, columns: Mapping[str, ScoreColumn]) -> tuple[object, ...]:
    better = -1 if columns[one.column].higher_is_better else 1
    return (-one.figure.last_seen.timestamp(), better * one.figure.value, one.figure.name)


def _entry(
    base_id: str,
    offers: list[CatalogModel],
    *,
    listed: bool,
    runs: tuple[Run, ...],
    columns: Mapping[str, ScoreColumn],
    seen_on: date | None,
) -> Entry:
    model, *others = offers
    headline = headline_of(runs)
    ordered = tuple(sorted(runs, key=lambda run: _run_order(run, headline)))
    author_name, colon, _ = model.name.partition(": ")
    free_offer = next((offer.id for offer in others if offer.free), None)
    created_on = created_day(model)
    return Entry(
        model=model,
        listed=listed,
        name=model.short_name if colon else model.plain_name,
        author=author_name if colon else model.author,
        searched=f"{base_id} {model.name}".lower(),
        offers=tuple(others),
        runs=ordered,
        headline=headline,
        figures=speaking(ordered, headline, columns),
        prices=_prices(model),
        created_on=created_on,
        free=model.free,
        free_offer=free_offer,
        weights=bool(model.hugging_face_id),
        reasons=model.reasons,
        is_new=bool(listed and created_on and seen_on and created_on + NEW_FOR >= seen_on),
        leaves_on=_leaving(model.expiration_date, seen_on) if listed else None,
        sources=frozenset(columns[column].source for run in runs for column in run.figures),
        efforts=frozenset(effort for run in runs if (effort := effort_of(run.configuration))),
    )


def effort_of(configuration: Configuration) -> str | None:
    """How hard a run thought, in one word: its effort, else its mode."""
    return configuration.effort or configuration.mode


def _run_order(run: Run, headline: Configuration | None) -> tuple[object, ...]:
    configuration = run.configuration
    told = tuple(getattr(configuration, name) or "" for name in Configuration.__struct_fields__)
    return (configuration != headline, effort_place(effort_of(configuration)), told)


EFFORTS = ("max", "xhigh", "high", "medium", "low", "minimal", "none", "adaptive", "reasoning", "non-reasoning")
"""The hardest first; others come after them by name."""


def effort_place(effort: str | None) -> tuple[int, str]:
    """Where an effort stands among others."""
    known = EFFORTS.index(effort) if effort in EFFORTS else len(EFFORTS)
    return (known, effort or "")


def _in_order(efforts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(efforts, key=effort_place))


def _prices(model: CatalogModel) -> dict[str, Decimal]:
    prices = ((kind, per_million(model.prices, kind)) for kind in model.prices.by_kind)
    return {kind: price for kind, price in prices if price is not None}


def _leaving(text: str | None, seen_on: date | None) -> str | None:
    """The day on which a model leaves, if that is near; as it was written where it is no date."""
    try:
        day = date.fromisoformat((text or "")[:10])
    except ValueError:
        return text
    return text if seen_on is None or day <= seen_on + LEAVES_WITHIN else None


def _authors(entries: Iterable[Entry]) -> dict[str, str]:
    """Author slugs with the name that most of their models bear, by name."""
    names: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        names[entry.model.author].append(entry.author)
    usual = {slug: max(sorted(set(told)), key=told.count) for slug, told in names.items()}
    return dict(sorted(usual.items(), key=lambda item: (item[1].casefold(), item[0])))


def _all(words: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({word for some in words for word in some}))


def _newest(publication: Publication, columns: Mapping[str, ScoreColumn]) -> datetime | None:
    days = [column.newest for column in columns.values()]
    return max([*days, *([publication.catalog_seen_at] if publication.catalog_seen_at else [])], default=None)
