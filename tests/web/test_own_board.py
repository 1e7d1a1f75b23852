"""The board of an own arena: spreads, chances, how it was rated, and its past; nothing that is not known."""

import csv
import io
import re
from datetime import timedelta
from html import escape

import pytest
from hostile_labels import HOSTILE
from published import arena, model, publication
from read_page import get, part, words
from stored_pages import TOKEN, listed, on, pages_on, record
from tests.rated_board import VERSION, board, publish_board, rated, stored

from benchbook.publication import publish

BOARD = "/arena/mine/overall"
PAST = "/arena-history/mine/overall"
DASH = "\N{EN DASH}"
MODELS = (model("acme/atlas"), model("acme/birch"), model("zeta/comet"))
TWO = (rated("atlas", 1010.5, 400), rated("yoda", 989.5, 120))


def own(*models, **fields):
    """What is published of a board."""
    found = publish([], stored(*models, **fields), [])
    return publication(MODELS, found.scores, boards=found.boards)


@pytest.fixture
def pages(open_pages):
    return open_pages(own())


@pytest.fixture
def past(store):
    """Two boards of two days, the later by another method, then one for internal use."""
    record(store, "openrouter", 1, models=[listed("atlas")])
    publish_board(store, rated("atlas", 1010), rated("yoda", 990), rated_at=on(2))
    publish_board(store, rated("atlas", 1020), rated("yoda", 980), rated_at=on(4), method={"version": "other"})
    return store


def facts(html, name):
    """The facts of a section, by their labels."""
    pairs = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", part(html, name), re.DOTALL)
    return {words(label): words(text) for label, text in pairs}


def cells(html, name):
    """The words of a row of the ratings, column by column."""
    row = re.search(rf"<tr[^>]*>(?:(?!</tr>).)*>{name}</bdi>.*?</tr>", html, re.DOTALL)[0]
    return [words(cell) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)]


def test_own_arenas_stand_first_and_lead_to_their_boards(open_pages):
    published = own(category="code/a b")
    both = publication(MODELS, [*published.scores, arena("acme/atlas", 1300)], boards=published.boards)
    html = get(open_pages(both), "/arena")
    assert html.index("Own arenas") < html.index("Design Arena")
    assert 'href="/arena/mine/code%2Fa%20b"' in html
    assert get(open_pages(both), "/arena/mine/code%2Fa%20b")


def test_a_row_has_its_spread_interval_shares_and_win_rate(pages):
    html = get(pages, BOARD)
    heads = re.findall(r'<th scope="col"[^>]*><a [^>]*>(.*?)</a>', html)
    told = ["Model", "Rating", "Interval", "Rank spread", "Win rate", "Ties", "Both bad", "Battles", "Last seen"]
    assert heads == told
    assert cells(html, "Birch")[:8] == [
        *("2", "1080", "1066-1094 \N{PLUS-MINUS SIGN}13.9", "2-3"),
        *("61.4 % 57.9-64.6", "25.0 %", "9.1 %", "800"),
    ]
    assert cells(html, "yoda")[3] == "4"
    assert ">preliminary</span>" in html
    assert "120 battles, fewer than 200." in html


def test_ratings_have_a_digit_more_where_an_interval_is_narrow(open_pages):
    narrow = rated("atlas", 1010.54, 400, low=1008.64, high=1012.5)
    html = get(open_pages(own(narrow, rated("yoda", 989.46, 400, low=969.46, high=1009.46))), BOARD)
    assert cells(html, "atlas")[1:3] == ["1010.5", "1008.6-1012.5 \N{PLUS-MINUS SIGN}2.0"]
    assert cells(html, "yoda")[1:3] == ["989.5", "969.5-1009.5 \N{PLUS-MINUS SIGN}20.0"]


@pytest.mark.parametrize(
    ("query", "first"), [("sort=spread", "Atlas"), ("sort=ties&order=asc", "Atlas"), ("sort=both_bad", "Atlas")]
)
def test_the_new_columns_sort(pages, query, first):
    html = get(pages, f"{BOARD}?{query}")
    assert first in html[html.index("<tbody") :][:900]
    assert html.count("aria-sort=") == 1


def test_battles_of_other_groups_stand_behind_no_rating(open_pages):
    apart = [rated(name, 1000, 100, component=2) for name in ("far", "off")]
    html = get(open_pages(own(*TWO, *apart)), BOARD)
    assert "260 battles stand behind 2 models; rated on " in words(html)
    assert "360 battles between 6 pairs of models" in words(html)


