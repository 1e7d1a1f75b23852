"""How a board was rated, in plain words: the model, ties, prior, intervals, what was counted and what was left out."""

from collections.abc import Iterator

from benchbook.arena.conventions import FEW_CLUSTERS
from benchbook.publication import RatedBoard
from benchbook.sources.arena import BoardFacts, VoteCounts
from benchbook.web.model.facts import Fact
from benchbook.web.texts import texts
from benchbook.web.words import amount, figure, instant

SHORT_HASH = 12
_PERCENT = 100


def method_facts(board: RatedBoard) -> list[Fact]:
    """What there is to know, from the model to the hash of the counts."""
    facts = board.facts
    return [*_model(facts), *_certainty(facts), *_counted(facts), *_left_out(facts), *_reproducible(facts)]


def percent_of(share: float) -> str:
    """A level or share without needless digits: ``95``."""
    return f"{round(share * _PERCENT, 2):g}"


def _fact(name: str, *sentences: str, title: str = "") -> Fact:
    return Fact(label=texts()(f"rated-{name}"), text=" ".join(each for each in sentences if each), title=title)


def _known(name: str, value: str, **values: object) -> str:
    """A word of the document's in a sentence; one that has none stands as it is."""
    key = f"rated-{name}-{value.replace(' ', '-')}"
    return texts()(key, **values) if key in texts() else value


def _model(facts: BoardFacts) -> Iterator[Fact]:
    told, method = texts(), facts.method
    yield _fact("model", _known("model", method.model))
    if method.controls:
        yield _fact("controls", told("rated-controls-told", names=", ".join(method.controls)))
    parameter = facts.main.tie_parameter if facts.main else None
    tied = told("rated-ties-parameter", value=figure(parameter)) if parameter is not None else ""
    yield _fact("ties", _known("ties", method.ties), tied)
    both_bad = _known("both_bad", method.both_bad, count=amount(facts.counts.both_bad))
    yield _fact("both_bad", both_bad)
    if method.anchor:
        anchor = method.anchor
        yield _fact("scale", told("rated-scale-anchor", name=anchor.name, rating=figure(anchor.rating)))
    else:
        yield _fact("scale", told("rated-scale-mean", mean=figure(method.mean)))


def _certainty(facts: BoardFacts) -> Iterator[Fact]:
    told, method = texts(), facts.method
    level = told("rated-level", level=percent_of(method.level))
    few = told("rated-small-sample", count=method.small_sample_battles) if method.small_sample_battles else ""
    yield _fact("interval", level, _known("covariance", method.covariance), _clusters(facts.counts), few)
    bounded = facts.main is None or facts.main.strongly_connected
    used = method.prior if facts.main is None else facts.main.prior
    prior = told("rated-prior-some", count=figure(used)) if used else told("rated-prior-none")
    yield _fact("prior", prior, "" if bounded else told("rated-prior-needed"))
    if method.voter_cap is not None:
        yield _fact("cap", told("rated-cap-told", count=method.voter_cap))


def _clusters(counts: VoteCounts) -> str:
    """How many voters or tournaments there are, how many of one size tell as much, and what few of them mean."""
    if counts.clusters is None:
        return ""
    told, worth = texts(), counts.clusters if counts.effective_clusters is None else counts.effective_clusters
    sentences = [told("rated-clusters", count=counts.clusters)]
    if counts.clusters - worth >= 1:
        sentences.append(told("rated-clusters-worth", count=f"{worth:,.1f}"))
    if worth < FEW_CLUSTERS:
        sentences.append(told("rated-clusters-few", least=FEW_CLUSTERS))
    return " ".join(sentences)


def _counted(facts: BoardFacts) -> Iterator[Fact]:
    told, counts = texts(), facts.counts
    counted = told(f"rated-counted-{facts.basis}", battles=amount(counts.battles), pairs=amount(counts.pairs))
    votes = told("rated-votes", votes=counts.votes, shown=amount(counts.votes))
    flagged = told("rated-flagged", count=counts.flagged) if counts.flagged else ""
    yield _fact("counted", counted, votes, flagged)
    yield _fact("until", told("missing-unstated") if facts.votes_until is None else instant(facts.votes_until))


def _left_out(facts: BoardFacts) -> Iterator[Fact]:
    told, method = texts(), facts.method
    few = told("rated-few", count=facts.few, least=method.list_battles) if facts.few else ""
    apart = told("rated-apart", count=facts.apart) if facts.apart else ""
    none = "" if few or apart else told("rated-none-left-out", least=method.list_battles)
    yield _fact("left-out", few, apart, none)
    if facts.components > 1:
        sizes = ", ".join(map(amount, facts.others))
        main = facts.main.models if facts.main else 0
        yield _fact("components", told("rated-components-several", count=facts.components, main=main, sizes=sizes))
    else:
        yield _fact("components", told("rated-components-one"))


def _reproducible(facts: BoardFacts) -> Iterator[Fact]:
    yield _fact("version", facts.method.version)
    sha256 = facts.counts.sha256
    yield _fact("hash", f"{sha256[:SHORT_HASH]}…", title=sha256)
