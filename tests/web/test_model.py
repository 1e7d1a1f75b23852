"""The model page, of small publications and of a synthetic ledger that changed from day to day."""

import html as markup
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hostile_labels import HOSTILE
from msgspec.structs import replace
from published import DAY, arena, model, publication, score
from read_page import get, part, words

from benchbook.changes.history import ModelHistory
from benchbook.model import (
    Endpoint,
    Labels,
    Matched,
    Origin,
    Percentiles,
    PriceOverride,
    Prices,
    Raw,
    Reasoning,
    Scope,
    TableDeclaration,
    Unmatched,
)
from benchbook.pipeline import import_document
from benchbook.sources import source_by_id
from benchbook.store import open_store
from benchbook.web.model.found import JoinedName, Record, RefusedName
from benchbook.web.model.scores import rows_of, scores

sys.path.insert(0, str(Path(__file__).parents[1] / "changes"))  # for changed_ledger
from changed_ledger import catalogue, day, entry, indices

EMPTY = ModelHistory(
    model_id="acme/atlas",
    permaslug="acme/atlas",
    name="Acme: Atlas",
    listed=True,
    listings=(),
    prices=(),
    scores=(),
)


NOTHING = Record(history=EMPTY, joined=(), waiting=())


# --- of a publication ----------------------------------------------------------------------------


@pytest.fixture
def full(open_pages):
    models = [
        model(
            "acme/atlas",
            description="See [the paper](javascript:alert(1)) <b>now</b>.",
            permaslug="acme/atlas-20260101",
            prices={"prompt": "0.000001", "completion": "-1", "web_search": "0.01"},
            expiration_date="2026-12-31",
            reasoning=Reasoning(mandatory=True, supported_efforts=("high", "low")),
            default_parameters={"temperature": 0.5, "top_p": None},
        ),
        model("acme/atlas:free", permaslug="acme/atlas-20260101", prices={"prompt": "0", "completion": "0"}),
        replace(model("~acme/atlas-latest"), alias_slug="acme/atlas"),
    ]
    models[0] = replace(
        models[0],
        prices=replace(
            models[0].prices, overrides=(PriceOverride(prices={"prompt": "0.000002"}, min_prompt_tokens=200_000),)
        ),
    )
    scores = [
        score("acme/atlas", {"coding_index": 50.25, "intelligence_index": 40}, effort="high", method_version="4.1"),
        score("acme/atlas", {"coding_index": 30.5}, effort="low", same_as=("Atlas (high)",)),
        arena("acme/atlas", 1300, std_error=10.0, sample_size=2500, via="openrouter"),
        arena("acme/atlas", 1250, board="models/svg", doubt="two models bear this name"),
        score("acme/other", {"coding_index": 99.75}),
    ]
    endpoint = Endpoint(
        model_id="acme/atlas",
        provider_name="Nimbus",
        tag="nimbus/fp8",
        context_length=65_536,
        quantization="fp8",
        prices=Prices(by_kind={"prompt": "0.0000015"}, discount=0.25),
        uptime_last_30m_percent=99.5,
        latency_last_30m=Percentiles(p50=420, p99=900),
    )
    published = publication(models, scores, endpoints=(endpoint,), departed=(model("acme/gone", description="Old."),))
    return open_pages(published, record=NOTHING)


def test_facts_are_told_as_text_and_what_is_unknown_is_a_dash(full):
    html = get(full, "/model/acme/atlas")
    assert "See [the paper](javascript:alert(1)) &lt;b&gt;now&lt;/b&gt;." in html
    told = words(part(html, "facts"))
    assert "yes, always, efforts high low" in told
    assert "temperature 0.5" in told
    assert "top_p" not in told
    assert "Leaves on 2026-12-31" in told
    assert re.search('<dt>Hugging Face</dt><dd title="Unknown: no source says."><bdi>\N{EN DASH}', html)
    assert "acme/atlas:free variant" in told
    assert "~acme/atlas-latest points here" in told