def test_how_it_was_rated_is_told_in_words(pages):
    told = facts(get(pages, BOARD), "rated")
    assert told["Model"].startswith("Bradley-Terry: each model has one strength")
    assert told["Ties"] == "A tie counts as half a win for each side."
    assert told["Both bad"] == "Says nothing of which is better: left out of the ratings and told apart (30)."
    assert told["Scale"] == "400 points are odds of 10 to 1; the mean of the listed models is 1000."
    assert told["Intervals"].endswith("Below 30 battles a wider one for small samples holds.")
    assert told["Prior"] == "0.5 virtual draws of each model with an average opponent."
    assert (
        told["Counted"] == "930 battles between 6 pairs of models, of 970 votes. 10 votes are flagged and do not count."
    )
    assert told["Votes as of"] == "2026-11-21 09:30 UTC"
    assert told["Left out"] == "Nobody: every model has 15 battles or more."
    assert told["Connections"] == "All models are connected by battles."
    assert told["Method in one line"] == VERSION


def test_the_hash_of_the_counts_is_short_and_whole_on_hover(pages):
    html = get(pages, BOARD)
    whole = f"{930:064x}"
    assert f'title="{whole}"><code>{whole[:12]}…</code>' in html


def test_other_methods_are_told_as_they_are(open_pages):
    html = get(
        open_pages(
            own(
                *TWO,
                rated("Nib", 1, 3, listed=False),
                rated("Far", 1, 90, component=2),
                rated("Off", 1, 90, component=3),
                basis="placements",
                votes_until=None,
                method={
                    "ties": "davidson",
                    "both_bad": "half a loss",
                    "prior": None,
                    "covariance": "clustered by voter",
                    "level": 0.9,
                    "anchor": {"name": "Atlas <b>", "rating": 1114},
                    "voter_cap": 5,
                    "controls": ["length"],
                    "small_sample_battles": 0,
                },
            )
        ),
        BOARD,
    )
    told = facts(html, "rated")
    assert told["Ties"].startswith("A tie is an outcome of its own")
    assert told["Both bad"] == "half a loss"
    assert told["Scale"].startswith("400 points are odds of 10 to 1; Atlas <b> is fixed at 1114.")
    assert told["Intervals"] == (
        "Of 90 %; rank spreads come from the errors of differences. "
        "Votes of one voter count as dependent (clustered sandwich)."
    )
    assert told["Prior"] == "0.5 virtual draws of each model with an average opponent."
    assert told["Voters"] == "At most 5 votes of one voter count a day."
    assert told["Held constant"].startswith("length:")
    assert "out of places taken in tournaments" in told["Counted"]
    assert told["Votes as of"] == "The source does not say."
    assert told["Left out"].startswith("1 model has fewer than 15 battles. 2 models have no battle,")
    assert told["Connections"].endswith("the others have 1, 1.")
    assert "among votes that are no ties" in html
    assert "90 %</small>" in html


def test_few_voters_are_told_with_what_they_mean(open_pages):
    counts = board(*TWO)["counts"]
    few = "With fewer than 30 intervals cannot be relied on"
    uneven = "Some have more votes than others: they tell as much as 4.5 of one size."
    for clusters, worth, says in (
        (12, {}, f"The votes are of 12. {few}"),
        (31, {}, "The votes are of 31."),
        (31, {"effective_clusters": 30.4}, "The votes are of 31."),
        (41, {"effective_clusters": 4.5}, f"The votes are of 41. {uneven} {few}"),
    ):
        own_counts = counts | {"clusters": clusters} | worth
        pages = open_pages(own(*TWO, counts=own_counts, method={"covariance": "clustered by voter"}))
        intervals = facts(get(pages, BOARD), "rated")["Intervals"]
        assert says in intervals
        assert ("cannot be relied on" in intervals) == (few in says)
        assert ("as much as" in intervals) == (uneven in says)


def test_no_prior_is_told_as_none(open_pages):
    component = board(*TWO)["components"][0] | {"prior": 0}
    told = facts(get(open_pages(own(*TWO, components=[component], method={"prior": None})), BOARD), "rated")
    assert told["Prior"] == "None."


def test_chances_stand_in_a_table_with_heads_of_rows_and_columns(pages):
    section = part(get(pages, BOARD), "chances")
    assert re.findall(r'<th scope="col"[^>]*title="(.*?)"', section) == ["Atlas", "Birch", "Comet", "yoda"]
    assert len(re.findall(r'<th scope="row"', section)) == 4
    rows = [re.findall(r"<td class=[^>]*>(.*?)</td>", row) for row in section.split("<tr")[2:]]
    assert rows == [
        [DASH, "56", "57", "74"],
        ["44", DASH, "51", "69"],
        ["43", "49", DASH, "68"],
        ["26", "31", "32", DASH],
    ]
    assert "Atlas is preferred to Birch with 55.8 %" in section
    assert "<caption" in section


