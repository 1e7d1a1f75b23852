import pytest
from source_documents import RECEIVED, page

from benchbook.sources import Glimpse
from benchbook.sources.artificial_analysis import LEGACY, SOURCE, TODAY, parse


def record(number=1, **fields):
    return {"id": f"id-{number}", "name": f"Quill {number} (high)", "slug": f"quill-{number}", **fields}


def free(number, total, *records, version=4.3):
    pagination = {"page": number, "page_size": 1, "total_pages": total, "has_more": number < total}
    return page(
        {"tier": "free", "intelligence_index_version": version, "pagination": pagination, "data": list(records)}
    )


def results(**fields):
    parsed = parse((free(1, 1, record(**fields)),))
    assert parsed.rejected == ()
    return {result.board: result for result in parsed.claims[0].results}


def test_zero_is_unknown_for_prices_and_speeds_but_not_for_scores():
    boards = results(
        evaluations={"artificial_analysis_coding_index": 0, "gpqa": 0, "hle": None},
        pricing={"price_1m_input_tokens": 0, "price_1m_output_tokens": 2.5},
        performance={"median_output_tokens_per_second": 0, "median_time_to_first_token_seconds": 0.5},
    )
    assert boards["indices"].measures == {"coding_index": 0}
    assert boards["evaluations"].measures == {"gpqa": 0}
    assert boards["prices"].measures == {"price_1m_output_tokens": 2.5}
    assert boards["performance"].measures == {"time_to_first_token_seconds": 0.5}


def test_indices_bear_the_version_of_their_method_and_the_release_date():
    boards = results(evaluations={"artificial_analysis_coding_index": 1, "gpqa": 0.5}, release_date="2030-01-01")
    assert (boards["indices"].method_version, boards["evaluations"].method_version) == ("4.3", None)
    assert boards["indices"].details == {"release_date": "2030-01-01"}


def test_a_record_without_figures_is_a_row():
    parsed = parse((free(1, 1, record(evaluations=None)),))
    assert (parsed.rows_read, parsed.claims[0].results, parsed.claims[0].subject) == (1, (), "id-1")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://huggingface.co/inkwell/Quill-2", "inkwell/Quill-2"),
        ("https://huggingface.co/inkwell/Quill-2/tree/main?x=1", "inkwell/Quill-2"),
        ("https://huggingface.co/inkwell", None),
        ("https://inkwell.example/quill", None),
        ("", None),
        (None, None),
    ],
)
def test_hugging_face_addresses_become_ids(url, expected):
    claim = parse((free(1, 1, record(metadata={"huggingface_url": url, "openrouter_api_id": None})),)).claims[0]
    assert claim.labels.hugging_face_id == expected
    assert claim.labels.authority is None


def test_its_word_on_catalogue_ids_is_only_a_hint():
    labels = parse((free(1, 1, record(metadata={"openrouter_api_id": "inkwell/quill"})),)).claims[0].labels
    assert (labels.stated_id, labels.authority) == ("inkwell/quill", "source")


@pytest.mark.parametrize(
    ("numbers", "total", "complete"),
    [
        ((1, 2), 2, (TODAY,)),
        ((1,), 2, ()),
        ((1, 2), 3, ()),
        ((1, 1), 2, ()),
        ((2, 1), 2, (TODAY,)),
        ((1,), 1, (TODAY,)),
    ],
)
def test_complete_when_all_pages_are_there(numbers, total, complete):
    pages = tuple(free(number, total, record(10 + index)) for index, number in enumerate(numbers))
    assert parse(pages).complete == complete


def test_legacy_dumps_are_a_feed_of_their_own():
    parsed = parse((page({"collected_at": "2030-02-03", "count": 1, "models": [record()]}),))
    assert parsed.claims[0].scope == LEGACY
    assert parsed.complete == (LEGACY,)
    assert parsed.observed_at.isoformat() == "2030-02-03T00:00:00+00:00"
    assert parse((page({"count": 9, "data": [record()]}),)).complete == ()
    assert parse((page([record()]),)).complete == ()
    assert parse((page([record()]),)).observed_at == RECEIVED


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"evaluations": {"artificial_analysis_coding_index": 100.5}}, "coding_index is 100.5"),
        ({"evaluations": {"gpqa": 71}}, "gpqa is 71"),
        ({"evaluations": {"brand_new": 10**300}}, "brand_new"),
        ({"evaluations": {"gpqa": "0.5"}}, "expected `int | float | null`, found `str`"),
        ({"pricing": {"price_1m_input_tokens": -1}}, "price_1m_input_tokens is -1"),
        ({"name": "a\nb"}, "control characters"),
        ({"id": ""}, "id is empty"),
        ({"id": None}, "id"),
    ],
)
def test_bad_records_are_rejected_alone(fields, words):
    parsed = parse((free(1, 1, record(1, **fields), record(2)),))
    assert [claim.subject for claim in parsed.claims] == ["id-2"]
    assert words in parsed.rejected[0].reason
    assert parsed.complete == ()


def test_one_id_twice_is_rejected_even_without_figures():
    parsed = parse((free(1, 1, record(), record(evaluations={"gpqa": 0.5}), record()),))
    assert (len(parsed.claims), len(parsed.rejected)) == (1, 2)


def test_fetch_turns_all_pages_into_one_document():
    asked = []

    def get(path, query):
        asked.append((path, query["page"]))
        return free(int(query["page"]), 3, record(int(query["page"])))

    (pages,) = SOURCE.fetch(get)
    assert asked == [("language/models/free", number) for number in ("1", "2", "3")]
    assert parse(pages).complete == (TODAY,)


def test_recognises_its_records():
    keys = frozenset({"id", "name", "slug", "model_creator", "evaluations"})
    assert SOURCE.recognise(Glimpse(format="json", row_keys=keys))
    assert not SOURCE.recognise(Glimpse(format="json", row_keys=keys - {"evaluations"}))
