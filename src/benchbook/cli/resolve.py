"""``benchbook resolve``: which model a name means, and why."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from shutil import copymode
from typing import TYPE_CHECKING, BinaryIO

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
from benchbook.wording import counted

if TYPE_CHECKING:
    from benchbook.model import CatalogModel, Considered, Explanation, Identity, Moment, NameParts, Raw
    from benchbook.resolve import Resolver
    from benchbook.resolve.names_table import Outcome

_SHOWN_LOSERS = 12


@click.command(
    "resolve",
    epilog='Example: benchbook resolve "Lumen 2 Mini (high)" --source artificial-analysis   '
    "benchbook resolve --catalog models.json --names names.csv --jsonl > joined.jsonl",
)
@click.argument("name", required=False)
@click.option("--source", "source_id", metavar="ID", help="Whose name it is.  [default: nobody's]")
@click.option("--via", metavar="ID", help="Who relays it.")
@click.option("--slug", metavar="TEXT", help="The source's slug for it.")
@click.option("--creator", metavar="TEXT", help="Who made the model, by the source's word.")
@click.option("--hugging-face-id", metavar="ID", help="The repository that the source names.")
@click.option("--catalog", metavar="FILE", help="Compare with this catalogue (OpenRouter's /models), not the store's.")
@click.option("--names", metavar="FILE", help="Resolve each row of a CSV with the columns source and name; - is stdin.")
@click.option("--jsonl", "as_lines", is_flag=True, help="With --names: one JSON object a line.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="With --names: write to a file.")
@click.option("--max-bytes", type=click.IntRange(min=1), default=None, help="The most that a file may unpack to.")
@json_option
@facts_option
@moment_options
@store_option
def command(
    name: str | None,
    source_id: str | None,
    via: str | None,
    slug: str | None,
    creator: str | None,
    hugging_face_id: str | None,
    catalog: str | None,
    names: str | None,
    output: Path | None,
    max_bytes: int | None,
    facts_folder: str | None,
    as_of: str | None,
    known_at: str | None,
    store_target: str | None,
    *,
    as_lines: bool,
    as_json: bool,
) -> None:
    """Tell which model a NAME means: how it is read, the winner and the rule, the losers and why they lost.

    Names are compared part by part with every model that the store ever saw, or with a catalogue
    file, for which no store is needed. What cannot be decided stays unresolved.
    """
    from benchbook.collector import paused
    from benchbook.model import NOW, Labels
    from benchbook.resolve import Resolver

    _check_words(name, names, as_json=as_json, as_lines=as_lines, output=output)
    if names is not None and any(text is not None for text in (source_id, via, slug, creator, hugging_face_id)):
        raise click.UsageError("With --names the file's columns say whose a name is and what else is known of it.")
    then = moment(as_of, known_at)
    if catalog is not None and then != NOW:
        raise click.UsageError("--as-of and --known-at ask the store; --catalog is of one date.")

    def resolver() -> Resolver:
        models = loaded_catalogue(catalog, max_bytes) if catalog is not None else _stored(store_target, then)
        return Resolver(models, loaded_facts(facts_folder, store_target))

    if names is not None:
        with paused():
            _resolve_all(resolver(), names, output, max_bytes, as_lines=as_lines)
        return
    labels = Labels(name=name or "", slug=slug, creator=creator, hugging_face_id=hugging_face_id)
    _check_texts(labels.name, slug, creator, hugging_face_id, source_id, via)
    explanation = resolver().explain(labels, source_id or "", via)
    if as_json:
        print_json(explanation)
    else:
        _show(explanation)


def _check_words(name: str | None, names: str | None, *, as_json: bool, as_lines: bool, output: Path | None) -> None:
    if (name is None) == (names is None):
        raise click.UsageError("Give one NAME, or a file of them with --names.")
    if names is None and (as_lines or output is not None):
        raise click.UsageError("--jsonl and --output go with --names.")
    if names is not None and as_json:
        raise click.UsageError("--names takes --jsonl, not --json.")


def _check_texts(*texts: str | None) -> None:
    from benchbook.resolve.names_table import MOST_CHARACTERS

    for text in texts:
        if text is not None and not (text.strip() and len(text) <= MOST_CHARACTERS):
            raise click.UsageError(f"A name, or what is said of it, has 1 to {MOST_CHARACTERS:,} characters.")
        if text is not None and any("\ud800" <= character <= "\udfff" for character in text):
            raise click.UsageError("A name, or what is said of it, is text in UTF-8.")


def _stored(store_target: str | None, then: "Moment") -> "list[CatalogModel]":
    with opened_to_read(store_target) as store:
        return [entry.model for entry in store.state(then).models]


def _documents(path: str, max_bytes: int | None) -> "Iterator[Raw]":
    from benchbook.documents import MAX_DOCUMENT_BYTES, read_documents

    return read_documents(path, now=now(), max_bytes=max_bytes or MAX_DOCUMENT_BYTES)


# --- a file of names -------------------------------------------------------------------------


def _resolve_all(
    resolver: "Resolver", names: str, output: Path | None, max_bytes: int | None, *, as_lines: bool
) -> None:
    from benchbook.resolve.batches import workshop
    from benchbook.resolve.names_table import read_names

    counts: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    with _target(output) as out:
        for raw in _documents(names, max_bytes):
            rows = raw.body.count(b"\n")
            with workshop(resolver.candidates, _json_line if as_lines else _line, rows) as work, _progress(raw) as bar:
                for batch in work(read_names(raw)):
                    out.write(batch.written)
                    counts.update(batch.statuses)
                    rules.update(batch.rules)
                    bar(batch.rows)
    click.echo(_tally(counts, rules), err=True)


@contextmanager
def _target(output: Path | None) -> Iterator[BinaryIO]:
    """Where lines go: standard output, or a file that is replaced when all of them are written."""
    if output is None:
        yield sys.stdout.buffer
        return
    try:
        target = output.resolve()
        if target.exists() and not target.is_file():  # a pipe or a device
            with target.open("wb") as file:
                yield file
            return
        with _replacing(target) as file:
            yield file
    except OSError as error:
        raise click.FileError(str(output), error.strerror or "cannot be written") from error


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    """A new file beside ``target``, which takes its place at the end, or is removed if there is none."""
    written = target.with_name(f".benchbook-{token_hex(8)}.part")
    try:
        with written.open("xb") as file:
            yield file
        if target.exists():
            copymode(target, written)
        written.replace(target)
    finally:
        written.unlink(missing_ok=True)


@contextmanager
def _progress(raw: "Raw") -> Iterator[Callable[[int], None]]:
    """A bar on standard error if that is a terminal; else nothing is shown."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(printable(raw.origin), total=max(1, raw.body.count(b"\n") - 1))
        yield lambda rows: bars.advance(task, rows)


