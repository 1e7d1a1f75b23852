from datetime import UTC, datetime

from benchbook.api.shapes import ENCODER
from benchbook.model import Configuration
from benchbook.publication import IndexRow, Publication
from benchbook.snapshot import build_snapshot
from benchbook.web.front import front_page, per_million

DAY = datetime(2026, 7, 22, tzinfo=UTC)


def page(*rows):
    return front_page(build_snapshot(Publication(index_rows=rows), ENCODER)).decode()


def row(name="Lumen (high)", coding=53.12, price="0.0000005", **run):
    return IndexRow(
        permaslug="acme/lumen",
        model_id="acme/lumen",
        display_name=name,
        seen_at=DAY,
        coding=coding,
        configuration=Configuration(**run),
        prompt_price=price,
        completion_price=price,
    )


def test_empty_store_says_how_to_fill_it():
    assert "benchbook import FILE" in page()
    assert "<table>" not in page()


def test_best_rows_stand_with_their_prices_per_million():
    html = page(row())
    assert "Lumen (high)" in html
    assert "53.12" in html
    assert ">0.5</td>" in html
    assert "2026-07-22" in html


def test_unknown_price_is_a_dash_and_free_is_zero():
    assert "\N{EN DASH}</span>" in page(row(price=None))
    assert ">0</td>" in page(row(price="0"))


def test_configuration_stands_beside_the_name():
    html = page(row("Lumen", effort="high", thinking_budget="16k", date="2026-01"), row("Ember"))
    assert "<td>effort high, thinking budget 16k, date 2026-01</td>" in html
    assert "<td></td>" in html


def test_names_are_escaped():
    html = page(row("<script>alert(1)</script>\"'"))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_per_million_is_exact():
    assert per_million("0.00000008333333333333334") == "0.08333333333333334"
    assert per_million("0.0000025") == "2.5"
    assert per_million("0.00006") == "60"
