"""One model through time: in which interval each price and figure held, and where its scale broke."""

from datetime import UTC, datetime

import pytest
from changed_ledger import catalogue, day, entry, indices

from benchbook.changes import model_history
from benchbook.changes.history import MethodBreak
from benchbook.errors import UnknownThing
from benchbook.model import Moment


def history(store, name="acme/lumen", audience="keyholders", moment=None):
    return store.over_time(lambda timeline, at: model_history(timeline, name, at.as_of, audience), moment or Moment())


def prices(found, kind="prompt"):
    return [(each.price, each.begins, each.ends) for each in found.prices if each.kind == kind]


def scores(found, metric="elo"):
    return [(each.value, each.begins, each.last_seen, each.ends) for each in found.scores if each.metric == metric]


def test_prices_hold_from_one_reading_until_another_says_otherwise(store):
    for at, price in ((1, "0.000001"), (2, "0.000001"), (3, "0.000002"), (5, "0.000001")):
        catalogue(store, at, entry("lumen", price), entry("quill"))
    catalogue(store, 6, entry("quill"))
    found = history(store)
    assert prices(found) == [
        ("0.000001", day(1), day(3)),
        ("0.000002", day(3), day(5)),
        ("0.000001", day(5), day(6)),
    ]
    assert [(each.begins, each.ends) for each in found.listings] == [(day(1), day(6))]
    assert not found.listed


def test_a_model_that_returns_is_listed_twice(store):
    catalogue(store, 1, entry("lumen"), entry("quill"))
    catalogue(store, 2, entry("quill"))
    catalogue(store, 3, entry("lumen"), entry("quill"))
    assert [(each.begins, each.ends) for each in history(store).listings] == [(day(1), day(2)), (day(3), None)]


def test_what_stays_was_seen_last_when_its_catalogue_was_read_last(store):
    for at in (1, 2, 3):
        catalogue(store, at, entry("lumen"), entry("quill", f"0.00000{at}"))
    catalogue(store, 5, entry("quill", "0.000009"))
    for moment in (Moment(), Moment(as_of=day(3))):
        found = history(store, moment=moment)
        assert {each.last_seen for each in (*found.listings, *found.prices)} == {day(3)}


def test_a_figure_was_seen_last_when_its_own_document_was_read_last(store):
    """A reading of something else in between sees nothing of it."""
    for at in (1, 3):
        catalogue(store, at, entry("lumen", arena=1200))
    indices(store, day(2), {"Lumen": 49.0}, version="4.1")
    for at, seen in ((1, 1), (2, 1), (3, 3)):
        assert scores(history(store, moment=Moment(as_of=day(at)))) == [(1200, day(1), day(seen), None)]


def test_figures_hold_while_they_are_equal_whatever_changes_beside_them(store):
    quill = entry("quill", arena=1000)
    catalogue(store, 1, entry("lumen", arena=1200), quill)
    catalogue(store, 2, entry("lumen", arena=1200), quill)
    catalogue(store, 3, entry("lumen", arena=1210), quill)
    catalogue(store, 4, entry("lumen"), quill)
    found = history(store)
    assert scores(found) == [(1200, day(1), day(2), day(3)), (1210, day(3), day(3), day(4))]
    assert scores(found, "win_rate") == [(50.5, day(1), day(3), day(4))]
    (rate,) = [each for each in found.scores if each.metric == "win_rate"]
    assert (rate.source, rate.via, rate.board, rate.licence) == (
        "design-arena",
        "openrouter",
        "models/website",
        "attribution",
    )
    assert "Design Arena" in rate.citation


def test_a_change_of_method_breaks_even_an_equal_figure(store):
    catalogue(store, 1, entry("lumen"))
    indices(store, day(2), {"Lumen": 50.0}, version="4.1")
    indices(store, day(3), {"Lumen": 50.0}, version="4.2")
    first, second = history(store).scores
    assert (first.method_version, first.broken, first.ends) == ("4.1", None, day(3))
    assert (second.method_version, second.broken) == ("4.2", MethodBreak(old="4.1", new="4.2"))


def test_a_relay_that_states_no_method_is_broken_where_it_is_known_to_have_changed(store):
    old = {"intelligence_index": 50.0, "coding_index": 60.0, "agentic_index": 70.0}
    catalogue(store, datetime(2026, 6, 16, tzinfo=UTC), entry("lumen", scores=old))
    catalogue(store, datetime(2026, 7, 22, tzinfo=UTC), entry("lumen", scores=old | {"coding_index": 75.0}))
    broken = {(each.metric, each.value): each.broken for each in history(store).scores}
    assert broken["coding_index", 75.0] == MethodBreak(old="4.0", new="4.1")
    assert broken["coding_index", 60.0] is None
    assert broken["intelligence_index", 50.0] is None


def test_history_as_of_a_date_knows_nothing_of_later(store):
    catalogue(store, 1, entry("lumen", arena=1200))
    catalogue(store, 3, entry("lumen", "0.000002", arena=1210))
    then = history(store, moment=Moment(as_of=day(2)))
    assert prices(then) == [("0.000001", day(1), None)]
    assert scores(then) == [(1200, day(1), day(1), None)]


def test_internal_figures_are_left_out_for_everyone(store):
    catalogue(store, 1, entry("lumen", arena=1200))
    indices(store, day(2), {"Lumen": 50.0}, version="4.1")
    assert {each.source for each in history(store).scores} == {"artificial-analysis", "design-arena"}
    assert {each.source for each in history(store, audience="everyone").scores} == {"design-arena"}


@pytest.mark.parametrize("name", ["acme/lumen", "acme/lumen-20251201"])
def test_a_model_is_found_by_id_and_permaslug(store, name):
    catalogue(store, 1, entry("lumen"), entry("lumen:free", "0", "0"))
    assert history(store, name).model_id == "acme/lumen"


def test_a_variant_has_its_own_prices_and_its_models_scores(store):
    catalogue(store, 1, entry("lumen", arena=1200), entry("lumen:free", "0", "0"))
    found = history(store, "acme/lumen:free")
    assert (found.model_id, prices(found)) == ("acme/lumen:free", [("0", day(1), None)])
    assert scores(found) == [(1200, day(1), day(1), None)]


def test_an_unknown_model_is_an_error_with_suggestions(store):
    catalogue(store, 1, entry("lumen"))
    with pytest.raises(UnknownThing, match=r"no model 'acme/lumem' \(hint: there is: acme/lumen\)"):
        history(store, "acme/lumem")