def _json_line(found: "Outcome") -> bytes:
    """One name and what became of it, as JSON."""
    import msgspec

    return msgspec.json.encode(found) + b"\n"


def _line(found: "Outcome") -> bytes:
    """One name and what became of it, as text."""
    answer = found.model_id or found.reason or ""
    return f"{printable(found.name)}\t{found.status}\t{printable(answer)}\n".encode()


def _tally(counts: "Counter[str]", rules: "Counter[str]") -> str:
    """How many names were matched and by which rules, and how many were not."""
    by_rule = ", ".join(f"{rule} {count:,}" for rule, count in rules.most_common())
    matched = f"{counts['matched']:,} matched" + (f" ({by_rule})" if by_rule else "")
    names = counted(counts.total(), "name")
    return f"{names}: {matched}, {counts['unresolved']:,} unresolved, {counts['rejected']:,} rejected"


# --- one name --------------------------------------------------------------------------------


def _show(explanation: "Explanation") -> None:
    click.echo(printable(explanation.labels.name))
    _say("read as", ", ".join(_parts(explanation.parts)) or "nothing that is known")
    for title, text in _answer(explanation.identity):
        _say(title, text)
    losers = [each for each in explanation.considered if each.outcome != "won"]
    for each in losers[:_SHOWN_LOSERS]:
        _say("refused" if each.outcome == "refused" else "undecided", f"{each.model_id}: {_why(each)}")
    if len(losers) > _SHOWN_LOSERS:
        _say("", f"… and {counted(len(losers) - _SHOWN_LOSERS, 'more entry', 'more entries')}; --json lists them")


def _say(title: str, text: str) -> None:
    click.echo(f"  {title:<11}{printable(text)}")


def _answer(identity: "Identity") -> Iterator[tuple[str, str]]:
    from benchbook.model import Matched

    if isinstance(identity, Matched):
        yield "matched", identity.model_id
        yield "rule", identity.rule
        for each in identity.evidence:
            yield "evidence", each
        if identity.doubt is not None:
            yield "doubt", identity.doubt
        return
    yield "rejected" if identity.pinned else "unresolved", identity.reason


def _parts(parts: "NameParts") -> Iterator[str]:
    """The parts that are there: ``family gpt``, ``versions 5.1``, ``effort high``."""
    from benchbook.publication import configuration_parts

    for name in parts.__struct_fields__:
        value = getattr(parts, name)
        if name == "configuration":
            yield from (f"{part} {text}" for part, text in configuration_parts(value))
        elif value:
            yield f"{name.replace('_', ' ')} {value if isinstance(value, str) else ' '.join(value)}"


def _why(considered: "Considered") -> str:
    return "; ".join(considered.reasons) or "no reason is told"
