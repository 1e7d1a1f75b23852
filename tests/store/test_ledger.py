"""What goes into the ledger comes out of it, in either database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_documents import BOARD, FACTS, RELAYED, UNKNOWN, big, claim, day, identity_of, model, parsed, raw, record

from benchbook.errors import Malformed
from benchbook.model import (
    ApiKey,
    Configuration,
    Endpoint,
    Labels,
    Matched,
    Moment,
    PriceOverride,
    Prices,
    Provider,
    Rejected,
    Scope,
    Unmatched,
)
from benchbook.store import open_store
from benchbook.store.coding import instant, micros


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))])))
def test_instants_come_back_to_the_microsecond_and_in_utc(moment):
    assert instant(micros(moment)) == moment
    assert instant(micros(moment)).tzinfo is UTC


@given(st.lists(st.datetimes(timezones=st.just(UTC)), min_size=2))
def test_instants_sort_as_they_are_stored(moments):
    assert [instant(value) for value in sorted(map(micros, moments))] == sorted(moments)


def test_a_time_without_a_zone_is_refused(store):
    with pytest.raises(ValueError, match="time zone"):
        store.models(datetime(2026, 1, 1))  # noqa: DTZ001 -- the point


def test_a_model_comes_back_as_it_was(store):
    prices = Prices(
        by_kind={"prompt": "0.00000125", "completion": "-1"},
        overrides=(PriceOverride(prices={"prompt": "0.0000025"}, min_prompt_tokens=200_000),),
        discount=0.0,
    )
    full = model("one", prices=prices, description="ünïcode \0 \u2028", default_parameters={"temperature": None})
    at = day(1, microseconds=123_456)
    record(store, parsed(at, models=[full]))
    (stored,) = store.models()
    assert (stored.model, stored.observed_at, stored.last_seen, stored.listed) == (full, at, at, True)


def test_a_result_comes_back_with_its_identity_and_dates(store):
    whole = claim("one", 1250.5, variant="engine", scope=RELAYED, details={"rank": 1, "note": None}, sample_size=31)
    matched = Matched(model_id="acme/one", rule="id", configuration=Configuration(effort="high"), doubt="a codename")
    record(store, parsed(2, [whole]), identities=[matched])
    (stored,) = store.results()
    assert (stored.scope, stored.subject, stored.labels) == (RELAYED, "one", Labels(name="One"))
    assert (stored.identity, stored.result) == (matched, whole.results[0])
    assert (stored.observed_at, stored.last_seen, stored.standing) == (day(2), day(2), True)


def test_providers_and_endpoints_are_those_listed_then(store):
    here = Scope(source="catalogue", feed="providers")
    one, two = (Provider(slug=slug, name=slug.title(), datacenters=("DE",)) for slug in ("one", "two"))
    offer = Endpoint(model_id="acme/one", provider_name="One", tag="one/fp8", quantization="fp8")
    record(store, parsed(1, facts_scope=here, complete=[here], providers=(two, one), endpoints=(offer,)))
    record(store, parsed(3, facts_scope=here, complete=[here], providers=(two,)))
    assert store.providers(day(2)) == (one, two)
    assert store.providers() == (two,)
    assert store.endpoints("acme/one", day(2)) == store.endpoints(as_of=day(2)) == (offer,)
    assert store.endpoints("acme/two", day(2)) == store.endpoints() == ()


def test_the_summary_counts_what_happened(store):
    bad = Rejected(locator="data[2]", reason="no score", excerpt="{\0}")
    document = parsed(1, [claim("one"), claim("two")], [model("one")], rejected=[bad])
    summary = record(store, document, identities=[identity_of("one"), UNKNOWN])
    assert (summary.rows_read, summary.scores, summary.unresolved, summary.rejected) == (3, 1, 1, 1)
    assert (summary.models, summary.changed, summary.withdrawn, summary.repeated) == (1, 3, 0, False)
    assert summary.rejections == (bad,)
    (stored,) = store.imports()
    assert (stored.rows_read, stored.scores, stored.unresolved, stored.rejected) == (3, 1, 1, 1)
    assert (stored.licence, stored.citation) == ("attribution", "Arena (invented)")
    assert store.rejections(stored.id) == (
        Rejected(locator="data[2]", reason="no score", excerpt="{\N{REPLACEMENT CHARACTER}}"),
    )
    counts = store.counts()
    assert (counts.models, counts.scores, counts.unresolved, counts.rejected, counts.imports) == (1, 1, 1, 1, 1)
    assert counts.raw_bytes == len(store.archived(stored.sha256s[0]))


def test_a_documents_own_licence_beats_its_sources(store):
    record(store, parsed(1, [claim("one")], licence="internal", citation="its own"))
    (stored,) = store.imports()
    assert (stored.licence, stored.citation) == ("internal", "its own")


def test_the_same_figures_on_other_terms_are_on_those_terms(store):
    """Who declares a table anew as internal must be able to rely on it, whatever the figures and the day."""
    for at, licence in ((1, "open"), (5, "open"), (1, "internal"), (5, "internal")):
        record(store, parsed(at, [claim("one")], complete=[BOARD], licence=licence, citation="its own"))
    for at in (1, 3, 5, 9):
        assert [stored.licence for stored in store.results(day(at))] == ["internal"]
    for done in store.imports():
        (then,) = store.state(Moment(known_at=done.recorded_at)).results
        assert then.licence == "internal"


def test_repeating_an_import_changes_nothing(store):
    document = parsed(1, [claim("one")], [model("one")], complete=[BOARD, FACTS])
    record(store, document)
    before = (store.models(), store.results(), store.imports(), store.counts(), store.generation())
    summary = record(store, document)
    assert (summary.repeated, summary.changed, summary.withdrawn) == (True, 0, 0)
    assert (store.models(), store.results(), store.imports(), store.counts(), store.generation()) == before


def test_the_same_figures_on_a_later_day_only_move_last_seen(store):
    record(store, parsed(1, [claim("one")], [model("one")]))
    summary = record(store, parsed(4, [claim("one")], [model("one")]))
    assert (summary.repeated, summary.changed) == (False, 0)
    (stored,) = store.results()
    assert (stored.observed_at, stored.last_seen) == (day(1), day(4))
    assert store.models()[0].last_seen == day(4)


def test_measures_in_another_order_are_the_same(store):
    record(store, parsed(1, [claim("one", measures={"a": 1, "b": 2.5})]))
    assert record(store, parsed(2, [claim("one", measures={"b": 2.5, "a": 1})])).changed == 0


def test_the_same_bytes_read_otherwise_are_another_import(store):
    record(store, parsed(1, [claim("one", 50)]), body="table")
    summary = record(store, parsed(1, [claim("one", 60)]), body="table")
    assert (summary.repeated, summary.changed) == (False, 1)
    assert store.results()[0].result.measures["elo"] == 60
    assert store.counts().raw_bytes == len("table")


def test_a_row_missing_from_a_complete_reading_is_withdrawn_and_kept(store):
    record(store, parsed(1, [claim("one"), claim("two")], [model("one"), model("two")], complete=[BOARD, FACTS]))
    summary = record(store, parsed(3, [claim("two")], [model("two")], complete=[BOARD, FACTS]))
    assert (summary.changed, summary.withdrawn) == (0, 2)
    assert [(stored.subject, stored.standing) for stored in store.results()] == [("one", False), ("two", True)]
    assert [stored.listed for stored in store.models()] == [False, True]
    assert [stored.listed for stored in store.models(day(2))] == [True, True]
    assert (store.counts().models, store.counts().listed_models, store.counts().scores) == (2, 1, 1)
    again = record(store, parsed(5, [claim("two")], [model("two")], complete=[BOARD, FACTS]))
    assert again.withdrawn == 0


def test_a_scope_without_a_row_withdraws_nothing(store):
    record(store, parsed(1, [claim("one")], [model("one")], complete=[BOARD, FACTS]))
    summary = record(store, parsed(2, [], [model("one")], complete=[BOARD, FACTS]))
    assert summary.withdrawn == 0
    assert store.results()[0].standing
    assert [(refresh.scope, refresh.observed_at) for refresh in store.refreshes()] == [(BOARD, day(1)), (FACTS, day(2))]
    assert [refresh.observed_at for refresh in store.refreshes(day(1))] == [day(1), day(1)]


def test_scopes_do_not_touch_each_other(store):
    record(store, parsed(1, [claim("one", 1), claim("one", 2, scope=RELAYED)], complete=[BOARD, RELAYED]))
    record(store, parsed(2, [claim("two", 3)], complete=[BOARD]))
    standing = {(stored.scope.via, stored.subject): stored.standing for stored in store.results()}
    assert standing == {(None, "one"): False, (None, "two"): True, ("catalogue", "one"): True}


def test_a_model_of_several_scopes_is_listed_by_the_latest_word(store):
    starter = Scope(source="starter", feed="facts")
    record(store, parsed(1, models=[model("one", context_length=1)], complete=[FACTS]))
    record(store, parsed(2, models=[model("one", context_length=2)], facts_scope=starter))
    assert (store.models()[0].model.context_length, store.models()[0].listed) == (2, True)
    record(store, parsed(3, models=[model("two")], complete=[FACTS]))
    assert [stored.listed for stored in store.models()] == [False, True]
    assert [stored.model.context_length for stored in store.models(day(1))] == [1]


def test_a_corrected_file_of_the_same_day_wins(store):
    record(store, parsed(1, [claim("one", 50)]))
    record(store, parsed(1, [claim("one", 51)]))
    assert [stored.result.measures["elo"] for stored in store.results()] == [51]
    assert store.check() == ()


def test_other_labels_are_another_subject_of_the_same_result(store):
    record(store, parsed(1, [claim("one", label="Codename")]), identities=[UNKNOWN])
    record(store, parsed(2, [claim("one", label="One")]))
    assert [(stored.labels.name, type(stored.identity)) for stored in store.results()] == [("One", Matched)]
    assert [stored.labels.name for stored in store.results(day(1))] == ["Codename"]


def test_another_identity_closes_the_one_before(store):
    record(store, parsed(1, [claim("one")]), identities=[UNKNOWN])
    with store.writing() as writer:
        (subject,) = writer.subjects()
        assert subject.identity == UNKNOWN
        writer.reidentify({subject.id: identity_of("one")})
    assert store.results()[0].identity == identity_of("one")
    generation = store.generation()
    with store.writing() as writer:
        writer.reidentify({subject.id: identity_of("one")})
    assert store.generation() == generation
    refused = Unmatched(reason="pinned", refused=("acme/one",))
    summary = record(store, parsed(1, [claim("one")]), identities=[refused])
    assert summary.repeated
    assert store.results()[0].identity == refused
    assert store.check() == ()


def test_two_rows_of_one_key_that_differ_are_refused(store):
    with pytest.raises(Malformed, match=r"data\[one\].*one row for each key"):
        record(store, parsed(1, [claim("one", 1), claim("one", 2)]))
    assert store.imports() == ()
    assert record(store, parsed(1, [claim("one", 1), claim("one", 1)])).changed == 1


@pytest.mark.parametrize("figure", [float("nan"), float("inf")])
def test_figures_that_are_no_numbers_are_refused(store, figure):
    with pytest.raises(Malformed, match="finite"):
        record(store, parsed(1, [claim("one", figure)]))


def test_names_of_any_length_and_kind_can_be_stored(store):
    name = "x\0\u202e" + "é" * 10_000
    record(store, parsed(1, [claim(name, board=name, variant=name)], [model(name)]), identities=[UNKNOWN])
    (stored,) = store.results()
    assert stored.labels.name == name.title()
    assert stored.result.board == name
    assert store.models()[0].model.id == f"acme/{name}"


def test_claims_need_an_identity_each(store):
    with pytest.raises(ValueError, match="2 claims with 1 identities"):
        record(store, parsed(1, [claim("one"), claim("two")]), identities=[UNKNOWN])


def test_documents_are_archived_once_and_come_back(store):
    with store.writing() as writer:
        writer.archive(raw("document"), "arena")
        writer.archive(raw("document"), "arena")
        writer.archive(raw(""), "arena")
    assert store.archived(raw("document").sha256) == b"document"
    assert store.archived(raw("").sha256) == b""
    assert store.archived("0" * 64) is None


def test_a_replys_validators_are_kept_until_the_next(store):
    url = "https://arena.example/api?page=1"
    for etag in ('"first"', '"second"'):
        with store.writing() as writer:
            writer.archive(raw("page"), "arena")
            writer.remember_reply(url, etag, None, raw("page").sha256)
    reply = store.cached(url)
    assert (reply.url, reply.etag, reply.last_modified, reply.sha256) == (url, '"second"', None, raw("page").sha256)
    assert store.cached(f"{url}0") is None


def test_keys_are_added_and_revoked_once(store):
    key = ApiKey(id="k1", name="laptop", account="me", secret_sha256="0" * 64, created_at=day(1))
    with store.writing() as writer:
        writer.add_key(key)
    assert store.keys() == (key,)
    with store.writing() as writer:
        assert writer.revoke_key("k1", day(2))
        assert not writer.revoke_key("k1", day(3))
        assert not writer.revoke_key("k2", day(3))
    (revoked,) = store.keys()
    assert revoked.revoked_at == day(2)


def test_a_failure_inside_a_transaction_leaves_nothing(store):
    def fail():
        with store.writing() as writer:
            writer.archive(raw("gone"), "arena")
            raise InterruptedError

    generation = store.generation()
    with pytest.raises(InterruptedError):
        fail()
    assert store.archived(raw("gone").sha256) is None
    assert store.generation() == generation


def test_readers_go_on_while_one_writes(store, target):
    record(store, parsed(1, [claim("one")]))
    with open_store(target) as reader, store.writing() as writer:
        writer.record(parsed(2, [claim("one", 7)]), (raw("2"),), [UNKNOWN], licence="open", citation="")
        generation = reader.generation()
        assert [stored.result.measures["elo"] for stored in reader.results()] == [50.0]
    assert store.generation() == generation + 1
    assert [stored.result.measures["elo"] for stored in store.results()] == [7]


def test_writers_take_turns(target):
    def one(number):
        with open_store(target) as store:
            return record(store, parsed(number, [claim(f"m{number}")])).changed

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(one, range(8))) == [1] * 8
    with open_store(target) as store:
        assert store.generation() == 8
        assert len(store.results()) == 8
        assert store.check() == ()


def test_a_large_document_is_one_import(store):
    summary = record(store, big(3000))
    assert summary.changed == 6350
    summary = record(store, big(2999, score=2.0, at=1))
    assert (summary.changed, summary.withdrawn) == (5998, 2)
    assert sum(stored.standing for stored in store.results()) == 5998
    assert store.check() == ()


def test_a_reopened_store_is_the_same(store, target):
    record(store, parsed(1, [claim("one")], [model("one")]))
    before = (store.models(), store.results(), store.generation(), store.imports())
    with open_store(target) as again:
        assert (again.models(), again.results(), again.generation(), again.imports()) == before
