"""The leaderboard as HTML: what stands where, what an address means, and what it says when there is nothing."""

import csv
import io
import re
from html import unescape

import pytest
from hostile_labels import HOSTILE
from published import INDICES, arena, model, publication, score
from read_page import words
from stored_pages import pages_on

CODING = f"{INDICES}/coding_index"


def rows(html):
    return re.findall(r'<tbody id="m-([^"]+)"', html)


def remembered(html):
    filters = html[html.index('id="filters"') : html.index("</form>")]
    return re.findall(r'type="hidden" name="open" value="([^"]+)"', filters)


def get(pages, address):
    reply = pages.get(address)
    assert reply.status_code == 200, reply.text
    return reply.text


def test_models_stand_with_rank_scores_and_prices(pages):
    html = get(pages, "/")
    assert rows(html) == ["zeta/comet", "acme/atlas", "acme/birch"]
    assert "Models: 3 of 3" in html
    first = html[html.index('id="m-zeta/comet"') : html.index('id="m-acme/atlas"')]
    assert '<td class="rank">1</td>' in first
    assert ">60<small>high</small></td>" in first
    assert "Standard error" not in first, "the row states one, but not of which index"
    assert ">$10</td>" in first
    assert 'title="Varies with the model that the request is routed to."' in first
    assert "free variant" in first
    assert "3 runs and offers" in first


def test_a_gap_is_a_dash_with_its_reason_and_free_is_no_gap(pages):
    html = get(pages, "/")
    birch = html[html.index('id="m-acme/birch"') :]
    assert 'title="Artificial Analysis has no figure of this model.">\N{EN DASH}</td>' in birch
    assert ">free</td>" in birch


def test_each_figure_says_when_it_was_seen_and_whose_it_is(pages):
    html = get(pages, "/")
    assert "Seen 2026-07-22, 10 days old." in html
    assert "Source: Artificial Analysis (artificialanalysis.ai)" in html
    assert "internal use only" in html


def test_what_is_not_shown_is_not_cited(pages):
    html = get(pages, "/?columns=design-arena/models/website/elo&columns=prompt")
    assert "<bdi>Arena</bdi>" in html
    assert "Source: Artificial Analysis" not in html


def test_without_a_key_nothing_internal_is_shown(open_pages, lot):
    shown = publication(lot.models, [row for row in lot.scores if row.licence != "internal"])
    client = open_pages(shown, public=True)
    assert "Source: Artificial Analysis" not in get(client, "/")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ATLAS", ["acme/atlas"]),
        ("q=&author=&context=", ["zeta/comet", "acme/atlas", "acme/birch"]),
        ("author=acme&author=nobody", ["acme/atlas", "acme/birch"]),
        ("input=image&input=text", ["acme/atlas"]),
        ("max_price=1", ["acme/atlas", "acme/birch"]),
        ("free=1", ["zeta/comet", "acme/birch"]),
        ("weights=true", ["acme/atlas"]),
        ("gone=1&q=gone", ["acme/gone"]),
        ("effort=low", ["zeta/comet"]),
        ("sort=name&order=desc", ["zeta/comet", "acme/birch", "acme/atlas"]),
        ("sort=prompt", ["acme/birch", "acme/atlas", "zeta/comet"]),
    ],
)
def test_an_address_holds_the_table(pages, query, found):
    assert rows(get(pages, f"/?{query}")) == found


def test_runs_unfold_and_fold_again_without_a_script(pages):
    html = get(pages, "/?open=zeta/comet&open=acme/birch")
    assert html.count('<tr class="run">') == 2
    assert html.count('<tr class="offer">') == 1
    assert remembered(html) == ["zeta/comet", "acme/birch"]
    folded = get(pages, "/?open=zeta/comet&open=acme/birch&fold=zeta/comet")
    assert '<tr class="run">' not in folded
    assert remembered(folded) == ["acme/birch"]
    assert get(pages, "/?all_open=1").count('<tr class="run">') == 2


