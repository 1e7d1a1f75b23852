"""What changed from one reading to the next, each of it told once and in the right words."""

import random
from datetime import UTC, datetime
from itertools import permutations

import pytest
from changed_ledger import catalogue, day, entry, indices, kinds, told

from benchbook.changes import Wanted, changes, window
from benchbook.changes.window import DEFAULT_SPAN
from benchbook.model import Claim, Labels, Matched, Moment, Parsed, Raw, Result, Scope, Unmatched
from benchbook.store import Timeline, open_store

ARENA = Scope(source="arena", feed="boards")
TERMS = {"licence": "attribution", "citation": "Arena (invented)"}


def board(store, at, *, scope=ARENA, complete=True, **figures):
    """Import a board whose every row is joined to Lumen."""
    claims = [
        Claim(
            scope=scope,
            subject=subject,
            labels=Labels(name=subject.title()),
            results=(Result(board="website", measures={"elo": elo}),),
            locator=subject,
        )
        for subject, elo in figures.items()
    ]
    whole = (scope,) if complete else ()
    document = Parsed(source="arena", observed_at=day(at), rows_read=1, claims=tuple(claims), complete=whole)
    joined = [Matched(model_id="acme/lumen", rule="alias") for _ in claims]
    with store.writing() as writer:
        writer.record(document, (Raw(body=b"%d" % at, origin="a", received_at=day(at)),), joined, **TERMS)


def test_the_first_reading_of_a_catalogue_is_one_event_and_no_news_of_each_model(store):
    catalogue(store, 1, entry("lumen", arena=1200), entry("quill", arena=1100))
    found = told(store)
    assert [(change.kind, change.count) for change in found] == [("catalogue-read", 2), ("board-read", 2)]
    assert found[0].summary == "openrouter: 2 models read for the first time"
    assert all(change.after is None and change.at == day(1) for change in found)


def test_models_come_go_and_return(store):
    lumen, quill = entry("lumen"), entry("quill")
    catalogue(store, 1, lumen)
    catalogue(store, 2, lumen, quill)
    catalogue(store, 3, lumen)
    catalogue(store, 4, lumen, quill)
    assert [(change.at, change.after, change.kind) for change in told(store, since=day(1))] == [
        (day(2), day(1), "model-came"),
        (day(3), day(2), "model-went"),
        (day(4), day(3), "model-returned"),
    ]


def test_prices_are_told_exactly_with_old_new_and_percent(store):
    catalogue(store, 1, entry("lumen", "0.0000003", "0.0000009"), entry("router", "-1", "-1"))
    catalogue(store, 2, entry("lumen", "0.00000030", "0.0000012"), entry("router", "0.000001", "-1"))
    lumen, router = told(store, since=day(1))
    assert (lumen.model_id, lumen.field, lumen.old, lumen.new) == (
        "acme/lumen",
        "completion",
        "0.0000009",
        "0.0000012",
    )
    assert lumen.percent == 33.33
    assert lumen.summary == "acme/lumen: completion $0.9 per million tokens -> $1.2 per million tokens (+33.33 %)"
    assert (router.old, router.new, router.percent) == ("-1", "0.000001", None)
    assert "variable -> $1 per million tokens" in router.summary


def test_a_price_that_is_unknown_is_not_free(store):
    catalogue(store, 1, entry("lumen"))
    catalogue(store, 2, entry("lumen", pricing={"prompt": "0.000001", "completion": "0.000002", "request": "0"}))
    (change,) = told(store, since=day(1))
    assert (change.field, change.old, change.new, change.percent) == ("request", None, "0", None)
    assert change.summary == "acme/lumen: request unknown -> $0 each"


def test_a_free_variant_that_goes_is_said_of_its_model(store):
    catalogue(store, 1, entry("lumen"), entry("lumen:free", "0", "0"), entry("quill", "0", "0"))
    catalogue(store, 2, entry("lumen"), entry("quill", "0.000001", "0"))
    found = told(store, since=day(1))
    assert set(kinds(found)) == {
        ("free-ended", "acme/lumen"),
        ("model-went", "acme/lumen:free"),
        ("free-ended", "acme/quill"),
        ("price", "acme/quill"),
    }


def test_facts_are_told_and_descriptions_are_not(store):
    catalogue(store, 1, entry("lumen"))
    after = entry("lumen", context_length=200_000, description="Other words.", supported_parameters=["tools", "seed"])
    catalogue(store, 2, after)
    found = {change.field: change for change in told(store, since=day(1))}
    assert found.keys() == {"context_length", "supported_parameters"}
    assert (found["context_length"].old, found["context_length"].new) == (100_000, 200_000)
    assert found["context_length"].summary == "acme/lumen: context length 100,000 -> 200,000"
    assert found["supported_parameters"].summary == "acme/lumen: supported parameters +seed"


