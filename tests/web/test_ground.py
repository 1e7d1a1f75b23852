"""What all pages share: texts, headers, files, words and pages that are not there."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from benchbook import web
from benchbook.errors import FactsError
from benchbook.web import static
from benchbook.web.pages.leaderboard import LeaderboardQuery
from benchbook.web.query import address, read_page_query
from benchbook.web.texts import Texts
from benchbook.web.words import age, dollars, figure, tokens

WEB = Path(web.__file__).parent
NAMES = re.findall(r"^([a-z][\w-]*) =", (WEB / "texts" / "en.ftl").read_text("utf-8"), re.MULTILINE)


def sources():
    return [path.read_text("utf-8") for suffix in ("html", "py", "js") for path in sorted(WEB.rglob(f"*.{suffix}"))]


def test_each_text_stands_once_and_is_used():
    assert len(NAMES) == len(set(NAMES))
    code = "\n".join(sources())
    made = {match.replace("{", "").split("-")[0] for match in re.findall(r'f"([\w-]+-)\{', code)}
    made |= set(re.findall(r'\("([\w-]+)-" ~', code))
    ends = set(re.findall(r'~ "(-[\w-]+)"', code)) | set(re.findall(r'\}(-[\w-]+)"', code))
    unused = [
        name
        for name in NAMES
        if f'"{name}"' not in code
        and f"'{name}'" not in code
        and not name.startswith(tuple(made))
        and not any(name.endswith(end) for end in ends)
    ]
    assert unused == []


def test_no_template_holds_a_sentence_of_its_own():
    for path in WEB.rglob("*.html"):
        bare = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>|&\w+;", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert re.findall(r"[A-Za-z]{3,} [A-Za-z]{2,}", bare) == [], path.name


def test_a_text_that_is_not_there_or_lacks_a_value_is_an_error():
    told = Texts()
    with pytest.raises(FactsError, match="there is no text 'nothing'"):
        told("nothing")
    with pytest.raises(FactsError, match="count"):
        told("count")
    assert told("count", shown="1", all="2") == "Models: 1 of 2"
    assert told.markup("stale", days=3, day="<b>") == (
        "The newest observation is 3 days old, of &lt;b&gt;. <code>benchbook sync</code> or "
        "<code>benchbook import FILE</code> brings newer ones."
    )


def test_pages_are_guarded_and_need_no_other_host(pages):
    reply = pages.get("/")
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', reply.text)
    assert not re.findall(r"<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=", reply.text)


def test_files_are_kept_for_good_under_an_address_of_their_content(pages):
    reply = pages.get(static.address("site.css"))
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in reply.headers["cache-control"]
    other = pages.get("/static/0123456789ab/site.css")
    assert other.status_code == 200
    assert other.headers["cache-control"] == "no-cache"
    for missing in ("nothing.css", "..%2Fpage.py", "site.css%00"):
        assert pages.get(f"/static/{static.digest()}/{missing}").status_code == 404


def test_every_file_that_a_page_names_is_there():
    named = {name for text in sources() for name in re.findall(r"static\(['\"]([\w.-]+)['\"]\)", text)}
    assert named
    assert named <= set(static.files())


def test_a_page_that_is_not_there_is_told_to_readers_as_a_page(pages):
    reply = pages.get("/nowhere/<script>")
    assert reply.status_code == 404
    assert reply.headers["content-type"].startswith("text/html")
    assert "<script>/" not in reply.text
    assert pages.get("/nowhere", headers={"Accept": "*/*"}).json()["error"]["code"] == 404
    assert pages.get("/api/v1/nowhere").json()["error"]["code"] == 404
    assert pages.post("/").status_code == 405


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (57.1, "57.1"), (54, "54"), (0.8924368823529413, "0.892"), (0, "0"), (0.0, "0"), (1308, "1308"),
        (1308.4, "1308"), (115870.25, "115,870"), (12345, "12,345"), (0.000012, "0.000012"), (-3.25, "-3.25"),
        (99.99999, "100"), (123.456, "123.5"),
    ],
)  # fmt: skip
def test_figures(value, text):
    assert figure(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_figure_is_never_far_from_itself(value):
    shown = float(figure(value).replace(",", ""))
    assert shown == pytest.approx(value, rel=0.006, abs=1e-38)


@pytest.mark.parametrize(
    ("price", "text"),
    [("0", "free"), ("0.27", "$0.27"), ("0.08333333333333334", "$0.08333"), ("15", "$15"), ("1200", "$1,200")],
)
def test_prices(price, text):
    assert dollars(Decimal(price)) == text


def test_tokens_and_ages():
    assert [tokens(count) for count in (0, 512, 8192, 200_000, 1_048_576)] == ["0", "512", "8.192k", "200k", "1.05M"]
    today = date(2026, 8, 1)
    then = [date(2026, 8, 1), date(2026, 7, 31), date(2026, 6, 1), date(2026, 1, 1), date(2020, 1, 1)]
    assert [age(day, today) for day in then] == ["today", "1 day old", "61 days old", "7 months old", "7 years old"]
    assert age(datetime(2026, 9, 1, tzinfo=UTC), today) == "today"


QUERIES = st.builds(
    LeaderboardQuery,
    q=st.text(max_size=50).filter(lambda text: not re.search("[\ud800-\udfff]", text)),
    author=st.lists(st.text("abc /&=%+", min_size=1), unique=True, max_size=3).map(tuple),
    context=st.none() | st.integers(0, 10**12),
    max_price=st.none() | st.decimals(0, 1000, places=3).map(lambda price: Decimal(f"{price.normalize():f}")),
    free=st.booleans(),
    order=st.sampled_from([None, "asc", "desc"]),
    open=st.lists(st.text("xyz/:", min_size=1), unique=True, max_size=3).map(tuple),
    page=st.integers(1, 10_000),
)


@given(QUERIES)
def test_an_address_reads_back_as_the_question_that_made_it(query):
    path, _, raw = address("/", query).partition("?")
    assert path == "/"
    assert asdict(read_page_query(raw.encode(), LeaderboardQuery)) == asdict(query)


def test_every_packaged_file_of_the_pages_is_in_the_package():
    package = resources.files("benchbook.web")
    assert package.joinpath("texts", "en.ftl").is_file()
    assert package.joinpath("static", "site.css").is_file()
