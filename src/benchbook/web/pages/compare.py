"""``/compare``: up to six models or runs of models side by side, and what a number of tokens costs with each."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from msgspec import Meta

from benchbook.api.query import TimeQuery
from benchbook.api.route import Asked
from benchbook.catalogue import Usage, nearest
from benchbook.errors import RequestError
from benchbook.model import Noun
from benchbook.publication import configuration_text
from benchbook.web.board.lines import model_address
from benchbook.web.comparison.bill import costs
from benchbook.web.comparison.chosen import MOST, Missing, Side, run_choices, sides
from benchbook.web.comparison.rows import fact_rows, price_rows, score_groups
from benchbook.web.notes import citations
from benchbook.web.query import address
from benchbook.web.texts import texts
from benchbook.web.words import amount

PATH = "/compare"
MOST_OFFERED = 600
"""How many ids a text field may suggest; with more, the server suggests what is alike."""

MOST_RUNS = 24
_MOST_TOKENS = 10**12
_SUGGESTED = 8


class CompareQuery(TimeQuery, frozen=True, kw_only=True):
    """The parameters of the comparison; tokens are those of one request."""

    model: Annotated[
        tuple[str, ...],
        Meta(description="Models, as author/slug, or runs of them, as author/slug@effort=high."),
    ] = ()
    add: Annotated[str, Meta(max_length=500, description="One more, by its id or a part of its name.")] | None = None
    prompt: Annotated[int, Meta(ge=0, le=_MOST_TOKENS, description="Tokens of the prompt.")] = 10_000
    completion: Annotated[int, Meta(ge=0, le=_MOST_TOKENS, description="Tokens of the answer.")] = 1_000
    cached: Annotated[int, Meta(ge=0, le=_MOST_TOKENS, description="Tokens of the prompt that are cached.")] = 0
    requests: Annotated[int, Meta(ge=1, le=10**9, description="How many requests.")] = 1_000


class ShownSide(Noun, frozen=True, kw_only=True):
    """The head of a column: a name, where it leads, how to leave it out, and which runs there are instead."""

    name: str
    id: str
    run: str | None
    href: str
    without: str
    runs: tuple[tuple[str, str, bool], ...]
    more: int
    gone: bool


class ShownMissing(Noun, frozen=True, kw_only=True):
    """What could not be found, how to leave it out, and what may have been meant with where that leads."""

    text: str
    reason: str
    without: str
    nearest: tuple[tuple[str, str], ...]


def values(asked: Asked, query: CompareQuery) -> Mapping[str, object]:
    """What the template shows; raises ``RequestError`` for more than is compared at once."""
    wanted, suggested = _wanted(asked, query)
    if len(wanted) > MOST:
        raise RequestError(texts()("compare-most", most=MOST, count=len(wanted)))
    found, missing = sides(asked, wanted)
    usage = Usage(prompt=query.prompt, completion=query.completion, cached=query.cached, requests=query.requests)
    return {
        "sides": [_shown(side, query, wanted) for side in found],
        "wanted": wanted,
        "missing": [_missing(each, query, wanted) for each in missing],
        "suggested": [(text, _address(query, (*wanted, text))) for text in suggested],
        "full": len(wanted) >= MOST,
        "most": MOST,
        "ids": _offered(asked),
        "groups": score_groups(asked.leaderboard, found, asked.today),
        "facts": list(fact_rows(found)),
        "prices": list(price_rows(found)),
        "costs": costs(found, usage) if query.cached <= query.prompt else None,
        "usage": usage,
        "cost_caption": _cost_caption(usage),
        "notes": citations(
            (side.entry for side in found), (figure for side in found for figure in side.figures.values())
        ),
    }


def _wanted(asked: Asked, query: CompareQuery) -> tuple[tuple[str, ...], list[str]]:
    """What is to be compared, with what is added if that is one of the models, else what may have been meant."""
    if query.add is None or query.add in query.model:
        return query.model, []
    found, _ = sides(asked, (query.add,))
    if found:
        return (*query.model, found[0].choice.text), []
    return query.model, _alike(asked, query.add)


def _alike(asked: Asked, text: str) -> list[str]:
    """Ids of models that hold all the words, else those that are named most alike."""
    words = text.lower().split()
    entries = asked.leaderboard.entries
    holding = [entry.model.id for entry in entries if all(word in entry.searched for word in words)]
    return holding[:_SUGGESTED] or list(nearest(text[:300], asked.snapshot.named))


def _offered(asked: Asked) -> list[tuple[str, str]]:
    entries = asked.leaderboard.entries
    return [(entry.model.id, entry.name) for entry in entries] if len(entries) <= MOST_OFFERED else []


def _address(query: CompareQuery, models: tuple[str, ...]) -> str:
    return address(PATH, query, model=tuple(dict.fromkeys(models)), add=None)


def _swapped(query: CompareQuery, wanted: Sequence[str], old: str, new: str | None) -> str:
    kept = (new if each == old else each for each in wanted)
    return _address(query, tuple(each for each in kept if each is not None))


def _shown(side: Side, query: CompareQuery, wanted: Sequence[str]) -> ShownSide:
    told = texts()
    runs = [
        (
            told("run-whole") if configuration is None else configuration_text(configuration) or told("run-unstated"),
            _swapped(query, wanted, side.given, text),
            text == side.choice.text,
        )
        for text, configuration in run_choices(side.entry, side.model)
    ]
    return ShownSide(
        name=side.entry.name,
        id=side.model.id,
        run=None if side.run is None else side.run or told("run-unstated"),
        href=model_address(side.model.id, query),
        without=_swapped(query, wanted, side.given, None),
        runs=tuple(runs[:MOST_RUNS]),
        more=max(0, len(runs) - MOST_RUNS),
        gone=not side.entry.listed,
    )


def _missing(each: Missing, query: CompareQuery, wanted: Sequence[str]) -> ShownMissing:
    return ShownMissing(
        text=each.text,
        reason=texts()(f"compare-no-{each.reason}"),
        without=_swapped(query, wanted, each.text, None),
        nearest=tuple((text, _swapped(query, wanted, each.text, text)) for text in each.nearest),
    )


def _cost_caption(usage: Usage) -> str:
    return texts()(
        "cost-caption",
        requests=amount(usage.requests),
        prompt=amount(usage.prompt),
        completion=amount(usage.completion),
        cached=amount(usage.cached),
    )