def test_some_lines_can_be_had_alone(pages):
    html = get(pages, "/leaderboard/lines?open=zeta/comet")
    assert rows(html) == ["zeta/comet"]
    assert html.count('<tr class="run">') == 2


def test_columns_are_chosen_in_their_order(pages):
    html = get(pages, f"/?columns=context&columns={CODING}")
    heads = re.findall(r'data-column="([^"]+)"', html)
    assert heads == ["name", "context", CODING]


def test_sorted_column_says_so_and_its_link_turns_it(pages):
    html = get(pages, f"/?sort={CODING}")
    assert f'aria-sort="descending" data-column="{CODING}"' in html
    head = html[html.index(f'data-column="{CODING}"') :]
    assert head[: head.index("</th>")].count("order=asc") == 1


def test_no_result_says_which_filter_to_loosen(pages):
    html = get(pages, "/?q=comet&weights=1")
    assert "No model passes every filter." in html
    assert "Without Open weights there is 1." in html
    assert 'href="/?q=comet"' in html
    gone = get(pages, "/?q=gone")
    assert "1 model that left the catalogue would pass." in gone
    assert 'href="/?q=gone&amp;gone=1"' in gone


def test_an_empty_store_says_how_to_fill_it(open_pages):
    html = get(open_pages(publication(catalog_seen_at=None)), "/")
    assert "<code>benchbook import FILE</code>" in html
    assert "<table" not in html


def test_one_model_is_one_line(open_pages):
    html = get(open_pages(publication([model("acme/only")])), "/")
    assert rows(html) == ["acme/only"]
    assert "Models: 1 of 1" in html


def test_stale_data_says_its_age(open_pages, lot):
    assert "days old, of" not in get(open_pages(lot), "/")
    old = publication(lot.models, (), catalog_seen_at=lot.catalog_seen_at.replace(month=3))
    assert "The newest observation is 132 days old, of 2026-03-22." in get(open_pages(old), "/")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("sort=promt", "no column &#39;promt&#39;"),
        ("columns=x/y/z", "no column &#39;x/y/z&#39;"),
        ("order=up", "Invalid value &#39;up&#39; for parameter &#39;order&#39;: expected one of asc, desc"),
        ("context=many", "expected a whole number"),
        ("page=2", "expected at most 1"),
        ("colums=context", "Unknown parameter &#39;colums&#39;"),
        ("q=a&q=b", "expected one value"),
        ("&".join(f"author=m{at}" for at in range(61)), "at most 60 values"),
        ("as_of=2026-13-01", "as_of"),
        ("q=%zz", "not percent-encoded"),
        ("q=" + "x" * 201, "at most 200 characters"),
    ],
)
def test_a_wrong_address_is_one_sentence_on_a_page(pages, query, sentence):
    reply = pages.get(f"/?{query}")
    assert reply.status_code == 400
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert sentence in reply.text
    assert pages.get(f"/?{query}", headers={"accept": "application/json"}).text.count("(hint: ") <= 1
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")


