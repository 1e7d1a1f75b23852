"""The options that say how a file of votes is to be read, the same wherever one is."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from benchbook.votes.reading.nouns import Wanted

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--time-zone", metavar="ZONE", help="Where times without an offset were taken, e.g. Europe/Berlin."),
    click.option("--max-bytes", type=click.IntRange(min=1), default=None, help="The most that a file may unpack to."),
    click.option("--model-a", metavar="COLUMN", help="The first model."),
    click.option("--model-b", metavar="COLUMN", help="The second model."),
    click.option("--winner", metavar="COLUMN", help="Who won: model_a, model_b, tie, both_bad, or a model's name."),
    click.option("--vote-id", metavar="COLUMN", help="What tells votes apart; an import counts votes of one id once."),
    click.option("--voter", metavar="COLUMN", help="Who judged."),
    click.option("--prompt", metavar="COLUMN", help="What the models were asked."),
    click.option("--tournament", metavar="COLUMN", help="Which votes belong to one tournament."),
    click.option("--time", "cast_at", metavar="COLUMN", help="When it was judged."),
    click.option("--side", metavar="COLUMN", help="Where the first model was shown, left or right."),
    click.option(
        "--names-visible", metavar="COLUMN", help="Whether the models' names were seen; such votes do not count."
    ),
    click.option("--category-column", metavar="COLUMN", help="The category of each row."),
    click.option(
        "--covariate",
        "covariates",
        multiple=True,
        metavar="COLUMN",
        help="A difference of the two answers, or two columns COLUMN_a and COLUMN_b.",
    ),
    click.option(
        "--placement",
        "placements",
        multiple=True,
        metavar="COLUMN",
        help="Placements: the models by place, the first first, or one list of them.",
    ),
    click.option("--model", metavar="COLUMN", help="Placements with a row a model: the model."),
    click.option("--place", metavar="COLUMN", help="Placements with a row a model: its place."),
)

COLUMNS = (
    *("time_zone", "max_bytes", "model_a", "model_b", "winner", "vote_id", "voter", "prompt", "tournament", "cast_at"),
    *("side", "names_visible", "category_column", "covariates", "placements", "model", "place"),
)
"""What they are called as parameters."""


def columns_options(command: F) -> F:
    """``--model-a COLUMN`` and the like; what they say goes to ``wanted_of``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def wanted_of(category: str | None, said: dict[str, Any]) -> "Wanted":
    """How votes are to be read; ``category`` is that of all rows."""
    import msgspec

    from benchbook.votes.reading.nouns import MOST_BYTES, Mapping, Wanted

    columns = {name: column for name, column in said.items() if column not in (None, ())}
    time_zone, max_bytes = columns.pop("time_zone", None), columns.pop("max_bytes", MOST_BYTES)
    if "category_column" in columns:
        columns["category"] = columns.pop("category_column")
    mapping = msgspec.convert(columns, Mapping)
    return Wanted(mapping=mapping, time_zone=time_zone, category=category, max_bytes=max_bytes)
