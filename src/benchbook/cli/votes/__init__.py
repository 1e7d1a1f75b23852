"""``benchbook votes``: votes in, and what they come to."""

import click

from benchbook.cli.votes.audit import audit
from benchbook.cli.votes.counts import counts
from benchbook.cli.votes.files import import_
from benchbook.cli.votes.holdings import create, list_
from benchbook.cli.votes.upkeep import check, recount, seal


@click.group("votes", epilog="Example: benchbook votes import battles.csv --arena chat")
def command() -> None:
    """Gather votes of people who compared two models, count and audit them."""


for one in (audit, check, counts, create, import_, list_, recount, seal):
    command.add_command(one)
