"""Models side by side: what is chosen, which is best, what it costs, and what is told of what is not there."""

import html as markup
import re
import sys
from decimal import Decimal
from math import hypot
from pathlib import Path

import pytest
from hostile_labels import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from published import DAY, arena, model, publication, score
from read_page import get, line, words

from benchbook.leaderboard import Figure
from benchbook.model import Configuration, PriceOverride
from benchbook.store import open_store
from benchbook.web.comparison.bill import plain, short
from benchbook.web.comparison.chosen import read_choice, write_choice
from benchbook.web.comparison.marks import Mark, mark

sys.path.insert(0, str(Path(__file__).parents[1] / "changes"))  # for changed_ledger
from changed_ledger import catalogue, day, entry, indices

values = st.floats(-1000, 1000, allow_nan=False)
errors = st.floats(0.01, 100)


def figure(value, std_error=None, **fields):
    told = {"name": "x", "configuration": Configuration(), "observed_at": DAY, "last_seen": DAY, "source": "s"}
    return Figure(value=value, std_error=std_error, **(told | fields))


# --- which is best -------------------------------------------------------------------------------


@given(st.lists(st.tuples(values, errors), min_size=2, max_size=6), st.booleans())
def test_the_best_is_better_than_all_others_by_more_than_the_intervals(told, higher):
    figures = [figure(value, error) for value, error in told]
    found = mark(figures, higher_is_better=higher)
    sign = 1 if higher else -1
    beats = [
        all(
            sign * (ours.value - theirs.value) > 1.96 * hypot(ours.std_error, theirs.std_error)
            for theirs in figures
            if theirs is not ours
        )
        for ours in figures
    ]
    assert found == (Mark(verdict="best", place=beats.index(True)) if any(beats) else Mark(verdict="close"))


@given(st.lists(st.tuples(values, st.none() | errors), min_size=2, max_size=6), st.booleans())
def test_without_every_interval_nothing_is_best(told, higher):
    found = mark([figure(value, error) for value, error in told], higher_is_better=higher)
    if any(error is None for _, error in told):
        assert found == Mark(verdict="no-interval")


def test_nothing_is_best_alone_or_across_methods():
    assert mark([None, figure(5, 0.1)], higher_is_better=True) == Mark(verdict="alone")
    apart = [figure(5, 0.1, method_version="1"), figure(9, 0.1, method_version="2")]
    assert mark(apart, higher_is_better=True) == Mark(verdict="methods")
    rebased = [figure(5, 0.1), figure(9, 0.1, other_method="4.0")]
    assert mark(rebased, higher_is_better=True) == Mark(verdict="methods")


def test_a_gap_does_not_move_the_place():
    assert mark([None, figure(5, 0.1), figure(9, 0.1)], higher_is_better=True) == Mark(verdict="best", place=2)
    assert mark([None, figure(5, 0.1), figure(9, 0.1)], higher_is_better=False) == Mark(verdict="best", place=1)


# --- what is chosen ------------------------------------------------------------------------------

told = st.none() | st.text(min_size=1, max_size=12)
configurations = st.builds(Configuration, **dict.fromkeys(Configuration.__struct_fields__, told))


@given(configurations)
def test_a_run_is_read_as_it_is_written(configuration):
    choice = read_choice(write_choice("acme/atlas", configuration), {})
    assert (choice.model_id, choice.configuration) == ("acme/atlas", configuration)


def test_choices_are_written_plainly():
    assert write_choice("a/b", Configuration(effort="high")) == "a/b@effort=high"
    assert write_choice("a/b", Configuration(effort="high", mode="reasoning")) == "a/b@effort=high,mode=reasoning"
    assert write_choice("a/b", Configuration()) == "a/b@unstated"
    assert write_choice("a/b", None) == "a/b"
    assert write_choice("a/b", Configuration(harness="x,y=z@1")) == "a/b@harness=x%2Cy%3Dz%401"


@pytest.mark.parametrize("text", ["a/b@", "a/b@high", "a/b@colour=red", "a/b@effort=", "a/b@effort=1,effort=2", "@"])
def test_what_is_no_run_is_part_of_an_id(text):
    assert read_choice(text, {}).model_id == text


def test_an_id_that_holds_an_at_sign_is_found_whole():
    assert read_choice("a/b@effort=high", {"a/b@effort=high": None}).configuration is None


# --- the page ------------------------------------------------------------------------------------


