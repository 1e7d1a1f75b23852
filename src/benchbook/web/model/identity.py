"""Which names mean a model, by which rule and on what evidence; which do not, and which wait and look alike."""

from collections.abc import Iterable, Iterator

from benchbook.api.resolution import RESOLVE_PATH, Names
from benchbook.leaderboard.score_columns import source_title
from benchbook.model import CatalogModel, Considered, Noun
from benchbook.publication import configuration_text
from benchbook.resolve.suggest import alike
from benchbook.web.model.found import JoinedName, Record, RefusedName
from benchbook.web.query import address
from benchbook.web.texts import texts

MOST_NAMES = 80
MOST_ALIKE = 12
MOST_REFUSALS = 4


class Name(Noun, frozen=True, kw_only=True):
    """A name with whose it is, how it was joined or why not, and where the whole explanation is.

    ``refused`` are other entries that it does not mean, with the reason; ``others`` how many more there are.
    """

    whose: str
    name: str
    run: str
    rule: str
    why: tuple[str, ...]
    doubt: str | None
    refused: tuple[str, ...]
    others: int
    explanation: str


class Identity(Noun, frozen=True, kw_only=True):
    """The names of a model; the counts are of those that are not shown."""

    joined: tuple[Name, ...]
    more_joined: int
    refused: tuple[Name, ...]
    more_refused: int
    alike: tuple[tuple[Name, int], ...]


def identity(record: Record, model: CatalogModel, names: Names) -> Identity:
    """The names that were joined to a model, that were kept from it, and that wait and look alike."""
    refused = [each for each in record.waiting if each.refused is not None]
    waiting = {each.labels.name: each for each in record.waiting if each.refused is None}
    return Identity(
        joined=tuple(_joined(each, names) for each in record.joined[:MOST_NAMES]),
        more_joined=max(0, len(record.joined) - MOST_NAMES),
        refused=tuple(_refused(each, each.refused or "") for each in refused[:MOST_NAMES]),
        more_refused=max(0, len(refused) - MOST_NAMES),
        alike=tuple(
            (_refused(waiting[name], waiting[name].identity.reason), likeness)
            for name, likeness in alike(model, waiting, MOST_ALIKE)
        ),
    )


def _joined(each: JoinedName, names: Names) -> Name:
    others = list(_others(names.explain(each.labels, each.scope.source).considered))
    return Name(
        whose=_whose(each),
        name=each.labels.name,
        run=configuration_text(each.identity.configuration),
        rule=_rule(each.identity.rule),
        why=each.identity.evidence,
        doubt=each.identity.doubt,
        refused=tuple(others[:MOST_REFUSALS]),
        others=max(0, len(others) - MOST_REFUSALS),
        explanation=_explanation(each),
    )


def _others(considered: Iterable[Considered]) -> Iterator[str]:
    for each in considered:
        if each.outcome != "won":
            yield f"{each.model_id}: {'; '.join(each.reasons)}"


def _rule(rule: str) -> str:
    name = f"rule-{rule}"
    return texts()(name) if name in texts() else rule


def _refused(each: RefusedName, why: str) -> Name:
    return Name(
        whose=_whose(each),
        name=each.labels.name,
        run=configuration_text(each.identity.configuration),
        rule=texts()("rule-pinned") if each.identity.pinned else "",
        why=(why,),
        doubt=None,
        refused=(),
        others=0,
        explanation=_explanation(each),
    )


def _whose(each: JoinedName | RefusedName) -> str:
    source, via = each.scope.source, each.scope.via
    return source_title(source) + (f", {texts()('via', via=source_title(via))}" if via else "")


def _explanation(each: JoinedName | RefusedName) -> str:
    labels = each.labels
    return address(
        RESOLVE_PATH,
        None,
        name=labels.name,
        source=each.scope.source,
        slug=labels.slug,
        creator=labels.creator,
        hugging_face_id=labels.hugging_face_id,
    )