def test_scores_are_told_figure_by_figure(store):
    catalogue(store, 1, entry("lumen", arena=1200), entry("quill"))
    catalogue(store, 2, entry("lumen", arena=1188), entry("quill", arena=1000))
    lumen, quill = told(store, since=day(1))
    assert (lumen.kind, lumen.metric, lumen.old, lumen.new, lumen.percent) == ("score", "elo", 1200, 1188, -1.0)
    assert (lumen.source, lumen.via, lumen.board) == ("design-arena", "openrouter", "models/website")
    assert (quill.kind, quill.figures) == ("score-came", {"elo": 1000, "win_rate": 50.5})
    catalogue(store, 3, entry("lumen"), entry("quill", arena=1000))
    (gone,) = told(store, since=day(2))
    assert (gone.kind, gone.model_id, gone.figures) == ("score-went", "acme/lumen", {"elo": 1188, "win_rate": 50.5})


def test_a_stated_change_of_method_is_one_event(store):
    names = ["Lumen", "Quill", "Ember"]
    catalogue(store, 1, *(entry(name.lower()) for name in names))
    indices(store, day(2), {name: 50.0 + at for at, name in enumerate(names)}, version="4.1")
    indices(store, day(3), {name: 40.0 + at for at, name in enumerate(names)}, version="4.2")
    indices(store, day(4), {"Lumen": 39.0, "Quill": 41.0, "Ember": 42.0}, version="4.2")
    rebased, regression = told(store, since=day(2))
    assert (rebased.kind, rebased.old, rebased.new, rebased.count) == ("re-based", "4.1", "4.2", 3)
    assert rebased.summary.startswith("artificial-analysis indices: re-based from 4.1 to 4.2; the figures of 3 rows")
    assert (regression.kind, regression.model_id, regression.old, regression.new) == ("score", "acme/lumen", 40.0, 39.0)


def test_a_known_change_of_method_of_a_relay_that_states_none_is_one_event(store):
    before, after = datetime(2026, 6, 16, tzinfo=UTC), datetime(2026, 7, 22, tzinfo=UTC)
    scores = {"intelligence_index": 50.0, "coding_index": 60.0, "agentic_index": 70.0}
    catalogue(store, before, entry("lumen", scores=scores), entry("quill", scores=scores))
    other = scores | {"coding_index": 75.0, "agentic_index": 40.0}
    catalogue(store, after, entry("lumen", scores=other), entry("quill", scores=other | {"intelligence_index": 51.0}))
    rebased, changed = told(store, since=before)
    assert (rebased.kind, rebased.old, rebased.new, rebased.count) == ("re-based", "4.0", "4.1", 2)
    assert (changed.kind, changed.metric, changed.old, changed.new) == ("score", "intelligence_index", 50.0, 51.0)


def test_another_publisher_of_the_same_is_no_news_of_every_model(store):
    scores = {"intelligence_index": 50.0, "coding_index": 60.0, "agentic_index": 70.0}
    catalogue(store, 1, entry("lumen", scores=scores))
    indices(store, day(2), {"Lumen": 49.0}, version="4.1")
    assert told(store, since=day(1)) == ()


def test_a_change_happened_after_its_own_source_was_read_last(store):
    """Another source's reading in between tells nothing of when it happened."""
    quill = entry("quill", arena=1000)
    catalogue(store, 1, entry("lumen", arena=1200), quill)
    catalogue(store, 2, entry("lumen", arena=1200), quill)
    indices(store, day(3), {"Lumen": 50.0}, version="4.1")
    catalogue(store, 4, entry("lumen", "0.000002", arena=1210), quill, entry("ember", arena=900))
    spans = {change.kind: (change.after, change.at) for change in told(store, since=day(3))}
    assert spans == dict.fromkeys(("price", "score", "model-came", "score-came"), (day(2), day(4)))