@pytest.fixture
def rivals(open_pages):
    comet = model("zeta/comet", prices={"prompt": "0.00001", "completion": "-1"})
    atlas = model(
        "acme/atlas",
        permaslug="acme/atlas-20260101",
        prices={"prompt": "0.000001", "completion": "0.000004", "input_cache_read": "0.0000001"},
    )
    conditions = (
        PriceOverride(prices={"prompt": "0.000002"}, min_prompt_tokens=200_000),
        PriceOverride(prices={"completion": "0.000003"}, utc_start="1630", utc_end="0030"),
    )
    models = [
        replace(atlas, prices=replace(atlas.prices, overrides=conditions)),
        replace(model("~acme/latest"), alias_slug="acme/atlas"),
        comet,
        model("acme/birch"),
    ]
    scores = [
        score("acme/atlas", {"coding_index": 50.25, "intelligence_index": 40}, effort="high"),
        score("acme/atlas", {"coding_index": 44.5, "intelligence_index": 31}, effort="low"),
        score("zeta/comet", {"coding_index": 70, "intelligence_index": 60}),
        arena("acme/atlas", 1300, std_error=5.0),
        arena("zeta/comet", 1400, std_error=5.0),
        arena("acme/atlas", 1300, board="models/svg", std_error=50.0),
        arena("zeta/comet", 1310, board="models/svg", std_error=50.0),
    ]
    return open_pages(publication(models, scores, departed=(model("acme/gone"),)))


BOTH = "/compare?model=acme/atlas&model=zeta/comet"


def test_nothing_chosen_says_how_to_begin(rivals):
    html = get(rivals, "/compare")
    assert "Nothing is chosen yet." in html
    assert '<option value="acme/atlas">Atlas</option>' in html
    assert "<table" not in html


def test_figures_stand_side_by_side_with_the_run_that_they_are_of(rivals):
    html = get(rivals, BOTH)
    assert words(line(html, "Intelligence Index")).split("none is best ")[1].strip() == "40 high 60"
    assert 'href="/model/acme/atlas"' in html


def test_the_best_is_marked_only_where_the_difference_is_more_than_the_interval(rivals):
    html = get(rivals, BOTH)
    clear, close, bare = line(html, "website"), line(html, "svg"), line(html, "Coding Index")
    assert "one is best" in clear
    assert re.search(r'class="number best"[^>]*><bdi>1400<', clear)
    assert clear.count("★") == 1
    assert "1390 - 1410" in words(clear)
    assert "too close to tell" in close
    assert "no intervals, so none is best" in bare
    assert "★" not in close + bare
    assert "better than every other one in its row by more than the two 95 % intervals" in html


def test_the_error_of_a_rating_is_not_that_of_its_win_rate(rivals):
    assert "no intervals, so none is best" in line(get(rivals, BOTH), "website: Win rate")


def test_a_run_is_compared_as_it_is_written(rivals):
    html = get(rivals, "/compare?model=acme/atlas@effort=low&model=acme/atlas@effort=high")
    assert "44.5" in line(html, "Coding Index")
    assert "50.25" in line(html, "Coding Index")
    html = get(rivals, "/compare?model=acme/atlas@effort=low&model=zeta/comet")
    assert "Measured, but not of this run." in line(html, "website")
    html = get(rivals, "/compare?model=acme/atlas@unstated")
    assert "1300" in line(html, "website")
    assert "effort=low" in html


def test_costs_are_exact_and_say_what_was_applied(rivals):
    html = get(rivals, f"{BOTH}&prompt=300000&cached=100000&completion=1000&requests=10")
    costs = line(html, "10 x")
    assert "$4.14" in costs
    assert "prices for prompts of 200,000 tokens and more" in costs
    assert "$4.13 from 16:30 to 00:30 UTC" in costs
    assert "Unknown: no source gives a price for cache read." in costs
    assert "Varies: the price for completion depends" in costs


def test_small_costs_keep_their_digits(rivals):
    costs = line(get(rivals, "/compare?model=acme/atlas&prompt=1&completion=0&requests=1"), "1 x")
    assert "$0.000001" in costs


@given(st.decimals(min_value=0, max_value=10**15, places=20))
def test_amounts_are_told_in_full_and_in_short(dollars):
    assert Decimal(plain(dollars).replace(",", "")) == dollars
    assert abs(float(short(dollars)[1:].replace(",", "")) - float(dollars)) <= max(0.0051, float(dollars) * 1e-3)


def test_more_cached_than_there_is_is_told_in_the_page(rivals):
    assert "More tokens are cached than the prompt has." in get(rivals, f"{BOTH}&prompt=5&cached=6")