def test_the_file_is_the_table_that_is_shown(pages):
    query = f"sort=name&columns={CODING}&columns=prompt&open=zeta/comet"
    html = get(pages, f"/?{query}")
    reply = pages.get(f"/leaderboard/file.csv?{query}")
    assert reply.headers["content-disposition"] == 'attachment; filename="benchbook-leaderboard.csv"'
    told = list(csv.DictReader(io.StringIO(reply.text, newline="")))
    assert [row["model_id"] for row in told] == ["acme/atlas", "acme/birch", *["zeta/comet"] * 3, "zeta/comet:free"]
    assert [row[CODING] for row in told] == ["50.25", "", "70", "70", "30", ""]
    assert [row["prompt"] for row in told] == ["1", "0", "10", "", "", "0"]
    assert re.findall(r"<td class=\"number\" title=\"50.25 [^\"]*\" data-o=\"50.25\">50.25</td>", html)
    for form in ("json", "parquet"):
        assert pages.get(f"/leaderboard/file.{form}?{query}").status_code == 200
    wrong = pages.get("/leaderboard/file.xls")
    assert (wrong.status_code, wrong.headers["content-type"]) == (400, "text/html; charset=utf-8")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text_wherever_they_stand(open_pages, name):
    odd = model("acme/odd", name=f"Acme: {name}", hugging_face_id=name, input_modalities=(name,))
    other = model("acme/other", name=f"{name}: Other", expiration_date=name)
    shown = publication(
        [odd, other],
        [
            score("acme/odd", {"coding_index": 5, name: 3}, name=name, effort=name, citation=name, same_as=(name,)),
            score("acme/odd", {"coding_index": 4}, name=name, effort="low", source=name, board=name),
            arena("acme/odd", 1200, board=f"models/{name}"),
        ],
    )
    client = open_pages(shown)
    html = get(client, "/?all_open=1")
    for planted in ("<script>alert", "<img src=x", "49 &amp;amp;"):
        assert planted not in html
    assert re.sub(r"\s+", " ", name)[:20] in re.sub(r"\s+", " ", unescape(html))
    body = client.get("/leaderboard/file.csv").text
    assert "\n=cmd" not in body
    assert ',"=cmd' not in body


def test_many_models_are_paged_and_left_to_the_server(open_pages):
    shown = publication([model(f"acme/m{at:04}") for at in range(501)])
    client = open_pages(shown)
    html = get(client, "/?sort=name")
    assert 'data-mode="remote"' in html
    assert rows(html) == [f"acme/m{at:04}" for at in range(100)]
    assert rows(get(client, "/?sort=name&page=6")) == ["acme/m0500"]
    assert client.get("/?page=7").status_code == 400
    assert client.get("/leaderboard/file.csv?sort=name").text.count("\n") == 502


def test_a_table_of_the_past_leads_to_pages_of_the_past(filled):
    with pages_on(filled) as client:
        then = client.get("/?as_of=2026-07-10").text
        now = client.get("/").text
    assert re.findall(r'href="(/model/[^"]*)"', then) == [f"/model/acme/{name}?as_of=2026-07-10" for name in THEN]
    assert "/model/acme/dune" in now
    assert "/model/acme/dune?as_of" not in now


THEN = ("atlas", "birch", "cedar")


def test_models_that_no_catalogue_lists_are_named_below(open_pages):
    rows = [score("acme/atlas", {"coding_index": 50}), *(score(f"acme/m{at:02}", {"gpqa": 0.5}) for at in range(14))]
    told = words(open_pages(publication([model("acme/atlas")], rows)).get("/").text)
    assert "14 models that sources measured were in no catalogue read so far" in told
    assert "acme/m00" in told
    assert "acme/m11" in told
    assert "acme/m12" not in told
    assert "and 2 more" in told


def test_a_page_is_titled_by_what_it_shows(pages):
    told = {address: re.search(r"<title>(.*?)</title>", pages.get(address).text).group(1) for address in TITLES}
    assert told == TITLES


TITLES = {
    "/": "Leaderboard · Benchbook",
    "/chart": "Intelligence Index against Price in · Trade-offs · Benchbook",
    "/compare": "Compare · Benchbook",
    "/compare?model=acme/atlas&model=acme/birch": "Atlas, Birch · Compare · Benchbook",
}


def test_figures_without_a_catalogue_say_what_is_missing(open_pages):
    told = words(open_pages(publication([], [score("acme/atlas", {"coding_index": 50})])).get("/").text)
    assert "No catalogue of models was read in yet" in told
    assert "benchbook sync openrouter" in told
    assert "No single filter is to blame" not in told
    assert "1 model that sources measured was in no catalogue read so far" in told


def hidden(html):
    return re.findall(r'<tbody hidden id="m-([^"]+)"', html)


