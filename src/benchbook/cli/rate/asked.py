"""What ``benchbook rate`` is asked for: its options, and which of them do not go together."""

from collections.abc import Callable
from math import isfinite, nan
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from benchbook.cli.options import printable
from benchbook.cli.vote_columns import COLUMNS

if TYPE_CHECKING:
    from datetime import datetime

    from benchbook.arena.conventions import AnchorName, Conventions
    from benchbook.arena.document import Terms
    from benchbook.model import Licence

F = TypeVar("F", bound=Callable[..., Any])

ARROW = "arrow"
OVERALL = "overall"
_AUTO = "auto"
_FORMS = {".csv": "csv", ".json": "json"}
_NOT_WRITTEN = frozenset({".jsonl", ".ndjson", ".parquet"})


class Asked(NamedTuple):
    """What is to be rated, and how it is written; ``columns`` say how files of votes are to be read."""

    arena: str | None
    categories: tuple[str, ...]
    every: bool
    as_of: str | None
    engine: str
    votes: tuple[str, ...]
    counts: str | None
    form: str
    output: str | None
    publish: bool
    licence: "Licence | None"
    citation: str | None
    log_folder: str | None
    facts_folder: str | None
    store_target: str | None
    columns: dict[str, Any]
    conventions: "Conventions"

    @property
    def names(self) -> tuple[str, ...]:
        """The boards that were named."""
        return self.categories or (OVERALL,)

    @property
    def until(self) -> "datetime | None":
        """The time of ``--as-of``; raises ``NoSuchMoment``."""
        if self.as_of is None:
            return None
        from benchbook.cli.moments import time

        return time("as_of", self.as_of)

    @property
    def terms(self) -> "Terms":
        """What was said of licence and citation."""
        from benchbook.arena.document import Terms

        return Terms(licence=self.licence, citation=self.citation)


def asked(said: dict[str, Any]) -> Asked:
    """The options, taken apart; raises ``UsageError`` for those that do not go together."""
    from benchbook.arena.conventions import Conventions

    columns = {name: given for name in COLUMNS if (given := said.pop(name)) not in (None, ())}
    own = {name: said.pop(name) for name in Asked._fields if name in said}
    own["form"] = own["form"] or _told_form(own["output"])
    found = Asked(**own, columns=columns, conventions=Conventions(**said))
    _check(found)
    return found


def _told_form(output: str | None) -> str:
    """The form that the output's name tells, else a table."""
    suffix = "" if output is None else PurePath(output).suffix.lower()
    if suffix in _NOT_WRITTEN:
        raise click.UsageError(
            f"Boards are not written as {suffix}: give --format, or a name that ends in .csv or .json."
        )
    return _FORMS.get(suffix, "table")


def _check(asked: Asked) -> None:
    direct = "--votes" if asked.votes else "--counts" if asked.counts is not None else None
    if asked.votes and asked.counts is not None:
        raise click.UsageError("--votes and --counts do not go together.")
    if direct and asked.publish:
        raise click.UsageError(f"--publish is for an arena of the store, not for {direct}.")
    if asked.columns and not asked.votes:
        name = next(iter(asked.columns)).replace("_", "-")
        raise click.UsageError(f"What is said of a file's columns ({name}) goes with --votes.")
    if asked.every and asked.categories:
        raise click.UsageError("--all and --category do not go together.")
    _check_single(asked)
    if asked.counts is not None and (asked.as_of or asked.every or asked.categories or asked.engine != ARROW):
        raise click.UsageError("--counts are of one board and one time: --category, --all, --as-of, --engine are not.")
    if asked.form == "document" and (asked.every or len(asked.categories) > 1):
        raise click.UsageError("A document holds one board: name one --category.")
    if not asked.publish and asked.form == "table" and (asked.licence or asked.citation):
        raise click.UsageError("--licence and --citation go with --publish or a --format other than table.")


def _check_single(asked: Asked) -> None:
    """Counts tell nothing of single votes."""
    told = asked.conventions
    needing = (
        ("--voter-cap", told.voter_cap is not None),
        ("--control", bool(told.controls)),
        ("--cluster", told.cluster in {"voter", "tournament"}),
    )
    needed = [option for option, given in needing if given]
    if needed and (asked.counts is not None or asked.engine != ARROW):
        kind = asked.engine.partition(":")[0]  # an address may hold a password
        which = "counts tell" if asked.counts is not None else f"the engine {kind}, which gives counts, tells"
        raise click.UsageError(f"{needed[0]} needs single votes, and {which} nothing of them.")


def _prior(_context: click.Context, _option: click.Parameter, text: str) -> float | None:
    if text == _AUTO:
        return None
    try:
        return float(text)
    except ValueError:
        raise click.BadParameter(f"{printable(text)!r}, expected {_AUTO} or a number of virtual draws") from None


def _anchor(_context: click.Context, _option: click.Parameter, text: str | None) -> "AnchorName | None":
    from benchbook.arena.conventions import AnchorName

    if text is None:
        return None
    name, _, told = text.rpartition("=")
    try:
        rating = float(told)
    except ValueError:
        rating = nan
    if not name.strip() or not isfinite(rating):
        raise click.BadParameter(f"{printable(text)!r}, expected NAME=RATING, such as 'GPT-4o=1100'")
    return AnchorName(name=name.strip(), rating=rating)


_CONVENTIONS = (
    click.option("--ties", type=click.Choice(["half", "davidson"]), default="half", help="What a tie counts as."),
    click.option(
        "--prior",
        default=_AUTO,
        metavar="auto|NUMBER",
        callback=_prior,
        help="Virtual draws of each model with an average one; auto is half of one, where ratings need it.",
    ),
    click.option("--mean", type=float, default=1000.0, help="The mean of the ratings."),
    click.option("--anchor", metavar="NAME=RATING", callback=_anchor, help="One model's rating, in place of the mean."),
    click.option(
        "--cluster",
        type=click.Choice(["auto", "voter", "tournament", "none"]),
        default="auto",
        help="Whose votes are no independent witnesses; auto: a voter's, or a tournament's where no voter is known.",
    ),
    click.option("--voter-cap", type=click.IntRange(min=1), help="Only the first so many votes of a voter on a day."),
    click.option(
        "--control",
        "controls",
        multiple=True,
        metavar="NAME",
        help="Take the effect of a covariate out: side, or one that was read by --covariate.",
    ),
    click.option("--simultaneous", is_flag=True, help="Let the spreads of all ranks hold at once (max-t)."),
    click.option(
        "--least-battles",
        "list_battles",
        type=click.IntRange(min=1),
        default=15,
        help="From so many battles a model is listed: has a rank and is published.",
    ),
    click.option(
        "--preliminary",
        "preliminary_battles",
        type=click.IntRange(min=0),
        default=200,
        help="Below so many battles a rating is called preliminary.",
    ),
)


def conventions_options(command: F) -> F:
    """The options that say how a board is rated."""
    for option in reversed(_CONVENTIONS):
        command = option(command)
    return command
