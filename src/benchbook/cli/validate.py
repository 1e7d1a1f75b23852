"""``benchbook validate``: whether the facts agree with themselves and with the models that are known."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchbook.cli.options import (
    facts_folder_of,
    facts_option,
    json_option,
    now,
    opened_to_read,
    print_json,
    printable,
    store_option,
)
from benchbook.wording import counted

if TYPE_CHECKING:
    from benchbook.resolve.facts import FactLayer
    from benchbook.resolve.validation import Known


@click.command("validate", epilog="Example: benchbook validate --facts facts --catalog models-2026-07-22.json")
@click.option(
    "--catalog",
    "catalogs",
    multiple=True,
    metavar="FILE",
    help="Check your ids against this catalogue (OpenRouter's /models), or several, not the store.",
)
@facts_option
@json_option
@store_option
def command(facts_folder: str | None, catalogs: tuple[str, ...], store_target: str | None, *, as_json: bool) -> None:
    """Check the facts about names: the packaged ones and your own.

    No name may stand for two models, nor a rejection refuse an alias, nor a rejected name be joined
    all the same; ids must be of models that the store has seen, unless marked `unlisted = true`.
    Exits with 1 if anything is found.
    """
    from benchbook.resolve.facts import FactLayer, packaged_layer
    from benchbook.resolve.user_facts import merged, read_folder
    from benchbook.resolve.validation import validate

    folder = facts_folder_of(facts_folder, store_target)
    own = FactLayer(folder="") if folder is None else read_folder(folder)
    layers = (packaged_layer(), own)
    known = _known(catalogs, store_target)
    findings = validate(layers, merged(own), now().date(), known)
    if as_json:
        counts = {name: sum(_counts(layer)[name] for layer in layers) for name in _counts(own)}
        print_json({"findings": findings, "counts": counts, "ids_checked": known is not None})
    else:
        for finding in findings:
            click.echo(printable(finding.sentence))
        if not findings:
            click.echo(_all_well(layers[0], own))
    if known is None:
        click.echo("Ids were not checked: name a --store with models, or a --catalog.", err=True)
    if findings:
        raise SystemExit(1)


def _known(catalogs: tuple[str, ...], store_target: str | None) -> "Known | None":
    """The models of the catalogues' files, or else of the store if there is one."""
    from benchbook.pipeline import catalogue_of
    from benchbook.resolve.validation import Known
    from benchbook.store import default_store

    if catalogs:
        models = tuple(model for path in catalogs for model in catalogue_of(path, now()))
        return Known(models=models)
    if not store_target and not Path(default_store()).exists():
        return None
    with opened_to_read(store_target) as store:
        models = tuple(state.model for state in store.models())
    return Known(models=models) if models else None


def _counts(layer: "FactLayer") -> dict[str, int]:
    return {
        "aliases": len(layer.aliases),
        "rejections": len(layer.rejections),
        "doubts": len(layer.doubts),
        "releases": len(layer.releases),
        "spellings": len(layer.authors.spellings) if layer.authors else 0,
    }


def _all_well(ours: "FactLayer", own: "FactLayer") -> str:
    """One line with the counts of what was checked."""
    counts, mine = _counts(ours), _counts(own)
    listed = ", ".join(f"{counts[name] + mine[name]:,} {name}" for name in counts)
    return f"Nothing is wrong: {listed}; {counted(sum(mine.values()), 'fact')} of your own."
