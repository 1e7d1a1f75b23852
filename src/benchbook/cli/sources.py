"""``benchbook sources``: what can be read."""

import click

from benchbook.cli.options import json_option, opened_to_read, print_json, print_table, store_option


@click.command("sources", epilog="Example: benchbook sources --json")
@json_option
@store_option
def command(store_target: str | None, *, as_json: bool) -> None:
    """List the sources that Benchbook reads: licence, key, and when each was last imported."""
    from benchbook.sources import all_sources

    with opened_to_read(store_target) as store:
        latest = {done.source: done.observed_at for done in sorted(store.imports(), key=lambda done: done.observed_at)}
    listed = [
        {
            "id": source.id,
            "title": source.title,
            "homepage": source.homepage,
            "licence": source.licence,
            "citation": source.citation,
            "sync": source.fetch is not None,
            "key_variable": source.key_variable,
            "last_observed_at": latest.get(source.id),
        }
        for source in all_sources().values()
    ]
    if as_json:
        print_json(listed)
        return
    print_table(
        ("id", "title", "licence", "sync", "last data"),
        [
            (
                source.id,
                source.title,
                source.licence,
                _sync(source.fetch is not None, source.key_variable, optional=source.key_optional),
                f"{latest[source.id]:%Y-%m-%d}" if source.id in latest else "-",
            )
            for source in all_sources().values()
        ],
    )


def _sync(can_sync: bool, variable: str | None, *, optional: bool) -> str:  # noqa: FBT001
    if not can_sync:
        return "files only"
    if variable is None or optional:
        return "yes"
    return f"with {variable}"
