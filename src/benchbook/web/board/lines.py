"""The lines of the leaderboard as a template shows them."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from benchbook.leaderboard import Cell, Entry, Line, Shown
from benchbook.leaderboard.columns import FACT_COLUMNS
from benchbook.leaderboard.nouns import Figure
from benchbook.leaderboard.score_columns import source_title
from benchbook.leaderboard.shown import folds
from benchbook.model import Configuration, Noun
from benchbook.publication import configuration_text
from benchbook.web.query import address
from benchbook.web.texts import texts
from benchbook.web.words import age, amount, day, dollars, figure, tokens

MODEL_PATH = "/model/{author}/{slug}"
_SHORT = ("effort", "mode", "thinking_budget")


class ShownCell(Noun, frozen=True, kw_only=True):
    """A cell: its text, the words on hover, what it is sorted by if anything, and a mark such as its run."""

    text: str
    title: str
    order: str | None = None
    tag: str = ""
    apart: bool = False
    numeric: bool = True


class ShownLine(Noun, frozen=True, kw_only=True):
    """A line: what it is called, where that leads, and its cells."""

    kind: str
    name: str
    href: str | None
    cells: tuple[ShownCell, ...]
    badges: tuple[tuple[str, str, str], ...] = ()
    detail: str = ""


class Group(Noun, frozen=True, kw_only=True):
    """A model with its lines, and what it is filtered by in the browser."""

    id: str
    data: dict[str, str]
    lines: tuple[ShownLine, ...]
    rank: str
    more: int
    is_open: bool


def group(shown: Shown, entry: Entry, today: date, rank: str, moment: str = "") -> Group:
    """A model with its lines; ``rank`` stands in for its place, links lead to a ``moment`` such as ``?as_of=…``."""
    return Group(
        id=entry.model.id,
        data=_filtered_by(entry),
        lines=tuple(_line(shown, line, today, moment) for line in shown.lines_of(entry)),
        rank=rank,
        more=len(entry.runs) + len(entry.offers) if folds(entry) else 0,
        is_open=shown.is_open(entry),
    )


def _filtered_by(entry: Entry) -> dict[str, str]:
    """What the browser filters by; unknown is absent. Lists are a line each, since their words may hold spaces."""
    flags = {
        "free": entry.free or entry.free_offer,
        "weights": entry.weights,
        "reasoning": entry.reasons,
    }
    model = entry.model
    told = {
        "q": entry.searched,
        "name": entry.name.lower(),
        "author": model.author,
        "input": "\n".join(model.input_modalities),
        "output": "\n".join(model.output_modalities),
        "source": "\n".join(sorted(entry.sources)),
        "effort": "\n".join(sorted(entry.efforts)),
        "flags": "\n".join(name for name, flag in flags.items() if flag),
        "context": str(model.context_length or ""),
        "price": _exact(entry.prices.get("prompt")),
        "outprice": _exact(entry.prices.get("completion")),
    }
    return {name: text for name, text in told.items() if text}


def _exact(price: Decimal | None) -> str:
    return "" if price is None else f"{price.normalize():f}"


def model_address(model_id: str, past: Noun | None = None) -> str:
    """Where a model's page is, in the same moment."""
    author, _, slug = model_id.partition("/")
    moment = {} if past is None else {name: getattr(past, name, None) for name in ("as_of", "known_at")}
    return address(MODEL_PATH, None, author=author, slug=slug, **moment)


def _line(shown: Shown, line: Line, today: date, moment: str) -> ShownLine:
    cells = tuple(_cell(shown, cell, line, today) for cell in line.cells)
    told = texts()
    if line.run is not None:
        name = configuration_text(line.run.configuration) or told("run-unstated")
        names = ", ".join(sorted({one.name for one in line.run.figures.values()}))
        return ShownLine(kind="run", name=name, href=None, cells=cells, detail=names)
    if line.offer is not None:
        return ShownLine(kind="offer", name=line.offer.id, href=model_address(line.offer.id) + moment, cells=cells)
    entry = line.entry
    return ShownLine(
        kind="model",
        name=entry.name if entry.name.strip() else entry.model.id,
        href=model_address(entry.model.id) + moment,
        cells=cells,
        badges=tuple(badges(entry)),
        detail=entry.model.id,
    )