def test_of_many_the_best_twelve_are_compared_and_six_where_there_is_little_room(open_pages):
    pages = open_pages(own(*(rated(f"m{number:02}", 1100 - number) for number in range(20))))
    section = part(get(pages, BOARD), "chances")
    assert len(re.findall(r'<th scope="row"', section)) == 12
    assert section.count('<tr class="far">') == 6
    assert len(re.findall(r'<th scope="col" class="number far"', section)) == 6


def test_extreme_chances_are_not_rounded_to_certainty(open_pages):
    section = part(get(open_pages(own(rated("a", 3000), rated("b", 100, win_rate=0.1))), BOARD), "chances")
    assert "&gt;99" in section
    assert "&lt;1" in section
    assert ">100<" not in section
    assert ">0<" not in section


def test_a_board_of_one_is_compared_with_nobody(open_pages):
    html = get(open_pages(own(rated("Atlas", 1000))), BOARD)
    assert 'id="chances"' not in html
    assert 'id="rated"' in html


def test_a_board_of_which_the_facts_are_not_known_shows_its_rows_all_the_same(open_pages):
    html = get(open_pages(publication(MODELS, own().scores)), BOARD)
    assert cells(html, "Atlas")[3] == "1-2"
    assert 'id="rated"' not in html
    assert 'id="chances"' not in html


def test_another_arenas_board_is_as_it_was(open_pages):
    html = get(open_pages(publication(MODELS, [arena("acme/atlas", 1300)])), "/arena/models/website")
    assert 'id="rated"' not in html
    assert "arena-history" not in html
    assert "Rank spread" not in html


