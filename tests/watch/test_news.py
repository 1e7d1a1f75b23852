"""What is computed anew in part is what is computed anew in full."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.ledger_documents import (
    BOARD,
    FACTS,
    RELAYED,
    UNKNOWN,
    claim,
    day,
    identity_of,
    model,
    parsed,
    raw,
    record,
)

from benchbook.changes import changes
from benchbook.model import Matched, Prices
from benchbook.store import open_store
from benchbook.watch import News, read_filter

SUBJECTS = ("a", "b")


def matched(name):
    return Matched(model_id=f"acme/{name}", rule="id", evidence=())


documents = st.fixed_dictionaries(
    {
        "at": st.integers(0, 3),
        "scores": st.dictionaries(st.sampled_from(SUBJECTS), st.sampled_from([1.0, 2.0]), min_size=1),
        "prices": st.dictionaries(st.sampled_from(SUBJECTS), st.sampled_from(["0.1", "0.2"])),
        "scope": st.sampled_from([BOARD, RELAYED]),
        "whole": st.booleans(),
        "licence": st.sampled_from(["attribution", "internal"]),
        "joins": st.dictionaries(st.sampled_from(SUBJECTS), st.sampled_from([UNKNOWN, matched("a"), matched("z")])),
    }
)


def keep(store, drawn):
    scope, at = drawn["scope"], drawn["at"]
    claims = [claim(name, score, scope=scope) for name, score in drawn["scores"].items()]
    models = [model(name, prices=Prices(by_kind={"prompt": price})) for name, price in drawn["prices"].items()]
    complete = (scope, FACTS) if drawn["whole"] else ()
    document = parsed(at, claims, models, complete=complete, licence=drawn["licence"])
    identities = [drawn["joins"].get(each.subject, identity_of(each.subject)) for each in claims]
    record(store, document, identities=identities)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    path = tmp_path_factory.mktemp("empty") / "store.db"
    open_store(str(path)).close()
    return path


def taken_in(held, found):
    if found is None:
        return held
    kept = {} if found.since is None else {key: each for key, each in held.items() if each.at <= found.since}
    return kept | {change.id: change for change in found.changes}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(documents, min_size=2, max_size=6), audience=st.sampled_from(["keyholders", "everyone"]))
def test_no_change_is_missed_and_none_is_invented(empty, tmp_path, drawn, audience):
    path = shutil.copy(empty, tmp_path / "store.db")
    with open_store(str(path)) as store:
        news, held = News(store, read_filter([]), audience), {}
        held = taken_in(held, news.find())
        for each in drawn:
            keep(store, each)
            held = taken_in(held, news.find())
            every = store.over_time(lambda timeline, _: changes(timeline, audience=audience))
            assert held.keys() == {change.id for change in every}


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "store.db")) as opened:
        yield opened


def scored(store, at, **scores):
    record(store, parsed(at, [claim(name, score) for name, score in scores.items()], complete=(BOARD,)))


def test_only_what_may_have_turned_is_computed_anew(store):
    scored(store, 1, a=1.0)
    scored(store, 5, a=2.0)
    news = News(store, read_filter([]), "keyholders")
    assert news.find().since is None
    assert news.find() is None
    scored(store, 9, a=3.0)
    found = news.find()
    assert day(5) < found.since < day(9)
    assert [change.new for change in found.changes] == [3.0]
    scored(store, 3, a=7.0)
    found = news.find()
    assert day(1) < found.since < day(3)
    assert [change.old for change in found.changes] == [1.0, 7.0, 2.0]


def test_what_is_no_news_is_not_looked_at(store):
    scored(store, 1, a=1.0)
    news = News(store, read_filter([]), "keyholders")
    news.find()
    before = store.generation()
    with store.writing() as writer:
        writer.archive(raw("a document that is not read"), "arena")
    assert store.generation() != before
    assert news.find() is None


def test_a_name_that_is_joined_anew_is_looked_at_from_the_beginning(store):
    scored(store, 1, a=1.0)
    scored(store, 5, a=2.0)
    news = News(store, read_filter([]), "keyholders")
    news.find()
    with store.writing() as writer:
        writer.reidentify({writer.subjects()[0].id: matched("z")})
    found = news.find()
    assert found.since is None
    assert [change.model_id for change in found.changes if change.kind == "score"] == ["acme/z"]
    assert "join-moved" in {change.kind for change in found.changes}
