"""Where the boards of ``benchbook rate`` come from: an arena of the store, files of votes, counts."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from benchbook.cli.options import loaded_facts, log_folder_of, opened_to_read, printable
from benchbook.cli.progress import counting
from benchbook.cli.rate.asked import ARROW, OVERALL, Asked

if TYPE_CHECKING:
    from benchbook.arena.contestants import Identify
    from benchbook.arena.plain_files import VoteFiles
    from benchbook.arena.rated import BoardRatings
    from benchbook.arena.rater import Rater
    from benchbook.errors import NotRatable
    from benchbook.store import Store

_NAMELESS = "votes"

Boards = Iterator[tuple[str, "BoardRatings | NotRatable"]]


def of_store(store: "Store", asked: Asked) -> Boards:
    """Boards of an arena of the store."""
    from benchbook.arena.rater import Rater

    with counting("votes") as progress:
        rater = Rater(
            store,
            log_folder_of(asked.log_folder, asked.store_target),
            facts=lambda: loaded_facts(asked.facts_folder, asked.store_target),
            engine=asked.engine,
            progress=progress,
        )
        arena = asked.arena or _only(rater)
        names = tuple(rater.states(arena)) if asked.every else asked.names
        yield from rater.boards(arena, names, asked.conventions, as_of=asked.until)


def _only(rater: "Rater") -> str:
    """The only arena that there is; raises ``UsageError`` for several, ``NotRatable`` for none."""
    from benchbook.errors import NotRatable

    arenas = rater.arenas()
    if not arenas:
        raise NotRatable("the store", "holds no arena", hint="`benchbook votes import FILE` makes one")
    if len(arenas) > 1:
        raise click.UsageError(f"Name an ARENA: there is {', '.join(arenas)}.")
    return arenas[0]


def of_files(asked: Asked) -> Boards:
    """Boards of files, of which nothing is stored."""
    from benchbook.arena.rated import rate_evidence
    from benchbook.errors import NotRatable

    until = asked.until
    files = _read(asked, until)
    for note in files.notes:
        click.echo(printable(note), err=True)
    identify = _identify(asked)
    for name in files.categories if asked.every else asked.names:
        evidence = files.evidence(name)
        try:
            board = rate_evidence(
                evidence,
                arena=asked.arena or _NAMELESS,
                category=name,
                rated_at=until or datetime.now(UTC),
                conventions=asked.conventions,
                identify=identify,
            )
        except NotRatable as error:
            yield name, error
        else:
            yield name, board


def _read(asked: Asked, until: datetime | None) -> "VoteFiles":
    from benchbook.arena.plain_files import plain_files

    with counting("votes") as progress:
        simple = asked.votes and not asked.columns and asked.engine == ARROW and not asked.every and until is None
        if simple and set(asked.names) == {OVERALL}:
            found = plain_files(asked.votes, asked.conventions, progress)
            if found is not None:
                return found
        from benchbook.arena.files import counted_files, read_counts, read_files
        from benchbook.cli.vote_columns import wanted_of

        if asked.counts is not None:
            return read_counts(asked.counts)
        if asked.engine != ARROW:
            return counted_files(asked.votes, asked.engine, asked.categories, until)
        return read_files(
            asked.votes, asked.conventions, wanted_of(None, asked.columns), until=until, progress=progress
        )


def _is_to_come(target: str | None) -> bool:
    """Whether the user's own store, by default or by the environment, is a file that is not there yet."""
    from benchbook.places import default_store

    source = click.get_current_context().get_parameter_source("store_target")
    if source is ParameterSource.COMMANDLINE or (target is not None and "://" in target):
        return False
    return not Path(target or default_store()).expanduser().exists()


def _identify(asked: Asked) -> "Identify":
    """By the store if there is one: names that mean one model are one; without a store every name is its own."""
    from benchbook.arena.contestants import as_voted, identifier

    if asked.conventions.as_voted or _is_to_come(asked.store_target):
        return as_voted
    with opened_to_read(asked.store_target) as store:
        return identifier(store, loaded_facts(asked.facts_folder, asked.store_target))
