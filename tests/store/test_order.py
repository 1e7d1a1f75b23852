"""Documents recorded in any order of their dates give the same past as an oracle that sees them all."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_documents import BOARD, FACTS, claim, day, model, parsed, record

from benchbook.model import Scope

DAYS = range(1, 7)
examples = count()

contents = st.dictionaries(st.sampled_from("abc"), st.integers(0, 1), min_size=1)
documents = st.lists(st.tuples(st.sampled_from(DAYS), contents, st.booleans()), min_size=1, max_size=7)


def kept(docs):
    """The documents that are not repetitions of an earlier one."""
    return [doc for index, doc in enumerate(docs) if doc not in docs[:index]]


def runs_of(docs, key):
    """The runs of a key, (content, first, last), and the dates of complete readings."""
    seen = {at: held[key] for at, held, _ in docs if key in held}
    complete = {at for at, _, whole in docs if whole}
    runs = []
    for at in sorted(seen):
        if runs and runs[-1][0] == seen[at] and not any(runs[-1][2] < other < at for other in complete):
            runs[-1] = (*runs[-1][:2], at)
        else:
            runs.append((seen[at], at, at))
    return runs, complete


def expected(docs, at):
    """By key, what is known at a date: content, first and last day, whether it stands."""
    found = {}
    for key in "abc":
        runs, complete = runs_of(docs, key)
        past = [run for run in runs if run[1] <= at]
        if past:
            content, first, _ = past[-1]
            last = max(day for day, held, _ in docs if key in held and day <= at)
            found[key] = (content, day(first), day(last), not any(last < other <= at for other in complete))
    return found


def document(example, at, held, whole):
    """A document with a model and a result for each key, in scopes of the example's own."""
    board = Scope(source=BOARD.source, feed=f"boards {example}")
    facts = Scope(source=FACTS.source, feed=f"models {example}")
    return parsed(
        at,
        [claim(key, float(content), scope=board, label=f"{key} {content}") for key, content in sorted(held.items())],
        [model(f"{example}-{key}", context_length=content) for key, content in sorted(held.items())],
        facts_scope=facts,
        complete=(board, facts) if whole else (),
    )


def found_models(store, example, at):
    prefix = f"acme/{example}-"
    return {
        stored.model.id.removeprefix(prefix): (
            stored.model.context_length,
            stored.observed_at,
            stored.last_seen,
            stored.listed,
        )
        for stored in store.models(day(at))
        if stored.model.id.startswith(prefix)
    }


def found_results(store, example, at):
    return {
        stored.subject: (
            int(stored.result.measures["elo"]),
            stored.observed_at,
            stored.last_seen,
            stored.standing,
        )
        for stored in store.results(day(at))
        if stored.scope.feed == f"boards {example}"
        and stored.labels.name == f"{stored.subject} {stored.result.measures['elo']:.0f}"
    }


def assert_as_expected(store, docs):
    example = next(examples)
    for at, held, whole in docs:
        record(store, document(example, at, held, whole))
    for at in (*DAYS, 100):
        wanted = expected(kept(docs), at)
        assert found_models(store, example, at) == wanted, at
        assert found_results(store, example, at) == wanted, at


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
@settings(max_examples=75, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(docs=documents)
def test_any_order_on_sqlite(store, docs):
    assert_as_expected(store, docs)


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(documents, min_size=3, max_size=3))
def test_whatever_was_recorded_the_ledger_is_sound(store, batches):
    for docs in batches:
        assert_as_expected(store, docs)
    assert store.check() == ()


@pytest.mark.parametrize("target", ["postgresql"], indirect=True)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(docs=documents)
def test_any_order_on_postgresql(store, docs):
    assert_as_expected(store, docs)


def test_a_difference_inside_a_run_splits_it_where_it_was_last_seen(store):
    for at, content in ((1, 0), (3, 0), (5, 0), (2, 1)):
        record(store, document("x", at, {"a": content}, whole=False))
    contents = [found_results(store, "x", at)["a"][0] for at in (1, 2, 3, 4, 5)]
    assert contents == [0, 1, 0, 0, 0]
    assert store.check() == ()


def test_a_reading_that_lacks_a_key_inside_its_run_withdraws_it_for_those_days(store):
    for at, held in ((1, {"a": 0}), (5, {"a": 0})):
        record(store, document("y", at, held, whole=False))
    summary = record(store, document("y", 3, {"b": 0}, whole=True))
    assert summary.withdrawn == 2
    standing = [found_results(store, "y", at)["a"][3] for at in (2, 3, 4, 5)]
    assert standing == [True, False, False, True]