def test_prices_are_exact_with_their_conditions(full):
    prices = part(get(full, "/model/acme/atlas"), "prices")
    assert 'title="$1, $ per million tokens">$1<' in prices
    assert "prompts of 200,000 tokens and more" in prices
    assert ">$2<" in prices
    assert 'title="Varies with the model that the request is routed to.">varies<' in prices
    assert ">$0.01<" in prices
    assert "$ each" in prices


def test_providers_stand_with_prices_limits_and_how_they_do(full):
    told = words(part(get(full, "/model/acme/atlas"), "providers"))
    assert "Nimbus nimbus/fp8 Other terms: Discount: 25% $1.5 - - 65.54k - fp8 99.5 % 420 -" in told


def test_every_run_stands_with_its_figures(full):
    scores = part(get(full, "/model/acme/atlas"), "scores")
    told = words(scores)
    assert "effort high 40 50.25 4.1 2026-07-22" in told
    assert "effort low The very same figures as Atlas (high). - 30.5 - 2026-07-22" in told
    assert 'title="Not in this result."' in scores
    assert "99.75" not in told
    assert "models/website 1300 50 1280 - 1320 2,500 OpenRouter" in told
    assert "± 1.96 standard errors of 10" in scores
    assert "models/svg The join is questionable: two models bear this name 1250" in told


def test_a_citation_stands_for_what_is_shown(full):
    html = get(full, "/model/acme/atlas")
    assert "Source: Artificial Analysis (artificialanalysis.ai)" in html
    assert "Arena" in words(html.partition('class="notes"')[2])


@pytest.mark.parametrize("name", ["acme/atlas-20260101", "acme/atlas%3Afree", "~acme/atlas-latest"])
def test_other_names_of_an_entry_lead_to_a_page(full, name):
    assert "<h1>" in get(full, f"/model/{name}")


def test_an_offer_and_a_pointer_say_what_they_are(full):
    assert "This is an offer of a model" in get(full, "/model/acme/atlas:free")
    pointer = get(full, "/model/~acme/atlas-latest")
    assert "only points at another one" in pointer
    assert '<a href="/model/acme/atlas">' in pointer


def test_a_model_that_left_keeps_its_page(full):
    html = get(full, "/model/acme/gone")
    assert "It left the catalogue" in html
    assert "Old." in html


def test_an_unknown_model_is_told_with_those_that_are_near(full):
    html = get(full, "/model/acme/atlsa", 404)
    assert "Model &#39;acme/atlsa&#39; is not in the catalogue" in html
    assert '<a href="/model/acme/atlas">' in html
    assert html.count("nearest:") == 0


def test_a_bad_parameter_is_told_in_one_sentence(full):
    assert "Unknown parameter &#39;colour&#39;" in get(full, "/model/acme/atlas?colour=red", 400)
    get(full, "/model/acme/" + "x" * 600, 400)


def test_other_places_are_linked(full):
    html = get(full, "/model/acme/atlas:free")
    assert 'href="/compare?model=acme/atlas"' in html
    assert 'href="/api/v1/model/acme/atlas:free"' in html
    assert 'href="/api/benchbook/v1/models/acme/atlas:free/history"' in html


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_are_only_words(open_pages, name):
    labels = Labels(name=name, slug=name)
    scope = Scope(source="artificial-analysis", feed="models", via=name)
    record = Record(
        history=EMPTY,
        joined=(JoinedName(scope=scope, labels=labels, identity=Matched(model_id="a/b", rule=name, evidence=(name,))),),
        waiting=(
            RefusedName(scope=scope, labels=labels, identity=Unmatched(reason=name, refused=(name,)), refused=name),
        ),
    )
    one = model("acme/atlas", description=name, tokenizer=name, hugging_face_id=name, supported_parameters=(name,))
    one = replace(one, name=name)
    rows = [
        score("acme/atlas", {name: 1.5}, name=name, effort=name, board=name, source=name, citation=name, via=name),
        score("acme/atlas", {"x": 1}, same_as=(name,), doubt=name, method_version=name, variant=name),
    ]
    endpoints = (Endpoint(model_id="acme/atlas", provider_name=name, tag=name, quantization=name),)
    pages = open_pages(publication([one], rows, endpoints=endpoints), record=record)
    html = get(pages, "/model/acme/atlas")
    assert name in markup.unescape(html)
    for broken in ("<script>alert", "<img src=x", "<svg onload", "onmouseover='"):
        assert broken not in html
    assert "49" not in words(html).split()


