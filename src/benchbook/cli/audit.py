"""``benchbook audit``: our joins compared with somebody else's."""

from typing import TYPE_CHECKING

import click

from benchbook.cli.moments import moment, moment_options
from benchbook.cli.options import (
    facts_option,
    json_option,
    loaded_catalogue,
    loaded_facts,
    now,
    opened_to_read,
    print_json,
    printable,
    store_option,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchbook.audit import AssertionAudit, NameAudit, NamedRows, Relay, ScoreAudit
    from benchbook.model import LedgerState, Moment
    from benchbook.resolve import Facts


@click.command(
    "audit",
    epilog="Example: benchbook audit --against models-2026-07-22.json   "
    "benchbook audit --against names.csv --catalog models-2026-07-22.json",
)
@click.option("--against", metavar="FILE", help="OpenRouter's /models or /benchmarks, or a CSV of name and id.")
@click.option("--catalog", metavar="FILE", help="Names: compare with this catalogue (OpenRouter's /models).")
@click.option("--max-bytes", type=click.IntRange(min=1), default=None, help="The most that a file may unpack to.")
@json_option
@facts_option
@moment_options
@store_option
def command(
    against: str | None,
    catalog: str | None,
    max_bytes: int | None,
    facts_folder: str | None,
    as_of: str | None,
    known_at: str | None,
    store_target: str | None,
    *,
    as_json: bool,
) -> None:
    """Compare our joins with somebody else's, and explain each difference.

    Scores that a catalogue relays are compared with the sources' own rows in the store, names and
    ids with what the names are joined to. Without --against: the joins that the starter document
    states, against its own entries or --catalog.
    """
    from benchbook.audit import NamedRows, read_against
    from benchbook.documents import MAX_DOCUMENT_BYTES

    facts = loaded_facts(facts_folder, store_target)
    then = moment(as_of, known_at)
    most = max_bytes or MAX_DOCUMENT_BYTES
    if against is None:
        _tell(_of_assertions(catalog, most, facts), as_json=as_json)
        return
    document = read_against(against, now=now(), max_bytes=most)
    if isinstance(document, NamedRows):
        _tell(_of_names(document, catalog, most, lambda: _state(store_target, then), facts), as_json=as_json)
        return
    if catalog is not None:
        raise click.UsageError("--catalog goes with a CSV of names, or without --against.")
    _tell(_of_scores(document, _state(store_target, then), facts), as_json=as_json)


def _of_assertions(catalog: str | None, most: int, facts: "Facts") -> "AssertionAudit":
    from benchbook.audit import audit_assertions

    if catalog is None:
        return audit_assertions(None, "its own entries", facts)
    return audit_assertions(loaded_catalogue(catalog, most), catalog, facts)


def _of_names(
    document: "NamedRows", catalog: str | None, most: int, state: "Callable[[], LedgerState]", facts: "Facts"
) -> "NameAudit":
    from benchbook.audit import audit_names

    if catalog is not None:
        return audit_names(document, loaded_catalogue(catalog, most), facts)
    return audit_names(document, [entry.model for entry in state().models], facts)


def _of_scores(document: "Relay", state: "LedgerState", facts: "Facts") -> "ScoreAudit":
    from benchbook.audit import audit_scores

    return audit_scores(document, state.models, state.results, state.refreshes, facts)


def _state(store_target: str | None, then: "Moment") -> "LedgerState":
    with opened_to_read(store_target) as store:
        return store.state(then)


def _tell(audit: "ScoreAudit | NameAudit | AssertionAudit", *, as_json: bool) -> None:
    if as_json:
        print_json(audit)
        return
    for line in _lines(audit):
        click.echo(printable(line))


def _lines(audit: "ScoreAudit | NameAudit | AssertionAudit") -> "Iterable[str]":
    from benchbook.audit import NameAudit, ScoreAudit, assertion_lines, name_lines, score_lines

    if isinstance(audit, ScoreAudit):
        return score_lines(audit)
    return name_lines(audit) if isinstance(audit, NameAudit) else assertion_lines(audit)