def test_the_board_leads_to_the_same_as_data(pages):
    html = get(pages, BOARD)
    (address,) = re.findall(r'href="(/api/benchbook/v1/arena/[^"]+)"', html)
    assert pages.get(address).json()["data"]["category"] == "overall"
    rows = list(csv.DictReader(io.StringIO(pages.get(f"{BOARD}/file.csv").text)))
    assert [(row["name"], row["rank_low"], row["rank_high"]) for row in rows[:2]] == [
        ("Atlas", "1", "2"),
        ("Birch", "2", "3"),
    ]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_text(open_pages, name):
    if "\N{RIGHT-TO-LEFT OVERRIDE}" in name:
        pytest.skip("such a name is no row of a board")
    anchor = {"name": name[:150], "rating": 1000}
    found = own(
        rated(name, 1100), rated("b", 1000), category=name[:150], method={"anchor": anchor, "model": name[:150]}
    )
    pages = open_pages(found)
    (address,) = re.findall(r'href="(/arena/mine/[^"]+)"', get(pages, "/arena"))
    html = get(pages, address)
    assert html.count(str(escape(name[:150])).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")) > 4
    assert "<script>alert" not in html
    assert "<img src=x" not in html


# --- elsewhere ---------------------------------------------------------------------------------


def test_a_board_is_a_column_of_the_leaderboard_and_its_counts_are_in_no_menu(pages):
    html = get(pages, "/?columns=arena/mine/overall/elo&columns=arena/mine/overall/battles")
    assert "Own arenas, mine, Elo rating" in html
    assert 'value="arena/mine/overall/win_rate"' in html
    assert 'value="arena/mine/overall/battles"' in html
    assert "rank_low" not in html
    rows = list(csv.DictReader(io.StringIO(pages.get("/leaderboard/file.csv?columns=arena/mine/overall/elo").text)))
    assert [(row["rank"], row["model"], row["arena/mine/overall/elo"]) for row in rows] == [
        *(("1", "Atlas", "1120.5"), ("2", "Birch", "1080.25"), ("3", "Comet", "1070")),
    ]
    assert "The house arena (invented)." in rows[0]["citation"]
    assert rows[0]["licence"] == "attribution"


def test_models_are_compared_by_their_ratings_and_not_by_their_counts(pages):
    told = words(get(pages, "/compare?model=acme/atlas&model=acme/birch"))
    assert "Own arenas, mine" in told
    assert "1121" in told or "1120" in told
    assert "Losses" not in told


def test_a_models_page_gives_the_boards_own_interval_and_no_column_of_its_ends(past):
    publish_board(past, rated("atlas", 1020, low=1001, high=1077), rated_at=on(9), method={"version": "v" * 60})
    with pages_on(past) as pages:
        section = part(get(pages, "/model/acme/atlas"), "scores")
    told = words(section)
    assert "1001 - 1077" in told
    assert "lower end" not in told
    assert f'title="{"v" * 60}">{"v" * 24}…' in section


def test_a_board_that_is_rated_often_does_not_hide_other_figures_in_a_models_past(store):
    record(store, "openrouter", 1, models=[listed("atlas")])
    for number in range(26):
        at = on(2) + timedelta(hours=number)
        publish_board(store, rated("atlas", 1000 + number), rated("yoda", 900), rated_at=at)
    with pages_on(store) as pages:
        section = part(get(pages, "/model/acme/atlas"), "history")
    assert section.count("<bdi>mine/overall</bdi>") == 2 * 20
    assert "and 12 more" in words(section)


# --- its past ----------------------------------------------------------------------------------


def test_the_past_is_a_table_the_newest_first_with_its_break(past):
    with pages_on(past) as pages:
        html = get(pages, PAST)
    rows = [words(row) for row in re.findall(r"<tr>.*?</tr>", html[html.index("<tbody") :], re.DOTALL)]
    assert rows == [
        "2026-07-04 00:00 UTC method changed Atlas 1020 1000-1040 1 1 400 2026-07-04",
        "2026-07-04 00:00 UTC method changed yoda 980 960-1000 2 2 400 2026-07-04",
        "2026-07-02 00:00 UTC Atlas 1010 990-1030 1 1-2 400 2026-07-02",
        "2026-07-02 00:00 UTC yoda 990 970-1010 2 1-2 400 2026-07-02",
    ]


def test_the_past_is_a_picture_and_files_in_the_same_moment(past):
    with pages_on(past) as pages:
        html = get(pages, f"{PAST}?top=1&as_of=2026-07-03")
        pictures = re.findall(r'<img class="on-\w+" src="([^"]+)"', html)
        files = re.findall(r'href="([^"]+)" download', html)
        assert len(pictures) == 2
        reply = pages.get(pictures[0].replace("&amp;", "&"))
        assert reply.headers["content-type"] == "image/svg+xml"
        assert "Atlas, rating points" in reply.text
        assert "yoda" not in reply.text
        rows = list(csv.DictReader(io.StringIO(pages.get(files[0].replace("&amp;", "&")).text)))
        assert [(row["name"], row["rating"], row["ends"]) for row in rows] == [("atlas", "1010", "")]
        whole = list(csv.DictReader(io.StringIO(pages.get(f"{PAST}/file.csv").text)))
        assert [row["method_changed"] for row in whole] == ["false", "true", "false", "true"]
        assert pages.get(f"{PAST}/file.parquet").status_code == 200


def test_the_board_leads_to_its_past_and_back_in_its_moment(past):
    with pages_on(past) as pages:
        html = get(pages, f"{BOARD}?as_of=2026-07-03")
        (address,) = set(re.findall(r'href="(/arena-history/[^"]+)"', html))
        assert address == f"{PAST}?as_of=2026-07-03"
        assert 'href="/arena/mine/overall?as_of=2026-07-03"' in get(pages, address)
        picture = re.search(r'src="(/arena-history/[^"]+)"', html)[1].replace("&amp;", "&")
        assert pages.get(picture).status_code == 200


def test_the_past_of_what_is_not_there_is_refused(past):
    with pages_on(past) as pages:
        assert pages.get("/arena-history/mine/nothing").status_code == 404
        assert pages.get("/arena-history/mine/nothing/chart.svg").status_code == 404
        assert pages.get(f"{PAST}?top=9").status_code == 400
        assert pages.get(f"{PAST}/chart.svg?width=9").status_code == 400


def test_with_public_an_internal_reading_is_for_holders_of_a_key(past):
    publish_board(past, rated("atlas", 1099), rated("yoda", 901), rated_at=on(3), licence="internal")
    with pages_on(past, public=True) as pages:
        html = get(pages, PAST)
        assert "2026-07-02" in html
        assert "2026-07-04" in html
        assert "1099" not in html
        assert "1099" not in pages.get(f"{PAST}/file.csv").text
    with pages_on(past, public=True, token=TOKEN) as pages:
        assert "1099" in get(pages, PAST)
    publish_board(past, rated("atlas", 1098), rated("yoda", 902), rated_at=on(6), licence="internal")
    with pages_on(past, public=True) as pages:
        assert [pages.get(address).status_code for address in (BOARD, PAST, f"{PAST}/chart.svg")] == [404] * 3


def test_a_board_of_another_arena_has_no_past_here(open_pages):
    html = get(open_pages(publication(MODELS, [arena("acme/atlas", 1300)])), "/arena-history/models/website")
    assert "Nothing is known of the past of this board." in html
