"""Any date, and only what was recorded by then: what the ledger answers on both axes of time."""

from datetime import timedelta

import pytest
from ledger_documents import BOARD, FACTS, RELAYED, UNKNOWN, claim, day, identity_of, model, parsed, record

from benchbook.errors import NoSuchMoment
from benchbook.model import NOW, Moment


def figures(state):
    return {
        (stored.scope.via, stored.subject): (stored.result.measures["elo"], stored.last_seen, stored.standing)
        for stored in state.results
    }


def lists(state):
    return {stored.model.id: stored.listed for stored in state.models}


def recorded(store):
    """When each import was recorded, in order."""
    return [done.recorded_at for done in store.imports()]


def test_a_run_that_goes_on_was_last_seen_when_it_was_read_last(store):
    """One import reads several scopes at one date; each has its own sightings."""
    for at in (1, 5, 9):
        claims = [claim("one", 50), claim("one", 40, scope=RELAYED)]
        record(store, parsed(at, claims, [model("one")], complete=[BOARD, RELAYED, FACTS]))
    for at, seen in ((1, 1), (4, 1), (5, 5), (8, 5), (9, 9)):
        state = store.state(Moment(as_of=day(at)))
        assert figures(state) == {(None, "one"): (50, day(seen), True), ("catalogue", "one"): (40, day(seen), True)}
        assert [entry.last_seen for entry in state.models] == [day(seen)]
        assert {refresh.observed_at for refresh in state.refreshes} == {day(seen)}


def test_what_was_known_at_a_time_is_what_had_been_recorded(store):
    record(store, parsed(1, [claim("one", 50)], [model("one")], complete=[BOARD, FACTS]))
    record(store, parsed(5, [claim("one", 55)], [model("one"), model("two")], complete=[BOARD, FACTS]))
    record(store, parsed(3, [claim("one", 53)], [model("three")], complete=[BOARD, FACTS]))
    first, second, third = recorded(store)

    def told(at, known_at):
        state = store.state(Moment(as_of=day(at), known_at=known_at))
        return figures(state)[None, "one"][0], lists(state)

    assert told(4, third) == (53, {"acme/one": False, "acme/three": True})
    assert told(4, second) == (50, {"acme/one": True})
    assert told(6, third) == (55, {"acme/one": True, "acme/two": True, "acme/three": False})
    assert told(6, second) == (55, {"acme/one": True, "acme/two": True})
    assert told(6, first) == (50, {"acme/one": True})
    assert store.state(Moment(known_at=third)) == store.state()


def test_what_was_known_of_a_name_is_what_was_decided_then(store):
    document = parsed(1, [claim("one", 50)])
    record(store, document, identities=[UNKNOWN])
    (first,) = recorded(store)
    with store.writing() as writer:
        (subject,) = writer.subjects()
        writer.reidentify({subject.id: identity_of("one")})
    (then,) = store.state(Moment(known_at=first)).results
    (now,) = store.state().results
    assert (then.identity, now.identity) == (UNKNOWN, identity_of("one"))


def test_a_correction_of_one_date_counts_from_when_it_was_recorded(store):
    record(store, parsed(1, [claim("one", 50)]))
    record(store, parsed(1, [claim("one", 51)]))
    first, second = recorded(store)
    assert figures(store.state(Moment(known_at=first)))[None, "one"][0] == 50
    assert figures(store.state(Moment(known_at=second)))[None, "one"][0] == 51


def test_counts_and_imports_are_of_a_moment_too(store):
    record(store, parsed(1, [claim("one", 50)], [model("one")], complete=[BOARD, FACTS]))
    record(store, parsed(5, [claim("one", 55), claim("two", 1)], [model("two")], complete=[BOARD, FACTS]))
    then = store.counts(Moment(as_of=day(2)))
    assert (then.listed_models, then.models, then.scores, then.imports) == (1, 1, 1, 1)
    now = store.counts()
    assert (now.listed_models, now.models, now.scores, now.imports) == (1, 2, 2, 2)
    assert [done.observed_at for done in store.imports(Moment(as_of=day(2)))] == [day(1)]


def test_before_the_first_record_there_is_nothing_to_tell(store):
    assert store.state(Moment(as_of=day(1))).models == ()
    record(store, parsed(3, [claim("one", 50)]))
    (at,) = recorded(store)
    with pytest.raises(NoSuchMoment, match=r"as_of '2026-01-02T00:00:00Z': lies before the first record, which is of"):
        store.state(Moment(as_of=day(1)))
    with pytest.raises(NoSuchMoment, match="known_at"):
        store.state(Moment(known_at=at - timedelta(seconds=1)))
    with pytest.raises(NoSuchMoment):
        store.counts(Moment(as_of=day(2)))
    assert store.state(Moment(as_of=day(3))) == store.state(NOW)


def test_turns_are_the_dates_at_which_a_state_may_differ(store):
    for at, score, models in ((1, 50, "ab"), (2, 50, "ab"), (3, 51, "a"), (4, 51, "a")):
        document = parsed(at, [claim("one", score)], [model(name) for name in models], complete=[BOARD, FACTS])
        record(store, document)
    models, boards = store.over_time(lambda timeline, _: (timeline.model_turns(), timeline.board_turns()))
    assert {at: len(chains) for at, chains in models.items()} == {day(1): 2, day(3): 1}
    assert {at: {board.board for board in found} for at, found in boards.items()} == {
        day(1): {"website"},
        day(3): {"website"},
    }
