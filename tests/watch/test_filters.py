import pytest
from tests.store.ledger_documents import day

from benchbook.changes import Change
from benchbook.errors import BadFilter
from benchbook.watch import read_filter


def change(kind="price", **told):
    return Change(kind=kind, at=day(1), source=told.pop("source", "openrouter"), licence="attribution", **told)


PRICE = change(model_id="openai/gpt-5:free", field="prompt", old="0.1", new="0.2")
SCORE = change("score", source="arena", model_id="acme/lumen", board="website", metric="elo", old=1, new=2)
CAME = change("score-came", source="arena", model_id="acme/lumen", board="svg", figures={"elo": 1.0, "battles": 3})
MOVED = change("join-moved", source="arena", model_id="acme/b", old="acme/a", new="acme/b")
READ = change("catalogue-read", count=3)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], [PRICE, SCORE, CAME, MOVED, READ]),
        (["kind=price"], [PRICE]),
        (["kind=score*", "kind=price"], [PRICE, SCORE, CAME]),
        (["kind=score*", "board=svg"], [CAME]),
        (["model=openai/*"], [PRICE]),
        (["model=openai/gpt-5"], [PRICE]),
        (["model=openai/gpt-5:free"], [PRICE]),
        (["model=acme/a"], [MOVED]),
        (["metric=elo"], [SCORE, CAME]),
        (["source=openrouter", "source=nowhere"], [PRICE, READ]),
        (["model=*"], [PRICE, SCORE, CAME, MOVED]),
        (["model=ACME/*"], []),
        (["board=a=b"], []),
    ],
)
def test_one_key_is_or_and_several_are_and(texts, expected):
    wanted = read_filter(texts)
    assert [each for each in (PRICE, SCORE, CAME, MOVED, READ) if wanted.matches(each)] == expected


def test_equal_filters_are_equal_in_any_order():
    wanted = read_filter(["kind=score", "model=a", "kind=price"])
    assert wanted == read_filter([" kind = price", "kind=score", "model=a"])
    assert read_filter(["kind=score"]) != read_filter(["board=score"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("price", "filter 'price': expected KEY=VALUE; there is: board=…, kind=…, metric=…, model=…, source=…"),
        ("kind=", "filter 'kind=': expected KEY=VALUE; there is: board=…, kind=…, metric=…, model=…, source=…"),
        ("licence=open", "filter 'licence=open': no key 'licence'; there is: board, kind, metric, model, source"),
        ("kind=prize", "filter 'kind=prize': no such kind of change; there is: board-read, catalogue-read, fact,"),
    ],
)
def test_what_is_no_filter_is_told_with_all_that_there_is(text, expected):
    with pytest.raises(BadFilter) as caught:
        read_filter([text])
    assert str(caught.value).startswith(expected)
