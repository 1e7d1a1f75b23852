"""Resolvers that were made before: a day's catalogue seldom names its models otherwise than the day before's."""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from benchbook.model import CatalogModel, Identity, Labels, Reasoning
from benchbook.resolve.facts import Facts
from benchbook.resolve.resolver import Resolver

_MOST_RESOLVERS = 3
_MOST_ANSWERS = 50_000

_Question = tuple[Labels, str, str | None]
_Key = tuple[int, tuple[tuple[object, ...], ...]]


class Remembering:
    """A resolver that gives the same answer to the same question without asking itself twice."""

    def __init__(self, models: Iterable[CatalogModel], facts: Facts) -> None:
        self.facts = facts
        self._resolver = Resolver(models, facts)
        self._answers: dict[_Question, Identity] = {}

    def resolve(self, labels: Labels, source: str, via: str | None) -> Identity:
        """The identity of what ``source`` calls by these labels, as relayed by ``via``."""
        question = (labels, source, via)
        answer = self._answers.get(question)
        if answer is None:
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            answer = self._answers[question] = self._resolver.resolve(labels, source, via)
        return answer


_made: OrderedDict[_Key, Remembering] = OrderedDict()
_lock = Lock()


def resolver_of(models: Iterable[CatalogModel], facts: Facts) -> Remembering:
    """A resolver against one state of the catalogue, the one made before if the catalogue names its models the same.

    It is made of ``named`` models, so that what those leave out cannot count in any answer. Of several
    versions of one entry the order counts, of entries it does not.
    """
    entries: dict[tuple[object, ...], CatalogModel] = {}
    for model in sorted(models, key=lambda model: model.id):
        entry = named(model)
        entries.setdefault(_told(entry), entry)
    key = (id(facts), tuple(entries))
    with _lock:
        found = _made.get(key)
        if found is None or found.facts is not facts:
            found = _made[key] = Remembering(entries.values(), facts)
        _made.move_to_end(key)
        while len(_made) > _MOST_RESOLVERS:
            _made.popitem(last=False)
    return found


def named(model: CatalogModel) -> CatalogModel:
    """What of an entry tells which names mean it: its own names, and whether it reasons."""
    parameters = model.supported_parameters
    return CatalogModel(
        id=model.id,
        permaslug=model.permaslug,
        name=model.name,
        hugging_face_id=model.hugging_face_id,
        supports_reasoning=model.supports_reasoning,
        supported_parameters=("reasoning",) if "reasoning" in parameters else ("other",) if parameters else (),
        reasoning=Reasoning() if model.reasoning else None,
    )


def _told(entry: CatalogModel) -> tuple[object, ...]:
    reasons = (entry.supports_reasoning, entry.supported_parameters, entry.reasoning is None)
    return (entry.id, entry.permaslug, entry.name, entry.hugging_face_id, *reasons)
