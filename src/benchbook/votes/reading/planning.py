"""From a file's columns to a plan of its reading."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NoReturn

import msgspec

from benchbook.errors import Malformed
from benchbook.votes.covariate_bounds import MOST_MEASURES
from benchbook.votes.reading.columns import KINDS, Columns
from benchbook.votes.reading.facts import VoteFacts, folded, vote_facts
from benchbook.votes.reading.files.batch import Read, VoteFile
from benchbook.votes.reading.nouns import Mapping
from benchbook.votes.reading.plan import Entries, Measure, Placements, Plan, Votes
from benchbook.votes.reading.suggestions import unfound
from benchbook.wording import shortened

MOST_MODELS = 16
"""How many models a tournament may have."""

_LEAST_MODELS = 2
_CERTAINLY_WIDE = 3
_SHOWN = 12
_LOOKED_AT = 1_000
_OF_VOTES = ("model_a", "model_b", "winner", "side", "covariates")
_LOG = frozenset({"kind", "flag", "covariates", "tournament"})


def planned(file: VoteFile, mapping: Mapping) -> Plan:
    """Which columns of a file are read as what; raises ``Malformed`` where the needed ones are not found."""
    facts = vote_facts()
    columns = Columns(file, mapping, facts)
    rows = _rows(columns, mapping, facts)
    if rows is None:
        raise unfound(file, mapping, facts)
    _check_said(rows, columns, mapping)
    columns.use(rows.reads())
    tournament = columns.taken("tournament")
    if isinstance(rows, Votes):
        rows = _told_of_votes(rows, columns, mapping, facts, file)
    elif tournament is None:
        tournament = columns.vote_id()
    visible, hidden = _visible(columns, mapping, facts)
    prompt = columns.taken("prompt")
    has_ids = not isinstance(rows, Votes) or rows.vote_id is not None
    plan = Plan(
        rows=rows,
        tournament=tournament,
        category=columns.taken("category"),
        cast_at=columns.taken("cast_at"),
        voter=columns.taken("voter"),
        prompt=prompt,
        turn=None if has_ids or prompt is None else columns.taken("turn"),
        names_visible=visible,
        names_hidden=hidden,
    )
    notes = (*_told(plan, columns), *columns.notes)
    return msgspec.structs.replace(plan, notes=notes)


# --- what a row is ---------------------------------------------------------------------------


def _rows(columns: Columns, said: Mapping, facts: VoteFacts) -> Votes | Placements | Entries | None:
    if said.placements:
        return _places_said(columns, said.placements)
    if said.model or said.place:
        return _entries(columns) or _without_tournaments(columns)
    if said.model_a or said.model_b or said.winner:
        return _votes(columns, said, facts)
    wide = _wide(columns, facts)
    if wide is not None and len(wide.wide) >= _CERTAINLY_WIDE:
        return wide
    return _votes(columns, said, facts) or wide or _entries(columns) or _listed(columns, facts)


def _places_said(columns: Columns, said: Sequence[str]) -> Placements:
    if len(said) > MOST_MODELS:
        raise Malformed(columns.where, "", f"at most {MOST_MODELS} columns of places, found {len(said)}")
    if len(said) == 1:
        return Placements(listed=columns.said(said[0], "list"))
    return Placements(wide=tuple(columns.said(column, "name") for column in said))


def _wide(columns: Columns, facts: VoteFacts) -> Placements | None:
    for names in facts.placements.wide:
        reads = takewhile(lambda read: read is not None, (columns.named(name, "name") for name in names))
        present = tuple(read for read in reads if read is not None)
        if len(present) >= _LEAST_MODELS:
            return Placements(wide=present)
    return None


def _listed(columns: Columns, facts: VoteFacts) -> Placements | None:
    found = columns.first(facts.placements.listed, "list")
    return None if found is None else Placements(listed=found)


def _entries(columns: Columns) -> Entries | None:
    if columns.part("tournament") is None:
        return None
    model, place = columns.part("model"), columns.part("place")
    return None if model is None or place is None else Entries(model=model, place=place)


def _without_tournaments(columns: Columns) -> NoReturn:
    hint = "say --tournament, --model and --place together"
    raise Malformed(columns.where, "", "columns of a tournament, a model and its place", hint=hint)


def _check_said(rows: Votes | Placements | Entries, columns: Columns, said: Mapping) -> None:
    """Raise ``Malformed`` for columns that a person names and that such rows cannot have."""
    if isinstance(rows, Votes):
        return
    strange = [*_OF_VOTES, *(("model", "place") if isinstance(rows, Placements) else ())]
    if said.vote_id and columns.part("tournament") is not None:
        strange.append("vote_id")
    named = ", ".join("--" + name.replace("_", "-").removesuffix("s") for name in strange if getattr(said, name))
    if named:
        hint = "a tournament is called by --tournament, and has neither winner nor sides"
        raise Malformed(
            columns.where, "", f"votes between two models for {named}, found places in tournaments", hint=hint
        )


def _votes(columns: Columns, said: Mapping, facts: VoteFacts) -> Votes | None:
    if "" in {said.model_a, said.model_b}:
        return None
    surely = columns.named("winner", KINDS["winner"]) if said.winner is None else None
    hot = _hot(columns, facts) if not said.winner and surely is None else ()
    winner = None if hot else surely or columns.needed("winner")
    told = [read for read in (winner, *hot) if read is not None]
    pair = _pair(columns, said, (*facts.pairs.plain, *facts.pairs.sided), told) if told else None
    if pair is not None:
        sided = (folded(pair[0].column), folded(pair[1].column)) in facts.pairs.sided
        return Votes(first=pair[0], second=pair[1], winner=winner, hot=hot, first_left=sided)
    decided = columns.pairs(facts.pairs.decided, ())
    if said.model_a or said.winner or not decided:
        return None
    return Votes(first=decided[0][0], second=decided[0][1])


def _hot(columns: Columns, facts: VoteFacts) -> tuple[Read | None, ...]:
    for names in facts.hot.columns:
        reads = tuple(columns.named(name, "word") for name in names)
        if reads[0] is not None and reads[1] is not None:
            return reads
    return ()


def _pair(
    columns: Columns, said: Mapping, names: Iterable[tuple[str, str]], besides: Iterable[Read]
) -> tuple[Read, Read] | None:
    """The two models: the first pair that is there and not of numbers alone."""
    if said.model_a and said.model_b:
        return columns.said(said.model_a, "name"), columns.said(said.model_b, "name")
    if said.model_a or said.model_b:
        raise Malformed(columns.where, "", "both models' columns", hint="say --model-a and --model-b together")
    found = columns.pairs(names, besides)
    if len(found) <= 1:
        return next(iter(found), None)
    chosen = next((pair for pair in found if not columns.are_numbers(pair)), found[0])
    if chosen != found[0]:
        passed = " and ".join(shortened(read.column) for read in found[0])
        columns.notes.append(f"{passed} hold numbers, so they are not taken for the models' names")
    return chosen


# --- what is told of votes -------------------------------------------------------------------


def _told_of_votes(rows: Votes, columns: Columns, said: Mapping, facts: VoteFacts, file: VoteFile) -> Votes:
    is_log = file.columns.keys() >= _LOG
    measures, by_name = _measures(columns, said, facts)
    columns.use([read for measure in measures for read in measure.reads()])
    return msgspec.structs.replace(
        rows,
        shown=None if rows.first_left else _shown(columns, rows, facts),
        side=columns.taken("side"),
        vote_id=columns.vote_id(),
        kind=columns.taken("kind") if is_log else None,
        flag=columns.taken("flag") if is_log else None,
        measures=measures,
        measures_by_name=by_name,
        answers=_answers(columns, facts),
    )


def _shown(columns: Columns, rows: Votes, facts: VoteFacts) -> tuple[Read, Read] | None:
    """Columns of the names left and right, if the first rows have the two models in them."""
    for pair in columns.pairs(facts.pairs.sided, (rows.first, rows.second)):
        batch = columns.start((rows.first, rows.second, *pair))
        if batch is None:
            return None
        told = list(zip(*(column.slice(0, _LOOKED_AT).to_pylist() for column in batch.columns.values()), strict=True))
        if sum({a, b} == {left, right} for a, b, left, right in told) > len(told) / 2:
            return pair
    return None


def _measures(columns: Columns, said: Mapping, facts: VoteFacts) -> tuple[tuple[Measure, ...], Read | None]:
    if said.covariates:
        if len(said.covariates) > MOST_MEASURES:
            raise Malformed(columns.where, "", f"at most {MOST_MEASURES} covariates, found {len(said.covariates)}")
        return tuple(_measure_said(columns, name) for name in dict.fromkeys(said.covariates)), None
    by_name = columns.first(facts.columns["covariates"], KINDS["covariates"])
    if by_name is not None:
        return (), by_name
    found = []
    for name, (first, second) in facts.measures.pairs.items():
        a, b = columns.inside(first), columns.inside(second)
        if a is not None and b is not None:
            found.append(Measure(name=name, first=a, second=b))
    found += [Measure(name=name, first=read) for name, read in columns.beginning(facts.measures.prefixes)]
    once = {measure.name: measure for measure in reversed(found)}
    return tuple(measure for measure in found if once[measure.name] is measure)[:MOST_MEASURES], None


def _measure_said(columns: Columns, name: str) -> Measure:
    pair = columns.inside(f"{name}_a"), columns.inside(f"{name}_b")
    if pair[0] is not None and pair[1] is not None:
        return Measure(name=name, first=pair[0], second=pair[1])
    single = columns.inside(name)
    return Measure(name=name, first=columns.said(name, "number") if single is None else single)


def _answers(columns: Columns, facts: VoteFacts) -> tuple[Read, Read] | None:
    for first, second in facts.answers.pairs:
        pair = columns.named(first, "answer"), columns.named(second, "answer")
        if pair[0] is not None and pair[1] is not None:
            return pair[0], pair[1]
    return None


def _visible(columns: Columns, said: Mapping, facts: VoteFacts) -> tuple[Read | None, bool]:
    """The column that tells whether names were seen, and whether it says the opposite."""
    kind = KINDS["names_visible"]
    if said.names_visible is not None:
        named = said.names_visible
        return (columns.said(named, kind), folded(named) in facts.visible.hidden) if named else (None, False)
    shown = columns.first(facts.visible.shown, kind)
    return (shown, False) if shown is not None else (columns.first(facts.visible.hidden, kind), True)


def _told(plan: Plan, columns: Columns) -> Iterator[str]:
    """What was decided of the columns, in words."""
    parts = [f"{' and '.join(names)} ({part})" for part, names in _parts(plan)]
    yield f"read: {', '.join(parts)}"
    unread = columns.unread(plan.reads)
    if unread:
        more = f" and {len(unread) - _SHOWN:,} more" if len(unread) > _SHOWN else ""
        yield f"not read: {', '.join(shortened(name) for name in unread[:_SHOWN])}{more}"


def _parts(plan: Plan) -> Iterator[tuple[str, list[str]]]:
    rows = plan.rows
    named: list[tuple[str, Iterable[Read | None]]]
    if isinstance(rows, Votes):
        named = [
            ("models", (rows.first, rows.second)),
            ("winner", (rows.winner, *rows.hot)),
            ("id of the vote", (rows.vote_id,)),
            ("side", (rows.side, *(rows.shown or ()))),
            ("covariates", (rows.measures_by_name, *(read for each in rows.measures for read in each.reads()))),
            ("answers", rows.answers or ()),
        ]
    else:
        named = [("models by their places", tuple(rows.reads()))]
    named += [
        ("tournament", (plan.tournament,)),
        ("category", (plan.category,)),
        ("time", (plan.cast_at,)),
        ("voter", (plan.voter,)),
        ("prompt", (plan.prompt, plan.turn)),
        ("whether names were seen", (plan.names_visible,)),
    ]
    for noun, reads in named:
        names = [shortened(read.name) for read in reads if read is not None]
        if names:
            yield noun, names