def test_what_does_not_pass_is_on_the_page_and_hidden_so_that_a_filter_can_be_loosened_there(pages):
    html = get(pages, "/?author=zeta&sort=prompt")
    assert (rows(html), hidden(html)) == (["zeta/comet"], ["acme/birch", "acme/atlas"])
    assert '<td class="rank">1</td>' in html[html.index('id="m-acme/birch"') :]
    assert "Models: 1 of 3" in html
    assert "acme/gone" not in html


def test_where_all_are_open_one_can_be_folded_and_opened_again(pages):
    folded = get(pages, "/?all_open=1&fold=zeta/comet")
    assert folded.count('<tr class="run">') == 0
    assert folded.count('<tr class="offer">') == 0
    opened = get(pages, "/?all_open=1&fold=zeta/comet&open=zeta/comet")
    assert opened.count('<tr class="run">') == 2
    assert 'name="fold" value="zeta/comet">' not in opened[: opened.index("<table")]
    query = "all_open=1&fold=zeta/comet"
    assert "zeta/comet:free" not in pages.get(f"/leaderboard/file.csv?{query}").text


def test_folding_without_a_script_keeps_the_whole_state_and_the_place(pages):
    html = get(pages, f"/?sort=prompt&columns=prompt&columns={CODING}&max_price=100&as_of=2026-07-30")
    form = html[html.index('<form id="folding"') :]
    form = form[: form.index("</form>")]
    state = re.findall(r'name="([^"]+)" value="([^"]*)"', form)
    assert state == [
        ("as_of", "2026-07-30"),
        ("max_price", "100"),
        ("sort", "prompt"),
        ("columns", "prompt"),
        ("columns", CODING),
    ]
    assert 'form="folding" formaction="/#m-zeta/comet"' in html


def test_usual_columns_chosen_one_by_one_leave_the_address(pages):
    usual = re.findall(r'name="columns" value="([^"]+)" checked data-usual', get(pages, "/"))
    assert usual == re.findall(r'data-column="([^"]+)"', get(pages, "/"))[1:]
    html = get(pages, "/?" + "&".join(f"columns={column}" for column in usual))
    assert "columns=" not in html[html.index('<div class="above">') :]


def test_a_page_of_the_past_leads_to_pages_of_the_past(pages):
    html = get(pages, "/?as_of=2026-07-30&all_open=1")
    leave = {"/?all_open=1", "#content"}
    links = {unescape(link) for link in re.findall(r'<a [^>]*href="([^"]+)"', html)} - leave
    assert {link for link in links if "as_of=2026-07-30" not in link} == set()
    assert 'href="/?all_open=1" data-present>' in html
    assert "as_of" not in get(pages, "/?all_open=1")


def test_words_with_spaces_are_one_word_to_the_browser(open_pages):
    shown = publication(
        [model("acme/odd", input_modalities=("a b", "c"))],
        [score("acme/odd", {"coding_index": 5}, source="my own", effort="very high")],
    )
    html = get(open_pages(shown), "/")
    assert 'data-input="a b\nc"' in html
    assert 'data-source="my own"' in html
    assert 'data-effort="very high"' in html


def test_a_model_without_a_name_or_author_still_has_a_line_and_a_place(open_pages):
    shown = publication([model("acme/named"), model("acme/bare", name=": "), model("acme/blank", name=" ")])
    client = open_pages(shown)
    html = get(client, "/?sort=author&columns=author")
    assert sorted(rows(html)) == ["acme/bare", "acme/blank", "acme/named"]
    for bare in ("acme/bare", "acme/blank"):
        assert re.search(rf'title="{bare}"><bdi>\S', html)


def test_more_models_can_be_open_than_columns_can_stand(pages):
    opened = "&".join(f"open=m{at}" for at in range(500))
    assert pages.get(f"/?{opened}").status_code == 200
    assert "at most 500 values" in pages.get(f"/?{opened}&open=m500").text


def test_a_limit_is_counted_on_its_menu(pages):
    html = get(pages, "/?max_price=100&context=1")
    menu = html[html.index('data-menu="limits"') :]
    assert '<span class="many">2</span>' in menu[: menu.index("</summary>")]