def test_an_id_of_odd_characters_has_a_page(open_pages):
    odd = 'evil"><img/src=x/onerror=alert(1)>'
    published = publication([model(odd)])
    pages = open_pages(published, record=NOTHING)
    html = get(pages, "/model/evil%22%3E%3Cimg/src%3Dx%2Fonerror%3Dalert(1)%3E")
    assert "<img/src" not in html
    assert odd in markup.unescape(html)


# --- of a ledger ---------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "book.db")) as opened:
        falcon = {"intelligence_index": 40.0, "coding_index": 50.0, "agentic_index": 30.0}
        catalogue(opened, 1, entry("falcon", scores=falcon, arena=1300), entry("crane"), entry("gone"))
        indices(opened, day(2), {"Falcon (high)": 41.0, "Falcon (low)": 35.5, "Phantom": 9.0, "Falcon 9": 8.0}, 4.0)
        catalogue(opened, 5, entry("falcon", "0.000003", scores=falcon, arena=1310), entry("crane"))
        indices(opened, day(6), {"Falcon (high)": 33.0, "Falcon (low)": 30.5, "Phantom": 9.0, "Falcon 9": 8.0}, 4.1)
        yield opened


@pytest.fixture
def told(open_pages, store):
    return open_pages(None, ledger=store)


@pytest.fixture
def public(open_pages, store):
    return open_pages(None, public=True, ledger=store)


def test_the_past_is_told_in_tables_with_breaks(told):
    history = words(part(get(told, "/model/acme/falcon"), "history"))
    assert "Prompt $1 2026-01-01 2026-01-01 2026-01-05 Prompt $3 2026-01-05 2026-01-05 holds" in history
    assert "33 Method changed from 4.0 to 4.1: not comparable with the one before. 2026-01-06" in history
    assert "Elo rating 1300 2026-01-01" in history
    assert "figures have not changed since they were first seen" in history


def test_what_moved_is_drawn_with_its_breaks(told):
    html = part(get(told, "/model/acme/falcon"), "history")
    assert '<option value="artificial-analysis/indices/intelligence_index" selected>Intelligence Index' in html
    assert '<option value="prices">Prices</option>' in html
    address = markup.unescape(re.search(r'data-spec="([^"]*)"', html)[1])
    assert address == "/model/acme/falcon/history.json?chart=artificial-analysis/indices/intelligence_index"
    drawn = json.loads(get(told, f"{address}&width=600&theme=dark"))
    data = json.dumps(drawn["datasets"], ensure_ascii=False)
    assert "effort high" in data
    assert "4.0 \N{RIGHTWARDS ARROW} 4.1" in data
    prices = json.dumps(json.loads(get(told, "/model/acme/falcon/history.json?chart=prices"))["datasets"])
    assert "Prompt" in prices


def test_without_a_script_a_chart_is_a_picture(told):
    html = part(get(told, "/model/acme/falcon?chart=prices"), "history")
    address = markup.unescape(re.search(r'<img src="([^"]*)"', html)[1])
    picture = told.get(address)
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.text.startswith("<svg")
    assert "<script" not in picture.text


def test_what_never_moved_has_no_chart(told):
    assert "<figure" not in get(told, "/model/acme/crane")
    assert "nothing of that name ever moved" in get(told, "/model/acme/crane/history.json", 400)
    assert "nothing of that name ever moved" in get(told, "/model/acme/falcon?chart=prices,x", 400)
    assert "is not in the catalogue" in get(told, "/model/acme/nobody/history.svg", 404)


