"""How rated boards are written, and published."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchbook.cli.options import loaded_facts, printable
from benchbook.cli.rate.asked import Asked
from benchbook.cli.rate.boards import Boards
from benchbook.wording import counted

if TYPE_CHECKING:
    from benchbook.arena.document import BoardDocument, Terms
    from benchbook.arena.rated import BoardRatings
    from benchbook.errors import InputError, NotRatable
    from benchbook.store import Store


def finish(boards: Boards, asked: Asked, store: "Store | None" = None) -> None:
    """Write what was rated, and publish it if that was asked for; a board that cannot be rated keeps no other back.

    Raises ``NotRatable`` where none could be rated.
    """
    from benchbook.arena.rated import BoardRatings

    found: list[BoardRatings] = []
    refused: list[NotRatable] = []
    for _, board in boards:
        if isinstance(board, BoardRatings):
            found.append(board)
        else:
            refused.append(board)
    if not found:
        raise refused[0]
    for error in refused:
        click.echo(f"benchbook: {printable(str(error))}", err=True)
    publishing = store if asked.publish else None
    if asked.output is not None:
        _write(_written(found, asked, store), asked.output)
    unpublished = [] if publishing is None else _publish(publishing, found, asked)
    if asked.output is None:  # a reader who leaves early, as `head` does, keeps no board from being published
        _write(_written(found, asked, store), None)
    for other in unpublished[1:]:
        click.echo(f"benchbook: {printable(str(other))}", err=True)
    if unpublished:
        raise unpublished[0]


def _written(boards: "Sequence[BoardRatings]", asked: Asked, store: "Store | None") -> Iterator[bytes]:
    if asked.form == "table":
        from benchbook.arena.remarks import remarks_on
        from benchbook.cli.rate.text import board_lines

        for number, board in enumerate(boards):
            lines = [*([""] if number else []), *board_lines(board, remarks_on(board))]
            yield "".join(f"{line}\n" for line in lines).encode()
        return
    from benchbook.arena.document import document_of, written

    documents = [document_of(board, _terms(store, board, asked)) for board in boards]
    if asked.form == "document":
        yield from map(written, documents)
    elif asked.form == "csv":
        from benchbook.arena.rated_file import ratings_table
        from benchbook.export.csv import csv

        yield from csv(ratings_table(documents))
    else:
        yield _json(boards, documents)


def _terms(store: "Store | None", board: "BoardRatings", asked: Asked) -> "Terms":
    """What was said of licence and citation, else that by which the board of an arena is published."""
    if store is None:
        return asked.terms
    from benchbook.scorekeeper import terms_of

    return terms_of(store, board, asked.terms)


def _json(boards: "Sequence[BoardRatings]", documents: "Sequence[BoardDocument]") -> bytes:
    import msgspec

    from benchbook.arena.effects import effects_of
    from benchbook.arena.remarks import notes

    told = [
        {**msgspec.to_builtins(document), "effects": effects_of(board), "notes": notes(board)}
        for board, document in zip(boards, documents, strict=True)
    ]
    return msgspec.json.format(msgspec.json.encode({"boards": told}), indent=2) + b"\n"


def _write(chunks: Iterator[bytes], output: str | None) -> None:
    if output is None:
        for chunk in chunks:
            click.echo(chunk, nl=False)
        return
    from benchbook.export.files import write_whole

    try:
        size = write_whole(Path(output), chunks)
    except OSError as error:
        raise click.FileError(output, error.strerror or "cannot be written") from error
    click.echo(f"Wrote {output}: {counted(size, 'byte')}.", err=True)


def _publish(store: "Store", boards: "Sequence[BoardRatings]", asked: Asked) -> "list[InputError]":
    """Publish each; why the ledger cannot take some, which keeps no other back."""
    from benchbook.errors import InputError
    from benchbook.scorekeeper import publish_board

    facts = loaded_facts(asked.facts_folder, asked.store_target)
    refused: list[InputError] = []
    for board in boards:
        try:
            published = publish_board(store, board, terms=asked.terms, facts=facts)
        except InputError as error:
            refused.append(error)
            continue
        click.echo(printable(f"{published.board}: {'; '.join(published.news)}"), err=True)
    return refused