def badges(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """What marks a model: the mark's name, its word and what it means."""
    told = texts()
    if not entry.listed:
        yield "gone", told("badge-gone"), told("badge-gone-why")
    if entry.free:
        yield "free", told("badge-free"), told("badge-free-why")
    elif entry.free_offer:
        yield "free", told("badge-free-variant"), told("badge-free-variant-why", id=entry.free_offer)
    if entry.weights:
        yield "weights", told("badge-weights"), told("badge-weights-why", id=entry.model.hugging_face_id or "")
    if entry.reasons:
        yield "reasoning", told("badge-reasoning"), told("badge-reasoning-why")
    if entry.is_new and entry.created_on:
        yield "new", told("badge-new"), told("badge-new-why", day=day(entry.created_on))
    if entry.leaves_on:
        yield "leaving", told("badge-leaving"), told("badge-leaving-why", day=entry.leaves_on)


def _cell(shown: Shown, cell: Cell, line: Line, today: date) -> ShownCell:
    numeric = cell.column in shown.board.columns or FACT_COLUMNS[cell.column].kind not in {"text", "texts"}
    if cell.missing is not None:
        return ShownCell(text="\N{EN DASH}", title=why_missing(shown, cell, line), numeric=numeric)
    if cell.figure is not None:
        return _score(shown, cell, cell.figure, line, today)
    order = f"{cell.order:.17g}" if isinstance(cell.order, float) else cell.order
    text, title = fact_words(cell.column, cell.value)
    return ShownCell(text=text, title=title, order=order, numeric=numeric)


def why_missing(shown: Shown, cell: Cell, line: Line) -> str:
    """Why a cell is empty."""
    told = texts()
    if cell.missing == "unmeasured":
        return told("missing-unmeasured", source=source_title(shown.board.columns[cell.column].source))
    if cell.missing == "other-runs":
        return told("missing-other-runs" if line.run or shown.wanted.effort else "missing-other-board")
    return told(f"missing-{cell.missing}")


def fact_words(column: str, value: object) -> tuple[str, str]:
    """A fact as it is shown, and in full."""
    kind = FACT_COLUMNS[column].kind
    if kind == "price" and isinstance(value, Decimal):
        return dollars(value), texts()("price-exact", price=_exact(value))
    if kind == "tokens" and isinstance(value, int):
        return tokens(value), texts()("tokens-exact", count=amount(value))
    if isinstance(value, tuple):
        return ", ".join(value), ", ".join(value)
    if isinstance(value, date):
        return day(value), day(value)
    return str(value), str(value)


def _score(shown: Shown, cell: Cell, found: Figure, line: Line, today: date) -> ShownCell:
    unlike = line.run is None and found.configuration != shown.headline(line.entry)
    return ShownCell(
        text=figure(found.value),
        title=figure_words(found, today),
        order=None if cell.order is None else f"{found.value!r}",
        tag=short_configuration(found.configuration)
        if line.run is None and (unlike or len(line.entry.runs) > 1)
        else "",
        apart=found.other_method is not None,
    )


def short_configuration(configuration: Configuration) -> str:
    """The part of a configuration that tells its effort: ``xhigh``; empty where it is unstated."""
    parts = (getattr(configuration, name) for name in _SHORT)
    return " ".join(part for part in parts if part)


def figure_words(found: Figure, today: date) -> str:
    """All that is known of a figure's origin, in one sentence a part."""
    told = texts()
    parts = [f"{found.value!r} \N{MIDDLE DOT} {found.name}."]
    if configuration := configuration_text(found.configuration):
        parts.append(told("figure-run", configuration=configuration))
    if found.other_method:
        parts.append(told("figure-other-method", version=found.other_method))
    elif found.method_version:
        parts.append(told("figure-method", version=found.method_version))
    if found.std_error is not None:
        parts.append(told("figure-std-error", error=figure(found.std_error)))
    if found.sample_size is not None:
        parts.append(told("figure-sample", count=found.sample_size))
    if found.same_as:
        parts.append(told("figure-same-as", names=", ".join(found.same_as)))
    parts.append(_seen(found.last_seen, today))
    if found.via:
        parts.append(told("figure-via", via=source_title(found.via)))
    return " ".join(parts)


@lru_cache(maxsize=1000)
def _seen(moment: datetime, today: date) -> str:
    return texts()("figure-seen", day=day(moment), age=age(moment, today))