def test_a_chart_shows_strangers_nothing_of_what_is_internal(public):
    html = part(get(public, "/model/acme/falcon"), "history")
    assert "indices" not in html
    drawn = get(public, "/model/acme/falcon/history.json?chart=artificial-analysis/indices/intelligence_index", 400)
    assert "ever moved" in drawn


def test_names_stand_with_rule_and_evidence(told):
    html = part(get(told, "/model/acme/falcon"), "names")
    assert "Falcon (high)" in html
    assert "effort high" in html
    assert "same parts" in html
    assert "the parts of name &#39;Falcon (high)&#39; are those of the entry" in html
    assert "/api/benchbook/v1/resolve?name=Falcon+%28high%29&amp;source=artificial-analysis" in html


def test_an_explanation_is_where_its_link_leads(told):
    html = part(get(told, "/model/acme/falcon"), "names")
    link = markup.unescape(re.search(r'href="(/api/benchbook/v1/resolve[^"]*)"', html)[1])
    assert json.loads(get(told, link))["identity"]["model_id"] == "acme/falcon"


def test_names_that_are_refused_or_wait_are_told_apart(told):
    html = part(get(told, "/model/acme/falcon"), "names")
    assert "Falcon 9" in words(html)
    joined = html.partition("</table>")[0]
    assert "Falcon 9" not in joined
    assert "Phantom" not in html


def test_strangers_see_nothing_of_what_is_internal(told, public):
    assert "Falcon (high)" in get(told, "/model/acme/falcon")
    html = get(public, "/model/acme/falcon")
    assert "Falcon (high)" not in html
    assert "Falcon 9" not in html
    assert "35.5" not in words(html)
    assert "internal use only" not in html
    assert "1310" in words(html)


def test_the_past_of_a_page_is_that_of_its_moment(told):
    html = get(told, "/model/acme/falcon?as_of=2026-01-03")
    assert ">$1<" in html
    assert ">$3<" not in html
    assert "1300" in words(html)
    assert "1310" not in words(html)
    assert "as_of=2026-01-03" in html.partition("<article")[2]
    assert "It left" not in get(told, "/model/acme/gone?as_of=2026-01-03")
    gone = get(told, "/model/acme/gone")
    assert "It left" in gone
    assert "between 2026-01-01, when it was last seen, and 2026-01-05" in words(gone)


def test_a_moment_before_the_first_record_is_refused(told):
    assert "lies before the first record" in get(told, "/model/acme/falcon?as_of=2020-01-01", 400)


def test_an_own_table_without_words_of_its_metric_stands_by_its_name(open_pages, store):
    when = datetime(2026, 1, 7, tzinfo=UTC)
    declared = TableDeclaration(id="house", metric="pass_rate", licence="open", citation="House (synthetic)")
    raw = Raw(body=b"model,score\nacme/crane,0.5\n", origin="t.csv", received_at=when, declaration=declared)
    import_document(store, source_by_id("table"), (raw,))
    told = words(part(get(open_pages(None, ledger=store), "/model/acme/crane"), "scores"))
    assert "house 1 result" in told
    assert "pass_rate" in told


def test_the_same_page_is_served_from_memory(told):
    first = told.get("/model/acme/falcon")
    again = told.get("/model/acme/falcon", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert first.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_row_says_what_completed_it():
    origin = Origin(via="openrouter", observed_at=DAY, last_seen=DAY, licence="attribution", citation="Relay")
    row = score("acme/atlas", {"coding_index": 50, "agentic_index": 20}, completed={"agentic_index": origin})
    (section,) = scores(rows_of([row], "acme/atlas"), (), DAY.date())
    (told,) = (remark for table in section.tables for each in table.lines for remark in each.remarks)
    assert told.startswith("Agentic Index: by another document of OpenRouter")
    assert "seen 2026-07-22" in told
