"""Columns that entries are asked about, and the names that they are found by."""

from datetime import date
from decimal import Decimal

import pytest

from benchbook.catalogue import build_lines, by_name, nearest, per_million
from benchbook.model import CatalogModel, Endpoint, Percentiles, Prices, Provider


def entry(model_id="acme/atlas", **fields):
    return CatalogModel(**{"id": model_id, "permaslug": model_id, "name": model_id} | fields)


def lines(*models, endpoints=(), providers=()):
    return build_lines(
        models,
        {},
        endpoints,
        lambda model, _: model.id.encode(),
        lambda _, endpoint: endpoint.tag.encode(),
        providers,
    )


@pytest.mark.parametrize(
    ("price", "million"),
    [("0.0000001", "0.1"), ("0.000003", "3"), ("0", "0"), ("-1", None), (None, None), ("0.00000012345", "0.12345")],
)
def test_prices_a_million_are_exact(price, million):
    prices = Prices(by_kind={} if price is None else {"prompt": price})
    assert per_million(prices, "prompt") == (None if million is None else Decimal(million))


def test_entries_come_newest_first_then_by_id():
    ordered = lines(entry("b/new", created=2), entry("c/undated"), entry("a/new", created=2), entry("a/old", created=1))
    assert [line.entry.id for line in ordered] == ["a/new", "b/new", "a/old", "c/undated"]
    assert ordered == lines(*(line.entry for line in reversed(ordered)))


@pytest.mark.parametrize(
    ("tokenizer", "found"),
    [("Llama3", {"llama3", "llama"}), ("GPT", {"gpt"}), (None, set()), ("Llama3.1", {"llama3.1", "llama"})],
)
def test_an_architecture_is_found_with_and_without_its_number(tokenizer, found):
    (line,) = lines(entry(tokenizer=tokenizer))
    assert line.architectures == found


@pytest.mark.parametrize(
    ("created", "day"), [(1_788_220_800, date(2026, 9, 1)), (0, None), (None, None), (2**53, None)]
)
def test_a_day_of_creation_is_one_of_the_calendar(created, day):
    (line,) = lines(entry(created=created))
    assert line.created_on == day


@pytest.mark.parametrize(
    ("outputs", "usual"), [(("text",), True), (("image", "text"), True), ((), True), (("image",), False)]
)
def test_what_writes_text_or_is_unknown_is_usual(outputs, usual):
    (line,) = lines(entry(output_modalities=outputs))
    assert line.usual == usual


def test_a_model_has_the_best_medians_of_its_endpoints_and_all_their_names():
    offers = [
        Endpoint(model_id="acme/atlas", provider_name="River AI", tag="river/fp8"),
        Endpoint(
            model_id="acme/atlas",
            provider_name="Mill",
            tag="mill/eu#2",
            throughput_last_30m=Percentiles(p50=80),
            latency_last_30m=Percentiles(p50=300),
        ),
        Endpoint(
            model_id="acme/atlas",
            provider_name="Mill",
            tag="mill/eu",
            throughput_last_30m=Percentiles(p50=20),
            latency_last_30m=Percentiles(p50=90),
        ),
        Endpoint(model_id="acme/other", provider_name="Elsewhere", tag="else"),
    ]
    (line,) = lines(entry(), endpoints=offers, providers=[Provider(slug="paper-mill", name="Mill")])
    assert (line.throughput, line.latency) == (80, 90)
    assert line.providers == {"river ai", "river", "mill", "paper-mill"}
    assert line.offers == (b"mill/eu", b"mill/eu#2", b"river/fp8")


def named(name):
    found = by_name(
        lines(
            entry("acme/atlas-3:free", permaslug="acme/3-atlas"),
            entry("acme/atlas-3", permaslug="acme/3-atlas"),
            entry("~acme/atlas-latest", permaslug="acme/3-atlas"),
            entry("acme/solo:batch", permaslug="acme/solo-2026"),
            entry("acme/2-twin", permaslug="acme/other"),
            entry("acme/twin", permaslug="acme/2-twin"),
        )
    )
    return found.get(name) and found[name].entry.id


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("acme/atlas-3", "acme/atlas-3"),
        ("acme/atlas-3:free", "acme/atlas-3:free"),
        ("~acme/atlas-latest", "~acme/atlas-latest"),
        ("acme/3-atlas", "acme/atlas-3"),
        ("acme/3-atlas:free", "acme/atlas-3:free"),
        ("acme/solo-2026", "acme/solo:batch"),
        ("acme/2-twin", "acme/2-twin"),
        ("acme/atlas-3:nitro", None),
        ("acme/atlas", None),
    ],
)
def test_an_entry_is_found_by_its_names_and_no_other(name, found):
    assert named(name) == found


def test_the_nearest_names_are_told_and_nothing_far_away():
    found = by_name(lines(entry("acme/atlas-3"), entry("acme/atlas-2"), entry("zzz/q")))
    assert nearest("acme/atlas-4", found) == ("acme/atlas-2", "acme/atlas-3")
    assert nearest("x", found) == ()