def test_joins_are_told_when_they_were_recorded(store):
    catalogue(store, 1, entry("lumen"))
    indices(store, day(2), {"Zorvex": 49.0}, version="4.1")
    with store.writing() as writer:
        (subject,) = writer.subjects()
        writer.reidentify({subject.id: Matched(model_id="acme/lumen", rule="alias")})
    with store.writing() as writer:
        writer.reidentify({subject.id: Unmatched(reason="no")})
    gained, lost = [change for change in told(store) if change.kind.startswith("join-")]
    assert (gained.kind, gained.name, gained.new) == ("join-gained", "Zorvex", "acme/lumen")
    assert gained.summary == "'Zorvex' of artificial-analysis is joined to acme/lumen"
    assert (lost.kind, lost.old) == ("join-lost", "acme/lumen")
    assert gained.at > day(2)
    assert [change.kind for change in told(store, until=day(3)) if change.kind.startswith("join-")] == []
    assert [change for change in told(store, audience="everyone") if change.kind.startswith("join-")] == []


def test_internal_figures_are_for_keyholders(store):
    catalogue(store, 1, entry("lumen"))
    indices(store, day(2), {"Lumen": 49.0}, version="4.1")
    indices(store, day(3), {"Lumen": 48.0}, version="4.1")
    assert [change.kind for change in told(store, since=day(1))] == ["board-read", "score"]
    assert told(store, since=day(1), audience="everyone") == ()


def test_changes_do_not_depend_on_the_order_of_imports(tmp_path):
    documents = [
        (1, (entry("lumen", arena=1200), entry("quill"))),
        (2, (entry("lumen", "0.000002", arena=1210), entry("quill:free", "0", "0"))),
        (3, (entry("lumen", "0.000001", arena=1210), entry("quill"))),
    ]
    seen = []
    for number, order in enumerate(permutations(documents)):
        with open_store(str(tmp_path / f"{number}.db")) as store:
            for at, entries in order:
                catalogue(store, at, *entries)
            seen.append(told(store))
    assert len(seen[0]) > 6
    assert all(found == seen[0] for found in seen)


def test_changes_of_a_window_are_those_of_the_whole_that_lie_in_it(store):
    for at in range(1, 9):
        catalogue(store, at, entry("lumen", f"0.00000{at}", arena=1200 + at % 3), entry(f"quill-{at % 4}"))
    everything = told(store)
    for since in range(1, 8):
        for until in range(since, 9):
            inside = tuple(change for change in everything if day(since) < change.at <= day(until))
            assert told(store, since=day(since), until=day(until)) == inside


def test_each_change_has_an_id_of_its_own_that_stays(store):
    for at in range(1, 6):
        catalogue(store, at, entry("lumen", f"0.00000{at}"), entry("quill", f"0.00000{at % 2 + 1}"))
    found = told(store)
    assert len({change.id for change in found}) == len(found)
    catalogue(store, 6, entry("lumen", "0.000005"), entry("quill", "0.000002"))
    assert [change.id for change in told(store)] == [change.id for change in found]


def test_what_was_not_yet_recorded_did_not_change(store):
    catalogue(store, 1, entry("lumen"))
    catalogue(store, 3, entry("lumen", "0.000009"))
    known_at = store.imports()[-1].recorded_at
    catalogue(store, 2, entry("lumen", "0.000005"))
    then = store.over_time(lambda timeline, _: changes(timeline, day(1)), Moment(known_at=known_at))
    assert [change.new for change in then] == ["0.000009"]
    assert [change.new for change in told(store, since=day(1))] == ["0.000005", "0.000009"]


def test_without_a_beginning_it_is_thirty_days_before_the_last_reading_that_was_known(store):
    catalogue(store, 1, entry("lumen"))
    catalogue(store, datetime(2026, 6, 1, tzinfo=UTC), entry("lumen"))
    first, _ = store.imports()
    dates = store.over_time(lambda timeline, _: timeline.dates, Moment(known_at=first.recorded_at))
    assert window(store.times(), None, None, first.recorded_at).begun(dates).since == day(1) - DEFAULT_SPAN
    assert window(store.times(), None, None).begun(store.times().observed).since == datetime(2026, 5, 2, tzinfo=UTC)


def test_a_document_of_the_first_year_has_nothing_before_it(store):
    catalogue(store, datetime(1, 1, 2, tzinfo=UTC), entry("lumen"))
    assert window(store.times(), None, None).begun(store.times().observed).since is None


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(), 3),
        (Wanted(model="acme/lumen"), 2),
        (Wanted(model="acme/lum*"), 2),
        (Wanted(model="acme/lumen:free"), 1),
        (Wanted(kind="model-*"), 1),
        (Wanted(kind="price", model="acme/quill"), 1),
        (Wanted(source="elsewhere"), 0),
    ],
)
def test_wanted_changes(store, wanted, count):
    catalogue(store, 1, entry("lumen"), entry("lumen:free", "0", "0"), entry("quill"))
    catalogue(store, 2, entry("lumen"), entry("quill", "0.000002"))
    assert len(wanted.choose(told(store, since=day(1)))) == count