def test_other_names_are_taken_and_each_model_stands_once(rivals):
    html = get(rivals, "/compare?model=acme/atlas-20260101&model=~acme/latest&model=acme/atlas")
    assert html.count("Leave out") == 1
    assert "acme/gone" in get(rivals, "/compare?model=acme/gone")


def test_what_is_unknown_stands_beside_the_others(rivals):
    html = get(rivals, f"{BOTH}&model=acme/atlsa")
    assert "is no model that the catalogue has or had." in html
    assert 'href="/compare?model=acme/atlas&amp;model=zeta/comet&amp;model=acme/atlas"' not in html
    assert "Side by side" in html
    html = get(rivals, "/compare?model=acme/birch&model=zeta/comet@effort=max")
    assert "no such run of it was measured" in html
    assert 'href="/compare?model=acme/birch&amp;model=zeta/comet@unstated"' in html


def test_more_than_six_are_refused_in_one_sentence(rivals):
    many = "&".join(f"model=acme/m{number}" for number in range(7))
    assert "At most 6 are compared at once, and 7 are asked for" in get(rivals, f"/compare?{many}", 400)


def test_a_model_is_added_by_id_or_found_by_words(rivals):
    assert html_heads(get(rivals, "/compare?model=acme/atlas&add=zeta/comet")) == ["acme/atlas", "zeta/comet"]
    html = get(rivals, "/compare?model=acme/atlas&add=Comet")
    assert "Which one is meant?" in html
    assert 'href="/compare?model=acme/atlas&amp;model=zeta/comet"' in html
    assert html_heads(html) == ["acme/atlas"]
    assert "No model is named like that." in get(rivals, "/compare?add=%23%23%23%23")


def html_heads(html):
    return re.findall(r"<small><bdi>([a-z]+/[a-z]+)</bdi></small>", html)


def test_links_keep_the_whole_state(rivals):
    html = get(rivals, f"{BOTH}&prompt=7&requests=2")
    assert 'href="/compare?model=zeta/comet&amp;prompt=7&amp;requests=2"' in html
    assert 'href="/compare?model=acme/atlas@effort=low&amp;model=zeta/comet&amp;prompt=7&amp;requests=2"' in html


def test_strangers_see_nothing_of_what_is_internal(open_pages, tmp_path):
    with open_store(str(tmp_path / "book.db")) as store:
        catalogue(store, 1, entry("falcon", arena=1300), entry("crane"))
        indices(store, day(2), {"Falcon (high)": 41.5})
        address = "/compare?model=acme/falcon&model=acme/crane"
        assert "41.5" in get(open_pages(None, ledger=store), address)
        html = get(open_pages(None, public=True, ledger=store), address)
        assert "41.5" not in html
        assert "internal use only" not in html
        assert "1300" in html
        assert "no such run" in get(
            open_pages(None, public=True, ledger=store), "/compare?model=acme/falcon@effort=high"
        )


def test_the_past_is_compared_as_it_was(open_pages, tmp_path):
    with open_store(str(tmp_path / "book.db")) as store:
        catalogue(store, 1, entry("falcon", "0.000001", arena=1300))
        catalogue(store, 5, entry("falcon", "0.000003", arena=1310))
        pages = open_pages(None, ledger=store)
        html = get(pages, "/compare?model=acme/falcon&as_of=2026-01-03")
        assert "1300" in html
        assert "1310" not in html
        assert 'href="/model/acme/falcon?as_of=2026-01-03"' in html
        assert '<input type="hidden" name="as_of" value="2026-01-03">' in html


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_are_only_words(open_pages, name):
    one = replace(model("acme/atlas", hugging_face_id=name), name=f"Acme: {name}")
    rows = [score("acme/atlas", {name: 1.5}, name=name, effort=name, board=name, source=name, citation=name, via=name)]
    pages = open_pages(publication([one], rows))
    reply = pages.get("/compare", params=[("model", "acme/atlas"), ("model", f"{name}@effort={name}"), ("add", name)])
    assert reply.status_code == 200
    for broken in ("<script>alert", "<img src=x", "onmouseover='"):
        assert broken not in reply.text
    assert name in markup.unescape(reply.text)


def test_bad_numbers_are_told_in_one_sentence(rivals):
    assert "parameter &#39;prompt&#39;" in get(rivals, "/compare?prompt=-1", 400)
    assert "parameter &#39;requests&#39;" in get(rivals, "/compare?requests=0", 400)
    assert "Unknown parameter" in get(rivals, "/compare?models=acme/atlas", 400)


def test_an_empty_store_says_so(open_pages):
    assert "Nothing is stored yet." in get(open_pages(publication(catalog_seen_at=None)), "/compare")