def test_rows_that_are_alike_are_told_apart_by_the_sources_key(store):
    """A second row of one model is no news of the first, and equal figures of both are two changes."""

    board(store, 1, first=1200)
    board(store, 2, first=1200, second=1100)
    board(store, 3, first=1250, second=1100)
    board(store, 4, first=1300, second=1300)
    board(store, 5, third=1300)
    found = told(store, since=day(1))
    assert [(change.at, change.kind, change.subject, change.old, change.new) for change in found] == [
        (day(2), "score-came", "second", None, None),
        (day(3), "score", "first", 1200, 1250),
        (day(4), "score", "first", 1250, 1300),
        (day(4), "score", "second", 1100, 1300),
        (day(5), "score-came", "third", None, None),
        (day(5), "score-went", "first", None, None),
        (day(5), "score-went", "second", None, None),
    ]
    assert len({change.id for change in found}) == len(found)


def test_a_name_in_two_feeds_is_joined_once_and_two_names_of_one_key_are_two(store):
    scopes = [Scope(source="arena", feed=feed) for feed in ("boards", "elsewhere")]
    claims = tuple(
        Claim(
            scope=scope,
            subject="key",
            labels=Labels(name=name),
            results=(Result(board=f"of {name}", measures={"elo": 1200}),),
            locator=name,
        )
        for scope in scopes
        for name in ("Lumen", "Lumen 1")
    )
    document = Parsed(source="arena", observed_at=day(1), rows_read=4, claims=claims, complete=tuple(scopes))
    with store.writing() as writer:
        writer.record(
            document, (Raw(body=b"a", origin="a", received_at=day(1)),), [Unmatched(reason="no")] * 4, **TERMS
        )
    with store.writing() as writer:
        writer.reidentify({each.id: Matched(model_id="acme/lumen", rule="alias") for each in writer.subjects()})
    joins = [change for change in told(store) if change.kind == "join-gained"]
    assert sorted(change.name for change in joins) == ["Lumen", "Lumen 1"]
    assert len({change.id for change in joins}) == 2


def test_a_reading_in_part_may_change_what_is_published_without_another_figure(store):
    """A relay states a model's rows anew: those that it lacks are past, until a document has them again."""
    restating = Scope(source="arena", feed="benchmarks", via="catalogue")
    board(store, 1, scope=restating, first=1200, second=1100)
    board(store, 2, scope=restating, complete=False, first=1200)
    board(store, 3, scope=restating, first=1200, second=1100)
    expected = [(day(2), day(1), "score-went", "second"), (day(3), day(1), "score-came", "second")]
    found = told(store)
    assert [(each.at, each.after, each.kind, each.subject) for each in found[1:]] == expected
    for since in (1, 2, 3):
        assert told(store, since=day(since)) == tuple(change for change in found if change.at > day(since))


def at_random(numbers, store):
    """A few readings of a catalogue in any order, in which anything may change; sometimes of the source itself, too."""
    for at in numbers.sample(range(1, 9), k=6):
        names = [name for name in ("lumen", "quill", "ember", "tarn") if numbers.random() < 0.7] or ["lumen"]
        entries = [
            entry(
                name,
                numbers.choice(["0", "0.000001", "0.000002"]),
                arena=numbers.choice([None, 1000, 1010]),
                scores=numbers.choice([None, {"intelligence_index": numbers.choice([40.0, 41.0])}]),
            )
            for name in names
        ]
        catalogue(store, at, *entries)
        if numbers.random() < 0.3:
            indices(store, day(at + 9), {name.title(): numbers.choice([40.0, 42.0]) for name in names}, version="4.1")


@pytest.mark.parametrize("seed", range(12))
def test_looking_only_at_what_may_have_turned_misses_nothing(tmp_path, monkeypatch, seed):
    numbers = random.Random(seed)
    with open_store(str(tmp_path / "book.db")) as store:
        at_random(numbers, store)
        found = told(store)
        turning = Timeline.board_turns

        def everything(timeline):
            boards = {board for turned in turning(timeline).values() for board in turned}
            return {at: dict.fromkeys(boards) for at in timeline.dates}

        monkeypatch.setattr(Timeline, "board_turns", everything)
        assert told(store) == found
        assert len(found) > 5
